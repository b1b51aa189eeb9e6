//! Running other programs: found or not, what they print, and a failure that names the command.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
};

use anyhow::{Context, Result, bail};

/// Runs a command to its end, its output going straight to the terminal.
///
/// # Errors
/// When it can't be started, or ends with anything but success.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("could not start `{}`", shown(command)))?;
    succeeded(command, status)
}

/// The error that names a command which did not end with success.
pub fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Becomes another program where the system can do that, so that whoever ends this process ends that
/// program; elsewhere runs it to its end.
pub fn become_program(command: &mut Command) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // Returns only if the program can't be started.
        let error = command.exec();
        Err(error).with_context(|| format!("could not start `{}`", shown(command)))
    }
    #[cfg(not(unix))]
    run(command)
}

/// What a command prints to standard output, or `None` when it is missing or fails.
pub fn output(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first of these programs that is in one of the directories of PATH.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&path)
            .map(|directory| directory.join(&file))
            .find(|candidate| candidate.is_file())
    })
}

/// The program a variable names, else the first of `names` on PATH, else the first of `places`.
///
/// # Errors
/// When the variable names no file.
pub fn find_program(variable: &str, names: &[&str], places: &[&str]) -> Result<Option<PathBuf>> {
    if let Some(named) = env::var_os(variable) {
        let named = PathBuf::from(named);
        if !named.is_file() {
            bail!("{variable} names {}, which is no file", named.display());
        }
        return Ok(Some(named));
    }
    Ok(on_path(names).or_else(|| {
        places
            .iter()
            .map(PathBuf::from)
            .find(|place| place.is_file())
    }))
}

/// Puts these directories before all others of PATH, for this command and what it starts.
pub fn with_path_first(command: &mut Command, directories: &[PathBuf]) -> Result<()> {
    let old = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(
        directories.iter().map(PathBuf::as_path).chain(
            env::split_paths(&old)
                .collect::<Vec<_>>()
                .iter()
                .map(Path::new),
        ),
    )
    .context("a directory for PATH has a path separator in its name")?;
    command.env("PATH", path);
    Ok(())
}

/// A command the way one would type it.
pub fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}
