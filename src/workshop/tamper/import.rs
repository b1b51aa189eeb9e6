//! A chain from a file or pasted text: judged first, told what it would change, adopted only when confirmed.

use js_sys::{JsString, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{
    carrying,
    importing::{self, Import, Offer},
    opinion::{Exchange, whole_text},
    take_along::TakeAlongProps,
};
use crate::{
    page::{
        figures::grouped,
        focus::focus,
        language::use_language,
        refusals,
        texts::{t, t_args},
        wording,
    },
    workshop::finding::Stop,
};
use client::Observed;

/// The form, the verdict, and the button that confirms.
#[component]
pub fn ImportForm(props: &TakeAlongProps) -> Html {
    use_language();
    let import = use_state_eq(Import::default);
    let (pasted, chosen) = (use_node_ref(), use_node_ref());
    let judging = use_mut_ref(Stop::default);
    {
        let judging = judging.clone();
        use_effect_with((), move |()| move || judging.borrow().stop());
    }
    let rules = props.rules;
    let tell = {
        let (import, bench) = (import.clone(), props.bench.clone());
        Callback::from(move |step: Import| {
            if matches!(step, Import::Adopted(_)) {
                bench.take_copy();
            }
            import.set(step);
        })
    };
    // A new question makes the answer to the one before useless.
    let begin = {
        let judging = judging.clone();
        move || {
            let stop = Stop::default();
            judging.replace(stop.clone()).stop();
            stop
        }
    };
    let check_file = {
        let (chosen, tell, begin) = (chosen.clone(), tell.clone(), begin.clone());
        Callback::from(move |()| {
            let file = chosen
                .cast::<HtmlInputElement>()
                .and_then(|input| input.files()?.get(0));
            let (tell, stop) = (tell.clone(), begin());
            let Some(file) = file else {
                return tell.emit(Import::Nothing);
            };
            spawn_local(async move {
                if file.size() > node::MAX_DOWNLOAD_BYTES as f64 {
                    return tell.emit(Import::TooLarge);
                }
                match carrying::read(&file).await {
                    Some(text) => importing::check(text, rules, stop, tell).await,
                    None => tell.emit(Import::NoText(file.name())),
                }
            });
        })
    };
    let check_text = {
        let (tell, begin) = (tell.clone(), begin.clone());
        Callback::from(move |text: JsString| {
            spawn_local(importing::check(text, rules, begin(), tell.clone()));
        })
    };
    let on_check = {
        let (pasted, check_file, check_text) =
            (pasted.clone(), check_file.clone(), check_text.clone());
        Callback::from(move |_: MouseEvent| {
            let text = pasted.get().and_then(|area| {
                let text = Reflect::get(&area, &"value".into()).ok()?;
                text.dyn_into::<JsString>().ok()
            });
            match text.filter(|text| text.trim().length() > 0) {
                Some(text) => check_text.emit(text),
                None => check_file.emit(()),
            }
        })
    };
    let on_check_copy = {
        let bench = props.bench.clone();
        Callback::from(move |_: MouseEvent| {
            let text = bench.read(|copy| whole_text(copy.texts()));
            check_text.emit(text.unwrap_or_default().into());
        })
    };
    let on_dismiss = {
        let (import, begin) = (import.clone(), begin.clone());
        Callback::from(move |_: MouseEvent| {
            begin();
            import.set(Import::Idle);
            focus("import-text");
        })
    };
    let on_confirm = |offer: &Offer, length: u64| {
        let (offer, tell, begin) = (offer.clone(), tell.clone(), begin.clone());
        Callback::from(move |_: MouseEvent| {
            // The button will be gone.
            focus("import-verdict");
            spawn_local(importing::adopt(
                offer.clone(),
                length,
                rules,
                begin(),
                tell.clone(),
            ));
        })
    };
    html! {
        <div class="import">
            <h3>{ t("import-title") }</h3>
            <p class="note">{ t_args("import-meaning", [("rules", wording::rules(rules).into())]) }</p>
            <div class="field">
                <label for="import-text">{ t("import-text") }</label>
                <textarea
                    ref={pasted}
                    id="import-text"
                    data-testid="import-text"
                    rows="4"
                    spellcheck="false"
                    autocomplete="off"
                    aria-describedby="import-verdict"
                />
            </div>
            <div class="field">
                <label for="import-file">{ t("import-file") }</label>
                <input
                    ref={chosen}
                    id="import-file"
                    data-testid="import-file"
                    type="file"
                    accept=".json,application/json,text/plain"
                    aria-describedby="import-verdict"
                    onchange={move |_: Event| check_file.emit(())}
                />
            </div>
            <div class="row">
                <button data-testid="import-check" onclick={on_check}>{ t("import-check") }</button>
                if props.changed {
                    <button data-testid="import-tampered" onclick={on_check_copy}>{ t("import-tampered") }</button>
                }
            </div>
            <div
                id="import-verdict"
                tabindex="-1"
                role="status"
                data-testid="import-verdict"
                data-verdict={verdict_name(&import)}
                class={is_fault(&import).then_some("fault")}
            >
                { said(&import) }
            </div>
            if let Import::Valid(exchange, offer) = &*import {
                if let Some(length) = longer_elsewhere(props.observed.as_deref(), exchange) {
                    <p class="warning">{ t_args("import-live", [("length", grouped(length).into())]) }</p>
                }
                <div class="row">
                    <button class="main" data-testid="import-confirm" onclick={on_confirm(offer, exchange.offered)}>
                        { t("import-confirm") }
                    </button>
                    <button data-testid="import-dismiss" onclick={on_dismiss}>{ t("import-dismiss") }</button>
                </div>
            }
        </div>
    }
}

/// A node in live mode goes back to the longest chain among its peers; how long that is, if it is
/// longer than what is offered.
fn longer_elsewhere(observed: Option<&Observed>, exchange: &Exchange) -> Option<u64> {
    let seen = observed.filter(|seen| seen.live)?;
    let lengths = seen.peers.iter().filter(|peer| peer.registered);
    let longest = lengths.filter_map(|peer| peer.length).max()?;
    (longest > exchange.offered).then_some(longest)
}

fn verdict_name(import: &Import) -> &'static str {
    match import {
        Import::Idle => "none",
        Import::Judging(_) => "judging",
        Import::Valid(..) => "valid",
        Import::Same(_) => "same",
        Import::Adopted(_) => "adopted",
        _ => "refused",
    }
}

