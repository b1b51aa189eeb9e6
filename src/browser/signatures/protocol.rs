//! What a page and its workers for signatures say to one another: orders and answers as bytes, which are exact and quick to
//! copy. Written and read by hand: serde's machinery would be a good part of the worker.

use chain::{Account, Claim, Hash, Payment, Signature};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// How many bytes a claim takes.
const CLAIM: usize = 32 + 32 + 64 + 3 * 8;

/// What is to be done with an order's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// To verify [claims](write_claims). The answer has a byte for each: 1 if it is true, else 0.
    Verify,
    /// To give the account that the key with these 32 secret bytes signs for.
    Account,
    /// To sign what follows the 32 secret bytes. The answer is the signature.
    Sign,
}

/// All of them; an order names one by its place.
const TASKS: [Task; 3] = [Task::Verify, Task::Account, Task::Sign];

/// From the page to a worker. It is answered in its turn.
#[derive(Clone, Debug)]
pub struct Order {
    /// Names it in the answer.
    pub number: u32,
    pub task: Task,
    pub bytes: Uint8Array,
}

/// From a worker to the page.
#[derive(Clone, Debug)]
pub enum Report {
    /// The worker is ready; of which build it is.
    Ready(String),
    /// An order is carried out.
    Done { number: u32, answer: Vec<u8> },
}

impl Order {
    /// What `postMessage` takes.
    pub fn to_js(&self) -> JsValue {
        let place = TASKS.iter().position(|task| *task == self.task);
        let place = place.unwrap_or(TASKS.len()) as u32;
        Array::of3(&self.number.into(), &place.into(), &self.bytes).into()
    }

    /// `None` for what is no order of this build.
    pub fn from_js(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        let place = parts.get(1).as_f64()? as usize;
        Some(Self {
            number: parts.get(0).as_f64()? as u32,
            task: *TASKS.get(place)?,
            bytes: parts.get(2).dyn_into().ok()?,
        })
    }
}

impl Report {
    /// What `postMessage` takes.
    pub fn to_js(&self) -> JsValue {
        match self {
            Self::Ready(build) => build.into(),
            Self::Done { number, answer } => {
                let answer = Uint8Array::from(&answer[..]);
                Array::of2(&(*number).into(), &answer).into()
            }
        }
    }

    /// `None` for what is no report of this build.
    pub fn from_js(message: &JsValue) -> Option<Self> {
        if let Some(build) = message.as_string() {
            return Some(Self::Ready(build));
        }
        let parts: &Array = message.dyn_ref()?;
        let answer: Uint8Array = parts.get(1).dyn_into().ok()?;
        Some(Self::Done {
            number: parts.get(0).as_f64()? as u32,
            answer: answer.to_vec(),
        })
    }
}

/// Claims in the network with this genesis: its hash, then of each claim sender, recipient, signature, amount, fee and seq,
/// the last three as eight bytes each, the lowest first.
pub fn write_claims(genesis: &Hash, claims: &[Claim]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(32 + CLAIM * claims.len());
    bytes.extend(genesis.as_bytes());
    for Claim {
        payment, signature, ..
    } in claims
    {
        bytes.extend(payment.sender.as_bytes());
        bytes.extend(payment.recipient.as_bytes());
        bytes.extend(signature.as_bytes());
        for number in [payment.amount, payment.fee, payment.seq] {
            bytes.extend(number.to_le_bytes());
        }
    }
    bytes
}

/// The genesis' hash, and the signed payments. `None` for what was not written by [`write_claims`].
pub fn read_claims(bytes: &[u8]) -> Option<(Hash, Vec<(Payment, Signature)>)> {
    let (genesis, claims) = bytes.split_first_chunk()?;
    let (claims, []) = claims.as_chunks::<CLAIM>() else {
        return None;
    };
    let claims: Option<Vec<_>> = claims.iter().map(|claim| read_claim(claim)).collect();
    Some((Hash::from_bytes(*genesis), claims?))
}

fn read_claim(bytes: &[u8]) -> Option<(Payment, Signature)> {
    let (sender, rest) = bytes.split_first_chunk()?;
    let (recipient, rest) = rest.split_first_chunk()?;
    let (signature, rest) = rest.split_first_chunk()?;
    let [amount, fee, seq] = rest.as_chunks().0 else {
        return None;
    };
    let payment = Payment {
        sender: Account::from_bytes(*sender),
        recipient: Account::from_bytes(*recipient),
        amount: u64::from_le_bytes(*amount),
        fee: u64::from_le_bytes(*fee),
        seq: u64::from_le_bytes(*seq),
    };
    Some((payment, Signature::from_bytes(*signature)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_come_out_as_they_went_in() {
        let claim = |from: u8| Claim {
            block: 7,
            transaction: 3,
            payment: Payment {
                sender: Account::from_bytes([from; 32]),
                recipient: Account::from_bytes([from + 1; 32]),
                amount: Payment::MAX_COINS,
                fee: u64::from(from),
                seq: u64::MAX,
            },
            signature: Signature::from_bytes([from + 2; 64]),
        };
        let genesis = Hash::of("genesis");
        for claims in [vec![], vec![claim(1)], vec![claim(4), claim(9), claim(4)]] {
            let bytes = write_claims(&genesis, &claims);
            let (hash, read) = read_claims(&bytes).unwrap();
            assert_eq!(hash, genesis);
            let sent = claims.iter().map(|claim| (claim.payment, claim.signature));
            assert_eq!(read, sent.collect::<Vec<_>>());
            assert_eq!(read_claims(&bytes[1..]), None, "cut off");
        }
    }
}
