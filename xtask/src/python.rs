//! What tests take from Python's packages, in virtual environments of their own: the tutorial's own kind of node, Ed25519
//! for the check of an exported chain, and axe-core, which tests the page's accessibility.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::process::{on_path, output, run};

/// The package that carries axe-core 4.12.1. It also wraps a browser of its own, for which the tests have no use,
/// so what it depends on stays away.
const AXE_PACKAGE: &str = "axe-playwright-python==0.1.8";

/// Prints where that package is, without loading it, which would take what it depends on.
const WHERE_AXE_IS: &str = "from importlib.util import find_spec; \
     print(find_spec('axe_playwright_python').submodule_search_locations[0])";

/// A Python with Flask, requests and PyNaCl, which is set up if it is not there.
///
/// # Errors
/// When there is no Python, or the packages can't be installed.
pub fn with_flask_and_nacl(root: &Path) -> Result<PathBuf> {
    let (python, _) = environment(
        root,
        "flask",
        "import flask, requests, nacl",
        &["flask", "requests", "pynacl"],
    )?;
    Ok(python)
}

/// The file of axe-core: the one named by `TABCHAIN_AXE`, else that of a package, which is installed if it is not
/// there.
///
/// # Errors
/// When there is no Python, or the package can't be installed.
pub fn axe(root: &Path) -> Result<PathBuf> {
    if let Some(named) = env::var_os("TABCHAIN_AXE") {
        let named = PathBuf::from(named);
        if !named.is_file() {
            bail!("TABCHAIN_AXE names {}, which is no file", named.display());
        }
        return Ok(named);
    }
    let (_, package) = environment(root, "axe", WHERE_AXE_IS, &["--no-deps", AXE_PACKAGE])?;
    let file = Path::new(&package).join("axe.min.js");
    if !file.is_file() {
        bail!("{AXE_PACKAGE} has no file {}", file.display());
    }
    Ok(file)
}

/// The Python of the virtual environment with this name, and what it prints of `probe`. The environment is made, and
/// pip told to install, where the probe fails.
fn environment(
    root: &Path,
    name: &str,
    probe: &str,
    install: &[&str],
) -> Result<(PathBuf, String)> {
    let directory = root.join("target").join(name);
    let python = directory.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    if let Some(printed) = output(&python, &["-c", probe]) {
        return Ok((python, printed));
    }
    let system = on_path(&["python3", "python"]).with_context(|| {
        format!("tests need Python 3 for {name}: install it with its venv module")
    })?;
    println!("Installing {name} into {}.", directory.display());
    run(Command::new(system).args(["-m", "venv"]).arg(&directory))?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet"])
        .args(install))?;
    let printed = output(&python, &["-c", probe])
        .with_context(|| format!("{name} was installed but is still not found"))?;
    Ok((python, printed))
}
