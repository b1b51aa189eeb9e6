//! The nodes of the room as a picture.

mod crowd;
mod drawing;
mod many;
pub mod picture;
mod pulse;
mod rings;
mod room;
mod split;

use yew::prelude::*;

pub use drawing::Drawing;

use self::{crowd::Crowd, many::Many, picture::Picture, split::Split};
use super::observe::{mend_all, set_cut, set_split, use_room};
use crate::page::{
    failure::Failure,
    hooks::STAGE_KEY,
    language::use_language,
    route::{Screen, use_route},
    texts::{t, t_args},
};

/// The view: the nodes of the room, who listens to whom, what travels between them, and where it is cut.
#[component]
pub fn Network() -> Html {
    use_language();
    let observed = use_room();
    let stage = use_route().at(Screen::Stage).fragment();
    let failure = use_state_eq(|| None::<Failure>);
    let failed = {
        let failure = failure.clone();
        use_callback((), move |reason, ()| failure.set(Some(reason)))
    };
    // What is drawn now. The callback stays the same, or each wire's button would be drawn again with each message.
    let drawn = use_mut_ref(Picture::default);
    let on_toggle = {
        let (drawn, failure, failed) = (drawn.clone(), failure.clone(), failed.clone());
        use_callback((), move |at: usize, ()| {
            let ends = drawn.borrow().ends(at);
            if let Some((one, other, cut)) = ends {
                failure.set(None);
                set_cut(&one, &other, !cut, failed.clone());
            }
        })
    };
    let Some(observed) = observed else {
        return html! {
            <section class="workshop-view">
                <h2>{ t("view-network") }</h2>
                <p class="empty" role="status">{ t("not-seen-yet") }</p>
            </section>
        };
    };
    // Of many, nobody looks at each connection: they are not even counted then.
    let crowd = Crowd::seen(&observed);
    let picture = match &crowd {
        Some(crowd) => Picture {
            nodes: crowd.nodes.clone(),
            split: crowd.split,
            ..Picture::default()
        },
        None => room::picture(&observed),
    };
    drawn.replace(picture.clone());
    let on_set = {
        let (failure, failed) = (failure.clone(), failed.clone());
        Callback::from(move |(one, other, cut): (String, String, bool)| {
            failure.set(None);
            set_cut(&one, &other, cut, failed.clone());
        })
    };
    let on_split = {
        let failure = failure.clone();
        let failed = failed.clone();
        Callback::from(move |second: Vec<String>| {
            failure.set(None);
            set_split(&second, failed.clone());
        })
    };
    let on_mend = {
        let failure = failure.clone();
        Callback::from(move |_: MouseEvent| {
            failure.set(None);
            mend_all(failed.clone());
        })
    };
    let mend = html! {
        <div class="row">
            <button data-testid="network-mend-all" onclick={on_mend}>{ t("network-mend-all") }</button>
        </div>
    };
    html! {
        <section class="workshop-view">
            <div class="workshop-title">
                <h2>{ t("view-network") }</h2>
                <p class="note">
                    { if crowd.is_some() { t("network-many-meaning") } else { t("network-meaning") } }
                </p>
                <p class="note">
                    <a href={stage} data-testid="to-stage" aria-keyshortcuts={STAGE_KEY}>
                        { t_args("to-stage", [("key", STAGE_KEY.into())]) }
                    </a>
                </p>
            </div>
            <div class="panel network-panel">
                if let Some(crowd) = crowd {
                    <Many {crowd} {on_set}>
                        { mend }
                        <details class="many-split" open={picture.split}>
                            <summary data-testid="network-split-fold">{ t("network-split") }</summary>
                            <Split {picture} {on_split} />
                        </details>
                    </Many>
                } else {
                    <Drawing picture={picture.clone()} {on_toggle}>
                        if picture.nodes.len() > 1 || picture.split {
                            <Split {picture} {on_split} />
                            { mend }
                        } else {
                            <p class="empty">{ t("network-alone") }</p>
                        }
                    </Drawing>
                }
                if let Some(failure) = &*failure {
                    <p class="fault" role="alert">{ failure.reason() }</p>
                }
            </div>
        </section>
    }
}
