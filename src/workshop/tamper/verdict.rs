//! The validation's verdict in the page's language.

use chain::{Fault, FaultKind};

use crate::page::{figures::grouped, texts::t_args};

/// The first fault as a sentence. In English it is the validation's own, word for word.
pub fn sentence(fault: Fault) -> String {
    let block = ("block", grouped(fault.block).into());
    let before = ("before", grouped(fault.block.saturating_sub(1)).into());
    match fault.kind {
        FaultKind::Empty => t_args("fault-empty", []),
        FaultKind::Genesis => t_args("fault-genesis", [block]),
        FaultKind::Index => t_args("fault-index", [block]),
        FaultKind::Link => t_args("fault-link", [block, before]),
        FaultKind::Proof => t_args("fault-proof", [block]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{page::texts, workshop::TEXTS};

    #[test]
    fn faults_are_told_as_the_core_tells_them() {
        texts::extend(TEXTS);
        for kind in [
            FaultKind::Empty,
            FaultKind::Genesis,
            FaultKind::Index,
            FaultKind::Link,
            FaultKind::Proof,
        ] {
            let fault = Fault { block: 4, kind };
            assert_eq!(sentence(fault), fault.to_string());
        }
    }
}
