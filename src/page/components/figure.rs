//! A fact with its name: what headers and panels are full of.

use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub struct FigureProps {
    /// What it is called.
    pub name: AttrValue,
    /// What it is.
    pub children: Html,
    /// Further classes of the pair.
    #[prop_or_default]
    pub class: Classes,
}

/// A name over its value, as an entry of a `dl`.
#[component]
pub fn Figure(props: &FigureProps) -> Html {
    html! {
        <div class={classes!("figure", props.class.clone())}>
            <dt>{ &props.name }</dt>
            <dd>{ props.children.clone() }</dd>
        </div>
    }
}
