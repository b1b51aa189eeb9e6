//! What the coach says of an open lesson: the one step to do now, what is asked before it is tried, and what was seen of the
//! step before. Apart from drawing.

use super::{
    course::{Ask, COURSE, Lesson, Prediction, Target, asked},
    scene::Scene,
};
use crate::page::choices;

/// Under which name this browser keeps what was predicted: a lesson may lead through several rooms, and so through reloads.
const KEY: &str = "tabchain-predictions";

/// What a learner has predicted: each step, by the key of its task, with the place of the choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Predictions(Vec<(&'static str, usize)>);

impl Predictions {
    /// What this browser has kept.
    pub fn kept() -> Self {
        choices::kept(KEY).map_or_else(Self::default, |text| Self::parse(&text))
    }

    /// Keeps it.
    pub fn keep(&self) {
        choices::keep(KEY, &self.text());
    }

    /// The choice that was made for the step that asks for this.
    pub fn of(&self, task: &str) -> Option<usize> {
        let made = self.0.iter().find(|(step, _)| *step == task);
        made.map(|(_, choice)| *choice)
    }

    /// The same with this choice.
    pub fn with(mut self, task: &'static str, choice: usize) -> Self {
        self.0.retain(|(step, _)| *step != task);
        self.0.push((task, choice));
        self
    }

    fn text(&self) -> String {
        let made = self
            .0
            .iter()
            .map(|(task, choice)| format!("{task}={choice}"));
        made.collect::<Vec<_>>().join(" ")
    }

    /// What names no choice of the course is left out.
    fn parse(text: &str) -> Self {
        let read = |word: &str| {
            let (task, choice) = word.split_once('=')?;
            let mut steps = COURSE.iter().flat_map(|lesson| lesson.steps);
            let step = steps.find(|step| step.ask.task == task)?;
            let choices = step.prediction.as_ref()?.choices;
            let choice = choice
                .parse()
                .ok()
                .filter(|&choice| choice < choices.len())?;
            Some((step.ask.task, choice))
        };
        Self(text.split(' ').filter_map(read).collect())
    }
}

/// What was seen of a step when it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The key of the sentence.
    pub sentence: &'static str,
    /// The key of what was predicted, where the sentence compares.
    pub said: Option<&'static str>,
    /// A figure of what was seen.
    pub figure: Option<u64>,
}

impl Seen {
    /// What is seen of a step that is done now, and compared with what was predicted, if anything was.
    pub fn of(
        lesson: &Lesson,
        step: usize,
        scene: &Scene,
        predictions: &Predictions,
    ) -> Option<Self> {
        let step = lesson.steps.get(step)?;
        let figure = (step.figure)(scene);
        let compared = || {
            let prediction = step.prediction.as_ref()?;
            let choice = predictions.of(step.ask.task)?;
            Some(Self {
                sentence: prediction.compared,
                said: Some(*prediction.choices.get(choice)?),
                figure,
            })
        };
        let plain = Self {
            sentence: step.seen,
            said: None,
            figure,
        };
        Some(compared().unwrap_or(plain))
    }
}

/// What there is to do now.
#[derive(Debug, PartialEq)]
pub struct Now {
    /// The key of the step in a few words.
    pub brief: &'static str,
    /// The key of the sentence that asks for it.
    pub task: &'static str,
    /// The key of what must be done before.
    pub first: Option<&'static str>,
    /// The controls that it takes, or that what comes first takes.
    pub targets: Vec<Target>,
}

impl Now {
    /// After so many steps; `None` when all are done.
    pub fn of(lesson: &Lesson, done: usize, scene: &Scene) -> Option<Self> {
        let step = lesson.steps.get(done)?;
        let before: Option<&Ask> = (step.first)(scene).and_then(asked);
        let now = before.unwrap_or(&step.ask);
        Some(Self {
            brief: now.brief,
            task: step.ask.task,
            first: before.map(|ask| ask.task),
            targets: (now.targets)(scene),
        })
    }
}

/// What is to be predicted after so many steps, and the key of the step that it is about.
pub fn question(lesson: &Lesson, done: usize) -> Option<(&'static str, &'static Prediction)> {
    let of = |place: usize| {
        let step = lesson.steps.get(place)?;
        Some((step.ask.task, step.prediction.as_ref()?))
    };
    let ahead = of(done + 1).filter(|(_, prediction)| prediction.ahead);
    of(done).or(ahead)
}

#[cfg(test)]
mod tests {
    use std::{borrow::Cow, fs, path::PathBuf, rc::Rc};

    use client::Observed;

    use super::{super::course::lesson, *};
    use crate::workshop::{learner_action::LearnerAction, lessons::course_tests::node};

    fn scene() -> Scene {
        Scene::new(Rc::new(node(1)))
    }

    fn flipped(changed_bits: u32) -> Scene {
        let mut scene = scene();
        scene.hear(LearnerAction::Hashed {
            empty: false,
            one_character: true,
            changed_bits,
            starts_with_zero: false,
        });
        scene
    }

    #[test]
    fn predictions_are_read_as_they_were_kept() {
        let made = Predictions::default()
            .with("lesson-1-letter", 0)
            .with("lesson-7-resolve", 2)
            .with("lesson-1-letter", 3);
        assert_eq!(Predictions::parse(&made.text()), made);
        assert_eq!(made.of("lesson-1-letter"), Some(3));
        assert_eq!(made.of("lesson-4-harder"), None);
    }

