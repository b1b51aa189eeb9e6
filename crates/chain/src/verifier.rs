//! Validation of a chain's text in slices, so that whoever shows the progress can breathe in between.

use crate::block::Block;
use crate::check::check;
use crate::fault::{Fault, FaultKind};
use crate::hash::Hash;
use crate::link::Link;
use crate::parse::ChainCursor;
use crate::parse_error::ParseError;
use crate::rules::Rules;

/// Reads a chain's text and validates its blocks, some at a time.
///
/// ```
/// use chain::{Chain, FaultKind, Rules, Verifier};
///
/// let text = Chain::new(Rules::default()).to_text();
/// let mut verifier = Verifier::new(text, Rules::default())?;
/// while !verifier.step(1000)? {
///     // Here a page would draw.
/// }
/// assert!(verifier.finish()?.valid);
///
/// let verdict = Verifier::new("[]", Rules::default())?.finish()?;
/// assert_eq!(verdict.fault, Some(FaultKind::Empty));
/// # Ok::<(), chain::ParseError>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    text: String,
    cursor: ChainCursor,
    rules: Rules,
    last: Option<Link>,
    fault: Option<Fault>,
    hashes: Vec<Hash>,
}

/// What is to be said of a chain's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the blocks are a chain under the rules.
    pub valid: bool,
    /// The position, from 1, of the first faulty block; 1 if there is no block at all.
    pub bad_block: Option<u64>,
    /// What is wrong with it.
    pub fault: Option<FaultKind>,
    /// The hash of each block, be it valid or not.
    pub hashes: Vec<Hash>,
}

impl Verifier {
    /// Starts with a text; an error where it is no list at all.
    pub fn new(text: impl Into<String>, rules: Rules) -> Result<Verifier, ParseError> {
        let text = text.into();
        let cursor = ChainCursor::start(&text)?;
        Ok(Verifier {
            text,
            cursor,
            rules,
            last: None,
            fault: None,
            hashes: Vec::new(),
        })
    }

    /// Reads and validates up to so many blocks more, and tells whether all is done; an error where the text is no
    /// well-formed chain, even if a block before was faulty.
    pub fn step(&mut self, blocks: usize) -> Result<bool, ParseError> {
        for _ in 0..blocks {
            match self.cursor.next(&self.text)? {
                Some(block) => self.take(block),
                None => return Ok(true),
            }
        }
        Ok(false)
    }

    /// How many blocks have been read.
    pub fn blocks(&self) -> u64 {
        self.hashes.len() as u64
    }

    /// Does what is left to do and gives the verdict.
    pub fn finish(mut self) -> Result<Verdict, ParseError> {
        while !self.step(usize::MAX)? {}
        if self.hashes.is_empty() {
            self.fault = Some(Fault {
                block: 1,
                kind: FaultKind::Empty,
            });
        }
        Ok(Verdict {
            valid: self.fault.is_none(),
            bad_block: self.fault.map(|fault| fault.block),
            fault: self.fault.map(|fault| fault.kind),
            hashes: self.hashes,
        })
    }

    fn take(&mut self, block: Block) {
        if self.fault.is_none() {
            let position = self.blocks() + 1;
            self.fault = check(&self.rules, self.last.as_ref(), position, &block).err();
        }
        let link = Link::new(block);
        self.hashes.push(link.hash());
        self.last = Some(link);
    }
}
