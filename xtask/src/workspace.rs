//! The workspace as the chores need it: where it is, and what its lock file has settled.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The directory of the workspace's `Cargo.toml`.
pub fn root() -> Result<PathBuf> {
    // Cargo sets the variable when it runs xtask. What was compiled in would be wrong once the
    // clone has been moved.
    let manifest = env::var_os("CARGO_MANIFEST_DIR")
        .context("xtask is started by cargo: type `cargo xtask`")?;
    let root = Path::new(&manifest)
        .parent()
        .context("xtask has no directory above it")?;
    Ok(root.to_owned())
}

/// Where Cargo puts what it builds.
pub fn target() -> Result<PathBuf> {
    let root = root()?;
    Ok(env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |named| root.join(named)))
}

/// The version of the package `name` in the text of a `Cargo.lock`.
pub fn locked_version<'lock>(lock: &'lock str, name: &str) -> Option<&'lock str> {
    let mut lines = lock.lines();
    lines.find(|line| quoted(line, "name") == Some(name))?;
    quoted(lines.next()?, "version")
}

/// The names of the tests in the text of a `Cargo.toml`.
pub fn tests_of(manifest: &str) -> Vec<String> {
    let mut lines = manifest.lines();
    let mut names = Vec::new();
    while lines.any(|line| line == "[[test]]") {
        names.extend(lines.next().and_then(|line| quoted(line, "name")));
    }
    names.into_iter().map(str::to_owned).collect()
}

/// The value of a line `key = "value"`.
fn quoted<'line>(line: &'line str, key: &str) -> Option<&'line str> {
    line.strip_prefix(key)?
        .strip_prefix(" = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
[[package]]
name = "wasm-bindgen-macro"
version = "0.2.1"

[[package]]
name = "wasm-bindgen"
version = "0.2.129"
dependencies = [
 "cfg-if",
]
"#;

    #[test]
    fn a_locked_version_is_that_of_the_very_package() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(locked_version(LOCK, "wasm-bindgen-macro"), Some("0.2.1"));
    }

    #[test]
    fn tests_are_named_in_the_manifest() {
        let manifest = r#"
[lib]
name = "harness"

[[test]]
name = "one"
path = "one.rs"

[[bench]]
name = "page"

[[test]]
name = "two"
"#;
        assert_eq!(tests_of(manifest), ["one", "two"]);
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(locked_version(LOCK, "wasm"), None);
        assert_eq!(locked_version("", "wasm-bindgen"), None);
    }
}
