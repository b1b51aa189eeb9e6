//! How Chinese is set, as the head of `locales/zh-CN.ftl` says: what a test finds wrong with a sentence.

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};

/// Stands for a node's name, in whatever script.
const NAME: char = '\u{e000}';
/// Stands for digits or a word in Latin letters.
const LATIN: char = '\u{e001}';
/// Stands for a sentence or a part of one, in Chinese.
const CHINESE: char = '\u{e002}';

/// Arguments that are names of nodes, or lists of them.
const NAMES: [&str; 8] = [
    "name", "who", "from", "other", "teller", "one", "names", "with",
];
/// Arguments that are Chinese themselves.
const SENTENCES: [&str; 11] = [
    "demand", "fault", "heard", "of", "reason", "sentence", "split", "standing", "task", "what",
    "why",
];

/// What is wrong with any of the sentences that this pattern can make.
pub fn fault(pattern: &Pattern<&str>) -> Option<String> {
    sentences(pattern)
        .into_iter()
        .find_map(|sentence| wrong(&sentence))
}

/// What is wrong with a sentence whose arguments, if it has any, are Latin.
pub fn fault_of_text(text: &str) -> Option<String> {
    let mut pieces = text.split('{');
    let mut sentence = pieces.next().unwrap_or_default().to_owned();
    for (_, after) in pieces.filter_map(|piece| piece.split_once('}')) {
        sentence.push(LATIN);
        sentence.push_str(after);
    }
    wrong(&sentence)
}

fn wrong(sentence: &str) -> Option<String> {
    let letters: Vec<char> = sentence.chars().collect();
    let why = letters
        .windows(2)
        .find_map(|pair| touching(pair[0], pair[1]).or_else(|| touching(pair[1], pair[0])))
        .or_else(|| {
            let spaced = letters.windows(3).filter(|three| three[1] == ' ');
            spaced
                .into_iter()
                .find_map(|three| apart(three[0], three[2]).or_else(|| apart(three[2], three[0])))
        })?;
    let shown = sentence
        .replace(NAME, "{name}")
        .replace(LATIN, "{latin}")
        .replace(CHINESE, "{chinese}");
    Some(format!("{why}: {shown}"))
}

/// What is wrong with these two side by side, in either order.
fn touching(one: char, other: char) -> Option<&'static str> {
    match (one, other) {
        (NAME, ' ') => Some("a space beside a name"),
        (NAME, c) if is_han(c) || c == CHINESE => Some("a name without quotation marks"),
        (c, ' ') if is_wide(c) => Some("a space beside full-width punctuation"),
        (c, mark) if is_han(c) && is_narrow(mark) => Some("half-width punctuation beside Chinese"),
        (c, d) if is_han(c) && (d.is_ascii_alphanumeric() || d == LATIN) => {
            Some("no space between Chinese and Latin")
        }
        _ => None,
    }
}

/// What is wrong with these two on both sides of a space, in either order.
fn apart(one: char, other: char) -> Option<&'static str> {
    let chinese = |c| is_han(c) || c == CHINESE;
    if chinese(one) && chinese(other) {
        Some("a space between Chinese and Chinese")
    } else if chinese(one) && matches!(other, ',' | '.' | ':' | ';' | '?' | '!') {
        Some("half-width punctuation beside Chinese")
    } else {
        None
    }
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

fn is_wide(c: char) -> bool {
    "，。：；！？（）、“”《》".contains(c)
}

fn is_narrow(c: char) -> bool {
    ",.:;?!()\"'".contains(c)
}

/// All that the pattern can make, its arguments replaced by what they stand for.
fn sentences(pattern: &Pattern<&str>) -> Vec<String> {
    let mut all = vec![String::new()];
    for element in &pattern.elements {
        let pieces = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable {
                expression: Expression::Inline(inline),
            } => vec![placed(inline)],
            PatternElement::Placeable {
                expression: Expression::Select { variants, .. },
            } => variants
                .iter()
                .flat_map(|variant| sentences(&variant.value))
                .collect(),
        };
        all = all
            .iter()
            .flat_map(|begun| pieces.iter().map(move |piece| format!("{begun}{piece}")))
            .collect();
    }
    all
}

fn placed(inline: &InlineExpression<&str>) -> String {
    match inline {
        InlineExpression::VariableReference { id } if NAMES.contains(&id.name) => NAME.into(),
        InlineExpression::VariableReference { id } if SENTENCES.contains(&id.name) => {
            CHINESE.into()
        }
        InlineExpression::VariableReference { .. } => LATIN.into(),
        InlineExpression::StringLiteral { value } => (*value).to_owned(),
        _ => String::new(),
    }
}

#[test]
fn what_is_set_wrong_is_found() {
    for right in [
        "挖出区块 {index}，用时 {span}。",
        "“0”专用于挖矿奖励",
        "tab-… 或 127.0.0.1:5001",
        "正在载入……",
    ] {
        assert_eq!(fault_of_text(right), None);
    }
    for wrong in [
        "区块{index}",
        "用时 {span} 。",
        "付款方,收款方",
        "付款方: 没有填写",
        "区块(创世)",
        "没有 填写",
        "用SHA 计算",
    ] {
        assert!(fault_of_text(wrong).is_some(), "{wrong}");
    }
}
