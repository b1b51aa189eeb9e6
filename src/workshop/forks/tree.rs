//! The tree of all branches as a drawing.

use std::rc::Rc;

use chain::Hash;
use web_sys::Element;
use yew::prelude::*;

use super::layout::{Layout, Placed, Standing, Who};
use crate::{
    page::{
        components::face,
        language::use_language,
        mark,
        texts::{t, t_args},
        wording,
    },
    workshop::inset::inset,
};

/// From one index to the next.
const COLUMN: f64 = 62.0;
/// From one lane to the next: there is room for names in two lines,
const LANE: f64 = 70.0;
/// or in one where there are many lanes, so that more of them are seen at once.
const LOW_LANE: f64 = 50.0;
/// So many lanes are not many. The first one, of the longest chain, is never low: most nodes stand there.
const FEW_LANES: usize = 6;
/// How far an edge bends.
const BEND: f64 = 14.0;
/// The side of a block.
const BLOCK: f64 = 34.0;
/// The side of the mark in it.
const MARK: f64 = 24.0;
/// From the left to the middle of the first column.
const INDENT: f64 = BLOCK / 2.0 + 6.0;
/// Above the first lane, where the indices stand.
const HEAD: f64 = 26.0;
/// From one line of names to the next.
const LINE: f64 = 13.0;
/// Between a block, or a name, and the name beside it.
const ASIDE: f64 = 8.0;
/// The side of a face before a name, with the room after it.
const FACE: f64 = 18.0;
/// Between the last face and the name.
const FACE_GAP: f64 = 3.0;
/// How many names are written out.
const SHOWN_NAMES: usize = 3;
/// How many of the drawing's units an em has: the drawing grows with the text.
const EM: f64 = 16.0;

#[derive(PartialEq, Properties)]
pub struct ForkTreeProps {
    /// What is to be drawn.
    pub layout: Rc<Layout>,
    /// Whose blocks were fetched to be looked at.
    #[prop_or_default]
    pub owners: Owners,
    /// Whether what has changed is told aloud; not where a sentence tells of the same.
    #[prop_or(true)]
    pub aloud: bool,
}

/// Of some blocks, whose they are.
pub type Owners = Vec<(Hash, String)>;

/// The drawing scrolls sideways by itself to the newest block, unless someone looks at older ones.
#[component]
pub fn ForkTree(props: &ForkTreeProps) -> Html {
    use_language();
    let layout = &props.layout;
    let frame = use_node_ref();
    let listed = use_state_eq(|| false);
    let on_toggle = {
        let listed = listed.clone();
        Callback::from(move |event: Event| {
            if let Some(details) = event.target_dyn_into::<Element>() {
                listed.set(details.has_attribute("open"));
            }
        })
    };
    let columns = layout.last.saturating_sub(layout.first) + 1;
    let labels = labels(layout);
    let reached = labels.iter().flatten().map(|label| label.reaches);
    let width = reached.fold(columns as f64 * COLUMN, f64::max) + ASIDE;
    {
        let frame = frame.clone();
        let seen = use_mut_ref(|| 0_i32);
        use_effect_with((layout.last, layout.first, width as u64), move |_| {
            if let Some(frame) = frame.cast::<Element>() {
                let before = seen.replace(frame.scroll_width());
                let at_end = frame.scroll_left() + frame.client_width() + COLUMN as i32 >= before;
                if at_end {
                    frame.set_scroll_left(frame.scroll_width());
                }
            }
        });
    }
    let height = HEAD + lane_top(layout, layout.lanes.max(1));
    html! {
        <div class="fork-tree" data-testid="fork-tree">
            <p class="fork-summary" data-testid="fork-summary" role={props.aloud.then_some("status")}>
                { summary(layout) }
            </p>
            <div
                class="fork-frame"
                ref={frame}
                tabindex="0"
                role="region"
                aria-label={t("forks-drawing")}
            >
                <svg
                    viewBox={format!("0 0 {width} {height}")}
                    width={format!("{}em", width / EM)}
                    height={format!("{}em", height / EM)}
                    role="img"
                    aria-label={summary(layout)}
                >
                    // What was drawn stays as it is when the first column goes: all of it moves at once.
                    <g transform={format!("translate({} 0)", INDENT - column(layout.first))}>
                        <g class="indices">
                            { for (layout.first..=layout.last).map(|index| html! {
                                <text key={index} x={column(index).to_string()} y="14">{ index }</text>
                            }) }
                        </g>
                        <g>{ for layout.blocks.iter().filter_map(|placed| edge(layout, placed)) }</g>
                        <>{ for layout.blocks.iter().zip(&labels).map(|(placed, label)| {
                            block(layout, placed, label, owner(placed, &props.owners))
                        }) }</>
                    </g>
                </svg>
            </div>
            <ul class="fork-legend note" aria-label={t("forks-legend")}>
                { key("longest", t("forks-longest")) }
                { key("branch", t("forks-branch")) }
                { key("orphaned", t("forks-orphaned")) }
                <li data-testid="fork-orphans">
                    { t_args("forks-orphan-count", [("count", layout.orphaned.into())]) }
                </li>
            </ul>
            <details class="fork-list" ontoggle={on_toggle}>
                <summary>{ t("forks-as-list") }</summary>
                // Not written as long as nobody reads it: hundreds of sentences, ten times a second.
                if *listed {
                    <ol>
                        { for layout.blocks.iter().map(|placed| html! {
                            <li key={placed.block.hash.to_string()}>
                                { sentence(placed, owner(placed, &props.owners)) }
                            </li>
                        }) }
                    </ol>
                }
            </details>
        </div>
    }
}

