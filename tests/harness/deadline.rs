//! Waiting for something to become so, with an end to patience.

use std::time::{Duration, Instant};

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Looks again and again until `look` answers `Ok`, and gives that back.
///
/// # Panics
/// When `patience` has run out: says what was waited for, and what the last look found.
pub async fn until<T>(
    what: &str,
    patience: Duration,
    mut look: impl AsyncFnMut() -> Result<T, String>,
) -> T {
    let end = Instant::now() + patience;
    loop {
        match look().await {
            Ok(found) => return found,
            Err(last) if Instant::now() >= end => {
                panic!("waited {patience:?} in vain until {what}; last found: {last}")
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
