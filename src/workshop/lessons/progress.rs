//! How far a learner has come: kept in this browser, so that a reload or another room loses nothing.

use std::cell::RefCell;

use web_sys::{Storage, window};

use super::course::{COURSE, Lesson};

/// Where it is kept.
const KEY: &str = "tabchain-progress";

thread_local! {
    /// What the browser would not keep.
    static UNKEPT: RefCell<Option<Progress>> = RefCell::default();
}

/// How many steps of each lesson are done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress([usize; COURSE.len()]);

impl Progress {
    /// What the browser has kept, of whichever tab; where it keeps nothing, what this page has.
    pub fn kept() -> Self {
        if let Some(unkept) = UNKEPT.with_borrow(Clone::clone) {
            return unkept;
        }
        let text = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        text.map_or_else(Self::default, |text| Self::parse(&text))
    }

    /// Keeps it. Where the browser keeps nothing, or no more, it lasts as long as the page.
    pub fn keep(&self) {
        let kept = storage().is_some_and(|storage| storage.set_item(KEY, &self.text()).is_ok());
        UNKEPT.set((!kept).then(|| self.clone()));
    }

    /// How many steps of this lesson are done, in order.
    pub fn done(&self, lesson: &Lesson) -> usize {
        self.place(lesson).map_or(0, |place| self.0[place])
    }

    /// Whether all of them are.
    pub fn is_complete(&self, lesson: &Lesson) -> bool {
        self.done(lesson) >= lesson.steps.len()
    }

    /// The same with so many steps of this lesson done.
    pub fn with(&self, lesson: &Lesson, done: usize) -> Self {
        let mut progress = self.clone();
        if let Some(place) = self.place(lesson) {
            progress.0[place] = done.min(lesson.steps.len());
        }
        progress
    }

    fn place(&self, lesson: &Lesson) -> Option<usize> {
        COURSE
            .iter()
            .position(|other| other.number == lesson.number)
    }

    fn text(&self) -> String {
        let counts: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        counts.join(" ")
    }

    /// What can't be read counts as not done.
    fn parse(text: &str) -> Self {
        let mut progress = Self::default();
        for (lesson, word) in COURSE.iter().zip(text.split(' ')) {
            progress = progress.with(lesson, word.parse().unwrap_or(0));
        }
        progress
    }
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_read_as_it_was_kept() {
        let progress = Progress::default().with(&COURSE[0], 2).with(&COURSE[6], 1);
        assert_eq!(Progress::parse(&progress.text()), progress);
        assert_eq!(progress.done(&COURSE[0]), 2);
        assert_eq!(progress.done(&COURSE[1]), 0);
    }

    #[test]
    fn what_is_no_progress_counts_as_nothing_done() {
        for text in ["", "x y", "-1", "99999999999999999999999"] {
            assert_eq!(Progress::parse(text), Progress::default(), "{text:?}");
        }
        let all = Progress::parse("9 9 9 9 9 9 9 9 9 9");
        assert!(COURSE.iter().all(|lesson| all.is_complete(lesson)));
    }
}
