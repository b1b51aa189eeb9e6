//! What was wrong with the last command.

use node::CommandError;
use yew::prelude::*;

use crate::page::{refusals, texts::t, view::Wish};

/// Read out as soon as it appears, and there until it is dismissed.
pub fn alert(error: Option<&CommandError>, wish: &Callback<Wish>) -> Html {
    let Some(error) = error else {
        return Html::default();
    };
    let onclick = wish.reform(|_: MouseEvent| Wish::DismissError);
    html! {
        <section class="alert" aria-label={t("error")}>
            <p class="fault" role="alert" data-testid="error">{ refusals::command(error) }</p>
            <button class="plain" data-testid="dismiss-error" {onclick}>{ t("dismiss") }</button>
        </section>
    }
}
