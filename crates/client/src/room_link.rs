//! The link to a room: `?room=bench-3&rules=sealed-16`. Where it names the room's rules, nobody in the room can make a newcomer
//! take over others.

use chain::Rules;
use pow::Difficulty;

/// The part of an address that leads to a room, without the question mark.
pub fn query(room: &str, rules: Option<Rules>) -> String {
    let mut query = format!("room={room}");
    if let Some(rules) = rules {
        query.push_str("&rules=");
        query.push_str(&written(rules));
    }
    query
}

/// Rules as they stand in a link: the proof rule and the difficulty in bits, `sealed-16`.
pub fn written(rules: Rules) -> String {
    format!("{}-{}", rules.proof, rules.difficulty)
}

/// Reads what [`written`] writes.
pub fn read(text: &str) -> Option<Rules> {
    let (proof, bits) = text.split_once('-')?;
    Some(Rules::tutorial(
        proof.parse().ok()?,
        Difficulty::new(bits.parse().ok()?).ok()?,
    ))
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
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
