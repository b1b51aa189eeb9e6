//! Who may import whom, as ARCHITECTURE.md draws it.

// All of this file is a test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Each crate of the program with the crates of the workspace that it may build on.
const LAYERS: [(&str, &[&str]); 8] = [
    ("pow", &[]),
    ("chain", &["pow"]),
    ("protocol", &[]),
    ("node", &["chain", "pow", "protocol"]),
    ("client", &["chain", "node", "pow", "protocol"]),
    ("sim", &["chain", "client", "node", "pow", "protocol"]),
    ("relay", &["protocol"]),
    (
        "tabchain",
        &["chain", "client", "node", "pow", "protocol", "sim"],
    ),
];
/// The crates that know no clock, randomness, I/O or web API.
const PURE: [&str; 6] = ["pow", "chain", "protocol", "node", "client", "sim"];
/// What a pure crate may build on beside them: data structures, formats and hashes.
const HARMLESS: [&str; 11] = [
    "archery",
    "ed25519-dalek",
    "hex",
    "lexical-parse-float",
    "litemap",
    "rpds",
    "serde",
    "sha2",
    "slab",
    "thiserror",
    "zmij",
];
/// Packages that are no part of the program.
const AROUND: [&str; 3] = ["browser-tests", "fuzz", "xtask"];

/// Each package of the workspace with what it builds on; what only its tests use is left out.
fn packages() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let built_on = dependencies.filter(|dependency| dependency["kind"] != "dev");
            (name(package), built_on.map(name).collect())
        })
        .collect()
}

#[test]
fn crates_build_only_on_the_layers_below() {
    let packages = packages();
    for (package, dependencies) in &packages {
        if AROUND.contains(&&**package) {
            continue;
        }
        let layer = LAYERS.iter().find(|(name, _)| name == package);
        let (_, allowed) = layer.unwrap_or_else(|| panic!("{package} has no place in LAYERS"));
        for dependency in dependencies {
            let of_workspace = packages.contains_key(dependency);
            assert!(
                !of_workspace || allowed.contains(&&**dependency),
                "{package} must not build on {dependency}"
            );
        }
    }
}

#[test]
fn pure_crates_build_on_nothing_that_knows_a_clock_or_a_browser() {
    for (package, dependencies) in packages() {
        if !PURE.contains(&&*package) {
            continue;
        }
        for dependency in &dependencies {
            let known = [&PURE[..], &HARMLESS].concat();
            assert!(
                known.contains(&&**dependency),
                "{package} builds on {dependency}: is that pure?"
            );
        }
    }
}

/// The folders of the app, each with those that it may import; all may import what is no folder of these.
const FOLDERS: [(&str, &[&str]); 5] = [
    ("web", &[]),
    ("browser", &["web"]),
    ("page", &["web"]),
    ("workshop", &["page", "web"]),
    ("root", &["browser", "page", "web"]),
];

#[test]
fn folders_of_the_app_import_only_what_is_theirs() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    for (folder, allowed) in FOLDERS {
        let mut files = rust_files(&source.join(folder));
        files.extend(Some(source.join(folder).with_extension("rs")).filter(|file| file.exists()));
        assert!(!files.is_empty(), "{folder}");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            for (other, _) in FOLDERS {
                let imported = text.contains(&format!("crate::{other}::"))
                    || crate_imports(&text).any(|import| import.starts_with(&format!("{other}::")));
                assert!(
                    !imported || other == folder || allowed.contains(&other),
                    "{} must not import {other}",
                    file.display()
                );
            }
        }
    }
}

/// What stands first in each entry of a `use crate::{…}`.
fn crate_imports(text: &str) -> impl Iterator<Item = &str> {
    let groups = text.split("use crate::{").skip(1);
    groups.flat_map(|group| {
        let group = group.split("};").next().unwrap_or_default();
        let mut depth = 0;
        group
            .split(move |character| {
                match character {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                character == ',' && depth == 0
            })
            .map(str::trim)
    })
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
