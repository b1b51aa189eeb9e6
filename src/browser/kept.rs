//! Which node this tab is: the one that it was before the page was loaded again, or a new one.
//!
//! The node's address is kept for the tab, in each room one, and outlasts a reload, a crash, and a window that the browser
//! brings back. "Duplicate tab" copies it, so it is a hint and no proof: only who gets the [claim](super::claim) is the node.

use chain::{Hash, Rules};
use client::{ActivityKind, Saved, SavedFault};
use node::Address;
use protocol::RoomName;

use super::{claim::Claim, storage::Storage, tab_storage::tab_storage};

/// How this tab's node begins.
pub enum Beginning {
    /// As a new one, and why it is not the one that this tab was, where a person would wonder.
    New(Option<ActivityKind>),
    /// As the one that this tab was.
    Back(Box<Back>),
}

/// A node that comes back.
pub struct Back {
    /// Its address.
    pub address: Address,
    /// Its own record.
    pub saved: Saved,
    /// Where its other records are.
    pub storage: Storage,
    /// That no other tab is the same node.
    pub claim: Claim,
}

/// The address of the node that this tab was in a room.
pub fn address(room: &RoomName) -> Option<Address> {
    let text = tab_storage()?.get_item(&key(room)).ok()??;
    Address::exact(&text).ok()
}

/// Keeps for this tab which node it is in a room; none, to forget it.
pub fn keep(room: &RoomName, address: Option<&Address>) {
    if let Some(storage) = tab_storage() {
        // A full or forbidden storage only means that a reload makes another node.
        let _ = match address {
            Some(address) => storage.set_item(&key(room), address.as_str()),
            None => storage.remove_item(&key(room)),
        };
    }
}

fn key(room: &RoomName) -> String {
    ["tabchain-node ", room.as_str()].concat()
}

/// Takes up the node of this address again, if it is stored, is in this room under these rules, and no other tab is it.
pub async fn take_up(address: Address, room: &RoomName, rules: Option<Rules>) -> Beginning {
    // Where nothing can be stored, that is said when the new node is to be.
    let Ok(storage) = Storage::open().await else {
        return Beginning::New(None);
    };
    let Some(claim) = Claim::take(&address).await else {
        return Beginning::New(Some(ActivityKind::AnotherAwake));
    };
    let Ok(Some(record)) = storage.node(&address).await else {
        return Beginning::New(None);
    };
    let saved = match Saved::read(&record) {
        Ok(saved) => saved,
        Err(SavedFault::Newer) => return Beginning::New(Some(ActivityKind::NewerStored)),
        Err(SavedFault::Damaged) => {
            return Beginning::New(Some(ActivityKind::Damaged { kept: 0, of: 0 }));
        }
    };
    let fits = saved.room == *room
        && rules.is_none_or(|rules| rules == saved.rules)
        && Address::of_digest(Hash::of(&saved.secret).as_bytes()) == address;
    match fits {
        true => Beginning::Back(Box::new(Back {
            address,
            saved,
            storage,
            claim,
        })),
        false => Beginning::New(None),
    }
}
