//! Many questions of a few bytes each: what they draw is bounded, and keeps nothing that is short from passing.

use std::{collections::BTreeMap, time::Duration};

use chain::{Chain, Number, ProofRule, Transaction};
use node::{
    Address, Command, Input, MAX_BACKLOG, MAX_STRANGERS_WAITING, Mode, Node, NodeName, Output,
    RequestId, Time, UPLOAD_IN_ALL, UPLOAD_PER_PEER,
    wire::{MAX_PIECE_BLOCKS, Message},
};

use crate::{forge, simulation::rules};

const START: Time = Time::from_micros(1_713_205_842_894_745);
const STEP: Duration = Duration::from_millis(10);
/// A second, in steps.
const SECOND: u64 = 100;

fn address(name: &str) -> Address {
    Address::parse(name).unwrap()
}

/// A node whose chain has some ten megabytes, and what it has sent to whom.
struct Server {
    node: Node,
    genesis: Chain,
    now: Time,
    requests: u32,
    sent: BTreeMap<Address, usize>,
    presences: usize,
}

impl Server {
    /// These peers are registered.
    fn with(peers: &[&str]) -> Self {
        let rules = rules(ProofRule::Classic, 0);
        let name = NodeName::parse("Ada").unwrap();
        let mut node = Node::new(START, address("tab-a"), name);
        let genesis = Chain::new(rules);
        let mut chain = genesis.clone();
        for _ in 0..80 {
            let padding = Transaction {
                sender: "x".repeat(128 * 1024),
                recipient: "y".to_owned(),
                amount: Number::from(1_u64),
                signed: None,
            };
            let block = forge::block(&chain, vec![padding], "server");
            chain.append(block).unwrap();
        }
        let mut branch = genesis.fork(1);
        for link in chain.links().skip(1) {
            branch.push(link.block().clone()).unwrap();
        }
        let nodes = peers.iter().map(|name| (*name).to_owned()).collect();
        for command in [
            Command::SetRules(rules),
            Command::Adopt(branch),
            Command::SetAutoRegister(false),
            Command::Register(nodes),
        ] {
            node.handle(START, Input::Command(RequestId(1), command));
        }
        while node.has_work() {
            node.handle(START, Input::Tick);
        }
        assert_eq!(node.chain().length(), 81);
        let mut server = Self {
            node,
            genesis,
            now: START,
            requests: 0,
            sent: BTreeMap::new(),
            presences: 0,
        };
        server.drain();
        server
    }

    /// One who knows the genesis alone asks for what comes behind it.
    fn ask(&mut self, from: &str) {
        self.requests += 1;
        let question = Message::Ask {
            request: self.requests,
            locator: self.genesis.locator(),
            limit: MAX_PIECE_BLOCKS,
        };
        let input = Input::Message(address(from), question);
        self.node.handle(self.now, input);
        self.drain();
    }

    /// Lets time pass, and the node do what is due.
    fn step(&mut self) {
        self.now = self.now + STEP;
        for _ in 0..100 {
            if self.node.deadline() > self.now {
                return;
            }
            self.node.handle(self.now, Input::Tick);
            self.drain();
        }
        panic!("there is always something due");
    }

    fn drain(&mut self) {
        while let Some(output) = self.node.poll() {
            match output {
                Output::Send(Some(to), Message::Blocks { blocks, .. }) => {
                    let bytes = blocks.iter().map(String::len).sum::<usize>();
                    *self.sent.entry(to).or_default() += bytes;
                }
                Output::Send(None, Message::Present(_)) => self.presences += 1,
                _ => {}
            }
        }
    }

    fn sent_to(&self, name: &str) -> usize {
        self.sent.get(&address(name)).copied().unwrap_or_default()
    }

    fn sent_in_all(&self) -> usize {
        self.sent.values().sum()
    }
}

/// What a budget allows within so many seconds, and the piece that is the last.
fn allowed(limit: protocol::RateLimit, seconds: u64) -> f64 {
    limit.burst + limit.per_second * seconds as f64 + 512.0 * 1024.0
}

#[test]
fn two_thousand_questions_of_one_peer_draw_no_more_than_its_budget() {
    let mut server = Server::with(&["greedy"]);
    for _ in 0..10 * SECOND {
        server.ask("greedy");
        server.ask("greedy");
        server.step();
    }
    let sent = server.sent_in_all() as f64;
    assert!(sent <= allowed(UPLOAD_PER_PEER, 10), "{sent} bytes");
    assert!(sent > UPLOAD_PER_PEER.per_second * 10.0, "{sent} bytes");
}

