//! Figures put into words: the sentences that several components share.

use chain::Rules;

use super::{
    figures::{self, Span, Unit},
    texts::{t, t_args},
};

/// `9.87 million/s`.
pub fn rate(per_second: f64) -> String {
    let (figure, unit) = figures::shortened(per_second);
    let args = [("figure", figure.into())];
    match unit {
        Unit::One => t_args("rate-one", args),
        Unit::Thousand => t_args("rate-thousand", args),
        Unit::Million => t_args("rate-million", args),
    }
}

/// `3.2 s`, `3 min 20 s`, `2 h 1 min`, `5 days`, `101 years`.
pub fn span(seconds: f64) -> String {
    match figures::span(seconds) {
        Span::Instant => t("span-instant"),
        Span::Seconds(seconds) => t_args("span-seconds", [("seconds", seconds.into())]),
        Span::Minutes(minutes, seconds) => t_args(
            "span-minutes",
            [("minutes", minutes.into()), ("seconds", seconds.into())],
        ),
        Span::Hours(hours, minutes) => t_args(
            "span-hours",
            [("hours", hours.into()), ("minutes", minutes.into())],
        ),
        Span::Days(days) => t_args("span-days", [("days", days.into())]),
        Span::Years(years) => t_args("span-years", [("years", years.into())]),
    }
}

/// `classic, 16 bits`; what goes beyond the tutorial after it: `header, 16 bits, signed, 10 s a block`.
pub fn rules(rules: Rules) -> String {
    let mut short = t_args(
        "rules-short",
        [
            ("proof", rules.proof.to_string().into()),
            ("bits", rules.difficulty.bits().into()),
        ],
    );
    if rules.is_signed() {
        short = t_args("rules-signed", [("rules", short.as_str().into())]);
    }
    match rules.retarget {
        Some(retarget) => t_args(
            "rules-pace",
            [
                ("rules", short.as_str().into()),
                ("seconds", retarget.block_seconds.to_string().into()),
            ],
        ),
        None => short,
    }
}

/// What a difficulty asks of a hash: `hash starts with 0000`.
pub fn demand(bits: u16) -> String {
    let demand = figures::hex_demand(bits);
    // More zeros than these are counted rather than read.
    const READABLE: u16 = 12;
    let zeros = if demand.zeros <= READABLE {
        "0".repeat(demand.zeros.into())
    } else {
        t_args("zeros-counted", [("count", demand.zeros.into())])
    };
    match (demand.zeros, demand.then_at_most) {
        (0, None) => t("demand-none"),
        (0, Some(last)) => t_args("demand-first-digit", [("last", last.to_string().into())]),
        (_, None) => t_args("demand-zeros", [("zeros", zeros.into())]),
        (_, Some(last)) => t_args(
            "demand-zeros-and-digit",
            [("zeros", zeros.into()), ("last", last.to_string().into())],
        ),
    }
}

/// A sentence with a number that is written in groups of digits, and chooses the plural form: `1,234 blocks`.
pub fn counted(key: &str, count: u64) -> String {
    t_args(
        key,
        [
            ("count", count.into()),
            ("shown", figures::grouped(count).into()),
        ],
    )
}

/// What the tab of a node is called: whose it is, and how long the chain.
pub fn title(name: &str, length: u64) -> String {
    let blocks = counted("blocks", length);
    t_args(
        "document-title",
        [("name", name.into()), ("blocks", blocks.into())],
    )
}

/// A reason to be put inside a sentence: without the full stop that ends some of them.
pub fn clause(reason: &str) -> &str {
    reason.strip_suffix(['.', '。']).unwrap_or(reason)
}

/// How many words a name's first part is drawn from, and its last.
const DRAWN_NAMES: usize = 16;

/// What a node is called until a person names it, from two random bytes.
pub fn drawn_name(dice: [u8; 2]) -> String {
    let [first, last] = [t("node-name-first"), t("node-name-last")];
    let drawn = |words: &str, die: u8| {
        let word = words.split(' ').nth(usize::from(die) % DRAWN_NAMES);
        word.unwrap_or_default().to_owned()
    };
    t_args(
        "node-name",
        [
            ("first", drawn(&first, dice[0]).into()),
            ("last", drawn(&last, dice[1]).into()),
        ],
    )
}

