//! `docs/check_chain.py` finds of every chain what CPython's vectors and tabchain find: a student can trust it.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use chain::{Chain, Claim, Key, Number, Payment, Rules, Transaction};
use pow::{Backend, Lanes};
use serde_json::{Value, json};

const TUTORIAL: &str = include_str!("fixtures/chains.json");
const LEDGERS: &str = include_str!("fixtures/ledger/ledgers.json");
const RULES: &str = include_str!("fixtures/ledger/rules.json");

/// Checks each of a list of chains, all in one run.
const CHECK_ALL: &str = "
import json, sys
sys.path.insert(0, sys.argv[1])
from check_chain import check
print(json.dumps([check(json.loads(entry['chain_json']), entry['rules']) for entry in json.load(sys.stdin)]))
";

/// The Python that has PyNaCl.
fn python() -> Command {
    let named = env::var_os("TABCHAIN_PYTHON");
    Command::new(named.unwrap_or_else(|| {
        panic!(
            "TABCHAIN_PYTHON has to name a Python with PyNaCl: `cargo xtask test relay` sees to that"
        )
    }))
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

fn entries(fixture: &str) -> Vec<Value> {
    serde_json::from_str(fixture).unwrap_or_else(|error| panic!("no JSON list: {error}"))
}

fn check_all(entries: &[Value]) -> Vec<Value> {
    let run = || {
        let mut child = python()
            .args(["-c", CHECK_ALL])
            .arg(docs())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(json!(entries).to_string().as_bytes())?;
        }
        child.wait_with_output()
    };
    let output = run().unwrap_or_else(|error| panic!("no Python: {error}"));
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("check_chain.py failed: {error}"))
}

#[test]
fn it_judges_all_chains_of_the_vectors_as_they_have_it() {
    let mut entries_of_all = entries(TUTORIAL);
    entries_of_all.extend(entries(LEDGERS));
    let found = check_all(&entries_of_all);
    assert_eq!(found.len(), entries_of_all.len());
    for (entry, found) in entries_of_all.iter().zip(&found) {
        let name = &entry["name"];
        if entry["valid"] != true {
            let wanted = json!([entry["bad_block"], entry["fault"]]);
            assert_eq!(*found, wanted, "{name}");
            continue;
        }
        // The tutorial's vectors say nothing of work.
        if let Some(work) = entry["work"].as_str() {
            assert_eq!(found[0].to_string(), work, "{name}");
        }
        let balances = entry["balances"].as_object().cloned().unwrap_or_default();
        assert_eq!(found[1], Value::Object(balances), "{name}");
    }
}

/// A chain of a few blocks under these rules, with a payment in each where the ledger is signed.
fn mined(rules: Rules) -> Chain {
    let key = Key::from_secret([3; 32]);
    let genesis = rules.genesis().hash();
    let mut chain = Chain::new(rules);
    for round in 0..4u64 {
        let index = chain.length() + 1;
        let mut transactions = Vec::new();
        let mut fees = 0;
        if rules.is_signed() && chain.ledger().balance(&key.account()).coins > 2 {
            let payment = Payment {
                sender: key.account(),
                recipient: Key::from_secret([4; 32]).account(),
                amount: 2,
                fee: 1,
                seq: chain.ledger().balance(&key.account()).seq,
            };
            transactions.push(key.sign(payment, &genesis));
            fees = 1;
        }
        let coins = rules.reward_at(index) + fees;
        transactions.push(match rules.is_signed() {
            true => Transaction::reward_of(coins, key.account().to_string()),
            false => Transaction::reward("王小明"),
        });
        let time = Number::from(1_790_000_000 + 7 * round);
        let mut block = chain.candidate(time, transactions);
        let proof = Lanes.search(&chain.puzzle(&block), 0..u64::MAX);
        block.proof = proof.unwrap_or_else(|| panic!("no proof"));
        let verify = &mut |claim: &Claim| claim.is_true(&genesis);
        if let Err(fault) = chain.append_with(block, verify) {
            panic!("{fault}");
        }
    }
    chain
}

#[test]
fn it_checks_an_exported_chain_of_each_kind_and_prints_work_and_balances() {
    let directory = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let write = |name: &str, text: &str| {
        let file = directory.path().join(name);
        fs::write(&file, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        file
    };
    for entry in entries(RULES) {
        let name = &entry["name"];
        let rules: Rules = serde_json::from_value(entry["rules"].clone())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let chain = mined(rules);
        let said = |text: &str| {
            let output = python()
                .arg(docs().join("check_chain.py"))
                .args([
                    write("chain.json", text),
                    write("rules.json", &rules.canonical()),
                ])
                .output();
            let output = output.unwrap_or_else(|error| panic!("no Python: {error}"));
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}: {errors}");
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        };
        let text = chain.to_text();
        let valid = said(&text);
        let (work, balances) = valid.split_once(' ').unwrap_or((&valid, ""));
        assert_eq!(work, chain.work().to_string(), "{name}");
        let balances: Value = serde_json::from_str(&balances.replace('\'', "\""))
            .unwrap_or_else(|error| panic!("{name}: {error} in {valid}"));
        let accounts = chain.ledger().accounts();
        let wanted: serde_json::Map<String, Value> = accounts
            .map(|(who, has)| (who.to_string(), json!([has.coins, has.seq])))
            .collect();
        assert_eq!(balances, Value::Object(wanted), "{name}");

        let broken = text.replace("1790000014", "1790000015");
        assert_ne!(broken, text);
        let fault = said(&broken);
        assert!(["4 proof", "5 link"].contains(&&*fault), "{name}: {fault}");
    }
}
