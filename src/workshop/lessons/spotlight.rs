//! Rings around the controls that a lesson speaks of, and the way to them.
//!
//! The rings lie over the page and are drawn apart from it, so that nothing of the page changes or moves; where the controls
//! are is looked at every so often, as the page draws itself when it likes.

use std::cell::RefCell;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, HtmlElement, window};
use yew::prelude::*;

use super::course::Target;
use crate::page::{focus::focused, hooks::listen, route::Route};

/// How often it is looked where the controls are, in milliseconds.
const LOOK_MS: i32 = 200;
/// The room between a control and its ring, in CSS pixels.
const ROOM: f64 = 3.0;

#[derive(PartialEq, Properties)]
pub struct SpotlightProps {
    /// The controls, in the order in which they are used.
    pub targets: Vec<Target>,
    /// How often the learner has asked to be led there.
    pub asked: u32,
    /// The open lesson, which covers the lower end of the window.
    pub dock: NodeRef,
}

/// What has been drawn, and where to lead.
#[derive(Default)]
struct Rings {
    /// Where each ring is, once it is drawn.
    drawn: Vec<Option<Place>>,
    /// The control to lead to as soon as it is there, of those that are in sight.
    lead: Option<usize>,
    /// Whether these controls are new, and not yet looked at.
    new: bool,
}

/// Where something is in the document, in whole CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    left: i32,
    top: i32,
    width: i32,
    height: i32,
    /// Whether it has the focus, whose own ring then says where it is.
    focused: bool,
}

/// A ring around each control that the open view has. With several, each says its place in the order.
#[component]
pub fn Spotlight(props: &SpotlightProps) -> Html {
    let host = use_memo((), |()| Host::new());
    let refs = use_mut_ref(Vec::<NodeRef>::new);
    refs.borrow_mut()
        .resize_with(props.targets.len(), NodeRef::default);
    let rings = use_mut_ref(Rings::default);
    {
        let rings = rings.clone();
        use_effect_with(props.targets.clone(), move |_| {
            let mut rings = rings.borrow_mut();
            rings.new = true;
            rings.lead = None;
        });
    }
    {
        let (rings, targets) = (rings.clone(), props.targets.clone());
        use_effect_with(props.asked, move |&asked| {
            if asked > 0 {
                lead(&rings, &targets, asked);
            }
        });
    }
    {
        let (refs, dock) = (refs.clone(), props.dock.clone());
        use_effect_with(props.targets.clone(), move |targets| {
            let targets = targets.clone();
            let look = move || look(&targets, &refs.borrow(), &rings, &dock);
            look();
            let timer = Timer::start(look.clone());
            let unlisten = listen("resize", look);
            move || {
                unlisten();
                drop(timer);
            }
        });
    }
    let Some(host) = host.as_ref() else {
        return Html::default();
    };
    let refs = refs.borrow();
    let rings = refs.iter().enumerate().map(|(place, node)| {
        html! {
            <div class={classes!("spot", (refs.len() == 1).then_some("only"))} key={place} ref={node.clone()}>
                if refs.len() > 1 {
                    <span>{ place + 1 }</span>
                }
            </div>
        }
    });
    create_portal(html! { <>{ for rings }</> }, host.0.clone())
}

/// Leads to a control that is in sight, to the next one each time; or opens the view that they are on.
fn lead(rings: &RefCell<Rings>, targets: &[Target], asked: u32) {
    let in_sight = targets.iter().filter(|target| found(&target.id).is_some());
    let count = in_sight.count();
    let turn = usize::try_from(asked).unwrap_or_default().wrapping_sub(1);
    rings.borrow_mut().lead = Some(turn.checked_rem(count).unwrap_or(0));
    if let (0, Some(target)) = (count, targets.first()) {
        let here = Route::now();
        if here.place() != target.screen {
            here.at(target.screen).go();
        }
    }
}

/// Draws the rings where the controls are now, and leads where that was asked for.
fn look(targets: &[Target], refs: &[NodeRef], rings: &RefCell<Rings>, dock: &NodeRef) {
    let mut rings = rings.borrow_mut();
    rings.drawn.resize(targets.len(), None);
    let mut in_sight = Vec::new();
    // All is measured before anything is drawn: otherwise the browser would lay out the page for each of them.
    let places: Vec<_> = targets
        .iter()
        .map(|target| {
            let element = found(&target.id)?;
            let place = place(&element);
            in_sight.push(element);
            place
        })
        .collect();
    let free = free_height(dock);
    // A view that is still being filled may move it out of sight again: not every browser holds still what is seen.
    let stands = places.first() == rings.drawn.first();
    for ((place, drawn), node) in places.into_iter().zip(&mut rings.drawn).zip(refs) {
        let ring = node.cast::<HtmlElement>();
        if let Some(ring) = ring.filter(|_| place != *drawn) {
            draw(&ring, place);
            *drawn = place;
        }
    }
    let asked = rings.lead.take_if(|_| !in_sight.is_empty());
    // A link may name the lesson alone; then its view is about to be opened.
    let settled = !in_sight.is_empty() && Route::now().place.is_some();
    let new = settled && stands && std::mem::take(&mut rings.new);
    drop(rings);
    if let Some(turn) = asked {
        if let Some(element) = in_sight.get(turn).or(in_sight.first()) {
            scroll_to(element, free, true);
            take_focus(element);
        }
    } else if new
        && !is_typing()
        && let Some(element) = in_sight.first()
    {
        scroll_to(element, free, false);
    }
}

fn document() -> Option<Document> {
    window()?.document()
}

