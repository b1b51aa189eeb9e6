//! How others get into the room: the address of the relay that serves this page, and the code that phones read.

use chain::Rules;
use client::room_link::{self, DEFAULT_ROOM};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::window;
use yew::prelude::*;

/// The mark that a relay leaves in the page it serves: where its calls begin.
const MARK: &str = "meta[name=tabchain-relay]";

/// The way into the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What a person types.
    pub typed: String,
    /// Where the picture of the code is, which leads to the room with its rules.
    pub code: String,
}

/// The way into this room, once the relay has told its address; `None` where no relay serves the page.
#[hook]
pub fn use_invitation(room: &str, rules: Rules) -> Option<Invitation> {
    let base = use_state_eq(|| None::<String>);
    {
        let base = base.clone();
        use_effect_with(room.to_owned(), move |room| {
            let room = room.clone();
            spawn_local(async move { base.set(address(&room).await) });
        });
    }
    let base = base.as_ref()?;
    Some(invitation(base, room, rules))
}

/// A room of other rules than the tutorial's names them, so that nobody can make a newcomer take over others. What is typed by
/// hand is short instead.
fn invitation(base: &str, room: &str, rules: Rules) -> Invitation {
    let named = (rules != Rules::default()).then_some(rules);
    let (_, place) = base.split_once("://").unwrap_or(("", base));
    let place = place.trim_end_matches('/');
    Invitation {
        typed: match room {
            DEFAULT_ROOM => place.to_owned(),
            room => format!("{place}/?room={room}"),
        },
        code: format!("api/join.svg?{}", room_link::query(room, named)),
    }
}

/// The address at which the relay is reached by others, best first.
async fn address(room: &str) -> Option<String> {
    let mark = window()?.document()?.query_selector(MARK).ok()??;
    let calls = mark.get_attribute("content")?;
    let told = fetched(&format!("{calls}relay?room={room}")).await.ok()?;
    let join: Array = Reflect::get(&told, &"join".into()).ok()?.dyn_into().ok()?;
    let join = join.get(0).as_string()?;
    let (base, _) = join.split_once('?').unwrap_or((&join, ""));
    Some(base.to_owned())
}

/// The JSON at an address.
async fn fetched(url: &str) -> Result<JsValue, JsValue> {
    let global = js_sys::global().into();
    let answer = called(&global, "fetch", &Array::of1(&url.into())).await?;
    called(&answer, "json", &Array::new()).await
}

/// What a method promises.
async fn called(of: &JsValue, method: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(of, &method.into())?.dyn_into()?;
    let promise: Promise = method.apply(of, arguments)?.dyn_into()?;
    JsFuture::from(promise).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_short_and_the_code_names_the_rules_of_a_room_that_has_its_own() {
        let tutorial = invitation("http://192.168.0.7:8000/", "main", Rules::default());
        assert_eq!(tutorial.typed, "192.168.0.7:8000");
        assert_eq!(tutorial.code, "api/join.svg?room=main");
        let sealed = Rules::tutorial(chain::ProofRule::Sealed, pow::Difficulty::new(16).unwrap());
        let own = invitation("https://relay.example/class/", "bench-3", sealed);
        assert_eq!(own.typed, "relay.example/class/?room=bench-3");
        assert_eq!(own.code, "api/join.svg?room=bench-3&rules=sealed-16");
    }
}
