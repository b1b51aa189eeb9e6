//! One tab: what a person does in it, what its page shows, and its console.

use std::{
    fmt::Debug,
    path::Path,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use fantoccini::{
    Client,
    actions::{
        InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
        TouchActions,
    },
    elements::Element,
    error::CmdError,
    wd::{Locator, WindowHandle},
};
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    console::Console,
    deadline::until,
    engine::{Engine, Failure},
};

pub use fantoccini::key::Key;

/// How long the page may take to show what an action leads to. Machines that test are busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A tab of a [`Browser`](crate::Browser).
///
/// Elements are named by their `data-testid`. What a person would do at the screen (click, fill,
/// press) brings the tab to the front first; the console works in the background, too. A headless
/// browser takes all tabs for visible, until its window is [minimised](Tab::minimise).
pub struct Tab {
    session: Arc<Session>,
    window: WindowHandle,
}

/// What the tabs of one browser share: the way to it, and what their consoles say.
pub(crate) struct Session {
    client: Mutex<Client>,
    /// The window that commands go to, if that is known. Read and set only by whoever holds the client.
    current: std::sync::Mutex<Option<WindowHandle>>,
    pub(crate) console: Console,
    /// Whether something was done to the browser that it may not get over.
    spoiled: AtomicBool,
}

