//! A map from the hashes of contents.

use slab::Slab;

use crate::hash::Hash;

/// A map from hashes: for each first byte a sorted list. Who chooses contents so that they all stand in one list makes the
/// others move tens of microseconds' worth of memory for each. A table of the standard library would have to be given a
/// secret, lest they make it slow, and its tree is several times the code of all this, once for each kind of value.
#[derive(Clone, Debug)]
pub(super) struct ByHash<V> {
    places: Places,
    values: Slab<V>,
}

/// For each first byte of a hash, where the values of the hashes are that begin with it, in the order of the hashes.
#[derive(Clone, Debug, Default)]
struct Places(Vec<Vec<(Hash, usize)>>);

impl Places {
    fn list(&mut self, hash: &Hash) -> &mut Vec<(Hash, usize)> {
        if self.0.is_empty() {
            self.0.resize_with(256, Vec::new);
        }
        &mut self.0[usize::from(hash.as_bytes()[0])]
    }

    fn get(&self, hash: &Hash) -> Option<usize> {
        let list = self.0.get(usize::from(hash.as_bytes()[0]))?;
        Some(list[find(list, hash).ok()?].1)
    }

    /// Notes a place of a hash that has none.
    fn insert(&mut self, hash: Hash, place: usize) {
        let list = self.list(&hash);
        if let Err(at) = find(list, &hash) {
            list.insert(at, (hash, place));
        }
    }

    fn remove(&mut self, hash: &Hash) -> Option<usize> {
        let list = self.list(hash);
        let at = find(list, hash).ok()?;
        Some(list.remove(at).1)
    }
}

fn find(list: &[(Hash, usize)], hash: &Hash) -> Result<usize, usize> {
    list.binary_search_by(|(known, _)| known.cmp(hash))
}

impl<V> Default for ByHash<V> {
    fn default() -> Self {
        Self {
            places: Places::default(),
            values: Slab::new(),
        }
    }
}

impl<V: Default> ByHash<V> {
    /// The value of a hash.
    pub(super) fn get(&self, hash: &Hash) -> Option<&V> {
        self.values.get(self.places.get(hash)?)
    }

    /// The value of a hash, to be changed.
    pub(super) fn get_mut(&mut self, hash: &Hash) -> Option<&mut V> {
        self.values.get_mut(self.places.get(hash)?)
    }

    /// Whether a hash has a value.
    pub(super) fn contains_key(&self, hash: &Hash) -> bool {
        self.places.get(hash).is_some()
    }

    /// The value of a hash, which gets an empty one where it has none.
    pub(super) fn get_or_default(&mut self, hash: Hash) -> &mut V {
        let place = self.places.get(&hash).unwrap_or_else(|| {
            let place = self.values.insert(V::default());
            self.places.insert(hash, place);
            place
        });
        &mut self.values[place]
    }

    /// Gives a hash a value.
    pub(super) fn insert(&mut self, hash: Hash, value: V) {
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
