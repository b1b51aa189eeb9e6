//! A chain of the lab that gives way to another, shown over the head as a tab's own is, and told by name: one at a time, with a
//! rest between two, as in a busy lab there is always one.

use std::rc::Rc;

use yew::prelude::*;

use super::{
    activity::{Activity, LogEntry},
    activity_log::sentence,
    frames::milliseconds,
};
use crate::page::{
    components::{Parted, is_over, played},
    texts::t,
};

/// How long nothing is played by itself after something was, in milliseconds.
const REST: f64 = 4_000.0;

/// What there is to see, and what of it is seen now.
#[derive(Default)]
struct Theatre {
    /// What was told last, newest first; `None` before anything was drawn.
    log: Option<Vec<Rc<LogEntry>>>,
    /// What is on, and how often something was, so that the same can be played twice.
    on: Option<(Rc<LogEntry>, u32)>,
    count: u32,
    rests_until: f64,
}

impl Theatre {
    fn play(&mut self, entry: Rc<LogEntry>) {
        self.count += 1;
        self.on = Some((entry, self.count));
    }

    /// Takes note of what is told now, at this time in milliseconds. Of what is new, the reorg that gave up most is played, where
    /// the lab `runs`: what a person goes back to is not.
    fn follow(&mut self, log: &[Rc<LogEntry>], runs: bool, now: f64) {
        let last = |log: &[Rc<LogEntry>]| log.first().map_or(0, |entry| entry.serial);
        let newest = last(log);
        let Some(before) = self.log.replace(log.to_vec()) else {
            return;
        };
        let heard = last(&before);
        if newest == heard {
            return;
        }
        if !runs {
            self.on = None;
            return;
        }
        // A lab that was reset counts from one again.
        let is_new = |entry: &&Rc<LogEntry>| newest < heard || entry.serial > heard;
        let given_up = |entry: &&Rc<LogEntry>| match &entry.activity {
            Activity::Reorg { parted, .. } => parted.given_up.len(),
            _ => 0,
        };
        let news = log.iter().filter(is_new);
        let most = news
            .max_by_key(given_up)
            .filter(|entry| given_up(entry) > 0);
        if let Some(entry) = most
            && self.on.is_none()
            && now >= self.rests_until
        {
            self.play(entry.clone());
        }
    }
}

/// What is on at the moment, and whom to ask for the reorg with this serial again. What is on is told `aloud` where no log says
/// the same.
#[hook]
pub fn use_theatre(
    log: &[Rc<LogEntry>],
    names: &[String],
    runs: bool,
    aloud: bool,
) -> (Html, Callback<u64>) {
    let theatre = use_mut_ref(Theatre::default);
    let draw = use_force_update();
    theatre.borrow_mut().follow(log, runs, milliseconds());
    let again = {
        let (theatre, draw) = (theatre.clone(), draw.clone());
        use_callback((), move |serial: u64, ()| {
            let mut theatre = theatre.borrow_mut();
            let mut log = theatre.log.iter().flatten();
            if let Some(entry) = log.find(|entry| entry.serial == serial).cloned() {
                theatre.play(entry);
                draw.force_update();
            }
        })
    };
    let onanimationend = {
        let theatre = theatre.clone();
        Callback::from(move |event: AnimationEvent| {
            if is_over(&event) {
                let mut theatre = theatre.borrow_mut();
                theatre.on = None;
                theatre.rests_until = milliseconds() + REST;
                draw.force_update();
            }
        })
    };
    let theatre = theatre.borrow();
    let drawn = html! {
        <div role={aloud.then_some("status")} data-testid="lab-theatre" {onanimationend}>
            if let Some((entry, count)) = &theatre.on
                && let Activity::Reorg { returned, parted, .. } = &entry.activity
            {
                { played(*count, sentence(&entry.activity, names), t("lab-theatre-given-up"), *returned, &Parted {
                    given_up: parted.given_up.clone(),
                    taken: parted.taken.clone(),
                    fork: parted.fork,
                }) }
            }
        </div>
    };
    (drawn, again)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chain::Hash;

    use super::*;
    use crate::workshop::lab::activity::Parted;

    fn reorg(serial: u64, given_up: u64) -> Rc<LogEntry> {
        let block = |index| (index, Hash::from_bytes([index as u8; 32]));
        Rc::new(LogEntry {
            serial,
            at: Duration::ZERO,
            activity: Activity::Reorg {
                site: 0,
                from: 1,
                orphaned: given_up as usize,
                adopted: 1,
                returned: 0,
                parted: Parted {
                    given_up: (0..given_up).map(block).collect(),
                    ..Parted::default()
                },
            },
        })
    }

    fn on(theatre: &Theatre) -> Option<u64> {
        theatre.on.as_ref().map(|(entry, _)| entry.serial)
    }

    #[test]
    fn of_several_the_one_that_gives_up_most_is_played() {
        let mut theatre = Theatre::default();
        theatre.follow(&[reorg(1, 5)], true, 0.0);
        assert_eq!(on(&theatre), None, "it was before the first drawing");
        theatre.follow(
            &[reorg(4, 0), reorg(3, 1), reorg(2, 2), reorg(1, 5)],
            true,
            0.0,
        );
        assert_eq!(on(&theatre), Some(2));
    }

    #[test]
    fn one_is_played_at_a_time_and_then_there_is_a_rest() {
        let mut theatre = Theatre::default();
        theatre.follow(&[], true, 0.0);
        theatre.follow(&[reorg(1, 1)], true, 0.0);
        theatre.follow(&[reorg(2, 3), reorg(1, 1)], true, 10.0);
        assert_eq!(on(&theatre), Some(1));
        theatre.on = None;
        theatre.rests_until = 100.0;
        theatre.follow(&[reorg(3, 3)], true, 99.0);
        assert_eq!(on(&theatre), None);
        theatre.follow(&[reorg(4, 3)], true, 100.0);
        assert_eq!(on(&theatre), Some(4));
    }

    #[test]
    fn what_a_person_goes_back_to_is_not_played_but_a_lab_that_begins_anew_is() {
        let mut theatre = Theatre::default();
        theatre.follow(&[reorg(7, 1)], true, 0.0);
        theatre.follow(&[reorg(8, 1)], true, 0.0);
        assert_eq!(on(&theatre), Some(8));
        theatre.follow(&[reorg(3, 1)], false, 0.0);
        assert_eq!(on(&theatre), None);
        theatre.follow(&[reorg(1, 1)], true, 0.0);
        assert_eq!(on(&theatre), Some(1));
    }
}
