//! A participant without scruples: it says what a test makes it say.

use node::{Address, Input, Presence, Time, wire::Message};

/// How often it says that it is here, in microseconds; nodes do so too.
const PRESENT_EVERY: u64 = 2_000_000;

type Reaction = Box<dyn FnMut(&Message) -> Vec<Message>>;

/// What it does when it hears a message, and where it claims to stand.
pub struct Puppet {
    presence: Presence,
    presented: Option<Time>,
    react: Reaction,
}

impl Puppet {
    /// What `react` returns goes to whoever said the message.
    pub fn new(presence: Presence, react: impl FnMut(&Message) -> Vec<Message> + 'static) -> Self {
        Self {
            presence,
            presented: None,
            react: Box::new(react),
        }
    }

    pub(super) fn react(&mut self, now: Time, input: Input) -> Vec<(Option<Address>, Message)> {
        match input {
            Input::Message(from, message) => {
                let replies = (self.react)(&message).into_iter();
                replies.map(|reply| (Some(from.clone()), reply)).collect()
            }
            _ => self.present(now).into_iter().collect(),
        }
    }

    fn present(&mut self, now: Time) -> Option<(Option<Address>, Message)> {
        let due = self
            .presented
            .is_none_or(|at| now.as_micros() - at.as_micros() >= PRESENT_EVERY);
        if !due {
            return None;
        }
        self.presented = Some(now);
        Some((None, Message::Present(self.presence.clone())))
    }
}
