//! Validation of a chain's text in slices, so that a page can show progress and yield to the browser in between.

use std::iter;

use crate::block::Block;
use crate::chain_text::ChainText;
use crate::claim::Claim;
use crate::fault::Fault;
use crate::format::Format;
use crate::hash::Hash;
use crate::ledger::Ledger;
use crate::parse::block;
use crate::parse_error::ParseError;
use crate::rules::Rules;
use crate::validation::{AT_ONCE, Before, Validation};
use crate::verbatim::verbatim;

/// How much text is read for one step at most, in bytes, but for the block in which that is reached. Blocks of a thousand
/// payments would else take a page's main thread for a second.
const BYTES_A_STEP: usize = 1 << 15;

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
/// assert!(verifier.finish()?.is_valid());
///
/// let verdict = Verifier::new("[]", Rules::default())?.finish()?;
/// assert_eq!(verdict.fault.map(|fault| fault.kind), Some(FaultKind::Empty));
/// # Ok::<(), chain::ParseError>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    text: ChainText,
    rules: Rules,
    validation: Validation,
    ledger: Ledger,
    hashes: Vec<Hash>,
    work: u128,
    /// Of transactions: the first one.
    fault: Option<Fault>,
    /// What is to be verified of the blocks before the first fault.
    claims: Vec<Claim>,
}

/// What is to be said of a chain's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The first fault of its blocks; none if they are a chain under the rules. Of an empty chain it is one of block 1.
    pub fault: Option<Fault>,
    /// The hash of each block, valid or not.
    pub hashes: Vec<Hash>,
    /// About how many hashes the proofs of a valid chain took.
    pub work: u128,
    /// The balances after the last block of a valid chain; without any where the ledger is open.
    pub ledger: Ledger,
}

impl Verdict {
    /// Whether the blocks are a chain under the rules.
    pub fn is_valid(&self) -> bool {
        self.fault.is_none()
    }
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
            rules,
            validation: Validation::after(rules, Before::default()),
            ledger: Ledger::default(),
            hashes: Vec::new(),
            work: 0,
            fault: None,
            claims: Vec::new(),
        })
    }

    /// Reads and validates up to so many blocks more, fewer if they are large, and tells whether all is done; an error where the text is no
    /// well-formed chain, even if a block before was faulty.
    pub fn step(&mut self, blocks: usize) -> Result<bool, ParseError> {
        let format = self.rules.format();
        let mut left = blocks;
        let mut bytes = 0;
        while left > 0 && bytes < BYTES_A_STEP {
            // Of a signed ledger, what is read.
            let mut read = Vec::new();
            while self.validation.waiting() < left.min(AT_ONCE) && bytes < BYTES_A_STEP {
                let validation = &mut self.validation;
                let added = self.text.next(|reader| {
                    // A block of the tutorial's that is canonical as it is written is not read.
                    if format == Format::TUTORIAL
                        && let Some(block) = reader.take(verbatim)
                    {
                        bytes += block.text.len();
                        validation.add_verbatim(&block);
                        return Ok(());
                    }
                    let block = block(reader, format)?;
                    bytes += validation.add(&block);
                    if format.signed {
                        read.push(block);
                    }
                    Ok(())
                })?;
                if added.is_none() {
                    break;
                }
            }
            left -= self.validation.waiting();
            self.hashes.extend(self.validation.check());
            for work in self.validation.works() {
                self.work = self.work.saturating_add(*work);
            }
            let valid = self.validation.works().len();
            self.follow(read.into_iter().take(valid));
            if self.text.ended() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Has the ledger take in blocks that are valid but for their transactions.
    fn follow(&mut self, blocks: impl Iterator<Item = Block>) {
        for block in blocks {
            if self.fault.is_some() {
                return;
            }
            self.fault = self.ledger.apply(&self.rules, &block).err();
            let fault = self.fault;
            let claims = Claim::of(&block);
            self.claims.extend(
                claims.filter(|claim| fault.is_none_or(|fault| claim.fault().is_before(&fault))),
            );
        }
    }

    /// How many blocks have been read.
    pub fn blocks(&self) -> u64 {
        self.hashes.len() as u64
    }

    /// Takes out what is to be verified of the blocks read so far, for the caller to do, wherever that is. Which of the
    /// claims are not true is to be [told](Verifier::refute).
    pub fn take_claims(&mut self) -> Vec<Claim> {
        std::mem::take(&mut self.claims)
    }

    /// Takes note that a claim is not true.
    pub fn refute(&mut self, claim: &Claim) {
        let fault = claim.fault();
        if self.fault.is_none_or(|known| fault.is_before(&known)) {
            self.fault = Some(fault);
        }
    }

    /// Does what is left to do and gives the verdict. A claim that was not [taken out](Verifier::take_claims) counts as not
    /// true.
    pub fn finish(mut self) -> Result<Verdict, ParseError> {
        while !self.step(usize::MAX)? {}
        if let Some(claim) = self.claims.first().copied() {
            self.refute(&claim);
        }
        let blocks = self.validation.fault();
        let fault = match self.fault {
            Some(fault) if blocks.is_none_or(|other| fault.is_before(&other)) => Some(fault),
            _ => blocks,
        };
        Ok(Verdict {
            fault,
            hashes: self.hashes,
            work: self.work,
            ledger: self.ledger,
        })
    }

    /// Does what is left to do, with `verify` for the signatures, and gives the verdict.
    pub fn finish_with(mut self, verify: impl Fn(&Claim) -> bool) -> Result<Verdict, ParseError> {
        while !self.step(AT_ONCE)? {}
        let wrong = self.take_claims().into_iter().find(|claim| !verify(claim));
        if let Some(wrong) = wrong {
            self.refute(&wrong);
        }
        self.finish()
    }
}
