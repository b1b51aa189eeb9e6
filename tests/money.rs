//! Rooms with a signed ledger, as people and scripts use them: mine, pay, see it on the chain, come back.

use browser_tests::{Browser, Site, Tab, nodes};
use serde_json::{Value, json};

/// Rules with a signed ledger whose blocks take no time.
fn coins() -> Value {
    json!({ "proof": "header", "difficulty_bits": 8, "ledger": "signed", "reward": 50 })
}

/// Two tabs of one room with these rules, which the second has taken over, each with an account.
async fn with_accounts(site: &Site) -> (Browser, Tab, Tab) {
    let browser = Browser::start().await;
    let one = browser.open(site.address()).await;
    one.address().await;
    let rules = one.eval(&format!("tabchain.setRules({})", coins())).await;
    assert_eq!(rules["ledger"], "signed");
    assert_eq!(rules["network"].as_str().map(str::len), Some(16));
    assert_ne!(rules["network"], "0000000000000000");
    let two = browser.open(site.address()).await;
    two.address().await;
    two.until_is(
        "the rules are taken over",
        "tabchain.rules().then(rules => rules.ledger)",
        json!("signed"),
    )
    .await;
    for tab in [&one, &two] {
        tab.text_when("account", |account| account.len() == 64)
            .await;
    }
    (browser, one, two)
}

/// What the account got and gave, a text each.
async fn statement(tab: &Tab) -> Vec<String> {
    let lines = "[...document.querySelectorAll('[data-testid=statement] li')].map(line => line.textContent)";
    serde_json::from_value(tab.eval(lines).await).unwrap_or_default()
}

#[tokio::test]
async fn coins_are_mined_paid_and_still_there_after_a_reload() {
    let site = Site::start().await;
    let (_browser, one, two) = with_accounts(&site).await;
    let alice = one.text("account").await.unwrap_or_default();
    let bob = two.text("account").await.unwrap_or_default();
    assert_eq!(one.eval("tabchain.account").await, json!(alice));

    one.mine().await;
    one.text_when("balance", |balance| balance == "50").await;
    // Names come before accounts.
    two.rename("Bob").await;
    one.text_when("peers", |peers| peers.contains("Bob")).await;
    one.fill("pay-recipient", "Bob").await;
    one.fill("pay-amount", "20").await;
    one.fill("pay-fee", "3").await;
    one.click("pay").await;
    one.text_when("response", |answer| {
        answer.contains("will be added to Block 3")
    })
    .await;
    one.text_when("statement", |lines| lines.starts_with("−20to B Bob"))
        .await;
    assert!(statement(&one).await[0].contains("pending · fee 3"));
    one.mine().await;
    one.text_when("balance", |balance| balance == "80").await;
    let lines = statement(&one).await;
    let told = ["+53reward", "−20to B Bob", "+50reward"];
    assert!(
        lines.len() == 3
            && lines
                .iter()
                .zip(told)
                .all(|(line, told)| line.starts_with(told)),
        "{lines:?}"
    );
    assert!(lines[1].contains("block 3, one confirmation"), "{lines:?}");
    assert_eq!(two.resolve().await["message"], "Our chain was replaced");
    two.text_when("balance", |balance| balance == "20").await;
    let balance = two.eval(&format!("tabchain.balance('{alice}')")).await;
    assert_eq!(balance, json!({ "balance": 80, "seq": 1 }));

    one.reload().await;
    one.text_when("account", |account| account == alice).await;
    one.text_when("balance", |balance| balance == "80").await;
    let paid = one
        .eval(&format!(
            "tabchain.pay({{ recipient: '{bob}', amount: 5 }})"
        ))
        .await;
    let id = paid["id"].as_str().unwrap_or_default().to_owned();
    one.mine().await;
    let inclusion = one.eval(&format!("tabchain.inclusion('{id}')")).await;
    assert_eq!(
        (
            &inclusion["block"],
            &inclusion["confirmations"],
            &inclusion["place"]
        ),
        (&json!(4), &json!(1), &json!(0))
    );
    assert_eq!(inclusion["path"].as_array().map(Vec::len), Some(1));
    let text = one.chain_text().await;
    let rules = one.eval("tabchain.rules()").await;
    let verdict = one
        .eval(&format!("tabchain.verify({}, {rules})", json!(text)))
        .await;
    assert_eq!(verdict["valid"], true);
    assert_eq!(verdict["balances"][&bob], json!([25, 0]));
}

#[tokio::test]
async fn what_cannot_be_paid_is_said_beside_its_field_or_in_words() {
    let site = Site::start().await;
    let (_browser, one, two) = with_accounts(&site).await;
    let bob = two.text("account").await.unwrap_or_default();
    one.fill("pay-recipient", "bob").await;
    one.click("pay").await;
    one.text_when("pay-recipient-error", |error| error.contains("64"))
        .await;
    one.fill("pay-recipient", &bob).await;
    one.fill("pay-amount", "1.5").await;
    one.click("pay").await;
    one.text_when("pay-amount-error", |error| error.contains("whole number"))
        .await;
    let poor = one
        .rejection(&format!(
            "tabchain.pay({{ recipient: '{bob}', amount: 5 }})"
        ))
        .await;
    assert!(poor.contains("the account has 0 coins"), "{poor}");
    let open = one
        .rejection("tabchain.transact({ sender: 'a', recipient: 'b', amount: 1 })")
        .await;
    assert!(!open.is_empty());
    let network = one.rejection("tabchain.setRules({ proof: 'linked', retarget: { block_seconds: 1, half_life_seconds: 1 } })").await;
    assert!(network.contains("retarget needs"), "{network}");
}

