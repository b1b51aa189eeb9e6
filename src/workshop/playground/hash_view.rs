//! The hash view: a text, its hash, and how much of it changes with a letter.

use chain::Hash;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{bits, typing::one_character_apart};
use crate::{
    page::{
        figures::grouped,
        language::use_language,
        texts::{t, t_args},
    },
    workshop::{
        hash_mark::hash_mark,
        learner_action::{self, LearnerAction},
    },
};

/// The text, and the hash of the text before.
#[derive(Clone, Default, PartialEq)]
struct Typed {
    text: String,
    before: Option<Hash>,
}

/// Each letter typed is compared with what was there before it.
#[component]
pub fn HashView() -> Html {
    use_language();
    let typed = use_state_eq(|| Typed {
        text: "tabchain".to_owned(),
        before: None,
    });
    let hash = Hash::of(&typed.text);
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                let text = area.value();
                let now = Hash::of(&text);
                learner_action::tell(LearnerAction::Hashed {
                    empty: text.is_empty(),
                    one_character: one_character_apart(&typed.text, &text),
                    changed_bits: bits::changed(&hash, &now),
                    starts_with_zero: now.as_bytes()[0] < 0x10,
                });
                typed.set(Typed {
                    text,
                    before: Some(hash),
                });
            }
        })
    };
    let bytes = typed.text.len() as u64;
    html! {
        <section class="panel hash-view" aria-labelledby="play-hash-title">
            <h2 id="play-hash-title">{ t("play-hash-title") }</h2>
            <p class="note">{ t("play-hash-intro") }</p>
            <div class="field">
                <label for="play-text">{ t("play-text") }</label>
                <textarea
                    id="play-text"
                    data-testid="play-text"
                    rows="3"
                    spellcheck="false"
                    autocomplete="off"
                    value={typed.text.clone()}
                    {oninput}
                />
                <p class="note" data-testid="play-bytes">
                    { t_args("play-bytes", [("count", bytes.into()), ("shown", grouped(bytes).into())]) }
                </p>
            </div>
            <div class="whole-hash">
                <span class="term">{ t("play-now") }</span>
                { whole(&hash, typed.before.as_ref(), Some("play-hash")) }
            </div>
            <p class="count" role="status" data-testid="play-changed-bits">
                { match &typed.before {
                    Some(before) => t_args(
                        "play-changed-bits",
                        [("changed", bits::changed(before, &hash).into())],
                    ),
                    None => t("play-nothing-before"),
                } }
            </p>
            // Drawn before anything has changed, too, so that nothing moves with the first letter.
            <figure class="bits">
                <svg viewBox="0 0 32 8" aria-hidden="true" focusable="false">
                    <path d={bits::picture(typed.before.as_ref().unwrap_or(&hash), &hash)} />
                </svg>
                <figcaption class="note">{ t("play-bits-shown") }</figcaption>
            </figure>
            if let Some(before) = &typed.before {
                <div class="whole-hash earlier">
                    <span class="term">{ t("play-before") }</span>
                    { whole(before, None, None) }
                </div>
            }
        </section>
    }
}

/// All 64 digits with the mark; those that differ from the hash before stand out.
fn whole(hash: &Hash, before: Option<&Hash>, id: Option<&'static str>) -> Html {
    let digits = hash.to_string();
    let changed = before.map_or_else(
        || vec![false; 64],
        |before| bits::changed_digits(before, hash),
    );
    html! {
        <div class="hash">
            { hash_mark(hash) }
            <code class="all-digits" data-testid={id}>
                { for digits.chars().zip(changed).map(|(digit, changed)| html! {
                    if changed { <b>{ digit }</b> } else { { digit } }
                }) }
            </code>
        </div>
    }
}
