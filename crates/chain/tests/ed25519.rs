//! Signatures as the field's own vectors have them: what is signed, what is verified, and what strict verification refuses.
//!
//! In `ed25519.json`, `rfc8032` is RFC 8032, section 7.1. `edge_cases` are the twelve of "Taming the Many EdDSAs" (Chalkias,
//! Garillot, Nikolaenko, SSR 2020): `cases.json` of github.com/novifinancial/ed25519-speccheck at 6551933, in its order.
//! Implementations disagree on them. These are the verdicts of dalek's `verify_strict` and of libsodium in that paper's table.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chain::{Account, Key, Signature, is_signed};
use serde::Deserialize;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[derive(Deserialize)]
struct Vectors {
    rfc8032: Vec<Signed>,
    edge_cases: Vec<EdgeCase>,
}

#[derive(Deserialize)]
struct Signed {
    name: String,
    secret: String,
    account: Account,
    message: String,
    signature: String,
}

#[derive(Deserialize)]
struct EdgeCase {
    why: String,
    account: Account,
    message: String,
    signature: String,
    valid: bool,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("ed25519.json")).unwrap()
}

fn signature(digits: &str) -> Signature {
    digits.parse().unwrap()
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn keys_sign_as_rfc_8032_has_it() {
    let vectors = vectors().rfc8032;
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        let (name, message) = (&vector.name, hex::decode(&vector.message).unwrap());
        let secret = hex::decode(&vector.secret).unwrap();
        let key = Key::from_secret(secret.try_into().unwrap());
        assert_eq!(key.account(), vector.account, "{name}");
        let signature = signature(&vector.signature);
        assert_eq!(key.sign_message(&message), signature, "{name}");
        assert!(is_signed(&vector.account, &message, &signature), "{name}");
        let longer = [&message[..], b"!"].concat();
        assert!(!is_signed(&vector.account, longer, &signature), "{name}");
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn what_implementations_disagree_on_is_refused_or_taken_as_the_strict_ones_do() {
    let cases = vectors().edge_cases;
    assert_eq!(cases.len(), 12);
    for (place, case) in cases.iter().enumerate() {
        let message = hex::decode(&case.message).unwrap();
        let taken = is_signed(&case.account, message, &signature(&case.signature));
        assert_eq!(taken, case.valid, "case {place}: {}", case.why);
    }
}
