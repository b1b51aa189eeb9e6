//! Nodes that outlast their tabs: what is stored of them, cut off at every point, and what comes back of it.

use std::{collections::BTreeMap, time::Duration};

use chain::{Chain, Hash, Number, Rules, Transaction};
use client::{
    AccountSecret, ActivityKind, Batch, Client, Durability, Input, Output, Route, Saved,
    SavedFault, Setup, StorageFault, Write, unsealed,
};
use node::{Answer, Command, Mode, NodeName, PaymentOrder, Time};
use proptest::{prelude::*, test_runner::Config};
use protocol::RoomName;

use crate::{
    alone::{BEGIN, address, easy},
    money::{account_of, coins, is_true, other, signature},
};

/// A storage as the browser has it.
#[derive(Clone, Default)]
pub struct Disk {
    own: Option<String>,
    records: BTreeMap<String, String>,
}

impl Disk {
    pub fn write(&mut self, writes: &[Write]) {
        for write in writes {
            match write {
                Write::Node(text) => self.own = Some(text.clone()),
                Write::Put(key, text) => drop(self.records.insert(key.clone(), text.clone())),
                Write::Delete(key) => drop(self.records.remove(key)),
            }
        }
    }

    pub fn saved(&self) -> Result<Saved, SavedFault> {
        Saved::read(self.own.as_deref().unwrap())
    }

    /// The node that comes back of it. Its signatures are all found to be true.
    fn restore(&self, now: Time) -> Client {
        let mut client = self.read(now);
        while client.restoring().is_some() {
            let output = client.poll().unwrap();
            if let Some(answer) = by_signatures(0, &output) {
                client.handle(now, answer);
            }
        }
        client
    }

    /// A client that was given all records. Where there are signatures, it waits for them.
    pub fn read(&self, now: Time) -> Client {
        let saved = self.saved().unwrap();
        let prefix = saved.prefix();
        let mut client = Client::restored(now, address("tab-a"), saved, Setup::default());
        for (key, text) in self.records.range(prefix.clone()..) {
            if key.starts_with(&prefix) {
                client.handle(now, Input::Record(key.clone(), text.clone()));
            }
        }
        client.handle(now, Input::Restored);
        client
    }
}

/// What the program for signatures answers to the tab `of`, if it is asked for something.
fn by_signatures(of: usize, output: &Output) -> Option<Input> {
    Some(match output {
        Output::AccountKey(secret) => {
            let secret = secret.clone();
            let secret = secret.unwrap_or(AccountSecret::from_bytes([of as u8; 32]));
            let account = account_of(&secret);
            Input::AccountKey(Ok((secret, account)))
        }
        Output::Sign(name, _, payment) => Input::Signed(*name, Ok(signature(payment))),
        Output::Verify(name, _, claims) => {
            Input::Verified(*name, Ok(claims.iter().map(is_true).collect()))
        }
        _ => return None,
    })
}

fn pending(client: &Client) -> Vec<String> {
    let pending = client.node().pending();
    pending.map(Transaction::canonical).collect()
}

/// How often a transaction is on the chain of a node, or pending there.
fn count(client: &Client, amount: u64) -> usize {
    let is_it = |transaction: &&Transaction| transaction.amount == Number::from(amount);
    let node = client.node();
    let blocks = node.chain().links();
    let mined = blocks.flat_map(|link| &link.block().transactions);
    let mined = mined.filter(|transaction| transaction.sender != "0");
    mined.chain(node.pending()).filter(is_it).count()
}

/// What the first tab submits.
fn own(amount: u64, bytes: usize) -> Transaction {
    Transaction {
        sender: format!("a{:0bytes$}", 0),
        recipient: "b".to_owned(),
        amount: Number::from(amount),
        signed: None,
    }
}

/// Two tabs, the first of which is stored.
struct Pair {
    tabs: [Client; 2],
    now: Time,
    /// All batches, in order, with what the node was like when each was made.
    log: Vec<(Batch, Vec<String>, String)>,
    /// How many of them the storage has confirmed.
    confirmed: usize,
    /// Amounts of transactions that were acknowledged, and how many batches had been confirmed by then.
    acknowledged: Vec<(u64, usize)>,
    last: u64,
}

