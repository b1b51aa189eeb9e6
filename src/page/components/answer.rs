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

/// After a resolve in words, and its JSON folded: it holds the whole chain. Else as JSON.
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

/// The JSON in lines, folded where it is long or has been told in words.
fn json_text(lines: &str, response: &Response) -> Html {
    let text = html! {
        <pre data-testid="response" tabindex="0">{ lines }</pre>
    };
    let bytes = response.json.len();
    let summary = if bytes >= FOLDED_FROM {
        let kilobytes = figures::grouped((bytes / 1000) as u64);
        t_args("long-answer", [("kilobytes", kilobytes.into())])
    } else if response.report.is_empty() {
        return text;
    } else {
        t("answer-json")
    };
    html! {
        <details>
            <summary>{ summary }</summary>
            { text }
        </details>
    }
}
