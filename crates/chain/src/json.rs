//! Reading JSON text piece by piece, as far as the format needs it.
//!
//! Why not a JSON library: a block's numbers are needed as they were written, a doubled field must be noticed, an error
//! must say where it is, and a long chain must be readable in slices, so that a page never freezes. The format nests
//! four levels deep and no more, so nothing here recurses: there is no depth that could exhaust the stack.

use std::borrow::Cow;

use crate::parse_error::{ParseError, Reason};

/// A place in a text, and the reading of what stands there.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// What kind of value stands at a place, told by its first character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    Object,
    Array,
    Text,
    Number,
    /// `true`, `false` or `null`, which no field of the format may be.
    Word,
}

impl<'a> Reader<'a> {
    /// Reads `text` from the byte `at` on, which must be where a character starts.
    pub(crate) fn new(text: &'a str, at: usize) -> Reader<'a> {
        Reader { text, at }
    }

    /// How many bytes have been read.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Reads on over what `scan` finds at the next character that is no white space; where it finds nothing, nothing is read.
    pub(crate) fn take<T: AsRef<str>>(&mut self, scan: impl Fn(&'a str) -> Option<T>) -> Option<T> {
        self.next_byte();
        let found = scan(&self.text[self.at..])?;
        self.at += found.as_ref().len();
        Some(found)
    }

    /// What kind of value comes next.
    pub(crate) fn peek(&mut self) -> Result<Value, ParseError> {
        match self.next_byte() {
            Some(b'{') => Ok(Value::Object),
            Some(b'[') => Ok(Value::Array),
            Some(b'"') => Ok(Value::Text),
            Some(b'-' | b'0'..=b'9') => Ok(Value::Number),
            Some(b't' | b'f' | b'n') => Ok(Value::Word),
            _ => Err(self.expected("a value")),
        }
    }

    /// Reads on if this character comes next, and tells whether it did.
    pub(crate) fn skip(&mut self, character: u8) -> bool {
        let found = self.next_byte() == Some(character);
        self.at += usize::from(found);
        found
    }

    /// Reads this character, or says that `what` was expected.
    pub(crate) fn require(&mut self, character: u8, what: &'static str) -> Result<(), ParseError> {
        match self.skip(character) {
            true => Ok(()),
            false => Err(self.expected(what)),
        }
    }

    /// Makes sure that nothing but white space is left.
    pub(crate) fn end(&mut self) -> Result<(), ParseError> {
        match self.next_byte() {
            None => Ok(()),
            Some(_) => Err(self.expected("the end of the text")),
        }
    }

    /// Reads a field's name and the colon behind it.
    pub(crate) fn name(&mut self) -> Result<Cow<'a, str>, ParseError> {
        self.require(b'"', "a field's name in quotes")?;
        let name = self.quoted()?;
        self.require(b':', "a colon")?;
        Ok(name)
    }

    /// Reads a number and gives it as it is written.
    pub(crate) fn number(&mut self) -> Result<&'a str, ParseError> {
        self.next_byte();
        let start = self.at;
        match number_length(&self.text.as_bytes()[start..]) {
            Ok(length) => {
                self.at += length;
                Ok(&self.text[start..self.at])
            }
            Err(length) => {
                self.at += length;
                Err(self.expected("a digit"))
            }
        }
    }

    /// Reads a text in quotes. It is borrowed where it has no escapes.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, ParseError> {
        self.require(b'"', "a text in quotes")?;
        self.quoted()
    }

    /// Reads a text behind its opening quote.
    fn quoted(&mut self) -> Result<Cow<'a, str>, ParseError> {
        let plain = self.plain_run();
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = String::from(plain);
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(text));
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(_) => return Err(self.expected("an escape instead of a control character")),
                None => return Err(self.expected("a closing quote")),
            }
            text.push_str(self.plain_run());
        }
    }

    /// Reads what needs no decoding: up to a quote, a backslash, a control character or the end.
    fn plain_run(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let length = plain_length(rest.as_bytes());
        self.at += length;
        &rest[..length]
    }

    fn escape(&mut self) -> Result<char, ParseError> {
        self.at += 1;
        let decoded = match self.byte() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape();
            }
            _ => {
                return Err(
                    self.expected("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
                );
            }
        };
        self.at += 1;
        Ok(decoded)
    }

    /// Reads the digits behind `\u`, and the second half of a surrogate pair where the first one asks for it.
    fn unicode_escape(&mut self) -> Result<char, ParseError> {
        let first = self.four_hex_digits()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or_else(|| Reason::NotUnicode.into());
        }
        if !self.text[self.at..].starts_with("\\u") {
            return Err(Reason::NotUnicode.into());
        }
        self.at += 2;
        let second = self.four_hex_digits()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(Reason::NotUnicode.into());
        }
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        char::from_u32(code).ok_or_else(|| Reason::NotUnicode.into())
    }

    fn four_hex_digits(&mut self) -> Result<u32, ParseError> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.expected("four hex digits after \\u"));
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }

    /// Skips white space and gives the byte behind it, if there is one.
    fn next_byte(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
        self.byte()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// A syntax error at this place, which must be where a character starts.
    pub(crate) fn expected(&self, what: &'static str) -> ParseError {
        let (lines, characters) = behind((0, 0), &self.text[..self.at]);
        Reason::Syntax {
            expected: what,
            line: 1 + lines,
            column: 1 + characters,
        }
        .into()
    }
}

