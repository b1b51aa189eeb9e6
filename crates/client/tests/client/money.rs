//! Rooms with a signed ledger: the key of the account, what of it outlasts the tab, and the HTTP API.
//!
//! Keys and signatures are made up: an account is its secret with every bit the other way round, and a signature repeats the
//! account.

use std::time::Duration;

use chain::{Account, Claim, Difficulty, LedgerRule, Payment, ProofRule, Rules, Signature};
use client::{AccountSecret, Client, Entry, Input, Output, Setup};
use node::{Answer, Command, CommandError, NodeName, PaymentOrder, SignatureFault, Time};
use protocol::{Call, RoomName};

use crate::{
    alone::{BEGIN, address},
    lasting::Disk,
};

pub fn coins() -> Rules {
    Rules {
        ledger: LedgerRule::Signed,
        reward: 50,
        ..Rules::tutorial(ProofRule::Sealed, Difficulty::new(4).unwrap())
    }
}

pub fn account_of(secret: &AccountSecret) -> Account {
    Account::from_bytes(secret.as_bytes().map(|byte| !byte))
}

pub fn other(number: u8) -> Account {
    Account::from_bytes([number; 32])
}

pub fn signature(payment: &Payment) -> Signature {
    let mut bytes = [7; 64];
    bytes[..32].copy_from_slice(payment.sender.as_bytes());
    Signature::from_bytes(bytes)
}

pub fn is_true(claim: &Claim) -> bool {
    claim.signature == signature(&claim.payment)
}

/// What a driver's program for signatures does.
#[derive(Clone, Copy, PartialEq)]
enum Program {
    Works,
    /// Finds wrong what is in this block.
    FindsWrong(u64),
    IsNotThere,
}

/// A tab with all that its client wants done.
struct Tab {
    client: Client,
    disk: Disk,
    now: Time,
    program: Program,
    /// What was verified.
    verified: Vec<Claim>,
    answers: Vec<Result<Answer, CommandError>>,
    replies: Vec<(u16, String)>,
}

impl Tab {
    fn new(rules: Rules) -> Self {
        Self::of(Setup {
            rules: Some(rules),
            ..Setup::default()
        })
    }

    fn of(setup: Setup) -> Self {
        let (room, name) = (RoomName::parse("class"), NodeName::parse("Ada"));
        let client = Client::new(BEGIN, room.unwrap(), address("tab-a"), name.unwrap(), setup);
        let mut tab = Self::with(client, Disk::default(), Program::Works);
        tab.client
            .handle(BEGIN, Input::StorageOpened("secret".to_owned()));
        tab.run();
        tab
    }

    fn with(client: Client, disk: Disk, program: Program) -> Self {
        Self {
            client,
            disk,
            now: BEGIN,
            program,
            verified: Vec::new(),
            answers: Vec::new(),
            replies: Vec::new(),
        }
    }

    /// The tab that comes back of what was stored.
    fn reloaded(&self, program: Program) -> Self {
        let mut tab = Self::with(self.disk.read(self.now), self.disk.clone(), program);
        tab.now = self.now;
        tab.run();
        tab
    }

