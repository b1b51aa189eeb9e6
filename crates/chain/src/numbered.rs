//! Values in the order of numbers that grow.

use std::collections::VecDeque;

/// Values with a number each, in the order of the numbers. Numbers grow with time: a value comes last, or takes a place that it
/// had before.
#[derive(Clone, Debug)]
pub(crate) struct Numbered<V> {
    /// Those that were taken out leave their numbers behind, for a while.
    entries: VecDeque<(u64, Option<V>)>,
    len: usize,
}

impl<V> Default for Numbered<V> {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            len: 0,
        }
    }
}

impl<V> Numbered<V> {
    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    fn find(&self, number: u64) -> Result<usize, usize> {
        self.entries
            .binary_search_by_key(&number, |(number, _)| *number)
    }

    /// The value of a number.
    pub(crate) fn get(&self, number: u64) -> Option<&V> {
        let place = self.find(number).ok()?;
        self.entries.get(place)?.1.as_ref()
    }

    /// The value of a number, to be changed.
    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut V> {
        let place = self.find(number).ok()?;
        self.entries.get_mut(place)?.1.as_mut()
    }

    /// Gives a number a value.
    pub(crate) fn insert(&mut self, number: u64, value: V) {
        let before = match self.find(number) {
            Ok(place) => self.entries[place].1.replace(value),
            Err(place) => {
                self.entries.insert(place, (number, Some(value)));
                None
            }
        };
        self.len += usize::from(before.is_none());
    }

    /// Takes out the value of a number.
    pub(crate) fn remove(&mut self, number: u64) -> Option<V> {
        let place = self.find(number).ok()?;
        let value = self.entries.get_mut(place)?.1.take()?;
        self.len -= 1;
        while let Some((_, None)) = self.entries.front() {
            self.entries.pop_front();
        }
        // So that the list is not much longer than what it lists.
        if self.entries.len() > 2 * self.len + 64 {
            self.entries.retain(|(_, value)| value.is_some());
        }
        Some(value)
    }

    /// Takes out the value of the smallest number.
    pub(crate) fn pop_first(&mut self) -> Option<V> {
        let (number, _) = self.entries.front()?;
        self.remove(*number)
    }

    /// The numbers with their values, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &V)> {
        let entries = self.entries.iter();
        entries.filter_map(|(number, value)| Some((*number, value.as_ref()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_in_the_order_of_their_numbers_whatever_is_taken_out() {
        let mut values = Numbered::default();
        (1..=1000).for_each(|number| values.insert(number, number * 2));
        for number in (1..=1000).filter(|number| number % 10 != 0) {
            assert_eq!(values.remove(number), Some(number * 2));
        }
        assert_eq!((values.remove(1), values.get(999)), (None, None));
        assert_eq!((values.len(), values.get(500)), (100, Some(&1000)));
        // One that takes a place that it had before.
        values.insert(15, 0);
        values.insert(20, 1);
        *values.get_mut(30).unwrap() = 2;
        let first: Vec<_> = values.iter().take(4).collect();
        assert_eq!(first, [(10, &20), (15, &0), (20, &1), (30, &2)]);
        assert_eq!((values.len(), values.pop_first()), (101, Some(20)));
        assert_eq!(values.pop_first(), Some(0));
    }

    #[test]
    fn what_was_taken_out_takes_no_room_for_long() {
        let mut values = Numbered::default();
        values.insert(0, "stays");
        for number in 1..10_000 {
            values.insert(number, "goes");
            values.remove(number);
        }
        assert!(values.entries.len() <= 100, "{}", values.entries.len());
        assert_eq!(values.len(), 1);
    }
}
