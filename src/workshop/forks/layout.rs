//! Where the blocks of a tree stand: their index from left to right, one lane for each branch.

use std::{cmp::Reverse, ops::RangeInclusive};

use chain::Hash;

/// A block of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeBlock {
    /// Its hash.
    pub hash: Hash,
    /// The hash of the block before; `None` for genesis.
    pub previous: Option<Hash>,
    /// Its place in the chain, from 1.
    pub index: u64,
    /// How many transactions it holds.
    pub transactions: usize,
}

/// A node that stands somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// Where it is reached.
    pub address: String,
    /// What it is called.
    pub name: String,
}

/// Where a node stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// The node.
    pub who: Who,
    /// The hash of the last block of its chain.
    pub tip: Hash,
}

/// What a block counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is on the longest chain.
    Longest,
    /// It is on a shorter chain, or one as long, that a node still has.
    Branch,
    /// No node has it on its chain any more.
    Orphaned,
}

/// The whole drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The smallest index that is drawn.
    pub first: u64,
    /// The greatest.
    pub last: u64,
    /// How many lanes there are.
    pub lanes: usize,
    /// The blocks, by index.
    pub blocks: Vec<Placed>,
    /// How many blocks are orphaned, those not drawn among them.
    pub orphaned: usize,
    /// How many chains of the greatest length there are that a node has.
    pub longest: usize,
}

/// A block in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The block.
    pub block: TreeBlock,
    /// Its lane, from 0, which is that of the longest chain.
    pub lane: usize,
    /// The lane of the block before, if that is drawn.
    pub from: Option<usize>,
    /// What it counts for.
    pub standing: Standing,
    /// The nodes that stand here.
    pub nodes: Vec<Who>,
}

/// Lays out the newest `columns` indices of a tree. `blocks` are in the order in which they were
/// seen: of two chains as long the one seen first goes on straight.
pub fn lay_out(blocks: &[TreeBlock], stands: &[Stand], columns: u64) -> Layout {
    let tree = Tree::new(blocks, stands);
    let Some(last) = blocks.iter().map(|block| block.index).max() else {
        return Layout::default();
    };
    let lowest = blocks.iter().map(|block| block.index).min().unwrap_or(last);
    let first = last.saturating_sub(columns.max(1) - 1).max(lowest);
    let lanes = tree.lanes(first);
    let main = tree.marked(tree.main.into_iter().flat_map(|tip| tree.path(tip)));

    let mut placed: Vec<Placed> = (0..blocks.len())
        .filter(|&at| blocks[at].index >= first)
        .filter_map(|at| Some((at, lanes[at]?)))
        .map(|(at, lane)| Placed {
            block: blocks[at].clone(),
            lane,
            from: tree
                .before(at)
                .filter(|&at| blocks[at].index >= first)
                .and_then(|at| lanes[at]),
            standing: if main[at] {
                Standing::Longest
            } else if tree.alive[at] {
                Standing::Branch
            } else {
                Standing::Orphaned
            },
            nodes: stands
                .iter()
                .filter(|stand| stand.tip == blocks[at].hash)
                .map(|stand| stand.who.clone())
                .collect(),
        })
        .collect();
    placed.sort_by_key(|placed| (placed.block.index, placed.lane));

    Layout {
        first,
        last,
        lanes: lanes.iter().flatten().max().map_or(0, |lane| lane + 1),
        orphaned: tree.alive.iter().filter(|&&alive| !alive).count(),
        longest: tree.longest(),
        blocks: placed,
    }
}

/// Blocks by their places in the list, and what the nodes make of them.
struct Tree<'a> {
    blocks: &'a [TreeBlock],
    /// Where each hash is, by hash.
    places: Vec<(Hash, usize)>,
    /// Where nodes stand, each place once, by place.
    tips: Vec<usize>,
    /// What is on a node's chain.
    alive: Vec<bool>,
    /// The last block of the longest chain.
    main: Option<usize>,
}

impl<'a> Tree<'a> {
    fn new(blocks: &'a [TreeBlock], stands: &[Stand]) -> Self {
        let mut places: Vec<(Hash, usize)> = blocks.iter().map(|b| b.hash).zip(0..).collect();
        places.sort_unstable();
        let mut tree = Self {
            blocks,
            places,
            tips: Vec::new(),
            alive: Vec::new(),
            main: None,
        };
        let tips = stands.iter().filter_map(|stand| tree.place(&stand.tip));
        tree.tips = tips.collect();
        tree.tips.sort_unstable();
        tree.tips.dedup();
        let longest = tree.tips.iter().copied();
        tree.main = longest.min_by_key(|&tip| (Reverse(blocks[tip].index), tip));
        tree.alive = tree.marked(tree.tips.iter().flat_map(|&tip| tree.path(tip)));
        tree
    }

