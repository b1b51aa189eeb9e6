//! CPython beside us: the tutorial's own loops, if there is a python3.

use std::{path::Path, process::Command};

/// Runs `tests/bench/tutorial.py`; the figure it prints. `None` when there is no python3.
pub fn measure(arguments: &[&str]) -> Option<f64> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/tutorial.py");
    let output = Command::new("python3")
        .arg(script)
        .args(arguments)
        .output()
        .ok()?;
    if !output.status.success() {
        println!(
            "python3 failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        return None;
    }
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
