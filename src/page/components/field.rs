//! A labelled text field with what is wrong with it.

use yew::prelude::*;

use crate::page::{hooks::Field, refusals};

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

/// Label, input, error. The error is tied to the input, so that screen readers say it there. No component, as whoever has the
/// field's state is drawn when it changes.
pub fn text_field(props: TextFieldProps) -> Html {
    let error_id = format!("{}-error", props.id);
    let error = props.field.error().map(refusals::beside);
    let oninput = {
        let (field, on_type) = (props.field.clone(), props.on_type);
        Callback::from(move |_: InputEvent| {
            field.accept();
            on_type.emit(field.text());
        })
    };
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ props.label }</label>
            <div class="row">
                <input
                    ref={props.field.input}
                    id={props.id.clone()}
                    data-testid={props.id}
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    inputmode={props.inputmode}
                    placeholder={props.placeholder}
                    list={props.list}
                    aria-invalid={error.is_some().then_some("true")}
                    aria-describedby={error.is_some().then(|| error_id.clone())}
                    {oninput}
                />
                { props.children }
            </div>
            if let Some(error) = error {
                <p class="fault" id={error_id.clone()} data-testid={error_id.clone()}>{ error }</p>
            }
        </div>
    }
}
