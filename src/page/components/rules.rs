//! The room's rules, to be changed while nothing depends on them.

use chain::{Difficulty, LedgerRule, ProofRule, Retarget, Rules};
use node::CommandError;
use yew::prelude::*;

use super::field::{TextFieldProps, text_field};
use crate::page::{
    figures,
    hooks::{Field, use_field},
    language::use_language,
    refusals,
    texts::{t, t_args},
    view::{FieldError, TypedRules, Wish},
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

/// The presets, in the order in which a course comes to them.
const PRESETS: [(&str, Rules); 4] = [
    ("preset-tutorial", Rules::TUTORIAL),
    (
        "preset-sealed",
        Rules::tutorial(ProofRule::Sealed, Difficulty::TUTORIAL),
    ),
    (
        "preset-coins",
        Rules {
            ledger: LedgerRule::Signed,
            reward: 50,
            ..Rules::tutorial(ProofRule::Sealed, Difficulty::TUTORIAL)
        },
    ),
    (
        "preset-like-bitcoin",
        Rules {
            ledger: LedgerRule::Signed,
            reward: 50,
            halving_blocks: 210,
            retarget: Some(Retarget {
                block_seconds: 10,
                half_life_seconds: 60,
            }),
            ..Rules::tutorial(ProofRule::Header, Difficulty::TUTORIAL)
        },
    ),
];

/// The rules by preset, or one by one, each with what it means.
#[component]
pub fn RulesForm(props: &RulesFormProps) -> Html {
    use_language();
    let proof = use_state(|| props.rules.proof);
    let signed = use_state(|| props.rules.is_signed());
    let [bits_now, reward, halving, block, seconds, half_life] =
        TypedRules::numbers_of(&props.rules);
    let fields = [
        use_field(&bits_now),
        use_field(&reward),
        use_field(&halving),
        use_field(&block),
        use_field(&seconds),
        use_field(&half_life),
    ];
    let typed = use_state(|| bits_now.clone());
    {
        let (proof, signed, typed) = (proof.clone(), signed.clone(), typed.clone());
        use_effect_with(props.rules, move |rules| {
            proof.set(rules.proof);
            signed.set(rules.is_signed());
            typed.set(rules.difficulty.to_string());
        });
    }

    let onsubmit = {
        let (proof, signed, fields, wish) = (*proof, *signed, fields.clone(), props.wish.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let numbers = fields.each_ref().map(Field::text);
            let fields = fields.clone();
            wish.emit(Wish::TypeRules {
                typed: TypedRules {
                    proof,
                    signed,
                    numbers,
                },
                done: Callback::from(move |result| show(&fields, result)),
            });
        })
    };
    let on_type = {
        let typed = typed.clone();
        Callback::from(move |text| typed.set(text))
    };
    let on_signed = {
        let signed = signed.clone();
        Callback::from(move |_: Event| signed.set(!*signed))
    };
    let [bits, others @ ..] = fields;
    let ids = [
        "rules-reward",
        "rules-halving",
        "rules-block",
        "rules-block-seconds",
        "rules-half-life",
    ];
    let labels = [
        t("rule-reward"),
        t("rule-halving"),
        t("rule-block"),
        t("rule-block-seconds"),
        t("rule-half-life"),
    ];
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
                <button data-testid="rules-back" onclick={set(before, &props.wish)}>
                    { t_args("rules-back", [("rules", wording::rules(before).into())]) }
                </button>
            }
            <form {onsubmit} novalidate=true>
                <fieldset disabled={props.changeable.is_err()}>
                    <legend>{ t("presets") }</legend>
                    <div class="presets">
                        { for PRESETS.map(|(id, rules)| html! {
                            <button type="button" key={id} data-testid={id} onclick={set(rules, &props.wish)}>
                                { preset(id) }
                            </button>
                        }) }
                    </div>
                </fieldset>
                <fieldset disabled={props.changeable.is_err()}>
                    <legend>{ t("proof-rule") }</legend>
                    { for [ProofRule::Classic, ProofRule::Linked, ProofRule::Sealed, ProofRule::Header]
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
                    <details class="more-rules">
                        <summary data-testid="rules-more">{ t("rules-more") }</summary>
                        <label class="proof-rule">
                            <input type="checkbox" data-testid="rules-signed" checked={*signed} onchange={on_signed} />
                            <span><strong>{ t("rule-signed") }</strong><span class="note">{ t("signed-meaning") }</span></span>
                        </label>
                        { for others.into_iter().zip(ids).zip(labels).map(|((field, id), label)| {
                            text_field(yew::props!(TextFieldProps { id, label, inputmode: "numeric", field }))
                        }) }
                        <p class="note">{ t("retarget-meaning") }</p>
                    </details>
                </fieldset>
            </form>
        </details>
    }
}

fn preset(id: &str) -> String {
    t(match id {
        "preset-tutorial" => "preset-tutorial",
        "preset-sealed" => "preset-sealed",
        "preset-coins" => "preset-coins",
        _ => "preset-like-bitcoin",
    })
}

/// Says which field is wrong, if one is.
fn show(fields: &[Field; 6], result: Result<(), FieldError>) {
    for field in fields {
        field.accept();
    }
    if let Err(error) = result {
        let place = TypedRules::NUMBERS
            .iter()
            .position(|name| *name == error.field);
        if let Some(field) = fields.get(place.unwrap_or_default()) {
            field.refuse(error);
        }
    }
}

/// Changes to these rules.
fn set(rules: Rules, wish: &Callback<Wish>) -> Callback<MouseEvent> {
    wish.reform(move |_| Wish::SetRules(rules))
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
