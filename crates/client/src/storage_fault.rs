//! Why what a node is can't be stored.

use std::fmt;

/// Why what a node is can't be stored: the node runs without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageFault {
    /// There is no room left.
    Full,
    /// The browser gives this page no storage; why, in its words.
    Refused(String),
    /// A newer version of the page has stored something here.
    Newer,
    /// The storage was closed for another tab, which brings it up to date or deletes it.
    Closed,
    /// Something else; what, in the browser's words.
    Failed(String),
}

impl fmt::Display for StorageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the browser's storage is full"),
            Self::Refused(why) => write!(f, "the browser gives this page no storage ({why})"),
            Self::Newer => f.write_str("a newer version of this page has stored something here"),
            Self::Closed => f.write_str("another tab has closed the storage"),
            Self::Failed(why) => write!(f, "the browser's storage failed: {why}"),
        }
    }
}
