//! A Python with Flask and requests, in a virtual environment, for the tests with the tutorial's own kind
//! of node.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::process::{on_path, output, run};

/// The Python of the environment, which is made if it is not there.
///
/// # Errors
/// When there is no Python, or the packages can't be installed.
pub fn with_flask(root: &Path) -> Result<PathBuf> {
    let directory = root.join("target").join("flask");
    let python = directory.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    if output(&python, &["-c", "import flask, requests"]).is_some() {
        return Ok(python);
    }
    let system = on_path(&["python3", "python"])
        .context("the tests with Flask nodes need Python 3: install it with its venv module")?;
    println!(
        "Installing Flask and requests into {}.",
        directory.display()
    );
    run(Command::new(system).args(["-m", "venv"]).arg(&directory))?;
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "flask", "requests"]))?;
    Ok(python)
}
