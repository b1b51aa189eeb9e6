//! The tab's node is stored, and so are other nodes that were in this browser before.

use std::rc::Rc;

use client::{Batch, FoundBlocks, Input, Saved, SavedFault, StorageFault, room_link};
use futures_channel::oneshot;
use node::{Address, Command};
use wasm_bindgen_futures::spawn_local;

use super::{Driver, Tab};
use crate::{
    browser::{
        claim::Claim,
        kept,
        retention::make_room,
        storage::{self, Storage},
        tab_storage::is_second,
    },
    web::{clock, pause::pause, slices::Slices},
};

/// Reading back is told of when it has taken this long, in seconds.
const TOLD_AFTER: f64 = 0.5;
/// How many records are read back at a time: so many that the browser has the next ones ready when these are validated. Of small
/// blocks they are a megabyte.
const RECORDS_AT_ONCE: u32 = 16;

/// After how long a database that could not be opened for want of space is tried again, in milliseconds.
const OPENED_AGAIN_MS: i32 = 30_000;

/// How the tab comes to store its node.
pub(super) enum Storing {
    /// The storage is yet to be opened, for a new node with this secret.
    New(String),
    /// It is open, and the node is read back: the records whose keys begin with this.
    On(Storage, Claim, String),
}

/// Another node that this browser has stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// Its address.
    pub address: Address,
    /// Its own record; `None` where that can't be read.
    pub saved: Option<Saved>,
    /// Whether another tab is this node right now.
    pub awake: bool,
}

impl Tab {
    /// How many blocks of how many have been read back, where that takes long.
    pub fn restoring(&self) -> Option<(u64, u64)> {
        let long = clock::seconds() - self.0.opened >= TOLD_AFTER;
        self.read(|client| client.restoring()).filter(|_| long)
    }

    /// Waits until the node is there, where it is being read back.
    pub async fn restored(&self) {
        if self.read(|client| client.restoring().is_some()) {
            let (sender, receiver) = oneshot::channel();
            self.0.early.borrow_mut().push(sender);
            // The sender lives until then, or as long as the tab.
            let _ = receiver.await;
        }
    }

    /// The other nodes that this browser has stored, the last seen first. This tab's own is among them where part of it is
    /// damaged.
    pub fn earlier(&self) -> Rc<Vec<Earlier>> {
        self.0.earlier.borrow().clone()
    }

    /// Makes this tab another node that is stored: the page is loaded again as that one.
    pub fn wake(&self, address: &Address) {
        let earlier = self.earlier();
        let found = earlier.iter().find(|earlier| earlier.address == *address);
        if let Some(earlier) = found.filter(|earlier| !earlier.awake)
            && let Some(saved) = &earlier.saved
        {
            kept::keep(&saved.room, Some(address));
            let rules = Some(saved.rules).filter(|rules| *rules != chain::Rules::default());
            let query = room_link::query(saved.room.as_str(), rules);
            load_again(&["?", &query].concat());
        }
    }

    /// The chain of a stored node as text, if it has one: where part of it is damaged, what was found of it.
    pub async fn stored_chain(&self, address: &Address) -> Result<Option<String>, StorageFault> {
        let storage = self.0.storage().ok_or(StorageFault::Closed)?;
        let record = storage.node(address).await?.unwrap_or_default();
        // The last of the damaged ones holds the most. Where its own record can't be read, all are looked through.
        let saved = Saved::read(&record).ok();
        let prefix = saved.and_then(|saved| saved.block_prefixes().last());
        found_blocks(&storage, address, &prefix.unwrap_or_default()).await
    }

    /// Forgets a stored node that no tab is.
    pub fn forget(&self, address: Address) {
        let (Some(storage), Some(driver)) = (self.0.storage(), self.0.this.upgrade()) else {
            return;
        };
        spawn_local(async move {
            driver.handle(match storage.forget(&address).await {
                // Whatever is wrong, the next write says.
                Ok(()) | Err(StorageFault::Full) => Input::SpaceFreed,
                Err(fault) => Input::StorageFailed(fault),
            });
            driver.look_for_earlier().await;
        });
    }

    /// Forgets all nodes and all else that this page has stored in this browser, and begins with a new node.
    pub fn forget_all(&self) {
        let room = self.read(|client| client.room().clone());
        if let Some(window) = web_sys::window() {
            for kept in [window.session_storage(), window.local_storage()] {
                if let Ok(Some(kept)) = kept {
                    // Whatever stays is no node.
                    let _ = kept.clear();
                }
            }
        }
        // What is on its way would be stored again. A page that does not close the database keeps it from being deleted, but not
        // from being emptied.
        if let Some(storage) = self.0.storage.take() {
            storage.clear();
        }
        spawn_local(async move {
            // What is still there when the page is loaded again is listed.
            storage::delete().await;
            load_again(&["?room=", room.as_str()].concat());
        });
    }
}

