//! SHA-256 of many texts at once: what validation of a chain spends most of its time on.

use crate::lanes::hash_each;

/// Texts to be hashed, kept in one buffer that is used again and again.
///
/// On native machines the sha2 crate uses the processor's own instructions for SHA-256. WebAssembly has none, but it has
/// vectors: there, four texts are hashed side by side.
///
/// ```
/// let mut texts = pow::Texts::default();
/// texts.push(|out| out.push_str("abc"));
/// texts.push(|_| {});
/// let [abc, empty] = texts.hashes()[..] else { panic!("a hash for each") };
/// assert_eq!(abc[..2], [0xba, 0x78]);
/// assert_eq!(empty[..2], [0xe3, 0xb0]);
/// ```
#[derive(Debug, Default)]
pub struct Texts {
    joined: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Takes them all out.
    pub fn clear(&mut self) {
        self.joined.clear();
        self.ends.clear();
    }

    /// Adds the text that `write` adds to the buffer.
    pub fn push(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.joined);
        self.ends.push(self.joined.len());
    }

    /// The SHA-256 hash of each, in the order in which they were added.
    pub fn hashes(&self) -> Vec<[u8; 32]> {
        let mut start = 0;
        hash_each(self.ends.iter().map(|&end| {
            let text = &self.joined.as_bytes()[start..end];
            start = end;
            text
        }))
    }
}
