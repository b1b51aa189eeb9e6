//! A node's face: the initial of its name in a shape and a colour that its address decides, so that eyes find the same node
//! again in every list and on every block.
//!
//! The shape and the initial tell faces apart without the colour.

use yew::prelude::*;

use crate::page::mark;

/// What a face is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Which of the colours of hashes.
    pub colour: u8,
    /// Its outline.
    pub shape: Shape,
}

/// The outline of a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A circle.
    Round,
    /// A square.
    Square,
    /// A square on its corner.
    Diamond,
    /// A hexagon on its corner.
    Hexagon,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Round, Self::Square, Self::Diamond, Self::Hexagon];

    /// The outline as an SVG path in a box of 32 × 32, with room for a line of 4.
    pub fn path(self) -> &'static str {
        match self {
            Self::Round => "M16 3a13 13 0 0 1 0 26a13 13 0 0 1 0-26z",
            Self::Square => "M4 4h24v24H4z",
            Self::Diamond => "M16 2 30 16 16 30 2 16z",
            Self::Hexagon => "M16 2.5 28 9v14l-12 6.5L4 23V9z",
        }
    }
}

impl Look {
    /// The class that gives an element this look's colour.
    pub fn colour_class(self) -> String {
        format!("hash-{}", self.colour)
    }
}

/// How the node at this address looks, everywhere and in every tab.
pub fn look(address: &str) -> Look {
    // FNV-1a.
    let hash = address.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    // The low bits of this hash change most with the last digit, in which addresses differ.
    let [low, middle, high, top] = hash.to_le_bytes();
    Look {
        colour: (low ^ high) % mark::COLOURS,
        shape: Shape::ALL[usize::from(middle ^ top) % Shape::ALL.len()],
    }
}

/// What stands in the face: the first letter of the name, with the accents and joined signs that belong to it; of the
/// address, where there is no name.
pub fn initial(name: &str, address: &str) -> String {
    let name = name.trim_start();
    let text = if name.is_empty() { address } else { name };
    let mut initial = String::new();
    let mut before = None;
    for (place, letter) in text.chars().enumerate() {
        let joined = match before {
            None | Some(ZERO_WIDTH_JOINER) => true,
            Some(before) => place == 1 && is_flag_letter(before) && is_flag_letter(letter),
        };
        if !joined && !belongs_to_the_letter_before(letter) {
            break;
        }
        initial.push(letter.to_ascii_uppercase());
        before = Some(letter);
    }
    initial
}

const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Two of them are a flag.
fn is_flag_letter(letter: char) -> bool {
    matches!(letter, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Accents, forms of emoji and their skin, and the joiner.
fn belongs_to_the_letter_before(letter: char) -> bool {
    matches!(letter, ZERO_WIDTH_JOINER | '\u{300}'..='\u{36f}' | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The face of a node, to stand beside its name: it says nothing that the name does not, so screen readers skip it. An SVG of
/// its own, to be put into HTML or into another SVG; the style sheet gives it its size.
pub fn face(address: &str, name: &str) -> Html {
    let look = look(address);
    html! {
        <svg class={classes!("face", look.colour_class())} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path d={look.shape.path()} />
            <text x="16" y="16">{ initial(name, address) }</text>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    #[test]
    fn a_node_looks_the_same_everywhere() {
        let address = "node-17";
        assert_eq!(look(address), look(address));
        assert!(look(address).colour < mark::COLOURS);
    }

    #[test]
    fn looks_are_dealt_evenly() {
        let mut dealt = HashMap::new();
        for number in 5000..5480 {
            let Look { colour, shape } = look(&format!("localhost:{number}"));
            *dealt.entry((colour, shape as u8)).or_insert(0) += 1;
        }
        assert_eq!(dealt.len(), 48);
        // Ten of each on average.
        assert!(dealt.values().all(|&count| count <= 25), "{dealt:?}");
    }

    #[test]
    fn outlines_differ() {
        let paths: HashSet<_> = Shape::ALL.map(Shape::path).into();
        assert_eq!(paths.len(), Shape::ALL.len());
    }

    #[test]
    fn the_initial_is_the_first_letter_of_the_name() {
        assert_eq!(initial("ada", "n1"), "A");
        assert_eq!(initial("  Bob", "n1"), "B");
        assert_eq!(initial("红狼", "n1"), "红");
        assert_eq!(initial("", "n1"), "N");
        assert_eq!(initial(" ", ""), "");
    }

    #[test]
    fn what_belongs_to_a_letter_stays_with_it() {
        assert_eq!(initial("e\u{301}lise", ""), "E\u{301}");
        assert_eq!(initial("👩🏽\u{200d}💻 Kim", ""), "👩🏽\u{200d}💻");
        assert_eq!(initial("🇨🇳🇩🇪", ""), "🇨🇳");
        assert_eq!(initial("❤\u{fe0f}x", ""), "❤\u{fe0f}");
    }
}
