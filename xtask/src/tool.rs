//! Programs of crates.io that the chores need.
//!
//! A suitable version on PATH is used. Anything else is installed into a directory of its own below
//! Cargo's home, so that the versions somebody uses elsewhere stay as they are.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::process::{on_path, output, run};

/// One tool of crates.io.
pub struct Tool<'a> {
    /// The package that brings it.
    pub package: &'a str,
    /// The programs of it that must be there.
    pub programs: &'a [&'a str],
    /// The version to install.
    pub version: &'a str,
    /// How a version that serves as well begins.
    pub suitable: &'a str,
    /// What `cargo install` is told beside that: what the chores need of the tool, and no more.
    pub options: &'a [&'a str],
    /// How long an installation takes on an ordinary laptop.
    pub duration: &'a str,
}

impl Tool<'_> {
    /// The directory to add to PATH for this tool, or `None` when PATH already has it.
    pub fn ensure(&self) -> Result<Option<PathBuf>> {
        if self.programs.iter().all(|name| {
            on_path(&[name]).is_some_and(|program| self.serves(&program, self.suitable))
        }) {
            return Ok(None);
        }
        let home = cargo_home()?;
        let root = home
            .join("tabchain-tools")
            .join(format!("{}-{}", self.package, self.version));
        let directory = root.join("bin");
        let installed = self.programs.iter().all(|name| {
            let program = directory.join(format!("{name}{}", env::consts::EXE_SUFFIX));
            self.serves(&program, self.version)
        });
        if !installed {
            self.install(&root)?;
        }
        Ok(Some(directory))
    }

    /// Whether a program is there and says that it is of a version that begins like this.
    fn serves(&self, program: &Path, version: &str) -> bool {
        output(program, &["--version"])
            .and_then(|text| text.split_whitespace().nth(1).map(str::to_owned))
            .is_some_and(|found| {
                // `0.21.` stands for a line of versions, `0.2.129` for just that one.
                found == version || version.ends_with('.') && found.starts_with(version)
            })
    }

    fn install(&self, root: &Path) -> Result<()> {
        eprintln!(
            "Installing {} {} into {} (once; {} on two cores).",
            self.package,
            self.version,
            root.display(),
            self.duration
        );
        let mut command = Command::new(cargo());
        command
            .args(["install", "--locked", "--root"])
            .arg(root)
            .args(["--version", self.version, self.package])
            .args(self.options);
        // These programs run for seconds at a time: a quick build is worth more than the last bit of
        // their speed. Trunk's own profile would take more than twice as long.
        command.env("CARGO_PROFILE_RELEASE_LTO", "off");
        command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        run(&mut command).with_context(|| {
            format!(
                "could not install {} {}: is there a network?",
                self.package, self.version
            )
        })
    }
}

/// The cargo that started xtask.
pub fn cargo() -> std::ffi::OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Where Cargo keeps what it installs.
fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = env::var_os("CARGO_HOME") {
        return Ok(PathBuf::from(home));
    }
    env::home_dir()
        .map(|home| home.join(".cargo"))
        .context("neither CARGO_HOME nor a home directory is known")
}
