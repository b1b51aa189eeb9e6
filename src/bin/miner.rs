//! The worker that searches for proofs.

fn main() {
    tabchain::miner::worker::start();
}