impl Driver {
    pub(super) fn storage(&self) -> Option<Rc<Storage>> {
        self.storage.borrow().clone()
    }

    /// Has the node stored from now on, and read back before if it was stored. A second node inside a lesson is not: nobody would
    /// ever know it again.
    pub(super) fn begin_storing(&self, storing: Storing) {
        if is_second() {
            return;
        }
        let Some(driver) = self.this.upgrade() else {
            return;
        };
        spawn_local(async move {
            match storing {
                Storing::New(secret) => driver.store_new(secret).await,
                Storing::On(storage, claim, prefix) => {
                    driver.holds(claim);
                    let storage = Rc::new(storage);
                    driver.storage.replace(Some(storage.clone()));
                    driver.read_back(&storage, &prefix).await;
                }
            }
            if let Some(storage) = driver.storage() {
                storage::ask_to_persist();
                driver.make_room(&storage, false).await;
                driver.look_for_earlier().await;
            }
        });
    }

    async fn store_new(&self, secret: String) {
        let (address, room) = {
            let client = self.client.borrow();
            (client.node().address().clone(), client.room().clone())
        };
        let storage = loop {
            match Storage::open().await {
                Ok(storage) => break storage,
                Err(fault) => {
                    let is_full = fault == StorageFault::Full;
                    self.handle(Input::StorageFailed(fault));
                    if !is_full {
                        return;
                    }
                }
            }
            pause(OPENED_AGAIN_MS).await;
        };
        // Nobody else can have the address, which was drawn a moment ago; but some browsers with cookies blocked give no means to
        // claim it.
        let Some(claim) = Claim::take(&address).await else {
            let why = StorageFault::Refused("no locks".to_owned());
            return self.handle(Input::StorageFailed(why));
        };
        self.holds(claim);
        // Only now, so that a copy of this tab finds it claimed.
        kept::keep(&room, Some(&address));
        self.storage.replace(Some(Rc::new(storage)));
        self.handle(Input::StorageOpened(secret));
    }

    /// This tab is its node, until another that was it before comes back.
    fn holds(&self, claim: Claim) {
        let this = self.this.clone();
        claim.on_lost(move || {
            if let Some(driver) = this.upgrade() {
                driver.is_another();
            }
        });
        self.claim.replace(Some(claim));
    }

    async fn read_back(&self, storage: &Rc<Storage>, prefix: &str) {
        let address = self.client.borrow().node().address().clone();
        let mut slices = Slices::begin();
        let mut next = read_ahead(storage, &address, prefix, None);
        loop {
            let records = match next.await {
                Ok(Ok(records)) if records.is_empty() => break self.handle(Input::Restored),
                Ok(Ok(records)) => records,
                Ok(Err(fault)) => break self.handle(Input::StorageFailed(fault)),
                // Whoever reads ahead answers.
                Err(_) => break self.handle(Input::StorageFailed(StorageFault::Closed)),
            };
            // While these are validated, the browser reads the next.
            let last = records.last().map(|(key, _)| key.clone());
            next = read_ahead(storage, &address, prefix, last);
            for (key, text) in records {
                self.handle(Input::Record(key, text));
                // Without a turn it goes on as it is.
                let _ = slices.next_if_over().await;
            }
        }
        for waiting in self.early.take() {
            // It may have gone.
            let _ = waiting.send(());
        }
    }

    /// Writes a batch, and tells the client what became of it.
    pub(super) fn write(&self, batch: Batch) {
        let (Some(storage), Some(driver)) = (self.storage(), self.this.upgrade()) else {
            return;
        };
        spawn_local(async move {
            let address = driver.client.borrow().node().address().clone();
            let Batch {
                id,
                writes,
                durability,
            } = batch;
            // A storage that was full is tried now and then: not each try may cost a node.
            let is_try = matches!(driver.client.borrow().stored_state(), Some(Err(_)));
            let mut written = storage.write(&address, &writes, durability).await;
            if written == Err(StorageFault::Full)
                && !is_try
                && driver.make_room(&storage, true).await
            {
                written = storage.write(&address, &writes, durability).await;
            }
            driver.handle(match written {
                Ok(()) => Input::Stored(id),
                Err(fault) => Input::StorageFailed(fault),
            });
        });
    }

    /// Forgets nodes that were not used for long, where there are too many; one at least where the storage `is_full`. Whether
    /// there is more room now.
    async fn make_room(&self, storage: &Storage, is_full: bool) -> bool {
        let own = self.client.borrow().node().address().clone();
        // Where that fails, the next write says what is wrong.
        make_room(storage, &own, is_full).await.unwrap_or_default()
    }

