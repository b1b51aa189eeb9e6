//! Validation of a chain's text in slices, so that a page can show progress and yield to the browser in between.

use std::iter;

use crate::chain_text::ChainText;
use crate::fault::FaultKind;
use crate::hash::Hash;
use crate::parse::block;
use crate::parse_error::ParseError;
use crate::rules::Rules;
use crate::validation::{AT_ONCE, Validation};
use crate::verbatim::verbatim;

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
    text: ChainText,
    validation: Validation,
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
    /// The hash of each block, valid or not.
    pub hashes: Vec<Hash>,
}

impl Verifier {
    /// Starts with a text; an error where it can't be a chain's at all.
    pub fn new(text: impl Into<String>, rules: Rules) -> Result<Verifier, ParseError> {
        Verifier::in_pieces(iter::once(text.into()), rules)
    }

    /// Starts with a text that comes in pieces, wherever it was cut, as for
    /// [`Blocks::in_pieces`](crate::Blocks::in_pieces).
    pub fn in_pieces(
        pieces: impl Iterator<Item = String> + 'static,
        rules: Rules,
    ) -> Result<Verifier, ParseError> {
        Ok(Verifier {
            text: ChainText::start(pieces)?,
            validation: Validation::after(rules, 0, None),
            hashes: Vec::new(),
        })
    }

    /// Reads and validates up to so many blocks more, and tells whether all is done; an error where the text is no
    /// well-formed chain, even if a block before was faulty.
    pub fn step(&mut self, blocks: usize) -> Result<bool, ParseError> {
        let mut left = blocks;
        while left > 0 {
            while self.validation.waiting() < left.min(AT_ONCE) {
                let validation = &mut self.validation;
                let added = self.text.next(|reader| {
                    // A block that is canonical as it is written is not read.
                    match reader.take(verbatim) {
                        Some(block) => validation.add_verbatim(&block),
                        None => drop(validation.add(&block(reader)?)),
                    }
                    Ok(())
                })?;
                if added.is_none() {
                    break;
                }
            }
            left -= self.validation.waiting();
            self.hashes.extend(self.validation.check());
            if self.text.ended() {
                return Ok(true);
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
        let fault = self.validation.fault();
        Ok(Verdict {
            valid: fault.is_none(),
            bad_block: fault.map(|fault| fault.block),
            fault: fault.map(|fault| fault.kind),
            hashes: self.hashes,
        })
    }
}
