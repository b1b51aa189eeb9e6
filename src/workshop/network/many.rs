//! A room of many nodes, drawn: their faces on rings, what is not as it is to be between them, and the connections of one that
//! was chosen; a field that finds nodes and connections.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{
    crowd::{Crowd, MAX_DRAWN},
    drawing::{MIDDLE, Wires, state, strokes},
    picture::{GraphNode, Point, Wire, between},
    rings::{Ground, Size, ground},
};
use crate::page::{
    components::face,
    language::use_language,
    mark,
    texts::{t, t_args},
};
use crate::workshop::names::and_more;

/// So many connections are listed at once; a further word of the search leads to the others.
const MAX_LISTED: usize = 12;
/// So many names are said in a sentence.
const SAID: usize = 5;
/// The side of a tip's mark beside a face.
const MARK: f64 = 15.0;
/// How far from a face lines end.
const GAP: f64 = 4.0;
/// The id of the list of names.
const NAMES: &str = "network-names";

#[derive(PartialEq, Properties)]
pub struct ManyProps {
    /// The room.
    pub crowd: Crowd,
    /// Called with the two ends of a connection, and whether it is to be cut.
    pub on_set: Callback<(String, String, bool)>,
    /// What else can be done about the room.
    #[prop_or_default]
    pub children: Html,
}

/// The drawing is for eyes and mouse; the field and the list below it say and do all of it for everyone.
#[component]
pub fn Many(props: &ManyProps) -> Html {
    use_language();
    let crowd = &props.crowd;
    let text = use_state_eq(String::new);
    let chosen = crowd.named(&text);
    let second: Vec<bool> = crowd.nodes.iter().map(|node| node.second).collect();
    let ground = use_memo((second, crowd.split), |(second, split)| {
        ground(second, *split)
    });
    let found = crowd.found(&text);
    let more = found.len().saturating_sub(MAX_LISTED);
    let listed: Vec<Wire> = found.into_iter().take(MAX_LISTED).collect();
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                text.set(input.value());
            }
        })
    };
    // Who is chosen already is let go.
    let on_choose = {
        let text = text.clone();
        let labels: Vec<String> = (0..crowd.nodes.len()).map(|at| crowd.label(at)).collect();
        Callback::from(move |at: usize| match labels.get(at) {
            Some(label) if chosen != Some(at) => text.set(label.clone()),
            _ => text.set(String::new()),
        })
    };
    let on_toggle = {
        let address = |at: usize| crowd.nodes[at].address.clone();
        let ends = |wire: &Wire| (address(wire.one), address(wire.other), !wire.cut);
        let ends: Vec<_> = listed.iter().map(ends).collect();
        let on_set = props.on_set.clone();
        Callback::from(move |at: usize| {
            if let Some(ends) = ends.get(at) {
                on_set.emit(ends.clone());
            }
        })
    };
    let names = |node: &GraphNode| (node.address.clone(), node.name.clone());
    html! {
        <div class="network many" data-testid="network">
            <div class="many-frame" tabindex="0" role="region" aria-label={t("network-drawing")}>
                { drawing(crowd, &ground, chosen, &on_choose) }
            </div>
            { deviations(crowd) }
            <div class="many-search">
                <div class="field">
                    <label for="network-search">{ t("network-search") }</label>
                    <input
                        id="network-search"
                        data-testid="network-search"
                        type="text"
                        list={NAMES}
                        autocomplete="off"
                        placeholder={t("network-search-example")}
                        value={(*text).clone()}
                        {oninput}
                    />
                    <datalist id={NAMES}>
                        { for (0..crowd.nodes.len()).map(|at| html! { <option value={crowd.label(at)} /> }) }
                    </datalist>
                </div>
                <p class="note" role="status" data-testid="network-found">
                    { told(crowd, chosen, &text, listed.len() + more) }
                </p>
                <Wires
                    names={crowd.nodes.iter().map(names).collect::<Vec<_>>()}
                    links={listed}
                    {on_toggle}
                />
                if more > 0 {
                    <p class="note" data-testid="network-more">
                        { t_args("network-more", [("count", more.into())]) }
                    </p>
                }
            </div>
            { props.children.clone() }
        </div>
    }
}

/// What the list below holds.
fn told(crowd: &Crowd, chosen: Option<usize>, text: &str, found: usize) -> String {
    let count = ("count", found.into());
    match chosen {
        Some(at) => {
            let name = ("name", crowd.nodes[at].name.as_str().into());
            t_args("network-connections-of", [name, count])
        }
        None if text.trim().is_empty() && found == 0 => t("network-search-meaning"),
        None if text.trim().is_empty() => t_args("network-deviating", [count]),
        None => t_args("network-found", [count]),
    }
}

