//! A sentence of Fluent filled in: its arguments, and the variants that they choose.
//!
//! The sentences use a part of the format: text, arguments, literals, and choices by an argument. What
//! the page would pay for all of it (plural rules of every language, functions, terms) is 20 kB.

use std::borrow::Cow;

use super::{
    language::Language,
    packed::{ARGUMENT, CHOICE, END, END_OF_CHOICE, MEANS, VARIANT},
};

/// What stands in the place of an argument. A number also chooses the plural.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg<'a> {
    /// Shown as Rust prints it.
    Number(f64),
    /// Shown as it is.
    Text(Cow<'a, str>),
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<f64> for Arg<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// Counts beyond 2^53 are rounded: to be shown exactly, they are passed as text.
macro_rules! from_count {
    ($($count:ty),*) => {$(
        impl From<$count> for Arg<'_> {
            fn from(count: $count) -> Self {
                Self::Number(count as f64)
            }
        }
    )*};
}
from_count!(i32, u8, u16, u32, u64, usize);

/// The sentence of this pattern. An argument that is not there shows its name.
pub fn filled(pattern: &str, args: &[(&str, Arg<'_>)], language: Language) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((text, after)) = rest.split_once(CHOICE) {
        write(&mut out, text, args);
        let (choice, after) = after.split_once(END_OF_CHOICE).unwrap_or((after, ""));
        let (name, variants) = choice.split_once(VARIANT).unwrap_or((choice, ""));
        write(
            &mut out,
            chosen(variants, &value(name, args), language),
            args,
        );
        rest = after;
    }
    write(&mut out, rest, args);
    out
}

/// Writes text and arguments.
fn write(out: &mut String, plain: &str, args: &[(&str, Arg<'_>)]) {
    let mut rest = plain;
    while let Some((text, after)) = rest.split_once(ARGUMENT) {
        out.push_str(text);
        let (name, after) = after.split_once(END).unwrap_or((after, ""));
        match value(name, args) {
            Arg::Number(number) => out.push_str(&number.to_string()),
            Arg::Text(text) if text.chars().any(is_right_to_left) => {
                // First Strong Isolate and its end: the text turns nothing around it.
                out.push('\u{2068}');
                out.push_str(&text);
                out.push('\u{2069}');
            }
            Arg::Text(text) => out.push_str(&text),
        }
        rest = after;
    }
    out.push_str(rest);
}

/// Whether a character is of a script that is written from right to left.
fn is_right_to_left(character: char) -> bool {
    matches!(
        character,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
    )
}

fn value<'a>(name: &'a str, args: &'a [(&str, Arg<'_>)]) -> Arg<'a> {
    args.iter()
        .find(|(known, _)| *known == name)
        .map_or(Arg::from(name), |(_, arg)| arg.clone())
}

/// The variant that is selected, or else the last.
fn chosen<'a>(variants: &'a str, selected: &Arg<'_>, language: Language) -> &'a str {
    let mut last = "";
    for variant in variants.split(VARIANT) {
        let (key, pattern) = variant.split_once(MEANS).unwrap_or_default();
        let matches = match selected {
            Arg::Number(number) => {
                let is_it = |key: i32| f64::from(key) == *number;
                key.parse().is_ok_and(is_it) || key == plural(*number, language)
            }
            Arg::Text(text) => key == text,
        };
        if matches {
            return pattern;
        }
        last = pattern;
    }
    last
}

/// The plural form as [CLDR](https://cldr.unicode.org/index/cldr-spec/plural-rules) calls it. No sentence
/// counts in decimals.
fn plural(number: f64, language: Language) -> &'static str {
    match language {
        Language::English if number == 1.0 => "one",
        Language::English | Language::Chinese => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::packing::sentences;

    fn said(text: &str, args: &[(&str, Arg<'_>)], language: Language) -> String {
        let [(_, pattern)] = &sentences(text).unwrap()[..] else {
            panic!("not one sentence: {text}");
        };
        filled(pattern, args, language)
    }

    #[test]
    fn a_name_written_from_right_to_left_turns_nothing_around_it() {
        let args = [("name", Arg::from("דנה 2")), ("count", Arg::from(3))];
        let sentence = said("key = { $name } has { $count }", &args, Language::English);
        assert_eq!(sentence, "\u{2068}דנה 2\u{2069} has 3");
    }

    #[test]
    fn arguments_stand_where_they_are_named() {
        let text = "key = { $one } and { $two }, { $none }{\"\"}{ \"\\u0021\" }";
        let args = [("two", Arg::from("b")), ("one", Arg::from(1.5))];
        assert_eq!(said(text, &args, Language::English), "1.5 and b, none!");
    }

    #[test]
    fn a_number_is_met_exactly_then_by_its_plural_then_by_the_default() {
        let text = "key =\n    { $count ->\n        [-1] never\n        [0] none\n        [one] one\n       *[other] { $count } many\n    }";
        for (count, wanted) in [
            (-1.0, "never"),
            (0.0, "none"),
            (1.0, "one"),
            (7.0, "7 many"),
        ] {
            let args = [("count", Arg::from(count))];
            assert_eq!(said(text, &args, Language::English), wanted);
        }
        assert_eq!(
            said(text, &[("count", 1.into())], Language::Chinese),
            "1 many"
        );
        assert_eq!(
            said(text, &[("count", "x".into())], Language::English),
            "x many"
        );
    }
}
