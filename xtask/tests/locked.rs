//! `cargo xtask bench` builds a workspace of its own with `--locked`: its lock file has to follow what the crates need.

// All of this file is a test.
#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn the_lock_file_of_what_is_measured_beside_the_page_is_up_to_date() {
    let manifest = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/bench/rivals/Cargo.toml"
    );
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version=1"])
        .args(["--manifest-path", manifest])
        .output()
        .unwrap();
    assert!(
        metadata.status.success(),
        "{}",
        String::from_utf8_lossy(&metadata.stderr)
    );
}
