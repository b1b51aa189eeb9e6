//! The open lesson, beside whatever view it happens in: one step at a time. On a phone it is one line, until more is asked for.

use chain::Difficulty;
use web_sys::window;
use yew::prelude::*;

use super::{
    coach::{Now, Predictions, Seen, question},
    course::{COURSE, Lesson, Prediction, lesson},
    progress::Progress,
    rooms::Rooms,
    scene::Scene,
    second_node::{SecondNode, address},
    spotlight::Spotlight,
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
    let second = use_state_eq(|| None);
    {
        let second = second.clone();
        use_effect_with(
            (open.is_some(), props.place.clone()),
            move |(open, element)| {
                // Setting an attribute fails only for an invalid name.
                let _ = match open {
                    true => element.remove_attribute("hidden"),
                    false => element.set_attribute("hidden", ""),
                };
                // It goes with the lesson, but not with the step to the next one.
                if !open {
                    second.set(None);
                }
            },
        );
    }
    use_effect_with(route, move |route| {
        // A link may name the lesson alone.
        if let (None, Some(lesson)) = (route.place, open) {
            route.at(lesson.place).replace();
        }
    });
    let Some(lesson) = open else {
        return Html::default();
    };
    let put = |there: bool| {
        let second = second.clone();
        Callback::from(move |()| second.set(there.then(address)))
    };
    html! {
        <>
            // Before the lesson, and in a place of its own: a frame that is moved is loaded again.
            if let Some(address) = &*second {
                <SecondNode {address} on_remove={put(false)} />
            }
            <>
                <Open key={lesson.number} number={lesson.number} second={second.is_some()} on_second={put(true)} />
            </>
        </>
    }
}

#[derive(PartialEq, Properties)]
struct OpenProps {
    number: u8,
    /// Whether a second node stands beside the lesson.
    second: bool,
    /// The learner wants one there.
    on_second: Callback<()>,
}

#[component]
fn Open(props: &OpenProps) -> Html {
    use_language();
    let route = use_route();
    // A lesson may send a person to another tab, and what happens then counts.
    let now = use_observed_always();
    let scene = use_mut_ref(|| None::<Scene>);
    let heard = use_force_update();
    let seen = use_mut_ref(|| None::<Seen>);
    let predictions = use_state(Predictions::kept);
    let folded = use_state(is_phone);
    let shown = use_state(|| 0_u32);
    let dock = use_node_ref();
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
    let mut to_do = None;
    if let Some(now) = &now {
        let mut scene = scene.borrow_mut();
        let scene = scene.get_or_insert_with(|| Scene::new(now.clone()));
        scene.look(now);
        let step = lesson.steps.get(done);
        if step.is_some_and(|step| (step.done)(scene)) {
            seen.replace(Seen::of(lesson, done, scene, &predictions));
            done += 1;
            progress.with(lesson, done).keep();
            scene.begin_step();
            heard.force_update();
        }
        to_do = Now::of(lesson, done, scene);
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
    let onshow = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(*shown + 1))
    };
    let onpredict = Callback::from({
        let predictions = predictions.clone();
        move |(task, choice): (&'static str, usize)| {
            // Another tab may have kept some, too.
            let made = Predictions::kept().with(task, choice);
            made.keep();
            predictions.set(made);
        }
    });
    let on_second = (!props.second).then(|| props.on_second.reform(|_: MouseEvent| ()));
    let complete = done >= lesson.steps.len();
    let silent = seen.borrow().is_none() && !complete;
    let targets = to_do
        .as_ref()
        .map(|now| now.targets.clone())
        .unwrap_or_default();
    html! {
        <section
            ref={dock.clone()}
            class={classes!("lesson", folded.then_some("folded"))}
            aria-labelledby={title_id}
            data-testid="lesson"
        >
            <div class="title">
                <h2 id={title_id} tabindex="-1">
                    <span class="aside">{ t_args("lesson-number", [
                        ("number", lesson.number.into()),
                        ("count", COURSE.len().into()),
                    ]) }</span>
                    { " " }{ t(lesson.title) }
                </h2>
                <button class="plain fold" data-testid="lesson-fold" aria-expanded={if *folded { "false" } else { "true" }} onclick={onfold}>
                    <span>{ if *folded { t("lesson-unfold") } else { t("lesson-fold") } }</span>
                </button>
                <button class="plain close" data-testid="lesson-close" onclick={onclose}>{ t("lesson-close") }</button>
            </div>
            if !*folded && done == 0 {
                <p class="opening">{ t(lesson.opening) }</p>
            }
            // Always there, so that what appears in it is read out.
            <div class={classes!("told", silent.then_some("visually-hidden"))} role="status" data-testid="lesson-state">
                if let Some(seen) = *seen.borrow() {
                    <p class="seen" data-testid="lesson-seen">{ told(seen) }</p>
                }
                if complete {
                    <p class="ending">{ t(lesson.ending) }</p>
                } else {
                    <p class="visually-hidden">
                        { t_args("lesson-step", [
                            ("number", (done + 1).into()),
                            ("count", lesson.steps.len().into()),
                            ("task", t(lesson.steps[done].ask.task).into()),
                        ]) }
                    </p>
                }
            </div>
            if let Some(now) = &to_do {
                { to_be_done(lesson, done, now, *folded, onshow, on_second) }
                <Spotlight {targets} asked={*shown} {dock} />
            }
            if let Some((task, prediction)) = question(lesson, done) {
                { guess(prediction, predictions.of(task), &onpredict.reform(move |choice| (task, choice))) }
            }
            { average(lesson, now.as_deref()) }
            { steps(lesson, done, *folded) }
            if !*folded || complete || way_back.is_some() {
                { ways(lesson, route, done, way_back) }
            }
        </section>
    }
}

