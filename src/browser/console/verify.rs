//! `tabchain.verify`: a chain's text is read and validated a slice at a time, so that the page stays alive however long
//! the chain is. Signatures are verified by workers meanwhile.

use std::collections::VecDeque;

use chain::{Claim, Hash, Ledger, Rules, Verifier};
use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::JsValue;

use super::{
    arguments::{self, Refusal},
    natural, object,
};
use crate::{
    browser::{
        signatures::pool::{PORTION, Pool},
        tab::Tab,
    },
    web::{pieces::Pieces, slices::Slices},
};

/// How many blocks are validated between two looks at the clock: as many as are hashed side by side.
const BLOCKS_A_LOOK: usize = 64;
/// How many accounts are listed between two looks at the clock.
const ACCOUNTS_A_LOOK: usize = 256;
/// How many portions of claims are with the workers before no more is read: enough that no worker waits, and few enough
/// that a long chain's claims are not all held at once.
const MAX_PORTIONS: usize = 32;

/// Validates a chain's text by the rules given, or by this node's own.
pub async fn verify(tab: &Tab, text: &JsValue, rules: &JsValue) -> Result<JsValue, Refusal> {
    let text = arguments::unread_text("the chain", text)?;
    let own = tab.read(|client| client.node().chain().rules());
    let rules = arguments::rules(rules, own)?;
    let mut slices = Slices::begin();
    let mut verifier = Verifier::in_pieces(Pieces::of(text.clone()), rules)?;
    follow(&mut verifier, rules, tab.signatures(), &mut slices).await?;
    let verdict = verifier.finish()?;

    let valid = verdict.is_valid();
    let number = |number: Option<u64>| number.map_or(JsValue::NULL, natural);
    let fault = verdict.fault;
    let kind = fault.map(|fault| fault.kind.name().into());
    let (mut work, mut accounts) = (JsValue::NULL, JsValue::NULL);
    if valid {
        // As text: it may be greater than JavaScript's exact numbers.
        work = verdict.work.to_string().into();
        accounts = balances(&verdict.ledger, &mut slices).await?.into();
    }
    let fields = [
        ("valid", valid.into()),
        ("bad_block", number(fault.map(|fault| fault.block))),
        ("fault", kind.unwrap_or(JsValue::NULL)),
        (
            "transaction",
            number(fault.and_then(|fault| fault.transaction)),
        ),
        ("hashes", listed(&verdict.hashes).into()),
        ("work", work),
        ("balances", accounts),
    ];
    Ok(object(&fields).into())
}

/// Reads all blocks, and has the signatures of their payments verified.
async fn follow(
    verifier: &mut Verifier,
    rules: Rules,
    pool: &Pool,
    slices: &mut Slices,
) -> Result<(), Refusal> {
    let genesis = rules.genesis().hash();
    // Those that make no portion yet, and those that the workers have.
    let (mut gathered, mut asked) = (Vec::new(), VecDeque::new());
    let mut ended = false;
    while !ended {
        ended = verifier.step(BLOCKS_A_LOOK)?;
        gathered.append(&mut verifier.take_claims());
        while gathered.len() >= PORTION || (ended && !gathered.is_empty()) {
            let rest = gathered.split_off(gathered.len().min(PORTION));
            let portion: Vec<Claim> = std::mem::replace(&mut gathered, rest);
            let verified = pool.verify(&genesis, &portion);
            asked.push_back((portion, verified));
        }
        while asked.len() > MAX_PORTIONS || (ended && !asked.is_empty()) {
            let Some((portion, verified)) = asked.pop_front() else {
                break;
            };
            let verified = verified.await?;
            let wrong = portion.iter().zip(verified).find(|(_, holds)| !holds);
            if let Some((claim, _)) = wrong {
                // It is the first, so that those behind it don't matter.
                verifier.refute(claim);
                gathered.clear();
                asked.clear();
            }
        }
        slices.next_if_over().await?;
    }
    Ok(())
}

/// What each account has: coins, and the seq of its next payment. Where the ledger is open, there are none.
async fn balances(ledger: &Ledger, slices: &mut Slices) -> Result<Object, Refusal> {
    let list = Object::new();
    let accounts: Vec<_> = ledger.accounts().collect();
    for some in accounts.chunks(ACCOUNTS_A_LOOK) {
        for (account, balance) in some {
            let pair = Array::of2(&natural(balance.coins), &natural(balance.seq));
            Reflect::set(&list, &account.to_string().into(), &pair)?;
        }
        slices.next_if_over().await?;
    }
    Ok(list)
}

/// The hashes as a JavaScript list of texts, made all at once: one by one they would take longer than the blocks.
fn listed(hashes: &[Hash]) -> Array {
    if hashes.is_empty() {
        return Array::new();
    }
    let mut joined = String::with_capacity(65 * hashes.len());
    for hash in hashes {
        if !joined.is_empty() {
            joined.push(',');
        }
        hash.write(&mut joined);
    }
    JsString::from(joined).split(",")
}
