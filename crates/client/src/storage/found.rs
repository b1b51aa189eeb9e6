//! The blocks that were found in a node's records, as the text of a chain to be exported: damaged ones are given as they are.

use super::{blocks, record::split};

/// The text of a chain, put together from records. Where these are of several generations, the longest of their texts counts:
/// a node's own record says which generation is in use, but it may be that one that can't be read.
#[derive(Default)]
pub struct FoundBlocks {
    generation: String,
    text: String,
    longest: String,
}

impl FoundBlocks {
    /// The next record, in the order of the keys. One that holds no blocks is passed over.
    pub fn record(&mut self, key: &str, record: &str) {
        let mut parts = key.split('/');
        let (Some(generation), Some(blocks::KIND)) = (parts.next(), parts.next()) else {
            return;
        };
        if generation != self.generation {
            self.end();
            self.generation = generation.to_owned();
        }
        let list = split(record).map_or(record, |(_, list)| list);
        let list = list.strip_prefix('[').unwrap_or(list);
        self.text
            .push_str(if self.text.is_empty() { "[" } else { ", " });
        self.text.push_str(list.strip_suffix(']').unwrap_or(list));
    }

    /// There are no more records: the text, if there were any blocks.
    pub fn finish(mut self) -> Option<String> {
        self.end();
        (!self.longest.is_empty()).then_some(self.longest)
    }

    /// No more comes of this generation.
    fn end(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        if text.len() > self.longest.len() {
            text.push(']');
            self.longest = text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::record::sealed;

    fn found(records: &[(&str, String)]) -> Option<String> {
        let mut found = FoundBlocks::default();
        for (key, record) in records {
            found.record(key, record);
        }
        found.finish()
    }

    #[test]
    fn records_of_blocks_make_one_list() {
        let records = [
            ("1/blocks/0000000000", sealed("[1, 2]")),
            ("1/blocks/0000000001", sealed("[3]")),
            ("1/pending/0000000001", sealed("a line")),
        ];
        assert_eq!(found(&records).as_deref(), Some("[1, 2, 3]"));
    }

    #[test]
    fn of_several_generations_the_one_with_the_most_counts() {
        let records = [
            ("1/blocks/0000000000", sealed("[1]")),
            ("2/blocks/0000000000", sealed("[1, 2]")),
            ("2/blocks/0000000001", sealed("[3]")),
            ("3/blocks/0000000000", sealed("[1, 2]")),
        ];
        assert_eq!(found(&records).as_deref(), Some("[1, 2, 3]"));
    }

    #[test]
    fn what_is_damaged_is_given_as_it_was_found() {
        let damaged = sealed("[1, 2]").replace('2', "x");
        let records = [
            ("1/blocks/0000000000", damaged),
            ("1/blocks/0000000001", "short".to_owned()),
        ];
        let text = found(&records);
        assert!(text.is_some_and(|text| text.starts_with("[1, ") && text.ends_with(", short]")));
    }

    #[test]
    fn without_blocks_there_is_no_text() {
        assert_eq!(found(&[("1/pending/0000000001", sealed("a line"))]), None);
        assert_eq!(found(&[]), None);
    }
}