    fn run(&mut self) {
        let works = self.program != Program::IsNotThere;
        loop {
            let Some(output) = self.client.poll() else {
                if !self.client.has_work() {
                    return;
                }
                self.client.handle(self.now, Input::Wake);
                continue;
            };
            let input = match output {
                Output::AccountKey(secret) => {
                    let secret = secret.unwrap_or(AccountSecret::from_bytes([0x55; 32]));
                    let account = account_of(&secret);
                    let key = works.then_some((secret, account));
                    Input::AccountKey(key.ok_or(SignatureFault::NotLoaded))
                }
                Output::Sign(name, _, payment) => {
                    let signature = works.then(|| signature(&payment));
                    Input::Signed(name, signature.ok_or(SignatureFault::NotLoaded))
                }
                Output::Verify(name, _, claims) => {
                    let is_found_true = |claim: &Claim| {
                        let wrong = self.program == Program::FindsWrong(claim.block);
                        is_true(claim) && !wrong
                    };
                    let are_true = works.then(|| claims.iter().map(is_found_true).collect());
                    self.verified.extend(claims);
                    Input::Verified(name, are_true.ok_or(SignatureFault::NotLoaded))
                }
                Output::Search(job, puzzle) => Input::Found {
                    job,
                    proof: (0..).find(|&proof| puzzle.accepts(proof)).unwrap(),
                    seconds: 0.0,
                },
                Output::Store(batch) => {
                    self.disk.write(&batch.writes);
                    Input::Stored(batch.id)
                }
                Output::Answer(_, answer) => {
                    self.answers.push(answer);
                    continue;
                }
                Output::Reply(_, status, body) => {
                    self.replies.push((status, body));
                    continue;
                }
                _ => continue,
            };
            self.client.handle(self.now, input);
        }
    }

    /// The answer to a command.
    fn command(&mut self, command: Command) -> Result<Answer, CommandError> {
        self.client.command(self.now, command);
        self.run();
        self.answers.pop().unwrap()
    }

    fn pay(&mut self, amount: u64) -> Result<Answer, CommandError> {
        self.command(Command::Pay(PaymentOrder {
            recipient: other(1),
            amount,
            fee: 1,
            seq: None,
        }))
    }

    /// The answer to a call of the HTTP API.
    fn call(&mut self, path: &str, body: &str) -> (u16, String) {
        let call = Call {
            id: "call-1".to_owned(),
            method: "GET".to_owned(),
            path: path.to_owned(),
            body: body.to_owned(),
        };
        self.client
            .handle(self.now, Input::Call { call, nodes: None });
        self.run();
        self.replies.pop().unwrap()
    }

    fn own(&self) -> Account {
        self.client.node().account().unwrap()
    }

    fn coins(&self, account: &Account) -> u64 {
        self.client.node().chain().ledger().balance(account).coins
    }

    fn pending(&self) -> Vec<String> {
        self.client
            .node()
            .pending()
            .map(|payment| payment.canonical())
            .collect()
    }
}

/// A tab with three blocks, in two of them payments, and one payment that is pending.
fn busy() -> Tab {
    let mut tab = Tab::new(coins());
    for amount in [0, 10, 20] {
        if amount > 0 {
            tab.pay(amount).unwrap();
        }
        tab.command(Command::Mine).unwrap();
    }
    tab.pay(30).unwrap();
    tab.now = tab.now + Duration::from_secs(5);
    tab.client.handle(tab.now, Input::Wake);
    tab.run();
    tab
}

#[test]
fn a_key_is_made_where_the_room_needs_one_and_outlasts_the_tab() {
    assert_eq!(Tab::new(Rules::default()).client.node().account(), None);
    let tab = busy();
    let secret = AccountSecret::from_bytes([0x55; 32]);
    assert_eq!(tab.own(), account_of(&secret));
    assert!(!format!("{:?}", tab.client.account_secret()).contains("55"));
    let again = tab.reloaded(Program::Works);
    assert_eq!(again.own(), tab.own());
    assert_eq!(again.client.account_secret(), Some(&secret));
}

#[test]
fn a_statement_has_what_is_pending_then_what_the_blocks_hold_the_newest_first() {
    let tab = busy();
    let lines = |most| {
        let entries = tab.client.statement(most).into_iter();
        let line = |entry: Entry| (entry.block, entry.transaction.amount.to_string());
        entries.map(line).collect::<Vec<_>>()
    };
    let all = [
        (None, "30"),
        (Some(4), "51"),
        (Some(4), "20"),
        (Some(3), "51"),
        (Some(3), "10"),
        (Some(2), "50"),
    ]
    .map(|(block, amount)| (block, amount.to_owned()));
    assert_eq!(lines(10), all);
    assert_eq!(lines(2), all[..2]);
    assert_eq!(Tab::new(Rules::default()).client.statement(10), []);
}

