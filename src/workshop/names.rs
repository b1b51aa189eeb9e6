//! Names of many nodes in one sentence.

use crate::page::{texts::t_args, wording};

/// These names, and how many more there are.
pub fn and_more(names: impl Iterator<Item = String>, more: usize) -> String {
    let names = wording::list(names);
    match more {
        0 => names,
        more => t_args(
            "names-and-more",
            [("names", names.into()), ("count", more.into())],
        ),
    }
}
