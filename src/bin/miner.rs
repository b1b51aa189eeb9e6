//! The worker that searches for proofs.

fn main() {
    tabchain::browser::miner::worker::start();
}
