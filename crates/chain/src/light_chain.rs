//! A chain of headers alone, as a light node holds it.

use crate::block::Block;
use crate::chain_weight::ChainWeight;
use crate::fault::{Fault, FaultKind};
use crate::hash::Hash;
use crate::inclusion::Inclusion;
use crate::link::Link;
use crate::locator::locator;
use crate::pace::{Past, milliseconds};
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

    /// The chain that these headers are, or the first fault for which they are none.
    pub fn validate(rules: Rules, headers: Vec<Block>) -> Result<LightChain, Fault> {
        if headers.is_empty() {
            return Err(Fault::of_block(1, FaultKind::Empty));
        }
        let mut chain = LightChain {
            rules,
            headers: Vec::new(),
        };
        chain.extend(0, headers)?;
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
        let work = self.headers.last().map_or(0, |(_, work)| *work);
        match self.rules.retarget {
            None => ChainWeight::of_length(self.length()),
            Some(_) => ChainWeight::of_work(self.length(), work),
        }
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

    /// Takes headers that follow the one with index `base` in place of its own, if they make a heavier chain; whether they
    /// did. A fault changes nothing.
    pub fn adopt(&mut self, base: u64, headers: Vec<Block>) -> Result<bool, Fault> {
        let mut other = LightChain {
            rules: self.rules,
            headers: self.headers.iter().take(base as usize).cloned().collect(),
        };
        other.extend(base, headers)?;
        let is_heavier = other.weight() > self.weight();
        if is_heavier {
            *self = other;
        }
        Ok(is_heavier)
    }

    /// Whether the block with this index holds a transaction, as an inclusion shows.
    pub fn includes(&self, index: u64, canonical: &str, inclusion: &Inclusion) -> bool {
        self.get(index)
            .is_some_and(|header| inclusion.shows(canonical, header.block()))
    }

    fn extend(&mut self, base: u64, headers: Vec<Block>) -> Result<(), Fault> {
        let past = match self.rules.retarget {
            None => Past::default(),
            Some(_) => Past::of(base, |index| {
                let header = self.get(index);
                header
                    .and_then(|link| milliseconds(&link.block().timestamp))
                    .unwrap_or(0)
            }),
        };
        let before = Before::new(base, self.get(base), past);
        let mut validation = Validation::after(self.rules, before);
        let mut sum = self.headers.last().map_or(0, |(_, work)| *work);
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
            for (((header, hash), bytes), work) in
                some.iter().zip(hashes).zip(bytes).zip(validation.works())
            {
                sum += work;
                added.push((Link::known(header.clone(), hash, bytes), sum));
            }
        }
        self.headers.extend(added);
        Ok(())
    }
}
