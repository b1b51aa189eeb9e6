//! The line beside the chain's title: its order, or how far it has been read back from storage.

use yew::prelude::*;

use crate::page::{
    figures,
    texts::{t, t_args},
};

/// Blocks read back, of how many, while that takes long enough to be noticed. What comes takes the place of what was
/// there, so nothing moves. Screen readers tell that it has begun; the figures change ten times a second, and are not told.
pub fn restoring(progress: Option<(u64, u64)>) -> Html {
    let figures = progress.map(|(done, total)| {
        let sentence = t_args(
            "restored-of",
            [
                ("done", figures::grouped(done).into()),
                ("total", figures::grouped(total).into()),
                ("count", total.into()),
            ],
        );
        html! {
            <span class="restoring" data-testid="restoring">
                { &sentence }
                <progress
                    max={total.to_string()}
                    value={done.to_string()}
                    aria-label={sentence}
                />
            </span>
        }
    });
    html! {
        <>
            <span class="aside" hidden={progress.is_some()}>{ t("newest-first") }</span>
            <span class="aside" role="status">{ progress.map(|_| t("restoring")) }</span>
            { figures }
        </>
    }
}
