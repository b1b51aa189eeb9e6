//! The open lesson, beside whatever view it happens in.

use std::rc::Rc;

use yew::prelude::*;

use super::{
    course::{COURSE, Lesson, lesson},
    progress::Progress,
    scene::Scene,
};
use crate::{
    observed::Observed,
    page::{
        focus::{focus, focused},
        language::use_language,
        route::{Route, use_route},
        texts::{t, t_args},
    },
    workshop::{
        facts::{self, Fact},
        observe::use_observed_always,
    },
};

#[derive(PartialEq, Properties)]
pub struct DockProps {
    /// The element around it, which is hidden while no lesson is open.
    pub place: web_sys::Element,
}

/// The lesson that the page's address names.
#[component]
pub fn Dock(props: &DockProps) -> Html {
    use_language();
    let route = use_route();
    let open = route.lesson.and_then(lesson);
    use_effect_with((open.is_some(), props.place.clone()), |(open, element)| {
        // Setting an attribute fails only for a name that is none.
        let _ = match open {
            true => element.remove_attribute("hidden"),
            false => element.set_attribute("hidden", ""),
        };
    });
    use_effect_with(route, move |route| {
        // A link may name the lesson alone.
        if let (None, Some(lesson)) = (route.place, open) {
            route.at(lesson.place).replace();
        }
    });
    match open {
        Some(lesson) => html! { <Open key={lesson.number} number={lesson.number} /> },
        None => Html::default(),
    }
}

#[derive(PartialEq, Properties)]
struct OpenProps {
    number: u8,
}

/// What a step is judged by, gathered since it began.
#[derive(Clone, Default, PartialEq)]
struct Since {
    before: Option<Rc<Observed>>,
    facts: Vec<Fact>,
}

/// The most facts that are kept of one step: more than any step asks for.
const MAX_FACTS: usize = 64;

#[component]
fn Open(props: &OpenProps) -> Html {
    use_language();
    let route = use_route();
    // A lesson may send a person to another tab, and what happens then counts.
    let now = use_observed_always();
    let progress = use_state(Progress::kept);
    let since = use_mut_ref(Since::default);
    let heard = use_force_update();
    let folded = use_state(|| false);
    {
        let since = since.clone();
        use_effect_with((), move |()| {
            facts::listen(Some(Callback::from(move |fact| {
                let mut since = since.borrow_mut();
                if since.facts.len() >= MAX_FACTS {
                    since.facts.remove(0);
                }
                since.facts.push(fact);
                drop(since);
                heard.force_update();
            })));
            || facts::listen(None)
        });
    }
    let title_id = "lesson-title";
    use_effect_with((), move |()| {
        // The link that led here went with its view or lesson.
        if focused().is_none() {
            focus(title_id);
        }
    });
    let Some(lesson) = lesson(props.number) else {
        return Html::default();
    };

    let mut done = progress.done(lesson);
    if let Some(now) = &now {
        let mut since = since.borrow_mut();
        let before = since.before.get_or_insert_with(|| now.clone()).clone();
        let scene = Scene {
            before: &before,
            now,
            facts: &since.facts,
        };
        let fulfilled = lesson
            .steps
            .get(done)
            .is_some_and(|step| (step.done)(&scene));
        if fulfilled {
            done += 1;
            // The next step begins here.
            *since = Since {
                before: Some(now.clone()),
                facts: Vec::new(),
            };
            let (progress, further) = (progress.clone(), progress.with(lesson, done));
            further.keep();
            progress.set(further);
        }
    }
    let onfold = {
        let folded = folded.clone();
        Callback::from(move |_: MouseEvent| folded.set(!*folded))
    };
    let onclose = Callback::from(move |_: MouseEvent| {
        // The button goes with the lesson.
        focus(&format!("view-{}", route.place().id()));
        Route {
            lesson: None,
            ..route
        }
        .go();
    });
    html! {
        <section class="lesson" aria-labelledby={title_id} data-testid="lesson">
            <div class="title">
                <h2 id={title_id} tabindex="-1">
                    <span class="aside">{ t_args("lesson-number", [
                        ("number", lesson.number.into()),
                        ("count", COURSE.len().into()),
                    ]) }</span>
                    { " " }{ t(lesson.title) }
                </h2>
                <button class="plain" data-testid="lesson-fold" aria-expanded={if *folded { "false" } else { "true" }} onclick={onfold}>
                    { if *folded { t("lesson-unfold") } else { t("lesson-fold") } }
                </button>
                <button class="plain" data-testid="lesson-close" onclick={onclose}>{ t("lesson-close") }</button>
            </div>
            if !*folded {
                <p class="opening">{ t(lesson.opening) }</p>
            }
            { steps(lesson, done, *folded) }
            // Always there, so that what appears in it is read out.
            <div role="status" data-testid="lesson-state">
                if done >= lesson.steps.len() {
                    <p class="ending">{ t(lesson.ending) }</p>
                } else {
                    <p class="visually-hidden">
                        { t_args("lesson-step", [
                            ("number", (done + 1).into()),
                            ("count", lesson.steps.len().into()),
                            ("task", t(lesson.steps[done].task).into()),
                        ]) }
                    </p>
                }
            </div>
            { ways(lesson, route, done) }
        </section>
    }
}

/// What is done, what is to do now, and what comes later; folded, only what is to do now.
fn steps(lesson: &Lesson, done: usize, folded: bool) -> Html {
    html! {
        <ol class="steps">
            { for lesson.steps.iter().enumerate()
                .filter(|(place, _)| !folded || *place == done)
                .map(|(place, step)| {
                    let (class, state) = match place.cmp(&done) {
                        std::cmp::Ordering::Less => ("done", t("step-done")),
                        std::cmp::Ordering::Equal => ("now", t("step-now")),
                        std::cmp::Ordering::Greater => ("later", t("step-later")),
                    };
                    html! {
                        <li
                            class={class}
                            key={place}
                            value={(place + 1).to_string()}
                            aria-current={(place == done).then_some("step")}
                            data-testid={format!("step-{}", place + 1)}
                            data-state={class}
                        >
                            <span class="visually-hidden">{ state }{ " " }</span>
                            { t(step.task) }
                        </li>
                    }
                }) }
        </ol>
    }
}

/// Back to where the lesson happens, and on to its neighbours.
fn ways(lesson: &Lesson, route: Route, done: usize) -> Html {
    let to = |number: u8, text: String, id: &'static str, main: bool| {
        html! {
            <a class={classes!("button", main.then_some("main"))} href={format!("#lesson={number}")} data-testid={id}>{ text }</a>
        }
    };
    let complete = done >= lesson.steps.len();
    html! {
        <nav class="row ways" aria-label={t("view-lessons")}>
            if route.place() != lesson.place {
                <a class="button main" href={route.at(lesson.place).fragment()} data-testid="lesson-there">
                    { t("lesson-there") }
                </a>
            }
            if lesson.number > 1 {
                { to(lesson.number - 1, t("lesson-previous"), "lesson-previous", false) }
            }
            if usize::from(lesson.number) < COURSE.len() {
                { to(lesson.number + 1, t("lesson-next"), "lesson-next", complete) }
            }
        </nav>
    }
}
