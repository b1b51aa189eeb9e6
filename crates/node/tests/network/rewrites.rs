//! Rewrites of history: under classic a block's proof serves whatever else it holds, so that anybody can write a longer chain
//! anew as often as they like. It fills neither memory nor time.

use chain::{Chain, Mempool, Number, ProofRule, Rules, Transaction};
use node::{
    Address, Command, Input, Mode, Node, NodeName, Output, RequestId, Time,
    wire::{MAX_PIECE_BLOCKS, Message},
};

use crate::{
    forge,
    simulation::{rules, seconds},
};

const BLOCK_TRANSACTIONS: u64 = 1_500;

fn rules_without_work() -> Rules {
    rules(ProofRule::Classic, 0)
}

fn gift(sender: &str, number: u64) -> Transaction {
    Transaction {
        sender: sender.to_owned(),
        recipient: format!("bob-{number}"),
        amount: Number::from(1_u64),
        signed: None,
    }
}

/// A chain of full blocks on which everything is new.
fn rewritten(writer: &str, blocks: u64) -> Chain {
    let mut chain = Chain::new(rules_without_work());
    for nth in 0..blocks {
        let numbers = nth * BLOCK_TRANSACTIONS..(nth + 1) * BLOCK_TRANSACTIONS;
        let gifts = numbers.map(|number| gift(writer, number)).collect();
        let block = forge::block(&chain, gifts, writer);
        chain.append(block).unwrap();
    }
    chain
}

/// A live node, a peer that serves it chains, and how often the node was given a turn.
struct Attacked {
    node: Node,
    liar: Address,
    now: Time,
}

impl Attacked {
    fn new() -> Self {
        let now = Time::from_micros(1_713_205_842_894_745);
        let (address, name) = (Address::parse("tab-a"), NodeName::parse("Ada"));
        let node = Node::new(now, address.unwrap(), name.unwrap());
        let liar = Address::parse("liar").unwrap();
        let mut attacked = Self { node, liar, now };
        attacked.tell(Command::SetRules(rules_without_work()));
        attacked.tell(Command::SetMode(Mode::Live));
        attacked
    }

    fn tell(&mut self, command: Command) {
        self.handle(Input::Command(RequestId(1), command));
    }

    fn handle(&mut self, input: Input) {
        self.node.handle(self.now, input);
    }

    fn outputs(&mut self) -> Vec<Output> {
        std::iter::from_fn(|| self.node.poll()).collect()
    }

    /// Mines one block of what is pending.
    fn mine(&mut self) {
        self.tell(Command::Mine);
        let job = self.outputs().into_iter().find_map(|output| match output {
            Output::Mine(job, _) => Some(job),
            _ => None,
        });
        self.handle(Input::Found(job.unwrap(), 0));
    }

    /// Lets the liar say where it stands, and answers for it until the node has no more questions; the turns that this took.
    fn offer(&mut self, chain: &Chain, spoil: impl Fn(u64, &mut Message)) -> usize {
        self.now = self.now + seconds(3);
        let presence = Message::Present(forge::presence(chain));
        self.handle(Input::Message(self.liar.clone(), presence));
        let mut turns = 0;
        loop {
            let question = self.outputs().into_iter().find_map(|output| match output {
                Output::Send(Some(_), question @ Message::Ask { .. }) => Some(question),
                _ => None,
            });
            if let Some(question) = question {
                let mut answer = forge::answer(chain, &question).unwrap();
                if let Message::Blocks { after, .. } = answer {
                    spoil(after, &mut answer);
                }
                self.handle(Input::Message(self.liar.clone(), answer));
            } else if self.node.has_work() {
                self.handle(Input::Tick);
                turns += 1;
            } else {
                return turns;
            }
        }
    }

    fn waits(&self, transaction: &Transaction) -> bool {
        let mut pending = self.node.mempool().pending();
        pending.any(|other| other == transaction)
    }
}

#[test]
fn rewrites_of_history_give_back_ones_own_and_the_oldest_and_no_more_than_there_is_room_for() {
    let mut attacked = Attacked::new();
    let own = gift("own", 1);
    attacked.tell(Command::Transact(own.clone()));
    attacked.mine();
    assert!(attacked.node.mempool().is_empty());
    for (nth, writer) in ["one", "two", "three"].into_iter().enumerate() {
        let blocks = 30 + nth as u64;
        let chain = rewritten(writer, blocks);
        let turns = attacked.offer(&chain, |_, _| {});
        assert_eq!(attacked.node.chain().tip().hash(), chain.tip().hash());
        // A turn looks at a thousand transactions at most.
        let least = blocks * BLOCK_TRANSACTIONS / 1_000;
        assert!(turns as u64 >= least, "{turns} turns");
        assert!(attacked.waits(&own), "{writer}");
        let pending = attacked.node.mempool().len();
        assert_eq!(pending, attacked.node.mempool().pending().count());
        assert!(pending <= Mempool::MAX_PENDING, "{pending} are pending");
    }
    assert!(attacked.waits(&gift("one", 0)), "the oldest came back");
    assert!(!attacked.waits(&gift("two", 29 * BLOCK_TRANSACTIONS)));

    // A rewrite that holds what a node forgot, or what is pending, leaves one of each at most.
    let chain = rewritten("one", 40);
    attacked.offer(&chain, |_, _| {});
    assert_eq!(attacked.node.chain().tip().hash(), chain.tip().hash());
    assert!(!attacked.waits(&gift("one", 0)));
    assert!(attacked.waits(&own));
}

#[test]
fn one_transaction_a_thousand_times_comes_back_no_more_often_than_there_is_room_for() {
    let many = |writer: &str, blocks: u64, gift: &Transaction| {
        let mut chain = Chain::new(rules_without_work());
        for _ in 0..blocks {
            let gifts = vec![gift.clone(); BLOCK_TRANSACTIONS as usize];
            let block = forge::block(&chain, gifts, writer);
            chain.append(block).unwrap();
        }
        chain
    };
    let mut attacked = Attacked::new();
    let own = gift("own", 1);
    attacked.tell(Command::Transact(own.clone()));
    attacked.mine();
    // The liar writes the node's own transaction again and again, so that they all seem to be its own.
    attacked.offer(&many("one", 20, &own), |_, _| {});
    attacked.offer(&rewritten("two", 21), |_, _| {});
    let pending = attacked.node.mempool().len();
    assert!(pending <= Mempool::MAX_PENDING, "{pending} are pending");
    assert!(attacked.waits(&own));
}

#[test]
fn a_chain_that_turns_out_to_be_invalid_at_its_end_is_freed_in_slices() {
    let chain = forge::chain(
        rules_without_work(),
        12 * u64::from(MAX_PIECE_BLOCKS),
        "liar",
    );
    let mut attacked = Attacked::new();
    let turns = attacked.offer(&chain, |after, answer| {
        if let Message::Blocks { blocks, .. } = answer
            && after > 11 * u64::from(MAX_PIECE_BLOCKS)
        {
            blocks[0] = "{}".to_owned();
        }
    });
    assert_eq!(attacked.node.chain().length(), 1);
    assert!(turns >= 4, "{turns} turns");
}
