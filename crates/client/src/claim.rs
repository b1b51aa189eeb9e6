//! Two tabs never run as one node: who gets an address, where the browser has no locks.
//!
//! "Duplicate tab" and a restored window make tabs that want the same node. They find out over a channel that all tabs of the
//! browser hear, without a place where anything is decided:
//!
//! - A tab that wants an address says so ([`ClaimMessage::Wanted`]) and waits. If nobody objects, it holds the address.
//! - Who holds an address objects to every other claim ([`ClaimMessage::Held`]), until its tab is closed.
//! - Of tabs that wait for the same address the earliest goes on ([`Rank`]): it objects to later claims, and gives up when it
//!   hears of an earlier one.
//!
//! As long as a message takes less than half of [`Claimant::WAIT`], no two ever hold an address. A tab that was suspended
//! may have missed it all and hold an address that somebody else has got: then the later of the two loses it.

use std::{fmt, time::Duration};

use node::{Address, Time};

/// Who of those that want an address comes first: who wanted it earlier, or else the lower of two random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    since: Time,
    nonce: u64,
}

/// What tabs say to one another about addresses. All hear it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimMessage {
    /// A tab wants this address.
    Wanted(Address, Rank),
    /// A tab holds this address.
    Held(Address, Rank),
    /// Each tab that holds an address shall say so.
    RollCall,
}

impl ClaimMessage {
    /// Reads what [`fmt::Display`] writes.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let kind = match words.next()? {
            "wanted" => Self::Wanted,
            "held" => Self::Held,
            "who" => return words.next().is_none().then_some(Self::RollCall),
            _ => return None,
        };
        let address = Address::exact(words.next()?).ok()?;
        let since = Time::from_micros(words.next()?.parse().ok()?);
        let nonce = words.next()?.parse().ok()?;
        let rank = Rank { since, nonce };
        words.next().is_none().then(|| kind(address, rank))
    }
}

impl fmt::Display for ClaimMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, address, rank) = match self {
            Self::Wanted(address, rank) => ("wanted", address, rank),
            Self::Held(address, rank) => ("held", address, rank),
            Self::RollCall => return f.write_str("who"),
        };
        let Rank { since, nonce } = rank;
        write!(f, "{kind} {address} {} {nonce}", since.as_micros())
    }
}

/// How far a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimState {
    /// Somebody may object.
    Waiting,
    /// The tab may speak as this node.
    Held,
    /// The node is another tab's.
    Lost,
}

/// A tab that wants an address, or holds it.
#[derive(Debug)]
pub struct Claimant {
    address: Address,
    rank: Rank,
    state: ClaimState,
}

impl Claimant {
    /// How long a tab waits for objections.
    pub const WAIT: Duration = Duration::from_millis(250);

    /// Wants an address from now on. `nonce` is a random number. What it says has to be sent to all other tabs at once.
    pub fn new(now: Time, address: Address, nonce: u64) -> (Self, ClaimMessage) {
        let rank = Rank { since: now, nonce };
        let wanted = ClaimMessage::Wanted(address.clone(), rank);
        let claimant = Self {
            address,
            rank,
            state: ClaimState::Waiting,
        };
        (claimant, wanted)
    }

    /// How far it is.
    pub fn state(&self) -> ClaimState {
        self.state
    }

    /// When the wait is over, if it waits.
    pub fn deadline(&self) -> Option<Time> {
        (self.state == ClaimState::Waiting).then(|| self.rank.since + Self::WAIT)
    }

    /// Takes the address if the wait is over. All others have to be told what it says.
    pub fn wake(&mut self, now: Time) -> Option<ClaimMessage> {
        if now < self.deadline()? {
            return None;
        }
        self.state = ClaimState::Held;
        Some(self.statement())
    }

    /// Hears what another tab says. All others have to be told what it answers.
    pub fn hear(&mut self, message: &ClaimMessage) -> Option<ClaimMessage> {
        let (address, rank, held) = match message {
            ClaimMessage::Wanted(address, rank) => (address, rank, false),
            ClaimMessage::Held(address, rank) => (address, rank, true),
            ClaimMessage::RollCall => {
                return (self.state == ClaimState::Held).then(|| self.statement());
            }
        };
        if *address != self.address || self.state == ClaimState::Lost {
            return None;
        }
        // Where both hold it, or neither does, the earlier one wins.
        let holds = self.state == ClaimState::Held;
        let wins = match holds == held {
            true => self.rank < *rank,
            false => holds,
        };
        if !wins {
            self.state = ClaimState::Lost;
            return None;
        }
        Some(self.statement())
    }

