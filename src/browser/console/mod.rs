//! `window.tabchain`: the node, driven from the browser's console or by a script.
//!
//! Bodies are the tutorial's. Each call returns a Promise, which rejects with an Error that says what is
//! wrong; nothing has changed then.

mod arguments;
mod chains;
mod money;
mod verify;

use std::cell::Cell;

use arguments::Arguments;
pub use arguments::Refusal;
use chain::Blocks;
use client::Watched;
use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use node::{Command, SearchFault};
use pow::{EmptyRange, Puzzle};
use protocol::MAX_SECOND;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::future_to_promise;

use super::tab::Tab;
use crate::{
    browser::miner::pool::{Event, MAX_WORKERS, Pool},
    web::{pieces::Pieces, slices::Slices},
};

/// What the page says of a refusal, in its language.
pub type Wording = fn(&Refusal) -> String;

/// The methods that answer by a Promise.
const METHODS: [&str; 22] = [
    "mine",
    "transact",
    "pay",
    "balance",
    "inclusion",
    "rules",
    "setRules",
    "register",
    "resolve",
    "branches",
    "chain",
    "chainText",
    "search",
    "adopt",
    "verify",
    "cut",
    "mend",
    "mendAll",
    "split",
    "heal",
    "ignore",
    "heed",
];

thread_local! {
    static WORDING: Cell<Option<Wording>> = const { Cell::new(None) };
}

/// Puts the object on the window. Errors that are shown on the page speak its language by `wording`.
pub fn install(tab: &Tab, wording: Wording) -> Result<(), JsValue> {
    WORDING.set(Some(wording));
    let object = Object::new();
    let id = tab.read(|client| client.node().address().to_string());
    Reflect::set(&object, &"id".into(), &id.into())?;

    for name in METHODS {
        method(&object, tab, name)?;
    }
    money::account_property(&object, tab);
    watch_method(&object, tab)?;

    let window = web_sys::window().ok_or("there is no window")?;
    Reflect::set(&window, &"tabchain".into(), &object)?;
    Ok(())
}

/// Gives the object a method of up to two arguments. All have one closure and one future: each more takes its place in the
/// download.
fn method(object: &Object, tab: &Tab, name: &'static str) -> Result<(), JsValue> {
    let tab = tab.clone();
    let closure = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(move |one, other| {
        let tab = tab.clone();
        future_to_promise(async move { call(&tab, name, one, other).await.map_err(thrown) })
    });
    let set = Reflect::set(object, &name.into(), closure.as_ref());
    // It lives as long as the page.
    closure.forget();
    set.map(|_| ())
}

/// What a method does.
async fn call(tab: &Tab, name: &str, one: JsValue, other: JsValue) -> Result<JsValue, Refusal> {
    tab.restored().await;
    let command = match name {
        "mine" => Command::Mine,
        "transact" => {
            let format = tab.read(|client| client.node().chain().rules().format());
            Command::Transact(arguments::transaction(&one, format)?)
        }
        "pay" => return money::pay(tab, &one).await,
        "balance" => return money::balance(tab, &one),
        "inclusion" => return money::inclusion(tab, &one).await,
        "rules" => return money::rules(tab),
        "setRules" => return money::set_rules(tab, &one).await,
        "register" => Command::Register(arguments::nodes(&one)?),
        "resolve" => Command::Resolve,
        "branches" => Command::FetchBranches,
        "chain" | "chainText" => return chains::given(tab, name == "chainText").await,
        "search" => return search(tab, &one).await,
        "adopt" => return adopt(tab, &one).await,
        "verify" => {
            return verify::verify(tab, &one, &other).await;
        }
        deed => {
            connect(tab, deed, &one)?;
            return Ok(JsValue::UNDEFINED);
        }
    };
    obey(tab, command).await
}

/// `watch(callback, {room: true})`: calls back at once and whenever something changes, with what
/// [`Observed`](client::Observed) holds, until the function that it returns is called. With `room`, the
/// other tabs of the room are asked what they see, too; with `branches`, a node that has neither mined nor submitted
/// anything fetches the others' branches by itself.
fn watch_method(object: &Object, tab: &Tab) -> Result<(), JsValue> {
    let tab = tab.clone();
    let closure = Closure::<dyn Fn(JsValue, JsValue) -> Result<JsValue, JsValue>>::new(
        move |watcher: JsValue, options: JsValue| {
            let watcher = watcher
                .dyn_into::<Function>()
                .map_err(|_| js_sys::Error::new("a function is needed, to be called back"))?;
            let wants = |option: &str| {
                let value = options
                    .is_object()
                    .then(|| Reflect::get(&options, &option.into()));
                Ok::<_, JsValue>(value.transpose()?.is_some_and(|value| value.is_truthy()))
            };
            let watched = Watched {
                room: wants("room")?,
                branches: wants("branches")?,
            };
            let number = tab.watch(watcher, watched);
            let tab = tab.clone();
            Ok(Closure::<dyn Fn()>::new(move || tab.unwatch(number)).into_js_value())
        },
    );
    let set = Reflect::set(object, &"watch".into(), closure.as_ref());
    closure.forget();
    set.map(|_| ())
}

