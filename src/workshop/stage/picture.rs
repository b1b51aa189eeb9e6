//! Where everything stands in the drawing on the stage: the newest blocks, a few branches of them, and at each tip who stands
//! there.
//!
//! How much is drawn does not grow with the room: of branches the most important, of a crowd some faces and its number.

use super::room::Room;
use crate::workshop::forks::layout::{Layout, Placed, Stand, Who, lay_out};

/// The drawing's width. A unit is a pixel on a laptop's screen.
pub const WIDTH: f64 = 1240.0;
/// The drawing's height.
pub const HEIGHT: f64 = 500.0;
/// The side of a block.
pub const BLOCK: f64 = 84.0;
/// From one index to the next.
pub const COLUMN: f64 = 114.0;
/// From one row to the next.
const ROW: f64 = HEIGHT / ROWS.len() as f64;
/// The pitch of faces that stand side by side.
pub const FACE: f64 = 42.0;

/// How many of the newest indices are drawn.
const COLUMNS: u64 = 8;
/// From the left to the first column, where there are as many as may be.
const LEFT: f64 = 12.0;
/// What is left for those who stand beside the last block.
const RIGHT: f64 = WIDTH - LEFT - COLUMNS as f64 * COLUMN;
/// Between a block and those who stand beside it.
const ASIDE: f64 = 14.0;
/// The row of each lane. Lane 0, of the longest chain, keeps its row whatever comes or goes around it.
const ROWS: [usize; 4] = [1, 2, 0, 3];
/// So many who stand at the same block are named.
const NAMED: usize = 3;
/// So many rows of faces have room in a row of the drawing.
const FACE_ROWS: usize = 2;
/// So many faces have room below a block.
const FACES_BELOW: usize = 3;

/// Everything that is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// The smallest index that is drawn.
    pub first: u64,
    /// The greatest.
    pub last: u64,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// Who stands where.
    pub crowds: Vec<Crowd>,
    /// How many lanes found no room.
    pub more_lanes: usize,
    /// Who stands at a block that is not drawn although it was seen, as places in [`Room::people`]. Not the node of this tab: on
    /// a projector, it only looks on.
    pub behind: Vec<usize>,
    /// Who stands at a block that was not seen.
    pub unseen: Vec<usize>,
}

/// A block in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is, and what it counts for.
    pub placed: Placed,
    /// Its place in [`Room::blocks`].
    pub at: usize,
    /// Its left edge; the drawing moves by [`Picture::shift`].
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// The upper edge of the block before it, where that is drawn.
    pub from: Option<f64>,
}

/// Those who stand at the same block.
#[derive(Clone, Debug, PartialEq)]
pub struct Crowd {
    /// The block's place in [`Picture::blocks`].
    pub block: usize,
    /// Who they are, as places in [`Room::people`].
    pub people: Vec<usize>,
    /// How they are drawn.
    pub form: Form,
    /// The left edge.
    pub x: f64,
    /// The upper edge.
    pub y: f64,
}

/// How those who stand at the same block are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Beside the block, each with its name.
    Named,
    /// Beside the block, their number above the faces of the first of them.
    Counted {
        /// How many faces.
        faces: usize,
        /// How many of these in a row.
        per_row: usize,
    },
    /// Below the block, where the chain goes on beside it: the faces of the first, and how many more.
    Below {
        /// How many faces.
        faces: usize,
    },
}

impl Picture {
    /// How far the drawing is moved, so that its first column is at the left, and a short chain in the middle: what was drawn
    /// keeps its own place.
    pub fn shift(&self) -> f64 {
        let columns = (self.last + 1 - self.first) as f64;
        let left = (WIDTH - columns * COLUMN - RIGHT) / 2.0;
        left.max(LEFT) - self.first as f64 * COLUMN
    }

