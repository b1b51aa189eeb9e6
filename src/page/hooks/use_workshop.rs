//! The workshop: the views that are loaded when someone opens one.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use crate::{BUILD, page::failure::Failure};

/// How far loading the workshop has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Workshop {
    /// Nobody has opened a view of it.
    #[default]
    Unasked,
    /// Its files are on the way.
    Loading,
    /// It has drawn itself, and follows the page's address from now on.
    Here,
    /// Its files did not come.
    Missing(Failure),
}

/// Loads the workshop as soon as it is needed; tries again when it is needed after a failure.
#[hook]
pub fn use_workshop(needed: bool) -> Workshop {
    let workshop = use_state_eq(Workshop::default);
    {
        let workshop = workshop.clone();
        use_effect_with(needed, move |&needed| {
            if needed && !matches!(*workshop, Workshop::Loading | Workshop::Here) {
                workshop.set(Workshop::Loading);
                spawn_local(async move {
                    workshop.set(match load().await {
                        Ok(_) => Workshop::Here,
                        Err(error) => Workshop::Missing(error.into()),
                    });
                });
            }
        });
    }
    (*workshop).clone()
}

/// `static/start.js` knows how.
async fn load() -> Result<JsValue, JsValue> {
    let start = Reflect::get(&js_sys::global(), &"tabchainStart".into())?;
    let load: Function = Reflect::get(&start, &"workshop".into())?.dyn_into()?;
    let loaded: Promise = load.call1(&start, &BUILD.into())?.dyn_into()?;
    JsFuture::from(loaded).await
}
