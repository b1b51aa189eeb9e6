//! Splitting the room of real tabs in two, and healing it.

use yew::prelude::*;

use super::{picture::GraphNode, room::later_half};
use crate::{
    page::{
        language::use_language,
        texts::{t, t_args},
        wording,
    },
    workshop::network::picture::Picture,
};

#[derive(PartialEq, Properties)]
pub struct SplitProps {
    /// The nodes there are, and their halves where the room is split.
    pub picture: Picture,
    /// Called with the addresses of the second half; nobody's heals the room.
    pub on_split: Callback<Vec<String>>,
}

/// Who is in the second half, to be chosen by pressing names, and the two deeds.
#[component]
pub fn Split(props: &SplitProps) -> Html {
    use_language();
    let picture = &props.picture;
    // What was chosen by hand; the later half of the nodes until then.
    let chosen = use_state_eq(|| None::<Vec<String>>);
    let second: Vec<String> = if picture.split {
        let nodes = picture.nodes.iter().filter(|node| node.second);
        nodes.map(|node| node.address.clone()).collect()
    } else {
        let there = |address: &String| picture.nodes.iter().any(|node| node.address == *address);
        match &*chosen {
            Some(chosen) => chosen.iter().filter(|a| there(a)).cloned().collect(),
            None => later_half(picture),
        }
    };
    let possible = !picture.split && !second.is_empty() && second.len() < picture.nodes.len();
    // Where there is nothing to do it does nothing, but keeps the focus, which a `disabled` button would lose.
    let deed = |possible: bool, second: Vec<String>| match possible {
        true => props.on_split.reform(move |_: MouseEvent| second.clone()),
        false => Callback::default(),
    };
    let idle = |possible: bool| (!possible).then_some("true");
    let chip = |node: &GraphNode| {
        let pressed = second.contains(&node.address);
        let onclick = {
            let (chosen, address, second) = (chosen.clone(), node.address.clone(), second.clone());
            let split = picture.split;
            Callback::from(move |_: MouseEvent| {
                if split {
                    return;
                }
                let mut second = second.clone();
                if pressed {
                    second.retain(|other| *other != address);
                } else {
                    second.push(address.clone());
                }
                chosen.set(Some(second));
            })
        };
        html! {
            <button
                key={node.address.clone()}
                class="chip"
                aria-pressed={if pressed { "true" } else { "false" }}
                aria-disabled={idle(!picture.split)}
                data-testid={format!("network-second-{}", node.address)}
                {onclick}
            >
                { &node.name }
            </button>
        }
    };
    html! {
        <div class="room-split" role="group" aria-label={t("network-split")}>
            <fieldset>
                <legend class="term">{ t("network-second-half") }</legend>
                { for picture.nodes.iter().map(chip) }
            </fieldset>
            <div class="row">
                <button
                    class="main"
                    data-testid="network-split"
                    aria-disabled={idle(possible)}
                    onclick={deed(possible, second.clone())}
                >
                    { t("network-split") }
                </button>
                <button
                    data-testid="network-heal"
                    aria-disabled={idle(picture.split)}
                    onclick={deed(picture.split, Vec::new())}
                >
                    { t("lab-heal") }
                </button>
            </div>
            <p class="note" data-testid="network-halves">
                { if picture.split {
                    t_args("network-halves", [
                        ("first", names(picture, false).into()),
                        ("second", names(picture, true).into()),
                    ])
                } else {
                    t("network-whole")
                } }
            </p>
        </div>
    }
}

/// The names of those in a half.
fn names(picture: &Picture, second: bool) -> String {
    let half = picture.nodes.iter().filter(|node| node.second == second);
    let names = wording::list(half.map(|node| node.name.clone()));
    if names.is_empty() {
        t("none-yet")
    } else {
        names
    }
}
