//! Transactions, one a line: who gives how much to whom.

use chain::Transaction;
use yew::prelude::*;

use crate::page::texts::{t, t_args};

#[derive(PartialEq, Properties)]
pub struct TransactionsProps {
    /// Those to show.
    pub transactions: Vec<Transaction>,
    /// How many there are in all, those not shown included.
    pub total: usize,
}

/// A table without lines; what is not shown is counted at its end.
#[component]
pub fn Transactions(props: &TransactionsProps) -> Html {
    let more = props.total.saturating_sub(props.transactions.len());
    html! {
        <ul class="transactions">
            { for props.transactions.iter().map(line) }
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