    /// The picture of a room.
    pub fn of(room: &Room) -> Self {
        let stands: Vec<Stand> = room
            .people
            .iter()
            .filter_map(|person| {
                Some(Stand {
                    who: Who::default(),
                    tip: person.tip?,
                })
            })
            .collect();
        let layout = lay_out(&room.blocks, &stands, COLUMNS);
        let mut picture = Self {
            first: layout.first,
            last: layout.last,
            more_lanes: layout.lanes.saturating_sub(ROWS.len()),
            blocks: blocks(room, &layout),
            ..Self::default()
        };
        let stands_at = |hash| {
            let people = room.people.iter().enumerate();
            let here = people.filter(|(_, person)| person.tip == Some(hash));
            here.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let hashes = picture.blocks.iter().map(|block| block.placed.block.hash);
        let crowds = hashes.map(stands_at).enumerate();
        picture.crowds = crowds
            .filter(|(_, people)| !people.is_empty())
            .map(|(block, people)| picture.crowd(block, people))
            .collect();
        // This tab's node, the first, only looks on.
        for (at, person) in room.people.iter().enumerate().skip(1) {
            let Some(tip) = person.tip else { continue };
            match room.place(&tip) {
                _ if picture
                    .crowds
                    .iter()
                    .any(|crowd| crowd.people.contains(&at)) => {}
                Some(_) => picture.behind.push(at),
                None => picture.unseen.push(at),
            }
        }
        picture
    }

    fn crowd(&self, block: usize, people: Vec<usize>) -> Crowd {
        let here = &self.blocks[block];
        let goes_on = |other: &Block| other.y == here.y && other.x > here.x;
        if self.blocks.iter().any(goes_on) {
            let faces = match people.len() {
                few if few <= FACES_BELOW => few,
                // How many more takes the room of a face, and of two from ten on.
                some if some < FACES_BELOW - 1 + 10 => FACES_BELOW - 1,
                _ => FACES_BELOW - 2,
            };
            return Crowd {
                block,
                people,
                form: Form::Below { faces },
                x: here.x,
                y: here.y + BLOCK + 4.0,
            };
        }
        let x = here.x + BLOCK + ASIDE;
        let room = WIDTH - (x + self.shift());
        let per_row = (room / FACE).max(1.0) as usize;
        let form = match people.len() {
            few if few <= NAMED => Form::Named,
            many => Form::Counted {
                faces: many.min(per_row * FACE_ROWS),
                per_row,
            },
        };
        Crowd {
            block,
            people,
            form,
            x,
            y: here.y,
        }
    }
}

fn blocks(room: &Room, layout: &Layout) -> Vec<Block> {
    let block = |placed: &Placed| {
        Some(Block {
            at: room.place(&placed.block.hash)?,
            x: placed.block.index as f64 * COLUMN,
            y: top(placed.lane)?,
            from: placed.from.and_then(top),
            placed: placed.clone(),
        })
    };
    layout.blocks.iter().filter_map(block).collect()
}

/// The upper edge of the blocks of a lane; `None` where it found no room.
fn top(lane: usize) -> Option<f64> {
    ROWS.get(lane).map(|&row| row as f64 * ROW + 2.0)
}

#[cfg(test)]
mod tests {
    use super::{
        super::room::tests::{hash, seen},
        *,
    };
    use crate::workshop::{forks::layout::Standing, observe::RoomStands};

    fn named(number: usize) -> String {
        format!("Node{number:03}")
    }

    #[test]
    fn a_crowd_at_the_same_tip_is_counted_and_drawn_within_the_drawing() {
        let mut seen = seen("gab");
        for number in 0..40 {
            seen.stands(&named(number), 'b', 3);
        }
        let picture = Picture::of(&Room::seen(&seen));
        let [crowd] = &picture.crowds[..] else {
            panic!("{:?}", picture.crowds);
        };
        assert_eq!(crowd.people.len(), 41);
        let Form::Counted { faces, per_row } = crowd.form else {
            panic!("{crowd:?}");
        };
        assert!(faces <= per_row * FACE_ROWS && faces < 41);
        assert!(crowd.x + picture.shift() + per_row as f64 * FACE <= WIDTH);
    }

    #[test]
    fn few_at_a_tip_are_named_and_who_is_behind_stands_below_its_block() {
        let mut seen = seen("gabcd");
        for (name, tip, length) in [("Ada", 'd', 5), ("Bo", 'b', 3), ("Cy", 'b', 3)] {
            seen.stands(name, tip, length);
        }
        let picture = Picture::of(&Room::seen(&seen));
        let forms: Vec<_> = picture.crowds.iter().map(|crowd| crowd.form).collect();
        assert_eq!(forms, [Form::Below { faces: 2 }, Form::Named]);

        // A number of two digits takes the room of a second face.
        for (more, faces) in [(9, 2), (10, 1)] {
            for number in 0..more {
                seen.stands(&named(number), 'b', 3);
            }
            let crowds = Picture::of(&Room::seen(&seen)).crowds;
            assert_eq!(crowds[0].form, Form::Below { faces }, "{more}");
        }
    }

    #[test]
    fn the_longest_chain_keeps_its_row_and_its_place_when_a_branch_comes() {
        let mut seen = seen("gab");
        let place = |seen: &RoomStands| {
            let picture = Picture::of(&Room::seen(seen));
            let longest = |block: &&Block| block.placed.standing == Standing::Longest;
            let longest = picture.blocks.iter().filter(longest);
            longest
                .map(|block| (block.x + picture.shift(), block.y))
                .collect::<Vec<_>>()
        };
        let before = place(&seen);
        seen.blocks(2, "g", "x", false);
        seen.stands("Ada", 'x', 2);
        assert_eq!(place(&seen), before);
    }

    #[test]
    fn what_is_drawn_does_not_grow_with_the_room() {
        let chain: String = ('A'..='Z').collect();
        let mut seen = seen(&format!("g{chain}"));
        for (number, name) in (0..20_u8).zip('a'..) {
            // A branch of its own for each, from ever earlier blocks.
            let name = if name == 'g' { '#' } else { name };
            let before = chain.chars().nth(22 - usize::from(number)).unwrap();
            let index = 25 - u64::from(number);
            seen.blocks(index, &before.to_string(), &name.to_string(), false);
            seen.stands(&named(number.into()), name, index);
        }
        seen.stands("Zoe", '?', 99);
        let room = Room::seen(&seen);
        let picture = Picture::of(&room);
        assert!(picture.blocks.len() <= COLUMNS as usize * ROWS.len());
        let right = |block: &Block| block.x + picture.shift() + BLOCK;
        assert!(
            picture
                .blocks
                .iter()
                .all(|block| right(block) < WIDTH && block.y < HEIGHT)
        );
        // Nobody is lost.
        let drawn: usize = picture.crowds.iter().map(|crowd| crowd.people.len()).sum();
        assert_eq!(drawn + picture.behind.len() + picture.unseen.len(), 22);
        assert_eq!(room.people[picture.unseen[0]].tip, Some(hash('?')));
    }
}
