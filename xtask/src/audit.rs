//! `cargo xtask audit`: what tabchain is built from, held to deny.toml by cargo-deny.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{process::run, tool::Tool, workspace};

/// The workspaces of this repository, by their manifests.
const WORKSPACES: [&str; 2] = ["Cargo.toml", "tests/bench/rivals/Cargo.toml"];

/// Where cargo-deny gets what is known of vulnerabilities.
const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";

/// A database that knows of nothing: cargo-deny takes none that is empty.
const NO_ADVISORY: &str = r#"```toml
[advisory]
id = "RUSTSEC-2000-0001"
package = "none"
date = "2000-01-01"
url = "https://rustsec.org"

[versions]
patched = []
```

# Stands here so that the database is not empty
"#;

/// Hold all packages to deny.toml: licences, sources, doubles, known vulnerabilities, and that none is yanked.
#[derive(clap::Args)]
pub struct Audit {}

impl Audit {
    /// Runs all checks, and fails after the last if one of them failed.
    pub fn run(&self) -> Result<()> {
        let tool = Tool {
            package: "cargo-deny",
            programs: &["cargo-deny"],
            version: "0.20.2",
            suitable: "0.20.",
            options: &[],
            duration: "about five minutes",
        };
        let program = match tool.ensure()? {
            Some(directory) => directory.join("cargo-deny"),
            None => PathBuf::from("cargo-deny"),
        };
        let root = workspace::root()?;
        let deny = |manifest: &str| {
            let mut command = Command::new(&program);
            command.current_dir(&root).args([
                "--locked",
                "--workspace",
                "--manifest-path",
                manifest,
            ]);
            command
        };
        println!("Fetching the database of known vulnerabilities.");
        let fetched = deny(WORKSPACES[0])
            .args(["fetch", "db"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        let config = if fetched {
            root.join("deny.toml")
        } else {
            println!("{ADVISORIES} can't be reached: known vulnerabilities are NOT checked.");
            config_without_advisories(&root)?
        };
        let mut failed = Vec::new();
        for manifest in WORKSPACES {
            println!("\n{manifest}");
            let mut check = deny(manifest);
            if !fetched {
                // Git gives cargo-deny the empty database in the place of the one that it looks for.
                check
                    .env("GIT_CONFIG_COUNT", "1")
                    .env("GIT_CONFIG_KEY_0", instead_of(&empty_database()?))
                    .env("GIT_CONFIG_VALUE_0", ADVISORIES);
            }
            check.arg("--config").arg(&config);
            check.args(["check", "--hide-inclusion-graph"]);
            if let Err(error) = run(&mut check) {
                failed.push(error);
            }
        }
        match failed.into_iter().next() {
            Some(error) => Err(error.context("the audit failed")),
            None => Ok(()),
        }
    }
}

/// A repository with a database that knows of nothing: cargo-deny finds yanked packages with a database only.
fn empty_database() -> Result<PathBuf> {
    let directory = workspace::target()?.join("no-advisories");
    if directory.join(".git").is_dir() {
        return Ok(directory);
    }
    let crates = directory.join("crates/none");
    fs::create_dir_all(&crates)
        .and_then(|()| fs::write(crates.join("RUSTSEC-2000-0001.md"), NO_ADVISORY))
        .with_context(|| format!("could not write to {}", directory.display()))?;
    git(&directory, &["init", "--quiet", "--initial-branch=main"])?;
    git(&directory, &["add", "--all"])?;
    let named = ["-c", "user.name=xtask", "-c", "user.email=xtask@localhost"];
    let commit = ["commit", "--quiet", "--message=No advisories"];
    git(&directory, &[&named[..], &commit[..]].concat())?;
    Ok(directory)
}

fn instead_of(directory: &Path) -> String {
    format!("url.file://{}.insteadOf", directory.display())
}

/// deny.toml with a place for that database which is not Cargo's, where the real one would be.
fn config_without_advisories(root: &Path) -> Result<PathBuf> {
    let target = workspace::target()?;
    let file = target.join("deny-without-advisories.toml");
    let text = fs::read_to_string(root.join("deny.toml")).context("could not read deny.toml")?;
    let place = target.join("no-advisories-database");
    let section = format!("[advisories]\ndb-path = {:?}", place.display().to_string());
    fs::write(&file, text.replacen("[advisories]", &section, 1))
        .with_context(|| format!("could not write {}", file.display()))?;
    Ok(file)
}

fn git(directory: &Path, arguments: &[&str]) -> Result<()> {
    let status = Command::new("git")
        .current_dir(directory)
        .args(arguments)
        .status()
        .context("git is needed for an audit")?;
    if !status.success() {
        bail!("`git {}` failed", arguments.join(" "));
    }
    Ok(())
}
