//! One of a few: radio buttons side by side.

use yew::prelude::*;

/// One thing to choose.
#[derive(Clone, PartialEq)]
pub struct Alternative<T> {
    /// What is chosen.
    pub value: T,
    /// Its test id, also what the browser calls it.
    pub id: &'static str,
    /// What it says.
    pub label: String,
}

#[derive(PartialEq, Properties)]
pub struct ChoiceProps<T: Clone + PartialEq> {
    /// What the choice is about; the group's name in the document too.
    pub name: &'static str,
    /// What the choice is about, to be read.
    pub legend: AttrValue,
    /// What there is.
    pub options: Vec<Alternative<T>>,
    /// What is chosen now.
    pub chosen: T,
    /// Called with what a person chooses.
    pub on_choose: Callback<T>,
}

/// The radio buttons cover their segments, so that a click anywhere in one meets the button.
#[component]
pub fn Choice<T: Clone + PartialEq + 'static>(props: &ChoiceProps<T>) -> Html {
    html! {
        <fieldset class="choice">
            <legend class="visually-hidden">{ &props.legend }</legend>
            { for props.options.iter().map(|option| segment(props, option)) }
        </fieldset>
    }
}

fn segment<T: Clone + PartialEq + 'static>(
    props: &ChoiceProps<T>,
    option: &Alternative<T>,
) -> Html {
    let onchange = {
        let on_choose = props.on_choose.clone();
        let value = option.value.clone();
        Callback::from(move |_: Event| on_choose.emit(value.clone()))
    };
    html! {
        <label key={option.id}>
            <input
                type="radio"
                name={props.name}
                data-testid={option.id}
                checked={option.value == props.chosen}
                {onchange}
            />
            <span>{ &option.label }</span>
        </label>
    }
}
