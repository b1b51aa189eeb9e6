//! SHA-256 of many texts at once.
//!
//! Validation spends most of its time here. On native machines the sha2 crate uses the processor's own instructions for
//! SHA-256. WebAssembly has none, but it has vectors: there, four texts are hashed side by side.

use crate::hash::Hash;

/// Texts to be hashed, kept in one buffer that is used again and again.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    joined: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Takes them all out.
    pub(crate) fn clear(&mut self) {
        self.joined.clear();
        self.ends.clear();
    }

    /// Adds the text that `write` adds to the buffer.
    pub(crate) fn push(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.joined);
        self.ends.push(self.joined.len());
    }

    /// The hash of each, in the order in which they were added.
    pub(crate) fn hashes(&self) -> Vec<Hash> {
        hash_each(self.iter())
    }

    fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.ends.iter().enumerate().map(|(place, &end)| {
            let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.joined[start..end]
        })
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn hash_each<'a>(texts: impl ExactSizeIterator<Item = &'a str>) -> Vec<Hash> {
    texts.map(Hash::of).collect()
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use lanes::hash_each;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes;