    #[test]
    fn what_is_no_prediction_is_left_out() {
        for text in [
            "",
            "lesson-1-letter",
            "lesson-1-letter=4",
            "lesson-1-letter=-1",
            "lesson-1-type=0",
            "lesson-9-letter=0",
        ] {
            assert_eq!(Predictions::parse(text), Predictions::default(), "{text}");
        }
    }

    #[test]
    fn what_was_said_is_compared_with_what_was_seen() {
        let first = lesson(1).unwrap();
        let made = Predictions::default().with("lesson-1-letter", 0);
        let seen = Seen::of(first, 1, &flipped(131), &made).unwrap();
        assert_eq!(seen.sentence, "lesson-1-compared");
        assert_eq!(seen.said, Some("lesson-1-guess-one"));
        assert_eq!(seen.figure, Some(131));
    }

    #[test]
    fn who_predicts_nothing_is_told_what_was_seen() {
        let first = lesson(1).unwrap();
        let seen = Seen::of(first, 1, &flipped(125), &Predictions::default()).unwrap();
        assert_eq!(seen.sentence, "lesson-1-letter-seen");
        assert_eq!((seen.said, seen.figure), (None, Some(125)));
        assert_eq!(Seen::of(first, 3, &scene(), &Predictions::default()), None);
    }

    #[test]
    fn what_is_easily_done_in_passing_is_asked_a_step_ahead() {
        let about = |number, done| question(lesson(number).unwrap(), done).map(|(task, _)| task);
        // The first letter of a name does the first step, the second letter the second.
        assert_eq!(about(1, 0), Some("lesson-1-letter"));
        assert_eq!(about(1, 1), Some("lesson-1-letter"));
        assert_eq!(about(1, 2), None);
        assert_eq!(about(4, 1), None);
        assert_eq!(about(4, 2), Some("lesson-4-harder"));
        assert_eq!(about(4, 3), None);
    }

    #[test]
    fn a_question_has_two_to_four_choices_and_none_stands_twice() {
        for lesson in &COURSE {
            for prediction in lesson
                .steps
                .iter()
                .filter_map(|step| step.prediction.as_ref())
            {
                let mut choices = prediction.choices.to_vec();
                assert!((2..=4).contains(&choices.len()), "{}", prediction.question);
                choices.dedup();
                assert_eq!(choices.len(), prediction.choices.len());
            }
        }
    }

    #[test]
    fn now_is_the_first_step_that_is_not_done_or_what_comes_before_it() {
        let seventh = lesson(7).unwrap();
        let alone = Now::of(seventh, 0, &scene()).unwrap();
        assert_eq!(alone.task, "lesson-7-fork");
        assert_eq!(alone.first, Some("lesson-6-tab"));
        assert_eq!(alone.brief, "lesson-6-tab-brief");
        assert_eq!(alone.targets[0].id, "peers");
        let first = lesson(1).unwrap();
        let now = Now::of(first, 2, &scene()).unwrap();
        assert_eq!((now.task, now.first), ("lesson-1-zero", None));
        assert_eq!(now.targets[0].id, "play-text");
        assert_eq!(Now::of(first, 3, &scene()), None);
    }

    #[test]
    fn what_comes_first_says_where_it_is_done() {
        // Whatever the node is like, a step that must wait names something that the course can lead to.
        let sealed = Observed {
            proof: "sealed".to_owned(),
            difficulty_bits: 4,
            ..node(5)
        };
        for node in [
            node(1),
            node(5),
            Observed {
                live: true,
                ..node(3)
            },
            sealed,
        ] {
            let scene = Scene::new(Rc::new(node));
            for step in COURSE.iter().flat_map(|lesson| lesson.steps) {
                if let Some(first) = (step.first)(&scene) {
                    assert!(asked(first).is_some(), "{first}");
                }
            }
        }
    }

    #[test]
    fn every_control_that_is_named_is_somewhere_on_the_page() {
        let mut sources = String::new();
        let mut folders = vec![PathBuf::from("src/page"), PathBuf::from("src/workshop")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with("lessons/course.rs")
                    && !path.ends_with("lessons/coach.rs")
                {
                    sources += &fs::read_to_string(path).unwrap();
                }
            }
        }
        for node in [node(1), node(5)] {
            let scene = Scene::new(Rc::new(node));
            let steps = COURSE.iter().flat_map(|lesson| lesson.steps);
            for target in steps.flat_map(|step| (step.ask.targets)(&scene)) {
                // Others are made of a node's address or a block's index.
                if let Cow::Borrowed(id) = target.id {
                    assert!(sources.contains(&format!("\"{id}\"")), "{id}");
                }
            }
        }
    }

    #[test]
    fn a_payment_is_changed_in_the_block_that_holds_it() {
        let mut paid = node(6);
        paid.blocks[3].transactions = 2;
        let scene = Scene::new(Rc::new(paid));
        let now = Now::of(lesson(8).unwrap(), 1, &scene).unwrap();
        let ids: Vec<_> = now
            .targets
            .iter()
            .map(|target| target.id.as_ref())
            .collect();
        assert_eq!(ids, ["tamper-amount-4-1", "tamper-remine-4"]);
    }

    #[test]
    fn the_rules_are_chosen_in_a_room_that_has_no_blocks_yet() {
        let first = |length| {
            let scene = Scene::new(Rc::new(node(length)));
            Now::of(lesson(4).unwrap(), 0, &scene).unwrap().targets[0]
                .id
                .clone()
        };
        assert_eq!(first(1), "rules-summary");
        assert_eq!(first(2), "settings");
    }
}
