//! The picture of a network, drawn: nodes on a circle, wires between them, messages on their way.

use std::f64::consts::FRAC_PI_2;

use yew::prelude::*;

use super::{
    picture::{
        Flight, GraphNode, MessageKind, NODE_RADIUS, NamePlace, Picture, Plan, Point, Stand, Wire,
        between,
    },
    pulse::Travelling,
};
use crate::{
    page::{
        components::face,
        language::use_language,
        mark,
        texts::{t, t_args},
    },
    workshop::inset::inset,
};

/// The side of the mark in a node.
const MARK: f64 = 24.0;
/// The side of a node's face,
const FACE: f64 = 20.0;
/// and how far it is turned, in radians, from the side of the node on which the name stands: between the name and the lines.
const FACE_TURN: f64 = -0.96;
/// From one line of a name to the next.
const LINE: f64 = 15.0;
/// How many of the drawing's units an em has where it is as wide as it may be: it grows with the
/// text.
const EM: f64 = 13.0;

#[derive(PartialEq, Properties)]
pub struct DrawingProps {
    /// What is to be drawn.
    pub picture: Picture,
    /// Called with the place in [`Picture::links`] of a wire that is to be cut, or mended.
    pub on_toggle: Callback<usize>,
    /// Whether the wires are listed to be cut and mended.
    #[prop_or(true)]
    pub lists: bool,
    /// What stands between the drawing and the list of its wires, which may be long.
    #[prop_or_default]
    pub children: Html,
}

/// The drawing is for eyes and mouse; all it says and does, the list of wires below it says and does
/// for everyone.
#[component]
pub fn Drawing(props: &DrawingProps) -> Html {
    use_language();
    let picture = &props.picture;
    let plan = picture.plan();
    let (width, height) = (plan.width, plan.height);
    let under_way = picture.flights.len();
    html! {
        <div class="network" data-testid="network">
            <svg
                class="network-drawing"
                viewBox={format!("0 0 {width} {height}")}
                width={format!("{:.2}em", width / EM)}
                aria-hidden="true"
                focusable="false"
            >
                if let Some(y) = plan.cut {
                    { cut(width, y) }
                }
                { for picture.links.iter().enumerate().filter_map(|(at, link)| wire(link, &plan, at, &props.on_toggle)) }
                <g class="flights">
                    { for picture.flights.iter().filter_map(|flight| message(flight, &plan)) }
                    { for picture.pulses.iter().filter_map(|pulse| {
                        let (from, to) = plan.line(pulse.from, pulse.to)?;
                        Some(html! {
                            <Travelling key={format!("{}-{}-{}", pulse.from, pulse.to, pulse.count)} {from} {to} />
                        })
                    }) }
                </g>
                { for picture.nodes.iter().zip(&plan.stands).map(|(node, stand)| graph_node(node, *stand)) }
            </svg>
            <p class="note under-way" data-testid="network-under-way">
                { match picture.pulses.iter().map(|pulse| pulse.count).sum::<u64>() {
                    0 => t_args("network-under-way", [("count", under_way.into())]),
                    heard => t_args("network-heard", [("count", heard.into())]),
                } }
            </p>
            { props.children.clone() }
            if props.lists {
                <Wires
                    names={picture.nodes.iter().map(|node| (node.address.clone(), node.name.clone())).collect::<Vec<_>>()}
                    links={picture.links.clone()}
                    on_toggle={props.on_toggle.clone()}
                />
            }
        </div>
    }
}

/// A wire with an arrowhead at the node that is listened to, and a wide strip to be clicked.
fn wire(link: &Wire, plan: &Plan, at: usize, on_toggle: &Callback<usize>) -> Option<Html> {
    let (one, other) = plan.line(link.one, link.other)?;
    let whole = format!("M{:.1} {:.1}L{:.1} {:.1}", one.x, one.y, other.x, other.y);
    let onclick = on_toggle.reform(move |_: MouseEvent| at);
    Some(html! {
        <g class={classes!("wire", state(link))}>
            { strokes(link, one, other, MIDDLE) }
            <path class="strip" d={whole} {onclick} />
        </g>
    })
}

/// The class of a wire that is cut, or that nobody hears.
pub fn state(link: &Wire) -> Option<&'static str> {
    match (link.cut, link.one_hears || link.other_hears) {
        (true, _) => Some("cut"),
        (false, true) => None,
        (false, false) => Some("unheard"),
    }
}

