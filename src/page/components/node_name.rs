//! This node's name, to be changed where it stands.

use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::field::{TextFieldProps, text_field};
use crate::page::{
    hooks::use_field,
    language::use_language,
    texts::{t, t_args},
    view::{FieldError, Wish},
};

#[derive(PartialEq, Properties)]
pub struct NodeNameProps {
    /// The name now.
    pub name: AttrValue,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// A button that turns into a form and back; Escape leaves everything as it was.
#[component]
pub fn NodeName(props: &NodeNameProps) -> Html {
    use_language();
    let editing = use_state(|| false);
    let was_editing = use_mut_ref(|| false);
    let button = use_node_ref();
    let field = use_field("");

    // The focus follows the change, so that the keyboard stays where the person is.
    {
        let (field, button, name) = (field.clone(), button.clone(), props.name.clone());
        use_effect_with(*editing, move |&editing| {
            if editing {
                field.set_text(&name);
                field.focus();
            } else if was_editing.replace(false)
                && let Some(button) = button.cast::<HtmlElement>()
            {
                // An element that can't take the focus loses nothing.
                let _ = button.focus();
            }
            was_editing.replace(editing);
        });
    }

    if !*editing {
        let onclick = {
            let editing = editing.clone();
            Callback::from(move |_: MouseEvent| editing.set(true))
        };
        return html! {
            <span class="name">
                { &props.name }
                <button
                    ref={button}
                    class="plain"
                    data-testid="rename"
                    aria-label={t_args("rename-node", [("name", props.name.to_string().into())])}
                    {onclick}
                >
                    { t("rename") }
                </button>
            </span>
        };
    }

    let onsubmit = {
        let (field, editing, wish) = (field.clone(), editing.clone(), props.wish.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (name, field, editing) = (field.text(), field.clone(), editing.clone());
            let done = Callback::from(move |result: Result<(), FieldError>| match result {
                Ok(()) => {
                    field.accept();
                    editing.set(false);
                }
                Err(error) => field.refuse(error),
            });
            wish.emit(Wish::Rename { name, done });
        })
    };
    let onkeydown = {
        let (field, editing) = (field.clone(), editing.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                field.accept();
                editing.set(false);
            }
        })
    };
    html! {
        <form class="rename" {onsubmit} {onkeydown}>
            { text_field(yew::props!(TextFieldProps {
                id: "name",
                label: t("name-field"),
                field,
                children: html! { <button class="plain" data-testid="name-submit">{ t("rename-submit") }</button> },
            })) }
        </form>
    }
}
