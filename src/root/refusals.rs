//! What a refusal of the console's calls says where the page shows it.

use crate::{browser::console::Refusal, page::refusals};

/// In the page's language, where it is no script's own mistake.
pub fn worded(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Said(reason) => reason.clone(),
        Refusal::Command(error) => refusals::command(error),
        Refusal::NoChain(error) => refusals::parsing(error),
        Refusal::Invalid(fault) => refusals::fault(*fault),
        Refusal::Search(fault) => refusals::search(fault),
        Refusal::Signatures(fault) => refusals::signatures(fault),
        Refusal::OtherBuild => refusals::other_build(),
    }
}