impl Session {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client: Mutex::new(client),
            current: std::sync::Mutex::new(None),
            console: Console::default(),
            spoiled: AtomicBool::new(false),
        }
    }

    pub(crate) fn is_spoiled(&self) -> bool {
        self.spoiled.load(Ordering::SeqCst)
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Option<WindowHandle>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tab {
    /// Opens an empty tab.
    pub(crate) async fn new(session: Arc<Session>) -> Self {
        let window = {
            let client = session.client.lock().await;
            *session.current() = None;
            done("open a tab", Engine::chosen().open(&client).await)
        };
        Self { session, window }
    }

    /// A tab that is there already.
    pub(crate) fn of(session: Arc<Session>, window: WindowHandle) -> Self {
        Self { session, window }
    }

    /// All windows of the browser.
    pub(crate) async fn windows(&self) -> Vec<WindowHandle> {
        let client = self.client().await;
        // One that is new may come to the front.
        *self.session.current() = None;
        done("list the windows", client.windows().await)
    }

    /// Goes to an address and waits for the page's own files, not for the app.
    pub async fn goto(&self, address: &str) {
        let client = self.client().await;
        done("go to an address", client.goto(address).await);
    }

    /// Loads the page anew.
    pub async fn reload(&self) {
        let client = self.client().await;
        done("reload", client.refresh().await);
    }

    /// Closes the tab, as by its cross. Another one is current then, if there is another: only from a
    /// tab that is there can a further one be opened.
    pub async fn close(self) {
        self.console_errors().await;
        let client = self.client().await;
        done("close a tab", client.close_window().await);
        self.leave(&client).await;
    }

    /// Makes the tab's process end at once, as when it runs out of memory.
    pub async fn crash(self) {
        self.console_errors().await;
        self.session.spoiled.store(true, Ordering::SeqCst);
        let client = self.client().await;
        // The tab can't answer any more, so the driver's complaint is expected.
        if let Err(failure @ Failure::Lacks { .. }) = Engine::chosen().crash(&client).await {
            panic!("could not crash a tab: {failure:?}");
        }
        self.leave(&client).await;
    }

    /// Goes to another tab, if there is one: what goes on in a tab that is gone the driver can't tell.
    async fn leave(&self, client: &Client) {
        *self.session.current() = None;
        let others = client.windows().await.unwrap_or_default();
        if let Some(other) = others.into_iter().find(|other| *other != self.window) {
            done("go to another tab", client.switch_to_window(other).await);
        }
    }

    /// Has a script run in each page that this tab goes to, before any script of the page itself. The first page will be
    /// the one at this address.
    pub(crate) async fn preload(&self, script: &str, address: &str) {
        let client = self.client().await;
        done(
            "have a script run first",
            Engine::chosen().preload(&client, script, address).await,
        );
    }

    /// Goes into one of the page's frames, counted from 0: what follows is done there.
    pub async fn enter_frame(&self, place: u16) {
        let client = self.client().await;
        done("enter a frame", client.enter_frame(place).await);
    }

    /// Goes back from a frame to the page around it.
    pub async fn leave_frame(&self) {
        let client = self.client().await;
        done("leave a frame", client.enter_parent_frame().await);
    }

    /// Brings the tab to the front.
    pub async fn show(&self) {
        let client = self.client().await;
        done(
            "bring a tab to the front",
            Engine::chosen().show(&client).await,
        );
    }

    /// Minimises the browser's window: this tab and all others are hidden.
    pub async fn minimise(&self) {
        self.session.spoiled.store(true, Ordering::SeqCst);
        let client = self.client().await;
        done(
            "minimise the window",
            Engine::chosen().minimise(&client, true).await,
        );
    }

    /// Brings a minimised window back.
    pub async fn restore(&self) {
        let client = self.client().await;
        done(
            "restore the window",
            Engine::chosen().minimise(&client, false).await,
        );
    }

    /// Makes the page as large as a screen that shows all of it, in CSS pixels.
    pub async fn resize(&self, size: (u32, u32)) {
        let client = self.client().await;
        done(
            "resize the page",
            Engine::chosen().resize(&client, size).await,
        );
    }

    /// The page sees somebody with these preferences, by the names that media queries have for them, and no others.
    pub async fn prefer(&self, preferences: &[(&str, &str)]) {
        let client = self.client().await;
        done(
            "set preferences",
            Engine::chosen().prefer(&client, preferences).await,
        );
    }

    /// The page sees somebody who asked for less motion.
    pub async fn stand_still(&self) {
        self.prefer(&[("prefers-reduced-motion", "reduce")]).await;
    }

    /// The page sees a screen to touch.
    pub async fn touch_screen(&self) {
        let client = self.client().await;
        done(
            "have a screen to touch",
            Engine::chosen().touch_screen(&client).await,
        );
    }

    /// The page sees clocks of this time zone, from when it is loaded next.
    pub async fn set_time_zone(&self, zone: &str) {
        let client = self.client().await;
        done(
            "set the time zone",
            Engine::chosen().set_time_zone(&client, zone).await,
        );
    }

    /// How long the page's main thread has worked so far, in seconds.
    pub async fn main_thread_seconds(&self) -> f64 {
        let client = self.client().await;
        let seconds = Engine::chosen().main_thread_seconds(&client).await;
        done("measure the main thread", seconds)
    }

    /// Clicks an element, as soon as it is there and enabled.
    pub async fn click(&self, id: &str) {
        self.show().await;
        self.until(&format!("{id} can be clicked"), async |tab| {
            let client = tab.client().await;
            let element = find(&client, id).await?;
            turn_settings(&client, id).await?;
            match element.is_enabled().await {
                Ok(true) => match Engine::chosen().click(&client, &element).await {
                    Ok(true) => Ok(()),
                    Ok(false) => Err("the click met something else".to_owned()),
                    Err(error) => {
                        scroll_to(&client, &element).await;
                        Err(told(&error))
                    }
                },
                Ok(false) => Err("it is disabled".to_owned()),
                Err(error) => Err(told(&error)),
            }
        })
        .await;
    }

    /// The middle of an element, scrolled into the window, in CSS pixels.
    async fn middle(&self, id: &str) -> (f64, f64) {
        let place = self
            .eval(&format!(
                "(() => {{
                    const element = document.querySelector('[data-testid=\"{id}\"]');
                    element.scrollIntoView({{ block: 'center' }});
                    const {{ x, y, width, height }} = element.getBoundingClientRect();
                    return [x + width / 2, y + height / 2];
                }})()"
            ))
            .await;
        (
            place[0].as_f64().unwrap_or(0.0),
            place[1].as_f64().unwrap_or(0.0),
        )
    }

    /// Moves the mouse over an element.
    pub async fn hover(&self, id: &str) {
        self.show().await;
        let middle = self.middle(id).await;
        self.move_mouse(middle).await;
    }

    /// Moves the mouse to a place in the window, in CSS pixels.
    pub async fn move_mouse(&self, place: (f64, f64)) {
        let client = self.client().await;
        let mouse = MouseActions::new("mouse".to_owned()).then(move_to(place));
        done("move the mouse", client.perform_actions(mouse).await);
    }

    /// Taps an element with a finger.
    pub async fn tap(&self, id: &str) {
        self.show().await;
        let middle = self.middle(id).await;
        let client = self.client().await;
        let button = MOUSE_BUTTON_LEFT;
        let finger = TouchActions::new("finger".to_owned())
            .then(move_to(middle))
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        done("tap", client.perform_actions(finger).await);
    }

    /// Replaces the text of a field, as soon as it is there.
    pub async fn fill(&self, id: &str, text: &str) {
        self.show().await;
        self.until(&format!("{id} can be filled"), async |tab| {
            let client = tab.client().await;
            let field = find(&client, id).await?;
            if let Err(error) = field.clear().await {
                scroll_to(&client, &field).await;
                return Err(told(&error));
            }
            if !text.is_empty() {
                done(
                    &format!("type into {id}"),
                    Engine::chosen().type_into(&client, &field, text).await,
                );
            }
            Ok(())
        })
        .await;
    }

    /// The text of an element, visible or scrolled away.
    pub async fn text(&self, id: &str) -> Result<String, String> {
        self.property(id, "textContent").await
    }

    /// What a field holds.
    pub async fn value(&self, id: &str) -> Result<String, String> {
        self.property(id, "value").await
    }

    /// Waits until an element's text satisfies `wanted`, and gives it back.
    pub async fn text_when(&self, id: &str, wanted: impl Fn(&str) -> bool) -> String {
        self.until(&format!("{id} shows what is wanted"), async |tab| {
            let text = tab.text(id).await?;
            if wanted(&text) {
                Ok(text)
            } else {
                Err(format!("{text:?}"))
            }
        })
        .await
    }

    /// Waits until an element's attribute is this: a text, or `null` where it is to have none.
    pub async fn until_attribute(&self, id: &str, name: &str, wanted: impl Into<Value>) {
        let read = format!(
            "document.querySelector('[data-testid=\"{id}\"]')?.getAttribute('{name}') ?? null"
        );
        let wanted = wanted.into();
        self.until(
            &format!("{name} of {id} is {wanted}"),
            async |tab| match tab.eval(&read).await {
                value if value == wanted => Ok(()),
                value => Err(value.to_string()),
            },
        )
        .await;
    }

    /// Waits until `look` answers `Ok`; see [`until`].
    pub async fn until<T>(
        &self,
        what: &str,
        mut look: impl AsyncFnMut(&Self) -> Result<T, String>,
    ) -> T {
        until(what, PATIENCE, async || look(self).await).await
    }

    /// The value of a JavaScript expression in the page; a promise is waited for.
    ///
    /// # Panics
    /// When it throws or rejects.
    pub async fn eval(&self, expression: &str) -> Value {
        match self.attempt(expression).await {
            Ok(value) => value,
            Err(error) => panic!("`{}` failed: {error}", shortened(expression)),
        }
    }

    /// The message of the Error with which a JavaScript expression throws or rejects.
    ///
    /// # Panics
    /// When it succeeds, or fails with something that is no Error.
    pub async fn rejection(&self, expression: &str) -> String {
        match self.attempt(expression).await {
            Ok(value) => panic!("`{}` was not refused: {value}", shortened(expression)),
            Err(error) => match error.strip_prefix("Error: ") {
                Some(message) => message.to_owned(),
                None => panic!("`{}` failed with no Error: {error}", shortened(expression)),
            },
        }
    }

    /// As [`eval`](Self::eval), but a failure is an answer: `Error: ` and the message when what was
    /// thrown is an Error, and its text otherwise.
    pub async fn attempt(&self, expression: &str) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[0];
             const told = (e) => e instanceof Error ? 'Error: ' + e.message : String(e);
             (async () => ({expression}))().then(
                 (value) => done({{ value: value === undefined ? null : value }}),
                 (error) => done({{ error: told(error) }}),
             );"
        );
        let client = self.client_to_look().await;
        let mut answer = done(
            &format!("evaluate `{}`", shortened(expression)),
            client.execute_async(&script, Vec::new()).await,
        );
        match answer.get("error").and_then(Value::as_str) {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer["value"].take()),
        }
    }

    /// Has the keys reach the page again after the Tab key led out of it.
    pub(crate) async fn enter_again(&self) {
        let client = self.client().await;
        done(
            "come back into the page",
            Engine::chosen().enter_again(&client).await,
        );
    }

    /// Types at whatever has the focus.
    pub async fn type_keys(&self, text: &str) {
        for letter in text.chars() {
            self.press_char(letter).await;
        }
    }

    /// Presses one key at whatever has the focus.
    pub async fn press(&self, key: Key) {
        self.press_char(key.into()).await;
    }

    /// Writes what the tab shows into a PNG file.
    pub async fn screenshot(&self, file: &Path) {
        self.show().await;
        let client = self.client().await;
        let picture = done("take a screenshot", client.screenshot().await);
        done("write the screenshot", std::fs::write(file, picture));
    }

    /// The errors in the consoles of this tab and the browser's others since the last call, but for those that are
    /// [allowed](crate::Browser::allow). A test fails by them in the end, too; here it may say what led to them.
    pub async fn console_errors(&self) -> Vec<String> {
        let client = self.client().await;
        let errors = done("read the consoles", Engine::chosen().console(&client).await);
        self.session.console.hear(errors)
    }

    /// The session, with this tab chosen. Commands go to the tab chosen last, so nothing else may
    /// come between.
    async fn client(&self) -> MutexGuard<'_, Client> {
        let client = self.session.client.lock().await;
        done(
            "choose a tab",
            client.switch_to_window(self.window.clone()).await,
        );
        *self.session.current() = Some(self.window.clone());
        client
    }

    /// The same, for those who only look, again and again: the tab is not chosen once more, which may bring it to the front.
    async fn client_to_look(&self) -> MutexGuard<'_, Client> {
        let client = self.session.client.lock().await;
        let is_chosen = self.session.current().as_ref() == Some(&self.window);
        if is_chosen {
            return client;
        }
        drop(client);
        self.client().await
    }

    /// A property of an element. One script: while a test waits for something, it asks many times.
    async fn property(&self, id: &str, name: &str) -> Result<String, String> {
        let script = "const element = document.querySelector(arguments[0]);
            return element && (element[arguments[1]] ?? '')";
        let arguments = vec![json!(format!("[data-testid=\"{id}\"]")), json!(name)];
        let client = self.client_to_look().await;
        match client.execute(script, arguments).await {
            Ok(Value::String(property)) => Ok(property),
            Ok(_) => Err(format!("no element has the test id {id}")),
            Err(error) => Err(told(&error)),
        }
    }

    async fn press_char(&self, value: char) {
        let client = self.client().await;
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        done("press a key", client.perform_actions(keys).await);
    }
}

