//! `cargo xtask`: the project's chores, in Rust, so that nothing but Rust has to be there first.
//!
//! Each chore sets up what is missing, says what it is about to install, and is quick from the
//! second time on. `toolchain` sees to what builds the page, `engine`, `nats` and `python` to what
//! tests it.

mod audit;
mod bench;
mod bench_relay;
mod chromium;
mod classroom;
mod display;
mod engine;
mod engines;
mod firefox;
mod fuzz;
mod nats;
mod packages;
mod process;
mod python;
mod screenshots;
mod serve;
mod test;
mod tool;
mod toolchain;
mod webkit;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

/// Serve, test, measure and picture tabchain; what is missing for it is installed first.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Chore {
    Classroom(classroom::Classroom),
    Serve(serve::Serve),
    Test(test::Test),
    Audit(audit::Audit),
    Bench(bench::Bench),
    Fuzz(fuzz::Fuzz),
    Screenshots(screenshots::Screenshots),
}

fn main() -> ExitCode {
    let outcome = match Chore::parse() {
        Chore::Classroom(classroom) => classroom.run(),
        Chore::Serve(serve) => serve.run(),
        Chore::Test(test) => test.run(),
        Chore::Audit(audit) => audit.run(),
        Chore::Bench(bench) => bench.run(),
        Chore::Fuzz(fuzz) => fuzz.run(),
        Chore::Screenshots(screenshots) => screenshots.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The causes in one line; a backtrace would say nothing to whoever typed the command.
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