    /// The page has come into sight. What is drawn first is what the node is like now; and other tabs may have been closed
    /// meanwhile.
    pub(super) fn shown(&self) {
        self.watchers.end_pauses();
        self.watchers.call_due(&self.client);
        if let Some(driver) = self.this.upgrade() {
            spawn_local(async move { driver.look_for_earlier().await });
        }
    }

    /// Looks which other nodes are stored.
    pub(super) async fn look_for_earlier(&self) {
        let Some(storage) = self.storage() else {
            return;
        };
        let own = self.client.borrow().node().address().clone();
        let mut found = Vec::<Earlier>::new();
        for (address, record) in storage.nodes().await.unwrap_or_default() {
            let Ok(address) = Address::exact(&address) else {
                continue;
            };
            let saved = match Saved::read(&record) {
                Ok(saved) => Some(saved),
                Err(SavedFault::Damaged) => None,
                Err(SavedFault::Newer) => continue,
            };
            let listed = match (&saved, address == own) {
                (Some(saved), true) => !saved.damaged.is_empty(),
                (Some(saved), false) => !saved.is_empty(),
                (None, is_own) => !is_own,
            };
            if listed {
                // Each in its place: a sort would be more to download. Nobody knows when the unreadable ones were seen.
                let seen = |saved: &Option<Saved>| saved.as_ref().map(|saved| saved.seen);
                let place = found.partition_point(|other| seen(&other.saved) >= seen(&saved));
                let awake = address == own;
                let earlier = Earlier {
                    address,
                    saved,
                    awake,
                };
                found.insert(place, earlier);
            }
        }
        let awake = Claim::awake().await;
        for found in &mut found {
            found.awake |= awake.contains(&found.address);
        }
        if **self.earlier.borrow() != found {
            self.earlier.replace(Rc::new(found));
            self.changed();
        }
    }

    /// The page goes, or is put aside: another tab may be its node meanwhile.
    pub(super) fn leave(&self) {
        self.drive(|client| {
            client.command(clock::now(), Command::Leave);
        });
        self.claim.take();
    }

    /// The page is shown again after it was put aside: it is its node if no other tab is by now.
    pub(super) fn come_back(&self) {
        // One that is not stored is nobody else's.
        let gave_up_claim = self.storage().is_some() && self.claim.borrow().is_none();
        let was_away = self.client.borrow().has_left() || gave_up_claim;
        let (true, Some(driver)) = (was_away, self.this.upgrade()) else {
            return;
        };
        spawn_local(async move {
            if gave_up_claim {
                let address = driver.client.borrow().node().address().clone();
                match Claim::take(&address).await {
                    Some(claim) => driver.holds(claim),
                    None => return driver.is_another(),
                }
            }
            driver.drive(|client| client.come_back(clock::now()));
        });
    }

    /// Another tab is this tab's node: this one becomes a new node.
    fn is_another(&self) {
        kept::keep(self.client.borrow().room(), None);
        load_again("");
    }
}

/// Some records of a node's, keys and texts, that come behind a key.
type Records = Result<Vec<(String, String)>, StorageFault>;

/// Begins to read the next records.
fn read_ahead(
    storage: &Rc<Storage>,
    address: &Address,
    prefix: &str,
    after: Option<String>,
) -> oneshot::Receiver<Records> {
    let (sender, receiver) = oneshot::channel();
    let (storage, address, prefix) = (storage.clone(), address.clone(), prefix.to_owned());
    spawn_local(async move {
        let records = storage.records(&address, &prefix, after.as_deref(), RECORDS_AT_ONCE);
        // The tab may have stopped reading.
        let _ = sender.send(records.await);
    });
    receiver
}

/// The text of a chain whose blocks are in the records with keys that begin with this; none where there are none.
async fn found_blocks(
    storage: &Storage,
    address: &Address,
    prefix: &str,
) -> Result<Option<String>, StorageFault> {
    let mut found = FoundBlocks::default();
    let mut last = None::<String>;
    loop {
        let after = last.as_deref();
        let records = storage
            .records(address, prefix, after, RECORDS_AT_ONCE)
            .await?;
        let Some((key, _)) = records.last() else {
            return Ok(found.finish());
        };
        last = Some(key.clone());
        for (key, record) in &records {
            found.record(key, record);
        }
    }
}

/// Loads the page again, with this query in place of its own if there is one.
fn load_again(query: &str) {
    let Some(window) = web_sys::window() else {
        return;
    };
    if !query.is_empty()
        && let Ok(history) = window.history()
    {
        // By an assignment to the location, a page that differs in its fragment alone would not be loaded.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(query));
    }
    // A page that can't be loaded again goes on as it is.
    let _ = window.location().reload();
}
