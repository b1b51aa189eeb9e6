//! The picture on the stage, drawn: blocks with their marks and who mined them, and at each tip the faces of who stands there.

use web_sys::Element;
use yew::prelude::*;

use super::{
    news::Watcher,
    picture::{BLOCK, Block, COLUMN, Crowd, FACE, Form, HEIGHT, Picture, WIDTH},
    room::{Person, Room},
};
use crate::{
    page::{animate::animate, components::face, hooks::wants_less, mark, texts::t_args},
    workshop::{forks::layout::Standing, inset::inset},
};

/// The side of the mark in a block, and of the face beside it.
const MARK: f64 = 34.0;
/// The side of a face beside a name.
const NAMED_FACE: f64 = 36.0;
/// How far an edge bends.
const BEND: f64 = 16.0;
/// How many columns the drawing may move at once to be seen moving: beyond, it is a long chain that came whole.
const MAX_SLIDE: f64 = 3.0;
/// As long as a block lands.
const SLIDE: &str = r#"{"duration":500,"easing":"ease-out"}"#;

/// Has the drawing seen moving when a column comes.
#[hook]
pub fn use_sliding(picture: &Picture) -> NodeRef {
    let moving = use_node_ref();
    {
        let moving = moving.clone();
        let before = use_mut_ref(|| None::<f64>);
        use_effect_with(picture.shift(), move |&shift| {
            let from = before.replace(Some(shift));
            let Some(from) = from.filter(|from| (from - shift).abs() <= MAX_SLIDE * COLUMN) else {
                return;
            };
            if let Some(moving) = moving.cast::<Element>().filter(|_| !wants_less()) {
                let keyframes =
                    format!(r#"{{"transform":["translateX({from}px)","translateX({shift}px)"]}}"#);
                // Where it fails, the drawing is at its new place at once.
                let _ = animate(&moving, &keyframes, SLIDE);
            }
        });
    }
    moving
}

/// The drawing. For those who can't see it the sentence below says what happens, and `summary` what there is.
pub fn drawing(
    room: &Room,
    picture: &Picture,
    watcher: &Watcher,
    moving: NodeRef,
    summary: String,
) -> Html {
    html! {
        <svg
            class="stage-tree"
            viewBox={format!("0 0 {WIDTH} {HEIGHT}")}
            role="img"
            aria-label={summary}
            data-testid="stage-tree"
        >
            <g ref={moving} transform={format!("translate({} 0)", picture.shift())}>
                <g>{ for picture.blocks.iter().map(|block| edge(picture, block)) }</g>
                <>{ for picture.blocks.iter().map(|placed| block(room, watcher, placed)) }</>
                <g>{ for picture.crowds.iter().map(|standing| crowd(room, picture, standing)) }</g>
            </g>
        </svg>
    }
}

fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Longest => "longest",
        Standing::Branch => "branch",
        Standing::Orphaned => "orphaned",
    }
}

/// From the block before; from the left edge, where that is not drawn.
fn edge(picture: &Picture, block: &Block) -> Html {
    let (to_x, to_y) = (block.x, block.y + BLOCK / 2.0);
    let from_x = block.x + BLOCK - COLUMN;
    let from_y = block.from.map(|top| top + BLOCK / 2.0);
    let index = block.placed.block.index;
    let path = match from_y {
        None if index == 1 => return Html::default(),
        None if index == picture.first => format!("M{} {to_y}H{to_x}", to_x - 12.0),
        // What it builds on was not seen, or is further back.
        None => format!("M{from_x} {to_y}H{to_x}"),
        Some(from_y) if from_y == to_y => format!("M{from_x} {from_y}H{to_x}"),
        Some(from_y) => {
            let middle = (from_x + to_x) / 2.0;
            let bend = BEND.copysign(to_y - from_y);
            let (start, end) = (from_y + bend, to_y - bend);
            format!(
                "M{from_x} {from_y}Q{middle} {from_y} {middle} {start}V{end}Q{middle} {to_y} {to_x} {to_y}"
            )
        }
    };
    let key = block.placed.block.hash.to_string();
    html! { <path {key} class={classes!("edge", class(block.placed.standing))} d={path} /> }
}

