//! The ledger beside the signatures: payments a second in wasm, balances and reorgs on short and long chains, and what a tab
//! takes to adopt another's payments.

use std::{fs, hint::black_box, path::Path, time::Instant};

use browser_tests::{Browser, Site};
use chain::{Account, Chain, Claim};
use serde_json::json;

use crate::{
    adoption::{self, Peer},
    payments::{OPEN, PER_BLOCK, Payments, RULES, append},
    proofs::{figure, rival_script},
    table::{Table, median},
};

const TOPIC: &str = "Ledger";
const ROUNDS: usize = 5;
/// The chains on which balances and reorgs are compared, in blocks, and how many accounts they reward in turn.
const SHORT: u64 = 1_000;
const LONG: u64 = 100_000;
const ACCOUNTS: u64 = 900;
/// How many blocks a reorg gives back, and how many balances are looked up.
const REORG: u64 = 100;
const LOOKUPS: u32 = 100_000;
/// How many blocks another tab adopts.
const MISSING: u64 = 1_000;

/// Adds all of it.
pub async fn measure(
    browser: &Browser,
    site: &Site,
    payments: &Payments,
    directory: &Path,
    table: &mut Table,
) {
    // money.json is there: the signatures were measured with it.
    let tab = browser.open(site.address()).await;
    tab.address().await;
    let order = json!({ "payments": "money.json" });
    let mut wasm = Vec::new();
    if directory.join("rivals_bg.wasm").is_file() {
        for _ in 0..ROUNDS {
            wasm.push(figure(&tab.eval(&rival_script(&order)).await));
        }
        table.add(
            TOPIC,
            "wasm, signatures known",
            median(wasm),
            "payments a second",
        );
    }
    tab.close().await;

    let lengths = [SHORT, LONG];
    let chains = lengths.map(long);
    let (mut balances, mut reorgs) = ([vec![], vec![]], [vec![], vec![]]);
    for _ in 0..ROUNDS {
        for (place, chain) in chains.iter().enumerate() {
            balances[place].push(balance(chain));
            reorgs[place].push(reorg(chain.clone()));
        }
    }
    let balance_of = |length| format!("native, balance of an account on {length} blocks");
    let reorg_on = |length| format!("native, reorg of {REORG} blocks on {length}");
    for (length, rounds) in lengths.into_iter().zip(balances) {
        table.add(TOPIC, balance_of(length), median(rounds), "µs");
    }
    for (length, rounds) in lengths.into_iter().zip(reorgs) {
        table.add(TOPIC, reorg_on(length), median(rounds), "ms");
    }
    table.ratio(TOPIC, &balance_of(LONG), &balance_of(SHORT));
    table.ratio(TOPIC, &reorg_on(LONG), &reorg_on(SHORT));

    let (signed, open) = (
        "page, 1000 blocks of 10 payments adopted",
        "page, 1000 blocks of 10 unsigned transactions adopted",
    );
    for (what, chain, rules) in [
        (open, &payments.open, OPEN),
        (signed, &payments.signed, RULES),
    ] {
        let name = "payments.json";
        let blocks = chain.links().take(1 + MISSING as usize);
        if let Err(error) = fs::write(directory.join(name), adoption::as_peer(blocks)) {
            panic!("could not write the chain: {error}");
        }
        let peer = Peer::begin(browser, site, name, &rules.canonical()).await;
        let (mut seconds, mut longest) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            let (took, task) = peer.adopt(1, MISSING).await;
            seconds.push(took);
            longest.push(task);
        }
        peer.end().await;
        table.add(TOPIC, what, median(seconds), "s");
        let task = format!("{what}: longest task (0: none over 50)");
        table.add(TOPIC, task, median(longest), "ms");
    }
    table.add(
        TOPIC,
        "signatures among them",
        (MISSING * PER_BLOCK) as f64,
        "",
    );
}

/// The account that the block with this index rewards.
fn miner(index: u64) -> Account {
    let mut bytes = [0; 32];
    // Not in order, as keys are not.
    bytes[..8].copy_from_slice(
        &(index % ACCOUNTS)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .to_le_bytes(),
    );
    Account::from_bytes(bytes)
}

fn long(length: u64) -> Chain {
    let mut chain = Chain::new(RULES);
    while chain.length() < length {
        let miner = miner(chain.length() + 1);
        append(&mut chain, Vec::new(), &miner);
    }
    chain
}

/// Microseconds of one look at a balance.
fn balance(chain: &Chain) -> f64 {
    let accounts: Vec<Account> = (0..u64::from(LOOKUPS))
        .map(|number| miner(number.wrapping_mul(7919)))
        .collect();
    let ledger = chain.ledger();
    let start = Instant::now();
    for account in &accounts {
        black_box(ledger.balance(account));
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(LOOKUPS)
}

/// Milliseconds in which the last blocks of a chain give way to as many others and one more.
fn reorg(mut chain: Chain) -> f64 {
    let others: Vec<_> = {
        let mut other = chain.clone();
        let branch = other.fork(chain.length() - REORG);
        // The blocks to come are made on a chain that ends where the two part.
        drop(other.switch(branch));
        for _ in 0..=REORG {
            append(&mut other, Vec::new(), &Account::from_bytes([9; 32]));
        }
        let new = other.links().skip((chain.length() - REORG) as usize);
        new.map(|link| link.block().clone()).collect()
    };
    let start = Instant::now();
    let mut branch = chain.fork(chain.length() - REORG);
    let taken = branch
        .extend(others)
        .and_then(|()| branch.verify(&mut |_: &Claim| true));
    assert!(taken.is_ok_and(|()| chain.adopt(branch).is_ok()));
    start.elapsed().as_secs_f64() * 1e3
}
