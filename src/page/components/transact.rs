//! The form for a transaction.

use yew::prelude::*;

use super::{
    field::{TextFieldProps, text_field},
    nodes::KNOWN_NODES,
};
use crate::page::{
    hooks::{Field, use_field},
    language::use_language,
    texts::t,
    view::{FieldError, Wish},
};

#[derive(PartialEq, Properties)]
pub struct TransactProps {
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// Sender, recipient, amount. After a success the amount is cleared and the two parties stay, for
/// the next one.
#[component]
pub fn Transact(props: &TransactProps) -> Html {
    use_language();
    let sender = use_field("");
    let recipient = use_field("");
    let amount = use_field("");

    let onsubmit = {
        let fields = [sender.clone(), recipient.clone(), amount.clone()];
        let wish = props.wish.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let [sender, recipient, amount] = fields.each_ref().map(Field::text);
            let fields = fields.clone();
            wish.emit(Wish::Transact {
                sender,
                recipient,
                amount,
                done: Callback::from(move |result| show(&fields, result)),
            });
        })
    };
    html! {
        <section class="panel" aria-labelledby="transact-title">
            <h2 id="transact-title">{ t("transact-title") }</h2>
            <form {onsubmit} novalidate=true>
                { text_field(yew::props!(TextFieldProps {
                    id: "tx-sender",
                    label: t("sender"),
                    placeholder: t("sender-example"),
                    list: KNOWN_NODES,
                    field: sender,
                })) }
                { text_field(yew::props!(TextFieldProps {
                    id: "tx-recipient",
                    label: t("recipient"),
                    placeholder: t("recipient-example"),
                    list: KNOWN_NODES,
                    field: recipient,
                })) }
                { text_field(yew::props!(TextFieldProps {
                    id: "tx-amount",
                    label: t("amount"),
                    placeholder: t("amount-example"),
                    inputmode: "decimal",
                    field: amount,
                    children: html! { <button data-testid="transact">{ t("transact") }</button> },
                })) }
            </form>
        </section>
    }
}

fn show([sender, recipient, amount]: &[Field; 3], result: Result<(), FieldError>) {
    for field in [sender, recipient, amount] {
        field.accept();
    }
    match result {
        Ok(()) => amount.set_text(""),
        Err(error) => match error.field {
            "sender" => sender.refuse(error),
            "recipient" => recipient.refuse(error),
            _ => amount.refuse(error),
        },
    }
}
