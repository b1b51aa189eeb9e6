//! The secret that relays of one network share: what one of them says at the NATS server carries a proof that it knows it.

use std::{fmt, io, path::Path};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The least bytes of a secret.
const MIN_BYTES: usize = 16;

/// A secret, which is not printed.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

/// Why a secret can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Its file can't be read.
    #[error("can't be read: {0}")]
    File(#[from] io::Error),
    /// It can be guessed.
    #[error(
        "holds less than {MIN_BYTES} bytes; make a new one with `openssl rand -hex 32`, and give all relays the same"
    )]
    TooShort,
}

impl Secret {
    /// A secret of at least 16 bytes; white space around it does not count.
    ///
    /// # Errors
    /// When it is too short.
    pub fn new(secret: &[u8]) -> Result<Self, SecretError> {
        let secret = secret.trim_ascii();
        if secret.len() < MIN_BYTES {
            return Err(SecretError::TooShort);
        }
        // A key of any length will do.
        let key = Hmac::new_from_slice(secret).map_err(|_| SecretError::TooShort)?;
        Ok(Self(key))
    }

    /// Reads it from a file.
    ///
    /// # Errors
    /// When the file can't be read, or holds too short a secret.
    pub fn read(file: &Path) -> Result<Self, SecretError> {
        Self::new(&std::fs::read(file)?)
    }

    /// Proves that whoever knows the secret says this.
    pub(crate) fn prove(&self, parts: &[&[u8]]) -> String {
        hex::encode(self.of(parts).finalize().into_bytes())
    }

    /// Whether somebody who knows the secret has said this.
    pub(crate) fn is_proved(&self, parts: &[&[u8]], proof: &str) -> bool {
        let mut bytes = [0; 32];
        hex::decode_to_slice(proof, &mut bytes).is_ok()
            && self.of(parts).verify_slice(&bytes).is_ok()
    }

    fn of(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in parts {
            // With the lengths no two lists of parts are the same bytes.
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b" 0123456789abcdef\n";

    #[test]
    fn a_proof_is_of_these_parts_and_this_secret() {
        let secret = Secret::new(SECRET).unwrap();
        let proof = secret.prove(&[b"ab", b"c"]);
        // HMAC-SHA256 by Python: hmac.new(b"0123456789abcdef", b"\x02" + bytes(7) + b"ab\x01" + bytes(7) + b"c", "sha256").
        assert_eq!(
            proof,
            "031768b810bc2ead8afd2dfc461166e1f349fd7629f0f257b701cd1223050d77"
        );
        assert!(secret.is_proved(&[b"ab", b"c"], &proof));
        for (parts, proof) in [
            (&[&b"a"[..], b"bc"][..], proof.as_str()),
            (&[b"abc"], &proof),
            (&[b"ab", b"c"], ""),
            (&[b"ab", b"c"], &proof[2..]),
        ] {
            assert!(!secret.is_proved(parts, proof));
        }
        let other = Secret::new(b"0123456789abcdeF").unwrap();
        assert!(!other.is_proved(&[b"ab", b"c"], &proof));
    }

    #[test]
    fn a_secret_is_long_and_not_printed() {
        assert!(matches!(
            Secret::new(b" 0123456789abcde "),
            Err(SecretError::TooShort)
        ));
        let printed = format!("{:?}", Secret::new(SECRET).unwrap());
        assert_eq!(printed, "Secret(…)");
    }
}
