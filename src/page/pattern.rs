//! A sentence of Fluent filled in: its arguments, and the variants that they choose.
//!
//! The sentences use a part of the format: text, arguments, literals, and choices by an argument. What
//! the page would pay for all of it (plural rules of every language, functions, terms) is 20 kB.

use std::borrow::Cow;

use fluent_syntax::{
    ast::{Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    unicode::unescape_unicode_to_string,
};

use super::language::Language;

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
pub fn filled(pattern: &Pattern<&str>, args: &[(&str, Arg<'_>)], language: Language) -> String {
    let mut out = String::new();
    write(&mut out, pattern, args, language);
    out
}

fn write(out: &mut String, pattern: &Pattern<&str>, args: &[(&str, Arg<'_>)], language: Language) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => out.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Inline(inline),
            } => match value(inline, args) {
                Arg::Number(number) => out.push_str(&number.to_string()),
                Arg::Text(text) => out.push_str(&text),
            },
            PatternElement::Placeable {
                expression: Expression::Select { selector, variants },
            } => {
                let selected = value(selector, args);
                let chosen = variants
                    .iter()
                    .find(|variant| matches(variant, &selected, language))
                    .or_else(|| variants.iter().find(|variant| variant.default));
                if let Some(variant) = chosen {
                    write(out, &variant.value, args, language);
                }
            }
        }
    }
}

fn value<'a>(inline: &InlineExpression<&'a str>, args: &'a [(&str, Arg<'_>)]) -> Arg<'a> {
    match inline {
        InlineExpression::VariableReference { id } => args
            .iter()
            .find(|(name, _)| *name == id.name)
            .map_or(Arg::from(id.name), |(_, arg)| arg.clone()),
        InlineExpression::StringLiteral { value } => Arg::Text(unescape_unicode_to_string(value)),
        InlineExpression::NumberLiteral { value } => Arg::from(*value),
        // A test sees to it that no sentence has anything else.
        _ => Arg::from("?"),
    }
}

fn matches(variant: &Variant<&str>, selected: &Arg<'_>, language: Language) -> bool {
    match (&variant.key, selected) {
        (VariantKey::NumberLiteral { value }, Arg::Number(number)) => value.parse() == Ok(*number),
        (VariantKey::Identifier { name }, Arg::Number(number)) => {
            *name == plural(*number, language)
        }
        (
            VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name },
            Arg::Text(text),
        ) => name == text,
    }
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
pub fn is_understood(pattern: &Pattern<&str>) -> bool {
    let inline = |inline: &InlineExpression<&str>| {
        matches!(
            inline,
            InlineExpression::VariableReference { .. }
                | InlineExpression::StringLiteral { .. }
                | InlineExpression::NumberLiteral { .. }
        )
    };
    let counted = |variant: &Variant<&str>| match variant.key {
        VariantKey::Identifier { name } => ["one", "other"].contains(&name),
        VariantKey::NumberLiteral { .. } => true,
    };
    pattern.elements.iter().all(|element| match element {
        PatternElement::TextElement { .. } => true,
        PatternElement::Placeable { expression } => match expression {
            Expression::Inline(expression) => inline(expression),
            Expression::Select { selector, variants } => {
                let all =
                    |variant: &Variant<&str>| counted(variant) && is_understood(&variant.value);
                inline(selector) && variants.iter().all(all)
            }
        },
    })
}

#[cfg(test)]
mod tests {
    use fluent_syntax::{ast::Entry, parser};

    use super::*;

    fn said(text: &'static str, args: &[(&str, Arg<'_>)], language: Language) -> String {
        let Ok(resource) = parser::parse_runtime(text) else {
            panic!("{text} can't be read");
        };
        match resource.body.as_slice() {
            [Entry::Message(message)] => filled(message.value.as_ref().unwrap(), args, language),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn arguments_stand_where_they_are_named() {
        let text = "key = { $one } and { $two }, { $none }{\"\"}{ \"\\u0021\" }";
        let args = [("two", Arg::from("b")), ("one", Arg::from(1.5))];
        assert_eq!(said(text, &args, Language::English), "1.5 and b, none!");
    }

    #[test]
    fn a_number_is_met_exactly_then_by_its_plural_then_by_the_default() {
        let text = "key =\n    { $count ->\n        [0] none\n        [one] one\n       *[other] { $count } many\n    }";
        for (count, wanted) in [(0, "none"), (1, "one"), (7, "7 many")] {
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
