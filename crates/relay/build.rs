//! Puts the page into the binary: the directory that `TABCHAIN_PAGE` names, compressed, or else a
//! sentence that the page is missing.

use std::{env, error::Error, fs, path::Path};

#[path = "src/build_name.rs"]
mod build_name;
#[path = "src/mark.rs"]
mod mark;

const VARIABLE: &str = "TABCHAIN_PAGE";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    println!("cargo::rerun-if-changed=src/mark.rs");
    println!("cargo::rerun-if-changed=src/build_name.rs");
    let Some(page) = env::var_os(VARIABLE) else {
        println!("cargo::rerun-if-changed=no-page");
        memory_serve::load_directory_with_embed("no-page", true);
        return Ok(());
    };
    println!("cargo::rerun-if-changed={}", Path::new(&page).display());
    let out = env::var_os("OUT_DIR").ok_or("cargo names no OUT_DIR")?;
    let copy = Path::new(&out).join("page");
    if copy.is_dir() {
        fs::remove_dir_all(&copy)?;
    }
    fs::create_dir(&copy)?;
    let program = fs::read(Path::new(&page).join(build_name::PROGRAM)).unwrap_or_default();
    if let Some(name) = build_name::build_name(&program) {
        println!("cargo::rustc-env=TABCHAIN_PAGE_BUILD={name}");
    }
    for entry in fs::read_dir(&page)? {
        let entry = entry?;
        let target = copy.join(entry.file_name());
        if entry.file_name() == "index.html" {
            fs::write(target, mark::marked(&fs::read_to_string(entry.path())?))?;
        } else if entry.file_type()?.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    memory_serve::load_directory_with_embed(&copy, true);
    Ok(())
}
