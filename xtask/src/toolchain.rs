//! What building the page takes: Rust's wasm32 target, trunk, and the wasm-bindgen of Cargo.lock.
//!
//! A suitable version on PATH is used. Anything else is installed into a directory of its own below
//! Cargo's home, so that the versions somebody uses elsewhere stay as they are.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    process::{on_path, output, run, with_path_first},
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

/// One tool of crates.io.
struct Tool<'a> {
    /// The package that brings it.
    package: &'a str,
    /// The programs of it that must be there.
    programs: &'a [&'a str],
    /// The version to install.
    version: &'a str,
    /// How a version that serves as well begins.
    suitable: &'a str,
    /// How long an installation takes on an ordinary laptop.
    duration: &'a str,
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
                duration: "about three minutes",
            },
            Tool {
                package: "trunk",
                programs: &["trunk"],
                version: TRUNK,
                suitable: TRUNK_LINE,
                duration: "about six minutes",
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

impl Tool<'_> {
    /// The directory to add to PATH for this tool, or `None` when PATH already has it.
    fn ensure(&self) -> Result<Option<PathBuf>> {
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
            .args(["--version", self.version, self.package]);
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
