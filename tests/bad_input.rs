//! Bad input: a sentence that says what is wrong and where, and nothing changes.

use browser_tests::{Site, Tab, nodes};
use serde_json::{Value, json};

/// A call of the console, and what its refusal must speak of.
const NONSENSE: &str = r"
transact() => sender
transact(5) => sender
transact({}) => Missing values
transact({sender: 'a', recipient: 'b'}) => amount
transact({sender: 1, recipient: 'b', amount: 1}) => sender
transact({sender: 'a', recipient: null, amount: 1}) => recipient
transact({sender: 'a', recipient: 'b', amount: '1'}) => amount
transact({sender: 'a', recipient: 'b', amount: NaN}) => amount
transact({sender: 'a', recipient: 'b', amount: Infinity}) => amount
transact({sender: 'a', recipient: 'b', amount: 0}) => amount
transact({sender: 'a', recipient: 'b', amount: -1}) => amount
transact({sender: 'a', recipient: 'b', amount: 1, fee: 1}) => fee
transact({sender: '', recipient: 'b', amount: 1}) => sender
transact({sender: '0', recipient: 'b', amount: 1}) => sender
transact({sender: '\ud800', recipient: 'b', amount: 1}) => sender
register() => nodes
register({}) => valid list of nodes
register({nodes: []}) => valid list of nodes
register({nodes: 'localhost:5001'}) => nodes
register({nodes: ['']}) => node 1
register({nodes: ['localhost:5001', 'a b']}) => node 2
register({nodes: [tabchain.id]}) => itself
verify() => text
verify('[') => JSON
verify('{}', {proof: 'classic', difficulty_bits: 16}) => list
verify('[1]', {proof: 'classic', difficulty_bits: 16}) => block 1
verify('[]', {proof: 'scrypt', difficulty_bits: 16}) => proof
verify('[]', {proof: 'classic', difficulty_bits: 300}) => 256
verify('[]', {proof: 'classic', bits: 16}) => bits
";

/// All that bad input could have changed: the chain, and what the next block would carry.
async fn untouched(tab: &Tab, chain: &str) {
    assert_eq!(tab.chain_text().await, chain);
    let block = tab.mine().await;
    assert_eq!(
        block["transactions"].as_array().map(Vec::len),
        Some(1),
        "{block}"
    );
}

#[tokio::test]
async fn calls_of_the_console_refuse_what_makes_no_sense() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    let chain = tab.chain_text().await;
    let mut wrong = Vec::new();
    for (call, told) in NONSENSE.lines().filter_map(|line| line.split_once(" => ")) {
        match tab.attempt(&format!("tabchain.{call}")).await {
            Ok(value) => wrong.push(format!("{call} was not refused: {value}")),
            Err(reason) if !reason.starts_with("Error: ") => {
                wrong.push(format!("{call} was refused with no Error: {reason}"));
            }
            Err(reason) if !reason.contains(told) => {
                wrong.push(format!(
                    "{call} was refused without naming {told}: {reason}"
                ));
            }
            Err(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(tab.eval("tabchain.resolve()").await["peers"], json!([]));
    untouched(&tab, &chain).await;
}

/// The message beside a field, by the way assistive technology finds it.
async fn complaint(tab: &Tab, field: &str) -> Result<String, String> {
    let text = tab
        .eval(&format!(
            "(() => {{
                const field = document.querySelector('[data-testid=\"{field}\"]');
                if (field.getAttribute('aria-invalid') !== 'true') return null;
                const ids = (field.getAttribute('aria-describedby') ?? '').split(' ');
                return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
            }})()"
        ))
        .await;
    match text {
        Value::String(text) if !text.is_empty() => Ok(text),
        other => Err(format!("{field} has no message beside it: {other}")),
    }
}

#[tokio::test]
async fn the_form_of_a_transaction_puts_the_error_beside_its_field() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    let chain = tab.chain_text().await;
    let cases = [
        (["", "bob", "1"], "tx-sender"),
        (["0", "bob", "1"], "tx-sender"),
        (["ada", "", "1"], "tx-recipient"),
        (["ada", "bob", ""], "tx-amount"),
        (["ada", "bob", "five"], "tx-amount"),
        (["ada", "bob", "-1"], "tx-amount"),
        (["ada", "bob", "0"], "tx-amount"),
        (["ada", "bob", "NaN"], "tx-amount"),
        (["ada", "bob", "18446744073709551616"], "tx-amount"),
    ];
    for (input, faulty) in cases {
        for (field, text) in ["tx-sender", "tx-recipient", "tx-amount"]
            .into_iter()
            .zip(input)
        {
            tab.fill(field, text).await;
        }
        tab.click("transact").await;
        tab.until(
            &format!("{input:?} is refused beside {faulty}"),
            async |tab| complaint(tab, faulty).await,
        )
        .await;
        for field in ["tx-sender", "tx-recipient", "tx-amount"] {
            if field != faulty {
                assert!(
                    complaint(&tab, field).await.is_err(),
                    "{input:?} also blames {field}"
                );
            }
        }
    }
    untouched(&tab, &chain).await;
}

#[tokio::test]
async fn the_form_for_an_address_puts_the_error_beside_its_field() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    let own = tab.address().await;
    for text in ["", "a b", "ht!tp", &"x".repeat(65), &own] {
        tab.fill("register-address", text).await;
        tab.click("register-submit").await;
        tab.until(&format!("{text:?} is refused"), async |tab| {
            complaint(tab, "register-address").await
        })
        .await;
    }
    assert_eq!(tab.resolve().await["peers"], json!([]));
}

#[tokio::test]
async fn the_form_for_a_name_puts_the_error_beside_its_field() {
    let site = Site::start().await;
    let (_browser, [tab, other]) = nodes(&site).await;
    let name = tab.text_when("node-name", |name| !name.is_empty()).await;
    tab.click("rename").await;
    for text in ["", "   ", &"x".repeat(33)] {
        tab.fill("name", text).await;
        tab.click("name-submit").await;
        tab.until(&format!("{text:?} is refused"), async |tab| {
            complaint(tab, "name").await
        })
        .await;
    }
    let peer = format!("peer-{}", tab.address().await);
    other.text_when(&peer, |text| text.contains(&name)).await;

    tab.fill("name", "Ada").await;
    tab.click("name-submit").await;
    tab.text_when("node-name", |name| name == "Ada").await;
    other.text_when(&peer, |text| text.contains("Ada")).await;
}