/// Whether the window has room for one line of a lesson only.
fn is_phone() -> bool {
    // As in `static/workshop.css`.
    let narrow = window().and_then(|window| window.match_media("(max-width: 44rem)").ok()?);
    narrow.is_some_and(|narrow| narrow.matches())
}

/// What was seen of the step before, in a sentence.
fn told(seen: Seen) -> String {
    let said = seen.said.map(t).unwrap_or_default();
    let figure = seen.figure.map(figures::grouped).unwrap_or_default();
    t_args(
        seen.sentence,
        [("said", said.into()), ("figure", figure.into())],
    )
}

/// The step that is to do: in a few words, in a sentence unless the lesson is folded, and the way to its controls. Where it takes
/// another node, the ways to one: a tab, or `on_second`, unless there is one in the lesson already.
fn to_be_done(
    lesson: &Lesson,
    done: usize,
    now: &Now,
    folded: bool,
    onshow: Callback<MouseEvent>,
    on_second: Option<Callback<MouseEvent>>,
) -> Html {
    let count = lesson.steps.len();
    let is_now = |tasks: &[&str]| {
        let now = [now.task, now.first.unwrap_or_default()];
        tasks.iter().any(|task| now.contains(task))
    };
    let alone = is_now(&[SECOND_TAB]);
    html! {
        <div class="now" data-testid="lesson-now">
            <p class="place">
                if folded {
                    <span aria-hidden="true">{ format!("{}/{count}", done + 1) }</span>
                }
                <span class={folded.then_some("visually-hidden")}>
                    { t_args("lesson-now", [("number", (done + 1).into()), ("count", count.into())]) }
                </span>
            </p>
            <p class="brief">{ t(now.brief) }</p>
            if !now.targets.is_empty() {
                <button class="show" data-testid="lesson-show" onclick={onshow}>
                    <span>{ t("lesson-show") }</span>
                </button>
            }
            if !folded {
                <p class="task">{ t(now.task) }</p>
            }
            if let Some(first) = now.first {
                <p class={classes!("first", folded.then_some("visually-hidden"))} data-testid="lesson-first">
                    { t_args("lesson-first", [("task", t(first).into())]) }
                </p>
            }
            if alone {
                // An empty address is this page's own: the second tab opens in the same room.
                <a class="button second tab" href="" target="_blank" rel="noopener">{ t("open-second-tab") }</a>
            }
            if let Some(onclick) = on_second.filter(|_| alone || !folded && is_now(&OTHERS)) {
                <button class="second" data-testid="second-node-add" {onclick}>{ t("second-node-add") }</button>
            }
        </div>
    }
}

/// The task that takes a second tab, or a second node in here.
const SECOND_TAB: &str = "lesson-6-tab";
/// Those that take something of another node: in a class one's own is better than to ask for it.
const OTHERS: [&str; 3] = ["lesson-6-grow", "lesson-7-fork", "lesson-7-longer"];

/// What is asked before the step is tried, and what was answered.
fn guess(prediction: &'static Prediction, made: Option<usize>, on_guess: &Callback<usize>) -> Html {
    let choices = prediction
        .choices
        .iter()
        .enumerate()
        .map(|(place, choice)| {
            let onchange = on_guess.reform(move |_: Event| place);
            html! {
                <label key={place}>
                    <input
                        type="radio"
                        name={prediction.question}
                        data-testid={format!("lesson-guess-{}", place + 1)}
                        checked={made == Some(place)}
                        {onchange}
                    />
                    <span>{ t(choice) }</span>
                </label>
            }
        });
    html! {
        <fieldset class="guess" key={prediction.question} data-testid="lesson-guess">
            <legend><span class="aside">{ t("lesson-guess") }</span>{ " " }{ t(prediction.question) }</legend>
            <div class="choice">{ for choices }</div>
        </fieldset>
    }
}

/// All steps: what is done, what is to do now, and what comes later. They stand behind how many are done.
fn steps(lesson: &Lesson, done: usize, folded: bool) -> Html {
    html! {
        <details class="all-steps" hidden={folded}>
            <summary data-testid="lesson-progress">
                { t_args("lesson-steps", [("done", done.into()), ("count", lesson.steps.len().into())]) }
            </summary>
            <ol class="steps">
                { for lesson.steps.iter().enumerate().map(|(place, step)| {
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
                            { t(step.ask.task) }
                        </li>
                    }
                }) }
            </ol>
        </details>
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
