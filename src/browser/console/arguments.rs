//! Reading what a script hands to the console's calls, with a sentence for all that does not fit.

use chain::{Format, LedgerRule, Network, Number, Retarget, Rules, Transaction};
use js_sys::{Array, BigInt, JSON, JsString, Object, Reflect, RegExp};
use node::Address;
use pow::Difficulty;
use wasm_bindgen::{JsCast, JsValue};

/// The largest whole number up to which JavaScript's numbers are exact: 2^53 - 1.
pub const MAX_SAFE: u64 = (1 << 53) - 1;

/// Why a call is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// A script has called it wrongly, or a browser failed; a sentence.
    #[error("{0}")]
    Said(String),
    /// The node refuses it.
    #[error(transparent)]
    Command(#[from] node::CommandError),
    /// A text is no chain.
    #[error(transparent)]
    NoChain(#[from] chain::ParseError),
    /// A chain is not valid.
    #[error(transparent)]
    Invalid(#[from] chain::Fault),
    /// A search came to no end.
    #[error(transparent)]
    Search(#[from] node::SearchFault),
    /// Signatures can't be verified.
    #[error(transparent)]
    Signatures(#[from] crate::browser::signatures::SignatureFault),
    /// A worker is of another build than the page.
    #[error("the worker is of another build; reload the page")]
    OtherBuild,
}

impl Refusal {
    /// With a sentence.
    pub fn of(reason: impl Into<String>) -> Self {
        Self::Said(reason.into())
    }
}

impl From<JsValue> for Refusal {
    fn from(thrown: JsValue) -> Self {
        Self::of(js_sys::Error::from(thrown).message())
    }
}

macro_rules! refused_with {
    ($($error:ty),*) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Self::of(error.to_string())
            }
        }
    )*};
}

refused_with!(
    chain::NumberError,
    chain::RulesError,
    pow::EmptyRange,
    pow::PuzzleError,
    serde_wasm_bindgen::Error
);

/// The named arguments of a call.
pub struct Arguments(Object);

impl Arguments {
    /// Reads an object that has none but these fields.
    pub fn read(body: &JsValue, allowed: &[&str]) -> Result<Self, Refusal> {
        let fields = allowed.join(", ");
        if !body.is_object() || Array::is_array(body) {
            return Err(Refusal::of(format!("an object is needed, with {fields}")));
        }
        let object: Object = body.clone().unchecked_into();
        for key in Object::keys(&object) {
            let key = key.as_string().unwrap_or_default();
            if !allowed.contains(&key.as_str()) {
                return Err(Refusal::of(format!(
                    "unknown field {key:?}; there are {fields}"
                )));
            }
        }
        Ok(Self(object))
    }

    fn get(&self, field: &str) -> Result<Option<JsValue>, Refusal> {
        let value = Reflect::get(&self.0, &field.into())?;
        Ok((!value.is_undefined()).then_some(value))
    }

    fn need(&self, field: &str) -> Result<JsValue, Refusal> {
        self.get(field)?
            .ok_or_else(|| Refusal::of(format!("Missing values: {field}")))
    }

    /// A text.
    pub fn text(&self, field: &str) -> Result<String, Refusal> {
        text(field, &self.need(field)?)
    }

    /// A text, or what it is when it is left out.
    pub fn text_or(&self, field: &str, otherwise: &str) -> Result<String, Refusal> {
        match self.get(field)? {
            Some(value) => text(field, &value),
            None => Ok(otherwise.to_owned()),
        }
    }

    /// A whole number from 0 to 2^64 - 1.
    pub fn natural(&self, field: &str) -> Result<u64, Refusal> {
        natural(field, &self.need(field)?)
    }

    /// The same, or what it is when it is left out.
    pub fn natural_or(&self, field: &str, otherwise: u64) -> Result<u64, Refusal> {
        match self.get(field)? {
            Some(value) => natural(field, &value),
            None => Ok(otherwise),
        }
    }

