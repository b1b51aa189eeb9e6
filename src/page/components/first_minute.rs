//! The first minute: what this page is, and three steps to see a chain win.

use yew::prelude::*;

use crate::page::{
    choices::{keep, kept},
    language::use_language,
    route::{Route, Screen, use_route},
    texts::t,
    view::View,
};

/// Under which name it is kept that the strip has been done, or was not wanted.
const KEY: &str = "tabchain-first-minute";

#[derive(PartialEq, Properties)]
pub struct FirstMinuteProps {
    /// Whether the room seemed to have nobody and nothing in it but this node and genesis.
    pub alone: bool,
    /// What is done by now: see [`done`].
    pub done: [bool; 3],
    /// Whether another view is shown.
    pub hidden: bool,
}

/// A strip for whoever is alone with genesis. It stays with all its ticks when they are done, as nothing is to jump while the
/// verdict is read, and does not come again.
#[component]
pub fn FirstMinute(props: &FirstMinuteProps) -> Html {
    use_language();
    let lesson = use_route().lesson;
    let wanted = use_state(|| props.alone && kept(KEY).is_none());
    let ticked = use_mut_ref(|| [false; 3]);
    let ticks = {
        let mut ticked = ticked.borrow_mut();
        // What was done once stays done, whoever leaves.
        for (tick, now) in ticked.iter_mut().zip(props.done) {
            *tick |= now;
        }
        *ticked
    };
    let complete = ticks == [true; 3];
    {
        let wanted = wanted.clone();
        use_effect_with((complete, props.hidden), move |&(complete, hidden)| {
            if complete && *wanted {
                keep(KEY, "done");
                if hidden {
                    wanted.set(false);
                }
            }
        });
    }
    if !*wanted || lesson.is_some() {
        return Html::default();
    }
    let close = Callback::from(move |_: MouseEvent| {
        keep(KEY, "closed");
        wanted.set(false);
    });
    let second = html! {
        <>
            // An empty address is this page's own: the second tab opens in the same room.
            <a href="" target="_blank" rel="noopener">{ t("open-second-tab") }</a>{ t("first-there") }
        </>
    };
    let steps = [
        html! { { t("first-mine") } },
        second,
        html! { { t("first-resolve") } },
    ];
    let first_lesson = Route {
        lesson: Some(1),
        ..Route::default().at(Screen::Node)
    };
    html! {
        <aside class="first" aria-labelledby="first-what" hidden={props.hidden} data-testid="first-minute">
            <p id="first-what">{ t("first-what") }</p>
            <button class="plain" data-testid="first-close" onclick={close}>{ t("first-close") }</button>
            <ol>
                { for steps.into_iter().zip(ticks).map(|(step, done)| html! {
                    <li class={done.then_some("done")}>
                        { step }
                        if done {
                            <span class="visually-hidden">{ t("first-done") }</span>
                        }
                    </li>
                }) }
                <li class="or"><a href={first_lesson.fragment()}>{ t("first-lesson") }</a></li>
            </ol>
        </aside>
    }
}

/// Which of the three steps the node's state shows as done: a block mined here, two blocks with another node, and the others
/// asked for their chains.
pub fn done(view: &View) -> [bool; 3] {
    let asked = view.response.as_ref();
    [
        view.mining.is_some() && view.length > 1,
        view.peers.iter().any(|peer| peer.length > Some(2)),
        asked.is_some_and(|response| !response.report.is_empty()),
    ]
}