fn summary(layout: &Layout) -> String {
    let length = (
        "length",
        layout
            .blocks
            .iter()
            .map(longest_index)
            .max()
            .unwrap_or(0)
            .into(),
    );
    match layout.longest {
        0 | 1 => t_args("forks-summary", [length]),
        tied => t_args("forks-summary-tied", [length, ("count", tied.into())]),
    }
}

fn longest_index(placed: &Placed) -> u64 {
    match placed.standing {
        Standing::Longest => placed.block.index,
        Standing::Branch | Standing::Orphaned => 0,
    }
}

fn key(class: &'static str, text: String) -> Html {
    html! {
        <li class={class}>
            <svg viewBox="0 0 36 12" aria-hidden="true" focusable="false">
                <path class={classes!("edge", class)} d="M1 6H35" />
            </svg>
            { text }
        </li>
    }
}

/// The middle of an index's column.
fn column(index: u64) -> f64 {
    index as f64 * COLUMN
}

/// The middle of a lane's blocks.
fn y(layout: &Layout, lane: usize) -> f64 {
    HEAD + BLOCK / 2.0 + lane_top(layout, lane)
}

fn lane_top(layout: &Layout, lane: usize) -> f64 {
    match is_low(layout, lane) {
        true => LANE + (lane - 1) as f64 * LOW_LANE,
        false => lane as f64 * LANE,
    }
}

fn is_low(layout: &Layout, lane: usize) -> bool {
    lane > 0 && layout.lanes > FEW_LANES
}

fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Longest => "longest",
        Standing::Branch => "branch",
        Standing::Orphaned => "orphaned",
    }
}

/// From the block before to this one: down between the columns, where all that leave the same block share their way.
fn edge(layout: &Layout, placed: &Placed) -> Option<Html> {
    let half = BLOCK / 2.0;
    let (to_x, to_y) = (column(placed.block.index) - half, y(layout, placed.lane));
    let from_y = y(layout, placed.from?);
    let from_x = to_x + BLOCK - COLUMN;
    let middle = (from_x + to_x) / 2.0;
    let bend = BEND.copysign(to_y - from_y);
    let path = if to_y == from_y {
        format!("M{from_x} {from_y}H{to_x}")
    } else {
        let (start, end) = (from_y + bend, to_y - bend);
        format!(
            "M{from_x} {from_y}Q{middle} {from_y} {middle} {start}V{end}Q{middle} {to_y} {to_x} {to_y}"
        )
    };
    let key = placed.block.hash.to_string();
    Some(html! { <path {key} class={classes!("edge", class(placed.standing))} d={path} /> })
}

fn owner<'a>(placed: &Placed, owners: &'a Owners) -> Option<&'a str> {
    let theirs = owners.iter().find(|(hash, _)| *hash == placed.block.hash);
    theirs.map(|(_, owner)| owner.as_str())
}

fn block(layout: &Layout, placed: &Placed, label: &Option<Label>, owner: Option<&str>) -> Html {
    let (left, top) = (
        column(placed.block.index) - BLOCK / 2.0,
        y(layout, placed.lane) - BLOCK / 2.0,
    );
    let digits = placed.block.hash.to_string();
    let id = format!("fork-block-{}", &digits[..8]);
    html! {
        <g
            key={digits}
            class={classes!("fork-block", class(placed.standing), mark::colour_class(&placed.block.hash))}
            transform={format!("translate({left} {top})")}
            data-testid={id}
        >
            <BlockBody placed={placed.clone()} owner={owner.map(str::to_owned)} />
            if let Some(label) = label {
                { label.drawn() }
            }
        </g>
    }
}

#[derive(PartialEq, Properties)]
struct BlockBodyProps {
    placed: Placed,
    owner: Option<String>,
}

/// The block itself, which stays as it is when it only moves.
#[component]
fn BlockBody(props: &BlockBodyProps) -> Html {
    use_language();
    let placed = &props.placed;
    let edge = (BLOCK - MARK) / 2.0;
    html! {
        <>
            <title>{ sentence(placed, props.owner.as_deref()) }</title>
            <rect width={BLOCK.to_string()} height={BLOCK.to_string()} rx="5" />
            { inset(edge, edge, MARK, "0 0 5 5", html! { <path class="cells" d={mark::path(&placed.block.hash)} /> }) }
            if placed.standing == Standing::Orphaned {
                <path class="strike" d={format!("M0 {BLOCK}L{BLOCK} 0")} />
            }
        </>
    }
}