#[test]
fn a_node_that_has_mined_and_not_been_paid_comes_back() {
    let mut tab = Tab::new(coins());
    for _ in 0..3 {
        tab.command(Command::Mine).unwrap();
    }
    let again = tab.reloaded(Program::Works);
    assert_eq!(again.client.restoring(), None);
    assert_eq!(again.client.node().chain().length(), 4);
    assert_eq!(again.coins(&tab.own()), 150);
}

#[test]
fn balances_and_pending_payments_come_back_and_each_signature_is_verified_once_more() {
    let tab = busy();
    let again = tab.reloaded(Program::Works);
    assert_eq!(
        again.client.node().chain().to_text(),
        tab.client.node().chain().to_text()
    );
    assert_eq!(again.coins(&other(1)), 30);
    assert_eq!(again.pending(), tab.pending());
    assert_eq!(again.pending().len(), 1);
    let places: Vec<_> = again
        .verified
        .iter()
        .map(|claim| (claim.block, claim.payment.amount))
        .collect();
    assert_eq!(places, [(3, 10), (4, 20), (0, 30)]);
}

#[test]
fn a_node_whose_blocks_hold_nothing_but_rewards_comes_back() {
    let mut tab = Tab::new(coins());
    tab.command(Command::Mine).unwrap();
    let again = tab.reloaded(Program::Works);
    assert_eq!(again.coins(&tab.own()), 50);
    tab.pay(30).unwrap();
    let again = tab.reloaded(Program::Works);
    assert_eq!(again.coins(&tab.own()), 50);
    assert_eq!(again.pending(), tab.pending());
    assert_eq!(again.pending().len(), 1);
}

#[test]
fn what_was_stored_is_cut_at_the_first_wrong_signature() {
    let tab = busy();
    let again = tab.reloaded(Program::FindsWrong(4));
    assert_eq!(again.client.node().chain().length(), 3);
    assert_eq!(again.coins(&other(1)), 10);
    // It goes on from there, and what was found stays to be exported.
    assert_eq!(again.disk.saved().unwrap().damaged, [1]);
    let again = again.reloaded(Program::Works);
    assert_eq!(again.client.node().chain().length(), 3);
    let again = tab.reloaded(Program::FindsWrong(0));
    assert_eq!(
        (again.client.node().chain().length(), again.pending().len()),
        (4, 0)
    );
}

#[test]
fn where_signatures_cannot_be_verified_the_node_comes_back_and_mines_nothing_until_they_can() {
    let tab = busy();
    let mut again = tab.reloaded(Program::IsNotThere);
    assert_eq!(again.client.node().chain().length(), 4);
    assert_eq!(again.pending(), tab.pending());
    assert_eq!(
        again.command(Command::Mine).unwrap_err(),
        CommandError::Unverified(SignatureFault::NotLoaded)
    );
    again.program = Program::Works;
    again.command(Command::Mine).unwrap();
    assert_eq!(again.own(), tab.own());
    assert_eq!(again.coins(&other(1)), 60);
}

