//! The page: starts this tab's node and shows it.

fn main() {
    tabchain::root::start();
}