/// The control with this test id, if it can be seen.
fn found(id: &str) -> Option<HtmlElement> {
    let element = document()?
        .query_selector(&format!("[data-testid=\"{id}\"]"))
        .ok()??;
    let inside = |selector: &str| element.closest(selector).ok().flatten().is_some();
    // What a fold hides has a place in some browsers.
    if inside("details:not([open])") && !inside("summary") {
        return None;
    }
    let rect = element.get_bounding_client_rect();
    let seen = rect.width() > 0.0 && rect.height() > 0.0;
    seen.then(|| element.dyn_into().ok()).flatten()
}

fn place(element: &Element) -> Option<Place> {
    let window = window()?;
    let rect = element.get_bounding_client_rect();
    let left = rect.left() + window.scroll_x().ok()?;
    let top = rect.top() + window.scroll_y().ok()?;
    Some(Place {
        left: (left - ROOM).round() as i32,
        top: (top - ROOM).round() as i32,
        width: (rect.width() + 2.0 * ROOM).round() as i32,
        height: (rect.height() + 2.0 * ROOM).round() as i32,
        focused: focused().is_some_and(|focused| focused.is_same_node(Some(element))),
    })
}

/// By a transform, as what is moved by anything else counts as a jump of the layout.
fn draw(ring: &HtmlElement, place: Option<Place>) {
    let style = ring.style();
    let give = |name: &str, value: &str| {
        // It fails for a name or value that the browser does not know; then the ring stays where it was.
        let _ = style.set_property(name, value);
    };
    let Some(place) = place else {
        return give("visibility", "hidden");
    };
    give(
        "transform",
        &format!("translate({}px, {}px)", place.left, place.top),
    );
    give("width", &format!("{}px", place.width));
    give("height", &format!("{}px", place.height));
    give("visibility", "visible");
    // It fails for an invalid name only.
    let _ = ring.toggle_attribute_with_force("data-focused", place.focused);
}

/// The height of the window above the open lesson and what stands with it.
fn free_height(dock: &NodeRef) -> f64 {
    let dock = dock
        .cast::<Element>()
        .and_then(|dock| dock.parent_element());
    dock.map_or(0.0, |dock| dock.get_bounding_client_rect().top())
}

/// Scrolls so that the control stands in the middle of what the lesson leaves free; unless it is asked for, only where it is
/// not in sight.
fn scroll_to(element: &Element, free: f64, asked: bool) {
    let rect = element.get_bounding_client_rect();
    let by = way(rect.top(), rect.bottom(), free, asked);
    if let (Some(by), Some(window)) = (by, window()) {
        window.scroll_by_with_x_and_y(0.0, by);
    }
}

/// How far to scroll for what is between `top` and `bottom` of a window of which `free` is not covered, if at all.
fn way(top: f64, bottom: f64, free: f64, asked: bool) -> Option<f64> {
    let in_sight = top >= ROOM && bottom <= free - ROOM;
    // What is higher than the room for it begins at its top.
    let margin = ((free - (bottom - top)) / 2.0).max(2.0 * ROOM);
    (asked || !in_sight)
        .then_some(top - margin)
        .filter(|by| !in_sight || by.abs() > free / 4.0)
}

/// What can't take the focus by itself is made to.
fn take_focus(element: &HtmlElement) {
    let _ = element.focus();
    if focused().as_ref() != Some(element) {
        element.set_tab_index(-1);
        let _ = element.focus();
    }
}

/// Whether the focus is where letters go.
fn is_typing() -> bool {
    focused().is_some_and(|element| {
        let kind = element.get_attribute("type");
        match element.tag_name().as_str() {
            "TEXTAREA" | "SELECT" => true,
            "INPUT" => kind.is_none_or(|kind| kind == "text"),
            _ => false,
        }
    })
}

/// What kind of element the rings are drawn in.
const LAYER: &str = "div";

/// Where the rings are drawn: over the page, below the open lesson. It is gone with the lesson.
struct Host(Element);

impl Host {
    fn new() -> Option<Self> {
        let document = document()?;
        let element = document.create_element(LAYER).ok()?;
        element.set_id("spotlight");
        // The step's own words say it.
        element.set_attribute("aria-hidden", "true").ok()?;
        document.body()?.append_child(&element).ok()?;
        Some(Self(element))
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Looks again and again until it is dropped.
struct Timer {
    id: Option<i32>,
    _look: Closure<dyn Fn()>,
}

impl Timer {
    fn start(look: impl Fn() + 'static) -> Self {
        let look = Closure::<dyn Fn()>::new(look);
        let id = window().and_then(|window| {
            let look = look.as_ref().unchecked_ref();
            // Without a timer the rings stay where they are until the next step.
            window
                .set_interval_with_callback_and_timeout_and_arguments_0(look, LOOK_MS)
                .ok()
        });
        Self { id, _look: look }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let (Some(window), Some(id)) = (window(), self.id) {
            window.clear_interval_with_handle(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_sight_stays_where_it_is() {
        assert_eq!(way(100.0, 140.0, 600.0, false), None);
        assert_eq!(way(280.0, 320.0, 600.0, true), None, "it is in the middle");
    }

    #[test]
    fn what_the_lesson_covers_is_scrolled_to_the_middle_of_the_rest() {
        assert_eq!(way(620.0, 660.0, 600.0, false), Some(340.0));
        assert_eq!(way(-300.0, -260.0, 600.0, false), Some(-580.0));
        assert_eq!(way(580.0, 620.0, 600.0, true), Some(300.0));
    }

    #[test]
    fn what_is_higher_than_the_rest_begins_at_its_top() {
        assert_eq!(way(700.0, 1_700.0, 600.0, false), Some(694.0));
    }
}
