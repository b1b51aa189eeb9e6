//! The last answer, as the tutorial's node would give it.

use std::rc::Rc;

use client::Response;
use yew::prelude::*;

use super::report::report;
use crate::page::{
    figures,
    indent::indented,
    language::use_language,
    texts::{t, t_args},
    view::PeerView,
};

/// Longer answers stay folded until someone wants to see them: laying out thousands of lines takes
/// the browser longer than anything else on the page. In bytes.
const FOLDED_FROM: usize = 48 * 1024;

#[derive(PartialEq, Properties)]
pub struct AnswerProps {
    /// The answer, once there is one.
    pub response: Option<Response>,
    /// The other nodes, for their names.
    pub peers: Vec<PeerView>,
    /// Whether the chain with most work wins instead of the longest.
    pub by_work: bool,
}

/// After a resolve in words, and its JSON small: it holds the whole chain. Else as JSON.
#[component]
pub fn Answer(props: &AnswerProps) -> Html {
    use_language();
    html! {
        <section class="panel answer" aria-labelledby="answer-title">
            <h2 id="answer-title">{ t("answer-title") }</h2>
            if let Some(response) = &props.response {
                if !response.report.is_empty() {
                    { report(&response.report, &props.peers, props.by_work) }
                }
                <Json json={response.json.clone()} resolved={!response.report.is_empty()} />
            } else {
                <p class="empty">{ t("no-answer") }</p>
            }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct JsonProps {
    json: Rc<str>,
    /// Whether it has been told in words.
    resolved: bool,
}

#[component]
fn Json(props: &JsonProps) -> Html {
    use_language();
    let lines = use_memo(props.json.clone(), |json| indented(json));
    // Small, not folded: who has a script read what is on the page finds it there. It grows for whoever goes there.
    let text = html! {
        <pre class={props.resolved.then_some("small")} data-testid="response" tabindex="0">{ lines.as_str() }</pre>
    };
    if props.json.len() >= FOLDED_FROM {
        let kilobytes = figures::grouped((props.json.len() / 1000) as u64);
        return html! {
            <details>
                <summary>{ t_args("long-answer", [("kilobytes", kilobytes.into())]) }</summary>
                { text }
            </details>
        };
    }
    html! {
        <>
            if props.resolved {
                <p class="note">{ t("answer-json") }</p>
            }
            { text }
        </>
    }
}
