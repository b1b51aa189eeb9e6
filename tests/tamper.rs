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

/// How far the crack runs: the blocks of the small chain that it runs through, the newest first.
async fn cracked(tab: &Tab) -> Vec<String> {
    let cells = "[...document.querySelectorAll('[data-testid^=crack-cell][data-cracked=true]')]
        .map(cell => cell.dataset.testid.replace('crack-cell-', ''))";
    let cells = tab.eval(cells).await;
    let cells = cells.as_array().into_iter().flatten();
    cells
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn a_change_runs_as_a_crack_up_to_the_tip_and_mending_without_work_takes_it_back() {
    let site = Site::start().await;
    let (_browser, tab) = bench(&site, 5).await;
    assert!(cracked(&tab).await.is_empty());
    tab.text_when("tamper-meter-told", |told| {
        told.contains("the copy is whole")
    })
    .await;
    tab.text_when("tamper-all-say", |told| told.contains("No other node"))
        .await;
    tab.fill("tamper-amount-3-1", "1000").await;
    until_fault(&tab, "Block 4 does not link").await;
    assert_eq!(cracked(&tab).await, ["5", "4", "3"]);
    for (cell, named) in [
        (5, "Block 5: cracked"),
        (4, "Block 4: link broken, cracked"),
        (3, "Block 3: changed, the crack begins here"),
        (2, "Block 2: sound"),
    ] {
        let id = format!("crack-cell-{cell}");
        assert_eq!(attribute(&tab, &id, "aria-label").await, named);
        let card = attribute(&tab, &format!("tamper-block-{cell}"), "data-cracked").await;
        assert_eq!(card == "true", cell >= 3, "{cell}");
    }
    // Under classic every proof still holds.
    tab.text_when("tamper-meter-told", |told| {
        told.starts_with("To mend: 3 blocks, from block 3 on.") && told.contains("no work")
    })
    .await;
    tab.click("tamper-remine-3").await;
    until_valid(&tab).await;
    assert!(cracked(&tab).await.is_empty());
    tab.text_when("tamper-meter-told", |told| {
        told.starts_with("Mending 3 blocks took 0 attempts")
    })
    .await;
    assert_eq!(attribute(&tab, "tamper-meter", "value").await, "3");
    assert_eq!(attribute(&tab, "tamper-meter", "max").await, "3");
}

#[tokio::test]
async fn mending_takes_the_crack_back_block_by_block_and_says_what_it_costs() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let address = format!("{}?room=crack&rules=sealed-16", site.address());
    let tab = browser.open(&address).await;
    tab.address().await;
    for _ in 1..6 {
        tab.mine().await;
    }
    open(&tab, 6).await;
    tab.fill("tamper-recipient-2-1", "mallory").await;
    until_fault(&tab, "Block 2 lacks the work").await;
    assert_eq!(cracked(&tab).await, ["6", "5", "4", "3", "2"]);
    // Five blocks, 65,536 attempts each.
    tab.text_when("tamper-meter-told", |told| {
        told.contains("about 327,680 attempts")
    })
    .await;
    // What is seen meanwhile: how far the crack runs, and how many blocks are mended.
    tab.eval(
        "(() => {
            window.seen = [];
            const look = () => {
                const cells = document.querySelectorAll('[data-testid^=crack-cell][data-cracked=true]');
                const meter = document.querySelector('[data-testid=tamper-meter]');
                const told = document.querySelector('[data-testid=tamper-meter-told]').textContent;
                window.seen.push([cells.length, meter.value, meter.max, told]);
            };
            new MutationObserver(look).observe(document.body, { attributes: true, subtree: true, childList: true });
        })()",
    )
    .await;
    tab.click("tamper-remine-2").await;
    until_valid(&tab).await;
    let seen = tab.eval("window.seen").await;
    let seen = seen.as_array().cloned().unwrap_or_default();
    let meanwhile: Vec<_> = seen
        .iter()
        .filter(|it| {
            it[3]
                .as_str()
                .is_some_and(|told| told.contains("Still to pay"))
        })
        .collect();
    assert!(!meanwhile.is_empty(), "{seen:?}");
    for it in &meanwhile {
        let (cracked, mended) = (it[0].as_u64(), it[1].as_f64());
        assert_eq!(it[2], 5.0, "{it}");
        let left = cracked
            .zip(mended)
            .map(|(cracked, mended)| cracked as f64 + mended);
        assert_eq!(left, Some(5.0), "what is not mended is cracked: {it}");
        let told = it[3].as_str().unwrap_or_default();
        let owed = told.split("about ").nth(1).map(first_number);
        assert_eq!(owed, cracked.map(|blocks| blocks * 65_536), "{told}");
    }
    let extents: Vec<_> = seen.iter().filter_map(|it| it[0].as_u64()).collect();
    assert!(
        extents.is_sorted_by(|before, after| before >= after),
        "{extents:?}"
    );
    assert!(
        extents.iter().any(|extent| (1..5).contains(extent)),
        "{extents:?}"
    );
    // The sum stays, and is that of the cards.
    let told = tab
        .text_when("tamper-meter-told", |told| {
            told.starts_with("Mending 5 blocks took")
        })
        .await;
    let mut tried = 0;
    for position in 2..=6 {
        let cost = tab.text(&format!("tamper-cost-{position}")).await;
        tried += first_number(&cost.unwrap_or_default());
    }
    let sum = told.split("took ").nth(1).map(first_number);
    assert_eq!(sum, Some(tried), "{told}");
    assert!(cracked(&tab).await.is_empty());
}

#[tokio::test]
async fn of_a_long_chain_the_small_one_shows_where_one_is_and_leads_anywhere() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.adopt_long_chain(200).await;
    open(&tab, 200).await;
    tab.fill("tamper-amount-190-1", "1000").await;
    until_fault(&tab, "Block 191 does not link").await;
    for (cell, card) in [("crack-cell-1", 1), ("crack-cell-190", 190)] {
        tab.click(cell).await;
        tab.until_attribute(cell, "aria-current", "true").await;
        let at = tab.eval("document.activeElement.id").await;
        assert_eq!(at, json!(format!("tamper-{card}-title")));
        let bar = "document.querySelector('.verdict').getBoundingClientRect().bottom";
        let title = "document.activeElement.getBoundingClientRect().top";
        let below = format!("{title} >= {bar} && {title} < innerHeight");
        assert_eq!(
            tab.eval(&below).await,
            true,
            "the card is not below the bar"
        );
        let places = tab.eval("document.querySelectorAll('.small-chain li').length");
        assert!(places.await.as_u64().is_some_and(|places| places <= 24));
    }
    assert_eq!(
        attribute(&tab, "crack-cell-200", "data-cracked").await,
        "true"
    );
    assert_eq!(
        attribute(&tab, "crack-cell-189", "data-cracked").await,
        "false"
    );
}
