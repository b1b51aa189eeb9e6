//! Taking a chain along: out as exact JSON, and in again once it is judged and confirmed.

use std::rc::Rc;

use chain::Rules;
use yew::prelude::*;

use super::{bench::Bench, export::Export, import::ImportForm};
use crate::page::{language::use_language, texts::t};
use client::Observed;

#[derive(Clone, PartialEq, Properties)]
pub struct TakeAlongProps {
    /// The copy, which can be taken along too.
    pub bench: Bench,
    /// The rules by which the copy is judged.
    pub rules: Rules,
    /// Whether anything was done to the copy.
    pub changed: bool,
    /// The node.
    pub observed: Option<Rc<Observed>>,
}

/// Export and import.
#[component]
pub fn TakeAlong(props: &TakeAlongProps) -> Html {
    use_language();
    html! {
        <section class="panel take-along" aria-labelledby="take-title">
            <h2 id="take-title" tabindex="-1">{ t("take-title") }</h2>
            <Export ..props.clone() />
            <ImportForm ..props.clone() />
        </section>
    }
}