impl Pair {
    fn new(rules: Rules) -> Self {
        let room = RoomName::parse("class").unwrap();
        let client = |place: usize| {
            let setup = Setup {
                chance: place as u8,
                rules: Some(rules),
                ..Setup::default()
            };
            let name = ["tab-a", "tab-b"][place];
            let called = NodeName::parse(name).unwrap();
            Client::new(BEGIN, room.clone(), address(name), called, setup)
        };
        let mut pair = Self {
            tabs: [client(0), client(1)],
            now: BEGIN,
            log: Vec::new(),
            confirmed: 0,
            acknowledged: Vec::new(),
            last: 0,
        };
        pair.tabs[0].handle(BEGIN, Input::StorageOpened("secret".to_owned()));
        pair.run();
        pair
    }

    /// Until nothing is left to be done but what waits for time or the storage.
    fn run(&mut self) {
        loop {
            let next = (0..2).find_map(|of| Some((of, self.tabs[of].poll()?)));
            let Some((of, output)) = next else {
                if !self.tabs.iter().any(Client::has_work) {
                    return;
                }
                self.wait(1);
                continue;
            };
            if let Some(answer) = by_signatures(of, &output) {
                self.tabs[of].handle(self.now, answer);
                continue;
            }
            let other = 1 - of;
            let from = self.tabs[of].node().address().clone();
            match output {
                Output::Send(_, to, message)
                    if to
                        .as_ref()
                        .is_none_or(|to| to == self.tabs[other].node().address()) =>
                {
                    let input = Input::Message(Route::Local, from, Ok(message));
                    self.tabs[other].handle(self.now, input);
                }
                Output::Search(job, puzzle) => {
                    let proof = (0..).find(|&proof| puzzle.accepts(proof)).unwrap();
                    let seconds = 0.0;
                    let found = Input::Found {
                        job,
                        proof,
                        seconds,
                    };
                    self.tabs[of].handle(self.now, found);
                }
                Output::Store(batch) => {
                    let chain = self.tabs[of].node().chain().to_text();
                    self.log.push((batch, pending(&self.tabs[of]), chain));
                }
                Output::Answer(_, Ok(Answer::Submitted { .. })) if of == 0 => {
                    // Each waits for its own, so that they are answered in order.
                    let amount = self.acknowledged.len() as u64 + 1;
                    self.acknowledged.push((amount, self.confirmed));
                }
                _ => {}
            }
        }
    }

    fn command(&mut self, of: usize, command: Command) {
        self.tabs[of].command(self.now, command);
        self.run();
    }

    /// In a room with a signed ledger, where the first tab has coins in blocks that both have.
    fn with_coins() -> Self {
        let mut pair = Self::new(Rules {
            reward: 1_000_000,
            ..coins()
        });
        pair.command(0, Command::Mine);
        pair.command(1, Command::Resolve);
        assert_eq!(pair.tabs[1].node().chain().length(), 2);
        pair
    }

    /// The first tab submits a transaction of an amount of its own, of so many bytes and more; or pays that much.
    fn transact(&mut self, bytes: usize) {
        self.last += 1;
        let is_signed = self.tabs[0].node().chain().rules().is_signed();
        self.command(
            0,
            match is_signed {
                false => Command::Transact(own(self.last, bytes)),
                true => Command::Pay(PaymentOrder {
                    recipient: other(1),
                    amount: self.last,
                    fee: 0,
                    seq: None,
                }),
            },
        );
    }

    fn wait(&mut self, milliseconds: u64) {
        self.now = self.now + Duration::from_millis(milliseconds);
        for of in 0..2 {
            self.tabs[of].handle(self.now, Input::Wake);
        }
    }

    /// The storage has written the next batch.
    fn confirm(&mut self) {
        if let Some((batch, ..)) = self.log.get(self.confirmed) {
            self.confirmed += 1;
            self.tabs[0].handle(self.now, Input::Stored(batch.id));
            self.run();
        }
    }

