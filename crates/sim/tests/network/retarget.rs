//! A difficulty that follows the hash power: four times as much of it for 200 blocks, and back.
//!
//! When blocks are found is drawn: each takes as many hashes as its target asks for on average, at the hash power of that
//! moment, and exponentially distributed. What a chain asks for, it says itself; it also takes none but real proofs, which
//! is why the difficulty is low.

use chain::{Chain, Difficulty, Number, ProofRule, Retarget, Rules};
use pow::{Backend, Lanes};
use sim::Rng;

const GOAL: f64 = 10.0;

/// Blocks of ten seconds, which 2^6 hashes take at a hash power of 1.
fn rules(half_life_seconds: u32) -> Rules {
    Rules {
        retarget: Some(Retarget {
            block_seconds: GOAL as u32,
            half_life_seconds,
        }),
        ..Rules::tutorial(ProofRule::Header, Difficulty::new(6).unwrap())
    }
}

/// How many blocks are mined at which hash power, one after the other, and how many seconds the target of each asked for on
/// average.
fn mined(seed: u64, rules: Rules, stages: &[(u64, f64)]) -> (Chain, Vec<f64>) {
    let (mut chain, mut rng) = (Chain::new(rules), Rng::new(seed));
    let (mut now, mut asked) = (1_800_000_000.0, Vec::new());
    for &(blocks, hash_power) in stages {
        for _ in 0..blocks {
            let (target, _) = chain.next_target();
            let greatest = target.as_bytes()[..16]
                .iter()
                .fold(0.0, |sum, byte| sum * 256.0 + f64::from(*byte));
            let hashes = 2.0_f64.powi(128) / greatest;
            let seconds = hashes / (2.0_f64.powi(6) / GOAL * hash_power);
            asked.push(seconds);
            now += seconds * rng.exponential();
            let mut block = chain.candidate(Number::from_f64(now).unwrap(), Vec::new());
            block.proof = Lanes.search(&chain.puzzle(&block), 0..1 << 20).unwrap();
            chain.append(block).unwrap();
        }
    }
    (chain, asked)
}

fn mean(seconds: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = seconds.len() as f64;
    seconds.sum::<f64>() / count
}

/// From the time of block 2, with which the schedule begins, to that of block 2,002.
#[test]
fn two_thousand_blocks_take_the_time_that_they_should_although_the_hash_power_is_fourfold_meanwhile()
 {
    for half_life in [60, 120] {
        for seed in 1..=3 {
            let stages = [(901, 1.0), (200, 4.0), (900, 1.0)];
            let (chain, _) = mined(seed, rules(half_life), &stages);
            let made = |index| chain.get(index).unwrap().block().timestamp.as_f64();
            let mean = (made(2_002) - made(2)) / 2_000.0;
            assert!(
                (mean / GOAL - 1.0).abs() < 0.05,
                "{mean} s, half-life {half_life} s, seed {seed}"
            );
        }
    }
}

/// The average of many networks, as in each of them luck moves the target up and down: how long the next block takes on
/// average, by what its target asks for.
#[test]
fn forty_blocks_after_the_hash_power_has_changed_they_take_the_time_again_that_they_should() {
    const SEEDS: u64 = 100;
    // A half-life of six blocks, as the preset "Like Bitcoin" has it, and of twelve, where some of the change is left after 40 blocks.
    for (half_life, by_then, from_then_on) in [(60, 0.05, 0.03), (120, 0.25, 0.06)] {
        let stages = [(100, 1.0), (200, 4.0), (200, 1.0)];
        let mut asked = vec![0.0; 500];
        for seed in 1..=SEEDS {
            let (_, seconds) = mined(seed, rules(half_life), &stages);
            for (sum, seconds) in asked.iter_mut().zip(seconds) {
                *sum += seconds / SEEDS as f64;
            }
        }
        let off = |from: usize, to: usize| mean(asked[from..to].iter().copied()) / GOAL - 1.0;
        println!(
            "half-life {half_life} s: before {:+.3}; four times the hash power {:+.3}, by block 40 {:+.3}, from then on {:+.3}; back {:+.3}, {:+.3}, {:+.3}",
            off(50, 100),
            off(100, 101),
            off(136, 144),
            off(140, 300),
            off(300, 301),
            off(336, 344),
            off(340, 500)
        );
        assert!(off(50, 100).abs() < 0.05);
        // What there is to be caught up with: blocks of 2.5 s, then of 40 s.
        assert!((off(100, 101) + 0.75).abs() < 0.05, "{}", off(100, 101));
        assert!((off(300, 301) - 3.0).abs() < 0.3, "{}", off(300, 301));
        for change in [100, 300] {
            let around = off(change + 36, change + 44);
            assert!(around.abs() < by_then, "{around}, half-life {half_life} s");
            let after = off(change + 40, change + 200);
            assert!(
                after.abs() < from_then_on,
                "{after}, half-life {half_life} s"
            );
        }
    }
}
