//! What a refusal of the console's calls says where the page shows it.

use crate::{
    browser::{console::Refusal, signatures::SignatureFault},
    page::{refusals, texts::t_args},
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
    let (key, words) = match fault {
        SignatureFault::NotStarted(why) => ("signatures-not-started", why.as_str()),
        SignatureFault::NotLoaded => ("signatures-not-loaded", ""),
        SignatureFault::Crashed(why) => ("signatures-crashed", why.as_str()),
        SignatureFault::OtherBuild => return refusals::other_build(),
    };
    t_args(key, [("words", words.into())])
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