/// Names one after the other; nothing of none.
pub fn list(names: impl Iterator<Item = String>) -> String {
    let listed = names.reduce(|one, other| {
        t_args(
            "list-of-two",
            [("one", one.into()), ("other", other.into())],
        )
    });
    listed.unwrap_or_default()
}

/// An account as it is spoken of: its first and last digits, as those of all others differ.
pub fn account(account: &chain::Account) -> String {
    digits(&account.to_string())
}

/// Who pays or is paid: an account by its digits, all others as they are called.
pub fn party(name: &str) -> String {
    match name.parse::<chain::Account>() {
        Ok(account) => self::account(&account),
        Err(_) => name.to_owned(),
    }
}

/// The first and the last of 64 digits.
pub fn digits(digits: &str) -> String {
    let (first, last) = (digits.get(..8), digits.get(60..));
    format!("{}…{}", first.unwrap_or_default(), last.unwrap_or_default())
}

/// How a node is spoken of: its name and address, or only its address.
pub fn node(name: Option<&str>, address: &node::Address) -> String {
    match name {
        Some(name) => t_args(
            "node-named",
            [
                ("name", name.to_owned().into()),
                ("address", address.to_string().into()),
            ],
        ),
        None => address.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use chain::{Difficulty, ProofRule};

    use super::*;
    use crate::page::{language::Language, texts};

    #[test]
    fn rules_are_said_as_the_core_says_them() {
        for bits in [1, 16] {
            let some = Rules::tutorial(ProofRule::Sealed, Difficulty::new(bits).unwrap());
            assert_eq!(rules(some), some.to_string());
        }
    }

    #[test]
    fn a_node_is_named_in_the_language_of_the_page() {
        assert_eq!(drawn_name([0, 0]), "Amber Badger");
        assert_eq!(drawn_name([255, 18]), "Wild Dolphin");
        texts::speak(Language::Chinese);
        assert_eq!(drawn_name([0, 255]), "红狼");
        texts::speak(Language::English);
    }

    #[test]
    fn names_are_drawn_from_as_many_words_in_each_language() {
        for language in Language::ALL {
            texts::speak(language);
            for key in ["node-name-first", "node-name-last"] {
                assert_eq!(t(key).split(' ').count(), DRAWN_NAMES, "{key}");
            }
        }
        texts::speak(Language::English);
    }

    #[test]
    fn a_difficulty_is_said_in_hex_digits() {
        assert_eq!(demand(16), "hash starts with 0000");
        assert_eq!(demand(18), "hash starts with 0000, then a digit up to 3");
        assert_eq!(demand(2), "hash starts with a digit up to 3");
        assert_eq!(demand(0), "any hash will do");
        assert_eq!(demand(64), "hash starts with 16 zeros");
    }

    #[test]
    fn a_reason_inside_a_sentence_has_no_full_stop() {
        assert_eq!(clause("Block 2 is empty."), "Block 2 is empty");
        assert_eq!(clause("区块是空的。"), "区块是空的");
        assert_eq!(clause("too large"), "too large");
    }

    #[test]
    fn a_title_says_whose_the_node_is_and_how_long_its_chain() {
        assert_eq!(title("Ada", 1), "Ada: 1 block · tabchain");
        assert_eq!(title("Ada", 1_234), "Ada: 1,234 blocks · tabchain");
    }

    #[test]
    fn times_and_rates_have_units() {
        assert_eq!(span(0.01), "under 0.1 s");
        assert_eq!(span(3.21), "3.2 s");
        assert_eq!(span(200.0), "3 min 20 s");
        assert_eq!(span(7_260.0), "2 h 1 min");
        assert_eq!(rate(9_870_000.0), "9.87 million/s");
        assert_eq!(rate(12_300.0), "12.3 thousand/s");
        assert_eq!(rate(7.0), "7/s");
    }
}
