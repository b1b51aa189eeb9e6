//! The screen before the class: how one gets into the room, and a wall of the names of those who are there.

use yew::prelude::*;

use super::{invitation::Invitation, room::Room};
use crate::page::{
    components::{face, logo},
    texts::{t, t_args},
};

/// So many names stand on the wall.
const MAX_NAMES: usize = 40;
/// So many have room in large letters.
const FEW: usize = 12;

/// The screen.
pub fn joining(room: &Room, invitation: Option<&Invitation>) -> Html {
    // This tab's node is first; the wall is for who has come.
    let others = room.people.get(1..).unwrap_or_default();
    let shown = others.iter().take(MAX_NAMES);
    let more = others.len().saturating_sub(MAX_NAMES);
    html! {
        <div
            class={classes!("stage-join", (others.len() > FEW).then_some("many"))}
            data-testid="stage-join"
        >
            <div class="stage-way">
                if let Some(invitation) = invitation {
                    <img src={invitation.code.clone()} alt={t("stage-code")} width="240" height="240" />
                } else {
                    { logo() }
                }
            </div>
            <div class="stage-who">
                <h2>{ t("stage-join") }</h2>
                if let Some(invitation) = invitation {
                    <p class="stage-address" data-testid="stage-address">{ &invitation.typed }</p>
                    <p class="stage-how">{ t("stage-scan") }</p>
                } else {
                    <p class="stage-how" data-testid="stage-alone">{ t("stage-second-tab") }</p>
                    <p class="note">{ t("stage-no-relay") }</p>
                }
                <ul
                    class="stage-wall"
                    aria-label={t("stage-wall")}
                    data-testid="stage-wall"
                >
                    { for shown.map(|person| html! {
                        <li key={person.address.clone()}>
                            { face(&person.address, person.name.as_deref().unwrap_or_default()) }
                            <bdi>{ person.called() }</bdi>
                        </li>
                    }) }
                    if more > 0 {
                        <li key="more">{ t_args("stage-more", [("count", more.into())]) }</li>
                    }
                </ul>
            </div>
        </div>
    }
}
