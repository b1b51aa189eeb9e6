//! What was wrong with the last command.

use yew::prelude::*;

use crate::page::{texts::t, view::Wish};

#[derive(PartialEq, Properties)]
pub struct AlertProps {
    /// The sentence, if anything was wrong.
    pub error: Option<String>,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// Read out as soon as it appears, and there until it is dismissed.
#[component]
pub fn Alert(props: &AlertProps) -> Html {
    let Some(error) = &props.error else {
        return Html::default();
    };
    let onclick = props.wish.reform(|_: MouseEvent| Wish::DismissError);
    html! {
        <section class="alert" aria-label={t("error")}>
            <p class="fault" role="alert" data-testid="error">{ error }</p>
            <button class="plain" data-testid="dismiss-error" {onclick}>{ t("dismiss") }</button>
        </section>
    }
}
