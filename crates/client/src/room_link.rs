//! The link to a room: `?room=bench-3&rules=sealed-16`. Where it names the room's rules, nobody in the room can make a newcomer
//! take over others.

use chain::{LedgerRule, Retarget, Rules};
use pow::Difficulty;
use protocol::RoomName;

/// The room of a link that names none.
pub const DEFAULT_ROOM: &str = "main";

/// What a link to a room says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomLink {
    /// The room.
    pub room: RoomName,
    /// Its rules, where it names them.
    pub rules: Option<Rules>,
    /// Whether the node is to hold headers only, `&light`, where the room's blocks have some.
    pub light: bool,
}

/// The part of an address that leads to a room, without the question mark.
pub fn query(room: &str, rules: Option<Rules>) -> String {
    let mut query = format!("room={room}");
    if let Some(rules) = rules {
        query.push_str("&rules=");
        query.push_str(&written(rules));
    }
    query
}

/// Rules as they stand in a link: the proof rule and the difficulty in bits, `sealed-16`, and behind it what is not the
/// tutorial's, `header-16-signed-pace10.60-reward50-halving100-block200-net0123456789abcdef`.
pub fn written(rules: Rules) -> String {
    let mut text = format!("{}-{}", rules.proof, rules.difficulty);
    if rules.is_signed() {
        text.push_str("-signed");
    }
    if let Some(pace) = rules.retarget {
        text.push_str(&format!(
            "-pace{}.{}",
            pace.block_seconds, pace.half_life_seconds
        ));
    }
    let tutorial = Rules::TUTORIAL;
    for (word, value, default) in [
        ("reward", rules.reward, tutorial.reward),
        ("halving", rules.halving_blocks, tutorial.halving_blocks),
        (
            "block",
            rules.block_transactions,
            tutorial.block_transactions,
        ),
    ] {
        if value != default {
            text.push_str(&format!("-{word}{value}"));
        }
    }
    if rules.network != tutorial.network {
        text.push_str("-net");
        text.push_str(&String::from(rules.network));
    }
    text
}

/// Reads what [`written`] writes. Rules that don't go together are none.
pub fn read(text: &str) -> Option<Rules> {
    let mut parts = text.split('-');
    let proof = parts.next()?.parse().ok()?;
    let bits = Difficulty::new(parts.next()?.parse().ok()?).ok()?;
    let mut rules = Rules::tutorial(proof, bits);
    for part in parts {
        let after = |word| part.strip_prefix(word);
        let number = |text: &str| text.parse::<u32>().ok();
        if part == "signed" {
            rules.ledger = LedgerRule::Signed;
        } else if let Some(pace) = after("pace") {
            let (block, half_life) = pace.split_once('.')?;
            rules.retarget = Some(Retarget {
                block_seconds: number(block)?,
                half_life_seconds: number(half_life)?,
            });
        } else if let Some(reward) = after("reward") {
            rules.reward = number(reward)?;
        } else if let Some(halving) = after("halving") {
            rules.halving_blocks = number(halving)?;
        } else if let Some(block) = after("block") {
            rules.block_transactions = number(block)?;
        } else {
            rules.network = after("net")?.parse().ok()?;
        }
    }
    rules.check().ok()?;
    Some(rules)
}

#[cfg(test)]
mod tests {
    use chain::ProofRule;

    use super::*;

    #[test]
    fn rules_in_a_link_come_out_as_they_went_in() {
        for proof in [ProofRule::Classic, ProofRule::Linked, ProofRule::Sealed] {
            for bits in [0, 16, 256] {
                let difficulty = Difficulty::new(bits).unwrap();
                let rules = Rules::tutorial(proof, difficulty);
                assert_eq!(read(&written(rules)), Some(rules));
            }
        }
        for text in [
            "sealed-16-signed",
            "sealed-16-pace10.60",
            "header-16-signed-pace10.60-reward50-halving100-block200-net0123456789abcdef",
        ] {
            assert_eq!(read(text).map(written).as_deref(), Some(text));
        }
        assert_eq!(
            query("bench-3", read("sealed-8")),
            "room=bench-3&rules=sealed-8"
        );
        assert_eq!(query("main", None), "room=main");
    }

    #[test]
    fn what_names_no_rules_is_not_read() {
        for text in [
            "",
            "-",
            "sealed",
            "sealed-",
            "sealed-257",
            "sealed--1",
            "Sealed-16",
            "open-16",
            "sealed-16-1",
            "sealed-16-",
            "sealed-16-pace10",
            "sealed-16-pace0.60",
            "classic-16-pace10.60",
            "sealed-16-reward-1",
            "sealed-16-reward1000001",
            "sealed-16-net01",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
