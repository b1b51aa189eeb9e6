//! Hostile texts: seeds that a parser takes, changed at some places.
//!
//! Random bytes alone get no further than a parser's first character. What is close to the real thing reaches what lies
//! behind it.

pub use bolero;
use bolero::TypeGenerator;

/// What an author of hostile texts knows of JSON and of tabchain's formats.
const TOKENS: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "\\udfff",
    "\u{0}",
    "\u{202e}",
    "\u{feff}",
    "李",
    "😀",
    " ",
    "\n",
    "-",
    "+",
    ".",
    "0",
    "1e400",
    "-0.0",
    "1E-400",
    "0x1",
    "NaN",
    "Infinity",
    "null",
    "true",
    "18446744073709551615",
    "18446744073709551616",
    "-1",
    "1.7976931348623157e308",
    "[[[[[[[[[[",
    "{\"a\":{\"a\":",
    "\"index\":",
    "\"from\":",
    "'",
    "/",
];

/// A seed and what becomes of it.
#[derive(Clone, Debug, TypeGenerator)]
pub struct Mutation {
    seed: u8,
    edits: Vec<Edit>,
}

/// A change. Places and lengths are taken modulo the text's length.
#[derive(Clone, Debug, TypeGenerator)]
enum Edit {
    /// Another byte in a place.
    Byte(u16, u8),
    /// A token in a place.
    Token(u16, u8),
    /// Something left out.
    Remove(u16, u8),
    /// Something said again, so many times.
    Repeat(u16, u8, u8),
    /// Something of another seed in a place.
    Splice(u16, u8, u16, u8),
    /// The rest left out.
    Cut(u16),
}

impl Mutation {
    /// The hostile text that comes of the seeds, of which there is at least one. Without edits it is a seed itself.
    pub fn of<S: AsRef<str>>(&self, seeds: &[S]) -> String {
        let seeds: Vec<_> = seeds.iter().map(|seed| seed.as_ref()).collect();
        String::from_utf8_lossy(&self.bytes_of(&seeds)).into_owned()
    }

    /// The same of formats that are no text.
    pub fn bytes_of<S: AsRef<[u8]>>(&self, seeds: &[S]) -> Vec<u8> {
        let seed = |number: u8| seeds[usize::from(number) % seeds.len()].as_ref();
        let mut text = seed(self.seed).to_vec();
        for edit in self.edits.iter().take(8) {
            edit.apply(&mut text, seed);
            text.truncate(64 * 1024);
        }
        text
    }
}

impl Edit {
    fn apply<'a>(&self, text: &mut Vec<u8>, seed: impl Fn(u8) -> &'a [u8]) {
        match *self {
            Edit::Byte(at, byte) => {
                let at = place(text, at);
                if let Some(there) = text.get_mut(at) {
                    *there = byte;
                }
            }
            Edit::Token(at, token) => {
                let token = TOKENS[usize::from(token) % TOKENS.len()];
                let at = place(text, at);
                text.splice(at..at, token.bytes());
            }
            Edit::Remove(at, length) => {
                let (at, end) = span(text, at, length);
                text.drain(at..end);
            }
            Edit::Repeat(at, length, times) => {
                let (at, end) = span(text, at, length);
                let again = text[at..end].repeat(usize::from(times));
                text.splice(end..end, again);
            }
            Edit::Splice(at, from, start, length) => {
                let other = seed(from);
                let (start, end) = span(other, start, length);
                let at = place(text, at);
                text.splice(at..at, other[start..end].iter().copied());
            }
            Edit::Cut(at) => text.truncate(place(text, at)),
        }
    }
}

fn place(text: &[u8], at: u16) -> usize {
    usize::from(at) % (text.len() + 1)
}

fn span(text: &[u8], at: u16, length: u8) -> (usize, usize) {
    let at = place(text, at);
    (at, text.len().min(at + usize::from(length)))
}

/// Runs a check on hostile texts that come of the seeds: a few thousand of them, or as many as the variable
/// `BOLERO_RANDOM_ITERATIONS` says (`cargo xtask fuzz`: a million).
///
/// # Panics
/// When the check does, with the text and how to get it again.
#[macro_export]
macro_rules! hostile {
    ($seeds:expr, $check:expr) => {{
        let (seeds, check) = ($seeds, $check);
        $crate::bolero::check!()
            .with_iterations($crate::SHORT_RUN)
            .with_type::<$crate::Mutation>()
            .for_each(|mutation: &$crate::Mutation| check(&mutation.of(&seeds)));
    }};
}

/// [`hostile`] for formats that are no text.
///
/// # Panics
/// When the check does.
#[macro_export]
macro_rules! hostile_bytes {
    ($seeds:expr, $check:expr) => {{
        let (seeds, check) = ($seeds, $check);
        $crate::bolero::check!()
            .with_iterations($crate::SHORT_RUN)
            .with_type::<$crate::Mutation>()
            .for_each(|mutation: &$crate::Mutation| check(&mutation.bytes_of(&seeds)));
    }};
}

/// How many texts a run takes that is not told otherwise.
pub const SHORT_RUN: usize = 3_000;