    fn place(&self, hash: &Hash) -> Option<usize> {
        let at = self.places.binary_search_by_key(hash, |&(hash, _)| hash);
        at.ok().map(|at| self.places[at].1)
    }

    /// For each block whether it is among these.
    fn marked(&self, places: impl Iterator<Item = usize>) -> Vec<bool> {
        let mut marked = vec![false; self.blocks.len()];
        for at in places {
            marked[at] = true;
        }
        marked
    }

    fn before(&self, at: usize) -> Option<usize> {
        let previous = self.blocks[at].previous?;
        let before = self.place(&previous)?;
        // What names itself or a later block is no chain.
        (self.blocks[before].index < self.blocks[at].index).then_some(before)
    }

    /// A block and all before it, newest first.
    fn path(&self, end: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(end), |&at| self.before(at))
    }

    /// How many tips have the greatest index.
    fn longest(&self) -> usize {
        let greatest = self.main.map(|tip| self.blocks[tip].index);
        let as_long = |tip: &&usize| Some(self.blocks[**tip].index) == greatest;
        self.tips.iter().filter(as_long).count()
    }

    /// The ends of all branches: that of the longest chain, then what is alive before what is
    /// orphaned, long before short, early before late.
    fn ends(&self) -> Vec<usize> {
        let count = self.blocks.len();
        let parents = self.marked((0..count).filter_map(|at| self.before(at)));
        let mut leaves: Vec<usize> = (0..count).filter(|&at| !parents[at]).collect();
        leaves.sort_by_key(|&at| (!self.alive[at], Reverse(self.blocks[at].index), at));
        self.main.into_iter().chain(leaves).collect()
    }

    /// The lane of each block on a branch that reaches the index `first`.
    fn lanes(&self, first: u64) -> Vec<Option<usize>> {
        let mut taken: Vec<Vec<RangeInclusive<u64>>> = Vec::new();
        let mut lanes = vec![None; self.blocks.len()];
        for end in self.ends() {
            let branch: Vec<usize> = self
                .path(end)
                .take_while(|&at| lanes[at].is_none())
                .collect();
            let (Some(&start), to) = (branch.last(), self.blocks[end].index) else {
                continue;
            };
            if to < first {
                continue;
            }
            let from = self.blocks[start].index;
            // Two branches in one lane keep a column between them, or they would look like one.
            let free = |lane: &Vec<RangeInclusive<u64>>| {
                lane.iter()
                    .all(|other| to + 1 < *other.start() || from > other.end() + 1)
            };
            // The lane of the longest chain is its own.
            let own = usize::from(!taken.is_empty());
            let lane = (own..taken.len())
                .find(|&lane| free(&taken[lane]))
                .unwrap_or(taken.len());
            if lane == taken.len() {
                taken.push(Vec::new());
            }
            taken[lane].push(from..=to);
            for at in branch {
                lanes[at] = Some(lane);
            }
        }
        lanes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block called by a letter, after another.
    fn block(name: u8, previous: Option<u8>, index: u64) -> TreeBlock {
        TreeBlock {
            hash: hash(name),
            previous: previous.map(hash),
            index,
            transactions: 1,
        }
    }

    fn hash(name: u8) -> Hash {
        Hash::from_bytes([name; 32])
    }

    fn who(name: &str) -> Who {
        Who {
            address: format!("tab-{name}"),
            name: name.to_owned(),
        }
    }

    fn at(name: &str, tip: u8) -> Stand {
        Stand {
            who: who(name),
            tip: hash(tip),
        }
    }

    fn find(layout: &Layout, name: u8) -> &Placed {
        let wanted = |placed: &&Placed| placed.block.hash == hash(name);
        layout.blocks.iter().find(wanted).unwrap()
    }

    /// Genesis, then `a` alone against `x`, `y`.
    fn fork() -> Vec<TreeBlock> {
        vec![
            block(b'g', None, 1),
            block(b'a', Some(b'g'), 2),
            block(b'x', Some(b'g'), 2),
            block(b'y', Some(b'x'), 3),
        ]
    }

    #[test]
    fn the_longest_chain_goes_straight_and_a_shorter_one_beside_it() {
        let layout = lay_out(&fork(), &[at("Ada", b'a'), at("Bo", b'y')], 40);
        assert_eq!((layout.first, layout.last, layout.lanes), (1, 3, 2));
        for (name, lane, standing) in [
            (b'g', 0, Standing::Longest),
            (b'x', 0, Standing::Longest),
            (b'y', 0, Standing::Longest),
            (b'a', 1, Standing::Branch),
        ] {
            let placed = find(&layout, name);
            assert_eq!((placed.lane, placed.standing), (lane, standing));
        }
        assert_eq!(find(&layout, b'a').from, Some(0));
        assert_eq!(find(&layout, b'y').nodes, [who("Bo")]);
        assert_eq!((layout.orphaned, layout.longest), (0, 1));
    }

    #[test]
    fn what_no_node_has_any_more_is_orphaned() {
        let layout = lay_out(&fork(), &[at("Ada", b'y'), at("Bo", b'y')], 40);
        assert_eq!(find(&layout, b'a').standing, Standing::Orphaned);
        assert_eq!(find(&layout, b'y').nodes, [who("Ada"), who("Bo")]);
        assert_eq!(layout.orphaned, 1);
    }

    #[test]
    fn of_two_chains_as_long_the_one_seen_first_goes_straight() {
        let blocks = &fork()[..3];
        let layout = lay_out(blocks, &[at("Bo", b'x'), at("Ada", b'a')], 40);
        assert_eq!(find(&layout, b'a').lane, 0);
        assert_eq!(find(&layout, b'x').lane, 1);
        assert_eq!(layout.longest, 2);
    }

    #[test]
    fn an_orphan_on_top_of_a_tip_does_not_make_it_longer() {
        let mut blocks = fork();
        blocks.push(block(b'z', Some(b'y'), 4));
        let layout = lay_out(&blocks, &[at("Bo", b'y')], 40);
        assert_eq!(find(&layout, b'y').standing, Standing::Longest);
        let orphan = find(&layout, b'z');
        assert_eq!(
            (orphan.standing, orphan.from),
            (Standing::Orphaned, Some(0))
        );
        assert_ne!(orphan.lane, 0);
    }

    #[test]
    fn branches_apart_share_a_lane_and_branches_at_once_do_not() {
        let mut blocks = vec![block(0, None, 1)];
        for index in 2..=9 {
            blocks.push(block(index, Some(index - 1), index.into()));
        }
        blocks.push(block(100, Some(1), 3));
        blocks.push(block(101, Some(1), 3));
        blocks.push(block(102, Some(6), 7));
        blocks[1].previous = Some(hash(0));
        blocks[2].previous = Some(hash(2));
        let layout = lay_out(&blocks, &[at("Ada", 9)], 40);
        assert_ne!(find(&layout, 100).lane, find(&layout, 101).lane);
        assert_eq!(find(&layout, 100).lane, find(&layout, 102).lane);
        assert_eq!(layout.lanes, 3);
    }

    #[test]
    fn nothing_else_stands_in_the_lane_of_the_longest_chain() {
        let mut blocks = fork();
        blocks.push(block(b'z', Some(b'?'), 9));
        let layout = lay_out(&blocks, &[at("Bo", b'y')], 40);
        assert_ne!(find(&layout, b'z').lane, 0);
    }

    #[test]
    fn only_the_newest_columns_are_drawn() {
        let blocks: Vec<TreeBlock> = (1..=100_u8)
            .map(|name| block(name, (name > 1).then(|| name - 1), name.into()))
            .collect();
        let layout = lay_out(&blocks, &[at("Ada", 100)], 10);
        assert_eq!((layout.first, layout.last), (91, 100));
        assert_eq!(layout.blocks.len(), 10);
        assert_eq!(find(&layout, 91).from, None);
    }

    #[test]
    fn nothing_seen_is_an_empty_drawing() {
        assert_eq!(lay_out(&[], &[at("Ada", 1)], 40), Layout::default());
    }

    #[test]
    fn blocks_that_name_each_other_in_a_circle_end_the_search() {
        let blocks = [
            block(1, Some(2), 1),
            block(2, Some(1), 2),
            block(3, Some(3), 3),
        ];
        let layout = lay_out(&blocks, &[at("Ada", 2), at("Bo", 3)], 40);
        assert_eq!(layout.blocks.len(), 3);
    }
}
