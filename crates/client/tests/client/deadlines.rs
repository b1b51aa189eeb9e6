//! A client is woken when something is due, and not before.

use std::time::Duration;

use client::{Client, Input, Output, Watched};
use node::{Command, Mode, Time};
use sim::{Link, Network};

/// Wakes a client where it stands, and tells what it made of that. Before its deadline it must be nothing.
fn early_wake(client: &mut Client, now: Time) -> Option<Output> {
    if now >= client.deadline() || client.has_work() {
        return None;
    }
    client.handle(now, Input::Wake);
    client.poll()
}

#[test]
fn to_be_woken_early_changes_nothing() {
    for seed in 0..4 {
        let mut network = Network::<Client>::new(seed);
        network.link = Link::lossy();
        for site in 0..6 {
            network.join();
            if site % 2 == 0 {
                network.command(site, Command::SetMode(Mode::Live));
            }
        }
        let looks = Watched {
            room: true,
            branches: true,
        };
        network.update(1, |client, now| client.watch(now, looks));
        let mut woken = 0;
        for step in 0..4_000 {
            if step % 400 == 300 {
                network.command(step / 400 % 6, Command::Mine);
            }
            if step % 1_000 == 500 {
                network.command(3, Command::Resolve);
                network.command(5, Command::FetchBranches);
            }
            network.run(Duration::from_millis(10));
            for site in 0..6 {
                let output = network.update(site, early_wake).unwrap();
                assert!(
                    output.is_none(),
                    "seed {seed}, step {step}, site {site}: {output:?}"
                );
                woken += 1;
            }
        }
        assert_eq!(woken, 24_000);
    }
}
