//! The views beside the node: playground, tampering, forks, network, lab, lessons.

fn main() {
    tabchain::workshop::start();
}
