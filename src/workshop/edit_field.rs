//! A field whose value is something else's: what is typed takes effect at once, or is refused beside it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::field_values::Misfit;
use crate::page::{language::use_language, texts::t_args};

#[derive(PartialEq, Properties)]
pub struct EditFieldProps {
    /// Its id and test id; that of its error is this and `-error`.
    pub id: AttrValue,
    /// What it is called.
    pub label: AttrValue,
    /// What its name needs for those who don't see where it stands.
    #[prop_or_default]
    pub of: AttrValue,
    /// What is typed before anyone types.
    pub value: AttrValue,
    /// Another number means that the value was changed elsewhere, and that what is typed is void.
    #[prop_or_default]
    pub generation: u64,
    /// Which keyboard a phone shows.
    #[prop_or(AttrValue::Static("text"))]
    pub inputmode: AttrValue,
    /// Takes the typed text over, or says what is wrong with it.
    pub on_edit: Callback<String, Result<(), Misfit>>,
    /// What stands beside the input in its row, such as a button.
    #[prop_or_default]
    pub children: Html,
}

/// What is typed stays as it is typed until the field is left: `1e3` does not turn into `1000.0` under
/// the hand. Escape takes back what was refused.
#[component]
pub fn EditField(props: &EditFieldProps) -> Html {
    use_language();
    let draft = use_state_eq(|| None::<(String, Option<Misfit>)>);
    {
        let draft = draft.clone();
        use_effect_with(props.generation, move |_| draft.set(None));
    }
    let oninput = {
        let (draft, on_edit) = (draft.clone(), props.on_edit.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let text = input.value();
                let error = on_edit.emit(text.clone()).err();
                draft.set(Some((text, error)));
            }
        })
    };
    let onblur = {
        let draft = draft.clone();
        Callback::from(move |_: FocusEvent| {
            if !matches!(*draft, Some((_, Some(_)))) {
                draft.set(None);
            }
        })
    };
    let onkeydown = {
        let draft = draft.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                draft.set(None);
            }
        })
    };
    let (text, error) = match &*draft {
        Some((text, error)) => (text.clone().into(), *error),
        None => (props.value.clone(), None),
    };
    let error_id = format!("{}-error", props.id);
    html! {
        <div class="field">
            <label for={props.id.clone()}>
                { &props.label }
                if !props.of.is_empty() {
                    <span class="visually-hidden">{ t_args("of-what", [("of", props.of.as_str().into())]) }</span>
                }
            </label>
            <div class="row">
                <input
                    id={props.id.clone()}
                    data-testid={props.id.clone()}
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    inputmode={props.inputmode.clone()}
                    value={text}
                    aria-invalid={error.is_some().then_some("true")}
                    aria-describedby={error.is_some().then(|| error_id.clone())}
                    {oninput}
                    {onblur}
                    {onkeydown}
                />
                { props.children.clone() }
            </div>
            if let Some(error) = error {
                <p class="fault" role="alert" id={error_id.clone()} data-testid={error_id.clone()}>
                    { error.sentence() }
                </p>
            }
        </div>
    }
}
