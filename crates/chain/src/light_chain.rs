//! A chain of headers alone, as a light node holds it.

use crate::block::Block;
use crate::chain_weight::ChainWeight;
use crate::fault::{Fault, FaultKind};
use crate::hash::Hash;
use crate::inclusion::Inclusion;
use crate::link::Link;
use crate::locator::locator;
use crate::pace::Past;
use crate::rules::Rules;
use crate::validation::{AT_ONCE, Before, Validation};

/// The headers of a chain whose blocks have a `merkle_root`: their links, timestamps and work are checked by the rules as
/// a [`Chain`](crate::Chain)'s are. What it can't know is whether the transactions are valid: it takes the chain with most
/// work at its miners' word. That a transaction is in a block, an [`Inclusion`] shows.
///
/// ```
/// use chain::{Difficulty, Format, LightChain, ProofRule, Rules};
///
/// let rules = Rules::tutorial(ProofRule::Header, Difficulty::MIN);
/// let light = LightChain::validate(rules, vec![rules.genesis().header()])?;
/// assert_eq!(light.length(), 1);
/// # Ok::<(), chain::Fault>(())
/// ```
#[derive(Clone, Debug)]
pub struct LightChain {
    rules: Rules,
    /// The header with index i is at i - 1, with the work of all up to it. Never empty.
    headers: Vec<(Link, u128)>,
}

impl LightChain {
    /// The chain of the rules' genesis alone.
    pub fn new(rules: Rules) -> LightChain {
        LightChain {
            rules,
            headers: vec![(Link::new(rules.genesis()), 0)],
        }
    }

    /// Validates these headers as a chain.
    ///
    /// # Errors
    /// The first fault.
    pub fn validate(rules: Rules, headers: Vec<Block>) -> Result<LightChain, Fault> {
        if headers.is_empty() {
            return Err(Fault::of_block(1, FaultKind::Empty));
        }
        let mut chain = LightChain {
            rules,
            headers: Vec::new(),
        };
        let mut branch = chain.fork(0);
        branch.extend(headers)?;
        chain.headers = branch.headers;
        Ok(chain)
    }

    /// The rules under which it is valid.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// How many headers it has.
    pub fn length(&self) -> u64 {
        self.headers.len() as u64
    }

    /// What decides between it and another chain.
    pub fn weight(&self) -> ChainWeight {
        weight(&self.rules, self.length(), self.work_up_to(self.length()))
    }

    /// The header with this index, from 1.
    pub fn get(&self, index: u64) -> Option<&Link> {
        let place = usize::try_from(index.checked_sub(1)?).ok()?;
        self.headers.get(place).map(|(link, _)| link)
    }

    /// A few of its hashes, as a [chain's](crate::Chain::locator).
    pub fn locator(&self) -> Vec<(u64, Hash)> {
        locator(self.length(), |index| self.get(index).map(Link::hash))
    }

    /// Starts a branch behind the header with this index; at 0, one with a genesis of its own. An index beyond the tip means
    /// the tip.
    pub fn fork(&self, at: u64) -> LightBranch {
        let base = at.min(self.length());
        LightBranch {
            rules: self.rules,
            base,
            base_header: self.get(base).cloned(),
            past: self.past(base),
            work: self.work_up_to(base),
            headers: Vec::new(),
        }
    }

    /// Takes over a branch if it makes a heavier chain and still grows from this one; whether it did. The cost grows with the
    /// headers that change.
    pub fn adopt(&mut self, branch: LightBranch) -> bool {
        let is_heavier = branch.weight() > self.weight();
        let takes = is_heavier && branch.rules == self.rules && branch.grows_from(self);
        if takes {
            self.headers.truncate(branch.base as usize);
            self.headers.extend(branch.headers);
        }
        takes
    }