/// In the middle between two ends.
pub const MIDDLE: f64 = 0.5;

/// A wire's line, with its arrowheads; or what is left of it where it is cut, at this part of the way.
pub fn strokes(link: &Wire, one: Point, other: Point, cut_at: f64) -> Html {
    if link.cut {
        return gap(one, other, cut_at);
    }
    html! {
        <>
            <path class="line" d={format!("M{:.1} {:.1}L{:.1} {:.1}", one.x, one.y, other.x, other.y)} />
            if link.one_hears {
                { arrow(one, other) }
            }
            if link.other_hears {
                { arrow(other, one) }
            }
        </>
    }
}

/// The cut between the halves of a split room.
fn cut(width: f64, y: f64) -> Html {
    html! {
        <g class="room-cut" data-testid="network-split-line">
            <path d={format!("M0 {y:.1}H{width:.1}")} />
            <text x="0" y={format!("{:.1}", y - 8.0)}>{ t("network-first-half") }</text>
            <text x="0" y={format!("{:.1}", y + 18.0)}>{ t("network-second-half") }</text>
        </g>
    }
}

/// What is left of a cut wire: two ends, and a cross between them.
fn gap(one: Point, other: Point, at: f64) -> Html {
    let (near, far) = (
        between(one, other, at - 0.12),
        between(one, other, at + 0.12),
    );
    let Point { x, y } = between(one, other, at);
    html! {
        <>
            <path class="line" d={format!("M{:.1} {:.1}L{:.1} {:.1}", one.x, one.y, near.x, near.y)} />
            <path class="line" d={format!("M{:.1} {:.1}L{:.1} {:.1}", other.x, other.y, far.x, far.y)} />
            <path
                class="cross"
                d={format!(
                    "M{:.1} {:.1}l10 10m0 -10l-10 10", x - 5.0, y - 5.0
                )}
            />
        </>
    }
}

/// An arrowhead at `to`, seen from `from`.
fn arrow(from: Point, to: Point) -> Html {
    let angle = (to.y - from.y).atan2(to.x - from.x).to_degrees();
    html! {
        <path
            class="arrow"
            d="M0 0L-9 -4.5V4.5Z"
            transform={format!("translate({:.1} {:.1}) rotate({angle:.1})", to.x, to.y)}
        />
    }
}

