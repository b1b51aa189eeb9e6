//! Transactions, one a line: who gives how much to whom.

use chain::Transaction;
use protocol::visible;
use yew::prelude::*;

use crate::page::{
    texts::{t, t_args},
    wording,
};

/// A table without lines. `total` counts those not shown, too; how many those are stands at the end.
pub fn transactions(shown: &[Transaction], total: usize) -> Html {
    let more = total.saturating_sub(shown.len());
    html! {
        <ul class="transactions">
            { for shown.iter().map(line) }
            if more > 0 {
                <li class="note">{ t_args("more-transactions", [("count", more.into())]) }</li>
            }
        </ul>
    }
}

/// The most characters of a name that are shown; a block's JSON has all of them.
const SHOWN: usize = 200;

fn line(transaction: &Transaction) -> Html {
    let [sender, recipient] =
        [&transaction.sender, &transaction.recipient].map(|name| visible(name, SHOWN));
    let fee = transaction.signed.as_ref().map_or(0, |signed| signed.fee);
    html! {
        <li>
            <span class="party" title={sender.clone()}>
                <bdi>{ wording::party(&sender) }</bdi>
                if transaction.is_reward() {
                    <span class="tag">{ t("reward") }</span>
                }
            </span>
            <span class="to" aria-hidden="true">{ "→" }</span>
            <span class="visually-hidden">{ t("gives-to") }</span>
            <span class="party" title={recipient.clone()}><bdi>{ wording::party(&recipient) }</bdi></span>
            <span class="amount">
                { transaction.amount.to_string() }
                if fee > 0 {
                    <span class="note fee">{ t_args("with-fee", [("fee", fee.to_string().into())]) }</span>
                }
            </span>
        </li>
    }
}
