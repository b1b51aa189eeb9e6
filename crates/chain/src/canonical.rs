//! Texts and integers as CPython's json module prints them: in ASCII alone.

use std::fmt::Write;

use crate::hash::ascii;

/// A text as JSON in quotes, as CPython's `json.dumps` prints it: for answers that are written around a
/// [chain's text](crate::Chain::to_text).
///
/// ```
/// assert_eq!(chain::quote("李 \"5\""), r#""\u674e \"5\"""#);
/// ```
pub fn quote(text: &str) -> String {
    let mut out = String::new();
    write_text(text, &mut out);
    out
}

/// Adds a text to `out` as `json.dumps` with `ensure_ascii` prints it (CPython, `Modules/_json.c`,
/// `ascii_escape_unicode`): everything but printable ASCII is escaped, beyond U+FFFF as a surrogate pair.
pub(crate) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(plain) = rest.bytes().position(|byte| !is_plain(byte)) {
        // A byte that is not plain starts a character: those before it were all ASCII.
        let (run, escaped) = rest.split_at(plain);
        out.push_str(run);
        let mut characters = escaped.chars();
        if let Some(character) = characters.next() {
            write_escape(character, out);
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Adds an integer's decimal digits to `out`. A block has several, and this is much quicker than `write!`.
pub(crate) fn write_integer(value: u64, out: &mut String) {
    // 2^64 - 1 has 20 digits.
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut put = |digit: u32| {
        start -= 1;
        digits[start] = b'0' + digit as u8;
    };
    // Most integers fit 32 bits, and WebAssembly divides those many times as fast.
    let mut high = value;
    while high > u64::from(u32::MAX) {
        put((high % 10) as u32);
        high /= 10;
    }
    let mut low = high as u32;
    loop {
        put(low % 10);
        low /= 10;
        if low == 0 {
            break;
        }
    }
    out.push_str(ascii(&digits[start..]));
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\'
}

fn write_escape(character: char, out: &mut String) {
    let short = match character {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        _ => {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String can't fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
            return;
        }
    };
    out.push_str(short);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_written_with_every_digit() {
        for value in [
            0,
            1,
            9,
            10,
            99,
            100,
            (1 << 32) - 1,
            1 << 32,
            42949672960,
            1 << 53,
            u64::MAX,
        ] {
            let mut out = String::new();
            write_integer(value, &mut out);
            assert_eq!(out, value.to_string());
        }
    }

    #[test]
    fn text_is_escaped_as_cpython_escapes_it() {
        for (text, printed) in [
            ("", r#""""#),
            ("plain ~", r#""plain ~""#),
            ("\"\\/", r#""\"\\/""#),
            ("\n\r\t\u{8}\u{c}\u{0}\u{1f}", r#""\n\r\t\b\f\u0000\u001f""#),
            ("\u{7f}\u{80}\u{2028}", r#""\u007f\u0080\u2028""#),
            ("é李\u{ffff}", r#""\u00e9\u674e\uffff""#),
            ("😀", r#""\ud83d\ude00""#),
        ] {
            assert_eq!(quote(text), printed);
        }
    }
}