#[test]
fn many_who_ask_share_what_is_sent_in_all_and_each_gets_some() {
    let names: Vec<String> = (0..30).map(|nth| format!("peer-{nth}")).collect();
    let peers: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut server = Server::with(&peers);
    for _ in 0..10 * SECOND {
        for name in &peers {
            server.ask(name);
        }
        server.step();
    }
    let sent = server.sent_in_all() as f64;
    assert!(sent <= allowed(UPLOAD_IN_ALL, 10), "{sent} bytes");
    let least = peers.iter().map(|name| server.sent_to(name)).min().unwrap();
    assert!(least as f64 > 0.5 * sent / 30.0, "{least} of {sent} bytes");
}

#[test]
fn strangers_do_not_keep_a_registered_peer_waiting() {
    let mut server = Server::with(&["friend"]);
    for step in 0..10 * SECOND {
        // Invented names: another one with each question.
        server.ask(&format!("stranger-{step}"));
        server.step();
    }
    let strangers = server.sent_in_all() as f64;
    assert!(
        strangers <= allowed(UPLOAD_PER_PEER, 10),
        "{strangers} bytes"
    );
    server.ask("friend");
    assert!(server.sent_to("friend") > 0);

    // Nor do those that wait fill the list in which its question waits.
    let before = server.sent.clone();
    server.node.set_backlog(MAX_BACKLOG + 1);
    server.ask("friend");
    for nth in 0..2_000 {
        server.now = server.now + Duration::from_millis(1);
        server.ask(&format!("another-{nth}"));
    }
    server.node.set_backlog(0);
    for _ in 0..10 {
        server.step();
    }
    let served = server
        .sent
        .iter()
        .filter(|(to, sent)| before.get(*to) != Some(*sent));
    assert!(server.sent_to("friend") > before[&address("friend")]);
    let served = served.count();
    assert!(served <= 1 + MAX_STRANGERS_WAITING, "{served}");
}

#[test]
fn while_the_transport_has_much_to_send_questions_wait_and_presences_pass() {
    let mut server = Server::with(&["friend"]);
    server.node.set_backlog(MAX_BACKLOG + 1);
    let before = server.presences;
    server.ask("friend");
    for _ in 0..5 * SECOND {
        server.step();
    }
    assert_eq!(server.sent_in_all(), 0);
    assert!(server.presences >= before + 2);
    // It is one piece, however often it was asked for.
    server.ask("friend");
    server.ask("friend");
    server.node.set_backlog(0);
    for _ in 0..SECOND {
        server.step();
    }
    let sent = server.sent_to("friend");
    assert!((1..512 * 1024).contains(&sent), "{sent} bytes");
}

#[test]
fn how_long_a_chain_is_is_said_whatever_waits() {
    let mut server = Server::with(&["friend"]);
    server.node.set_backlog(usize::MAX);
    let question = Message::Ask {
        request: 1,
        locator: server.genesis.locator(),
        limit: 0,
    };
    let input = Input::Message(address("friend"), question);
    server.node.handle(server.now, input);
    let mut outputs = std::iter::from_fn(|| server.node.poll());
    let is_answer = |output: Output| matches!(output, Output::Send(Some(_), Message::Blocks { weight, .. }) if weight.length() == 81);
    assert!(outputs.any(is_answer));
}

#[test]
fn pages_of_pending_transactions_are_part_of_the_budget() {
    let mut server = Server::with(&["greedy"]);
    server.node.handle(
        START,
        Input::Command(RequestId(1), Command::SetMode(Mode::Live)),
    );
    server.node.set_backlog(MAX_BACKLOG + 1);
    server.drain();
    for request in 1..100 {
        let question = Message::AskTransactions { request, skip: 0 };
        let input = Input::Message(address("greedy"), question);
        server.node.handle(server.now, input);
    }
    let pages = |server: &mut Server| {
        let outputs = std::iter::from_fn(|| server.node.poll());
        let is_page =
            |output: &Output| matches!(output, Output::Send(Some(_), Message::Transactions { .. }));
        outputs.filter(is_page).count()
    };
    assert_eq!(pages(&mut server), 0);
    server.node.set_backlog(0);
    server.node.handle(server.now + STEP * 10, Input::Tick);
    assert_eq!(pages(&mut server), 1);
}
