//! Lists of browser tests, run in several engines at once; what failed gets a second try.
//!
//! A browser on a machine that is busy with others now and then answers later than any test should wait. So a test that
//! failed runs once more by itself when all others have ended. What needed that is said, and a second failure counts.

use std::{
    collections::VecDeque,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::Instant,
};

use anyhow::{Context, Result, anyhow, bail};

use crate::process::shown;

/// What runs in one engine.
pub struct Run<'a> {
    /// The engine, as on the command line.
    pub engine: &'a str,
    /// Its lists of tests: the name of each, and the command that runs it.
    pub lists: VecDeque<(&'a str, Command)>,
    /// Whether several of its lists may run at once, where other engines have no more of their own.
    pub is_shared: bool,
}

/// Runs all lists of each engine, the engines at once and one stage after another, then what failed once more. There are as
/// many lists at once as engines, as long as there are shared ones. What each list said is printed as it ends.
///
/// # Errors
/// When a command can't be started, or a test fails twice.
pub fn run<'a>(stages: impl IntoIterator<Item = Vec<Run<'a>>>, logs: &Path) -> Result<()> {
    fs::create_dir_all(logs).with_context(|| format!("could not make {}", logs.display()))?;
    let ended = stages.into_iter().map(|runs| at_once(runs, logs));
    let ended = ended.collect::<Result<Vec<_>>>()?;
    let mut tried = Vec::new();
    let mut failed_twice = Vec::new();
    for mut list in ended.into_iter().flatten() {
        let first = list.failed();
        if first.is_empty() {
            continue;
        }
        println!("\n== A second try of {}", first.join(", "));
        list.try_again()?;
        tried.extend(first);
        failed_twice.extend(list.failed());
    }
    println!();
    if tried.is_empty() {
        println!("No test needed a second try.");
    }
    for name in tried {
        println!("Needed a second try: {name}");
    }
    if !failed_twice.is_empty() {
        bail!("failed twice: {}", failed_twice.join(", "));
    }
    Ok(())
}

/// Runs the lists of all engines at once.
fn at_once(runs: Vec<Run>, logs: &Path) -> Result<Vec<List>> {
    let lanes = 0..runs.len();
    let runs = &Mutex::new(runs);
    let ended: Vec<_> = thread::scope(|scope| {
        let started = lanes.map(|lane| {
            scope.spawn(move || {
                let mut ended = Vec::new();
                while let Some((engine, list, command)) = next(runs, lane) {
                    ended.push(List::run(engine, list, command, logs)?);
                }
                Ok(ended)
            })
        });
        // All are started before the first is waited for.
        let started: Vec<_> = started.collect();
        let ended = started.into_iter().map(|thread| {
            let ended = thread.join();
            ended.unwrap_or_else(|_| Err(anyhow!("an engine's run broke off")))
        });
        ended.collect()
    });
    let ended = ended.into_iter().collect::<Result<Vec<_>>>()?;
    Ok(ended.into_iter().flatten().collect())
}

/// What the lane of an engine runs next: a list of that engine, or else one of the shared engine that has most left.
fn next<'a>(runs: &Mutex<Vec<Run<'a>>>, lane: usize) -> Option<(&'a str, &'a str, Command)> {
    let mut runs = runs.lock().unwrap_or_else(PoisonError::into_inner);
    let run = match runs[lane].lists.is_empty() {
        false => &mut runs[lane],
        true => {
            let shared = runs.iter_mut().filter(|run| run.is_shared);
            shared.max_by_key(|run| run.lists.len())?
        }
    };
    let (list, command) = run.lists.pop_front()?;
    Some((run.engine, list, command))
}

/// A list that has ended.
struct List {
    engine: String,
    list: String,
    command: Command,
    log: PathBuf,
    status: ExitStatus,
    said: String,
}

impl List {
    fn run(engine: &str, list: &str, command: Command, logs: &Path) -> Result<Self> {
        let mut list = Self {
            engine: engine.to_owned(),
            list: list.to_owned(),
            command,
            log: logs.join(format!("{engine}-{list}.log")),
            status: ExitStatus::default(),
            said: String::new(),
        };
        list.carry_out()?;
        Ok(list)
    }

