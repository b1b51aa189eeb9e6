//! Four texts at a time: each lane is at its own place in a text of its own.

use super::super::text::START;
use super::kernel::any_block;
use super::words::Words;

/// The SHA-256 hash of each text, in their order.
pub(crate) fn hash_each<'a>(texts: impl ExactSizeIterator<Item = &'a [u8]>) -> Vec<[u8; 32]> {
    let mut hashes = vec![[0; 32]; texts.len()];
    let mut waiting = texts.enumerate();
    let mut state = START.map(Words::splat);
    let mut lanes: [Lane<'a>; 4] = std::array::from_fn(|_| Lane::start(waiting.next()));
    while lanes.iter().any(|lane| lane.place.is_some()) {
        state = any_block(state, Words::of_blocks(lanes.each_ref().map(Lane::block)));
        for (number, lane) in lanes.iter_mut().enumerate() {
            if lane.advance() {
                continue;
            }
            if let Some(place) = lane.place {
                let bytes = state.map(|word| word.lanes()[number].to_be_bytes());
                hashes[place].copy_from_slice(bytes.as_flattened());
            }
            *lane = Lane::start(waiting.next());
            for (word, start) in state.iter_mut().zip(START) {
                let mut lanes = word.lanes();
                lanes[number] = start;
                *word = Words::new(lanes);
            }
        }
    }
    hashes
}

/// A text on its way through one lane.
struct Lane<'a> {
    /// Its place among the texts; none in a lane that is idle, because no text waits.
    place: Option<usize>,
    /// What is left of its blocks of 64 bytes.
    full: &'a [[u8; 64]],
    /// What is left behind them, padded to one block or two.
    tail: [[u8; 64]; 2],
    tail_left: usize,
}

impl<'a> Lane<'a> {
    fn start(text: Option<(usize, &'a [u8])>) -> Lane<'a> {
        let (place, text) = text.map_or((None, &[][..]), |(place, text)| (Some(place), text));
        let (full, rest) = text.as_chunks::<64>();
        let mut tail = [[0; 64]; 2];
        let padded = tail.as_flattened_mut();
        padded[..rest.len()].copy_from_slice(rest);
        padded[rest.len()] = 0x80;
        // The length in bits takes the last 8 bytes. If they aren't free, it goes into a block of its own.
        let tail_left = if rest.len() < 56 { 1 } else { 2 };
        let bits = text.len() as u64 * 8;
        padded[tail_left * 64 - 8..tail_left * 64].copy_from_slice(&bits.to_be_bytes());
        if tail_left == 1 {
            // Blocks of the tail are taken from the end.
            tail.swap(0, 1);
        }
        Lane {
            place,
            full,
            tail,
            tail_left,
        }
    }

    /// The block that is next.
    fn block(&self) -> &[u8; 64] {
        match self.full.first() {
            Some(block) => block,
            None => &self.tail[2 - self.tail_left],
        }
    }

    /// Goes to the next block, if there is one.
    fn advance(&mut self) -> bool {
        match self.full.split_first() {
            Some((_, rest)) => self.full = rest,
            None => self.tail_left -= 1,
        }
        self.tail_left > 0
    }
}