    /// The storage has no space for the next batch.
    fn refuse(&mut self) {
        if self.confirmed < self.log.len() {
            self.log.remove(self.confirmed);
            self.tabs[0].handle(self.now, Input::StorageFailed(StorageFault::Full));
            self.run();
        }
    }

    /// Whether what the first tab is gets stored, as it says.
    fn is_stored(&self) -> bool {
        self.tabs[0].stored_state() == Some(Ok(()))
    }

    fn confirm_all(&mut self) {
        while self.confirmed < self.log.len() {
            self.confirm();
        }
    }

    /// What is stored after so many batches.
    fn disk(&self, batches: usize) -> Disk {
        let mut disk = Disk::default();
        for (batch, ..) in &self.log[..batches] {
            disk.write(&batch.writes);
        }
        disk
    }

    /// Whichever batch was the last to be written: all that was acknowledged before is there, once.
    fn survives_power_cuts(&mut self, in_one_batch: bool) {
        self.confirm_all();
        for written in 1..=self.log.len() {
            let client = self.disk(written).restore(self.now);
            for (amount, confirmed) in &self.acknowledged {
                let there = count(&client, *amount);
                assert!(
                    there <= 1,
                    "{amount} is there twice after {written} batches"
                );
                assert!(
                    there == 1 || *confirmed > written,
                    "{amount} was acknowledged after {confirmed} batches, and is gone after {written}"
                );
            }
            if in_one_batch {
                let (_, pending_then, chain) = &self.log[written - 1];
                assert_eq!(client.node().chain().to_text(), *chain);
                assert_eq!(pending(&client), *pending_then);
            }
            self.has_its_account_and_balances(&client, written);
        }
        // What was acknowledged while nothing was stored would be lost.
        assert!(
            self.acknowledged
                .iter()
                .all(|(_, confirmed)| *confirmed > 0)
        );
    }
}

