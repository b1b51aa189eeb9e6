//! Judging a chain's text in slices, under the room's rules.

use chain::{Fault, ParseError, Rules, Verdict, Verifier};

use crate::drivers::{clock, turn::next_turn};

/// How long the page may be kept busy at a time, in seconds.
const BREATH_SECONDS: f64 = 0.008;
/// How many blocks are validated between two looks at the clock.
const BLOCKS_A_LOOK: usize = 64;

/// Validates a text that comes in pieces; `progress` hears how many blocks have been read.
pub async fn judge(
    pieces: impl Iterator<Item = String> + 'static,
    rules: Rules,
    progress: impl Fn(u64),
) -> Result<Verdict, ParseError> {
    let mut verifier = Verifier::in_pieces(pieces, rules)?;
    let mut breath = clock::seconds();
    while !verifier.step(BLOCKS_A_LOOK)? {
        if clock::seconds() - breath > BREATH_SECONDS {
            progress(verifier.blocks());
            // A browser that gives no turn is waited for no longer.
            let _ = next_turn().await;
            breath = clock::seconds();
        }
    }
    verifier.finish()
}

/// The first fault that a verdict names.
pub fn fault(verdict: &Verdict) -> Option<Fault> {
    Some(Fault {
        block: verdict.bad_block?,
        kind: verdict.fault?,
    })
}
