//! Not all nodes are stored for ever: those that were not used for longest are forgotten.

use client::{Saved, SavedFault, StorageFault, StoredNode, to_forget};
use node::{Address, Time};

use super::{claim::Claim, storage::Storage};

/// Forgets nodes that are too many or too large; where the storage `is_full`, one at least. Whether any was forgotten.
///
/// # Errors
/// When the storage fails.
pub async fn make_room(
    storage: &Storage,
    own: &Address,
    is_full: bool,
) -> Result<bool, StorageFault> {
    let mut stored = Vec::new();
    for (address, record) in storage.nodes().await? {
        // What was not written by a page is nobody's.
        let Ok(address) = Address::exact(&address) else {
            continue;
        };
        let saved = Saved::read(&record);
        // What a newer version of the page has stored is left alone.
        let kept = saved == Err(SavedFault::Newer);
        let (bytes, seen) = saved.map_or((0, Time::default()), |saved| {
            // One with which nothing was done goes before all others.
            let seen = if saved.is_empty() {
                Time::default()
            } else {
                saved.seen
            };
            (saved.bytes, seen)
        });
        stored.push(StoredNode {
            address,
            bytes,
            seen,
            awake: kept,
        });
    }
    let awake = Claim::awake().await;
    for node in &mut stored {
        node.awake |= awake.contains(&node.address);
    }
    let mut gone = to_forget(stored.clone(), own);
    if is_full && gone.is_empty() {
        let asleep = stored
            .iter()
            .filter(|node| !node.awake && node.address != *own);
        let longest = asleep.min_by_key(|node| node.seen);
        gone.extend(longest.map(|node| node.address.clone()));
    }
    for address in &gone {
        storage.forget(address).await?;
    }
    Ok(!gone.is_empty())
}