#[tokio::test]
async fn a_preset_is_a_click_and_open_rooms_have_no_accounts() {
    let site = Site::start().await;
    let (_browser, [one]) = nodes(&site).await;
    assert_eq!(one.eval("tabchain.account").await, Value::Null);
    let refusal = one
        .rejection(&format!("tabchain.balance('{}')", "00".repeat(32)))
        .await;
    assert!(refusal.contains("no accounts"), "{refusal}");
    one.unfold_rules().await;
    one.click("preset-like-bitcoin").await;
    one.until_is(
        "the rules have changed",
        "tabchain.rules().then(rules => rules.proof)",
        json!("header"),
    )
    .await;
    one.text_when("account", |account| account.len() == 64)
        .await;
    let rules = one.eval("tabchain.rules()").await;
    assert_eq!(
        rules["retarget"],
        json!({ "block_seconds": 10, "half_life_seconds": 60 })
    );
}

#[tokio::test]
async fn an_account_its_coins_and_its_pending_payments_outlast_the_tab() {
    let site = Site::start().await;
    let (_browser, one, two) = with_accounts(&site).await;
    let alice = one.text("account").await.unwrap_or_default();
    let bob = two.text("account").await.unwrap_or_default();
    one.mine().await;
    for amount in [20, 7] {
        let payment = json!({ "recipient": bob, "amount": amount, "fee": 1 });
        one.eval(&format!("tabchain.pay({payment})")).await;
    }
    let chain = one.chain_text().await;
    one.reload().await;
    one.text_when("account", |account| account == alice).await;
    one.text_when("balance", |balance| balance == "50").await;
    one.text_when("mempool", |pending| {
        pending.contains("20") && pending.contains('7')
    })
    .await;
    assert_eq!(one.chain_text().await, chain);
    // What was pending still holds, and its account signs the next one behind it.
    let payment = json!({ "recipient": bob, "amount": 1 });
    one.eval(&format!("tabchain.pay({payment})")).await;
    one.mine().await;
    let balance = one.eval(&format!("tabchain.balance('{bob}')")).await;
    assert_eq!(balance, json!({ "balance": 28, "seq": 0 }));
    let balance = one.eval(&format!("tabchain.balance('{alice}')")).await;
    assert_eq!(balance, json!({ "balance": 72, "seq": 3 }));
}

#[tokio::test]
async fn a_light_node_follows_and_shows_its_own_payment() {
    let site = Site::start().await;
    let (browser, one, two) = with_accounts(&site).await;
    let bob = two.text("account").await.unwrap_or_default();
    one.mine().await;
    let light = browser
        .open(&format!("{}?room=main&light", site.address()))
        .await;
    // It says what it is, and knows no balances.
    light
        .text_when("light", |told| told.contains("headers only"))
        .await;
    let account = light
        .text_when("account", |account| account.len() == 64)
        .await;
    assert!(light.text("balance").await.is_err());
    assert!(light.text("mine").await.is_err());
    for call in [
        "tabchain.mine()",
        &format!("tabchain.balance('{account}')"),
        &format!("tabchain.inclusion('{}')", "0".repeat(64)),
    ] {
        let refusal = light.rejection(call).await;
        assert!(refusal.contains("headers only"), "{call}: {refusal}");
    }
    assert_eq!(light.resolve().await["message"], "Our chain was replaced");
    light.until_length(2).await;
    light
        .text_when("block-2", |block| block.contains("Only its header"))
        .await;

    // It follows by itself, and its own payment reaches those who mine.
    for tab in [&one, &light] {
        tab.click("mode-live").await;
    }
    let payment = json!({ "recipient": account, "amount": 30 });
    one.eval(&format!("tabchain.pay({payment})")).await;
    one.mine().await;
    light.until_length(3).await;
    light.fill("pay-recipient", &bob).await;
    light.fill("pay-amount", "12").await;
    light.click("pay").await;
    let paid = light.answer("Transaction will be added to Block 4").await;
    let id = paid["id"].as_str().unwrap_or_default().to_owned();
    let inclusion = format!("tabchain.inclusion('{id}')");
    assert_eq!(light.eval(&inclusion).await["block"], Value::Null);
    one.text_when("mempool", |pending| pending.contains("12"))
        .await;
    one.mine().await;
    one.mine().await;
    light.until_length(5).await;
    light
        .text_when("events", |events| {
            events.contains("is in block 4") && events.contains("Merkle root")
        })
        .await;
    // The path is the one that a full node tells.
    let shown = light.eval(&inclusion).await;
    assert_eq!(shown["confirmations"], 2);
    assert_eq!(shown, one.eval(&inclusion).await);

    // Still light after a reload, with its payment.
    light.reload().await;
    light
        .text_when("light", |told| told.contains("headers only"))
        .await;
    light
        .text_when("events", |events| events.contains("is in block 4"))
        .await;
}
