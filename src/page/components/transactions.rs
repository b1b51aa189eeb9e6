//! Transactions, one a line: who gives how much to whom.

use chain::Transaction;
use yew::prelude::*;

use crate::page::texts::{t, t_args};

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

fn line(transaction: &Transaction) -> Html {
    html! {
        <li>
            <span class="party" title={transaction.sender.clone()}>
                { &transaction.sender }
                if transaction.is_reward() {
                    <span class="tag">{ t("reward") }</span>
                }
            </span>
            <span class="to" aria-hidden="true">{ "→" }</span>
            <span class="visually-hidden">{ t("gives-to") }</span>
            <span class="party" title={transaction.recipient.clone()}>{ &transaction.recipient }</span>
            <span class="amount">{ transaction.amount.to_string() }</span>
        </li>
    }
}
