//! A node that outlasts its tab: read back first, then stored whenever it has changed.

use std::time::Duration;

use node::{Address, Standing, Time};

use super::{Client, Early, RELAY_WITHIN, Setup};
use crate::{
    account_key::AccountKey,
    activity::ActivityKind,
    interface::{Input, Output},
    storage::{BatchId, Restored, Restoring, Saved, Storage},
    storage_fault::StorageFault,
};

/// After how long a full storage is tried again: space may be freed by other tabs and other programs.
const TRIED_AGAIN_AFTER: Duration = Duration::from_secs(30);

impl Client {
    /// A client whose node is restored from what was stored of it: the records come as [`Input::Record`], then
    /// [`Input::Restored`]. Until then it says nothing and hears nothing, and what its owner asks for waits.
    pub fn restored(now: Time, address: Address, saved: Saved, setup: Setup) -> Self {
        let mut client = Self::silent(now, saved.room.clone(), address, saved.name.clone(), setup);
        if let Some(secret) = saved.key.clone() {
            client.key = AccountKey::Stored(secret);
        }
        client.restoring = Some(Box::new(Restoring::new(saved)));
        client
    }

    /// How many blocks of how many have been read back, while the node is being restored.
    pub fn restoring(&self) -> Option<(u64, u64)> {
        self.restoring
            .as_ref()
            .map(|restoring| restoring.progress())
    }

    /// Whether what the node is gets stored, or why not; `None` before that is known.
    pub fn stored_state(&self) -> Option<Result<(), &StorageFault>> {
        match &self.storage_fault {
            Some(fault) => Some(Err(fault)),
            None => self.storage.as_ref().map(|_| Ok(())),
        }
    }

    /// Notes what only its driver knows.
    pub fn tell(&mut self, now: Time, what: ActivityKind) {
        self.now = self.now.max(now);
        self.record(what);
        self.settle();
    }

    /// Whether the tab is gone or put aside, as far as the others know.
    pub fn has_left(&self) -> bool {
        self.node.has_said_goodbye()
    }

    /// The tab is there again after it has [left](node::Command::Leave): a page that was put aside, or frozen.
    pub fn come_back(&mut self, now: Time) {
        self.now = self.now.max(now);
        self.node.come_back();
        self.drain_node();
        self.greet();
        self.settle();
    }

    /// What happens before the node is there.
    pub(super) fn handle_early(&mut self, input: Input) {
        match input {
            Input::Record(key, text) => {
                if let Some(restoring) = &mut self.restoring {
                    restoring.record(&key, &text);
                    self.changed = true;
                }
            }
            Input::Restored => self.verify_restored(),
            Input::Verified(name, are_true) => {
                if let Some(restoring) = &mut self.restoring {
                    restoring.verified(name, are_true);
                    self.verify_restored();
                }
            }
            Input::StorageFailed(fault) => {
                self.early_fault = Some(fault);
                self.verify_restored();
            }
            Input::Call { call, nodes } => self.early.push(Early::Call(call, nodes)),
            // Others are asked where they stand as soon as it is there.
            _ => {}
        }
    }

    /// All has been read back. The node goes on when the signatures in it are verified.
    fn verify_restored(&mut self) {
        let Some(restoring) = &mut self.restoring else {
            return;
        };
        if let Some((name, genesis, claims)) = restoring.next_signatures() {
            self.outputs
                .push_back(Output::Verify(name, genesis, claims));
        } else if restoring.is_verified() {
            self.wake_up();
            if let Some(fault) = self.early_fault.take() {
                self.storage_failed(fault);
            }
        }
    }

    /// All is verified: the node goes on where it was.
    fn wake_up(&mut self) {
        let Some(restoring) = self.restoring.take() else {
            return;
        };
        let address = self.node.address().clone();
        let Restored {
            node,
            storage,
            damaged,
        } = restoring.finish(self.now, address);
        self.node = node;
        self.storage = Some(storage);
        let by_hand = |(address, standing): (&Address, Standing)| {
            let foreign = standing == Standing::ByHand && !address.is_of_a_tab();
            foreign.then(|| address.clone())
        };
        for address in self.node.standings().filter_map(by_hand) {
            self.foreign.add(&address);
        }
        let length = self.node.chain().length();
        let pending = self.node.pending_count();
        if let Some(of) = damaged {
            self.record(ActivityKind::Damaged { kept: length, of });
        } else if length > 1 || pending > 0 {
            self.record(ActivityKind::Restored { length, pending });
        }
        if self.has_relay {
            // As any newcomer, where nobody has used it yet.
            self.node.expect_others(self.now + RELAY_WITHIN);
        }
        self.drain_node();
        self.greet();
        for early in std::mem::take(&mut self.early) {
            match early {
                Early::Command(request, command) => self.carry_out(request, command),
                Early::Call(call, nodes) => self.call(call, nodes),
            }
        }
    }

    pub(super) fn storage_opened(&mut self, secret: String) {
        let fits = matches!(self.storage_fault, None | Some(StorageFault::Full));
        if fits && self.storage.is_none() && self.put_off.is_none() {
            self.storage = Some(Storage::new(secret));
        }
    }

    pub(super) fn stored(&mut self, batch: BatchId) {
        if let Some(storage) = &mut self.storage {
            self.outputs.extend(storage.written(batch));
            if storage.is_settled() && self.storage_fault.take().is_some() {
                self.record(ActivityKind::StoredAgain);
            }
        }
    }

    /// The node goes on without, and says so.
    pub(super) fn storage_failed(&mut self, fault: StorageFault) {
        if let Some(mut storage) = self.storage.take() {
            self.outputs.extend(storage.give_up());
            if fault == StorageFault::Full {
                self.put_off = Some((storage.again(), self.now + TRIED_AGAIN_AFTER));
            }
        }
        self.changed = true;
        // Once is enough.
        if self.storage_fault.replace(fault.clone()).is_none() {
            self.record(ActivityKind::NotStored(fault));
        }
    }

    /// Stores everything once more, if it was put off. Until all of it is written, the storage counts as full.
    pub(super) fn try_to_store(&mut self) {
        if let Some((storage, _)) = self.put_off.take() {
            self.storage = Some(storage);
        }
    }

    /// Stores what has changed, if it is time.
    pub(super) fn store(&mut self, changed: bool) {
        let leaving = std::mem::take(&mut self.leaving);
        if self.put_off.as_ref().is_some_and(|(_, at)| *at <= self.now) {
            self.try_to_store();
        }
        let is_stuck = |storage: &mut Storage| storage.is_stuck(self.now);
        if self.storage.as_mut().is_some_and(is_stuck) {
            let silent = StorageFault::Failed("no answer".to_owned());
            return self.storage_failed(silent);
        }
        if let Some(storage) = &mut self.storage {
            if changed {
                storage.note_change();
            }
            let outputs =
                storage.poll(self.now, &self.room, &self.node, self.key.secret(), leaving);
            self.outputs.extend(outputs);
        }
    }
}
