//! A virtual display, for a browser that can't do without one: Xvfb, found or installed.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

use crate::{packages, process::on_path};

const PROGRAM: &str = "Xvfb";

/// Whether Xvfb is installed.
pub fn is_there() -> bool {
    on_path(&[PROGRAM]).is_some()
}

/// A display that nobody sees. It ends with its value.
pub struct Display {
    process: Child,
    name: String,
}

impl Display {
    /// Starts one with a free number.
    ///
    /// # Errors
    /// When Xvfb is missing and can't be installed, or does not start.
    pub fn start() -> Result<Self> {
        if !is_there() {
            packages::install(
                "the tests in WebKit need a virtual display, Xvfb",
                &["xvfb"],
            )?;
        }
        let program =
            on_path(&[PROGRAM]).context("Xvfb was installed but is still not found on PATH")?;
        let mut process = Command::new(program)
            // It chooses a number and prints it when it is ready. No window manager: tests move the windows themselves.
            .args(["-displayfd", "1", "-screen", "0", "1400x1100x24"])
            .args(["-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start Xvfb")?;
        let mut number = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output)
                .read_line(&mut number)
                .context("could not read what Xvfb says")?;
        }
        let name = format!(":{}", number.trim());
        let display = Self { process, name };
        if number.trim().is_empty() {
            // Dropped here, and so ended.
            anyhow::bail!("Xvfb ended before its display was ready");
        }
        Ok(display)
    }

    /// Its name, for the variable DISPLAY.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
