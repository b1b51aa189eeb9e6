//! A map from the hashes of contents.

use std::collections::BTreeMap;

use slab::Slab;

use crate::hash::Hash;

/// A map from hashes. A tree, as nobody can choose hashes that make it slow, which they can for a table of which they know
/// how it spreads its keys. The tree holds but the places of the values: so it is the same program for all kinds of values,
/// and a page has to download it once.
#[derive(Clone, Debug)]
pub(super) struct ByHash<V> {
    places: BTreeMap<Hash, usize>,
    values: Slab<V>,
}

impl<V> Default for ByHash<V> {
    fn default() -> Self {
        Self {
            places: BTreeMap::new(),
            values: Slab::new(),
        }
    }
}

impl<V> ByHash<V> {
    /// The value of a hash.
    pub(super) fn get(&self, hash: &Hash) -> Option<&V> {
        self.values.get(*self.places.get(hash)?)
    }

    /// The value of a hash, to be changed.
    pub(super) fn get_mut(&mut self, hash: &Hash) -> Option<&mut V> {
        self.values.get_mut(*self.places.get(hash)?)
    }

    /// Whether a hash has a value.
    pub(super) fn contains_key(&self, hash: &Hash) -> bool {
        self.places.contains_key(hash)
    }

    /// The value of a hash, which gets an empty one where it has none.
    pub(super) fn get_or_default(&mut self, hash: Hash) -> &mut V
    where
        V: Default,
    {
        let place = match self.places.get(&hash) {
            Some(place) => *place,
            None => {
                let place = self.values.insert(V::default());
                self.places.insert(hash, place);
                place
            }
        };
        &mut self.values[place]
    }

    /// Gives a hash a value.
    pub(super) fn insert(&mut self, hash: Hash, value: V)
    where
        V: Default,
    {
        *self.get_or_default(hash) = value;
    }

    /// Takes out the value of a hash.
    pub(super) fn remove(&mut self, hash: &Hash) -> Option<V> {
        self.values.try_remove(self.places.remove(hash)?)
    }

    /// The values, in no order.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.values.iter().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hash_has_the_value_that_it_was_given_last() {
        let [one, two] = ["one", "two"].map(Hash::of);
        let mut map = ByHash::<u8>::default();
        *map.get_or_default(one) = 1;
        *map.get_or_default(two) += 2;
        assert_eq!((map.get(&one), map.get(&two)), (Some(&1), Some(&2)));
        assert_eq!(map.remove(&one), Some(1));
        assert_eq!((map.remove(&one), map.get(&one)), (None, None));
        assert!(!map.contains_key(&one));
        *map.get_or_default(one) = 3;
        assert_eq!(map.get_mut(&two), Some(&mut 2));
        assert_eq!(map.values().sum::<u8>(), 5);
    }
}
