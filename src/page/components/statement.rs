//! What the node's account got and gave, the newest first.

use protocol::visible;
use yew::prelude::*;

use super::face::face;
use crate::page::{
    figures,
    known::{Known, meant},
    texts::{t, t_args},
    view::EntryView,
    wording,
};

/// The most characters of an account that nobody here is known by.
const SHOWN: usize = 200;

/// One line each: how much came or went, from or to whom, and where on the chain that is.
pub fn statement(entries: &[EntryView], known: &[Known]) -> Html {
    html! {
        <>
            <h3>{ t("statement-title") }</h3>
            if entries.is_empty() {
                <p class="note">{ t("statement-empty") }</p>
            }
            <ol class="statement" data-testid="statement">
                { for entries.iter().map(|entry| line(entry, known)) }
            </ol>
        </>
    }
}

fn line(entry: &EntryView, known: &[Known]) -> Html {
    let EntryView {
        transaction,
        gave,
        block,
        confirmations,
    } = entry;
    let (sign, other, word) = match gave {
        true => ("−", &transaction.recipient, "statement-to"),
        false => ("+", &transaction.sender, "statement-from"),
    };
    let fee = transaction.signed.as_ref().map_or(0, |signed| signed.fee);
    let place = block.map_or_else(
        || t("statement-pending"),
        |block| {
            let arguments = [
                ("index", figures::grouped(block).into()),
                ("count", (*confirmations as f64).into()),
                ("confirmations", figures::grouped(*confirmations).into()),
            ];
            t_args("statement-block", arguments)
        },
    );
    html! {
        <li class={block.is_none().then_some("waits")}>
            <span class="amount">{ sign }{ transaction.amount.to_string() }</span>
            <span class="party">
                if transaction.is_reward() {
                    { t("reward") }
                } else {
                    <span class="note">{ t(word) }</span>
                    { " " }
                    { party(other, known) }
                }
            </span>
            <span class="note place">
                { place }
                if *gave && fee > 0 {
                    { " · " }{ t_args("with-fee", [("fee", fee.to_string().into())]) }
                }
            </span>
        </li>
    }
}

/// Who that is, by face and name; by the account where nobody here is known by it.
fn party(party: &str, known: &[Known]) -> Html {
    match meant(known, party) {
        Some(known) => html! {
            <>{ face(&known.address, &known.name) }{ " " }<bdi>{ &known.name }</bdi></>
        },
        None => {
            html! { <code title={party.to_owned()}>{ wording::party(&visible(party, SHOWN)) }</code> }
        }
    }
}