    /// The greatest index at which the other's locator names a header of this chain; 0 if it names none.
    pub fn last_common(&self, locator: &[(u64, Hash)]) -> u64 {
        let is_own =
            |index: u64, hash: &Hash| self.get(index).is_some_and(|link| link.hash() == *hash);
        let common = locator.iter().filter(|(index, hash)| is_own(*index, hash));
        common.map(|(index, _)| *index).max().unwrap_or(0)
    }

    fn work_up_to(&self, index: u64) -> u128 {
        let place = (index as usize).checked_sub(1);
        let header = place.and_then(|place| self.headers.get(place));
        header.map_or(0, |(_, work)| *work)
    }

    fn past(&self, length: u64) -> Past {
        match self.rules.retarget {
            None => Past::default(),
            Some(_) => Past::of(length, |index| self.get(index).map_or(0, made)),
        }
    }

    /// Whether the block with this index holds a transaction, as an inclusion shows.
    pub fn includes(&self, index: u64, canonical: &str, inclusion: &Inclusion) -> bool {
        self.get(index)
            .is_some_and(|header| inclusion.shows(canonical, header.block()))
    }
}

/// Valid headers on top of one of a light chain's, as they come in from another node.
#[derive(Clone, Debug)]
pub struct LightBranch {
    rules: Rules,
    base: u64,
    base_header: Option<Link>,
    /// What the next header depends on.
    past: Past,
    /// Of all headers up to its last one.
    work: u128,
    headers: Vec<(Link, u128)>,
}

impl LightBranch {
    /// The index of the header from which it grows; 0 if it brings a genesis of its own.
    pub fn base(&self) -> u64 {
        self.base
    }

    /// How long the whole chain would be if the branch were adopted.
    pub fn length(&self) -> u64 {
        self.base + self.headers.len() as u64
    }

    /// What the whole chain would weigh.
    pub fn weight(&self) -> ChainWeight {
        weight(&self.rules, self.length(), self.work)
    }

    /// Whether the header from which it grows is still on the chain.
    pub fn grows_from(&self, chain: &LightChain) -> bool {
        let hash = |link: &Link| link.hash();
        self.base_header.as_ref().map(hash) == chain.get(self.base).map(hash)
    }

    /// The [locator](LightChain::locator) of the whole chain as it would be, where `chain` is the one it was forked from.
    pub fn locator(&self, chain: &LightChain) -> Vec<(u64, Hash)> {
        locator(self.length(), |index| match index > self.base {
            true => {
                let place = (index - self.base - 1) as usize;
                self.headers.get(place).map(|(link, _)| link.hash())
            }
            false => chain.get(index).map(Link::hash),
        })
    }

    /// Adds headers. A faulty one changes nothing, nor do the others then.
    pub fn extend(&mut self, headers: Vec<Block>) -> Result<(), Fault> {
        let last = self.headers.last().map(|(link, _)| link);
        let before = Before::new(self.length(), last.or(self.base_header.as_ref()), self.past);
        let mut validation = Validation::after(self.rules, before);
        let (mut past, mut work) = (self.past, self.work);
        let mut added = Vec::with_capacity(headers.len());
        for some in headers.chunks(AT_ONCE) {
            let bytes: Vec<usize> = some
                .iter()
                .map(|header| validation.add_header(header))
                .collect();
            let hashes = validation.check();
            if let Some(fault) = validation.fault() {
                return Err(fault);
            }
            for (((header, hash), bytes), of_it) in
                some.iter().zip(hashes).zip(bytes).zip(validation.works())
            {
                work += of_it;
                past.push(header.made().unwrap_or(0));
                added.push((Link::known(header.clone(), hash, bytes), work));
            }
        }
        (self.past, self.work) = (past, work);
        self.headers.extend(added);
        Ok(())
    }
}

fn weight(rules: &Rules, length: u64, work: u128) -> ChainWeight {
    match rules.retarget {
        None => ChainWeight::of_length(length),
        Some(_) => ChainWeight::of_work(length, work),
    }
}

fn made(link: &Link) -> u64 {
    link.block().made().unwrap_or(0)
}