fn block(room: &Room, watcher: &Watcher, block: &Block) -> Html {
    let placed = &block.placed;
    let hash = &placed.block.hash;
    let digits = hash.to_string();
    let miner = watcher
        .rewarded(room, block.at)
        .or_else(|| watcher.first_at(room, block.at));
    let mark_x = match miner {
        Some(_) => BLOCK / 2.0 - MARK - 2.0,
        None => (BLOCK - MARK) / 2.0,
    };
    html! {
        <g
            key={digits.clone()}
            class={classes!("stage-block", class(placed.standing), mark::colour_class(hash))}
            transform={format!("translate({} {})", block.x, block.y)}
            data-testid={format!("stage-block-{}", &digits[..8])}
        >
            <g class="lands">
                <rect width={BLOCK.to_string()} height={BLOCK.to_string()} rx="10" />
                { inset(mark_x, 9.0, MARK, "0 0 5 5", html! { <path class="cells" d={mark::path(hash)} /> }) }
                if let Some(miner) = miner {
                    { person_face(miner, BLOCK / 2.0 + 2.0, 9.0, MARK) }
                }
                <text class="index" x={(BLOCK / 2.0).to_string()} y="72">{ placed.block.index }</text>
                if placed.standing == Standing::Orphaned {
                    <path class="strike" d={format!("M6 {}L{} 6", BLOCK - 6.0, BLOCK - 6.0)} />
                }
            </g>
        </g>
    }
}

fn person_face(person: &Person, x: f64, y: f64, side: f64) -> Html {
    let name = person.name.as_deref().unwrap_or_default();
    inset(x, y, side, "0 0 32 32", face(&person.address, name))
}

/// Those at a tip, by name, by number, or by their faces alone.
fn crowd(room: &Room, picture: &Picture, crowd: &Crowd) -> Html {
    let Some(block) = picture.blocks.get(crowd.block) else {
        return Html::default();
    };
    let people = crowd.people.iter().filter_map(|&at| room.people.get(at));
    let count = crowd.people.len();
    let drawn = match crowd.form {
        Form::Named => {
            let row = if count == 1 {
                BLOCK
            } else {
                BLOCK / count as f64 + 8.0
            };
            let first = (BLOCK - row * count as f64) / 2.0;
            let named = |(at, person): (usize, &Person)| {
                let middle = first + (at as f64 + 0.5) * row;
                html! {
                    <>
                        { person_face(person, 0.0, middle - NAMED_FACE / 2.0, NAMED_FACE) }
                        <text class="name" x={(NAMED_FACE + 8.0).to_string()} y={(middle + 9.0).to_string()}>
                            { shortened(person.called()) }
                        </text>
                    </>
                }
            };
            html! { <>{ for people.enumerate().map(named) }</> }
        }
        Form::Counted { faces, per_row } => {
            let rows = faces.div_ceil(per_row);
            let top = (BLOCK - 34.0 - rows as f64 * FACE) / 2.0;
            let face = |(at, person): (usize, &Person)| {
                let (row, column) = (at / per_row, at % per_row);
                let y = top + 38.0 + row as f64 * FACE;
                person_face(person, column as f64 * FACE, y, FACE - 6.0)
            };
            html! {
                <>
                    <text class="count" x="0" y={(top + 26.0).to_string()}>
                        { t_args("stage-nodes-here", [("count", count.into())]) }
                    </text>
                    { for people.take(faces).enumerate().map(face) }
                </>
            }
        }
        Form::Below { faces } => {
            let pitch = BLOCK / 3.0 + 2.0;
            let face = |(at, person): (usize, &Person)| {
                person_face(person, at as f64 * pitch, 0.0, pitch - 2.0)
            };
            html! {
                <>
                    { for people.take(faces).enumerate().map(face) }
                    if count > faces {
                        <text class="more" x={(faces as f64 * pitch + 2.0).to_string()} y="22">
                            { t_args("stage-more", [("count", (count - faces).into())]) }
                        </text>
                    }
                </>
            }
        }
    };
    html! {
        <g
            key={block.placed.block.hash.to_string()}
            class="stage-crowd"
            transform={format!("translate({} {})", crowd.x, crowd.y)}
        >
            { drawn }
        </g>
    }
}

/// A name that has room beside a block: of wide letters half as many.
fn shortened(name: &str) -> String {
    const MOST: usize = 17;
    let mut room = MOST;
    let mut short = String::new();
    for letter in name.chars() {
        let width = if letter.is_ascii() { 1 } else { 2 };
        if width > room {
            short.push('…');
            return short;
        }
        room -= width;
        short.push(letter);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_names_end_in_dots() {
        assert_eq!(shortened("Quiet Badger"), "Quiet Badger");
        assert_eq!(shortened("A very long name indeed"), "A very long name …");
        assert_eq!(shortened("一个名字很长的节点"), "一个名字很长的节…");
    }
}