    /// Runs the command as it is now, and prints what it said when it has ended: with others at the same time, all would
    /// be mixed.
    fn carry_out(&mut self) -> Result<()> {
        let begin = Instant::now();
        let ended = fs::File::create(&self.log).and_then(|file| {
            let command = self.command.stdin(Stdio::null()).stdout(file.try_clone()?);
            command.stderr(file).status()
        });
        self.status = ended.with_context(|| format!("could not run `{}`", shown(&self.command)))?;
        self.said = String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned();
        let Self {
            engine, list, said, ..
        } = self;
        println!(
            "\n-- {engine}: {list} ({} s)\n{said}",
            begin.elapsed().as_secs()
        );
        Ok(())
    }

    /// The names of what failed: of tests, or of the list if it ended without telling which.
    fn failed(&self) -> Vec<String> {
        if self.status.success() {
            return Vec::new();
        }
        let list = format!("{} {}", self.engine, self.list);
        let tests = failed_tests(&self.said);
        match tests.is_empty() {
            true => vec![list],
            false => tests.iter().map(|test| format!("{list}::{test}")).collect(),
        }
    }

    /// Runs once more the tests that failed, or all if it is not known which.
    fn try_again(&mut self) -> Result<()> {
        let tests = failed_tests(&self.said);
        if !tests.is_empty() {
            self.command.args(["--", "--exact"]).args(tests);
        }
        self.carry_out()
    }
}

/// The tests that failed, by what Rust's test runner said.
fn failed_tests(said: &str) -> Vec<String> {
    said.lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::env;

    use super::*;

    /// A directory for one test's files, gone with its value.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let directory = env::temp_dir().join(format!("{name}-{}", std::process::id()));
            fs::create_dir_all(&directory).unwrap();
            Self(directory)
        }

        fn read(&self, name: &str) -> String {
            fs::read_to_string(self.0.join(name)).unwrap_or_default()
        }

        /// A command that is called with what a runner of tests is.
        fn shell(&self, script: &str) -> Command {
            let mut command = Command::new("sh");
            command.current_dir(&self.0).args(["-c", script, "sh"]);
            command
        }

        /// A command that ends when another one has begun.
        fn meet(&self, own: &str, other: &str) -> Command {
            self.shell(&format!("touch {own}; while [ ! -e {other} ]; do :; done"))
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn one<'a>(engine: &'a str, command: Command) -> Run<'a> {
        let lists = VecDeque::from([("list", command)]);
        Run {
            engine,
            lists,
            is_shared: false,
        }
    }

    #[test]
    fn engines_run_at_once() {
        let scratch = Scratch::new("engines-at-once");
        let runs = vec![
            one("one", scratch.meet("a", "b")),
            one("two", scratch.meet("b", "a")),
        ];
        run([runs], &scratch.0).unwrap();
    }

    #[test]
    fn lists_of_a_shared_engine_run_at_once_when_another_has_no_more() {
        let scratch = Scratch::new("engines-shared");
        let mut runs = vec![
            one("one", scratch.meet("a", "b")),
            one("two", scratch.shell(":")),
        ];
        runs[0].lists.push_back(("other", scratch.meet("b", "a")));
        runs[0].is_shared = true;
        run([runs], &scratch.0).unwrap();
    }

    #[test]
    fn a_stage_begins_when_the_last_has_ended() {
        let scratch = Scratch::new("engines-stages");
        let first = scratch.shell("sleep 0.2; echo first >> calls");
        let second = scratch.shell("echo second >> calls");
        let stages = [first, second].map(|command| vec![one("one", command)]);
        run(stages, &scratch.0).unwrap();
        assert_eq!(scratch.read("calls"), "first\nsecond\n");
    }

    #[test]
    fn what_failed_runs_once_more_by_itself() {
        let scratch = Scratch::new("engines-second-try");
        let script = "echo \"$*\" >> calls
            echo 'test good ... ok'; [ -n \"$*\" ] || { echo 'test bad ... FAILED'; exit 101; }";
        run([vec![one("one", scratch.shell(script))]], &scratch.0).unwrap();
        assert_eq!(scratch.read("calls"), "\n-- --exact bad\n");
    }

    #[test]
    fn a_second_failure_counts_and_all_lists_run_before() {
        let scratch = Scratch::new("engines-failed-twice");
        let bad = "echo bad >> calls; echo 'test bad ... FAILED'; exit 101";
        let crashed = "echo crashed >> calls; exit 101";
        let mut runs = vec![one("one", scratch.shell(bad))];
        runs[0]
            .lists
            .push_back(("crashing", scratch.shell(crashed)));
        let error = run([runs], &scratch.0).unwrap_err().to_string();
        assert_eq!(error, "failed twice: one list::bad, one crashing");
        assert_eq!(scratch.read("calls"), "bad\ncrashed\nbad\ncrashed\n");
    }
}
