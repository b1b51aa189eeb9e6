//! What the wires do to messages.

use std::{ops::Range, time::Duration};

use super::Chance;

/// How late, how often and whether a message arrives. Delays that differ reorder messages.
#[derive(Clone, Debug)]
pub struct Weather {
    pub delay: Range<Duration>,
    pub loss: f64,
    pub duplication: f64,
}

impl Weather {
    /// A room on one machine.
    pub fn fair() -> Self {
        Self {
            delay: Duration::from_millis(1)..Duration::from_millis(5),
            loss: 0.0,
            duplication: 0.0,
        }
    }

    /// Late, doubled and out of order, but nothing is lost.
    pub fn windy() -> Self {
        Self {
            delay: Duration::from_millis(5)..Duration::from_millis(800),
            loss: 0.0,
            duplication: 0.1,
        }
    }

    /// All of that, and every fifth message lost.
    pub fn foul() -> Self {
        Self {
            loss: 0.2,
            ..Self::windy()
        }
    }

    /// When a message arrives: not at all, once, or twice.
    pub fn deliveries(&self, chance: &mut Chance) -> Vec<Duration> {
        let mut deliveries = Vec::new();
        if !chance.strikes(self.loss) {
            deliveries.push(chance.span(&self.delay));
            if chance.strikes(self.duplication) {
                deliveries.push(chance.span(&self.delay));
            }
        }
        deliveries
    }
}
