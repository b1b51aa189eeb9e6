//! Lessons that check themselves: the list of all, and the one that is open.

mod coach;
mod course;
#[cfg(test)]
mod course_tests;
mod dock;
mod progress;
mod rooms;
mod scene;
mod second_node;
mod spotlight;

use coach::Predictions;
use course::{COURSE, Lesson};
use progress::Progress;
use yew::prelude::*;

use crate::page::{
    language::use_language,
    texts::{t, t_args},
};

pub use dock::{Dock, DockProps};

/// The list of lessons, and how far the learner has come.
#[component]
pub fn Lessons() -> Html {
    use_language();
    let progress = use_state(Progress::kept);
    let onforget = {
        let progress = progress.clone();
        Callback::from(move |_: MouseEvent| {
            let nothing = Progress::default();
            nothing.keep();
            Predictions::default().keep();
            progress.set(nothing);
        })
    };
    html! {
        <section class="lessons" aria-labelledby="lessons-title">
            <h2 id="lessons-title">{ t("lessons-title") }</h2>
            <p>{ t("lessons-opening") }</p>
            <ol>
                { for COURSE.iter().map(|lesson| entry(lesson, &progress)) }
            </ol>
            <button data-testid="forget-progress" aria-disabled={(*progress == Progress::default()).then_some("true")} onclick={onforget}>
                { t("forget-progress") }
            </button>
        </section>
    }
}

fn entry(lesson: &'static Lesson, progress: &Progress) -> Html {
    let done = progress.done(lesson);
    let complete = progress.is_complete(lesson);
    html! {
        <li class="panel" key={lesson.number} data-testid={format!("lesson-entry-{}", lesson.number)}>
            <span class="number" aria-hidden="true">{ lesson.number }</span>
            <div>
                <h3>
                    <a href={format!("#lesson={}", lesson.number)} data-testid={format!("lesson-link-{}", lesson.number)}>
                        { t(lesson.title) }
                    </a>
                </h3>
                <p class={classes!("state", complete.then_some("on"))}>
                    { if complete {
                        t("lesson-complete")
                    } else {
                        t_args("lesson-steps", [
                            ("done", done.into()),
                            ("count", lesson.steps.len().into()),
                        ])
                    } }
                </p>
            </div>
        </li>
    }
}
