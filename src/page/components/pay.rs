//! What this node's account has, the form for a payment from it, and what it got and gave, where the room's ledger is signed.

use yew::prelude::*;

use super::{
    field::{TextFieldProps, text_field},
    nodes::KNOWN_NODES,
    statement::statement,
};
use crate::page::{
    figures,
    hooks::{Field, use_field},
    known::Known,
    language::use_language,
    texts::{t, t_args},
    view::{FieldError, MoneyView, Wish},
};

#[derive(PartialEq, Properties)]
pub struct PayProps {
    /// What the account has.
    pub money: MoneyView,
    /// Whether the node holds headers only, so that it knows no balances.
    pub light: bool,
    /// Who is known by name.
    pub known: Vec<Known>,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// Recipient, amount, fee. After a success the amount is cleared, and the others stay for the next one.
#[component]
pub fn Pay(props: &PayProps) -> Html {
    use_language();
    let recipient = use_field("");
    let amount = use_field("");
    let fee = use_field("0");

    let onsubmit = {
        let fields = [recipient.clone(), amount.clone(), fee.clone()];
        let wish = props.wish.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let [recipient, amount, fee] = fields.each_ref().map(Field::text);
            let fields = fields.clone();
            wish.emit(Wish::Pay {
                recipient,
                amount,
                fee,
                done: Callback::from(move |result| show(&fields, result)),
            });
        })
    };
    let MoneyView {
        account,
        balance,
        spendable,
        statement: entries,
    } = &props.money;
    html! {
        <section class="panel pay" aria-labelledby="pay-title">
            <h2 id="pay-title">{ t("pay-title") }</h2>
            <dl class="account">
                if !props.light {
                    <dt>{ t("balance") }</dt>
                    <dd class="balance" data-testid="balance">{ figures::grouped(*balance) }</dd>
                }
                <dt>{ t("account") }</dt>
                <dd class="digits-in-full" data-testid="account">{ account.clone().unwrap_or_else(|| t("account-coming")) }</dd>
            </dl>
            if spendable < balance {
                <p class="note">{ t_args("spendable", [("coins", figures::grouped(*spendable).into())]) }</p>
            }
            <form {onsubmit} novalidate=true>
                { text_field(yew::props!(TextFieldProps {
                    id: "pay-recipient",
                    label: t("recipient"),
                    placeholder: t("account-example"),
                    list: KNOWN_NODES,
                    field: recipient,
                })) }
                { text_field(yew::props!(TextFieldProps {
                    id: "pay-amount",
                    label: t("amount"),
                    placeholder: t("amount-example"),
                    inputmode: "numeric",
                    field: amount,
                })) }
                { text_field(yew::props!(TextFieldProps {
                    id: "pay-fee",
                    label: t("fee"),
                    inputmode: "numeric",
                    field: fee,
                    children: html! { <button data-testid="pay">{ t("pay") }</button> },
                })) }
            </form>
            if !props.light {
                { statement(entries, &props.known) }
            }
        </section>
    }
}

fn show([recipient, amount, fee]: &[Field; 3], result: Result<(), FieldError>) {
    for field in [recipient, amount, fee] {
        field.accept();
    }
    match result {
        Ok(()) => amount.set_text(""),
        Err(error) => match error.field {
            "recipient" => recipient.refuse(error),
            "fee" => fee.refuse(error),
            _ => amount.refuse(error),
        },
    }
}