/// A message: each kind has a shape of its own.
fn message(flight: &Flight, plan: &Plan) -> Option<Html> {
    let Point { x, y } = flight.point(plan)?;
    let fades = flight.fades().then_some("fades");
    let transform = format!("translate({x:.1} {y:.1})");
    let (class, shape) = match flight.kind {
        MessageKind::Presence => ("presence", "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"),
        MessageKind::Question => ("question", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"),
        MessageKind::Blocks => ("blocks", "M-6 -6h12v12h-12z"),
        MessageKind::Transactions => ("transactions-message", "M0 -7L7 0L0 7L-7 0z"),
    };
    Some(html! {
        <path key={flight.id} class={classes!("message", class, fades)} d={shape} {transform} />
    })
}

fn graph_node(node: &GraphNode, Stand { point, name }: Stand) -> Html {
    let Point { x, y } = point;
    html! {
        <g
            class={classes!("graph-node", node.mining.then_some("mining"), node.tip.as_ref().map(mark::colour_class))}
            transform={format!("translate({x:.1} {y:.1})")}
            data-testid={format!("network-node-{}", node.address)}
        >
            <circle r={NODE_RADIUS.to_string()} />
            if let Some(tip) = &node.tip {
                { inset(-MARK / 2.0, -MARK / 2.0, MARK, "0 0 5 5", html! { <path class="cells" d={mark::path(tip)} /> }) }
            } else {
                <text y="5">{ t("network-unknown") }</text>
            }
            { node_face(node, name) }
            { node_name(node, name) }
        </g>
    }
}

/// A node's face, at the edge of its circle.
fn node_face(node: &GraphNode, place: NamePlace) -> Html {
    let outwards = match place {
        NamePlace::Above => -FRAC_PI_2,
        NamePlace::Below => FRAC_PI_2,
        NamePlace::Outwards { x, y } => y.atan2(x),
    };
    let (sin, cos) = (outwards + FACE_TURN).sin_cos();
    let at = |part: f64| part * NODE_RADIUS - FACE / 2.0;
    inset(
        at(cos),
        at(sin),
        FACE,
        "0 0 32 32",
        face(&node.address, &node.name),
    )
}

/// A node's name and how many blocks it has.
fn node_name(node: &GraphNode, place: NamePlace) -> Html {
    let (lines, x, middle) = match place {
        NamePlace::Above => (vec![shortened(&node.name, 14)], 0.0, -NODE_RADIUS - 13.0),
        NamePlace::Below => (vec![shortened(&node.name, 14)], 0.0, NODE_RADIUS + 12.0),
        NamePlace::Outwards { x, y } => {
            let lines = two_lines(&node.name);
            let tall = lines.len() as f64 * LINE;
            (
                lines,
                x * (NODE_RADIUS + 8.0),
                y * (NODE_RADIUS + 6.0 + tall / 2.0),
            )
        }
    };
    let side = match x {
        x if x < -1.0 => Some("to-the-left"),
        x if x > 1.0 => Some("to-the-right"),
        _ => None,
    };
    let first = middle - (lines.len() as f64 - 1.0) * LINE / 2.0 + 5.0;
    let last = lines.len() - 1;
    let line = |(at, text): (usize, String)| {
        let y = first + at as f64 * LINE;
        html! {
            <tspan x={format!("{x:.1}")} y={format!("{y:.1}")}>
                { text }
                if let Some(length) = node.length.filter(|_| at == last) {
                    <tspan class="graph-node-length">{ format!(" {length}") }</tspan>
                }
            </tspan>
        }
    };
    html! {
        <text class={classes!("graph-node-name", side)}>
            { for lines.into_iter().enumerate().map(line) }
        </text>
    }
}

/// A name in two lines, where it has two words.
fn two_lines(name: &str) -> Vec<String> {
    let words = name.split_once(' ').filter(|(_, rest)| !rest.is_empty());
    match words {
        Some((first, rest)) => vec![shortened(first, 9), shortened(rest, 9)],
        None => vec![shortened(name, 9)],
    }
}

fn shortened(name: &str, most: usize) -> String {
    name.chars().take(most).collect()
}

#[derive(PartialEq, Properties)]
pub struct WiresProps {
    /// Addresses and names.
    pub names: Vec<(String, String)>,
    /// The wires.
    pub links: Vec<Wire>,
    /// Called with the place of a wire in this list.
    pub on_toggle: Callback<usize>,
}

/// The wires as buttons.
#[component]
pub fn Wires(props: &WiresProps) -> Html {
    use_language();
    html! {
        <ul class="wires" aria-label={t("network-wires")}>
            { for props.links.iter().enumerate().filter_map(|(at, link)| {
                let (address, one) = props.names.get(link.one)?;
                let (other_address, other) = props.names.get(link.other)?;
                let args = [("heard", heard(link, one, other).into())];
                let state = if link.cut {
                    t_args("network-mend", args)
                } else {
                    t_args("network-cut", args)
                };
                Some(html! {
                    <li key={format!("{address}-{other_address}")}>
                        <button
                            class={classes!("wire-button", link.cut.then_some("cut"))}
                            aria-pressed={if link.cut { "true" } else { "false" }}
                            data-testid={format!("network-link-{address}-{other_address}")}
                            onclick={props.on_toggle.reform(move |_: MouseEvent| at)}
                        >
                            { one }
                            <span class="wire-sign" aria-hidden="true">
                                { if link.cut { "✕" } else { arrows(link) } }
                            </span>
                            <span class="visually-hidden">{ " – " }</span>
                            { other }
                            <span class="visually-hidden">{ format!(": {state}") }</span>
                        </button>
                    </li>
                })
            }) }
        </ul>
    }
}

/// Who listens to whom, as arrows.
fn arrows(link: &Wire) -> &'static str {
    match (link.one_hears, link.other_hears) {
        (true, true) => "↔",
        (true, false) => "→",
        (false, true) => "←",
        (false, false) => "·",
    }
}

/// Who listens to whom, in words.
fn heard(link: &Wire, one: &str, other: &str) -> String {
    let args = [
        ("one", one.to_owned().into()),
        ("other", other.to_owned().into()),
    ];
    match (link.one_hears, link.other_hears) {
        (true, true) => t_args("network-both-registered", args),
        (true, false) => t_args("network-one-registered", args),
        (false, true) => t_args("network-other-registered", args),
        (false, false) => t_args("network-none-registered", args),
    }
}
