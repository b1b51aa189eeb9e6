//! Signatures are verified by workers: loaded when there are some, replaced when they die, ended when there is nothing to
//! do; and the page stays alive meanwhile.

use browser_tests::{Browser, Site, Tab};
use chain::{
    Account, Chain, Claim, Difficulty, Key, LedgerRule, Number, Payment, ProofRule, Rules,
    Signature, Transaction,
};
use serde_json::{Value, json};

/// Lets a script see the page's workers for signatures: what each was told, and whether it has been ended.
const WATCH: &str = r"
    window.verifiers = [];
    window.onOrder = () => {};
    window.Worker = class extends Worker {
        constructor(address) {
            super(address);
            this.told = 0;
            this.ended = false;
            if (address.includes('signatures')) verifiers.push(this);
        }
        postMessage(order) {
            super.postMessage(order);
            if (!verifiers.includes(this)) return;
            this.told += 1;
            onOrder(this);
        }
        terminate() {
            this.ended = true;
            super.terminate();
        }
    };
";

/// Starts no worker for signatures.
const WITHOUT: &str = r"
    window.off = true;
    window.Worker = class extends Worker {
        constructor(address) {
            if (off && address.includes('signatures')) throw new DOMException('workers are off', 'SecurityError');
            super(address);
        }
    };
";

/// Any proof will do: this is about money.
const RULES: Rules = Rules {
    ledger: LedgerRule::Signed,
    reward: 1_000_000,
    ..Rules::tutorial(ProofRule::Header, Difficulty::MIN)
};

/// A chain of blocks with so many payments each, and the last signature of one payment changed, if that is said.
fn chain(payments: &[u64], wrong: Option<(usize, usize)>) -> String {
    let key = Key::from_secret([1; 32]);
    let genesis = RULES.genesis().hash();
    let mut chain = Chain::new(RULES);
    let mut seq = 0;
    for (place, &count) in payments.iter().enumerate() {
        let mut transactions = Vec::new();
        for at in 0..count {
            let payment = Payment {
                sender: key.account(),
                recipient: Account::from_bytes([7; 32]),
                amount: 1,
                fee: 0,
                seq,
            };
            seq += 1;
            let mut signed = key.sign(payment, &genesis);
            if wrong == Some((place, at as usize))
                && let Some((_, signature)) = signed.payment()
            {
                let mut bytes = *signature.as_bytes();
                bytes[5] ^= 1;
                signed = payment.signed(Signature::from_bytes(bytes));
            }
            transactions.push(signed);
        }
        let reward = Transaction::reward_of(RULES.reward.into(), key.account().to_string());
        transactions.push(reward);
        let now = Number::from(1_713_205_900 + place as u64);
        let block = chain.candidate(now, transactions);
        if let Err(fault) = chain.append_with(block, &mut |_: &Claim| true) {
            panic!("{fault}");
        }
    }
    chain.to_text()
}

/// The rules, as the console takes them.
fn rules() -> Value {
    json!({ "proof": "header", "difficulty_bits": 0, "ledger": "signed", "reward": 1_000_000 })
}

fn verify(chain: &str) -> String {
    format!("tabchain.verify({}, {})", json!(chain), rules())
}

/// Timers that are set from now on go five times as fast.
const HURRY: &str = "(() => {
    const set = setInterval;
    window.setInterval = (called, millis) => set(called, millis / 5);
    return null;
})()";

async fn watched(browser: &Browser, site: &Site) -> Tab {
    let tab = browser.open_after(site.address(), WATCH).await;
    tab.address().await;
    tab
}

#[tokio::test]
async fn workers_are_loaded_when_there_are_signatures_and_ended_when_there_is_nothing_to_do() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    tab.eval(HURRY).await;
    let open = "(async () => (await tabchain.verify(await tabchain.chainText())).valid)()";
    assert_eq!(tab.eval(open).await, true);
    assert_eq!(
        tab.eval(&verify(&chain(&[0, 0], None))).await["valid"],
        true
    );
    assert_eq!(tab.eval("verifiers.length").await, 0, "nothing was signed");

    let few = tab.eval(&verify(&chain(&[0, 3], None))).await;
    assert_eq!(few["valid"], true, "{few}");
    assert_eq!(
        tab.eval("verifiers.length").await,
        1,
        "there is little to do"
    );

    let many = tab
        .eval(&verify(&chain(&[0, 1000, 1000, 1000], None)))
        .await;
    assert_eq!(many["valid"], true);
    let most = tab.eval("Math.min(4, navigator.hardwareConcurrency)").await;
    assert_eq!(tab.eval("verifiers.length").await, most);
    let told = tab
        .eval("verifiers.every((worker) => worker.told > 1)")
        .await;
    assert_eq!(told, true, "all of them have a share");

    tab.until("all workers are ended", async |tab| {
        let left = tab.eval("verifiers.filter((worker) => !worker.ended).length");
        match left.await.as_u64() {
            Some(0) => Ok(()),
            left => Err(format!("{left:?} are left")),
        }
    })
    .await;
    let again = tab.eval(&verify(&chain(&[0, 3], Some((1, 2))))).await;
    assert_eq!(
        [&again["bad_block"], &again["transaction"], &again["fault"]],
        [&json!(3), &json!(2), &json!("signature")]
    );
}

