//! Who may import whom, as ARCHITECTURE.md draws it.

// All of this file is a test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;

/// Each crate of the program with the crates of the workspace that it may build on.
const LAYERS: [(&str, &[&str]); 7] = [
    ("pow", &[]),
    ("chain", &["pow"]),
    ("protocol", &[]),
    ("node", &["chain", "pow", "protocol"]),
    ("sim", &["chain", "node", "pow", "protocol"]),
    ("relay", &["protocol"]),
    ("tabchain", &["chain", "node", "pow", "protocol", "sim"]),
];
/// The crates that know no clock, randomness, I/O or web API.
const PURE: [&str; 5] = ["pow", "chain", "protocol", "node", "sim"];
/// What a pure crate may build on beside them: data structures, formats and hashes.
const HARMLESS: [&str; 7] = [
    "hex",
    "lexical-parse-float",
    "litemap",
    "serde",
    "sha2",
    "thiserror",
    "zmij",
];
/// Packages that are no part of the program.
const AROUND: [&str; 2] = ["browser-tests", "xtask"];

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
