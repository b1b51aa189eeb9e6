//! Names the build, by a digest of all that goes into it, and packs the sentences.
//!
//! Page and worker are two programs, cached apart by browsers. Both carry this name, so that a page
//! notices a worker of another build.

use std::{
    collections::hash_map::DefaultHasher,
    env, fs,
    hash::{Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

// The page's own files, so that it reads what is written here.
#[path = "src/page/packed.rs"]
mod packed;
#[path = "src/page/packing.rs"]
mod packing;

const SOURCES: [&str; 10] = [
    "Cargo.lock",
    "crates/chain/src",
    "crates/client/src",
    "crates/node/src",
    "crates/pow/src",
    "crates/protocol/src",
    "crates/sim/src",
    "locales",
    "src",
    "static",
];

fn main() -> io::Result<()> {
    let mut digest = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        let mut files = Vec::new();
        collect(Path::new(source), &mut files)?;
        files.sort();
        for file in files {
            file.hash(&mut digest);
            fs::read(&file)?.hash(&mut digest);
        }
    }
    println!("cargo::rustc-env=TABCHAIN_BUILD={:016x}", digest.finish());
    pack_sentences()
}

/// Packs the files of sentences into files of the same names.
fn pack_sentences() -> io::Result<()> {
    let out = env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    for part in ["", "workshop."] {
        let names = ["en", "zh-CN"].map(|language| format!("{part}{language}.ftl"));
        let [english, chinese] = &names;
        let read = |name| fs::read_to_string(Path::new("locales").join(name));
        let packed = packing::pack(&read(english)?, &read(chinese)?).map_err(io::Error::other)?;
        for (name, packed) in names.iter().zip(packed) {
            fs::write(out.join(name), packed)?;
        }
    }
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    }
    Ok(())
}
