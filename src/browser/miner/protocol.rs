//! What a page and its mining workers say to one another.
//!
//! Written and read by hand: with serde's machinery, the worker would be a seventh larger, and every
//! visitor waits for it.

use js_sys::{BigInt, Object, Reflect};
use pow::Target;
use wasm_bindgen::JsValue;

/// The target is sent as four numbers of 64 bits, the highest first.
const TARGET: [&str; 4] = ["target0", "target1", "target2", "target3"];

/// From the page to a worker.
#[derive(Clone, Debug)]
pub enum Order {
    /// Search these proofs; whatever was searched before is dropped.
    Search {
        /// Names the search in reports.
        search: u32,
        prefix: String,
        suffix: String,
        target: Target,
        /// The first proof to try.
        from: u64,
        /// The end of the range, exclusive.
        to: u64,
    },
    /// Search no more.
    Stop,
}

/// From a worker to the page.
#[derive(Clone, Debug)]
pub enum Report {
    /// The worker is ready; of which build it is.
    Ready { build: String },
    /// The worker is there, though it may have nothing else to say.
    Alive,
    /// How many hashes a second it does, as it found by trying while it had nothing else to do.
    TriedOut { per_second: f64 },
    /// How many hashes of a range are done, and which of its numbers came closest.
    Progress {
        search: u32,
        tried: u64,
        closest: Option<u64>,
    },
    /// A range is done: its smallest proof, if it has one.
    Done {
        search: u32,
        tried: u64,
        closest: Option<u64>,
        proof: Option<u64>,
    },
    /// The order could not be carried out.
    Refused { search: u32, reason: String },
}

impl Order {
    /// What `postMessage` takes.
    pub fn to_js(&self) -> JsValue {
        match self {
            Self::Stop => "Stop".into(),
            Self::Search {
                search,
                prefix,
                suffix,
                target,
                from,
                to,
            } => {
                let [a, b, c, d] = words(target);
                named(
                    "Search",
                    &[
                        ("search", (*search).into()),
                        ("prefix", prefix.into()),
                        ("suffix", suffix.into()),
                        (TARGET[0], exact(a)),
                        (TARGET[1], exact(b)),
                        (TARGET[2], exact(c)),
                        (TARGET[3], exact(d)),
                        ("from", exact(*from)),
                        ("to", exact(*to)),
                    ],
                )
            }
        }
    }

    /// `None` for what is no order of this build.
    pub fn from_js(message: &JsValue) -> Option<Self> {
        if message.as_string().as_deref() == Some("Stop") {
            return Some(Self::Stop);
        }
        let fields = get(message, "Search")?;
        Some(Self::Search {
            search: small(&fields, "search")?,
            prefix: get(&fields, "prefix")?.as_string()?,
            suffix: get(&fields, "suffix")?.as_string()?,
            target: target(&fields)?,
            from: large(&fields, "from")?,
            to: large(&fields, "to")?,
        })
    }
}

impl Report {
    /// What `postMessage` takes.
    pub fn to_js(&self) -> JsValue {
        match self {
            Self::Alive => "Alive".into(),
            Self::Ready { build } => named("Ready", &[("build", build.into())]),
            Self::TriedOut { per_second } => {
                named("TriedOut", &[("per_second", (*per_second).into())])
            }
            Self::Progress {
                search,
                tried,
                closest,
            } => named(
                "Progress",
                &[
                    ("search", (*search).into()),
                    ("tried", exact(*tried)),
                    ("closest", closest.map_or(JsValue::NULL, exact)),
                ],
            ),
            Self::Done {
                search,
                tried,
                closest,
                proof,
            } => named(
                "Done",
                &[
                    ("search", (*search).into()),
                    ("tried", exact(*tried)),
                    ("closest", closest.map_or(JsValue::NULL, exact)),
                    ("proof", proof.map_or(JsValue::NULL, exact)),
                ],
            ),
            Self::Refused { search, reason } => named(
                "Refused",
                &[("search", (*search).into()), ("reason", reason.into())],
            ),
        }
    }

    /// `None` for what is no report of this build.
    pub fn from_js(message: &JsValue) -> Option<Self> {
        if message.as_string().as_deref() == Some("Alive") {
            return Some(Self::Alive);
        }
        if let Some(fields) = get(message, "Progress") {
            return Some(Self::Progress {
                search: small(&fields, "search")?,
                tried: large(&fields, "tried")?,
                closest: perhaps(&fields, "closest")?,
            });
        }
        if let Some(fields) = get(message, "Done") {
            return Some(Self::Done {
                search: small(&fields, "search")?,
                tried: large(&fields, "tried")?,
                closest: perhaps(&fields, "closest")?,
                proof: perhaps(&fields, "proof")?,
            });
        }
        if let Some(fields) = get(message, "Ready") {
            return Some(Self::Ready {
                build: get(&fields, "build")?.as_string()?,
            });
        }
        if let Some(fields) = get(message, "TriedOut") {
            return Some(Self::TriedOut {
                per_second: get(&fields, "per_second")?.as_f64()?,
            });
        }
        let fields = get(message, "Refused")?;
        Some(Self::Refused {
            search: small(&fields, "search")?,
            reason: get(&fields, "reason")?.as_string()?,
        })
    }
}

/// `{name: {field: value, …}}`.
fn named(name: &str, fields: &[(&str, JsValue)]) -> JsValue {
    let (message, inner) = (Object::new(), Object::new());
    // Setting a member of a fresh object can't fail.
    for (field, value) in fields {
        let _ = Reflect::set(&inner, &(*field).into(), value);
    }
    let _ = Reflect::set(&message, &name.into(), &inner);
    message.into()
}

/// `None` where there is no such field, or nothing that has fields.
fn get(object: &JsValue, field: &str) -> Option<JsValue> {
    let value = Reflect::get(object, &field.into()).ok()?;
    (!value.is_undefined()).then_some(value)
}

fn words(target: &Target) -> [u64; 4] {
    let words = target.as_bytes().as_chunks().0;
    std::array::from_fn(|place| u64::from_be_bytes(words[place]))
}

fn target(fields: &JsValue) -> Option<Target> {
    let mut greatest = [0; 32];
    for (name, word) in TARGET.iter().zip(greatest.as_chunks_mut().0) {
        *word = large(fields, name)?.to_be_bytes();
    }
    Some(Target::new(greatest))
}

fn small(object: &JsValue, field: &str) -> Option<u32> {
    let number = get(object, field)?.as_f64()?;
    // Saturates; only a number that stays the same is one of ours.
    (f64::from(number as u32) == number).then_some(number as u32)
}

/// JavaScript's numbers would round the largest.
fn exact(number: u64) -> JsValue {
    BigInt::from(number).into()
}

/// A number, or null.
fn perhaps(object: &JsValue, field: &str) -> Option<Option<u64>> {
    match get(object, field)?.is_null() {
        true => Some(None),
        false => large(object, field).map(Some),
    }
}

fn large(object: &JsValue, field: &str) -> Option<u64> {
    u64::try_from(get(object, field)?).ok()
}
