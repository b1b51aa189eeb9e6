//! The first minute: what this page is, and three steps to see a chain win.

use yew::prelude::*;

use crate::page::{
    choices::{keep, kept},
    focus::focus_view,
    route::use_route,
    texts::t,
    view::View,
};

/// Under which name it is kept that the strip has been done, or was not wanted.
const KEY: &str = "tabchain-first-minute";

/// A strip for a node that is alone with genesis. When all is done it stays, ticked, until another view is opened, as nothing is to
/// jump while the verdict is read; then it does not come again. A hook of the view that it stands in, as a component of its own
/// would weigh more. `behind` is whether somebody has a longer chain, so that resolving comes first, and `hidden` whether another
/// view is shown.
#[hook]
pub fn use_first_minute(view: &View, behind: bool, hidden: bool) -> Html {
    let lesson = use_route().lesson;
    let wanted = use_state(|| is_alone(view) && kept(KEY).is_none());
    let ticks = use_mut_ref(|| [false; 3]);
    if !*wanted {
        return Html::default();
    }
    let before = *ticks.borrow();
    // A step stays done when the other node leaves.
    let [mined, met, asked] = done(view);
    let now = [before[0] || mined, before[1] || met, before[2] || asked];
    ticks.replace(now);
    let complete = now == [true; 3];
    if complete && now != before {
        keep(KEY, "done");
    }
    if complete && hidden {
        wanted.set(false);
    }
    if lesson.is_some() {
        return Html::default();
    }
    let close = Callback::from(move |_: MouseEvent| {
        keep(KEY, "closed");
        wanted.set(false);
        focus_view();
    });
    let next = match now {
        [_, _, false] if behind => Some(2),
        _ => now.iter().position(|done| !done),
    };
    let step = |place: usize, step: Html| {
        let done = now[place];
        let class = match done {
            true => Some("done"),
            false => (next == Some(place)).then_some("next"),
        };
        html! {
            <li {class}>
                { step }
                if done {
                    <span class="visually-hidden">{ t("first-done") }</span>
                }
            </li>
        }
    };
    let second = html! {
        <>
            // An empty address is this page's own: the second tab opens in the same room.
            <a href="" target="_blank" rel="noopener">{ t("open-second-tab") }</a>{ t("first-there") }
        </>
    };
    html! {
        <aside class="first-minute" aria-labelledby="first-what" {hidden} data-testid="first-minute">
            <p id="first-what">{ t("first-what") }</p>
            <button class="plain" data-testid="first-close" onclick={close}>{ t("first-close") }</button>
            <ol>
                { step(0, t("first-mine").into()) }
                { step(1, second) }
                { step(2, t("first-resolve").into()) }
                <li class="or"><a href="#view=node&lesson=1">{ t("first-lesson") }</a></li>
            </ol>
        </aside>
    }
}

/// Whether the room seems to have nobody and nothing in it but this node and genesis, and the longest chain wins in it.
fn is_alone(view: &View) -> bool {
    view.length == 1 && view.peers.is_empty() && !view.light && view.pace.is_none()
}

/// Which of the three steps the node's state shows as done: a block mined here, two blocks with another node, and the others
/// asked for their chains.
fn done(view: &View) -> [bool; 3] {
    let asked = view.response.as_ref();
    [
        view.mining.is_some() && view.length > 1,
        view.peers.iter().any(|peer| peer.length > Some(2)),
        asked.is_some_and(|response| !response.report.is_empty()),
    ]
}
