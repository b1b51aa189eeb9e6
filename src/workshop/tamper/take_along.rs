//! Taking a chain along: out as exact JSON, and in again once it is judged and confirmed.

use yew::prelude::*;

use super::{bench::Bench, export::Export, import::ImportForm};
use crate::{observed::Observed, page::texts::t};

#[derive(PartialEq, Properties)]
pub struct TakeAlongProps {
    /// The copy, which can be taken along too.
    pub bench: Bench,
    /// The node.
    pub observed: Option<Observed>,
}

/// Export and import.
#[component]
pub fn TakeAlong(props: &TakeAlongProps) -> Html {
    let TakeAlongProps { bench, observed } = props;
    html! {
        <section class="panel take-along" aria-labelledby="take-title">
            <h2 id="take-title">{ t("take-title") }</h2>
            <Export bench={bench.clone()} observed={observed.clone()} />
            <ImportForm bench={bench.clone()} observed={observed.clone()} />
        </section>
    }
}