fn is_fault(import: &Import) -> bool {
    verdict_name(import) == "refused"
}

fn said(import: &Import) -> Html {
    let sentence = match import {
        Import::Idle => return Html::default(),
        Import::Nothing => t("import-nothing"),
        Import::TooLarge => t("import-too-large"),
        Import::Judging(blocks) => t_args("import-judging", [("blocks", grouped(*blocks).into())]),
        Import::Unreadable(error) => t_args(
            "import-unreadable",
            [("why", refusals::parsing(error).into())],
        ),
        Import::NoText(name) => t_args("import-no-text", [("name", name.clone().into())]),
        Import::Invalid(fault) => t_args(
            "import-invalid",
            [("fault", refusals::fault(*fault).into())],
        ),
        Import::Valid(exchange, _) => return exchanged(exchange),
        Import::Same(length) => t_args("import-same", [("length", grouped(*length).into())]),
        Import::Adopted(length) => t_args("import-adopted", [("length", grouped(*length).into())]),
        Import::Refused(why) => t_args("import-refused", [("why", why.reason().into())]),
    };
    html! { <p>{ sentence }</p> }
}

/// What would happen, before it happens.
fn exchanged(exchange: &Exchange) -> Html {
    let Exchange {
        own,
        offered,
        common,
    } = *exchange;
    let lengths = [
        ("offered", grouped(offered).into()),
        ("own", grouped(own).into()),
    ];
    let compared = if offered > own {
        t_args("import-longer", lengths)
    } else if offered < own {
        t_args("import-shorter", lengths)
    } else {
        t_args("import-equal", lengths)
    };
    html! {
        <>
            <p>{ t_args("two-sentences", [("one", t("import-valid").into()), ("other", compared.into())]) }</p>
            <p>{ t_args("import-change", [
                ("common", grouped(common).into()),
                ("count", (own - common).into()),
                ("gone", grouped(own - common).into()),
                ("come", grouped(offered - common).into()),
            ]) }</p>
        </>
    }
}
