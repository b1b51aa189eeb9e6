//! When a node wants to be told that time has passed.

use crate::{
    Node,
    branches::BRANCHES_WITHIN,
    download::Download,
    interface::Mode,
    time::{AFTER, Time},
};

impl Node {
    /// When [`Input::Tick`](crate::Input::Tick) is due at the latest: sooner, nothing but an input changes what the node
    /// does. At once while it [has work](Node::has_work).
    pub fn deadline(&self) -> Time {
        if self.has_work() {
            return self.now;
        }
        let mut deadline = self.next_announcement();
        let mut due = |at: Time| deadline = deadline.min(at);
        self.joining_due().into_iter().for_each(&mut due);
        if let Some(at) = self.peers.next_expiry() {
            due(at + AFTER);
        }
        if let Some(resolving) = &self.resolving {
            due(resolving.deadline());
        }
        self.downloads
            .iter()
            .filter_map(Download::deadline)
            .for_each(&mut due);
        self.branches
            .downloads()
            .filter_map(Download::deadline)
            .for_each(&mut due);
        if let Some(started) = self.branches.fetch_started() {
            due(started + BRANCHES_WITHIN + AFTER);
        }
        if let Some(light) = &self.light {
            light.deadline().into_iter().for_each(&mut due);
        }
        self.serving.deadline().into_iter().for_each(&mut due);
        let later = |at: &Time| *at > self.now;
        self.next_turn()
            .filter(later)
            .into_iter()
            .for_each(&mut due);
        // A peer that is left alone for a while may be asked again then.
        if self.mode == Mode::Live {
            self.peers.muted_until().filter(later).for_each(&mut due);
        }
        if self.branches.watched && !self.acted {
            self.peers.branches_due().filter(later).for_each(&mut due);
        }
        deadline
    }
}
