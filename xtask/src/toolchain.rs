//! What building the page takes: Rust's wasm32 target, trunk, and the wasm-bindgen of Cargo.lock.
//!
//! `tool` says which versions are used, and where they are installed.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    process::{on_path, output, run, with_path_first},
    tool::Tool,
    workspace::{self, locked_version},
};

const TARGET: &str = "wasm32-unknown-unknown";

/// The trunk that is installed when PATH has none of its line.
const TRUNK: &str = "0.21.14";
const TRUNK_LINE: &str = "0.21.";

/// The tools that build the page, each known to be there.
pub struct Toolchain {
    root: PathBuf,
    directories: Vec<PathBuf>,
}

impl Toolchain {
    /// Looks for the tools and installs those that are missing.
    pub fn ensure() -> Result<Self> {
        let root = workspace::root()?;
        ensure_target()?;

        let lock_file = root.join("Cargo.lock");
        let lock = fs::read_to_string(&lock_file)
            .with_context(|| format!("could not read {}", lock_file.display()))?;
        let wasm_bindgen =
            locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?;

        let tools = [
            Tool {
                package: "wasm-bindgen-cli",
                programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
                version: wasm_bindgen,
                suitable: wasm_bindgen,
                options: &[],
                duration: "about three minutes",
            },
            Tool {
                package: "trunk",
                programs: &["trunk"],
                version: TRUNK,
                suitable: TRUNK_LINE,
                // All that it would download is here. And it waits for others more than it works.
                options: &[
                    "--no-default-features",
                    "--config",
                    "profile.release.opt-level=0",
                ],
                duration: "about four minutes",
            },
        ];
        let mut directories = Vec::new();
        for tool in &tools {
            directories.extend(tool.ensure()?);
        }
        Ok(Self { root, directories })
    }

    /// The workspace's directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A command run in the workspace, which finds the tools first on its PATH.
    pub fn command(&self, program: &str) -> Result<Command> {
        // A tool that was just installed is not on this process's own PATH, where a bare name would
        // be looked up.
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        let installed = self
            .directories
            .iter()
            .map(|directory| directory.join(&file))
            .find(|candidate| candidate.is_file());
        let mut command = installed.map_or_else(|| Command::new(program), Command::new);
        command.current_dir(&self.root);
        with_path_first(&mut command, &self.directories)?;
        Ok(command)
    }

    /// Trunk in the workspace. The caller adds what it shall do.
    pub fn trunk(&self) -> Result<Command> {
        let mut command = self.command("trunk")?;
        // It would ask the network whether there is a newer trunk.
        command.env("TRUNK_SKIP_VERSION_CHECK", "true");
        // By convention any value of NO_COLOR counts, but trunk takes only `true` and `false`.
        if env::var_os("NO_COLOR").is_some() {
            command.env("NO_COLOR", "true");
        }
        Ok(command)
    }
}

/// Rust's standard library for wasm32, by rustup where it is missing.
fn ensure_target() -> Result<()> {
    let library = output("rustc", &["--print", "target-libdir", "--target", TARGET]);
    if library.is_some_and(|directory| Path::new(&directory).is_dir()) {
        return Ok(());
    }
    eprintln!("Adding Rust's target {TARGET} (once; less than a minute).");
    let rustup = on_path(&["rustup"]).with_context(|| {
        format!(
            "the Rust target {TARGET} is missing, and there is no rustup to add it: install Rust \
             by rustup (https://rustup.rs), or the target with your system's packages"
        )
    })?;
    run(Command::new(rustup).args(["target", "add", TARGET]))
}