    fn statement(&self) -> ClaimMessage {
        match self.state {
            ClaimState::Held => ClaimMessage::Held(self.address.clone(), self.rank),
            ClaimState::Waiting | ClaimState::Lost => {
                ClaimMessage::Wanted(self.address.clone(), self.rank)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, ops::Range};

    use sim::Rng;

    use super::*;

    const START: Time = Time::from_micros(1_713_205_842_894_745);

    fn address() -> Address {
        Address::parse("tab-7k3m9xqa").unwrap()
    }

    fn claimant(millis: u64, nonce: u64) -> (Claimant, ClaimMessage) {
        Claimant::new(START + Duration::from_millis(millis), address(), nonce)
    }

    #[test]
    fn a_tab_holds_an_address_when_nobody_objected_in_time() {
        let (mut tab, wanted) = claimant(0, 1);
        assert!(matches!(wanted, ClaimMessage::Wanted(..)));
        let deadline = tab.deadline().unwrap();
        assert_eq!(deadline.since(START), Claimant::WAIT);
        assert_eq!(tab.wake(START), None);
        assert_eq!(tab.state(), ClaimState::Waiting);
        assert!(matches!(tab.wake(deadline), Some(ClaimMessage::Held(..))));
        assert_eq!(tab.state(), ClaimState::Held);
        assert_eq!(tab.deadline(), None);
        assert_eq!(tab.wake(deadline), None);
    }

    #[test]
    fn whoever_holds_it_keeps_it_even_from_one_whose_clock_is_behind() {
        let (mut holder, _) = claimant(1000, 1);
        holder.wake(holder.deadline().unwrap());
        let (mut newcomer, wanted) = claimant(0, 0);
        let objection = holder.hear(&wanted).unwrap();
        assert_eq!(holder.state(), ClaimState::Held);
        assert_eq!(newcomer.hear(&objection), None);
        assert_eq!(newcomer.state(), ClaimState::Lost);
        assert_eq!(newcomer.wake(START + Duration::from_secs(9)), None);
    }

    #[test]
    fn of_two_that_wait_the_earlier_goes_on_and_the_lower_nonce_decides_a_tie() {
        for (earlier, later) in [((0, 9), (1, 3)), ((5, 3), (5, 4))] {
            let (mut first, first_wants) = claimant(earlier.0, earlier.1);
            let (mut second, second_wants) = claimant(later.0, later.1);
            // It says again that it was earlier: the second may have missed it.
            assert_eq!(first.hear(&second_wants), Some(first_wants.clone()));
            assert_eq!(second.hear(&first_wants), None);
            assert_eq!(first.state(), ClaimState::Waiting);
            assert_eq!(second.state(), ClaimState::Lost);
        }
    }

    #[test]
    fn nobody_wins_against_its_own_rank() {
        // Else two would object to one another for ever.
        let (mut one, wanted) = claimant(0, 7);
        assert_eq!(one.hear(&wanted), None);
        assert_eq!(one.state(), ClaimState::Lost);
    }

    #[test]
    fn of_two_that_hold_it_the_later_one_loses_it() {
        let [mut first, mut second] = [0, 400].map(|at| claimant(at, 5).0);
        let held = [&mut first, &mut second].map(|tab| tab.wake(tab.deadline()?));
        let [first_holds, second_holds] = held.map(Option::unwrap);
        assert_eq!(first.hear(&second_holds), Some(first_holds.clone()));
        assert_eq!(second.hear(&first_holds), None);
        assert_eq!(first.state(), ClaimState::Held);
        assert_eq!(second.state(), ClaimState::Lost);
    }

    #[test]
    fn other_addresses_do_not_matter() {
        let (mut tab, _) = claimant(3, 3);
        let other = Address::parse("tab-2").unwrap();
        let (_, wanted) = Claimant::new(START, other, 0);
        assert_eq!(tab.hear(&wanted), None);
        assert_eq!(tab.state(), ClaimState::Waiting);
    }

    #[test]
    fn a_roll_call_is_answered_by_those_who_hold() {
        let (mut tab, _) = claimant(0, 1);
        assert_eq!(tab.hear(&ClaimMessage::RollCall), None);
        let held = tab.wake(tab.deadline().unwrap());
        assert_eq!(tab.hear(&ClaimMessage::RollCall), held);
        assert_eq!(tab.state(), ClaimState::Held);
    }

    #[test]
    fn messages_come_out_as_they_went_in_and_other_texts_are_none() {
        let (mut tab, wanted) = claimant(0, u64::MAX);
        let held = tab.wake(tab.deadline().unwrap()).unwrap();
        for message in [wanted, held, ClaimMessage::RollCall] {
            assert_eq!(ClaimMessage::read(&message.to_string()), Some(message));
        }
        for text in [
            "",
            "who ",
            "who goes",
            "held",
            "held tab-2",
            "held tab-2 1",
            "held tab-2 1 2 ",
            "held tab-2 1 2 3",
            "held tab-2 -1 2",
            "held tab-2 1 18446744073709551616",
            "held TAB-2 1 2",
            "lost tab-2 1 2",
        ] {
            assert_eq!(ClaimMessage::read(text), None, "{text}");
        }
    }

    /// Tabs of one browser that all want the same address.
    struct Browser {
        rng: Rng,
        delay: Range<Duration>,
        now: Time,
        tabs: Vec<Claimant>,
        /// By time, and what is due at the same time in the order in which it was put there.
        events: BTreeMap<(Time, usize), Event>,
        count: usize,
    }

    enum Event {
        Open,
        Close,
        Wake(usize),
        Hear(usize, ClaimMessage),
    }

    impl Browser {
        fn new(seed: u64, delay: Range<Duration>) -> Self {
            Self {
                rng: Rng::new(seed),
                delay,
                now: START,
                tabs: Vec::new(),
                events: BTreeMap::new(),
                count: 0,
            }
        }

        fn at(&mut self, time: Time, event: Event) {
            self.count += 1;
            self.events.insert((time, self.count), event);
        }

        fn within(&mut self, millis: u64) -> Time {
            self.now
                + self
                    .rng
                    .between(&(Duration::ZERO..Duration::from_millis(millis)))
        }

        /// All tabs hear it that are open now.
        fn send(&mut self, from: usize, message: &ClaimMessage) {
            for tab in (0..self.tabs.len()).filter(|&tab| tab != from) {
                let time = self.now + self.rng.between(&self.delay);
                self.at(time, Event::Hear(tab, message.clone()));
            }
        }

        fn holders(&self) -> Vec<usize> {
            let holds = |&tab: &usize| self.tabs[tab].state() == ClaimState::Held;
            (0..self.tabs.len()).filter(holds).collect()
        }

        fn happens(&mut self, event: Event) {
            let (from, said) = match event {
                Event::Open => {
                    // Their clocks need not agree.
                    let [clock, wakes] = [60, 40].map(|millis| self.within(millis));
                    let nonce = self.rng.number() % 3;
                    let (tab, wanted) = Claimant::new(clock, address(), nonce);
                    let tab_number = self.tabs.len();
                    self.tabs.push(tab);
                    // A timer may be late, not early.
                    self.at(wakes + Claimant::WAIT, Event::Wake(tab_number));
                    (tab_number, Some(wanted))
                }
                Event::Close => {
                    for tab in self.holders() {
                        self.tabs[tab].state = ClaimState::Lost;
                    }
                    return;
                }
                Event::Wake(tab) => {
                    let time = self.tabs[tab].deadline().unwrap_or(self.now);
                    (tab, self.tabs[tab].wake(time))
                }
                Event::Hear(tab, message) => (tab, self.tabs[tab].hear(&message)),
            };
            if let Some(said) = said {
                self.send(from, &said);
            }
        }

        /// Runs until nothing more happens; the most tabs that held the address at once.
        fn run(&mut self) -> usize {
            let mut most = 0;
            while let Some(((time, _), event)) = self.events.pop_first() {
                self.now = time;
                self.happens(event);
                most = most.max(self.holders().len());
            }
            most
        }
    }

    /// From as good as nothing to just under half of the wait.
    const IN_TIME: Range<Duration> = Duration::from_micros(10)..Duration::from_millis(125);

    #[test]
    fn in_a_race_of_many_one_gets_the_address_and_never_two_hold_it() {
        for seed in 0..2000 {
            let mut browser = Browser::new(seed, IN_TIME);
            for _ in 0..2 + seed % 12 {
                let time = browser.within([1, 100, 1000][seed as usize % 3]);
                browser.at(time, Event::Open);
            }
            assert_eq!(browser.run(), 1, "seed {seed}");
            assert_eq!(browser.holders().len(), 1, "seed {seed}");
        }
    }

    #[test]
    fn tabs_that_come_while_the_holder_goes_never_hold_it_together() {
        for seed in 0..2000 {
            let mut browser = Browser::new(seed, IN_TIME);
            for _ in 0..30 {
                let [opens, closes] = [3000, 4000].map(|millis| browser.within(millis));
                browser.at(opens, Event::Open);
                browser.at(closes, Event::Close);
            }
            assert_eq!(browser.run(), 1, "seed {seed}");
        }
    }

    #[test]
    fn when_messages_are_late_two_may_hold_it_and_in_the_end_one_does() {
        let mut doubly = 0;
        for seed in 0..500 {
            let mut browser = Browser::new(seed, Duration::ZERO..Duration::from_secs(2));
            for _ in 0..2 + seed % 6 {
                let time = browser.within(600);
                browser.at(time, Event::Open);
            }
            doubly += usize::from(browser.run() > 1);
            assert_eq!(browser.holders().len(), 1, "seed {seed}");
        }
        assert!(doubly > 0);
    }
}