/// Where one is behind a text that begins at a place: so many lines below the start, and behind so many characters of that
/// line.
pub(crate) fn behind((mut lines, mut characters): (usize, usize), text: &str) -> (usize, usize) {
    for byte in text.bytes() {
        if byte == b'\n' {
            (lines, characters) = (lines + 1, 0);
        } else {
            // All bytes of a character but its first are of this form.
            characters += usize::from(byte & 0b1100_0000 != 0b1000_0000);
        }
    }
    (lines, characters)
}

/// How many bytes there are before a quote, a backslash, a control character or the end.
fn plain_length(bytes: &[u8]) -> usize {
    let (eights, tail) = bytes.as_chunks();
    for (place, eight) in eights.iter().enumerate() {
        let special = special_bytes(*eight);
        if special != 0 {
            return 8 * place + (special.trailing_zeros() / 8) as usize;
        }
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    8 * eights.len() + tail.iter().position(is_special).unwrap_or(tail.len())
}

/// Looks at eight bytes at once: the lowest bit set is the highest bit of the first byte that is a quote, a backslash or
/// a control character; no bit is set where there is no such byte. (Those above it may be set wrongly, by a borrow.)
fn special_bytes(eight: [u8; 8]) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let bytes = u64::from_le_bytes(eight);
    // Where a byte is less than `bound`, subtracting borrows from its highest bit; those that had it set are no ASCII.
    let less_than = |bytes: u64, bound: u8| bytes.wrapping_sub(EACH * u64::from(bound)) & !bytes;
    let equal = |byte: u8| less_than(bytes ^ (EACH * u64::from(byte)), 1);
    (less_than(bytes, 0x20) | equal(b'"') | equal(b'\\')) & (EACH * 0x80)
}

/// Whether the whole text is one number as JSON writes it.
pub(crate) fn is_number(text: &str) -> bool {
    number_length(text.as_bytes()) == Ok(text.len())
}

/// How many bytes the number at the start takes; an error where no number is there: how many bytes could have started one.
pub(crate) fn number_length(bytes: &[u8]) -> Result<usize, usize> {
    let digits = |from: usize| {
        let count = bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        match count {
            0 => Err(from),
            count => Ok(from + count),
        }
    };
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    at = match bytes.get(at) {
        Some(b'0') => at + 1,
        _ => digits(at)?,
    };
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        at = digits(at)?;
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let mut reader = Reader::new(text, 0);
        let read = reader.text().map(Cow::into_owned);
        read.and_then(|read| reader.end().map(|()| read))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn escapes_are_read_as_json_means_them() {
        for (text, meant) in [
            (r#""""#, ""),
            (r#" "a" "#, "a"),
            (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r#""\u0000\u00e9\u674E""#, "\u{0}é李"),
            (r#""x\ud83d\ude00y""#, "x😀y"),
            (r#""\uD800\uDC00\udbff\udfff""#, "\u{10000}\u{10ffff}"),
            (r#""😀李""#, "😀李"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(meant));
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_no_text() {
        for text in [
            r#""\ud83d""#,
            r#""\ude00""#,
            r#""\ud83dx""#,
            r#""\ud83d\n""#,
            r#""\ud83d\u0041""#,
            r#""\ud83d\ud83d""#,
            r#""\ude00\ud83d""#,
        ] {
            let why = "not Unicode text: half of a surrogate pair stands alone";
            assert_eq!(read(text), Err(why.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_named_with_line_and_column() {
        for (text, why) in [
            ("", "a text in quotes at line 1, column 1"),
            ("\n x", "a text in quotes at line 2, column 2"),
            ("\"a", "a closing quote at line 1, column 3"),
            (
                "\"é\n\"",
                "an escape instead of a control character at line 1, column 3",
            ),
            (
                r#""李\x""#,
                r#"one of the escapes \" \\ \/ \b \f \n \r \t \u at line 1, column 4"#,
            ),
            (
                r#""\u12g4""#,
                r"four hex digits after \u at line 1, column 6",
            ),
            (r#""\u12"#, r"four hex digits after \u at line 1, column 6"),
            (r#""a" b"#, "the end of the text at line 1, column 5"),
        ] {
            assert_eq!(
                read(text),
                Err(format!("not JSON: expected {why}")),
                "{text}"
            );
        }
    }

    #[test]
    fn the_first_special_byte_is_found_wherever_it_stands() {
        for special in (0..0x20).chain([b'"', b'\\']) {
            for place in 0..20 {
                for filler in [b' ', b'!', b'#', b'[', b']', b'~', 0x7f, 0x80, 0xff] {
                    let mut bytes = [filler; 20];
                    assert_eq!(plain_length(&bytes), 20);
                    bytes[place] = special;
                    assert_eq!(
                        plain_length(&bytes),
                        place,
                        "{special} in {filler} at {place}"
                    );
                    bytes[19] = b'"';
                    assert_eq!(
                        plain_length(&bytes),
                        place,
                        "{special} in {filler} at {place}"
                    );
                }
            }
        }
    }
}
