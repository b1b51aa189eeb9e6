//! Waiting for something to become so, with an end to patience.

use std::time::{Duration, Instant};

/// The first pause between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// The longest one: what takes long is looked for less often, so that looking does not slow it down.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// Looks again and again until `look` answers `Ok`, and gives that back.
///
/// # Panics
/// When `patience` has run out: says what was waited for, and what the last look found.
pub async fn until<T>(
    what: &str,
    patience: Duration,
    mut look: impl AsyncFnMut() -> Result<T, String>,
) -> T {
    let start = Instant::now();
    let end = start + patience;
    loop {
        match look().await {
            Ok(found) => return found,
            Err(last) if Instant::now() >= end => {
                panic!("waited {patience:?} in vain until {what}; last found: {last}")
            }
            Err(_) => {
                let pause = start.elapsed() / 10;
                tokio::time::sleep(pause.clamp(PAUSE, LONGEST_PAUSE)).await;
            }
        }
    }
}
