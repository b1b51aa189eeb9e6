//! What was wrong with the last command.

use node::CommandError;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::page::{focus::focused, language::use_language, refusals, texts::t, view::Wish};

#[derive(PartialEq, Properties)]
pub struct AlertProps {
    /// What was wrong; `None` while nothing is.
    pub error: Option<CommandError>,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// Read out as soon as it appears, and there until it is dismissed. It goes with the button that may have the focus, so
/// the focus returns to where it was when the error came.
#[component]
pub fn Alert(props: &AlertProps) -> Html {
    use_language();
    let before = use_mut_ref(|| None::<HtmlElement>);
    use_effect_with(props.error.is_some(), move |&shown| {
        let focused = focused();
        if shown {
            *before.borrow_mut() = focused;
        } else if let (Some(before), None) = (before.take(), focused) {
            // An element that can't take the focus, as it is gone by now, loses nothing.
            let _ = before.focus();
        }
    });
    let Some(error) = &props.error else {
        return Html::default();
    };
    let onclick = props.wish.reform(|_: MouseEvent| Wish::DismissError);
    html! {
        <section class="alert" aria-label={t("error")}>
            <p class="fault" role="alert" data-testid="error">{ refusals::command(error) }</p>
            <button class="plain" data-testid="dismiss-error" {onclick}>{ t("dismiss") }</button>
        </section>
    }
}