#[test]
fn the_http_api_pays_from_the_tabs_own_account_and_tells_balances() {
    let mut tab = Tab::new(coins());
    assert_eq!(tab.call("/mine", "").0, 200);
    let (own, bob) = (tab.own(), other(1));
    let order = format!(r#"{{"sender": "{own}", "recipient": "{bob}", "amount": 7}}"#);
    let (status, body) = tab.call("/transactions/new", &order);
    assert_eq!(status, 201, "{body}");
    assert!(
        body.contains(r#""message": "Transaction will be added to Block 3""#),
        "{body}"
    );
    let payment = Payment {
        sender: own,
        recipient: bob,
        amount: 8,
        fee: 2,
        seq: 1,
    };
    let signed = payment.signed(signature(&payment)).canonical();
    assert_eq!(tab.call("/transactions/new", &signed).0, 201);
    for (body, status, part) in [
        (
            format!(r#"{{"sender": "{bob}", "recipient": "{own}", "amount": 7}}"#),
            400,
            "signed",
        ),
        (
            r#"{"sender": "alice", "recipient": "bob", "amount": 7}"#.to_owned(),
            400,
            "signed",
        ),
        (
            format!(r#"{{"sender": "{own}", "recipient": "bob", "amount": 7}}"#),
            400,
            "recipient: must be an account",
        ),
        (
            format!(r#"{{"sender": "{own}", "recipient": "{bob}", "amount": 0.5}}"#),
            400,
            "amount",
        ),
        (
            format!(r#"{{"sender": "{own}", "recipient": "{bob}", "amount": 5000}}"#),
            400,
            "50",
        ),
        (format!(r#"{{"sender": "{own}"}}"#), 400, "Missing values"),
    ] {
        let (told, text) = tab.call("/transactions/new", &body);
        assert_eq!(told, status, "{body}: {text}");
        assert!(text.contains(part), "{body}: {text}");
    }
    assert_eq!(tab.call("/mine", "").0, 200);
    assert_eq!(
        tab.call(&format!("/accounts/{bob}"), ""),
        (
            200,
            format!(r#"{{"account": "{bob}", "balance": 15, "seq": 0}}"#)
        )
    );
    assert_eq!(
        tab.call(&format!("/accounts/{own}"), ""),
        (
            200,
            format!(r#"{{"account": "{own}", "balance": 85, "seq": 2}}"#)
        )
    );
    assert_eq!(tab.call("/accounts/bob", "").0, 400);
    let id = payment.signed(signature(&payment)).id();
    let (status, body) = tab.call(&format!("/transactions/{id}"), "");
    assert_eq!(status, 200, "{body}");
    assert!(
        body.starts_with(r#"{"block": 3, "confirmations": 1, "id": ""#),
        "{body}"
    );
    assert!(
        body.ends_with(r#""place": 1, "transactions": 3}"#),
        "{body}"
    );
    tab.pay(1).unwrap();
    let pending = tab.client.node().pending().next().unwrap().id();
    let (status, body) = tab.call(&format!("/transactions/{pending}"), "");
    assert_eq!(
        (status, &body[..36]),
        (200, r#"{"block": null, "confirmations": 0, "#),
        "{body}"
    );
    assert_eq!(tab.call(&format!("/transactions/{}", own), "").0, 404);
    assert_eq!(tab.call("/transactions/bob", "").0, 400);
    let mut open = Tab::new(Rules::default());
    assert_eq!(open.call(&format!("/accounts/{bob}"), "").0, 404);
}

#[test]
fn a_light_node_says_by_http_what_it_can_not_know() {
    let rules = Rules {
        proof: ProofRule::Header,
        ..coins()
    };
    let mut tab = Tab::of(Setup {
        rules: Some(rules),
        light: true,
        ..Setup::default()
    });
    let own = tab.own();
    let unknown = "0".repeat(64);
    for path in [
        "/mine",
        &format!("/accounts/{own}"),
        &format!("/transactions/{unknown}"),
    ] {
        let (status, body) = tab.call(path, "");
        assert_eq!(status, 400, "{path}: {body}");
        assert!(body.contains("headers only"), "{path}: {body}");
    }
    let bob = other(1);
    let order = format!(r#"{{"sender": "{own}", "recipient": "{bob}", "amount": 7}}"#);
    let (status, body) = tab.call("/transactions/new", &order);
    assert_eq!(status, 201, "{body}");
    let (payment, block) = tab.client.node().own_payments().next().unwrap();
    assert_eq!(block, None);
    let path = format!("/transactions/{}", payment.id);
    let (status, body) = tab.call(&path, "");
    assert_eq!(status, 200, "{body}");
    assert!(body.starts_with(r#"{"block": null, "#), "{body}");
}
