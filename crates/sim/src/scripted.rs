//! Scripted participants: they say what they are told to say, be it honest or not.

use std::{collections::VecDeque, time::Duration};

use node::{Address, PRESENT_EVERY, Presence, Time, wire};

use crate::Event;

/// A participant that follows a script: an adversary, or half of a conversation.
///
/// ```
/// use std::time::Duration;
/// use node::{Node, wire::Message};
/// use sim::{Network, Scripted};
///
/// // Says goodbye to whoever asks who is there.
/// let rude = Scripted::new(|message: &Message| match message {
///     Message::Seek => vec![Message::Leave],
///     _ => Vec::new(),
/// });
/// let mut network: Network<Node> = Network::new(1);
/// network.join();
/// network.add_scripted(node::Address::parse("rude")?, rude);
/// network.run(Duration::from_secs(5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Scripted<M> {
    reply: Reply<M>,
    announcement: Option<Announcement<M>>,
    outbox: VecDeque<(Option<Address>, M)>,
}

type Reply<M> = Box<dyn FnMut(&M) -> Vec<M>>;

/// What it says to all again and again.
struct Announcement<M> {
    message: M,
    every: Duration,
    last: Option<Time>,
}

impl<M: Clone> Scripted<M> {
    /// What `reply` makes of a message goes to whoever said it.
    pub fn new(reply: impl FnMut(&M) -> Vec<M> + 'static) -> Self {
        Self {
            reply: Box::new(reply),
            announcement: None,
            outbox: VecDeque::new(),
        }
    }

    /// Also says `message` to all, again and again.
    pub fn announcing(self, message: M, every: Duration) -> Self {
        Self {
            announcement: Some(Announcement {
                message,
                every,
                last: None,
            }),
            ..self
        }
    }

    pub(crate) fn handle(&mut self, now: Time, event: Event<M>) {
        match event {
            Event::Message(from, message) => {
                let replies = (self.reply)(&message).into_iter();
                self.outbox
                    .extend(replies.map(|reply| (Some(from.clone()), reply)));
            }
            Event::Wake => self.announce(now),
            // It asks for none of these.
            Event::Found(..) | Event::Exhausted(_) | Event::Verified(..) | Event::Signed(..) => {}
        }
    }

    fn announce(&mut self, now: Time) {
        if let Some(announcement) = &mut self.announcement
            && announcement
                .last
                .is_none_or(|last| now.since(last) >= announcement.every)
        {
            announcement.last = Some(now);
            self.outbox.push_back((None, announcement.message.clone()));
        }
    }

    pub(crate) fn poll(&mut self) -> Option<(Option<Address>, M)> {
        self.outbox.pop_front()
    }

    pub(crate) fn deadline(&self, now: Time) -> Option<Time> {
        let announcement = self.announcement.as_ref()?;
        Some(announcement.last.unwrap_or(now) + announcement.every)
    }
}

impl Scripted<wire::Message> {
    /// One that says where it stands as often as a node does.
    pub fn present(
        presence: Presence,
        reply: impl FnMut(&wire::Message) -> Vec<wire::Message> + 'static,
    ) -> Self {
        Self::new(reply).announcing(wire::Message::Present(presence), PRESENT_EVERY)
    }
}
