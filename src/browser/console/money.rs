//! The console's calls about rules, and about accounts and payments where the ledger is signed.

use chain::{Account, Hash, Network, NotAnAccount, Rules};
use client::Client;
use js_sys::{JSON, Object, Reflect};
use node::{Answer, Command, CommandError, PaymentOrder};
use wasm_bindgen::{JsValue, closure::Closure};

use super::{
    arguments::{self, Arguments, Refusal},
    natural, obey, object,
};
use crate::browser::{identity, tab::Tab};

/// Gives the object the account of this node, which is null as long as there is none: in rooms with an open ledger.
pub fn account_property(console: &Object, tab: &Tab) {
    let tab = tab.clone();
    let get = Closure::<dyn Fn() -> Option<String>>::new(move || {
        let account = tab.read(|client| client.node().account());
        account.map(|account| account.to_string())
    });
    let property = object(&[("get", get.into_js_value()), ("enumerable", JsValue::TRUE)]);
    Object::define_property(console, &"account".into(), &property);
}

/// `rules()`: all eight.
pub fn rules(tab: &Tab) -> Result<JsValue, Refusal> {
    let rules = tab.read(|client| client.node().chain().rules());
    Ok(JSON::parse(&rules.canonical())?)
}

/// `setRules(rules)`: those that are left out are the tutorial's, but for the network of rules that the genesis commits to,
/// which is drawn.
pub async fn set_rules(tab: &Tab, body: &JsValue) -> Result<JsValue, Refusal> {
    let mut rules = arguments::rules(body, Rules::TUTORIAL)?;
    let is_named = body.is_object() && Reflect::has(body, &"network".into())?;
    if rules.are_committed() && !is_named {
        let drawn =
            identity::random().ok_or_else(|| Refusal::of("the browser gives no random numbers"))?;
        rules.network = Network::from_bytes(drawn);
    }
    obey(tab, Command::SetRules(rules)).await?;
    self::rules(tab)
}

/// `balance(account)`: its coins, and the seq of its next payment, on the chain.
pub fn balance(tab: &Tab, account: &JsValue) -> Result<JsValue, Refusal> {
    let account = self::account("the account", account)?;
    let balance = tab.read(|client| {
        let (node, chain) = (client.node(), client.node().chain());
        match (chain.rules().is_signed(), node.headers()) {
            (false, _) => Err(CommandError::OpenLedger),
            (true, Some(_)) => Err(CommandError::Light),
            (true, None) => Ok(chain.ledger().balance(&account)),
        }
    })?;
    let fields = [
        ("balance", natural(balance.coins)),
        ("seq", natural(balance.seq)),
    ];
    Ok(object(&fields).into())
}

/// `pay({recipient, amount, fee, seq})`: the fee is 0 where it is left out, and the seq the next one.
pub async fn pay(tab: &Tab, body: &JsValue) -> Result<JsValue, Refusal> {
    let given = Arguments::read(body, &["recipient", "amount", "fee", "seq"])?;
    let order = PaymentOrder {
        recipient: account_named("recipient", &given.text("recipient")?)?,
        amount: given.natural("amount")?,
        fee: given.natural_or("fee", 0)?,
        seq: given.natural_if_given("seq")?,
    };
    obey(tab, Command::Pay(order)).await
}

/// `inclusion(id)`: where a transaction is, and the path that shows it to whoever has its block's header.
pub async fn inclusion(tab: &Tab, id: &JsValue) -> Result<JsValue, Refusal> {
    let id: Hash = arguments::text("the id", id)?
        .parse()
        .map_err(|error| Refusal::of(format!("the id: {error}")))?;
    let has_headers = |client: &Client| client.node().chain().rules().format().header;
    if !tab.read(has_headers) {
        return Err(Refusal::of(
            "only under the proof rule header do blocks have a merkle_root, to which a path leads",
        ));
    }
    match tab.command(Command::FindTransaction(id)).await? {
        answer @ Answer::Transaction(_) => super::chains::answered(tab, &answer),
        _ => Err(CommandError::UnknownTransaction.into()),
    }
}

fn account(name: &str, value: &JsValue) -> Result<Account, Refusal> {
    account_named(name, &arguments::text(name, value)?)
}

fn account_named(name: &str, text: &str) -> Result<Account, Refusal> {
    text.parse()
        .map_err(|error: NotAnAccount| Refusal::of(format!("{name}: {error}")))
}