/// Who stands at a block, and where that is written.
struct Label {
    /// Those whose faces stand before the text.
    faces: Vec<Who>,
    text: String,
    /// About how wide the text is.
    width: f64,
    side: Side,
    /// Whether there is room for one line only below the block.
    low: bool,
    /// How far right it reaches, in the drawing.
    reaches: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// Beside the block: nothing comes behind it.
    Beside,
    /// Below, from the block's left edge: there is no room before it.
    FromLeft,
    /// Below, up to the block's right edge, or as far past that as it takes to begin no sooner than the first
    /// block; so many lines further down, where it would meet its neighbour.
    UpToRight { past: f64, lines: u8 },
}

/// For each block who stands there.
fn labels(layout: &Layout) -> Vec<Option<Label>> {
    let everyone = layout.blocks.iter().map(|placed| placed.nodes.len()).sum();
    let mut reached = vec![f64::MIN; layout.lanes];
    let label = |placed: &Placed| {
        if placed.nodes.is_empty() {
            return None;
        }
        let (faces, text) = names(&placed.nodes, everyone);
        let text_width: f64 = text.chars().map(width).sum();
        let width = text_width + width_of_faces(faces);
        let left = INDENT + column(placed.block.index - layout.first) - BLOCK / 2.0;
        let reached = reached.get_mut(placed.lane)?;
        let low = is_low(layout, placed.lane);
        let (side, reaches) = if placed.block.index == layout.last {
            (Side::Beside, left + BLOCK + ASIDE + width)
        } else if placed.block.index == layout.first {
            (Side::FromLeft, left + width)
        } else {
            // The frame scrolls, so it would cut off what began before the first block.
            let right = (left + BLOCK).max(INDENT - BLOCK / 2.0 + width);
            let past = right - (left + BLOCK);
            let lines = (right - width < *reached && !low).into();
            (Side::UpToRight { past, lines }, right)
        };
        *reached = reached.max(reaches + ASIDE);
        Some(Label {
            faces: faces.to_vec(),
            text,
            width: text_width,
            side,
            low,
            reaches,
        })
    };
    layout.blocks.iter().map(label).collect()
}

impl Label {
    fn drawn(&self) -> Html {
        let below = BLOCK + if self.low { 12.0 } else { 16.0 };
        let (class, x, y) = match self.side {
            Side::Beside => (None, BLOCK + ASIDE, BLOCK / 2.0 + 5.0),
            Side::FromLeft => (None, 0.0, below),
            Side::UpToRight { past, lines } => {
                let lower = f64::from(lines) * LINE;
                (Some("up-to"), BLOCK + past, below + lower)
            }
        };
        let faces = width_of_faces(&self.faces);
        let (first, text) = match class {
            None => (x, x + faces),
            Some(_) => (x - self.width - faces, x),
        };
        html! {
            <>
                { for self.faces.iter().enumerate().map(|(at, who)| {
                    let (x, y) = (first + at as f64 * FACE, y - 12.0);
                    inset(x, y, FACE - 2.0, "0 0 32 32", face(&who.address, &who.name))
                }) }
                <text class={classes!("stands", class)} x={text.to_string()} y={y.to_string()}>
                    { &self.text }
                </text>
            </>
        }
    }
}

fn width_of_faces(faces: &[Who]) -> f64 {
    match faces.len() {
        0 => 0.0,
        count => count as f64 * FACE + FACE_GAP,
    }
}

/// About how wide a letter is.
fn width(letter: char) -> f64 {
    if letter.is_ascii() { 7.6 } else { 13.0 }
}

/// Names in a few letters, and whose faces stand before them.
fn names(nodes: &[Who], everyone: usize) -> (&[Who], String) {
    if nodes.len() > 2 && nodes.len() == everyone {
        let text = t_args("forks-everyone", [("count", everyone.into())]);
        (&[], text)
    } else if nodes.len() > SHOWN_NAMES {
        let shown = &nodes[..SHOWN_NAMES - 1];
        let args = [
            ("names", listed(shown).into()),
            ("count", (nodes.len() - shown.len()).into()),
        ];
        (shown, t_args("forks-names-and-more", args))
    } else {
        (nodes, listed(nodes))
    }
}

fn listed(nodes: &[Who]) -> String {
    wording::list(nodes.iter().map(|who| who.name.clone()))
}

fn sentence(placed: &Placed, owner: Option<&str>) -> String {
    let digits = placed.block.hash.to_string();
    let standing = match placed.standing {
        Standing::Longest => t("forks-longest"),
        Standing::Branch => t("forks-branch"),
        Standing::Orphaned => t("forks-orphaned"),
    };
    let args = [
        ("index", placed.block.index.to_string().into()),
        ("hash", digits[..8].to_owned().into()),
        ("standing", standing.into()),
        ("count", placed.block.transactions.into()),
        ("names", listed(&placed.nodes).into()),
    ];
    let sentence = if placed.nodes.is_empty() {
        t_args("forks-block", args)
    } else {
        t_args("forks-block-with-nodes", args)
    };
    match owner {
        Some(owner) => t_args(
            "forks-block-of",
            [("sentence", sentence.into()), ("owner", owner.into())],
        ),
        None => sentence,
    }
}
