//! Packs the sentences of a Fluent file, when the page is built, so that no program reads the format itself.

use std::collections::BTreeMap;

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    parser,
    unicode::unescape_unicode_to_string,
};

use super::packed::{ARGUMENT, CHOICE, END, END_OF_CHOICE, MEANS, VARIANT};

/// A file's sentences: the key of each, and its packed pattern.
///
/// # Errors
/// A line that is not Fluent, or a sentence with what the page can't fill in.
pub fn sentences(text: &str) -> Result<Vec<(String, String)>, String> {
    let resource = parser::parse_runtime(text).map_err(|(_, errors)| format!("{errors:?}"))?;
    let mut all = Vec::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else {
            return Err(format!("not a sentence: {entry:?}"));
        };
        let key = message.id.name;
        let pattern = message.value.ok_or_else(|| format!("{key} says nothing"))?;
        let mut packed = String::new();
        write(&mut packed, &pattern).map_err(|why| format!("{key}: {why}"))?;
        all.push((key.to_owned(), packed));
    }
    Ok(all)
}

/// The same sentences in two languages, packed: the first with their keys, the second without, in the same order.
///
/// # Errors
/// Those of [`sentences`], or a sentence that is in one of the files only.
pub fn pack(english: &str, other: &str) -> Result<[String; 2], String> {
    let (english, other) = (sentences(english)?, sentences(other)?);
    let mut others: BTreeMap<_, _> = other.into_iter().collect();
    let [mut with_keys, mut without] = [String::new(), String::new()];
    for (key, pattern) in english {
        let same = others.remove(&key);
        let same = same.ok_or_else(|| format!("{key} is in English only"))?;
        with_keys.extend([&key, "\t", &pattern, "\n"]);
        without.extend([&same, "\n"]);
    }
    match others.into_keys().next() {
        Some(key) => Err(format!("{key} is not in English")),
        None => Ok([with_keys, without]),
    }
}

fn write(out: &mut String, pattern: &Pattern<&str>) -> Result<(), &'static str> {
    for element in &pattern.elements {
        match element {
            PatternElement::Placeable {
                expression: Expression::Select { selector, variants },
            } => write_choice(out, selector, variants)?,
            other => write_plain(out, other)?,
        }
    }
    Ok(())
}

fn write_choice(
    out: &mut String,
    selector: &InlineExpression<&str>,
    variants: &[Variant<&str>],
) -> Result<(), &'static str> {
    let InlineExpression::VariableReference { id } = selector else {
        return Err("only an argument chooses");
    };
    if !variants.last().is_some_and(|variant| variant.default) {
        return Err("the default comes last");
    }
    out.push(CHOICE);
    write_text(out, id.name)?;
    for variant in variants {
        let (VariantKey::Identifier { name: key } | VariantKey::NumberLiteral { value: key }) =
            variant.key;
        out.push(VARIANT);
        write_text(out, key)?;
        out.push(MEANS);
        for element in &variant.value.elements {
            write_plain(out, element)?;
        }
    }
    out.push(END_OF_CHOICE);
    Ok(())
}

/// Text, an argument or a literal.
fn write_plain(out: &mut String, element: &PatternElement<&str>) -> Result<(), &'static str> {
    let inline = match element {
        PatternElement::TextElement { value } => return write_text(out, value),
        PatternElement::Placeable {
            expression: Expression::Inline(inline),
        } => inline,
        PatternElement::Placeable { .. } => return Err("no choice stands in another"),
    };
    match inline {
        InlineExpression::VariableReference { id } => {
            out.push(ARGUMENT);
            write_text(out, id.name)?;
            out.push(END);
            Ok(())
        }
        InlineExpression::StringLiteral { value } => {
            write_text(out, &unescape_unicode_to_string(value))
        }
        InlineExpression::NumberLiteral { value } => write_text(out, value),
        _ => Err("only arguments and literals can be filled in"),
    }
}

fn write_text(out: &mut String, text: &str) -> Result<(), &'static str> {
    if text.contains(char::is_control) {
        return Err("a sentence is one line");
    }
    out.push_str(text);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_language_is_packed_in_the_order_of_the_first() {
        let packed = pack("one = 1st\ntwo = 2nd\n", "two = 2e\none = 1er\n").unwrap();
        let [first, second] = packed.each_ref().map(|text| text.lines().count());
        assert_eq!((first, second), (2, 2));
        assert!(packed[1].find("1er") < packed[1].find("2e"));
        assert!(pack("one = 1st\n", "two = 2e\n").is_err());
    }
}
