//! Equal questions to one tab are asked once, however many ask at the same time.
//!
//! Who asks while an answer is under way waits for the next one, which all get who came meanwhile: an answer that was
//! begun before it was asked for could miss what its asker did just before. So at most two are under way.

use std::{collections::HashMap, sync::Arc};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared, WeakShared},
};
use parking_lot::Mutex;

use crate::{calls::Answer, member_id::MemberId, refusal::Refusal};

/// From how many tabs on those are forgotten whom nobody asks now.
const MAX_KNOWN: usize = 64;

/// What is told to whoever asked.
pub type Told = Result<Answer, Refusal>;
/// A question; it is being asked as soon as somebody waits for it, and for as long as somebody does.
pub type Question = BoxFuture<'static, Told>;

/// The questions under way.
#[derive(Default)]
pub struct Together {
    tabs: Mutex<HashMap<MemberId, Asked>>,
}

#[derive(Default)]
struct Asked {
    /// Being answered.
    running: Option<WeakShared<Question>>,
    /// Asked when the one before is answered.
    next: Option<WeakShared<Question>>,
}

impl Together {
    /// Asks, or waits with those who ask the same.
    pub async fn ask(
        self: &Arc<Self>,
        tab: &MemberId,
        question: impl FnOnce() -> Question,
    ) -> Told {
        let shared = self.join(tab, question);
        shared.await
    }

    fn join(
        self: &Arc<Self>,
        tab: &MemberId,
        question: impl FnOnce() -> Question,
    ) -> Shared<Question> {
        let mut tabs = self.tabs.lock();
        if tabs.len() >= MAX_KNOWN {
            tabs.retain(|_, asked| asked.is_awaited());
        }
        let asked = tabs.entry(tab.clone()).or_default();
        if let Some(next) = asked.next.as_ref().and_then(WeakShared::upgrade) {
            return next;
        }
        let before = asked.running.as_ref().and_then(WeakShared::upgrade);
        let question = question();
        let (together, tab) = (Arc::clone(self), tab.clone());
        let shared = async move {
            if let Some(before) = before {
                // What it is told is not for those who wait here.
                let _ = before.await;
            }
            together.begin(&tab);
            question.await
        }
        .boxed()
        .shared();
        asked.next = shared.downgrade();
        shared
    }

    /// From now on whoever asks waits for the question after this one.
    fn begin(&self, tab: &MemberId) {
        if let Some(asked) = self.tabs.lock().get_mut(tab) {
            asked.running = asked.next.take();
        }
    }
}

impl Asked {
    fn is_awaited(&self) -> bool {
        let mut asked = [&self.running, &self.next].into_iter().flatten();
        asked.any(|question| question.upgrade().is_some())
    }
}
