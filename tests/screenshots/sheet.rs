//! A contact sheet: one page with all pictures, a row for each state and a column for each look.

use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
};

use crate::look::{LOOKS, Look};

/// What has been taken for it.
pub struct Sheet {
    directory: PathBuf,
    states: RefCell<Vec<String>>,
}

impl Sheet {
    /// An empty one, whose files go to a directory.
    pub fn new(directory: PathBuf) -> Self {
        Self {
            directory,
            states: RefCell::default(),
        }
    }

    /// Where the picture of a state in a look goes.
    pub fn file(&self, state: &str, look: &Look) -> PathBuf {
        let mut states = self.states.borrow_mut();
        if states.last().is_none_or(|last| last != state) {
            states.push(state.to_owned());
        }
        self.directory.join(name(state, look))
    }

    /// Writes the page; its file.
    pub fn write(&self) -> PathBuf {
        let file = self.directory.join("index.html");
        if let Err(error) = fs::write(&file, page(&self.states.borrow())) {
            panic!("could not write {}: {error}", Path::new(&file).display());
        }
        file
    }
}

fn name(state: &str, look: &Look) -> String {
    format!("{state}-{}.png", look.name)
}

fn page(states: &[String]) -> String {
    let row = |state: &String| {
        let picture = |look: &Look| {
            let (name, (width, height)) = (name(state, look), look.size);
            let width = width * SHOWN_HEIGHT / height;
            format!(
                "<td><a href=\"{name}\"><img src=\"{name}\" alt=\"{name}\" width=\"{width}\" height=\"{SHOWN_HEIGHT}\"></a></td>"
            )
        };
        let pictures: String = LOOKS.iter().map(picture).collect();
        format!("<tr><th>{state}</th>{pictures}</tr>\n")
    };
    let heads: String = LOOKS
        .iter()
        .map(|look| format!("<th>{}</th>", look.name))
        .collect();
    let rows: String = states.iter().map(row).collect();
    format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>tabchain: contact sheet</title>\n<style>{STYLE}</style>\n\
         <table>\n<tr><th></th>{heads}</tr>\n{rows}</table>\n"
    )
}

/// How high a picture is on the sheet, in CSS pixels; a click shows all of it.
const SHOWN_HEIGHT: u32 = 320;

const STYLE: &str = "body { font: 14px system-ui; background: #888 } th { padding: 4px; text-align: left } img { display: block }";
