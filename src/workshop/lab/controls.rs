//! What steers the whole lab: its time, its links, its nodes and rules.

use std::{str::FromStr, time::Duration};

use chain::{Difficulty, ProofRule, Rules};
use node::Mode;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::{
    order::{Order, Orders, Pace, SPEEDS},
    world::{MAX_DELAY, MAX_LOSS, MAX_NODES, MIN_NODES, pairs},
};
use crate::page::{
    components::choice,
    language::use_language,
    texts::{t, t_args},
};

/// The difficulties to choose from, in bits.
const DIFFICULTIES: [u16; 5] = [8, 10, 12, 14, 16];
/// The proof rules to choose from.
const PROOF_RULES: [ProofRule; 3] = [ProofRule::Classic, ProofRule::Linked, ProofRule::Sealed];

#[derive(PartialEq, Properties)]
pub struct DeedsProps {
    /// How time passes.
    pub pace: Pace,
    /// The lab's time since it began, in tenths of a second.
    pub tenths: u64,
    /// Whether anyone mines.
    pub mining: bool,
    /// Whether a link is cut.
    pub any_cut: bool,
    /// Where orders go.
    pub order: Orders,
}

/// The buttons that are pressed again and again, in one row.
#[component]
pub fn Deeds(props: &DeedsProps) -> Html {
    use_language();
    let give = |order: Order| props.order.reform(move |_: MouseEvent| order.clone());
    // Where there is nothing to do it does nothing, but keeps the focus, which a `disabled` button would lose.
    let give_if = |possible: bool, order: Order| match possible {
        true => give(order),
        false => Callback::default(),
    };
    let idle = |possible: bool| (!possible).then_some("true");
    let running = props.pace.running;
    let seconds = format!("{}.{}", props.tenths / 10, props.tenths % 10);
    html! {
        <div class="lab-deeds" role="group" aria-label={t("lab-deeds")}>
            <div class="row">
                <button class="main lab-pause" data-testid="lab-pause" onclick={give(Order::Run(!running))}>
                    { if running { t("lab-pause") } else { t("lab-run") } }
                </button>
                <button data-testid="lab-step" aria-disabled={idle(!running)} onclick={give_if(!running, Order::Step)}>
                    { t("lab-step") }
                </button>
                <span class="lab-clock">
                    <span class="term">{ t("lab-time") }</span>
                    { " " }
                    <output data-testid="lab-time" aria-live="off">
                        { t_args("span-seconds", [("seconds", seconds.into())]) }
                    </output>
                </span>
            </div>
            <div class="row">
                <button data-testid="lab-mine-all" onclick={give(Order::MineAll)}>{ t("lab-mine-all") }</button>
                <button data-testid="lab-stop-all" aria-disabled={idle(props.mining)} onclick={give_if(props.mining, Order::StopAll)}>
                    { t("lab-stop-all") }
                </button>
            </div>
            <div class="row">
                <button data-testid="lab-split" onclick={give(Order::Split)}>{ t("lab-split") }</button>
                <button data-testid="lab-heal" aria-disabled={idle(props.any_cut)} onclick={give_if(props.any_cut, Order::Heal)}>
                    { t("lab-heal") }
                </button>
            </div>
            <button data-testid="lab-register-all" onclick={give(Order::RegisterAll)}>
                { t("lab-register-all") }
            </button>
            <button data-testid="lab-reset" onclick={give(Order::Reset)}>{ t("lab-reset") }</button>
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub struct SettingsProps {
    /// How time passes.
    pub pace: Pace,
    /// How long a message takes.
    pub delay: Duration,
    /// How many of a hundred messages are lost.
    pub loss: u8,
    /// How many links are cut.
    pub cuts: usize,
    /// How many nodes there are.
    pub nodes: usize,
    /// What they call valid.
    pub rules: Rules,
    /// How they live.
    pub mode: Mode,
    /// Where orders go.
    pub order: Orders,
}

/// Sliders for what changes at once, choices for the rest.
#[component]
pub fn Settings(props: &SettingsProps) -> Html {
    use_language();
    let speed = SPEEDS.get(props.pace.speed).copied().unwrap_or_default();
    let times = t_args(
        "lab-times",
        [(
            "times",
            match speed {
                1 => "¼".to_owned(),
                2 => "½".to_owned(),
                quarters => (quarters / 4).to_string(),
            }
            .into(),
        )],
    );
    let delay = props.delay.as_millis();
    let wires = pairs(props.nodes).len();
    let modes = [
        (Mode::Manual, "lab-mode-manual", t("mode-manual")),
        (Mode::Live, "lab-mode-live", t("mode-live")),
    ];
    html! {
        <div class="lab-settings" role="group" aria-label={t("lab-settings")}>
            <Slider
                id="lab-speed"
                label={t("lab-speed")}
                shown={times}
                max={SPEEDS.len() - 1}
                step={1_usize}
                value={props.pace.speed}
                on_set={props.order.reform(Order::Speed)}
            />
            <Slider
                id="lab-delay"
                label={t("lab-delay")}
                shown={t_args("lab-milliseconds", [("count", (delay as u64).into())])}
                max={MAX_DELAY.as_millis() as usize}
                step={50_usize}
                value={delay as usize}
                on_set={props.order.reform(|value: usize| Order::Delay(Duration::from_millis(value as u64)))}
            />
            <Slider
                id="lab-loss"
                label={t("lab-loss")}
                shown={t_args("lab-percent", [("count", props.loss.into())])}
                max={usize::from(MAX_LOSS)}
                step={5_usize}
                value={usize::from(props.loss)}
                on_set={props.order.reform(|value: usize| Order::Loss(u8::try_from(value).unwrap_or(MAX_LOSS)))}
            />
            <Slider
                id="lab-cuts"
                label={t("lab-cuts")}
                shown={t_args("lab-cut-of", [("count", props.cuts.into()), ("all", wires.into())])}
                max={wires}
                step={1_usize}
                value={props.cuts}
                on_set={props.order.reform(Order::Cuts)}
            />
            <div class="lab-choices">
                { select(props, "lab-nodes", t("lab-nodes"), (MIN_NODES..=MAX_NODES).map(|count| {
                    (count.to_string(), count.to_string(), count == props.nodes)
                }), |value| value.parse().ok().map(Order::Nodes)) }
                { select(props, "lab-difficulty", t("difficulty"), DIFFICULTIES.into_iter().map(|bits| {
                    (bits.to_string(), bits.to_string(), bits == props.rules.difficulty.bits())
                }), {
                    let rules = props.rules;
                    move |value| {
                        let difficulty = Difficulty::new(value.parse().ok()?).ok()?;
                        Some(Order::Rules(Rules { difficulty, ..rules }))
                    }
                }) }
                { select(props, "lab-rule", t("lab-rule"), PROOF_RULES.into_iter().map(|rule| {
                    (rule.to_string(), rule.to_string(), rule == props.rules.proof)
                }), {
                    let rules = props.rules;
                    move |value| {
                        let proof = ProofRule::from_str(&value).ok()?;
                        Some(Order::Rules(Rules { proof, ..rules }))
                    }
                }) }
            </div>
            <div class="lab-mode">
                { choice("lab-mode", t("mode"), modes, props.mode, &props.order.reform(Order::Live)) }
                <span class="note">
                    { match props.mode {
                        Mode::Manual => t("mode-manual-meaning"),
                        Mode::Live => t("mode-live-meaning"),
                    } }
                </span>
            </div>
            <p class="note lab-anew" data-testid="lab-rule-meaning">
                { t_args("two-sentences", [
                    ("one", match props.rules.proof {
                        ProofRule::Classic | ProofRule::Linked => t("lab-rule-same-search"),
                        ProofRule::Sealed | ProofRule::Header => t("lab-rule-own-search"),
                    }.into()),
                    ("other", t("lab-rules-begin-anew").into()),
                ]) }
            </p>
        </div>
    }
}

/// A choice from a list: value, label, whether chosen.
fn select(
    props: &SettingsProps,
    id: &'static str,
    label: String,
    options: impl Iterator<Item = (String, String, bool)>,
    order: impl Fn(String) -> Option<Order> + 'static,
) -> Html {
    let orders = props.order.clone();
    let onchange = Callback::from(move |event: Event| {
        let chosen = event
            .target_dyn_into::<HtmlSelectElement>()
            .and_then(|select| order(select.value()));
        if let Some(chosen) = chosen {
            orders.emit(chosen);
        }
    });
    html! {
        <label>
            <span class="term">{ label }</span>
            <select data-testid={id} {onchange}>
                { for options.map(|(value, label, selected)| html! {
                    <option {value} {selected}>{ label }</option>
                }) }
            </select>
        </label>
    }
}

#[derive(PartialEq, Properties)]
struct SliderProps {
    id: &'static str,
    label: String,
    /// The value with its unit.
    shown: String,
    max: usize,
    step: usize,
    value: usize,
    on_set: Callback<usize>,
}

#[component]
fn Slider(props: &SliderProps) -> Html {
    use_language();
    let oninput = {
        let on_set = props.on_set.clone();
        let max = props.max;
        Callback::from(move |event: InputEvent| {
            let value = event
                .target_dyn_into::<HtmlInputElement>()
                .and_then(|input| input.value().parse::<usize>().ok());
            if let Some(value) = value {
                on_set.emit(value.min(max));
            }
        })
    };
    html! {
        <div class="lab-slider">
            <label for={props.id}>{ &props.label }</label>
            <output for={props.id} data-testid={format!("{}-shown", props.id)}>{ &props.shown }</output>
            <input
                id={props.id}
                data-testid={props.id}
                type="range"
                min="0"
                max={props.max.to_string()}
                step={props.step.to_string()}
                value={props.value.to_string()}
                aria-valuetext={props.shown.clone()}
                {oninput}
            />
        </div>
    }
}
