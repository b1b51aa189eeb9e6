//! Rooms with a signed ledger through the relay: two browsers that pay and spend twice, programs that call by HTTP, and a
//! Flask node.

use browser_tests::{Browser, Server, Tab, curl, free_port};
use chain::{Account, Block, Inclusion, Key, Payment, Rules, Transaction};
use serde_json::{Value, json};

/// Leads into a room with a signed ledger whose blocks take no time.
const COINS: &str = "?room=coins&rules=header-8-signed-reward50-net00000000000000c0";

/// Joins at this address, and waits for the account of the node.
async fn with_account(browser: &Browser, address: &str) -> (Tab, String) {
    let tab = browser.join(address).await;
    let account = tab
        .text_when("account", |account| account.len() == 64)
        .await;
    (tab, account)
}

async fn until_balance(tab: &Tab, wanted: &str) {
    tab.text_when("balance", |balance| balance == wanted).await;
}

/// Pays by the form.
async fn pay(tab: &Tab, recipient: &str, amount: &str, fee: &str) {
    tab.fill("pay-recipient", recipient).await;
    tab.fill("pay-amount", amount).await;
    tab.fill("pay-fee", fee).await;
    tab.click("pay").await;
}

/// The ids of what a tab's chain holds at this index.
async fn recipients(tab: &Tab, index: usize) -> Vec<String> {
    let chain = tab.chain().await;
    let block = &chain["chain"][index - 1]["transactions"];
    let transactions = block.as_array().into_iter().flatten();
    let paid = transactions.filter(|one| one["sender"] != "0");
    paid.filter_map(|one| Some(one["recipient"].as_str()?.to_owned()))
        .collect()
}

#[tokio::test]
async fn coins_are_spent_twice_in_a_split_room_and_once_in_the_end() {
    let relay = Server::relay(free_port(), &[]).await;
    let browser = Browser::start().await;
    let other = browser.start_another().await;
    let address = format!("{}/{COINS}", relay.address());
    let (ann, ann_account) = with_account(&browser, &address).await;
    let (bo, bo_account) = with_account(&other, &address).await;
    let cy_account = Key::from_secret([7; 32]).account().to_string();
    for tab in [&ann, &bo] {
        tab.until_peers(1).await;
        tab.click("mode-live").await;
    }

    // A payment is heard by the other browser, and confirmed in its block.
    ann.mine().await;
    until_balance(&ann, "50").await;
    bo.until_length(2).await;
    pay(&ann, &bo_account, "20", "3").await;
    ann.answer("Transaction will be added to Block 3").await;
    bo.text_when("mempool", |pending| pending.contains("20"))
        .await;
    bo.mine().await;
    until_balance(&bo, "73").await;
    until_balance(&ann, "27").await;

    // Both know the next one; then the room is split, and Ann spends the same coins again in her half.
    pay(&ann, &bo_account, "11", "0").await;
    bo.text_when("mempool", |pending| pending.contains("11"))
        .await;
    let second = json!([bo.address().await]);
    ann.eval(&format!("tabchain.split({second})")).await;
    for (tab, half) in [(&ann, "in the first half"), (&bo, "in the second half")] {
        tab.text_when("split", |told| told.contains(half)).await;
    }
    let again = json!({ "recipient": cy_account, "amount": 12, "fee": 1, "seq": 1 });
    ann.eval(&format!("tabchain.pay({again})")).await;
    ann.text_when("events", |events| {
        events.contains("a higher fee is pending")
    })
    .await;
    ann.mine().await;
    bo.mine().await;
    bo.mine().await;
    assert_eq!(recipients(&ann, 4).await, [cy_account.as_str()]);
    assert_eq!(recipients(&bo, 4).await, [bo_account.as_str()]);

    // Healed, the longer half holds: Ann is told that the other payment is void, and why.
    bo.click("split-heal").await;
    ann.until_length(5).await;
    ann.text_when("events", |events| {
        events.contains("Your payment of 12 to")
            && events.contains("another payment with the same seq is on the chain")
    })
    .await;
    assert_eq!(ann.chain_text().await, bo.chain_text().await);
    until_balance(&ann, "16").await;
    until_balance(&bo, "184").await;
    for (account, balance) in [
        (&ann_account, json!({ "balance": 16, "seq": 2 })),
        (&bo_account, json!({ "balance": 184, "seq": 0 })),
        (&cy_account, json!({ "balance": 0, "seq": 0 })),
    ] {
        for tab in [&ann, &bo] {
            let found = tab.eval(&format!("tabchain.balance('{account}')")).await;
            assert_eq!(found, balance);
        }
    }
    drop(other);
}

/// The header of the block with this index, of a chain as a node tells it; its rules.
async fn header(api: &str, index: usize, rules: &Rules) -> Block {
    let (_, told) = curl(&format!("{api}/chain"), None).await;
    let block = told["chain"][index - 1].to_string();
    let block = Block::parse(&block, rules.format());
    block
        .unwrap_or_else(|error| panic!("no block: {error}"))
        .header()
}