    /// The same, if it is given.
    pub fn natural_if_given(&self, field: &str) -> Result<Option<u64>, Refusal> {
        let value = self.get(field)?;
        value.map(|value| natural(field, &value)).transpose()
    }

    /// A difficulty in leading zero bits.
    pub fn difficulty(&self, field: &str) -> Result<Difficulty, Refusal> {
        difficulty(field, &self.need(field)?)
    }
}

/// A node's address.
pub fn address(value: &JsValue) -> Result<Address, Refusal> {
    let text = text("the address", value)?;
    Address::parse(&text)
        .map_err(|error| Refusal::of(format!("{text:?} is not an address: {error}")))
}

/// So many addresses, in a list.
pub fn addresses(value: &JsValue, least: u32, most: u32) -> Result<Vec<Address>, Refusal> {
    match value.dyn_ref::<Array>() {
        Some(list) if (least..=most).contains(&list.length()) => {
            list.iter().map(|entry| address(&entry)).collect()
        }
        _ => Err(Refusal::of(format!(
            "a list of {least} to {most} addresses is needed"
        ))),
    }
}

/// A transaction: an object, or JSON text, where `1.0` stays what it is.
pub fn transaction(body: &JsValue, format: Format) -> Result<Transaction, Refusal> {
    if let Some(text) = body.as_string() {
        return Ok(Transaction::parse(&text, format)?);
    }
    if format.signed && body.is_object() {
        // All its numbers are whole, and JavaScript writes these as they are.
        let text = String::from(JSON::stringify(body)?);
        return Ok(Transaction::parse(&text, format)?);
    }
    let given = Arguments::read(body, &["sender", "recipient", "amount"])?;
    let missing: Vec<&str> = ["sender", "recipient", "amount"]
        .into_iter()
        .filter(|field| matches!(given.get(field), Ok(None)))
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::of(format!(
            "Missing values: {}",
            missing.join(", ")
        )));
    }
    Ok(Transaction {
        sender: given.text("sender")?,
        recipient: given.text("recipient")?,
        amount: amount(&given.need("amount")?)?,
        signed: None,
    })
}

/// The tutorial's `{"nodes": […]}`.
pub fn nodes(body: &JsValue) -> Result<Vec<String>, Refusal> {
    let invalid = || Refusal::from(node::CommandError::NoNodes);
    let given = Arguments::read(body, &["nodes"]).map_err(|_| invalid())?;
    let list: Array = given
        .need("nodes")
        .ok()
        .and_then(|list| list.dyn_into().ok())
        .ok_or_else(invalid)?;
    list.iter()
        .map(|node| node.as_string().ok_or_else(invalid))
        .collect()
}

/// Rules, of which those that are left out are the tutorial's; the node's own where none are given.
pub fn rules(body: &JsValue, own: Rules) -> Result<Rules, Refusal> {
    if body.is_undefined() {
        return Ok(own);
    }
    let given = Arguments::read(
        body,
        &[
            "proof",
            "difficulty_bits",
            "retarget",
            "ledger",
            "reward",
            "halving_blocks",
            "block_transactions",
            "network",
        ],
    )?;
    let mut rules = Rules::TUTORIAL;
    if let Some(proof) = given.get("proof")? {
        rules.proof = text("proof", &proof)?
            .parse()
            .map_err(|error| Refusal::of(format!("proof: {error}")))?;
    }
    if let Some(bits) = given.get("difficulty_bits")? {
        rules.difficulty = difficulty("difficulty_bits", &bits)?;
    }
    if let Some(retarget) = given.get("retarget")?.filter(|value| !value.is_null()) {
        let given = Arguments::read(&retarget, &["block_seconds", "half_life_seconds"])?;
        let seconds = |field| given.natural(field).map(narrowed);
        rules.retarget = Some(Retarget {
            block_seconds: seconds("block_seconds")?,
            half_life_seconds: seconds("half_life_seconds")?,
        });
    }
    rules.ledger = match given.text_or("ledger", "open")?.as_str() {
        "open" => LedgerRule::Open,
        "signed" => LedgerRule::Signed,
        _ => return Err(Refusal::of("ledger: must be open or signed")),
    };
    let number = |field, otherwise: u32| {
        let number = given.natural_or(field, otherwise.into());
        number.map(narrowed)
    };
    rules.reward = number("reward", rules.reward)?;
    rules.halving_blocks = number("halving_blocks", rules.halving_blocks)?;
    rules.block_transactions = number("block_transactions", rules.block_transactions)?;
    if let Some(network) = given.get("network")? {
        rules.network = text("network", &network)?
            .parse::<Network>()
            .map_err(|error| Refusal::of(error.to_string()))?;
    }
    rules.check()?;
    Ok(rules)
}

