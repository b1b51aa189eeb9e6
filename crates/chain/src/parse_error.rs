//! What is wrong with a text that is no block or no chain: where, and why.

use std::fmt;

use crate::hash::HashError;
use crate::number::NumberError;
use crate::payment::{NotASignature, NotAnAccount};

/// Why a text is no transaction, no block or no chain, and where.
///
/// ```
/// let text = r#"[{"index": 1, "timestamp": 0.5, "transactions": [{"sender": 5}]}]"#;
/// let error = chain::parse_chain(text, chain::Format::TUTORIAL).unwrap_err();
/// assert_eq!(error.block(), Some(1));
/// assert_eq!(error.field(), "transactions[0].sender");
/// assert_eq!(error.to_string(), "block 1, transactions[0].sender: must be text");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError(Box<Location>);

// Boxed, so that the results of reading stay small.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Location {
    block: Option<u64>,
    field: String,
    reason: Reason,
}

/// What is wrong at the place that a [`ParseError`] names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The text is no JSON.
    #[error("not JSON: expected {expected} at line {line}, column {column}")]
    Syntax {
        /// What could have stood there.
        expected: &'static str,
        /// Counted from 1.
        line: usize,
        /// In characters, counted from 1.
        column: usize,
    },
    /// A text holds half of a surrogate pair, which stands for no character.
    #[error("not Unicode text: half of a surrogate pair stands alone")]
    NotUnicode,
    /// A field that must be there is not.
    #[error("missing field")]
    Missing,
    /// A field that the format does not have.
    #[error("unknown field")]
    Unknown,
    /// A field is there twice.
    #[error("duplicate field")]
    Duplicate,
    /// Something else than an object in braces.
    #[error("must be an object")]
    NotObject,
    /// Something else than a list in brackets.
    #[error("must be a list")]
    NotList,
    /// An answer that tells another length than its chain has.
    #[error("must be {0}, the number of blocks in the chain")]
    OtherLength(u64),
    /// Something else than a text in quotes.
    #[error("must be text")]
    NotText,
    /// Something else than a number, or a number that the format can't hold.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// A number that was not written as an integer.
    #[error("must be an integer")]
    NotInteger,
    /// An integer below zero where there can be none.
    #[error("must not be negative")]
    Negative,
    /// An integer beyond what the field can hold.
    #[error("out of range: must be at most {0}")]
    TooLarge(u64),
    /// An integer below what the field can hold.
    #[error("out of range: must be at least {0}")]
    TooSmall(u64),
    /// A text that is no account.
    #[error(transparent)]
    Account(#[from] NotAnAccount),
    /// A text that is no signature.
    #[error(transparent)]
    Signature(#[from] NotASignature),
    /// An index of 0.
    #[error("counts from 1")]
    IndexFromOne,
    /// A text that is no hash.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// A previous_hash that is neither a hash nor one of the genesis's two.
    #[error("must be 64 hex digits in quotes, or 1 or \"1\" in the genesis")]
    NotPreviousHash,
}

impl ParseError {
    /// The position in its chain, from 1, of the block that is wrong; none where the text was no chain, or the fault
    /// lies outside the blocks.
    pub fn block(&self) -> Option<u64> {
        self.0.block
    }

    /// The field that is wrong, with the way to it, as in `transactions[0].amount`. Empty where no single field is.
    pub fn field(&self) -> &str {
        &self.0.field
    }

    /// What is wrong there.
    pub fn reason(&self) -> &Reason {
        &self.0.reason
    }

    /// The same error, seen from the object that has this field.
    pub(crate) fn within(mut self, field: &str) -> ParseError {
        // A name may be as long as a hostile text; the start of it will do.
        let mut name: String = field.chars().take(MAX_NAME).collect();
        if name.len() < field.len() {
            name.push('…');
        }
        if !self.0.field.is_empty() && !self.0.field.starts_with('[') {
            name.push('.');
        }
        self.0.field.insert_str(0, &name);
        self
    }

    /// The same error, seen from the list that has this item, counted from 0.
    pub(crate) fn at(self, item: usize) -> ParseError {
        self.within(&format!("[{item}]"))
    }

    /// The same error, seen from a text before which so many lines, and characters of the line it begins in, were read.
    pub(crate) fn behind(mut self, lines: usize, characters: usize) -> ParseError {
        if let Reason::Syntax { line, column, .. } = &mut self.0.reason {
            if *line == 1 {
                *column += characters;
            }
            *line += lines;
        }
        self
    }

    /// The same error, seen from the chain that has this block, counted from 1.
    pub(crate) fn in_block(mut self, block: u64) -> ParseError {
        self.0.block = Some(block);
        self
    }
}

/// How many characters of an unknown field's name an error repeats.
const MAX_NAME: usize = 60;

impl<R: Into<Reason>> From<R> for ParseError {
    fn from(reason: R) -> ParseError {
        ParseError(Box::new(Location {
            block: None,
            field: String::new(),
            reason: reason.into(),
        }))
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location {
            block,
            field,
            reason,
        } = &*self.0;
        match (block, field.as_str()) {
            (Some(block), "") => write!(f, "block {block}: {reason}"),
            (Some(block), field) => write!(f, "block {block}, {field}: {reason}"),
            (None, "") => reason.fmt(f),
            (None, field) => write!(f, "{field}: {reason}"),
        }
    }
}

impl std::error::Error for ParseError {}