#[tokio::test]
async fn programs_pay_and_look_up_accounts_and_payments_by_http() {
    let relay = Server::relay(free_port(), &[]).await;
    let browser = Browser::start().await;
    let address = format!("{}/{COINS}", relay.address());
    let (tab, own) = with_account(&browser, &address).await;
    let api = tab.api().await;
    let rules = tab.eval("tabchain.rules()").await;
    let rules: Rules =
        serde_json::from_value(rules).unwrap_or_else(|error| panic!("no rules: {error}"));
    let new = async |body: Value| curl(&format!("{api}/transactions/new"), Some(body)).await;
    let found = async |id: &str| curl(&format!("{api}/transactions/{id}"), None).await;
    let mine = async || assert_eq!(curl(&format!("{api}/mine"), None).await.0, 200);

    // With the tab's own account as sender, the tab signs.
    mine().await;
    let key = Key::from_secret([7; 32]);
    let (stranger, shop) = (key.account(), Key::from_secret([8; 32]).account());
    let ordered = json!({ "sender": own, "recipient": stranger.to_string(), "amount": 20 });
    let (status, added) = new(ordered).await;
    assert_eq!(status, 201, "{added}");
    assert_eq!(added["message"], "Transaction will be added to Block 3");
    mine().await;
    let account = async |account: &Account| {
        let (status, body) = curl(&format!("{api}/accounts/{account}"), None).await;
        assert_eq!(status, 200, "{body}");
        (body["balance"].clone(), body["seq"].clone())
    };
    assert_eq!(account(&stranger).await, (json!(20), json!(0)));

    // A payment that is signed elsewhere is passed on.
    let payment = Payment {
        sender: stranger,
        recipient: shop,
        amount: 7,
        fee: 2,
        seq: 0,
    };
    let signed = key.sign(payment, &rules.genesis().hash());
    let body = |transaction: &Transaction| -> Value {
        let text = transaction.canonical();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
    };
    let (status, added) = new(body(&signed)).await;
    assert_eq!(status, 201, "{added}");
    let id = signed.id().to_string();
    assert_eq!(added["id"], json!(id));
    let pending = json!({ "block": null, "confirmations": 0, "id": id });
    assert_eq!(found(&id).await, (200, pending));
    mine().await;
    mine().await;
    let (status, place) = found(&id).await;
    assert_eq!(status, 200, "{place}");
    assert_eq!(
        (&place["block"], &place["confirmations"]),
        (&json!(4), &json!(2))
    );
    let inclusion: Inclusion = serde_json::from_value(json!({
        "place": place["place"],
        "transactions": place["transactions"],
        "path": place["path"],
    }))
    .unwrap_or_else(|error| panic!("no inclusion path: {error}"));
    let header = header(&api, 4, &rules).await;
    assert!(inclusion.shows(&signed.canonical(), &header));
    assert_eq!(account(&stranger).await, (json!(11), json!(1)));
    assert_eq!(account(&shop).await, (json!(7), json!(0)));

    // All else is refused, and told why.
    let poor = Payment {
        amount: 12,
        seq: 1,
        ..payment
    };
    let genesis = rules.genesis().hash();
    let mut forged = body(&key.sign(Payment { amount: 1, ..poor }, &genesis));
    forged["amount"] = json!(2);
    let of_stranger =
        json!({ "sender": stranger.to_string(), "recipient": shop.to_string(), "amount": 1 });
    let half = json!({ "sender": own, "recipient": shop.to_string(), "amount": 0.5 });
    for (wrong, reason) in [
        (of_stranger, "must be this node's account"),
        (
            json!({ "sender": "ada", "recipient": "bob", "amount": 1 }),
            "payments are signed",
        ),
        (half, "amount: must be a whole number"),
        (
            json!({ "sender": own, "recipient": "bob", "amount": 1 }),
            "recipient: must be an account",
        ),
        (body(&signed), "already: its next seq is 1"),
        (body(&key.sign(poor, &genesis)), "has 11 coins"),
        (forged, "not signed by its sender's key"),
    ] {
        let (status, refusal) = new(wrong).await;
        assert_eq!(status, 400, "{refusal}");
        let told = refusal["message"].as_str().unwrap_or_default();
        assert!(told.contains(reason), "{told}");
    }
    assert_eq!(
        new(json!({ "sender": own })).await,
        (400, json!("Missing values"))
    );
    assert_eq!(found(&"0".repeat(64)).await.0, 404);
    let (status, _) = curl(&format!("{api}/accounts/bob"), None).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_flask_node_takes_the_chain_of_a_room_with_a_signed_ledger() {
    for rule in ["classic", "linked"] {
        is_taken_by_flask(rule).await;
    }
}

async fn is_taken_by_flask(rule: &str) {
    let port = free_port();
    let flask = Server::flask(port + 30, rule).await;
    let relay = Server::relay(port, &["--peer", &flask.address()]).await;
    let browser = Browser::start().await;
    let room = format!("?room=flask&rules={rule}-16-signed-reward50-net00000000000000c0");
    let (tab, _) = with_account(&browser, &format!("{}/{room}", relay.address())).await;
    tab.mine().await;
    let shop = Key::from_secret([8; 32]).account();
    pay(&tab, &shop.to_string(), "5", "1").await;
    tab.answer("Transaction will be added to Block 3").await;
    tab.mine().await;

    let nodes = json!({ "nodes": [tab.api().await] });
    curl(&format!("{}/nodes/register", flask.address()), Some(nodes)).await;
    let (_, replaced) = curl(&format!("{}/nodes/resolve", flask.address()), None).await;
    assert_eq!(replaced["message"], "Our chain was replaced", "{replaced}");
    assert_eq!(replaced["new_chain"], tab.chain().await["chain"]);

    // It looks at no transaction, and pays itself as the tutorial does: that chain the room refuses.
    let (status, _) = curl(&format!("{}/mine", flask.address()), None).await;
    assert_eq!(status, 200);
    let peers = json!({ "nodes": [flask.address()] });
    tab.eval(&format!("tabchain.register({peers})")).await;
    let kept = tab.resolve().await;
    assert_eq!(kept["message"], "Our chain is authoritative", "{kept}");
    tab.text_when("events", |events| events.contains("something unreadable"))
        .await;
}
