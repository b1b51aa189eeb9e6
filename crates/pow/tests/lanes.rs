//! The fast lanes against the reference.

use pow::*;
#[test]
fn quick() {
    for suffix in [0usize, 1, 5, 64, 100] {
        for prefix in 0..140usize {
            for from in [
                0u64,
                9_980,
                99_990,
                999_990,
                99_999_997,
                9_999_999_999_995,
                18446744073709551000,
            ] {
                let p = Puzzle::new(
                    "p".repeat(prefix),
                    "s".repeat(suffix),
                    Difficulty::new(4).unwrap(),
                )
                .unwrap();
                let r = from..from.saturating_add(100);
                assert_eq!(
                    Lanes.search(&p, r.clone()),
                    Reference.search(&p, r),
                    "{prefix} {suffix} {from}"
                );
            }
        }
    }
    for (a, b) in [("100", 35293), ("35293", 35089), ("35089", 119678)] {
        let p = Puzzle::new(a, "", Difficulty::TUTORIAL).unwrap();
        assert_eq!(Lanes.search(&p, 0..u64::MAX), Some(b));
    }
}
