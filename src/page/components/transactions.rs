//! Transactions, one a line: who gives how much to whom.

use chain::Transaction;
use protocol::visible;
use yew::prelude::*;

use super::face;
use crate::page::{
    known::{Known, meant},
    texts::{t, t_args},
    wording,
};

/// A table without lines. `total` counts those not shown, too; how many those are stands at the end. Who is known by name is
/// called by it.
pub fn transactions(shown: &[Transaction], total: usize, known: &[Known]) -> Html {
    let more = total.saturating_sub(shown.len());
    html! {
        <ul class="transactions">
            { for shown.iter().map(|transaction| line(transaction, known)) }
            if more > 0 {
                <li class="note">{ t_args("more-transactions", [("count", more.into())]) }</li>
            }
        </ul>
    }
}

/// The most characters of a name that are shown; a block's JSON has all of them.
const SHOWN: usize = 200;

fn line(transaction: &Transaction, known: &[Known]) -> Html {
    let [sender, recipient] =
        [&transaction.sender, &transaction.recipient].map(|name| visible(name, SHOWN));
    let fee = transaction.signed.as_ref().map_or(0, |signed| signed.fee);
    let reward = transaction.is_reward();
    html! {
        <li class={reward.then_some("reward")}>
            <span class="party" title={sender.clone()}>
                { party(&sender, known) }
                if reward {
                    <span class="tag">{ t("reward") }</span>
                }
            </span>
            <span class="to" aria-hidden="true">{ "→" }</span>
            <span class="visually-hidden">{ t("gives-to") }</span>
            <span class="party" title={recipient.clone()}>{ party(&recipient, known) }</span>
            <span class="amount">
                { transaction.amount.to_string() }
                if fee > 0 {
                    <span class="note fee">{ t_args("with-fee", [("fee", fee.to_string().into())]) }</span>
                }
            </span>
        </li>
    }
}

/// The name, then what the transaction itself says.
fn party(party: &str, known: &[Known]) -> Html {
    let text = wording::party(party);
    match meant(known, party) {
        Some(known) => html! {
            <>{ face(&known.address, &known.name) }{ " " }<bdi>{ &known.name }</bdi>{ " " }<code class="address">{ text }</code></>
        },
        None => html! { <bdi>{ text }</bdi> },
    }
}
