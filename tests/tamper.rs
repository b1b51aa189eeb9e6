//! Tampering with a copy of the chain: what breaks, what mends it and at what cost, and how a chain leaves
//! and enters a node.

use browser_tests::{Browser, Site, Tab, nodes};
use serde_json::{Value, json};

/// A chain as the tutorial's nodes answer with it, printed by CPython in the ways in which it and Flask print.
const ANSWERS: &str = include_str!("../crates/chain/tests/answers.json");

/// A tab at its tamper view, with a chain of so many blocks.
async fn bench(site: &Site, blocks: u64) -> (Browser, Tab) {
    let (browser, [tab]) = nodes(site).await;
    for _ in 1..blocks {
        tab.mine().await;
    }
    open(&tab, blocks).await;
    (browser, tab)
}

async fn open(tab: &Tab, blocks: u64) {
    tab.click("view-tamper").await;
    tab.until("the copy is there", async |tab| {
        tab.text(&format!("tamper-block-{blocks}")).await
    })
    .await;
}

async fn attribute(tab: &Tab, id: &str, name: &str) -> String {
    let script =
        format!("document.querySelector('[data-testid=\"{id}\"]')?.getAttribute('{name}') ?? ''");
    tab.eval(&script)
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

async fn holds(tab: &Tab, id: &str) -> bool {
    attribute(tab, id, "data-holds").await == "true"
}

async fn until_fault(tab: &Tab, told: &str) {
    tab.text_when("tamper-fault", |text| text.contains(told))
        .await;
    assert_eq!(attribute(tab, "tamper-fault", "data-valid").await, "false");
}

async fn until_valid(tab: &Tab) {
    tab.text_when("tamper-fault", |text| text.contains("valid chain"))
        .await;
    assert_eq!(attribute(tab, "tamper-fault", "data-valid").await, "true");
}

async fn until_verdict(tab: &Tab, verdict: &str) -> String {
    tab.until(
        &format!("the import is {verdict}"),
        async |tab| match attribute(tab, "import-verdict", "data-verdict").await {
            shown if shown == verdict => tab.text("import-verdict").await,
            shown => Err(format!("{shown}: {:?}", tab.text("import-verdict").await)),
        },
    )
    .await
}

/// Pastes a text as a person would: all at once.
async fn paste(tab: &Tab, text: &str) {
    let script = format!(
        "(() => {{ document.querySelector('[data-testid=import-text]').value = {}; }})()",
        json!(text)
    );
    tab.eval(&script).await;
    tab.click("import-check").await;
}

fn first_number(text: &str) -> u64 {
    let digits: String = text
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(|letter| letter.is_ascii_digit() || *letter == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap_or_default()
}

#[tokio::test]
async fn each_field_shows_its_fault_at_once_and_restoring_takes_it_away() {
    let site = Site::start().await;
    let (_browser, tab) = bench(&site, 4).await;
    let chain = tab.chain_text().await;
    until_valid(&tab).await;
    for (field, text, fault) in [
        ("tamper-index-3", "7", "Block 3 is out of order"),
        ("tamper-timestamp-2", "0", "Block 3 does not link"),
        ("tamper-proof-3", "1", "Block 3 lacks the work"),
        ("tamper-sender-2-1", "mallory", "Block 3 does not link"),
        ("tamper-recipient-2-1", "mallory", "Block 3 does not link"),
        ("tamper-amount-3-1", "1000", "Block 4 does not link"),
        ("tamper-previous-4", "1", "Block 4 does not link"),
        ("tamper-proof-1", "101", "Block 1 is not a genesis"),
    ] {
        tab.fill(field, text).await;
        until_fault(&tab, fault).await;
        tab.click("tamper-restore").await;
        until_valid(&tab).await;
    }
    // One block alone can be restored, too.
    tab.fill("tamper-amount-3-1", "1000").await;
    tab.fill("tamper-amount-2-1", "1000").await;
    until_fault(&tab, "Block 3 does not link").await;
    tab.click("tamper-restore-2").await;
    until_fault(&tab, "Block 4 does not link").await;
    assert_eq!(tab.chain_text().await, chain, "the node keeps its own");
}

#[tokio::test]
async fn a_transaction_that_is_added_or_removed_breaks_the_chain_behind_it() {
    let site = Site::start().await;
    let (_browser, tab) = bench(&site, 3).await;
    tab.click("tamper-add-2").await;
    until_fault(&tab, "Block 3 does not link").await;
    assert!(tab.value("tamper-amount-2-2").await.is_ok());
    tab.click("tamper-remove-2-2").await;
    until_valid(&tab).await;
    tab.click("tamper-remove-2-1").await;
    until_fault(&tab, "Block 3 does not link").await;
}

#[tokio::test]
async fn what_is_no_value_is_refused_beside_its_field_and_changes_nothing() {
    let site = Site::start().await;
    let (_browser, tab) = bench(&site, 3).await;
    for (field, text) in [
        ("tamper-amount-2-1", "x"),
        ("tamper-timestamp-2", "now"),
        ("tamper-index-2", "0"),
        ("tamper-proof-2", "-5"),
        ("tamper-previous-2", "399aafc5"),
    ] {
        tab.fill(field, text).await;
        tab.text_when(&format!("{field}-error"), |told| {
            told.starts_with("Must be")
        })
        .await;
        assert_eq!(attribute(&tab, field, "aria-invalid").await, "true");
        // Neither now nor when the field is left.
        tab.click("tamper-restore-3").await;
        until_valid(&tab).await;
        assert_eq!(
            attribute(&tab, "tamper-restore", "aria-disabled").await,
            "true"
        );
    }
}

#[tokio::test]
async fn under_classic_history_is_rewritten_without_work() {
    let site = Site::start().await;
    let (_browser, tab) = bench(&site, 5).await;
    tab.fill("tamper-amount-2-1", "1000000").await;
    until_fault(&tab, "Block 3 does not link").await;
    for position in 2..=5 {
        assert!(holds(&tab, &format!("tamper-proof-verdict-{position}")).await);
    }
    tab.click("tamper-remine-2").await;
    until_valid(&tab).await;
    tab.text_when("tamper-cost-ending", |told| told.contains("no work"))
        .await;
    for position in 2..=5 {
        let cost = tab.text(&format!("tamper-cost-{position}")).await;
        assert!(
            cost.is_ok_and(|cost| cost.contains("0 attempts")),
            "{position}"
        );
    }
}

#[tokio::test]
async fn a_broken_proof_is_mined_anew_and_what_follows_with_it() {
    let site = Site::start().await;
    let (_browser, tab) = bench(&site, 4).await;
    let proofs: Vec<String> = chain_proofs(&tab).await;
    tab.fill("tamper-proof-2", "1").await;
    until_fault(&tab, "Block 2 lacks the work").await;
    assert!(!holds(&tab, "tamper-proof-verdict-2").await);
    assert!(!holds(&tab, "tamper-link-3").await);
    tab.click("tamper-remine-2").await;
    until_valid(&tab).await;
    // The smallest proof is what it was; and as nothing else changed, so is all behind it.
    for (position, proof) in (1..).zip(&proofs) {
        let shown = tab.value(&format!("tamper-proof-{position}")).await;
        assert_eq!(shown.as_ref(), Ok(proof));
    }
    let cost = tab.text("tamper-cost-2").await.unwrap_or_default();
    assert!(first_number(&cost) > 0, "{cost}");
}

async fn chain_proofs(tab: &Tab) -> Vec<String> {
    let chain = tab.chain().await;
    let blocks = chain["chain"].as_array().cloned().unwrap_or_default();
    blocks
        .iter()
        .map(|block| block["proof"].to_string())
        .collect()
}

#[tokio::test]
async fn what_peers_say_follows_from_validity_and_length() {
    let site = Site::start().await;
    let (_browser, [tab, other]) = nodes(&site).await;
    let peer = format!("opinion-{}", other.address().await);
    for _ in 0..3 {
        tab.mine().await;
    }
    open(&tab, 4).await;
    let until_opinion = async |opinion: &str| {
        tab.until(
            &format!("the peer's opinion is {opinion}"),
            async |tab| match attribute(tab, &peer, "data-opinion").await {
                shown if shown == opinion => Ok(()),
                shown => Err(shown),
            },
        )
        .await;
    };
    until_opinion("takes").await;
    tab.fill("tamper-amount-2-1", "1000").await;
    until_opinion("refuses").await;
    tab.text_when(&peer, |told| told.contains("Block 3 does not link"))
        .await;
    tab.click("tamper-remine-2").await;
    until_opinion("takes").await;
}

/// Chains that must not be taken, and what the refusal must speak of.
fn bad_chains(good: &str) -> Vec<(&'static str, String, &'static str)> {
    // In the text itself: what is parsed and printed again may have other digits.
    let changed = |from: &str, to: &str| {
        assert!(good.contains(from), "{from} is not in {good}");
        good.replacen(from, to, 1)
    };
    vec![
        ("nothing", String::new(), "nothing to check"),
        ("no JSON", "hello".to_owned(), "not JSON"),
        ("a text cut off", good[..good.len() / 2].to_owned(), "block"),
        ("no list", "{}".to_owned(), "list"),
        (
            "an answer with another length",
            format!(r#"{{"chain": {good}, "length": 4}}"#),
            "length: must be 3, the number of blocks in the chain",
        ),
        (
            "an answer without a length",
            format!(r#"{{"chain": {good}}}"#),
            "length: missing field",
        ),
        (
            "an answer with two chains",
            format!(r#"{{"chain": {good}, "chain": {good}, "length": 3}}"#),
            "chain: duplicate field",
        ),
        (
            "another answer of the tutorial's",
            format!(r#"{{"message": "Our chain was replaced", "new_chain": {good}}}"#),
            "message: unknown field",
        ),
        ("an empty list", "[]".to_owned(), "empty"),
        ("a list of something else", "[1]".to_owned(), "block 1"),
        (
            "a field too many",
            changed("{\"index\": 2,", "{\"nonce\": 1, \"index\": 2,"),
            "nonce",
        ),
        (
            "an amount that is no number",
            changed("\"amount\": 1,", "\"amount\": \"1\","),
            "transactions[0].amount",
        ),
        (
            "a changed amount",
            changed("\"amount\": 1,", "\"amount\": 1000,"),
            "Block 3 does not link",
        ),
        (
            "a wrong index",
            changed("\"index\": 3,", "\"index\": 9,"),
            "Block 3 is out of order",
        ),
        (
            "a wrong proof",
            changed("\"proof\": 35089,", "\"proof\": 1,"),
            "Block 3 lacks the work",
        ),
        (
            "another genesis",
            changed("\"proof\": 100,", "\"proof\": 1,"),
            "not a genesis",
        ),
    ]
}

#[tokio::test]
async fn bad_chains_are_refused_by_name_and_change_nothing() {
    let site = Site::start().await;
    let (_browser, tab) = bench(&site, 3).await;
    let good = tab.chain_text().await;
    for (what, text, told) in bad_chains(&good) {
        paste(&tab, &text).await;
        tab.text_when("import-verdict", |verdict| verdict.contains(told))
            .await;
        until_verdict(&tab, "refused").await;
        assert!(tab.text("import-confirm").await.is_err(), "{what}");
        assert_eq!(tab.chain_text().await, good, "{what}");
        // The console refuses the same, with a sentence.
        let call = format!("tabchain.adopt({})", json!(text));
        assert!(!tab.rejection(&call).await.is_empty(), "{what}");
        assert_eq!(tab.chain_text().await, good, "{what}");
    }
}

#[tokio::test]
async fn the_tutorials_own_answer_is_taken_however_it_is_printed() {
    let site = Site::start().await;
    let (_browser, tab) = bench(&site, 2).await;
    let own = tab.chain_text().await;
    let fixture: Value = serde_json::from_str(ANSWERS).unwrap_or_default();
    let canonical = fixture["canonical"].as_str().unwrap_or_default();
    let answers = fixture["answers"].as_object().into_iter().flatten();
    let mut taken = 0;
    for (way, answer) in answers {
        // Pasted, and confirmed.
        paste(&tab, answer.as_str().unwrap_or_default()).await;
        let verdict = until_verdict(&tab, "valid").await;
        assert!(verdict.contains("It has 4 blocks"), "{way}: {verdict}");
        tab.click("import-confirm").await;
        until_verdict(&tab, "adopted").await;
        assert_eq!(tab.chain_text().await, canonical, "{way}");
        // From a file.
        choose_file(&tab, answer).await;
        until_verdict(&tab, "same").await;
        // By the console.
        let verdict = tab.eval(&format!("tabchain.verify({answer})")).await;
        assert_eq!(verdict["valid"], true, "{way}");
        tab.eval(&format!("tabchain.adopt({})", json!(own))).await;
        let adopted = tab.eval(&format!("tabchain.adopt({answer})")).await;
        assert_eq!(
            adopted["new_chain"].as_array().map(Vec::len),
            Some(4),
            "{way}"
        );
        assert_eq!(tab.chain_text().await, canonical, "{way}");
        tab.eval(&format!("tabchain.adopt({})", json!(own))).await;
        taken += 1;
    }
    assert_eq!(taken, 9);
}

/// Chooses a file with this text as a person would.
async fn choose_file(tab: &Tab, text: &Value) {
    let script = format!(
        "(() => {{
            const files = new DataTransfer();
            files.items.add(new File([{text}], 'chain.json', {{ type: 'application/json' }}));
            const input = document.querySelector('[data-testid=import-file]');
            input.files = files.files;
            input.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()"
    );
    tab.eval(&script).await;
}

#[tokio::test]
async fn a_good_chain_is_adopted_after_it_is_confirmed_and_not_before() {
    let site = Site::start().await;
    let (browser, tab) = bench(&site, 2).await;
    // Transactions of a block that leaves the chain wait for another one.
    tab.transact("ada", "bob", 5).await;
    tab.mine().await;
    let before = tab.chain_text().await;
    let elsewhere = browser
        .open(&format!("{}?room=elsewhere", site.address()))
        .await;
    elsewhere.address().await;
    for _ in 0..4 {
        elsewhere.mine().await;
    }
    let longer = elsewhere.chain_text().await;

    paste(&tab, &longer).await;
    let verdict = until_verdict(&tab, "valid").await;
    assert!(verdict.contains("longer than yours"), "{verdict}");
    assert!(verdict.contains("from genesis on: 1."), "{verdict}");
    assert!(
        verdict.contains("2 blocks of yours would leave"),
        "{verdict}"
    );
    assert_eq!(tab.chain_text().await, before);
    tab.click("import-confirm").await;
    until_verdict(&tab, "adopted").await;
    assert_eq!(tab.chain_text().await, longer);
    let block = tab.mine().await;
    assert_eq!(block["index"], 6);
    assert_eq!(block["transactions"][0]["sender"], "ada");

    // A shorter one may be chosen as well, and the same one changes nothing.
    paste(&tab, &before).await;
    let verdict = until_verdict(&tab, "valid").await;
    assert!(verdict.contains("shorter than yours"), "{verdict}");
    tab.click("import-confirm").await;
    until_verdict(&tab, "adopted").await;
    assert_eq!(tab.chain_text().await, before);
    paste(&tab, &before).await;
    until_verdict(&tab, "same").await;
}

#[tokio::test]
async fn an_export_is_the_chain_to_the_last_letter() {
    let site = Site::start().await;
    let (_browser, tab) = bench(&site, 3).await;
    tab.eval(
        "(() => {
            const made = URL.createObjectURL;
            URL.createObjectURL = (blob) => { window.exported = blob; return made.call(URL, blob); };
        })()",
    )
    .await;
    tab.click("export").await;
    tab.text_when("export-status", |told| told.contains("Saved"))
        .await;
    let chain = tab.chain_text().await;
    assert_eq!(tab.eval("window.exported.text()").await, json!(chain));

    // And back in from a file.
    choose_file(&tab, &json!(chain)).await;
    until_verdict(&tab, "same").await;
}

#[tokio::test]
async fn a_rewritten_copy_can_become_ones_own_chain() {
    let site = Site::start().await;
    let (_browser, tab) = bench(&site, 3).await;
    tab.fill("tamper-recipient-2-1", "mallory").await;
    tab.click("tamper-remine-2").await;
    until_valid(&tab).await;
    tab.click("import-tampered").await;
    let verdict = until_verdict(&tab, "valid").await;
    assert!(verdict.contains("as many as yours"), "{verdict}");
    tab.click("import-confirm").await;
    until_verdict(&tab, "adopted").await;
    assert!(tab.chain_text().await.contains("mallory"));
}

#[tokio::test]
async fn of_a_long_chain_a_window_is_shown_and_the_fault_is_found_from_anywhere() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.adopt_long_chain(5000).await;
    open(&tab, 5000).await;
    tab.click("tamper-earlier").await;
    tab.fill("tamper-amount-4975-1", "1000").await;
    until_fault(&tab, "Block 4,976 does not link").await;
    tab.click("tamper-newest").await;
    tab.text_when("tamper-stands-5000", |told| told.contains("4,976"))
        .await;
    tab.click("tamper-show-fault").await;
    tab.text_when("tamper-block-4976", |text| text.contains("Not linked"))
        .await;
    tab.click("tamper-remine-4976").await;
    until_valid(&tab).await;
    tab.text_when("tamper-cost-ending", |told| told.contains("no work"))
        .await;
}
