//! Why what a node does is not stored.

use std::fmt;

/// Why storage does not keep what it is given, or gives nothing back. `Display` says it as a clause of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageFault {
    /// There is no space left.
    Full,
    /// The browser gives this page no storage, as in a private window; why, in its words.
    Refused(String),
    /// What is stored was written by a newer version of this page, which this one leaves alone.
    Newer,
    /// Another tab updates or deletes what is stored.
    Closed,
    /// Anything else; why, in the browser's words.
    Failed(String),
}

impl fmt::Display for StorageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("no space is left for it"),
            Self::Refused(why) => write!(f, "the browser stores nothing for this page ({why})"),
            Self::Newer => f.write_str("a newer version of this page has stored nodes here"),
            Self::Closed => f.write_str("another tab has deleted what was stored, or updates it"),
            Self::Failed(why) => write!(f, "the browser failed to store it ({why})"),
        }
    }
}

impl std::error::Error for StorageFault {}
