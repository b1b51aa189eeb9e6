//! Steers the release page in a real browser, as a person with several tabs would.
//!
//! A [`Site`] serves the built page on this machine, a [`Browser`] is a real one with a fresh
//! profile, and each [`Tab`] of it is a node. A step that fails ends the test: it panics and says
//! which step it was. Waiting is always for something, by [`until`], never for a time to pass. So does a test
//! in whose consoles there is any error that it has not [allowed](Browser::allow), when its browser ends.
//!
//! `cargo xtask test browser` builds the page and names it, the browser and the driver in
//! `TABCHAIN_DIST`, `CHROME` and `CHROMEDRIVER`. Without them the page is `dist/`, and the programs
//! are those on PATH. With `--engine` it names another engine in `TABCHAIN_ENGINE`, and that one's programs: only `engine.rs`
//! knows which one it is. One browser runs at a time, so that a test has the whole machine.

mod axe;
mod browser;
mod class;
mod console;
mod crowd;
mod deadline;
mod driver;
mod engine;
mod focus;
mod lab;
mod long_chain;
mod member;
mod node;
mod relay;
mod site;
mod tab;
mod theatre;
mod weight;

pub use browser::Browser;
pub use class::Class;
pub use crowd::Crowd;
pub use deadline::until;
pub use engine::{Ability, Setting, lacks};
pub use long_chain::long_chain;
pub use node::nodes;
pub use relay::{Server, curl, free_port};
pub use site::{Site, page_directory};
pub use tab::{Key, Tab};
pub use weight::{Part, gzipped, page_files};
