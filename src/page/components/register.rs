//! Registering a node by its address.

use yew::prelude::*;

use super::field::{TextFieldProps, text_field};
use crate::page::{
    hooks::use_field,
    language::use_language,
    texts::t,
    view::{FieldError, Wish},
};

#[derive(PartialEq, Properties)]
pub struct RegisterProps {
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// One address and a button.
#[component]
pub fn Register(props: &RegisterProps) -> Html {
    use_language();
    let field = use_field("");
    let onsubmit = {
        let (field, wish) = (field.clone(), props.wish.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let address = field.text();
            let field = field.clone();
            let done = Callback::from(move |result: Result<(), FieldError>| match result {
                Ok(()) => {
                    field.accept();
                    field.set_text("");
                }
                Err(error) => field.refuse(error),
            });
            wish.emit(Wish::Register { address, done });
        })
    };
    html! {
        <form class="register" {onsubmit} novalidate=true>
            { text_field(yew::props!(TextFieldProps {
                id: "register-address",
                label: t("register-by-address"),
                placeholder: t("address-example"),
                field,
                children: html! { <button data-testid="register-submit">{ t("register") }</button> },
            })) }
        </form>
    }
}
