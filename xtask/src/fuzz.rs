//! `cargo xtask fuzz`: a million hostile texts for each parser that reads what others sent.

use std::process::Command;

use anyhow::Result;

use crate::{process::run, tool::cargo, workspace};

/// Put hostile texts to every parser of foreign bytes: a million each.
#[derive(clap::Args)]
pub struct Fuzz {
    /// How many texts each parser gets.
    #[arg(long, default_value_t = 1_000_000)]
    cases: u64,
    /// Only the parsers whose test has this in its name.
    parser: Option<String>,
}

impl Fuzz {
    /// Runs the tests of fuzz/ with so many cases.
    pub fn run(&self) -> Result<()> {
        println!(
            "{} cases for each parser: with a million, about half an hour on two cores after the build.",
            self.cases
        );
        let test = |arguments: &[&str]| -> Result<()> {
            run(Command::new(cargo())
                .current_dir(workspace::root()?)
                .arg("test")
                .args(arguments)
                .args(&self.parser)
                .env("BOLERO_RANDOM_ITERATIONS", self.cases.to_string()))
        };
        test(&["--package", "fuzz", "--tests", "--"])?;
        // What no other crate sees: the frames of its WebSockets, and those that come over NATS.
        test(&["--package", "relay", "--lib", "--", "hostile"])
    }
}
