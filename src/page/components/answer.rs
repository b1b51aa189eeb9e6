//! The last answer, as the tutorial's node would give it.

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
    let json = props
        .response
        .as_ref()
        .map(|response| response.json.clone());
    let lines = use_memo(json, |json| json.as_deref().map(indented));
    html! {
        <section class="panel answer" aria-labelledby="answer-title">
            <h2 id="answer-title">{ t("answer-title") }</h2>
            if let (Some(response), Some(lines)) = (&props.response, &*lines) {
                if !response.report.is_empty() {
                    { report(&response.report, &props.peers, props.by_work) }
                }
                { json_text(lines, response) }
            } else {
                <p class="empty">{ t("no-answer") }</p>
            }
        </section>
    }
}

/// The JSON in lines, folded where it is long. After a resolve it is small and grows when it has the
/// focus: within a fold, scripts that read what is on the page would not find it.
fn json_text(lines: &str, response: &Response) -> Html {
    let resolved = !response.report.is_empty();
    let text = html! {
        <pre class={resolved.then_some("small")} data-testid="response" tabindex="0">{ lines }</pre>
    };
    if response.json.len() >= FOLDED_FROM {
        let kilobytes = figures::grouped((response.json.len() / 1000) as u64);
        return html! {
            <details>
                <summary>{ t_args("long-answer", [("kilobytes", kilobytes.into())]) }</summary>
                { text }
            </details>
        };
    }
    html! {
        <>
            if resolved {
                <p class="note">{ t("answer-json") }</p>
            }
            { text }
        </>
    }
}
