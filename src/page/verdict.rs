//! What came of asking the others for their chains: the verdict in one sentence, and the answers in the order in which
//! they count.

use node::{Address, PeerOutcome, PeerReport};

use super::{
    figures,
    texts::{t, t_args},
    view::PeerView,
};

/// Answers by what became of them.
#[derive(Debug, Default, PartialEq)]
pub struct Answers<'a> {
    /// Those that decided something, or tried to: whose chain was taken, then whose was not for a fault.
    pub telling: Vec<&'a PeerReport>,
    /// Those whose chain was not fetched, as it is no longer one.
    pub others: Vec<&'a PeerReport>,
    /// Those that said nothing in time.
    pub silent: Vec<&'a PeerReport>,
}

impl<'a> Answers<'a> {
    /// Sorts a report.
    pub fn of(report: &'a [PeerReport]) -> Self {
        let mut answers = Self::default();
        for entry in report {
            match &entry.outcome {
                PeerOutcome::Adopted { .. } => answers.telling.insert(0, entry),
                PeerOutcome::Refused(_) | PeerOutcome::Unverified(_) => answers.telling.push(entry),
                PeerOutcome::Answered { .. } => answers.others.push(entry),
                PeerOutcome::Silent => answers.silent.push(entry),
            }
        }
        answers
    }
}

/// The name of the node at this address, where it is known.
pub fn name_of<'a>(address: &Address, peers: &'a [PeerView]) -> Option<&'a str> {
    let peer = peers.iter().find(|peer| peer.address == *address)?;
    peer.name.as_deref()
}

/// Whether this node's chain stays, in one sentence; `None` where nobody was asked. `by_work` is whether work counts instead of
/// length.
pub fn verdict(report: &[PeerReport], peers: &[PeerView], by_work: bool) -> Option<String> {
    let work = ("work", u8::from(by_work).into());
    let Answers {
        telling,
        others,
        silent,
    } = Answers::of(report);
    if let Some(first) = telling.first()
        && let PeerOutcome::Adopted { length } = first.outcome
    {
        let who = name_of(&first.address, peers).unwrap_or(first.address.as_str());
        return Some(t_args(
            "verdict-adopted",
            [
                ("who", who.into()),
                work,
                ("count", length.into()),
                ("shown", figures::grouped(length).into()),
            ],
        ));
    }
    let answered = telling.len() + others.len();
    let unverified = |entry: &&PeerReport| matches!(entry.outcome, PeerOutcome::Unverified(_));
    if telling.iter().any(unverified) {
        Some(t("verdict-unverified"))
    } else if answered > 0 {
        Some(t_args("verdict-kept", [("count", answered.into()), work]))
    } else {
        (!silent.is_empty()).then(|| t("verdict-silent"))
    }
}

#[cfg(test)]
mod tests {
    use node::PeerFault;

    use super::*;

    fn report(outcomes: impl IntoIterator<Item = PeerOutcome>) -> Vec<PeerReport> {
        let entry = |(number, outcome)| PeerReport {
            address: Address::parse(&format!("tab-{number}")).unwrap(),
            outcome,
        };
        outcomes.into_iter().enumerate().map(entry).collect()
    }

    fn peer(address: &str, name: &str) -> PeerView {
        PeerView {
            address: Address::parse(address).unwrap(),
            name: Some(name.to_owned()),
            length: None,
            tip: None,
            account: None,
            rules: None,
            other_rules: false,
            registered: true,
            fault: None,
            ignored: None,
        }
    }

    fn refused() -> PeerOutcome {
        PeerOutcome::Refused(PeerFault::BeyondQuestion)
    }

    #[test]
    fn whose_chain_was_taken_comes_first_and_who_was_silent_last() {
        let report = report([
            PeerOutcome::Silent,
            PeerOutcome::Answered { length: 3 },
            refused(),
            PeerOutcome::Adopted { length: 5 },
        ]);
        let numbers = |entries: Vec<&PeerReport>| -> Vec<_> {
            let addresses = entries.iter().map(|entry| entry.address.to_string());
            addresses.collect()
        };
        let answers = Answers::of(&report);
        assert_eq!(numbers(answers.telling), ["tab-3", "tab-2"]);
        assert_eq!(numbers(answers.others), ["tab-1"]);
        assert_eq!(numbers(answers.silent), ["tab-0"]);
    }

    #[test]
    fn a_chain_that_was_taken_is_named_by_whose_it_is() {
        let report = report([
            PeerOutcome::Answered { length: 3 },
            PeerOutcome::Adopted { length: 1_204 },
        ]);
        let said = verdict(&report, &[peer("tab-1", "Ada")], false);
        assert_eq!(
            said.as_deref(),
            Some("Our chain gave way to Ada’s longer one: 1,204 blocks.")
        );
        let said = verdict(&report, &[], true);
        assert_eq!(
            said.as_deref(),
            Some("Our chain gave way to tab-1’s, which took more work: 1,204 blocks.")
        );
    }

    #[test]
    fn a_chain_that_stays_says_how_many_answered() {
        let longer = PeerOutcome::Answered { length: 3 };
        let said = |outcomes| verdict(&report(outcomes), &[], false);
        assert_eq!(
            said(vec![longer.clone(), refused(), PeerOutcome::Silent]).as_deref(),
            Some("Our chain stays: 2 nodes answered, none with a longer valid chain.")
        );
        assert_eq!(
            said(vec![longer]).as_deref(),
            Some("Our chain stays: one node answered, without a longer valid chain.")
        );
        assert_eq!(
            said(vec![PeerOutcome::Silent]).as_deref(),
            Some("Our chain stays: nobody answered in time.")
        );
        assert_eq!(said(vec![]), None);
    }
}
