//! A labelled text field with what is wrong with it.

use yew::prelude::*;

use crate::page::{hooks::Field, language::use_language, refusals};

#[derive(PartialEq, Properties)]
pub struct TextFieldProps {
    /// Its id and test id; that of its error is this and `-error`.
    pub id: AttrValue,
    /// What it is called.
    pub label: AttrValue,
    /// Its state.
    pub field: Field,
    /// An example of what to type.
    #[prop_or_default]
    pub placeholder: AttrValue,
    /// The id of a list of suggestions.
    #[prop_or_default]
    pub list: Option<AttrValue>,
    /// Which keyboard a phone shows.
    #[prop_or(AttrValue::Static("text"))]
    pub inputmode: AttrValue,
    /// Told after each letter.
    #[prop_or_default]
    pub on_type: Callback<String>,
    /// What stands beside the input in its row, such as a button.
    #[prop_or_default]
    pub children: Html,
}

/// Label, input, error. The error is tied to the input, so that screen readers say it there.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    use_language();
    let error_id = format!("{}-error", props.id);
    let error = props.field.error().map(refusals::beside);
    let oninput = {
        let field = props.field.clone();
        let on_type = props.on_type.clone();
        Callback::from(move |_: InputEvent| {
            field.accept();
            on_type.emit(field.text());
        })
    };
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ &props.label }</label>
            <div class="row">
                <input
                    ref={props.field.input.clone()}
                    id={props.id.clone()}
                    data-testid={props.id.clone()}
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    inputmode={props.inputmode.clone()}
                    placeholder={props.placeholder.clone()}
                    list={props.list.clone()}
                    aria-invalid={error.is_some().then_some("true")}
                    aria-describedby={error.is_some().then(|| error_id.clone())}
                    {oninput}
                />
                { props.children.clone() }
            </div>
            if let Some(error) = error {
                <p class="fault" id={error_id.clone()} data-testid={error_id.clone()}>{ error }</p>
            }
        </div>
    }
}
