//! Signatures off the main thread: a worker that verifies and signs, and the pool that shares claims among several of them.
//!
//! Only the worker holds Ed25519. It is loaded when the first signature is to be verified or made, so that whoever never
//! comes to a room with money does not download it.

pub mod pool;
mod protocol;
pub mod worker;

/// Why signatures were not verified, or none was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// The browser starts no worker; its words.
    #[error(
        "the browser starts no worker for signatures ({0}); reload the page, or open it in another browser"
    )]
    NotStarted(String),
    /// A worker's program did not load.
    #[error("the worker for signatures failed: it could not be loaded")]
    NotLoaded,
    /// A worker failed, time and again; its words.
    #[error("the worker for signatures failed: {0}")]
    Crashed(String),
    /// A worker is of another build than the page.
    #[error("the worker is of another build; reload the page")]
    OtherBuild,
}
