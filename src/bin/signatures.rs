//! The worker that verifies signatures, and signs. No other program holds Ed25519.

fn main() {
    tabchain::browser::signatures::worker::start();
}
