//! A node's own record: what it is called, where it stands, and how its other records are to be read.
//!
//! It is a line for each thing: a word for what it is, then its value. A line that is not known is passed over, so that a later
//! page can add some; what an older page could not read at all has a greater version.

use std::fmt::Write as _;

use chain::{Hash, Rules};
use node::{Mode, NodeName, Standing, Time};
use protocol::{Address, RoomName};

use super::record::{sealed, unsealed};
use crate::{account_key::AccountSecret, room_link};

/// The version of the records.
const VERSION: u32 = 2;
/// The oldest that is read: in it blocks were sealed in another way, and all else was the same.
const OLDEST_VERSION: u32 = 1;

/// A node's own record.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The room it was in.
    pub room: RoomName,
    /// What people call it.
    pub name: NodeName,
    /// By which it proves to a relay whose its address is.
    pub secret: String,
    /// The key of its account, if it has one.
    pub(crate) key: Option<AccountSecret>,
    /// The rules of its chain.
    pub rules: Rules,
    /// How many blocks are stored.
    pub length: u64,
    /// How many bytes its chain has.
    pub bytes: u64,
    /// How many transactions were pending.
    pub pending: u64,
    /// When it was written last.
    pub seen: Time,
    /// The generations of its records that turned out to be damaged, and are kept to be exported.
    pub damaged: Vec<u64>,
    /// Whether it wants to hold headers only.
    pub(super) light: bool,
    pub(super) mode: Mode,
    pub(super) auto_register: bool,
    pub(super) untouched: bool,
    pub(super) submissions: u64,
    /// The hash of the last block that is stored.
    pub(super) tip: Option<Hash>,
    /// Whether all blocks of the chain were stored when it was written.
    pub(super) whole: bool,
    pub(super) generation: u64,
    pub(super) standings: Vec<(Address, Standing)>,
}

/// Why a node's own record can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedFault {
    /// A newer version of the page has written it.
    Newer,
    /// It is damaged.
    Damaged,
}

impl Saved {
    /// Reads a record.
    pub fn read(record: &str) -> Result<Self, SavedFault> {
        let (text, intact) = unsealed(record).ok_or(SavedFault::Damaged)?;
        let mut lines = text.lines().filter_map(|line| line.split_once(' '));
        let version = lines.next().filter(|(word, _)| *word == "tabchain-node");
        match version.and_then(|(_, version)| version.parse::<u32>().ok()) {
            Some(OLDEST_VERSION..=VERSION) if intact => {}
            Some(version) if version > VERSION => return Err(SavedFault::Newer),
            _ => return Err(SavedFault::Damaged),
        }
        let value = |wanted: &str| {
            let mut lines = text.lines().filter_map(|line| line.split_once(' '));
            lines.find_map(|(word, value)| (word == wanted).then_some(value))
        };
        let count = |wanted: &str| value(wanted)?.parse::<u64>().ok();
        let read = || {
            Some(Self {
                room: RoomName::parse(value("room")?).ok()?,
                name: NodeName::parse(value("name")?).ok()?,
                secret: value("secret")?.to_owned(),
                key: value("key").and_then(AccountSecret::parse),
                rules: room_link::read(value("rules")?)?,
                length: count("length")?,
                bytes: count("bytes")?,
                pending: count("pending")?,
                seen: Time::from_micros(count("seen")?),
                damaged: lines
                    .filter(|(word, _)| *word == "damaged")
                    .filter_map(|(_, generation)| generation.parse().ok())
                    .collect(),
                light: value("light") == Some("true"),
                mode: match value("mode")? {
                    "live" => Mode::Live,
                    _ => Mode::Manual,
                },
                auto_register: value("auto-register")? == "true",
                untouched: value("untouched")? == "true",
                submissions: count("submissions")?,
                tip: value("tip").and_then(|tip| tip.parse().ok()),
                whole: value("whole")? == "true",
                generation: count("generation")?,
                standings: text.lines().filter_map(standing).collect(),
            })
        };
        read().ok_or(SavedFault::Damaged)
    }

    /// What the keys of its records begin with.
    pub fn prefix(&self) -> String {
        format!("{}/", self.generation)
    }

    /// What the keys of its records of blocks begin with: of those that are in use, then of those that are damaged.
    pub fn block_prefixes(&self) -> impl Iterator<Item = String> {
        let generations = std::iter::once(self.generation).chain(self.damaged.iter().copied());
        generations.map(|generation| format!("{generation}/{}/", super::blocks::KIND))
    }

    /// Whether nothing was ever done with it.
    pub fn is_empty(&self) -> bool {
        self.length <= 1 && self.pending == 0 && self.damaged.is_empty()
    }

    /// The record.
    pub fn written(&self) -> String {
        let mut text = format!("tabchain-node {VERSION}\n");
        let mut line = |word: &str, value: &dyn std::fmt::Display| {
            // A text can always be written to.
            let _ = writeln!(text, "{word} {value}");
        };
        line("room", &self.room);
        line("name", &self.name);
        line("secret", &self.secret);
        if let Some(key) = &self.key {
            line("key", &key.written());
        }
        line("rules", &room_link::written(self.rules));
        if self.light {
            line("light", &true);
        }
        let live = self.mode == Mode::Live;
        line("mode", if live { &"live" } else { &"manual" });
        line("auto-register", &self.auto_register);
        line("untouched", &self.untouched);
        line("submissions", &self.submissions);
        line("length", &self.length);
        if let Some(tip) = &self.tip {
            line("tip", tip);
        }
        line("bytes", &self.bytes);
        line("pending", &self.pending);
        line("whole", &self.whole);
        line("generation", &self.generation);
        for generation in &self.damaged {
            line("damaged", generation);
        }
        line("seen", &self.seen.as_micros());
        for (address, standing) in &self.standings {
            let word = match standing {
                Standing::ByHand => "by-hand",
                Standing::Registered => "registered",
                Standing::Unregistered => "unregistered",
            };
            line(word, address);
        }
        sealed(&text)
    }
}

fn standing(line: &str) -> Option<(Address, Standing)> {
    let (word, address) = line.split_once(' ')?;
    let standing = match word {
        "by-hand" => Standing::ByHand,
        "registered" => Standing::Registered,
        "unregistered" => Standing::Unregistered,
        _ => return None,
    };
    Some((Address::exact(address).ok()?, standing))
}
