//! The fields of a block: every one of them can be changed.

use chain::{Block, Number, Transaction};
use yew::prelude::*;

use super::bench::Bench;
use crate::{
    page::{
        figures::grouped,
        focus::focus,
        texts::{t, t_args},
    },
    workshop::{
        edit_field::EditField,
        field_values::{self, Misfit},
    },
};

/// What a field does with what it read.
type Put<T> = fn(&mut Block, T);

/// A field of a block as a whole.
struct BlockField<'a> {
    bench: &'a Bench,
    position: u64,
}

impl BlockField<'_> {
    fn draw<T: 'static>(
        &self,
        id: &'static str,
        label: String,
        value: String,
        inputmode: &'static str,
        read: fn(&str) -> Result<T, Misfit>,
        put: Put<T>,
    ) -> Html {
        let (bench, position) = (self.bench.clone(), self.position);
        let on_edit = Callback::from(move |text: String| {
            read(&text).map(|value| bench.change(position, |block| put(block, value)))
        });
        html! {
            <EditField
                id={format!("tamper-{id}-{position}")}
                {label}
                of={t_args("block", [("index", grouped(position).into())])}
                {value}
                generation={self.bench.generation()}
                {inputmode}
                {on_edit}
            />
        }
    }
}

/// Index, timestamp and proof.
pub fn numbers(bench: &Bench, position: u64, block: &Block) -> Html {
    let field = BlockField { bench, position };
    html! {
        <div class="numbers">
            { field.draw("index", t("tamper-index"), block.index.to_string(), "numeric",
                field_values::index, |block, index| block.index = index) }
            { field.draw("timestamp", t("tamper-timestamp"), block.timestamp.to_string(), "decimal",
                field_values::number, |block, timestamp| block.timestamp = timestamp) }
            { field.draw("proof", t("proof"), block.proof.to_string(), "numeric",
                field_values::proof, |block, proof| block.proof = proof) }
        </div>
    }
}

/// What ties the block to the one before.
pub fn previous_hash(bench: &Bench, position: u64, block: &Block) -> Html {
    let field = BlockField { bench, position };
    field.draw(
        "previous",
        t("previous-hash"),
        field_values::previous_hash_text(&block.previous_hash),
        "text",
        field_values::previous_hash,
        |block, previous| block.previous_hash = previous,
    )
}

/// The transactions: each of their fields, and that there is one at all.
pub fn transactions(bench: &Bench, position: u64, block: &Block) -> Html {
    let add = {
        let bench = bench.clone();
        move |_: MouseEvent| {
            bench.rework(position, |block| {
                block.transactions.push(Transaction {
                    sender: t("tamper-new-sender"),
                    recipient: t("tamper-new-recipient"),
                    amount: Number::from(1_u64),
                    signed: None,
                });
            });
        }
    };
    html! {
        <div class="edited-transactions">
            if block.transactions.is_empty() {
                <p class="note">{ t("no-transactions") }</p>
            }
            <ol>
                { for block.transactions.iter().enumerate().map(|(place, transaction)| {
                    edited_transaction(bench, position, place, transaction)
                }) }
            </ol>
            <button
                id={add_id(position)}
                class="plain"
                data-testid={add_id(position)}
                onclick={add}
            >
                { t("tamper-add-transaction") }
                <span class="visually-hidden">
                    { t_args("of-what", [("of", t_args("block", [("index", grouped(position).into())]).into())]) }
                </span>
            </button>
        </div>
    }
}

fn add_id(position: u64) -> String {
    format!("tamper-add-{position}")
}

/// A field of a transaction.
#[derive(Clone, Copy)]
enum Part {
    Sender,
    Recipient,
    Amount,
}

/// A field's new value.
enum Value {
    Text(String),
    Number(Number),
}

impl Part {
    const ALL: [Self; 3] = [Self::Sender, Self::Recipient, Self::Amount];

    fn name(self) -> &'static str {
        match self {
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Amount => "amount",
        }
    }

    fn label(self) -> String {
        match self {
            Self::Sender => t("tamper-sender"),
            Self::Recipient => t("tamper-recipient"),
            Self::Amount => t("tamper-amount"),
        }
    }

    fn text(self, transaction: &Transaction) -> String {
        match self {
            Self::Sender => transaction.sender.clone(),
            Self::Recipient => transaction.recipient.clone(),
            Self::Amount => transaction.amount.to_string(),
        }
    }

    /// Any text is a party; an amount must be a number.
    fn read(self, text: String) -> Result<Value, Misfit> {
        match self {
            Self::Sender | Self::Recipient => Ok(Value::Text(text)),
            Self::Amount => field_values::number(&text).map(Value::Number),
        }
    }

    fn put(self, transaction: &mut Transaction, value: Value) {
        match (self, value) {
            (Self::Sender, Value::Text(text)) => transaction.sender = text,
            (Self::Recipient, Value::Text(text)) => transaction.recipient = text,
            (_, Value::Number(amount)) => transaction.amount = amount,
            // An amount is never read as a text.
            (Self::Amount, Value::Text(_)) => {}
        }
    }
}

fn edited_transaction(
    bench: &Bench,
    position: u64,
    place: usize,
    transaction: &Transaction,
) -> Html {
    // Counted from 1, as blocks are.
    let number = place + 1;
    let of = t_args(
        "tamper-transaction-of",
        [
            ("number", number.into()),
            ("index", grouped(position).into()),
        ],
    );
    let field = |part: Part| {
        let bench_of_field = bench.clone();
        let on_edit = Callback::from(move |text: String| {
            part.read(text).map(|value| {
                bench_of_field.change(position, |block| {
                    if let Some(transaction) = block.transactions.get_mut(place) {
                        part.put(transaction, value);
                    }
                });
            })
        });
        let inputmode = match part {
            Part::Amount => "decimal",
            Part::Sender | Part::Recipient => "text",
        };
        html! {
            <EditField
                id={format!("tamper-{}-{position}-{number}", part.name())}
                label={part.label()}
                of={of.clone()}
                value={part.text(transaction)}
                generation={bench.generation()}
                {inputmode}
                {on_edit}
            />
        }
    };
    let remove = {
        let bench = bench.clone();
        move |_: MouseEvent| {
            bench.rework(position, |block| {
                if place < block.transactions.len() {
                    block.transactions.remove(place);
                }
            });
            focus(&add_id(position));
        }
    };
    html! {
        <li>
            { for Part::ALL.map(field) }
            <button
                class="plain remove"
                data-testid={format!("tamper-remove-{position}-{number}")}
                aria-label={t_args("tamper-remove-transaction", [("of", of.clone().into())])}
                onclick={remove}
            >
                { "✕" }
            </button>
        </li>
    }
}
