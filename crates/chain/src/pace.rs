//! A difficulty that follows the hash power: what each block's proof must be below, and when a block may say it was made.

use serde::{Deserialize, Serialize};

use crate::number::Number;

/// How the difficulty follows the hash power.
///
/// Each block's target is reckoned from how far the chain is ahead or behind of its schedule: of `block_seconds` a block,
/// counted from block 2. The formula is aserti3-2d's (Bitcoin Cash, upgrade of November 2020: an exponential moving average
/// that depends on nothing but the schedule, so that no run of odd timestamps leaves a mark), anchored at block 2, with
/// milliseconds in place of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retarget {
    /// How many seconds a block should take: 1 to 3,600.
    pub block_seconds: u32,
    /// How late, in seconds, the chain must be for the difficulty to be halved: 1 to 604,800.
    pub half_life_seconds: u32,
}

/// The greatest timestamp in milliseconds: 2^53 - 1.
const MAX_MILLISECONDS: u64 = (1 << 53) - 1;

/// The bounds of a target that is reckoned.
const MIN_TARGET: u128 = 1 << 64;
const MAX_TARGET_BITS: u32 = 124;

impl Retarget {
    /// The limit that the first 16 bytes of the hash of a block's proof must stay below, where `bits` are the room's
    /// difficulty, and `late_by` tells by how many milliseconds the block before is later than block 2, which has `between`
    /// blocks less.
    pub(crate) fn limit(self, bits: u16, late_by: i128, between: u64) -> u128 {
        let exponent = self.exponent(late_by, between);
        let factor = factor(exponent);
        let shift = exponent.div_euclid(65536) + 128 - 16 - i128::from(bits);
        // The factor has 17 bits, so that these are beyond the bounds on either side.
        let limit = match shift {
            ..-17 => 0,
            -17..0 => factor >> -shift,
            0..110 => factor << shift,
            _ => u128::MAX,
        };
        limit.clamp(MIN_TARGET, 1 << MAX_TARGET_BITS)
    }

    /// How often the target is doubled, in 65536ths, rounded down; below 0, halved.
    fn exponent(self, late_by: i128, between: u64) -> i128 {
        let schedule = i128::from(self.block_seconds) * 1000 * i128::from(between);
        let half_life = i128::from(self.half_life_seconds) * 1000;
        ((late_by - schedule) * 65536).div_euclid(half_life)
    }
}

/// 2 to the power of the exponent's fraction, in 65536ths.
fn factor(exponent: i128) -> u128 {
    // The remainder of a division by 65536 fits, and so does the sum: the largest is 2^66.
    let fraction = exponent.rem_euclid(65536) as u128;
    65536
        + ((195_766_423_245_049 * fraction
            + 971_821_376 * fraction * fraction
            + 5127 * fraction * fraction * fraction
            + (1 << 47))
            >> 48)
}

/// A timestamp in whole milliseconds, rounded down; none outside 0 to 2^53 - 1. A float is multiplied as one.
pub(crate) fn milliseconds(timestamp: &Number) -> Option<u64> {
    let milliseconds = match timestamp.as_natural() {
        Some(seconds) => seconds.checked_mul(1000)?,
        None => {
            let milliseconds = (timestamp.as_f64() * 1000.0).floor();
            // In these bounds the conversion is exact.
            (0.0..=MAX_MILLISECONDS as f64)
                .contains(&milliseconds)
                .then_some(milliseconds as u64)?
        }
    };
    (milliseconds <= MAX_MILLISECONDS).then_some(milliseconds)
}

/// How many blocks' timestamps a block must be later than the median of.
const PAST: usize = 11;

/// What timestamps and targets of the next block depend on: the timestamps of blocks before, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Past {
    /// Of the last blocks, the newest last.
    recent: [u64; PAST],
    /// How many blocks there are.
    length: u64,
    /// Of block 2.
    anchor: u64,
}

