//! Blocks whose text is canonical as it stands, so that it can be hashed without being read into a [`Block`] and printed
//! again. A chain that comes from a node is made of such blocks; only one that somebody wrote by hand is not.
//!
//! [`Block`]: crate::Block

use crate::block::PreviousHash;
use crate::hash::{Hash, hex_value};
use crate::json::number_length;
use crate::number::Number;
use crate::parse::MAX_INDEX;
use crate::validation::Head;

/// A block of the tutorial's format that is written exactly as CPython would print it.
pub(crate) struct Verbatim<'a> {
    pub(crate) head: Head,
    /// All of its text: what is hashed.
    pub(crate) text: &'a str,
    /// What stands before and behind the proof's field: the payload's text.
    pub(crate) around_proof: [&'a str; 2],
}

impl AsRef<str> for Verbatim<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}

/// The block that starts at the beginning of `text`, where it is canonical.
///
/// `None` says that it is not, or hard to tell, and nothing of what is wrong: then the block has to be read.
pub(crate) fn verbatim(text: &str) -> Option<Verbatim<'_>> {
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: 0,
    };
    scan.exactly(b"{\"index\": ")?;
    let index = scan.natural()?;
    if !(1..=MAX_INDEX).contains(&index) {
        return None;
    }
    scan.exactly(b", \"previous_hash\": ")?;
    let previous_hash = scan.previous_hash()?;
    let before_proof = scan.at;
    scan.exactly(b", \"proof\": ")?;
    let proof = scan.natural()?;
    let behind_proof = scan.at;
    scan.exactly(b", \"timestamp\": ")?;
    let timestamp = scan.number()?;
    scan.exactly(b", \"transactions\": [")?;
    let mut transactions = 0;
    if scan.exactly(b"]").is_none() {
        scan.transaction()?;
        transactions += 1;
        while scan.exactly(b"]").is_none() {
            scan.exactly(b", ")?;
            scan.transaction()?;
            transactions += 1;
        }
    }
    scan.exactly(b"}")?;
    Some(Verbatim {
        head: Head {
            index,
            timestamp,
            proof,
            previous_hash,
            transactions,
            // Where the ledger is signed, blocks are read.
            payments: 0,
            root_fits: true,
        },
        text: text.get(..scan.at)?,
        around_proof: [text.get(..before_proof)?, text.get(behind_proof..scan.at)?],
    })
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline(always)]
    fn exactly<const N: usize>(&mut self, wanted: &[u8; N]) -> Option<()> {
        let found = self.rest().first_chunk()? == wanted;
        self.at += N;
        if found {
            return Some(());
        }
        self.at -= N;
        None
    }

    /// An integer of up to 19 digits, without a leading zero: not all that are allowed, but all that occur.
    fn natural(&mut self) -> Option<u64> {
        let start = self.at;
        let mut value = 0u64;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        let length = self.at - start;
        let leading_zero = length > 1 && self.bytes[start] == b'0';
        ((1..20).contains(&length) && !leading_zero).then_some(value)
    }

    fn previous_hash(&mut self) -> Option<PreviousHash> {
        if self.exactly(b"1").is_some() {
            return Some(PreviousHash::One);
        }
        if self.exactly(b"\"1\"").is_some() {
            return Some(PreviousHash::OneText);
        }
        self.exactly(b"\"")?;
        let digits = self.rest().first_chunk()?;
        self.at += digits.len();
        self.exactly(b"\"")?;
        Some(PreviousHash::Hash(Hash::of_digits(digits)?))
    }

    fn number(&mut self) -> Option<Number> {
        let start = self.at;
        if let Some(natural) = self.natural()
            && !matches!(self.byte(), Some(b'.' | b'e' | b'E'))
        {
            return Some(Number::from(natural));
        }
        let rest = self.bytes.get(start..)?;
        let literal = std::str::from_utf8(&rest[..number_length(rest).ok()?]).ok()?;
        self.at = start + literal.len();
        let number = Number::from_literal(literal).ok()?;
        let mut printed = String::new();
        number.write(&mut printed);
        (printed == literal).then_some(number)
    }

    fn transaction(&mut self) -> Option<()> {
        self.exactly(b"{\"amount\": ")?;
        self.number()?;
        self.exactly(b", \"recipient\": ")?;
        self.text()?;
        self.exactly(b", \"sender\": ")?;
        self.text()?;
        self.exactly(b"}")
    }

    fn text(&mut self) -> Option<()> {
        self.exactly(b"\"")?;
        loop {
            match self.byte()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.escape()?,
                b' '..=b'~' => self.at += 1,
                _ => return None,
            }
        }
    }

    /// An escape as CPython writes it: the short one where there is one, else the shortest.
    fn escape(&mut self) -> Option<()> {
        let &[_, kind] = self.rest().first_chunk()?;
        self.at += 2;
        match kind {
            b'"' | b'\\' | b'n' | b'r' | b't' | b'b' | b'f' => Some(()),
            b'u' => match self.code_unit()? {
                // These have a short escape, or need none.
                0x08 | 0x09 | 0x0a | 0x0c | 0x0d | 0x20..=0x7e => None,
                0xd800..=0xdbff => {
                    self.exactly(b"\\u")?;
                    matches!(self.code_unit()?, 0xdc00..=0xdfff).then_some(())
                }
                0xdc00..=0xdfff => None,
                _ => Some(()),
            },
            _ => None,
        }
    }

    fn code_unit(&mut self) -> Option<u16> {
        let digits: &[u8; 4] = self.rest().first_chunk()?;
        self.at += digits.len();
        digits.iter().try_fold(0, |unit, &digit| {
            Some(unit << 4 | u16::from(hex_value(digit)?))
        })
    }
}
