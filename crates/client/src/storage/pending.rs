//! The records of what is pending: each a list of transactions, a line each, of some that arrived one after the other.

use chain::{Format, SubmissionId, Transaction, Waiting};
use node::Node;
use protocol::Address;

use super::{Write, key, record::sealed};

pub(super) const KIND: &str = "pending";

/// A record is appended to while it has fewer bytes than this.
const APPEND_BELOW: usize = 4 * 1024;
/// A record that has so many bytes takes no more transactions.
const FULL: usize = 16 * 1024;

/// What is stored of what is pending.
#[derive(Clone, Default)]
pub(super) struct StoredPending {
    records: Vec<Stored>,
    /// The number of the last record.
    last: u64,
    /// The place of the last transaction that was ever stored.
    reached: u64,
    /// What was pending when all of it was stored; `None` before.
    revision: Option<(u64, usize)>,
}

/// Stands in a record for a transaction that is not pending any more: places are counted from 1.
pub(super) const GONE: u64 = 0;

/// One record.
#[derive(Clone)]
struct Stored {
    number: u64,
    /// The places of its transactions.
    places: Vec<u64>,
    bytes: usize,
}

impl StoredPending {
    /// Notes a record that was read, with the places that its transactions have now, or [`GONE`].
    pub fn push(&mut self, number: u64, places: Vec<u64>, bytes: usize) {
        self.last = self.last.max(number);
        self.reached = places.last().copied().unwrap_or(0).max(self.reached);
        self.records.push(Stored {
            number,
            places,
            bytes,
        });
    }

    /// All that is pending was read, up to this place.
    pub fn settle(&mut self, last_place: u64) {
        self.reached = self.reached.max(last_place);
    }

    /// Writes what it takes for this to be stored; unless it is `all`, what is pending no more stays for now.
    pub fn write(&mut self, generation: u64, node: &Node, all: bool, writes: &mut Vec<Write>) {
        if self.revision == Some(node.pending_revision()) {
            return;
        }
        let waiting: Vec<Waiting<'_>> = node.waiting().collect();
        if all {
            self.revision = Some(node.pending_revision());
            self.drop_gone(generation, &waiting, writes);
        }
        let new = waiting.partition_point(|waiting| waiting.place <= self.reached);
        let mut new = waiting[new..].iter().peekable();
        while new.peek().is_some() {
            let (number, mut places, mut text) = self.open(&waiting);
            while text.len() < FULL
                && let Some(next) = new.next()
            {
                write_line(next, &mut text);
                places.push(next.place);
            }
            writes.push(Write::Put(key(generation, KIND, number), sealed(&text)));
            self.push(number, places, text.len());
        }
    }

    /// The record that the next transactions go into, with what it holds: the last one while it is small, or a new one.
    fn open(&mut self, waiting: &[Waiting<'_>]) -> (u64, Vec<u64>, String) {
        if let Some(small) = self.records.pop_if(|record| record.bytes < APPEND_BELOW) {
            if let Some(text) = lines(waiting, &small.places) {
                return (small.number, small.places, text);
            }
            // Something in it is pending no more, and is to stay for now.
            self.records.push(small);
        }
        (self.last + 1, Vec::new(), String::new())
    }

    fn drop_gone(&mut self, generation: u64, waiting: &[Waiting<'_>], writes: &mut Vec<Write>) {
        self.records.retain_mut(|record| {
            let before = record.places.len();
            record
                .places
                .retain(|place| find(waiting, *place).is_some());
            if record.places.len() == before {
                return true;
            }
            let key = key(generation, KIND, record.number);
            let text = lines(waiting, &record.places).unwrap_or_default();
            record.bytes = text.len();
            writes.push(match text.is_empty() {
                true => Write::Delete(key),
                false => Write::Put(key, sealed(&text)),
            });
            !record.places.is_empty()
        });
    }
}

fn find<'a, 'b>(waiting: &'a [Waiting<'b>], place: u64) -> Option<&'a Waiting<'b>> {
    let found = waiting.binary_search_by_key(&place, |waiting| waiting.place);
    waiting.get(found.ok()?)
}

/// The lines of the transactions at these places; none where one of them is not pending any more.
fn lines(waiting: &[Waiting<'_>], places: &[u64]) -> Option<String> {
    let mut text = String::new();
    for place in places {
        write_line(find(waiting, *place)?, &mut text);
    }
    Some(text)
}

/// `own 7 tab-… {"amount": …}`: whether it was submitted here, its id, itself. `-` stands for no id.
fn write_line(waiting: &Waiting<'_>, text: &mut String) {
    text.push_str(if waiting.own { "own " } else { "other " });
    // An origin that is no address is some stranger's, and no loss.
    match waiting.id.filter(|id| Address::exact(&id.origin).is_ok()) {
        Some(id) => {
            text.push_str(&id.serial.to_string());
            text.push(' ');
            text.push_str(&id.origin);
        }
        None => text.push_str("0 -"),
    }
    text.push(' ');
    text.push_str(&waiting.transaction.canonical());
    text.push('\n');
}

/// A transaction that was pending.
pub(super) struct WasPending {
    pub id: Option<SubmissionId>,
    pub own: bool,
    pub transaction: Transaction,
}

/// Reads a line of a record.
pub(super) fn read_line(line: &str, format: Format) -> Option<WasPending> {
    let mut words = line.splitn(4, ' ');
    let own = match words.next()? {
        "own" => true,
        "other" => false,
        _ => return None,
    };
    let serial = words.next()?.parse().ok()?;
    let origin = words.next()?;
    let id = (origin != "-").then(|| SubmissionId {
        origin: origin.to_owned(),
        serial,
    });
    let transaction = Transaction::parse(words.next()?, format).ok()?;
    Some(WasPending {
        id,
        own,
        transaction,
    })
}