/// What is not as it is to be, in words, each beside the line that it is drawn with.
fn deviations(crowd: &Crowd) -> Html {
    let counts = crowd.counts();
    let kinds = [
        (counts.cut, "network-many-cut", (true, false, false)),
        (counts.one_way, "network-many-one-way", (false, true, false)),
        (
            counts.missing,
            "network-many-missing",
            (false, false, false),
        ),
    ];
    let kind = |&(count, key, (cut, one_hears, other_hears)): &(
        usize,
        &str,
        (bool, bool, bool),
    )| {
        let wire = Wire {
            one: 0,
            other: 1,
            one_hears,
            other_hears,
            cut,
        };
        let (one, other) = (Point { x: 2.0, y: 8.0 }, Point { x: 46.0, y: 8.0 });
        html! {
            <li>
                <svg viewBox="0 0 48 16" aria-hidden="true" focusable="false">
                    <g class={classes!("wire", state(&wire))}>{ strokes(&wire, one, other, MIDDLE) }</g>
                </svg>
                { t_args(key, [("count", count.into())]) }
            </li>
        }
    };
    let hidden = crowd.deviations.len().saturating_sub(MAX_DRAWN);
    html! {
        <div class="many-state" data-testid="network-deviations">
            if crowd.deviations.is_empty() && crowd.deaf.is_empty() {
                <p>{ t("network-all-hear-all") }</p>
            } else {
                <p>{ t("network-but") }</p>
                <ul>{ for kinds.iter().filter(|(count, ..)| *count > 0).map(kind) }</ul>
            }
            if !crowd.deaf.is_empty() {
                <p>{ t_args("network-deaf", [("names", listed(crowd, &crowd.deaf).into())]) }</p>
            }
            if hidden > 0 {
                <p class="note">{ t_args("network-not-drawn", [("count", hidden.into())]) }</p>
            }
            if crowd.silent > 0 {
                <p class="note">{ t_args("network-silent", [("count", crowd.silent.into())]) }</p>
            }
        </div>
    }
}

fn listed(crowd: &Crowd, places: &[usize]) -> String {
    let names = places
        .iter()
        .take(SAID)
        .map(|&at| crowd.nodes[at].name.clone());
    and_more(names, places.len().saturating_sub(SAID))
}

fn drawing(
    crowd: &Crowd,
    ground: &Ground,
    chosen: Option<usize>,
    on_choose: &Callback<usize>,
) -> Html {
    let drawn = match chosen {
        Some(at) => crowd.connections(at),
        None => crowd.deviations.iter().take(MAX_DRAWN).cloned().collect(),
    };
    // Of a chosen node, who has nothing to do with it fades.
    let fades = |at: usize| {
        let tied = |wire: &Wire| {
            (wire.one == at || wire.other == at) && (wire.cut || wire.one_hears || wire.other_hears)
        };
        chosen.is_some_and(|chosen| chosen != at && !drawn.iter().any(tied))
    };
    html! {
        <svg
            class="network-drawing"
            viewBox={format!("0 0 {} {}", ground.width, ground.height)}
            aria-hidden="true"
            focusable="false"
        >
            if let Some(x) = ground.cut {
                { cut(x, ground.height) }
            }
            { for drawn.iter().filter_map(|link| wire(link, ground)) }
            { for crowd.nodes.iter().enumerate().zip(&ground.stands).map(|((at, node), &point)| {
                let class = classes!(
                    "many-node",
                    (chosen == Some(at)).then_some("chosen"),
                    fades(at).then_some("faded"),
                    crowd.deaf.contains(&at).then_some("deaf"),
                );
                let onclick = on_choose.reform(move |_: MouseEvent| at);
                many_node(node, point, ground.size, class, onclick)
            }) }
        </svg>
    }
}

fn wire(link: &Wire, ground: &Ground) -> Option<Html> {
    let (one, other) = (
        *ground.stands.get(link.one)?,
        *ground.stands.get(link.other)?,
    );
    let length = (other.x - one.x).hypot(other.y - one.y).max(1.0);
    let trim = ((ground.size.face / 2.0 + GAP) / length).min(0.5);
    let (from, to) = (between(one, other, trim), between(other, one, trim));
    Some(html! {
        <g key={format!("{}-{}", link.one, link.other)} class={classes!("wire", state(link))}>
            if link.one_hears && link.other_hears && !link.cut {
                // As it is to be: without arrowheads, of which forty would meet at a chosen node.
                <path class="line" d={format!("M{:.1} {:.1}L{:.1} {:.1}", from.x, from.y, to.x, to.y)} />
            } else {
                { strokes(link, from, to, open_part(from, to, ground)) }
            }
        </g>
    })
}

