//! The room's rules, to be changed while nothing depends on them.

use chain::{ProofRule, Rules};
use node::CommandError;
use yew::prelude::*;

use super::field::{TextFieldProps, text_field};
use crate::page::{
    figures,
    hooks::use_field,
    language::use_language,
    refusals,
    texts::{t, t_args},
    view::{FieldError, Wish},
    wording,
};

/// A block that takes longer than this, in seconds, is warned of.
const SLOW: f64 = 60.0;

#[derive(PartialEq, Properties)]
pub struct RulesFormProps {
    /// The rules now.
    pub rules: Rules,
    /// Attempts a second of this machine, once that is known.
    pub speed: Option<f64>,
    /// Whether they can change; if not, why not.
    pub changeable: Result<(), CommandError>,
    /// The rules that can be changed back to, whatever speaks against others.
    pub before: Option<Rules>,
    /// A relative address that leads to a room nobody is in.
    pub new_room: AttrValue,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// The proof rule and the difficulty, each with what it means.
#[component]
pub fn RulesForm(props: &RulesFormProps) -> Html {
    use_language();
    let proof = use_state(|| props.rules.proof);
    let bits_now = props.rules.difficulty.to_string();
    let bits = use_field(&bits_now);
    let typed = use_state(|| bits_now.clone());
    {
        let (proof, typed) = (proof.clone(), typed.clone());
        use_effect_with(props.rules, move |rules| {
            proof.set(rules.proof);
            typed.set(rules.difficulty.to_string());
        });
    }

    let onsubmit = {
        let (proof, bits, wish) = (*proof, bits.clone(), props.wish.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let difficulty_bits = bits.text();
            let bits = bits.clone();
            let done = Callback::from(move |result: Result<(), FieldError>| match result {
                Ok(()) => bits.accept(),
                Err(error) => bits.refuse(error),
            });
            wish.emit(Wish::SetRules {
                proof,
                difficulty_bits,
                done,
            });
        })
    };
    let on_type = {
        let typed = typed.clone();
        Callback::from(move |text| typed.set(text))
    };
    html! {
        <details class="panel rules">
            <summary data-testid="rules-summary"><h2>{ t("rules-title") }</h2></summary>
            if let Err(why_not) = &props.changeable {
                <p class="note" data-testid="rules-locked">
                    { t_args("rules-locked", [("why", wording::clause(&refusals::command(why_not)).to_owned().into())]) }{ " " }
                    <a href={props.new_room.clone()}>{ t("new-room") }</a>
                </p>
            }
            if let Some(before) = props.before {
                <button data-testid="rules-back" onclick={back(before, &props.wish)}>
                    { t_args("rules-back", [("rules", wording::rules(before).into())]) }
                </button>
            }
            <form {onsubmit} novalidate=true>
                <fieldset disabled={props.changeable.is_err()}>
                    <legend>{ t("proof-rule") }</legend>
                    { for [ProofRule::Classic, ProofRule::Linked, ProofRule::Sealed]
                        .map(|rule| proof_rule(rule, &proof)) }
                    { text_field(yew::props!(TextFieldProps {
                        id: "rules-difficulty",
                        label: t("difficulty"),
                        inputmode: "numeric",
                        field: bits,
                        on_type,
                        children: html! { <button data-testid="rules-submit">{ t("rules-submit") }</button> },
                    })) }
                    { meaning(&typed, props.speed) }
                </fieldset>
            </form>
        </details>
    }
}

/// Changes back to the rules that were given up for those of the room.
fn back(rules: Rules, wish: &Callback<Wish>) -> Callback<MouseEvent> {
    wish.reform(move |_| Wish::SetRules {
        proof: rules.proof,
        difficulty_bits: rules.difficulty.to_string(),
        done: Callback::noop(),
    })
}

fn proof_rule(rule: ProofRule, chosen: &UseStateHandle<ProofRule>) -> Html {
    let (id, meaning) = match rule {
        ProofRule::Classic => ("rules-classic", t("classic-meaning")),
        ProofRule::Linked => ("rules-linked", t("linked-meaning")),
        ProofRule::Sealed => ("rules-sealed", t("sealed-meaning")),
        ProofRule::Header => ("rules-header", t("header-meaning")),
    };
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |_: Event| chosen.set(rule))
    };
    html! {
        <label class="proof-rule" key={id}>
            <input type="radio" name="proof-rule" data-testid={id} checked={rule == **chosen} {onchange} />
            <span><strong>{ rule.to_string() }</strong><span class="note">{ meaning }</span></span>
        </label>
    }
}

/// What the typed difficulty would ask, and a warning where that would take the patience of a class.
fn meaning(typed: &str, speed: Option<f64>) -> Html {
    let difficulty = typed
        .trim()
        .parse()
        .ok()
        .and_then(|bits| chain::Difficulty::new(bits).ok());
    let Some(difficulty) = difficulty else {
        return html! { <p class="note">{ t("difficulty-range") }</p> };
    };
    let expected = difficulty.expected_hashes();
    let seconds = speed.map(|speed| expected / speed);
    let slow = seconds.filter(|&seconds| seconds > SLOW);
    let meaning = t_args(
        "difficulty-meaning",
        [
            ("demand", wording::demand(difficulty.bits()).into()),
            ("expected", figures::large(expected).into()),
        ],
    );
    let meaning = match seconds.filter(|_| slow.is_none()) {
        Some(seconds) => t_args(
            "time-here",
            [
                ("sentence", meaning.into()),
                ("span", wording::span(seconds).into()),
            ],
        ),
        None => meaning,
    };
    html! {
        <>
            <p class="note" data-testid="difficulty-meaning">{ meaning }</p>
            if let Some(seconds) = slow {
                <p class="warning" role="status" data-testid="difficulty-slow">
                    { t_args("difficulty-slow", [("span", wording::span(seconds).into())]) }
                </p>
            }
        </>
    }
}