impl Past {
    /// Of the chain's first `length` blocks, whose timestamps `timestamp` gives by index. Only a dozen of them are asked for.
    pub(crate) fn of(length: u64, timestamp: impl Fn(u64) -> u64) -> Past {
        let mut past = Past {
            length: length.saturating_sub(PAST as u64),
            ..Past::default()
        };
        if past.length >= 2 {
            past.anchor = timestamp(2);
        }
        while past.length < length {
            past.push(timestamp(past.length + 1));
        }
        past
    }

    /// Of one of the blocks that it knows: of the last 11, and of block 2.
    pub(crate) fn timestamp(&self, index: u64) -> u64 {
        let back = self.length.saturating_sub(index) as usize;
        match (PAST - 1).checked_sub(back) {
            Some(place) if index != 2 => self.recent[place],
            _ => self.anchor,
        }
    }

    /// Takes in the next block's.
    pub(crate) fn push(&mut self, milliseconds: u64) {
        self.recent.copy_within(1.., 0);
        self.recent[PAST - 1] = milliseconds;
        self.length += 1;
        if self.length == 2 {
            self.anchor = milliseconds;
        }
    }

    /// What the next block's timestamp must be greater than: the median of the last 11 blocks, the upper one of the two in
    /// the middle. Before the genesis there is none.
    pub(crate) fn median(&self) -> Option<u64> {
        let count = self.length.min(PAST as u64) as usize;
        let mut sorted = self.recent;
        let recent = &mut sorted[PAST - count..];
        recent.sort_unstable();
        recent.get(count / 2).copied()
    }

