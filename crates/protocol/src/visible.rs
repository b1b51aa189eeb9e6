//! Others' texts as people are shown them.

/// Whether a character can't be seen, or turns the order of those around it. What joins and parts the letters of some
/// scripts, and emoji (U+200C and U+200D), is none.
pub fn is_hidden(character: char) -> bool {
    let hidden = matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    hidden || character.is_control()
}

/// A text of so many characters at most, the last of which is `…` where there are more, and with `�` for each that is
/// [hidden](is_hidden).
///
/// ```
/// assert_eq!(protocol::visible("bob\u{202e}ecila", 6), "bob�e…");
/// ```
pub fn visible(text: &str, most: usize) -> String {
    let shown = |character| match is_hidden(character) {
        true => char::REPLACEMENT_CHARACTER,
        false => character,
    };
    if text.chars().nth(most).is_none() {
        return text.chars().map(shown).collect();
    }
    let kept = text.chars().take(most.saturating_sub(1)).map(shown);
    kept.chain(['…']).collect()
}