/// The part of a way at which no node stands, as near to its middle as can be.
fn open_part(from: Point, to: Point, ground: &Ground) -> f64 {
    const PARTS: [f64; 7] = [MIDDLE, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];
    let Size {
        width,
        height,
        face,
        ..
    } = ground.size;
    let is_open = |part: &f64| {
        let here = between(from, to, *part);
        let covers = |stand: &Point| {
            let below = here.y - stand.y + face / 2.0;
            (here.x - stand.x).abs() < width / 2.0 && (0.0..height).contains(&below)
        };
        !ground.stands.iter().any(covers)
    };
    PARTS.into_iter().find(is_open).unwrap_or(MIDDLE)
}

/// The cut between the halves of a split room.
fn cut(x: f64, height: f64) -> Html {
    html! {
        <g class="room-cut" data-testid="network-split-line">
            <path d={format!("M{x:.1} 0V{height:.1}")} />
            <text class="to-the-left" x={format!("{:.1}", x - 10.0)} y="16">{ t("network-first-half") }</text>
            <text x={format!("{:.1}", x + 10.0)} y="16">{ t("network-second-half") }</text>
        </g>
    }
}

fn many_node(
    node: &GraphNode,
    Point { x, y }: Point,
    size: Size,
    class: Classes,
    onclick: Callback<MouseEvent>,
) -> Html {
    let side = size.face;
    let line = if side > 30.0 { 13.0 } else { 11.0 };
    html! {
        <g
            key={node.address.clone()}
            {class}
            transform={format!("translate({x:.1} {y:.1})")}
            data-testid={format!("network-node-{}", node.address)}
            {onclick}
        >
            <title>
                { t_args("network-node", [
                    ("name", node.name.as_str().into()),
                    ("count", node.length.unwrap_or_default().into()),
                ]) }
            </title>
            <rect
                class="ground"
                x={(-size.width / 2.0 + 2.0).to_string()}
                y={(-side / 2.0 - 2.0).to_string()}
                width={(size.width - 4.0).to_string()}
                height={(size.height - 2.0).to_string()}
                rx="8"
            />
            <svg
                x={(-side / 2.0).to_string()}
                y={(-side / 2.0).to_string()}
                width={side.to_string()}
                height={side.to_string()}
                viewBox="0 0 32 32"
            >
                { face(&node.address, &node.name) }
            </svg>
            if let Some(tip) = &node.tip {
                <svg
                    class={mark::colour_class(tip)}
                    x={(side / 2.0).to_string()}
                    y={(-side / 2.0).to_string()}
                    width={MARK.to_string()}
                    height={MARK.to_string()}
                    viewBox="0 0 5 5"
                >
                    <path class="cells" d={mark::path(tip)} />
                </svg>
            }
            <text class="name" y={format!("{:.1}", side / 2.0 + line + 1.0)} font-size={line.to_string()}>
                { shortened(&node.name, size.letters) }
            </text>
        </g>
    }
}

/// A name in so many letters; wide ones count twice.
fn shortened(name: &str, most: usize) -> String {
    let width = |letter: char| if letter.is_ascii() { 1 } else { 2 };
    if name.chars().map(width).sum::<usize>() <= most {
        return name.to_owned();
    }
    let mut room = most.saturating_sub(1);
    let mut short = String::new();
    for letter in name.chars() {
        if width(letter) > room {
            break;
        }
        room -= width(letter);
        short.push(letter);
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_marked_where_no_node_stands() {
        let mut ground = ground(&[false; 40], false);
        let (from, to) = (Point { x: 0.0, y: 0.0 }, Point { x: 1000.0, y: 0.0 });
        ground.stands = vec![from, to];
        assert_eq!(open_part(from, to, &ground), 0.5);
        ground.stands.push(Point { x: 490.0, y: 0.0 });
        assert_eq!(open_part(from, to, &ground), 0.4);
        // A name stands below its face.
        ground.stands[2].y = ground.size.face;
        assert_eq!(open_part(from, to, &ground), 0.5);
        ground.stands[2].y = ground.size.face - ground.size.height;
        assert_eq!(open_part(from, to, &ground), 0.4);
    }

    #[test]
    fn a_long_name_ends_in_dots_and_wide_letters_count_twice() {
        for (name, short) in [
            ("Ada", "Ada"),
            ("Quiet Badger", "Quiet …"),
            ("四个汉字", "四个汉…"),
            ("Badgers", "Badgers"),
        ] {
            assert_eq!(shortened(name, 7), short);
        }
    }
}
