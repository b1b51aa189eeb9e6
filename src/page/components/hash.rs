//! A hash: its mark, and its digits.

use chain::Hash;
use yew::prelude::*;

use crate::page::mark;

/// How many digits tell hashes apart at a glance.
const LEADING: usize = 8;

#[derive(PartialEq, Properties)]
pub struct HashProps {
    /// The hash.
    pub hash: Hash,
    /// Whether only its first digits are shown; the whole is in a tooltip, and read out.
    #[prop_or_default]
    pub short: bool,
}

/// The mark, the first digits large, the rest small. Where the rest does not fit, the style sheet
/// cuts it off; it is there to be selected all the same.
#[component]
pub fn HashText(props: &HashProps) -> Html {
    let digits = props.hash.to_string();
    let (leading, rest) = digits.split_at(LEADING);
    html! {
        <span class={classes!("hash", mark::colour_class(&props.hash))} title={digits.clone()}>
            <Mark hash={props.hash} />
            if props.short {
                <span class="digits short">
                    { leading }<span class="visually-hidden">{ rest }</span>
                </span>
            } else {
                <span class="digits">{ leading }<span class="rest">{ rest }</span></span>
            }
        </span>
    }
}

#[derive(PartialEq, Properties)]
pub struct MarkProps {
    /// Whose mark.
    pub hash: Hash,
}

/// The mark alone.
#[component]
pub fn Mark(props: &MarkProps) -> Html {
    html! {
        <svg class="mark" viewBox="0 0 5 5" aria-hidden="true" focusable="false">
            <path d={mark::path(&props.hash)} />
        </svg>
    }
}
