//! Proofs a second, natively: each backend under each of the chain's rules, beside what the processor can do at best.
//!
//! `cargo bench --package pow`. In the browser the same is measured by `cargo xtask bench`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark fails by panicking"
)]

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
criterion::criterion_main!(native::benches);

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::hint::black_box;
    use std::time::Duration;

    use criterion::{Criterion, Throughput, criterion_group};
    use pow::{Backend, Difficulty, Lanes, Puzzle, Reference};
    use sha2::block_api::compress256;

    /// Proofs to a measured search. They have seven digits, as most have that anyone waits for.
    const PROOFS: u64 = 50_000;
    const FROM: u64 = 1_000_000;

    criterion_group! {
        name = benches;
        config = Criterion::default()
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(3));
        targets = compress, searches
    }

    /// The bare compression function over and over, on one block: nothing that hashes each proof can be faster.
    fn compress(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("compress");
        group.throughput(Throughput::Elements(PROOFS));
        group.bench_function("sha2", |bencher| {
            let mut block = [0; 64];
            bencher.iter(|| {
                let mut smallest = u32::MAX;
                for proof in 0..PROOFS {
                    block[..8].copy_from_slice(&proof.to_ne_bytes());
                    let mut state = [0; 8];
                    compress256(&mut state, std::slice::from_ref(&block));
                    smallest = smallest.min(state[0]);
                }
                smallest
            });
        });
        group.finish();
    }

    fn searches(criterion: &mut Criterion) {
        let hash = "399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73";
        for (rule, prefix, suffix) in [
            ("classic", "35089", ""),
            ("linked", "35089", hash),
            ("sealed", hash, ""),
        ] {
            // Nobody finds 256 zero bits: the whole range is searched.
            let puzzle = Puzzle::new(prefix, suffix, Difficulty::MAX).unwrap();
            let mut group = criterion.benchmark_group(rule);
            group.throughput(Throughput::Elements(PROOFS));
            for (name, backend) in [("reference", &Reference as &dyn Backend), ("lanes", &Lanes)] {
                group.bench_function(name, |bencher| {
                    bencher.iter(|| backend.search(black_box(&puzzle), FROM..FROM + PROOFS));
                });
            }
            group.finish();
        }
    }
}
