//! The form for a transaction at one of the lab's nodes.

use chain::{Number, Transaction};
use node::{CommandError, FieldFault, check_parties};
use sim::Site;
use yew::prelude::*;

use super::order::{Order, Orders};
use crate::page::{
    components::field::{TextFieldProps, text_field},
    hooks::{Field, use_field},
    language::use_language,
    texts::{t, t_args},
    view::{FieldError, Misfit},
};

#[derive(PartialEq, Properties)]
pub struct PaymentProps {
    /// Where the transaction is submitted.
    pub site: Site,
    /// What the node is called.
    pub name: String,
    /// Whom it might pay.
    pub to: Option<String>,
    /// Where orders go.
    pub order: Orders,
}

/// Filled in already, so that one press submits something; folded away until it is wanted.
#[component]
pub fn Payment(props: &PaymentProps) -> Html {
    use_language();
    let number = props.site + 1;
    let sender = use_field(&props.name);
    let recipient = use_field(props.to.as_deref().unwrap_or_default());
    let amount = use_field("5");
    let onsubmit = {
        let fields = [sender.clone(), recipient.clone(), amount.clone()];
        let (order, site) = (props.order.clone(), props.site);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            for field in &fields {
                field.accept();
            }
            if let Some(transact) = read(site, &fields) {
                order.emit(transact);
            }
        })
    };
    html! {
        <details class="lab-payment">
            <summary data-testid={format!("lab-transact-open-{number}")}>{ t("transact-title") }</summary>
            <form
                {onsubmit}
                novalidate=true
                aria-label={t_args("lab-transact-at", [("name", props.name.clone().into())])}
                data-testid={format!("lab-transact-{number}")}
            >
                { text_field(yew::props!(TextFieldProps {
                    id: format!("lab-sender-{number}"),
                    label: t("sender"),
                    field: sender,
                })) }
                { text_field(yew::props!(TextFieldProps {
                    id: format!("lab-recipient-{number}"),
                    label: t("recipient"),
                    field: recipient,
                })) }
                { text_field(yew::props!(TextFieldProps {
                    id: format!("lab-amount-{number}"),
                    label: t("amount"),
                    inputmode: "decimal",
                    field: amount,
                    children: html! { <button data-testid={format!("lab-submit-{number}")}>{ t("transact") }</button> },
                })) }
            </form>
        </details>
    }
}

/// The order that was filled in; where it can't be, the field at fault says so.
fn read(site: Site, [sender, recipient, amount]: &[Field; 3]) -> Option<Order> {
    let (from, to) = (sender.text(), recipient.text());
    if let Err(error) = check_parties(&from, &to) {
        if let CommandError::Field { field, reason } = error {
            let at_fault = if field == "sender" { sender } else { recipient };
            at_fault.refuse(FieldError {
                field,
                reason: Misfit::Part(reason),
            });
        }
        return None;
    }
    let refused = |reason: Misfit| {
        amount.refuse(FieldError {
            field: "amount",
            reason,
        });
        None
    };
    match Number::parse(amount.text().trim()) {
        Ok(number) if number.is_positive() => {
            let transaction = Transaction {
                sender: from,
                recipient: to,
                amount: number,
                signed: None,
            };
            Some(Order::Transact(site, transaction))
        }
        Ok(_) => refused(Misfit::Part(FieldFault::NotPositive)),
        Err(error) => refused(Misfit::Amount(error)),
    }
}