impl Pair {
    /// In a room with a signed ledger: nothing was acknowledged or mined for an account whose key is gone, and balances are
    /// those of the blocks.
    fn has_its_account_and_balances(&self, client: &Client, written: usize) {
        let chain = client.node().chain();
        if !chain.rules().is_signed() {
            return;
        }
        if chain.length() > 1 || !pending(client).is_empty() {
            assert_eq!(
                client.account_secret(),
                self.tabs[0].account_secret(),
                "after {written} batches"
            );
        }
        let blocks = chain.links().map(|link| link.block().clone()).collect();
        let again = Chain::validate_with(chain.rules(), blocks, &mut is_true).unwrap();
        assert!(again.ledger() == chain.ledger(), "after {written} batches");
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Transact,
    Mine(usize),
    Resolve(usize),
    Live(bool),
    Wait,
    Confirm,
    ConfirmAll,
    Refuse,
    /// The page is put aside, and shown again.
    Leave,
    /// Another node was forgotten.
    Forget,
}

fn take(pair: &mut Pair, step: Step) {
    match step {
        Step::Transact => pair.transact(1),
        Step::Mine(of) => pair.command(of, Command::Mine),
        Step::Resolve(of) => pair.command(of, Command::Resolve),
        Step::Live(live) => {
            let mode = if live { Mode::Live } else { Mode::Manual };
            pair.command(0, Command::SetMode(mode));
            pair.command(1, Command::SetMode(mode));
        }
        Step::Wait => {
            pair.wait(1_100);
            pair.run();
        }
        Step::Confirm => pair.confirm(),
        Step::ConfirmAll => pair.confirm_all(),
        Step::Refuse => pair.refuse(),
        Step::Leave => {
            pair.command(0, Command::Leave);
            pair.tabs[0].come_back(pair.now);
            pair.run();
        }
        Step::Forget => {
            pair.tabs[0].handle(pair.now, Input::SpaceFreed);
            pair.run();
        }
    }
}

fn histories(steps: &[Step], length: u32, check: &mut dyn FnMut(&[Step])) {
    let count = (steps.len() as u32).pow(length);
    for number in 0..count {
        let nth = |place| steps[(number as usize / steps.len().pow(place)) % steps.len()];
        check(&(0..length).map(nth).collect::<Vec<_>>());
    }
}

#[test]
fn a_power_cut_at_any_point_of_any_short_history_loses_nothing_that_was_acknowledged() {
    let steps = [
        Step::Transact,
        Step::Mine(0),
        Step::Mine(1),
        Step::Resolve(0),
        Step::Confirm,
        Step::Wait,
    ];
    histories(&steps, 5, &mut |steps| {
        let mut pair = Pair::new(easy());
        for step in steps {
            take(&mut pair, *step);
        }
        pair.survives_power_cuts(true);
    });
}

#[test]
fn a_power_cut_at_any_point_of_any_short_history_with_payments_loses_none_and_pays_none_twice() {
    let steps = [
        Step::Transact,
        Step::Mine(0),
        Step::Mine(1),
        Step::Resolve(0),
        Step::Confirm,
        Step::Wait,
    ];
    histories(&steps, 4, &mut |steps| {
        let mut pair = Pair::with_coins();
        for step in steps {
            take(&mut pair, *step);
        }
        pair.survives_power_cuts(true);
    });
}

/// The storage was full now and then, and there is space at last: all that the node is gets stored.
fn is_stored_at_last(steps: &[Step]) {
    let mut pair = Pair::new(easy());
    for step in steps {
        take(&mut pair, *step);
    }
    pair.confirm_all();
    pair.wait(30_000);
    pair.run();
    pair.confirm_all();
    pair.wait(1_000);
    pair.run();
    pair.confirm_all();
    let [client, _] = &pair.tabs;
    assert!(pair.is_stored(), "{steps:?}");
    let back = pair.disk(pair.log.len()).restore(pair.now);
    assert_eq!(
        back.node().chain().to_text(),
        client.node().chain().to_text()
    );
    assert_eq!(pending(&back), pending(client), "{steps:?}");
    let damage = |client: &Client| {
        let mut kinds = client.activities().map(|activity| &activity.kind);
        kinds.any(|kind| matches!(kind, ActivityKind::Damaged { .. }))
    };
    assert!(!damage(&back), "{steps:?}");
}

#[test]
fn a_storage_that_was_full_at_any_point_of_any_short_history_stores_all_in_the_end() {
    let steps = [
        Step::Transact,
        Step::Mine(0),
        Step::Mine(1),
        Step::Resolve(0),
        Step::Confirm,
        Step::Refuse,
        Step::Forget,
        Step::Leave,
    ];
    histories(&steps, 4, &mut is_stored_at_last);
}

proptest! {
    #![proptest_config(Config { cases: 100, ..Config::default() })]

    #[test]
    fn a_storage_that_is_full_now_and_then_in_a_long_history_stores_all_in_the_end(
        steps in prop::collection::vec(
            prop_oneof![
                3 => Just(Step::Transact),
                2 => (0_usize..2).prop_map(Step::Mine),
                1 => (0_usize..2).prop_map(Step::Resolve),
                1 => Just(Step::Wait),
                2 => Just(Step::Confirm),
                2 => Just(Step::Refuse),
                1 => Just(Step::Forget),
                1 => Just(Step::Leave),
                1 => Just(Step::ConfirmAll),
            ],
            20..120,
        )
    ) {
        is_stored_at_last(&steps);
    }

    #[test]
    fn a_power_cut_at_any_point_of_a_long_history_loses_nothing_that_was_acknowledged(
        steps in prop::collection::vec(
            prop_oneof![
                3 => Just(Step::Transact),
                2 => (0_usize..2).prop_map(Step::Mine),
                1 => (0_usize..2).prop_map(Step::Resolve),
                1 => any::<bool>().prop_map(Step::Live),
                1 => Just(Step::Wait),
                3 => Just(Step::Confirm),
                1 => Just(Step::ConfirmAll),
            ],
            20..120,
        )
    ) {
        for mut pair in [Pair::new(easy()), Pair::with_coins()] {
            for step in &steps {
                take(&mut pair, *step);
            }
            pair.survives_power_cuts(true);
        }
    }
}

#[test]
fn a_long_chain_that_comes_at_once_is_written_in_parts_that_lose_nothing() {
    let mut pair = Pair::new(easy());
    for _ in 0..3 {
        pair.transact(1);
        pair.command(0, Command::Mine);
    }
    pair.transact(1);
    pair.transact(1);
    pair.confirm_all();
    // One of the first tab's is at the beginning of the other chain, so that it is there before all of that is written.
    pair.command(1, Command::Transact(own(5, 1)));
    // Longer, and with so much in it that it takes several batches.
    for number in 0..40_u64 {
        for place in 0..10 {
            let transaction = Transaction {
                sender: "x".repeat(100),
                recipient: "y".repeat(100),
                amount: Number::from(1_000_000 + 10 * number + place),
                signed: None,
            };
            pair.command(1, Command::Transact(transaction));
        }
        pair.command(1, Command::Mine);
    }
    for _ in 0..1_200 {
        pair.command(1, Command::Mine);
    }
    // The last of the first tab's is on it, too, near its end.
    pair.command(1, Command::Transact(own(4, 1)));
    pair.command(1, Command::Mine);
    pair.wait(2_000);
    pair.run();
    let before = pair.log.len();
    pair.command(0, Command::Resolve);
    pair.confirm_all();
    assert!(pair.log.len() > before + 1, "it is one batch");
    assert_eq!(pair.tabs[0].node().chain().length(), 1_242);
    assert_eq!(pending(&pair.tabs[0]).len(), 3);
    pair.survives_power_cuts(false);
    // Cut off in the middle, it is restored, goes on, is stored, and is restored once more.
    for written in 1..=pair.log.len() {
        let mut disk = pair.disk(written);
        let mut client = disk.restore(pair.now);
        client.handle(pair.now + Duration::from_secs(2), Input::Wake);
        while let Some(output) = client.poll() {
            if let Output::Store(batch) = output {
                disk.write(&batch.writes);
                client.handle(pair.now, Input::Stored(batch.id));
            }
        }
        let again = disk.restore(pair.now);
        assert_eq!(pending(&again), pending(&client), "after {written} batches");
        for amount in 1..=5 {
            assert_eq!(count(&again, amount), count(&client, amount), "{amount}");
        }
    }
    let client = pair.disk(pair.log.len()).restore(pair.now);
    assert_eq!(pending(&client), pending(&pair.tabs[0]));
    assert_eq!(
        client.node().chain().tip().hash(),
        pair.tabs[0].node().chain().tip().hash()
    );
}

/// A tab that has done a bit of everything, and its storage.
fn used() -> (Pair, Disk) {
    let mut pair = Pair::new(easy());
    for _ in 0..40 {
        pair.transact(100);
        pair.command(0, Command::Mine);
    }
    pair.transact(1);
    pair.transact(1);
    pair.command(0, Command::Register(vec!["127.0.0.1:5005".to_owned()]));
    pair.command(0, Command::Unregister(address("tab-b")));
    pair.command(0, Command::Rename(NodeName::parse("Ada").unwrap()));
    pair.command(0, Command::SetMode(Mode::Live));
    pair.confirm_all();
    let disk = pair.disk(pair.log.len());
    (pair, disk)
}

#[test]
fn a_node_comes_back_as_it_was() {
    let (pair, disk) = used();
    let mut client = disk.restore(pair.now);
    let (before, node) = (pair.tabs[0].node(), client.node());
    assert_eq!(node.chain().to_text(), before.chain().to_text());
    assert_eq!(pending(&client), pending(&pair.tabs[0]));
    assert_eq!(node.name(), before.name());
    assert_eq!(node.mode(), Mode::Live);
    assert_eq!(node.registered(), [address("127.0.0.1:5005")]);
    assert_eq!(node.presence(), before.presence());
    let kind = client.activities().next().map(|activity| &activity.kind);
    let restored = ActivityKind::Restored {
        length: 41,
        pending: 2,
    };
    assert_eq!(kind, Some(&restored));
    // A node that was unregistered is not registered again as it turns up.
    let presence = node::wire::Message::Present(pair.tabs[1].node().presence());
    client.handle(
        pair.now,
        Input::Message(Route::Local, address("tab-b"), Ok(presence)),
    );
    assert_eq!(client.node().registered(), [address("127.0.0.1:5005")]);
    // The next transaction has an id of its own.
    let transaction = Transaction {
        sender: "a".to_owned(),
        recipient: "b".to_owned(),
        amount: Number::from(9_u64),
        signed: None,
    };
    client.command(pair.now, Command::Transact(transaction));
    let announced = client.node().mempool().announcements();
    let serials: Vec<u64> = announced.map(|(id, _)| id.serial).collect();
    assert_eq!(serials, [41, 42, 43]);
    // Only what is new is written: first the time at which it was seen, then the transaction.
    let mut batches = Vec::new();
    while let Some(output) = client.poll() {
        if let Output::Store(batch) = output {
            client.handle(pair.now, Input::Stored(batch.id));
            batches.push(batch);
        }
    }
    assert_eq!(batches.len(), 2);
    assert!(
        matches!(batches[0].writes[..], [Write::Node(_)]),
        "{batches:?}"
    );
    let written = &batches[1];
    assert_eq!(written.durability, Durability::Strict);
    assert_eq!(written.writes.len(), 2, "{:?}", written.writes);
}

#[test]
fn what_is_asked_for_before_it_is_back_is_done_then() {
    let (pair, disk) = used();
    let saved = disk.saved().unwrap();
    let mut client = Client::restored(pair.now, address("tab-a"), saved, Setup::default());
    client.command(pair.now, Command::CancelMining);
    let mine = client.command(pair.now, Command::Mine);
    let presence = node::wire::Message::Present(pair.tabs[1].node().presence());
    client.handle(
        pair.now,
        Input::Message(Route::Local, address("tab-b"), Ok(presence)),
    );
    let outputs: Vec<Output> = std::iter::from_fn(|| client.poll()).collect();
    assert!(
        outputs
            .iter()
            .all(|output| matches!(output, Output::Changed)),
        "{outputs:?}"
    );
    let mut pair = Pair {
        tabs: [client, pair.tabs.into_iter().nth(1).unwrap()],
        log: Vec::new(),
        ..pair
    };
    pair.confirmed = 0;
    for (key, text) in disk.records {
        pair.tabs[0].handle(pair.now, Input::Record(key, text));
    }
    assert_eq!(pair.tabs[0].restoring(), Some((41, 41)));
    pair.tabs[0].handle(pair.now, Input::Restored);
    pair.run();
    assert_eq!(pair.tabs[0].node().chain().length(), 42, "{mine:?}");
}

#[test]
fn a_flipped_bit_anywhere_is_noticed_and_never_makes_another_chain() {
    let (pair, disk) = used();
    let chain = pair.tabs[0].node().chain();
    let whole = pending(&pair.tabs[0]);
    for (key, text) in &disk.records {
        // Every byte of the short ones, some of the long ones.
        for place in (0..text.len()).step_by(1 + text.len() / 300) {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1;
            let Ok(flipped) = String::from_utf8(bytes) else {
                continue;
            };
            let mut disk = disk.clone();
            disk.records.insert(key.clone(), flipped);
            let mut client = disk.restore(pair.now);
            for link in client.node().chain().links() {
                assert!(
                    chain.contains_at(link.block().index, &link.hash()),
                    "{key} at {place}"
                );
            }
            assert!(
                pending(&client)
                    .iter()
                    .all(|pending| whole.contains(pending))
            );
            let damaged = client
                .activities()
                .any(|activity| matches!(activity.kind, ActivityKind::Damaged { of: 41, .. }));
            assert!(damaged, "{key} at {place}");
            // What was found stays as it was, to be exported, and what is left is stored beside it.
            client.handle(pair.now + Duration::from_secs(2), Input::Wake);
            let mut after = disk.clone();
            for output in std::iter::from_fn(|| client.poll()) {
                if let Output::Store(batch) = output {
                    after.write(&batch.writes);
                }
            }
            let found = |key: &String| after.records.get(key) == disk.records.get(key);
            assert!(disk.records.keys().all(found));
            let saved = after.saved().unwrap();
            assert_eq!(
                (saved.damaged.len(), saved.length),
                (1, client.node().chain().length())
            );
            let prefixes: Vec<String> = saved.block_prefixes().collect();
            assert_eq!(prefixes, ["2/blocks/", "1/blocks/"]);
        }
    }
}

#[test]
fn a_record_that_is_gone_is_noticed() {
    let (pair, disk) = used();
    for key in disk.records.keys().filter(|key| key.contains("blocks")) {
        let mut disk = disk.clone();
        disk.records.remove(key);
        let client = disk.restore(pair.now);
        let damaged = |kind: &ActivityKind| matches!(kind, ActivityKind::Damaged { .. });
        assert!(
            client.activities().any(|activity| damaged(&activity.kind)),
            "{key}"
        );
    }
}

#[test]
fn what_the_first_version_has_stored_is_read() {
    let (pair, mut disk) = used();
    // Its blocks were sealed as all else is: by a digest of the text.
    let reseal = |text: &str| format!("{:.16} {text}", Hash::of(text));
    let own = unsealed(disk.own.as_deref().unwrap()).unwrap().0;
    disk.own = Some(reseal(&own.replace("tabchain-node 2", "tabchain-node 1")));
    for record in disk.records.values_mut() {
        *record = reseal(unsealed(record).unwrap().0);
    }
    let client = disk.restore(pair.now);
    let before = pair.tabs[0].node().chain();
    assert_eq!(client.node().chain().to_text(), before.to_text());
    let kind = client.activities().next().map(|activity| &activity.kind);
    let restored = ActivityKind::Restored {
        length: 41,
        pending: 2,
    };
    assert_eq!(kind, Some(&restored));
}

#[test]
fn a_record_of_a_newer_version_is_left_alone() {
    let (_, disk) = used();
    let (text, intact) = unsealed(disk.own.as_deref().unwrap()).unwrap();
    assert!(intact);
    let newer = text.replace("tabchain-node 2", "tabchain-node 3");
    assert_eq!(
        Saved::read(&format!("0123456789abcdef {newer}")),
        Err(SavedFault::Newer)
    );
    assert_eq!(
        Saved::read(&format!("0123456789abcdef {text}")),
        Err(SavedFault::Damaged)
    );
    for text in [
        "",
        "x",
        "0123456789abcdef",
        "0123456789abcdef tabchain-node",
    ] {
        assert_eq!(Saved::read(text), Err(SavedFault::Damaged), "{text}");
    }
}

#[test]
fn a_storage_that_fails_is_told_of_and_holds_nothing_back() {
    let mut pair = Pair::new(easy());
    pair.confirm_all();
    pair.transact(1);
    assert_eq!(pair.acknowledged, [], "it is not stored yet");
    pair.tabs[0].handle(pair.now, Input::StorageFailed(StorageFault::Full));
    pair.run();
    assert_eq!(pair.acknowledged.len(), 1);
    pair.transact(1);
    assert_eq!(pair.acknowledged.len(), 2, "nothing waits any more");
    assert_eq!(count(&pair.tabs[0], 1) + count(&pair.tabs[0], 2), 2);
    let failed = ActivityKind::NotStored(StorageFault::Full);
    let told = pair.tabs[0]
        .activities()
        .filter(|activity| activity.kind == failed);
    assert_eq!(told.count(), 1);
}

#[test]
fn a_full_storage_is_tried_again_and_counts_as_full_until_all_is_written() {
    let mut pair = Pair::new(easy());
    pair.confirm_all();
    let told = |pair: &Pair, kind: &ActivityKind| {
        let activities = pair.tabs[0].activities();
        activities.filter(|activity| activity.kind == *kind).count()
    };
    let full = ActivityKind::NotStored(StorageFault::Full);
    pair.transact(1);
    pair.refuse();
    for _ in 0..3 {
        // It is woken for that.
        let again = pair.tabs[0].deadline();
        assert!(again <= pair.now + Duration::from_secs(30));
        pair.wait(29_000);
        pair.run();
        assert_eq!(pair.confirmed, pair.log.len(), "it is too early");
        pair.wait(1_000);
        pair.run();
        assert_eq!(pair.confirmed + 1, pair.log.len());
        assert!(!pair.is_stored());
        pair.refuse();
    }
    assert_eq!(told(&pair, &full), 1, "once is enough");
    // Somebody has forgotten a node.
    take(&mut pair, Step::Forget);
    assert!(!pair.is_stored());
    pair.confirm_all();
    assert!(pair.is_stored());
    assert_eq!(told(&pair, &ActivityKind::StoredAgain), 1);
    assert_eq!(
        pending(&pair.disk(pair.confirmed).restore(pair.now)).len(),
        1
    );
    // And so it goes on: answers wait for it, and the next time it is full is told again.
    pair.transact(1);
    assert_eq!(pair.acknowledged.len(), 1);
    pair.refuse();
    assert_eq!(pair.acknowledged.len(), 2);
    assert_eq!(told(&pair, &full), 2);
}

#[test]
fn a_storage_that_has_failed_in_another_way_is_not_tried_again() {
    let mut pair = Pair::new(easy());
    pair.confirm_all();
    let why = StorageFault::Closed;
    pair.tabs[0].handle(pair.now, Input::StorageFailed(why));
    pair.transact(1);
    take(&mut pair, Step::Forget);
    pair.wait(60_000);
    pair.run();
    assert_eq!(pair.confirmed, pair.log.len());
    assert!(!pair.is_stored());
}

#[test]
fn a_storage_that_never_answers_is_given_up_and_a_computer_that_slept_is_not_taken_for_that() {
    let mut pair = Pair::new(easy());
    pair.confirm_all();
    pair.transact(1);
    // All of the night passes at once.
    pair.wait(36_000_000);
    pair.run();
    assert_eq!(pair.acknowledged, []);
    pair.confirm_all();
    assert_eq!(pair.acknowledged.len(), 1);
    pair.transact(1);
    for _ in 0..40 {
        pair.wait(1_000);
        pair.run();
    }
    assert_eq!(pair.acknowledged.len(), 2);
    let failed = ActivityKind::NotStored(StorageFault::Failed("no answer".to_owned()));
    let mut activities = pair.tabs[0].activities();
    assert!(activities.any(|activity| activity.kind == failed));
}

#[test]
fn a_block_costs_what_is_new_however_long_the_chain_is() {
    let mut pair = Pair::new(easy());
    let mut bytes = Vec::new();
    for _ in 0..300 {
        pair.command(0, Command::Mine);
        pair.confirm_all();
        let (batch, ..) = pair.log.last().unwrap();
        let size = |write: &Write| match write {
            Write::Node(text) => text.len(),
            Write::Put(key, text) => key.len() + text.len(),
            Write::Delete(key) => key.len(),
        };
        bytes.push(batch.writes.iter().map(size).sum::<usize>());
    }
    assert!(bytes.iter().all(|&bytes| bytes < 8 * 1024), "{bytes:?}");
    let disk = pair.disk(pair.log.len());
    let stored: usize = disk
        .records
        .iter()
        .map(|(key, text)| key.len() + text.len())
        .sum();
    let text = pair.tabs[0].node().chain().bytes();
    assert!(stored * 10 <= text * 11, "{stored} bytes for {text}");
}

#[test]
fn what_nobody_waits_for_is_written_once_a_second() {
    let mut pair = Pair::new(easy());
    pair.command(0, Command::SetMode(Mode::Live));
    pair.command(1, Command::SetMode(Mode::Live));
    pair.confirm_all();
    let before = pair.log.len();
    for _ in 0..20 {
        pair.command(1, Command::Mine);
        pair.wait(100);
        pair.run();
        pair.confirm_all();
    }
    let written = pair.log.len() - before;
    assert!((1..=3).contains(&written), "{written} batches in 2 seconds");
    assert!(pair.tabs[0].node().chain().length() > 1);
    let relaxed =
        |(batch, ..): &(Batch, Vec<String>, String)| batch.durability == Durability::Relaxed;
    assert!(pair.log[before..].iter().all(relaxed));
    // When the tab goes, all of it is.
    pair.command(1, Command::Mine);
    pair.wait(200);
    pair.run();
    pair.command(0, Command::Leave);
    let client = pair.disk(pair.log.len()).restore(pair.now);
    assert_eq!(
        client.node().chain().length(),
        pair.tabs[0].node().chain().length()
    );
}
