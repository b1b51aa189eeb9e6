//! `cargo xtask bench`: how fast tabchain is, in one table and as JSON.
//!
//! Machines are noisy, so what counts are ratios within one run: competitors take turns, and each
//! figure is the median of several rounds. The page is the release page, in headless Chromium.

mod adoption;
mod chains;
mod class;
mod ledger;
mod mining;
mod money;
mod payments;
mod proofs;
mod python;
mod storage;
mod table;
mod validation;
mod weight;

use std::env;

use browser_tests::{Browser, Site};
use table::Table;

/// A page told that the browser can't run the app shows a sentence, and is quiet.
const NO_APP: &str = "WebAssembly.validate = () => false";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut table = Table::default();
    weight::measure(&mut table);
    let chains = chains::Chains::forge();
    proofs::bring_rivals(chains.directory());
    let site = Site::start_beside(chains.directory()).await;
    let browser = Browser::start().await;
    // A browser ends with its last tab; this one stays, and is no node.
    let _home = browser.open_after(site.address(), NO_APP).await;
    // `cargo bench … -- proofs` measures that part alone.
    let wanted: Vec<String> = env::args()
        .skip(1)
        .filter(|part| !part.starts_with('-'))
        .collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == part);
    if is_wanted("proofs") {
        proofs::measure(&browser, &site, &mut table).await;
    }
    if is_wanted("mining") {
        mining::measure(&browser, &mut table).await;
    }
    if is_wanted("validation") {
        validation::measure(&browser, &site, &chains, &mut table).await;
    }
    if is_wanted("adoption") {
        adoption::measure(&browser, &site, &mut table).await;
    }
    if is_wanted("money") {
        let payments = payments::Payments::forge();
        money::measure(&browser, &site, &payments, chains.directory(), &mut table).await;
        ledger::measure(&browser, &site, &payments, chains.directory(), &mut table).await;
    }
    if is_wanted("storage") {
        storage::measure(&browser, &site, &mut table).await;
    }
    if is_wanted("class") {
        class::measure(&browser, &mut table).await;
    }
    table.print();
    table.write();
}