    /// The limit of the next block's target. Up to block 2 it is the room's difficulty, which starts the schedule.
    pub(crate) fn limit(&self, retarget: Retarget, bits: u16) -> u128 {
        match self.length.checked_sub(2) {
            None => retarget.limit(bits, 0, 0),
            Some(between) => {
                let late_by = i128::from(self.recent[PAST - 1]) - i128::from(self.anchor);
                retarget.limit(bits, late_by, between)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;
    use pow::Target;

    #[derive(Deserialize)]
    struct Vector {
        name: String,
        rules: Rules,
        timestamps: Vec<serde_json::Number>,
        targets: Vec<Option<String>>,
        works: Vec<String>,
    }

    #[test]
    fn targets_and_works_are_those_that_cpython_reckons() {
        let text = include_str!("../../../tests/fixtures/ledger/targets.json");
        let vectors: Vec<Vector> = serde_json::from_str(text).unwrap();
        assert!(vectors.len() > 20);
        for vector in vectors {
            let (mut past, mut sum) = (Past::default(), 0);
            let blocks = vector
                .timestamps
                .iter()
                .zip(&vector.targets)
                .zip(&vector.works);
            for (place, ((timestamp, target), works)) in blocks.enumerate() {
                let name = format!("{}, block {}", vector.name, place + 1);
                if let Some(target) = target {
                    let limit = u128::from_str_radix(target, 16).unwrap();
                    let (found, work) = vector.rules.target(&past);
                    assert_eq!(Some(found), Target::below(limit), "{name}");
                    sum += work;
                }
                assert_eq!(&sum.to_string(), works, "{name}");
                let number = Number::parse(&timestamp.to_string()).unwrap();
                past.push(milliseconds(&number).unwrap());
            }
        }
    }

    /// Bitcoin Cash's own vectors.
    #[derive(Deserialize)]
    struct Published {
        runs: Vec<Run>,
    }

    #[derive(Deserialize)]
    struct Run {
        name: String,
        /// Height, time of the block before, and target.
        anchor: (u64, i64, String),
        /// Height, time, and target of the block after.
        blocks: Vec<(u64, i64, String)>,
    }

    /// Bitcoin's target: 256 bits, of which the first 23 that matter are written.
    fn compact(text: &str) -> (u128, i32) {
        let compact = u32::from_str_radix(text, 16).unwrap();
        let shift = 8 * ((compact >> 24) as i32 - 3);
        (u128::from(compact & 0x7f_ffff), shift)
    }

    /// `significant` · 2^`shift`, rounded down, within Bitcoin Cash's bounds of 1 and 00000000ffff00…, as it is written.
    fn to_compact(significant: u128, shift: i32) -> String {
        let whole = match shift {
            ..-127 => 0,
            -127..0 => significant >> -shift,
            _ => significant,
        };
        let (whole, shift) = (whole.max(1), shift.max(0));
        let mut bytes = (whole.ilog2() as i32 + 1 + shift + 7) / 8;
        let places = shift - 8 * (bytes - 3);
        let mut written = if places < 0 {
            whole >> -places
        } else {
            whole << places
        };
        // The highest bit is a sign.
        if written >= 1 << 23 {
            (written, bytes) = (written >> 8, bytes + 1);
        }
        match (bytes, written) {
            (..0x1d, _) | (0x1d, ..0xffff) => format!("{bytes:02x}{written:06x}"),
            _ => "1d00ffff".to_owned(),
        }
    }

    /// What is compared: the exponent and the factor. What is not the same there, and so is the test's own:
    /// - Their targets have 256 bits, end at 00000000ffff00… and are rounded to 23 bits. Ours have 128, with other bounds.
    /// - They count from the time of the block *before* the anchor, so that one block more is between. Ours is block 2's own.
    /// - They have seconds, ours are milliseconds.
    /// - They cut the exponent's fraction off, towards zero. Ours is rounded down: where the chain is early and the division
    ///   leaves a remainder, it is a 65536th less, which makes targets smaller by one part in 94,500.
    #[test]
    fn exponent_and_factor_are_those_of_bitcoin_cash() {
        let text = include_str!("../../../tests/fixtures/aserti3-2d.json");
        let published: Published = serde_json::from_str(text).unwrap();
        let retarget = Retarget {
            block_seconds: 600,
            half_life_seconds: 172_800,
        };
        let (mut rounded, mut exact) = (0, 0);
        for run in published.runs {
            let (anchor, start, target) = run.anchor;
            let (significant, shift) = compact(&target);
            for (height, time, expected) in run.blocks {
                let name = format!("{}, height {height}", run.name);
                let late_by = i128::from(time - start) * 1000;
                let found = retarget.exponent(late_by, height - anchor + 1);

                let schedule = 600 * (i128::from(height - anchor) + 1);
                let numerator = (i128::from(time - start) - schedule) * 65536;
                let exponent = numerator / 172_800;
                let is_rounded = numerator < exponent * 172_800;
                assert_eq!(found, exponent - i128::from(is_rounded), "{name}");
                rounded += u32::from(is_rounded);
                exact += u32::from(!is_rounded);

                let doublings = i32::try_from(exponent.div_euclid(65536)).unwrap();
                let significant = significant * factor(exponent);
                let next = to_compact(significant, shift + doublings - 16);
                assert_eq!(next, expected, "{name}");
            }
        }
        assert!(rounded > 20 && exact > 20, "{rounded}, {exact}");
    }

    #[test]
    fn what_is_taken_up_in_the_middle_of_a_chain_is_what_followed_it_from_the_start() {
        let made = |index: u64| 1_000 * index + 7 * (index % 3);
        let mut followed = Past::default();
        for length in 0..40 {
            let taken_up = Past::of(length, made);
            assert_eq!(taken_up.median(), followed.median(), "{length}");
            let retarget = Retarget {
                block_seconds: 1,
                half_life_seconds: 2,
            };
            assert_eq!(taken_up.limit(retarget, 16), followed.limit(retarget, 16));
            for index in length.saturating_sub(10).max(1)..=length {
                assert_eq!(
                    followed.timestamp(index),
                    made(index),
                    "{index} of {length}"
                );
            }
            followed.push(made(length + 1));
        }
    }

    #[test]
    fn milliseconds_are_rounded_down_and_bounded() {
        let of = |text| milliseconds(&Number::parse(text).unwrap());
        assert_eq!(of("1713205842.8947453"), Some(1_713_205_842_894));
        assert_eq!(of("-0.0"), Some(0));
        assert_eq!(of("0"), Some(0));
        // The float next to it is a millisecond less.
        assert_eq!(of("9007199254740.991"), Some((1 << 53) - 2));
        for out_of_bounds in ["-1", "-0.0001", "9007199254741", "9007199254741.0", "1e300"] {
            assert_eq!(of(out_of_bounds), None, "{out_of_bounds}");
        }
    }
}
