//! What the other nodes of the room would say to the copy.

use chain::Fault;
use yew::prelude::*;

use super::{
    bench::Bench,
    opinion::{Opinion, Standing, Verdict, opinion, verdict},
};
use crate::page::{
    figures::grouped,
    refusals,
    texts::{t, t_args},
    wording,
};
use client::{Observed, ObservedPeer};

/// Reckoned here, by the rules that every node goes by; nothing is sent to anyone.
pub fn peers(bench: &Bench, fault: Option<Fault>, observed: Option<&Observed>) -> Html {
    let peers = observed.map_or(&[][..], |seen| &seen.peers);
    let copy = bench.read(|copy| (copy.length(), copy.rules()));
    html! {
        <section class="panel" aria-labelledby="tamper-peers-title" data-testid="tamper-peers">
            <h2 id="tamper-peers-title">{ t("tamper-peers-title") }</h2>
            <p class="note">{ t("tamper-peers-meaning") }</p>
            if peers.is_empty() {
                <p class="empty">{ t("tamper-no-peers") }</p>
            }
            <ul class="opinions">
                { for peers.iter().filter_map(|peer| {
                    let (length, rules) = copy?;
                    Some(said(peer, opinion(length, fault, rules, standing(peer)), length))
                }) }
            </ul>
        </section>
    }
}

/// What all of them together would say, in one sentence.
pub fn said_by_all(bench: &Bench, fault: Option<Fault>, observed: Option<&Observed>) -> Html {
    let peers = observed.map_or(&[][..], |seen| &seen.peers);
    let copy = bench.read(|copy| (copy.length(), copy.rules()));
    let opinions = copy.into_iter().flat_map(|(length, rules)| {
        let of = move |peer| opinion(length, fault, rules, standing(peer));
        peers.iter().map(of)
    });
    let verdict = verdict(opinions);
    let count = ("count", peers.len().into());
    let (id, sign, text) = match verdict {
        Verdict::Nobody => ("nobody", "○", t("tamper-all-nobody")),
        Verdict::Taken(some) => (
            "takes",
            "✓",
            t_args("tamper-all-take", [count, ("some", some.into())]),
        ),
        Verdict::Refused(some) => (
            "refuses",
            "✕",
            t_args("tamper-all-refuse", [count, ("some", some.into())]),
        ),
        Verdict::NotLonger => ("keeps", "=", t_args("tamper-all-keep", [count])),
        Verdict::Unknown => ("unknown", "?", t("tamper-all-unknown")),
    };
    html! {
        <p class="all-say" data-testid="tamper-all-say" data-opinion={id}>
            <span class="sign" aria-hidden="true">{ sign }</span>
            <span>{ text }</span>
        </p>
    }
}

fn standing(peer: &ObservedPeer) -> Standing {
    Standing {
        length: peer.length,
        rules: peer.rules,
    }
}

fn said(peer: &ObservedPeer, opinion: Opinion, length: u64) -> Html {
    let own = |own: u64| ("own", grouped(own).into());
    let offered = ("offered", grouped(length).into());
    let (id, sign, text) = match opinion {
        Opinion::OtherRules(rules) => (
            "refuses",
            "✕",
            t_args(
                "opinion-other-rules",
                [("rules", wording::rules(rules).into())],
            ),
        ),
        Opinion::Refuses(fault) => (
            "refuses",
            "✕",
            t_args(
                "opinion-refuses",
                [("fault", refusals::fault(fault).into())],
            ),
        ),
        Opinion::WouldNotLook(fault, blocks) => (
            "refuses",
            "✕",
            t_args(
                "opinion-would-not-look",
                [("fault", refusals::fault(fault).into()), own(blocks)],
            ),
        ),
        Opinion::KeepsOwn(blocks) => (
            "keeps",
            "=",
            t_args("opinion-keeps-own", [own(blocks), offered]),
        ),
        Opinion::Takes(blocks) => (
            "takes",
            "✓",
            t_args("opinion-takes", [own(blocks), offered]),
        ),
        Opinion::Unknown => ("unknown", "?", t("opinion-unknown")),
    };
    let who = peer.name.clone().unwrap_or_else(|| t("unnamed"));
    html! {
        <li key={peer.address.clone()} data-testid={format!("opinion-{}", peer.address)} data-opinion={id}>
            <span class="sign" aria-hidden="true">{ sign }</span>
            <div>
                <strong>{ who }</strong>{ " " }<span class="address">{ &peer.address }</span>
                <p class={(id == "refuses").then_some("fault")}>{ text }</p>
                if peer.cut {
                    <p class="note">{ t("opinion-cut") }</p>
                } else if !peer.registered {
                    <p class="note">{ t("opinion-not-registered") }</p>
                }
            </div>
        </li>
    }
}
