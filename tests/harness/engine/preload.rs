//! What must happen in a page before its own scripts, for engines whose driver can't bring that about.
//!
//! WebDriver has neither a command that runs a script first nor one that tells what a console said. So the page is served
//! from a copy that begins with a script of the tests: it keeps the errors, in the tab's storage so that they outlast a
//! reload, and runs what a test wants to have run first. What it hears is what a page can hear: exceptions and rejections
//! that nobody handled, `console.error`, files that did not load, breaches of the page's policy. What Chromium's console
//! says beyond that, of answers like 404 and of lost connections, it does not hear.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    process,
    sync::OnceLock,
};

use fantoccini::{Client, error::CmdError};
use serde_json::{Value, json};

/// The script that a page's copy begins with.
const SCRIPT: &str = include_str!("preload.js");

/// A page with nothing on it, to reach a tab's storage from before the page proper is there.
const BLANK: &str = "blank.html";

/// Tells what the tab's page kept, and forgets it.
const TAKE: &str = "
    let errors = window.harnessErrors ?? [];
    window.harnessErrors = [];
    try {
        errors = errors.concat(JSON.parse(sessionStorage.getItem('harness-errors') ?? '[]'));
        sessionStorage.removeItem('harness-errors');
    } catch {
        // Without storage, all is in the window.
    }
    return errors;";

/// The directory of a copy of the built page that begins with the script.
pub(super) fn copy(page: &Path) -> PathBuf {
    static COPY: OnceLock<PathBuf> = OnceLock::new();
    let copied = || {
        let copy = directory();
        fs::create_dir_all(&copy)?;
        for entry in fs::read_dir(page)? {
            let entry = entry?;
            let mut contents = fs::read(entry.path())?;
            if entry.file_name() == "index.html" {
                contents = String::from_utf8_lossy(&contents)
                    .replacen("<title>", "<script src=preload.js></script><title>", 1)
                    .into_bytes();
            }
            put(&copy.join(entry.file_name()), &contents)?;
        }
        put(&copy.join("preload.js"), SCRIPT.as_bytes())?;
        put(&copy.join(BLANK), b"<!doctype html><title>blank</title>")?;
        Ok(copy)
    };
    let copied = || done("copy the page", copied());
    COPY.get_or_init(copied).clone()
}

/// Where the copy is. Tests that run at once share it.
fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/page-with-preload")
}

/// Writes a file in one step: another test may be reading it.
fn put(file: &Path, contents: &[u8]) -> io::Result<()> {
    let draft = file.with_extension(format!(
        "{}-{:?}",
        process::id(),
        std::thread::current().id()
    ));
    fs::write(&draft, contents)?;
    fs::rename(draft, file)
}

/// Has a script run first in the tab's pages of this address's origin.
pub(super) async fn preload(client: &Client, script: &str, address: &str) -> Result<(), CmdError> {
    let mut hasher = DefaultHasher::new();
    script.hash(&mut hasher);
    let name = format!("preload-{:016x}.js", hasher.finish());
    done(
        "write a script that runs first",
        put(&directory().join(&name), script.as_bytes()),
    );
    let blank = url::Url::parse(address).and_then(|address| address.join(BLANK))?;
    client.goto(blank.as_str()).await?;
    let store = "sessionStorage.setItem('harness-preload', arguments[0])";
    client.execute(store, vec![json!(name)]).await.map(drop)
}

/// The errors that the client's current tab kept.
pub(super) async fn console(client: &Client) -> Result<Vec<String>, CmdError> {
    Ok(errors(&client.execute(TAKE, Vec::new()).await?))
}

/// The errors that all tabs of a session kept.
pub(super) fn last_console(
    session: &str,
    ask: impl Fn(&str, &str, Value) -> io::Result<Value>,
) -> io::Result<Vec<String>> {
    let at = |path: &str| format!("/session/{session}/{path}");
    let mut all = Vec::new();
    let windows = ask("GET", &at("window/handles"), Value::Null)?;
    for window in windows.as_array().into_iter().flatten() {
        ask("POST", &at("window"), json!({ "handle": window }))?;
        let script = json!({ "script": TAKE, "args": [] });
        all.extend(errors(&ask("POST", &at("execute/sync"), script)?));
    }
    Ok(all)
}

fn errors(kept: &Value) -> Vec<String> {
    let kept = kept.as_array().into_iter().flatten();
    kept.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn done<T>(step: &str, outcome: io::Result<T>) -> T {
    match outcome {
        Ok(value) => value,
        Err(error) => panic!("could not {step}: {error}"),
    }
}
