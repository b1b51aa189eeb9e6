//! A chain that is read back from storage, while that takes long enough to be noticed.

use yew::prelude::*;

use crate::page::{
    figures,
    texts::{t, t_args},
};

/// How far it has come, of how many blocks. The place of the sentence is there all the time, so that screen readers tell
/// what comes into it; the figures, which change ten times a second, are not told.
pub fn restoring(progress: Option<(u64, u64)>) -> Html {
    let figures = progress.map(|(done, total)| {
        let figure = |number| figures::grouped(number).into();
        let sentence = t_args(
            "restored-of",
            [
                ("done", figure(done)),
                ("total", figure(total)),
                ("count", total.into()),
            ],
        );
        html! {
            <>
                <span>{ &sentence }</span>
                <progress
                    max={total.to_string()}
                    value={done.to_string()}
                    aria-label={sentence}
                />
            </>
        }
    });
    html! {
        <span class={progress.map(|_| "restoring")} data-testid="restoring">
            <span role="status">{ progress.map(|_| t("restoring")) }</span>
            { figures }
        </span>
    }
}