#[tokio::test]
async fn the_first_wrong_signature_is_the_fault_and_little_is_verified_behind_it() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    let mut payments = vec![0];
    payments.extend([100; 100]);
    let verdict = tab.eval(&verify(&chain(&payments, Some((2, 99))))).await;
    assert_eq!(
        [
            &verdict["bad_block"],
            &verdict["transaction"],
            &verdict["fault"],
            &verdict["work"]
        ],
        [&json!(4), &json!(99), &json!("signature"), &Value::Null]
    );
    assert_eq!(verdict["hashes"].as_array().map(Vec::len), Some(102));
    let told = tab
        .eval("verifiers.reduce((sum, worker) => sum + worker.told, 0)")
        .await;
    assert!(
        told.as_u64().is_some_and(|told| told < 39),
        "{told} portions of 40"
    );
}

#[tokio::test]
async fn a_worker_that_ends_without_a_word_is_replaced_and_what_it_had_is_verified() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    tab.eval(HURRY).await;
    tab.eval("(onOrder = (worker) => { onOrder = () => {}; worker.terminate(); worker.killed = true; }, null)")
        .await;
    let verdict = tab.eval(&verify(&chain(&[0, 1000], None))).await;
    assert_eq!(verdict["valid"], true, "{verdict}");
    assert_eq!(
        tab.eval("verifiers.filter((worker) => worker.killed).length")
            .await,
        1
    );
}

#[tokio::test]
async fn a_worker_that_crashes_is_replaced_and_one_that_always_does_is_an_error() {
    let site = Site::start_changing("signatures-worker.js", |mut script| {
        script.extend(
            b"\nself.addEventListener('message', ({ data }) => {
                if (data.crash) setTimeout(() => { throw Error('crashed'); });
            });",
        );
        Some(script)
    })
    .await;
    let browser = Browser::start().await;
    // The worker itself knows no such order.
    browser.allow("no order");
    let tab = watched(&browser, &site).await;
    let crash =
        "onOrder = (worker) => { onOrder = () => {}; worker.postMessage({ crash: true }); }";
    tab.eval(&format!("({crash}, null)")).await;
    let text = chain(&[0, 1000, 1000], None);
    let verdict = tab.eval(&verify(&text)).await;
    assert_eq!(verdict["valid"], true, "{verdict}");

    let always = "Worker.prototype.postMessage = function (order) {
        this.terminate();
        setTimeout(() => this.onerror?.(new ErrorEvent('error', { message: 'out of memory', cancelable: true })));
    }";
    tab.eval(&format!("({always}, null)")).await;
    let refused = tab.rejection(&verify(&text)).await;
    assert_eq!(refused, "the worker for signatures failed: out of memory");
}

#[tokio::test]
async fn without_workers_for_signatures_it_is_said_why_and_the_next_time_they_are_tried_again() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open_after(site.address(), WITHOUT).await;
    tab.address().await;
    let text = chain(&[0, 3], None);
    let refused = tab.rejection(&verify(&text)).await;
    assert_eq!(
        refused,
        "the browser starts no worker for signatures (workers are off); reload the page, or open it in another browser"
    );
    let verdict = tab.eval(&format!("(off = false, {})", verify(&text))).await;
    assert_eq!(verdict["valid"], true);
}

#[tokio::test]
async fn a_program_that_does_not_load_is_an_error_and_no_wait_without_end() {
    for missing in [
        "signatures-worker.js",
        "signatures.js",
        "signatures_bg.wasm",
    ] {
        let site = Site::start_without(missing).await;
        let browser = Browser::start().await;
        browser.allow("404");
        let tab = watched(&browser, &site).await;
        let refused = tab.rejection(&verify(&chain(&[0, 3], None))).await;
        assert!(
            refused.starts_with("the worker for signatures failed: "),
            "{missing}: {refused}"
        );
    }
}

/// Whoever changes what a worker is told and answers changes it here, too.
#[tokio::test]
async fn a_worker_gives_accounts_and_signatures_of_secrets() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    let key = Key::from_secret([9; 32]);
    let message = "tabchain 王小明\n{}";
    let secret: Vec<u8> = vec![9; 32];
    let mut signed = secret.clone();
    signed.extend(message.as_bytes());
    let answers = tab
        .eval(&format!(
            "(async () => {{
                const build = document.documentElement.dataset.build;
                const worker = new Worker(`./signatures-worker.js?v=${{build}}`);
                const heard = () => new Promise((done) => {{ worker.onmessage = ({{ data }}) => done(data); }});
                const ready = await heard();
                const ask = (...order) => {{ worker.postMessage(order); return heard(); }};
                const account = await ask(7, 1, new Uint8Array({}));
                const signature = await ask(8, 2, new Uint8Array({}));
                worker.terminate();
                return [ready === build, account[0], [...account[1]], signature[0], [...signature[1]]];
            }})()",
            json!(secret),
            json!(signed)
        ))
        .await;
    let account = key.account();
    let signature = key.sign_message(message);
    assert_eq!(
        answers,
        json!([true, 7, account.as_bytes(), 8, &signature.as_bytes()[..]])
    );
}
