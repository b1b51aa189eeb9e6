//! Signatures off the main thread: a worker that verifies and signs, and the pool that shares claims among several of them.
//!
//! Only the worker holds Ed25519. It is loaded when the first signature is to be verified or made, so that whoever never
//! comes to a room with money does not download it.

pub mod pool;
mod protocol;
pub mod worker;

pub use node::SignatureFault;