/// Speaks English, as all that scripts get; its `toLocaleString` speaks the page's language at the time.
fn thrown(refusal: Refusal) -> JsValue {
    let error = js_sys::Error::new(&refusal.to_string());
    let worded = Closure::<dyn Fn() -> String>::new(move || match WORDING.get() {
        Some(wording) => wording(&refusal),
        None => refusal.to_string(),
    });
    // Not by assignment: the browser's console would list it behind each error.
    let property = object(&[("value", worded.into_js_value())]);
    Object::define_property(&error, &"toLocaleString".into(), &property);
    error.into()
}

/// A JavaScript object with these fields.
fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // A new field of a plain object can always be set.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

async fn obey(tab: &Tab, command: Command) -> Result<JsValue, Refusal> {
    let answer = tab.command(command).await?;
    chains::answered(tab, &answer)
}

/// Cuts, mends, splits or heals; or has the cuts and splits of a node count here no longer, or again.
fn connect(tab: &Tab, deed: &str, nodes: &JsValue) -> Result<(), Refusal> {
    let cut = deed == "cut";
    match deed {
        "split" => tab.split(arguments::addresses(nodes, 1, MAX_SECOND as u32)?),
        "heal" => tab.split(Vec::new()),
        "mendAll" => tab.mend_all(),
        "ignore" | "heed" => tab.ignore(&arguments::address(nodes)?, deed == "ignore"),
        _ if Array::is_array(nodes) => {
            let ends = arguments::addresses(nodes, 2, 2)?;
            if let [one, other] = &ends[..] {
                tab.set_connection(one.clone(), other.clone(), cut);
            }
        }
        _ => {
            tab.set_own_connection(&arguments::address(nodes)?, cut);
        }
    }
    Ok(())
}

/// Takes a chain's text for this node's own chain, longer or not: the caller chose it.
async fn adopt(tab: &Tab, text: &JsValue) -> Result<JsValue, Refusal> {
    let text = arguments::unread_text("the chain", text)?;
    let mut branch = tab.read(|client| client.node().chain().fork(0));
    let blocks = Blocks::in_pieces(Pieces::of(text.clone()), branch.rules().format())?;
    let mut slices = Slices::begin();
    for block in blocks {
        branch.push(block?)?;
        slices.next_if_over().await?;
    }
    obey(tab, Command::Adopt(branch)).await
}

async fn search(tab: &Tab, body: &JsValue) -> Result<JsValue, Refusal> {
    let given = Arguments::read(
        body,
        &[
            "prefix",
            "suffix",
            "difficulty_bits",
            "from",
            "to",
            "workers",
        ],
    )?;
    let prefix = given.text("prefix")?;
    let suffix = given.text_or("suffix", "")?;
    let difficulty = given.difficulty("difficulty_bits")?;
    let from = given.natural_or("from", 0)?;
    let to = given.natural("to")?;
    let workers = given.natural_or("workers", tab.workers() as u64)?;
    if workers == 0 || workers > MAX_WORKERS as u64 {
        return Err(Refusal::of(format!(
            "workers must be a whole number from 1 to {MAX_WORKERS}, not {workers}"
        )));
    }
    let puzzle = Puzzle::new(prefix, suffix, difficulty)?;
    if from >= to {
        // Before any worker is started.
        return Err(EmptyRange { from, to }.into());
    }

    let (sender, receiver) = oneshot::channel();
    let sender = std::cell::Cell::new(Some(sender));
    // A pool of its own, which ends with this call.
    let pool = Pool::new(workers as usize, move |event| {
        let outcome = match event {
            Event::TriedOut => return,
            Event::Done(outcome) => outcome.map_err(Refusal::from),
            Event::OtherBuild => Err(Refusal::OtherBuild),
        };
        if let Some(sender) = sender.take() {
            // The caller may have gone.
            let _ = sender.send(outcome);
        }
    });
    pool.search(puzzle, from..to)?;
    let found = receiver.await.unwrap_or(Err(SearchFault::Ended.into()))?;
    let fields = [
        ("proof", found.proof.map_or(JsValue::NULL, natural)),
        ("hashes", natural(found.hashes)),
        ("seconds", found.seconds.into()),
    ];
    Ok(object(&fields).into())
}

/// A number where JavaScript's are exact, a BigInt beyond.
fn natural(value: u64) -> JsValue {
    if value <= arguments::MAX_SAFE {
        JsValue::from_f64(value as f64)
    } else {
        js_sys::BigInt::from(value).into()
    }
}
