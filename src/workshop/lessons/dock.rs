//! The open lesson, beside whatever view it happens in.

use chain::Difficulty;
use yew::prelude::*;

use super::{
    course::{COURSE, Lesson, lesson},
    progress::Progress,
    rooms::Rooms,
    scene::Scene,
};
use crate::{
    page::{
        figures,
        focus::{focus, focused},
        language::use_language,
        route::{Route, use_route},
        texts::{t, t_args},
    },
    workshop::{learner_action, observe::use_observed_always},
};
use client::Observed;

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
        // Setting an attribute fails only for an invalid name.
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

#[component]
fn Open(props: &OpenProps) -> Html {
    use_language();
    let route = use_route();
    // A lesson may send a person to another tab, and what happens then counts.
    let now = use_observed_always();
    let scene = use_mut_ref(|| None::<Scene>);
    let heard = use_force_update();
    let folded = use_state(|| false);
    {
        let (scene, heard) = (scene.clone(), heard.clone());
        use_effect_with((), move |()| {
            learner_action::listen(Some(Callback::from(move |action| {
                if let Some(scene) = scene.borrow_mut().as_mut() {
                    scene.hear(action);
                }
                heard.force_update();
            })));
            || learner_action::listen(None)
        });
    }
    let way_back = {
        let room = now.as_ref().map(|now| now.room.clone());
        let leads_away = lesson(props.number).is_some_and(|lesson| lesson.leads_away);
        use_memo((room, leads_away), |(room, leads_away)| {
            let room = room.as_deref()?;
            let rooms = Rooms::kept().entered(room, *leads_away);
            rooms.keep();
            rooms.way_back(room).map(str::to_owned)
        })
    };
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

    let way_back = way_back.as_deref().filter(|_| !lesson.leads_away);
    let progress = Progress::kept();
    let mut done = progress.done(lesson);
    let mut first = None;
    if let Some(now) = &now {
        let mut scene = scene.borrow_mut();
        let scene = scene.get_or_insert_with(|| Scene::new(now.clone()));
        scene.look(now);
        let step = lesson.steps.get(done);
        if step.is_some_and(|step| (step.done)(scene)) {
            done += 1;
            progress.with(lesson, done).keep();
            scene.begin_step();
            heard.force_update();
        }
        let step = lesson.steps.get(done);
        first = step.and_then(|step| (step.first)(scene));
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
            { steps(lesson, done, first, *folded) }
            { average(lesson, now.as_deref()) }
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
            { ways(lesson, route, done, way_back) }
        </section>
    }
}

/// What is done, what is to do now, and what comes later; folded, only what is to do now.
fn steps(lesson: &Lesson, done: usize, first: Option<&str>, folded: bool) -> Html {
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
                            if let Some(first) = first.filter(|_| place == done) {
                                <p class="first" data-testid="lesson-first">
                                    { t_args("lesson-first", [("task", t(first).into())]) }
                                </p>
                            }
                        </li>
                    }
                }) }
        </ol>
    }
}

/// How many attempts the blocks mined here took, where luck decides each of them.
fn average(lesson: &Lesson, now: Option<&Observed>) -> Html {
    let Some(now) = now.filter(|now| lesson.tells_average && now.proof == "sealed") else {
        return Html::default();
    };
    let Some(average) = now.attempts.checked_div(now.mined) else {
        return Html::default();
    };
    let difficulty = Difficulty::new(now.difficulty_bits).unwrap_or(Difficulty::TUTORIAL);
    html! {
        <p class="average" data-testid="lesson-average">
            { t_args("lesson-average", [
                ("count", now.mined.into()),
                ("blocks", figures::grouped(now.mined).into()),
                ("average", figures::grouped(average).into()),
                ("expected", figures::large(difficulty.expected_hashes()).into()),
            ]) }
        </p>
    }
}

/// Back to where the lesson happens, or to the room one came from, and on to its neighbours.
fn ways(lesson: &Lesson, route: Route, done: usize, way_back: Option<&str>) -> Html {
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
            if let Some(room) = way_back {
                <a class="button main" href={format!("?room={room}{}", route.at(lesson.place).fragment())} data-testid="lesson-home">
                    { t_args("lesson-home", [("room", room.into())]) }
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
