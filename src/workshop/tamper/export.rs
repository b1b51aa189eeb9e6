//! The node's chain, or the changed copy, as exact JSON: a file, or text on the clipboard.

use js_sys::JsString;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{bench::Bench, carrying, opinion::whole_text, take_along::TakeAlongProps};
use crate::{
    page::{
        failure::Failure,
        figures::grouped,
        language::use_language,
        texts::{t, t_args},
    },
    web::save::save,
    workshop::console,
};

/// Longer texts are saved, not shown: laying out millions of letters takes the browser too long. In bytes.
const SHOWN_BYTES: usize = 1_000_000;

/// How an export ended.
#[derive(Clone, Default, PartialEq)]
enum Exported {
    #[default]
    Not,
    /// Saved as a file of that many bytes.
    Saved(String, usize),
    Copied(usize),
    /// To be copied by hand.
    Shown(AttrValue),
    TooLong,
    /// The copy is not there yet.
    Copying,
    Failed(Failure),
}

/// Which chain to carry out.
#[derive(Clone, Copy)]
enum Which {
    Own,
    Tampered,
}

/// The buttons, and what came of the last one.
#[component]
pub fn Export(props: &TakeAlongProps) -> Html {
    use_language();
    let exported = use_state_eq(Exported::default);
    let shown = use_node_ref();
    let select = {
        let shown = shown.clone();
        Callback::from(move |_: FocusEvent| {
            if let Some(text) = shown.cast::<HtmlTextAreaElement>() {
                text.select();
            }
        })
    };
    let save = |which: Which| {
        let (bench, exported) = (props.bench.clone(), exported.clone());
        let room = props.observed.as_ref().map(|seen| seen.room.clone());
        Callback::from(move |_: MouseEvent| {
            let (bench, exported, room) = (bench.clone(), exported.clone(), room.clone());
            spawn_local(async move {
                let name = match which {
                    Which::Own => format!("tabchain-{}.json", room.unwrap_or_default()),
                    Which::Tampered => "tabchain-copy.json".to_owned(),
                };
                exported.set(match text(&bench, which).await {
                    Err(not) => not,
                    Ok(text) => match save(&name, &text) {
                        // Canonical text is ASCII.
                        Ok(()) => Exported::Saved(name, text.length() as usize),
                        Err(why) => Exported::Failed(why.into()),
                    },
                });
            });
        })
    };
    let copy = |which: Which| {
        let (bench, exported) = (props.bench.clone(), exported.clone());
        Callback::from(move |_: MouseEvent| {
            let (bench, exported) = (bench.clone(), exported.clone());
            spawn_local(async move {
                exported.set(match text(&bench, which).await.map(String::from) {
                    Err(not) => not,
                    Ok(text) if carrying::copy(&text).await => Exported::Copied(text.len()),
                    Ok(text) if text.len() <= SHOWN_BYTES => Exported::Shown(text.into()),
                    Ok(_) => Exported::TooLong,
                });
            });
        })
    };
    html! {
        <div class="export">
            <h3>{ t("export-title") }</h3>
            <p class="note">{ t("export-meaning") }</p>
            <div class="row">
                <button data-testid="export" onclick={save(Which::Own)}>{ t("export-save") }</button>
                <button data-testid="export-copy" onclick={copy(Which::Own)}>{ t("export-copy") }</button>
            </div>
            if props.changed {
                <div class="row">
                    <button data-testid="export-tampered" onclick={save(Which::Tampered)}>
                        { t("export-tampered") }
                    </button>
                    <button data-testid="export-tampered-copy" onclick={copy(Which::Tampered)}>
                        { t("export-tampered-copy") }
                    </button>
                </div>
            }
            <p class="note" role="status" data-testid="export-status">{ said(&exported) }</p>
            if let Exported::Shown(text) = &*exported {
                <div class="field">
                    <label for="export-text">{ t("export-by-hand") }</label>
                    <textarea
                        ref={shown}
                        id="export-text"
                        data-testid="export-text"
                        readonly=true
                        rows="4"
                        spellcheck="false"
                        value={text.clone()}
                        onfocus={select}
                    />
                </div>
            }
        </div>
    }
}

fn said(exported: &Exported) -> String {
    let size = |bytes: usize| ("bytes", grouped(bytes as u64).into());
    match exported {
        Exported::Not | Exported::Shown(_) => String::new(),
        Exported::Saved(name, bytes) => t_args(
            "export-saved",
            [("name", name.clone().into()), size(*bytes)],
        ),
        Exported::Copied(bytes) => t_args("export-copied", [size(*bytes)]),
        Exported::TooLong => t("export-too-long"),
        Exported::Copying => t("tamper-copying"),
        Exported::Failed(why) => t_args("export-failed", [("why", why.reason().into())]),
    }
}

async fn text(bench: &Bench, which: Which) -> Result<JsString, Exported> {
    match which {
        Which::Own => console::chain_text().await.map_err(Exported::Failed),
        Which::Tampered => bench
            .read(|copy| whole_text(copy.texts()).into())
            .ok_or(Exported::Copying),
    }
}
