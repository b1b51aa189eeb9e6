//! Judging a chain's text in slices, under the room's rules.

use chain::{ParseError, Rules, Verdict, Verifier};

use crate::web::slices::Slices;

/// How many blocks are validated between two looks at the clock.
const BLOCKS_A_LOOK: usize = 64;

/// Validates a text that comes in pieces; `progress` hears how many blocks have been read.
pub async fn judge(
    pieces: impl Iterator<Item = String> + 'static,
    rules: Rules,
    progress: impl Fn(u64),
) -> Result<Verdict, ParseError> {
    let mut verifier = Verifier::in_pieces(pieces, rules)?;
    let mut slices = Slices::begin();
    while !verifier.step(BLOCKS_A_LOOK)? {
        if slices.is_over() {
            progress(verifier.blocks());
            // A browser that gives no turn is waited for no longer.
            let _ = slices.next().await;
        }
    }
    verifier.finish()
}
