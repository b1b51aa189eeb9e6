//! What tests need of the system: installed by apt-get where that is there.
//!
//! Another program may be at it at that moment, as a Debian that has just started updates itself: then this waits.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::process::{on_path, output, shown, succeeded};

/// How apt-get begins to say that another program is at it. Its own way of waiting, `DPkg::Lock::Timeout`, is for one
/// of its three locks only: neither for the lists of packages nor for what was downloaded.
const LOCKED: &str = "Could not get lock";

/// How long it is waited for another program: ten minutes.
const PATIENCE: Patience = Patience {
    tries: 120,
    pause: Duration::from_secs(5),
};

/// Installs Debian's packages.
///
/// # Errors
/// When there is no apt-get, or nobody here may use it: the message begins with `needed`, and says what to do.
pub fn install(needed: &str, packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let Some(apt) = on_path(&["apt-get"]) else {
        bail!("{needed}: install the packages of your system (on Debian, {names})");
    };
    let sudo = on_path(&["sudo"]);
    let is_root = is_root();
    if !is_root && sudo.is_none() {
        bail!("{needed}: as root, `apt-get install {names}`");
    }
    eprintln!("Installing {names} by apt-get (once; a few minutes).");
    let apt_get = |arguments: &[&str]| {
        let mut command = match &sudo {
            Some(sudo) if !is_root => {
                let mut command = Command::new(sudo);
                command.arg(&apt);
                command
            }
            _ => Command::new(&apt),
        };
        let command = command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            // What it says of its locks is read here.
            .env("LC_ALL", "C");
        PATIENCE.run(command)
    };
    apt_get(&["update"])?;
    apt_get(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}

/// Whether there is an apt-get, and somebody here may use it.
pub fn can_install() -> bool {
    on_path(&["apt-get"]).is_some() && (is_root() || on_path(&["sudo"]).is_some())
}

fn is_root() -> bool {
    output("id", &["-u"]).is_some_and(|id| id == "0")
}

/// Whether this is Ubuntu, whose packages of browsers are snaps.
pub fn is_ubuntu() -> bool {
    fs::read_to_string("/etc/os-release")
        .is_ok_and(|text| text.lines().any(|line| line == "ID=ubuntu"))
}

/// How often a command is tried while another program keeps it from its work, and how long after the last time.
struct Patience {
    tries: u32,
    pause: Duration,
}

impl Patience {
    /// Runs apt-get to its end, as soon as no other program is at it.
    fn run(&self, apt_get: &mut Command) -> Result<()> {
        let mut tried = 0;
        loop {
            let Attempt { status, locked } = attempt(apt_get)?;
            let Some(locked) = locked.filter(|_| !status.success()) else {
                return succeeded(apt_get, status);
            };
            tried += 1;
            if tried == 1 {
                let most = self.tries * self.pause;
                eprintln!(
                    "Another program is installing or updating packages; waiting until it has finished, {} minutes \
                     at most. ({locked})",
                    most.as_secs() / 60
                );
            }
            if tried >= self.tries {
                bail!(
                    "`{}` was kept waiting by another program for too long; try again when that has finished: {locked}",
                    shown(apt_get)
                );
            }
            thread::sleep(self.pause);
        }
    }
}

/// How a command ended.
struct Attempt {
    status: ExitStatus,
    /// What it said of a lock that another program holds.
    locked: Option<String>,
}

/// Runs a command to its end. Its output goes straight to the terminal, and so do its errors, but for those of a lock.
fn attempt(command: &mut Command) -> Result<Attempt> {
    let started = command.stderr(Stdio::piped()).spawn();
    let mut child = started.with_context(|| format!("could not start `{}`", shown(command)))?;
    let mut locked = None;
    let errors = child.stderr.take().map(BufReader::new);
    for line in errors
        .into_iter()
        .flat_map(BufRead::lines)
        .map_while(Result::ok)
    {
        if line.contains(LOCKED) {
            locked = Some(line);
        } else if locked.is_none() {
            eprintln!("{line}");
        }
    }
    let status = child.wait();
    let status = status.with_context(|| format!("lost sight of `{}`", shown(command)))?;
    Ok(Attempt { status, locked })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// Waits as often, without waiting long.
    const BRIEF: Patience = Patience {
        tries: 5,
        pause: Duration::ZERO,
    };

    /// As apt 2.6 puts it.
    const HELD: &str =
        "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 4711 (apt-get)
E: Unable to lock directory /var/lib/apt/lists/";

    /// An apt-get that fails so often with these errors, then works. Gone with its value.
    struct FakeApt(PathBuf);

    impl FakeApt {
        fn failing(name: &str, times: u32, errors: &str) -> Self {
            let directory = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
            fs::create_dir_all(&directory).unwrap();
            let program = directory.join("apt-get");
            let script = format!(
                "#!/bin/sh\n\
                 echo call >> '{calls}'\n\
                 if [ $(wc -l < '{calls}') -le {times} ]; then\n\
                 cat >&2 <<'END'\n{errors}\nEND\n\
                 exit 100\n\
                 fi\n",
                calls = directory.join("calls").display()
            );
            fs::write(&program, script).unwrap();
            Self(directory)
        }

        fn update(&self) -> Result<()> {
            // Read by a shell and not executed: another test's process may still hold it open for writing.
            BRIEF.run(Command::new("sh").arg(self.0.join("apt-get")).arg("update"))
        }

        fn calls(&self) -> usize {
            fs::read_to_string(self.0.join("calls"))
                .unwrap()
                .lines()
                .count()
        }
    }

    impl Drop for FakeApt {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_lock_is_waited_for() {
        let apt = FakeApt::failing("locked-twice", 2, HELD);
        apt.update().unwrap();
        assert_eq!(apt.calls(), 3);
    }

    #[test]
    fn a_lock_that_stays_is_told_with_who_holds_it() {
        let apt = FakeApt::failing("locked-for-good", 99, HELD);
        let error = apt.update().unwrap_err().to_string();
        assert!(error.contains("held by process 4711 (apt-get)"), "{error}");
        assert_eq!(apt.calls(), 5);
    }

    #[test]
    fn what_else_goes_wrong_is_not_tried_again() {
        let apt = FakeApt::failing("no-network", 1, "E: Failed to fetch the lists");
        let error = apt.update().unwrap_err().to_string();
        assert!(error.contains("apt-get update` failed"), "{error}");
        assert_eq!(apt.calls(), 1);
    }
}