/// What lies below something that stays in sight is scrolled to, as a person would.
async fn scroll_to(client: &Client, element: &Element) {
    let middle = "arguments[0].scrollIntoView({block: 'center'})";
    let element = serde_json::to_value(element).unwrap_or_default();
    // The next try tells if that was in vain.
    let _ = client.execute(middle, vec![element]).await;
}

/// To a place in the window, in CSS pixels.
fn move_to((x, y): (f64, f64)) -> PointerAction {
    let duration = None;
    PointerAction::MoveTo { duration, x, y }
}

/// Opens the settings in the head for what is in them, as they are folded, and folds them for all else, as they lie over it.
async fn turn_settings(client: &Client, id: &str) -> Result<(), String> {
    let script = "const fold = document.querySelector('.settings-fold');
        const element = document.querySelector(`[data-testid=\"${arguments[0]}\"]`);
        return !!fold && !element.closest('summary') && fold.open !== fold.contains(element)";
    let turns = client.execute(script, vec![json!(id)]).await;
    if turns.map_err(|error| told(&error))? == true {
        let line = find(client, "settings").await?;
        scroll_to(client, &line).await;
        line.click().await.map_err(|error| told(&error))?;
    }
    Ok(())
}

async fn find(client: &Client, id: &str) -> Result<Element, String> {
    let selector = format!("[data-testid=\"{id}\"]");
    let found = client.find(Locator::Css(&selector)).await;
    found.map_err(|_| format!("no element has the test id {id}"))
}

/// Why the driver refused. WebKit's often says no more than the kind of error.
fn told(error: &CmdError) -> String {
    match error {
        CmdError::Standard(refused) if refused.message.is_empty() => {
            format!("the driver refused: {}", refused.error)
        }
        other => other.to_string(),
    }
}

/// What a step gave; a failed step ends the test.
fn done<T, E: Debug>(step: &str, outcome: Result<T, E>) -> T {
    match outcome {
        Ok(value) => value,
        Err(error) => panic!("could not {step}: {error:?}"),
    }
}

/// An expression for a message: a pasted chain may be megabytes long.
fn shortened(expression: &str) -> String {
    let mut text: String = expression.chars().take(200).collect();
    if text.len() < expression.len() {
        text.push('…');
    }
    text
}
