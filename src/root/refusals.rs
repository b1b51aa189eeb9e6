//! What a refusal of the console's calls says where the page shows it.

use crate::{
    browser::{console::Refusal, signatures::SignatureFault},
    page::refusals,
};

/// In the page's language, where it is no script's own mistake.
pub fn worded(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Said(reason) => reason.clone(),
        Refusal::Command(error) => refusals::command(error),
        Refusal::NoChain(error) => refusals::parsing(error),
        Refusal::Invalid(fault) => refusals::fault(*fault),
        Refusal::Search(fault) => refusals::search(fault),
        Refusal::Signatures(fault) => signatures(fault),
        Refusal::OtherBuild => refusals::other_build(),
    }
}

/// Why signatures were not verified.
fn signatures(fault: &SignatureFault) -> String {
    match fault {
        SignatureFault::NotStarted(why) => refusals::signatures_not_started(why),
        SignatureFault::NotLoaded => refusals::signatures_not_loaded(),
        SignatureFault::Crashed(why) => refusals::signatures_crashed(why),
        SignatureFault::OtherBuild => refusals::other_build(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_fail_in_the_words_of_the_pool() {
        for fault in [
            SignatureFault::NotStarted("why".to_owned()),
            SignatureFault::NotLoaded,
            SignatureFault::Crashed("why".to_owned()),
            SignatureFault::OtherBuild,
        ] {
            assert_eq!(signatures(&fault), fault.to_string());
        }
    }
}