/// What has no room in 32 bits is beyond all bounds of the rules.
fn narrowed(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A text.
pub fn text(field: &str, value: &JsValue) -> Result<String, Refusal> {
    unread_text(field, value).map(String::from)
}

/// A text, left where it is: it may be long.
pub fn unread_text<'a>(field: &str, value: &'a JsValue) -> Result<&'a JsString, Refusal> {
    let text: &JsString = value
        .dyn_ref()
        .ok_or_else(|| Refusal::of(format!("{field}: must be text")))?;
    // Half of a surrogate pair has no UTF-8, and would silently become another character.
    if is_unicode(text) {
        Ok(text)
    } else {
        Err(Refusal::of(format!("{field}: is not Unicode text")))
    }
}

/// js-sys would look at each character by itself, which takes a second for a long chain.
fn is_unicode(text: &JsString) -> bool {
    text.search(&RegExp::new(r"\p{Surrogate}", "u")) < 0
}

fn difficulty(field: &str, value: &JsValue) -> Result<Difficulty, Refusal> {
    let max = Difficulty::MAX.bits();
    natural(field, value)
        .ok()
        .and_then(|bits| Difficulty::new(u16::try_from(bits).ok()?).ok())
        .ok_or_else(|| Refusal::of(format!("{field}: must be a whole number from 0 to {max}")))
}

fn natural(field: &str, value: &JsValue) -> Result<u64, Refusal> {
    let wrong = || {
        Refusal::of(format!(
            "{field}: must be a whole number, 0 or more (a BigInt beyond 2^53 - 1)"
        ))
    };
    if let Some(big) = value.dyn_ref::<BigInt>() {
        return decimal(big).parse().map_err(|_| wrong());
    }
    value
        .as_f64()
        .filter(|number| number.fract() == 0.0 && (0.0..=MAX_SAFE as f64).contains(number))
        .map(|number| number as u64)
        .ok_or_else(wrong)
}

/// JavaScript does not tell `1` from `1.0`: a whole number is taken as an integer.
fn amount(value: &JsValue) -> Result<Number, Refusal> {
    if let Some(big) = value.dyn_ref::<BigInt>() {
        return Number::parse(&decimal(big))
            .map_err(|error| Refusal::of(format!("amount: {error}")));
    }
    let number = value
        .as_f64()
        .ok_or_else(|| Refusal::of("amount: must be a number"))?;
    if number.fract() != 0.0 || !number.is_finite() {
        return Number::from_f64(number).map_err(|error| Refusal::of(format!("amount: {error}")));
    }
    if number.abs() > MAX_SAFE as f64 {
        return Err(Refusal::of(
            "amount: a JavaScript number this large is not exact; give a BigInt, or the whole transaction as JSON text",
        ));
    }
    Ok(Number::from(number as i64))
}

fn decimal(big: &BigInt) -> String {
    // Radix 10 is always allowed.
    big.to_string(10).map(String::from).unwrap_or_default()
}
