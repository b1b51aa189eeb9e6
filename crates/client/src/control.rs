//! What a tab knows by the control messages of others, for people who look at the room: what each of them
//! sees, and how the room is split.
//!
//! No node takes part, and nothing that is said here touches a chain. Control messages are hostile until they
//! are read, as all that others say: their size, their rate and what is kept of them are bounded, and
//! what can't be read is dropped.

use std::time::Duration;

use litemap::LiteMap;
use node::{Address, MAX_PRESENT, Time};
use protocol::{ControlMessage, MAX_TOLD, RateLimit, RateLimiter, Split};

/// The rate limit of each tab's control messages. A tab sends about half as many.
const LIMIT: RateLimit = RateLimit {
    per_second: 20.0,
    burst: 40.0,
};
/// The rate limit of each tab's statements on how the room is split, apart for its own and for those that it tells of: one that
/// splits the room again and again leaves time to heal it.
const SPLITS: RateLimit = RateLimit {
    per_second: 0.2,
    burst: 8.0,
};
/// The rate limit of what each tab has this one cut or mend. To cut one off from a whole class takes one statement each.
const CUTS: RateLimit = RateLimit {
    per_second: 1.0,
    burst: 64.0,
};
/// The most tabs whose statements are refused.
const MAX_IGNORED: usize = 64;
/// How long a tab that was not heard is remembered.
const REMEMBERED: Duration = Duration::from_secs(12);
/// The most tabs whose reports are kept.
const MAX_REPORTS: usize = 128;
/// A report is kept for so long after it came.
const REPORT_KEPT: Duration = Duration::from_secs(6);
/// How often someone who looks at the room says so, and for how long that holds.
const WATCHING_EVERY: Duration = Duration::from_secs(2);
const WATCHING_HOLDS: Duration = Duration::from_secs(5);
/// With more watchers than this, a report is for everyone: what goes to all costs a relay's member as much as to these.
const MAX_WATCHERS: usize = 16;
/// How soon the split is repeated for a tab that asks for it, or does not know it.
const ANSWER_AFTER: Duration = Duration::from_millis(400);

/// The smallest span of time.
const TICK: Duration = Duration::from_micros(1);

/// What a statement asks of the tab that heard it.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// The room is split in another way from now on.
    Split,
    /// The connection to a node is to be cut, or mended.
    Cut(Address, bool),
    /// All connections are to be mended.
    MendAll,
    /// Where other nodes stand, as they told that tab.
    Told(Vec<(Address, u64, u64)>),
}

/// What a tab knows by control messages.
pub struct RoomControl {
    own: Address,
    newest: Option<Newest>,
    /// The newest one that does not count here: the next one of this tab is to follow it all the same.
    refused: Option<Split>,
    /// The tabs whose cuts and splits do not count here.
    ignored: Vec<Address>,
    /// When any tab last said how the room is split.
    split_said: Time,
    /// Whether a tab asked for it, or told of an older one.
    split_asked: bool,
    /// How long a tab waits for others to repeat it: not equally long in each tab.
    repeat_after: Duration,
    watching_said: Option<Time>,
    reported: Time,
    /// When this tab last said what others told it of where they stand, and of how many it has.
    told: Option<Time>,
    told_of: usize,
    others: LiteMap<Address, Other>,
}

/// The newest statement on how the room is split.
struct Newest {
    split: Split,
    /// Who told of it, where that was not its orderer.
    told_by: Option<Address>,
}

/// Another tab.
struct Other {
    limiter: RateLimiter,
    /// For its own statements on splits, and for those that it tells of.
    splits: [RateLimiter; 2],
    cuts: RateLimiter,
    /// Whether it has ever had this tab cut something, or split the room.
    orders: bool,
    /// When it sent a control message last.
    heard: Time,
    /// When it said that somebody looks at the room there.
    watching: Option<Time>,
    /// What it said it sees, and when.
    report: Option<(String, Time)>,
}

impl RoomControl {
    /// A tab that has heard nothing yet. `chance` should differ from tab to tab.
    pub fn new(own: Address, chance: u8) -> Self {
        Self {
            own,
            newest: None,
            refused: None,
            ignored: Vec::new(),
            split_said: Time::default(),
            split_asked: false,
            repeat_after: Duration::from_millis(2_000 + 8 * u64::from(chance)),
            watching_said: None,
            reported: Time::default(),
            told: None,
            told_of: 0,
            others: LiteMap::new(),
        }
    }

    /// What a tab says when it comes into the room, or back.
    pub fn greeting(&self) -> ControlMessage {
        match &self.newest {
            Some(newest) => ControlMessage::Split(newest.split.clone()),
            None => ControlMessage::AskSplit,
        }
    }

    /// Takes in what another tab says.
    pub fn handle(&mut self, now: Time, from: &Address, message: ControlMessage) -> Option<Effect> {
        if *from == self.own || !self.admits(now, from) {
            return None;
        }
        match message {
            ControlMessage::Watching => {
                if let Some(other) = self.others.get_mut(from) {
                    other.watching = Some(now);
                }
                None
            }
            ControlMessage::Report(report) => {
                self.keep(now, from, report);
                None
            }
            ControlMessage::AskSplit => {
                self.split_asked = self.newest.is_some();
                None
            }
            ControlMessage::Split(split) => self.learn(now, from, split),
            ControlMessage::Connection { one, other, cut } => {
                let ends = [(&one, &other), (&other, &one)];
                let (_, far) = ends.into_iter().find(|(near, _)| **near == self.own)?;
                let counts = *far != self.own && self.admits_cut(now, from);
                counts.then(|| Effect::Cut(far.clone(), cut))
            }
            ControlMessage::Told(told) => Some(Effect::Told(told)),
            ControlMessage::MendAll => self.admits_cut(now, from).then_some(Effect::MendAll),
        }
    }

    /// Has the cuts and splits of a tab count here no longer, or again. True where the room is not split any more because of it.
    pub fn ignore(&mut self, tab: &Address, ignore: bool) -> bool {
        self.ignored.retain(|other| other != tab);
        if !ignore || self.ignored.len() >= MAX_IGNORED {
            return false;
        }
        self.ignored.push(tab.clone());
        let ordered =
            |newest: &mut Newest| newest.split.by == *tab || newest.told_by.as_ref() == Some(tab);
        let Some(newest) = self.newest.take_if(ordered) else {
            return false;
        };
        let splits = newest.split.splits();
        self.refuse(newest.split);
        splits
    }

    /// Whether the cuts and splits of a tab do not count here; `None` where it has ordered none.
    pub fn ignores(&self, tab: &Address) -> Option<bool> {
        let orders = self.others.get(tab).is_some_and(|other| other.orders);
        let ignored = self.is_ignored(tab);
        (orders || ignored).then_some(ignored)
    }

    fn is_ignored(&self, tab: &Address) -> bool {
        self.ignored.contains(tab)
    }

    /// This tab splits the room, or heals it with nobody in the second half. What is to be said.
    pub fn split_room(&mut self, now: Time, second: Vec<Address>) -> ControlMessage {
        let newest = self.newest.as_ref().map(|newest| &newest.split);
        let refused = self.refused.as_ref();
        let last = refused.filter(|refused| newest.is_none_or(|newest| refused.replaces(newest)));
        let split = Split::after(last.or(newest), self.own.clone(), second);
        self.newest = Some(Newest {
            split: split.clone(),
            told_by: None,
        });
        self.split_said = now;
        ControlMessage::Split(split)
    }

    /// What is to be said as time passes. `watching` says whether somebody looks at the room here.
    pub fn due(&mut self, now: Time, watching: bool) -> Vec<ControlMessage> {
        let mut due = Vec::new();
        if !watching {
            self.watching_said = None;
        } else if self
            .watching_said
            .is_none_or(|at| now.since(at) >= WATCHING_EVERY)
        {
            self.watching_said = Some(now);
            due.push(ControlMessage::Watching);
        }
        for (_, other) in self.others.iter_mut() {
            let fresh = |(_, at): &(String, Time)| watching && now.since(*at) <= REPORT_KEPT;
            if !other.report.as_ref().is_some_and(fresh) {
                other.report = None;
            }
        }
        if let Some(newest) = &self.newest {
            let passed = now.since(self.split_said);
            let repeat = newest.split.splits() && passed >= self.repeat_after;
            if repeat || (self.split_asked && passed >= ANSWER_AFTER) {
                self.split_said = now;
                self.split_asked = false;
                due.push(ControlMessage::Split(newest.split.clone()));
            }
        }
        due
    }

    /// The tabs to which this one reports now what it sees: those where somebody looks at the room, or everyone (`None`)
    /// where they are many. The more other tabs are in the room, the less often.
    pub fn report_receivers(&mut self, now: Time, others: usize) -> Vec<Option<Address>> {
        if now.since(self.reported) < report_every(others) {
            return Vec::new();
        }
        let watches = |at: Time| now.since(at) <= WATCHING_HOLDS;
        let mut watchers = Vec::new();
        for (address, other) in self.others.iter() {
            if other.watching.is_some_and(watches) {
                watchers.push(Some(address.clone()));
            }
        }
        if watchers.len() > MAX_WATCHERS {
            watchers = vec![None];
        }
        if !watchers.is_empty() {
            self.reported = now;
        }
        watchers
    }

    /// Of which of its peers this tab says now where they stand, as they told it: how many to skip. Seldom, and of all in turn.
    pub fn tells(&mut self, now: Time, others: usize) -> Option<usize> {
        let last = *self.told.get_or_insert(now);
        if others < 2 || now.since(last) < tell_every(others) {
            return None;
        }
        self.told = Some(now);
        let skip = self.told_of % others;
        self.told_of = skip + MAX_TOLD;
        Some(skip)
    }

    /// When [`due`](Self::due), [`tells`](Self::tells) or [`report_receivers`](Self::report_receivers) have something to say at the earliest.
    pub fn deadline(&self, now: Time, watching: bool, others: usize) -> Option<Time> {
        let mut times = Vec::new();
        if watching {
            times.push(self.watching_said.map_or(now, |at| at + WATCHING_EVERY));
            let reports = self
                .others
                .values()
                .filter_map(|other| other.report.as_ref());
            times.extend(reports.map(|(_, at)| *at + REPORT_KEPT + TICK));
        }
        if self
            .newest
            .as_ref()
            .is_some_and(|newest| newest.split.splits())
        {
            times.push(self.split_said + self.repeat_after);
        }
        if self.newest.is_some() && self.split_asked {
            times.push(self.split_said + ANSWER_AFTER);
        }
        if let Some(told) = self.told.filter(|_| others > 1) {
            times.push(told + tell_every(others));
        }
        let mut watchers = self.others.values().filter_map(|other| other.watching);
        if watchers.any(|at| now.since(at) <= WATCHING_HOLDS) {
            times.push(self.reported + report_every(others));
        }
        times.into_iter().min()
    }

    /// How the room is split, if it ever was: the last statement, and who told of it where that was not
    /// its orderer.
    pub fn split(&self) -> Option<(&Split, Option<&Address>)> {
        let newest = self.newest.as_ref()?;
        Some((&newest.split, newest.told_by.as_ref()))
    }

    /// Whose word the last statement is: its orderer's, if that tab was ever heard, or else of whoever told of it.
    pub fn split_author(&self) -> Option<&Address> {
        let newest = self.newest.as_ref()?;
        let by = &newest.split.by;
        let teller = newest.told_by.as_ref();
        teller
            .filter(|_| !self.others.contains_key(by))
            .or(Some(by))
    }

    /// Whether a node is in the other half of the room.
    pub fn separates(&self, node: &Address) -> bool {
        let newest = self.newest.as_ref();
        newest.is_some_and(|newest| newest.split.parts(&self.own, node))
    }

    /// What the others say they see, unread: address and text.
    pub fn reports(&self) -> impl Iterator<Item = (&Address, &str)> {
        let others = self.others.iter();
        others.filter_map(|(address, other)| Some((address, other.report.as_ref()?.0.as_str())))
    }

    /// A node has left. If it is still there, its next report is taken as a newcomer's; how much it has said is remembered.
    pub fn forget(&mut self, node: &Address) {
        if let Some(other) = self.others.get_mut(node) {
            other.watching = None;
            other.report = None;
        }
    }

    fn learn(&mut self, now: Time, from: &Address, split: Split) -> Option<Effect> {
        let first_hand = split.by == *from;
        if let Some(newest) = &mut self.newest {
            if newest.split == split {
                self.split_said = now;
                self.split_asked = false;
                if first_hand {
                    newest.told_by = None;
                }
                return None;
            }
            if !split.replaces(&newest.split) {
                self.split_asked = true;
                return None;
            }
        }
        let ignored = self.is_ignored(from) || self.is_ignored(&split.by);
        if ignored || !self.admits_split(now, from, first_hand) {
            self.refuse(split);
            return None;
        }
        let was_split = self.newest.as_ref().is_some_and(|n| n.split.splits());
        let changes = was_split || split.splits();
        self.split_said = now;
        self.split_asked = false;
        self.newest = Some(Newest {
            split,
            told_by: (!first_hand).then(|| from.clone()),
        });
        // That a room was healed once is no news to a newcomer.
        changes.then_some(Effect::Split)
    }

    fn refuse(&mut self, split: Split) {
        let refused = self.refused.as_ref();
        if refused.is_none_or(|refused| split.replaces(refused)) {
            self.refused = Some(split);
        }
    }

    fn admits_split(&mut self, now: Time, from: &Address, first_hand: bool) -> bool {
        let other = self.others.get_mut(from);
        other.is_some_and(|other| {
            other.orders |= first_hand;
            other.splits[usize::from(first_hand)].admit(now, 1.0)
        })
    }

    fn admits_cut(&mut self, now: Time, from: &Address) -> bool {
        let heeded = !self.is_ignored(from);
        let other = self.others.get_mut(from).filter(|_| heeded);
        other.is_some_and(|other| {
            other.orders = true;
            other.cuts.admit(now, 1.0)
        })
    }

    fn keep(&mut self, now: Time, from: &Address, report: String) {
        let room = self.reports().count() < MAX_REPORTS;
        if let Some(other) = self.others.get_mut(from)
            && self.watching_said.is_some()
            && (room || other.report.is_some())
        {
            other.report = Some((report, now));
        }
    }

    /// Counts a control message against its sender's limit. False when that is reached.
    fn admits(&mut self, now: Time, from: &Address) -> bool {
        if !self.others.contains_key(from) {
            if self.others.len() >= MAX_PRESENT {
                self.others
                    .retain(|_, other| now.since(other.heard) <= REMEMBERED);
            }
            if self.others.len() >= MAX_PRESENT {
                return false;
            }
            let newcomer = Other {
                limiter: RateLimiter::new(LIMIT),
                splits: [RateLimiter::new(SPLITS), RateLimiter::new(SPLITS)],
                cuts: RateLimiter::new(CUTS),
                orders: false,
                heard: now,
                watching: None,
                report: None,
            };
            self.others.insert(from.clone(), newcomer);
        }
        self.others.get_mut(from).is_some_and(|other| {
            other.heard = now;
            other.limiter.admit(now, 1.0)
        })
    }
}

/// How often a tab says what its peers told it, in a room of so many: what each hears in a second does not grow with the room.
fn tell_every(others: usize) -> Duration {
    Duration::from_secs(20 + others as u64)
}

/// How often a tab says what it sees, in a room of so many others.
fn report_every(others: usize) -> Duration {
    Duration::from_millis(250 + 50 * others.min(50) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn at(seconds: u64) -> Time {
        Time::from_micros(seconds * 1_000_000)
    }

    fn tab(name: &str) -> RoomControl {
        RoomControl::new(address(name), 125)
    }

    fn seen() -> ControlMessage {
        ControlMessage::Report("{}".to_owned())
    }

    /// The statements on how the room is split among those said.
    fn splits(said: Vec<ControlMessage>) -> Vec<Split> {
        let split = |said| match said {
            ControlMessage::Split(split) => Some(split),
            _ => None,
        };
        said.into_iter().filter_map(split).collect()
    }

    #[test]
    fn a_split_holds_until_a_later_statement_comes_whoever_gives_it() {
        let (mut one, mut two) = (tab("tab-1"), tab("tab-2"));
        let ControlMessage::Split(split) = one.split_room(at(1), vec![address("tab-2")]) else {
            panic!("a split is said");
        };
        let heard = two.handle(
            at(1),
            &address("tab-1"),
            ControlMessage::Split(split.clone()),
        );
        assert_eq!(heard, Some(Effect::Split));
        assert!(two.separates(&address("tab-1")) && one.separates(&address("tab-2")));
        let healed = two.split_room(at(2), Vec::new());
        one.handle(at(2), &address("tab-2"), healed);
        assert!(!one.separates(&address("tab-2")));
        // The older one is answered, not obeyed.
        let again = one.handle(at(3), &address("tab-3"), ControlMessage::Split(split));
        assert_eq!(again, None);
        assert!(!splits(one.due(at(3), false))[0].splits());
    }

    #[test]
    fn a_newcomer_is_told_of_a_split_and_by_whom_it_was_told() {
        let (mut one, mut new) = (tab("tab-1"), tab("tab-new"));
        one.split_room(at(1), vec![address("tab-2")]);
        one.handle(at(2), &address("tab-new"), new.greeting());
        let said = splits(one.due(at(2), false)).remove(0);
        // From another than its orderer, and then from that one itself.
        new.handle(
            at(2),
            &address("tab-3"),
            ControlMessage::Split(said.clone()),
        );
        assert!(new.separates(&address("tab-2")) && !new.separates(&address("tab-1")));
        assert_eq!(new.split().unwrap().1, Some(&address("tab-3")));
        new.handle(at(3), &address("tab-1"), ControlMessage::Split(said));
        assert_eq!(new.split().unwrap().1, None);
    }

    #[test]
    fn a_split_is_repeated_unless_another_tab_does_and_a_healing_only_when_it_is_asked_for() {
        let (mut one, mut two) = (tab("tab-1"), tab("tab-2"));
        let said = one.split_room(at(1), vec![address("tab-2")]);
        two.handle(at(1), &address("tab-1"), said);
        assert!(splits(one.due(at(3), false)).is_empty());
        let said = splits(one.due(at(4), false)).remove(0);
        two.handle(at(4), &address("tab-1"), ControlMessage::Split(said));
        assert!(splits(two.due(at(6), false)).is_empty());
        one.split_room(at(7), Vec::new());
        assert!(splits(one.due(at(60), false)).is_empty());
        one.handle(at(60), &address("tab-new"), ControlMessage::AskSplit);
        assert_eq!(splits(one.due(at(61), false)).len(), 1);
    }

    #[test]
    fn what_a_tab_sees_is_said_while_somebody_watches_and_kept_by_whoever_does() {
        let (mut one, mut two) = (tab("tab-1"), tab("tab-2"));
        assert_eq!(two.report_receivers(at(9), 1), []);
        assert!(matches!(
            one.due(at(10), true)[..],
            [ControlMessage::Watching]
        ));
        two.handle(at(10), &address("tab-1"), ControlMessage::Watching);
        for (second, due) in [(10, true), (10, false), (15, true), (16, false)] {
            let to = two.report_receivers(at(second), 1);
            let wanted = due.then(|| Some(address("tab-1")));
            assert_eq!(to, wanted.into_iter().collect::<Vec<_>>(), "{second}");
        }

        one.handle(at(11), &address("tab-2"), seen());
        let reports: Vec<_> = one.reports().collect();
        assert_eq!(reports, [(&address("tab-2"), "{}")]);
        // Nobody watches here.
        two.handle(at(11), &address("tab-1"), seen());
        assert_eq!(two.reports().count(), 0);
        one.due(at(18), true);
        assert_eq!(one.reports().count(), 0, "it was not heard for long");
    }

    #[test]
    fn what_a_tab_sees_is_said_to_those_who_watch_and_to_all_only_where_they_are_many() {
        let mut one = tab("tab-1");
        let name = |number: usize| address(&format!("tab-{}", 100 + number));
        for number in 0..MAX_WATCHERS {
            one.handle(at(1), &name(number), ControlMessage::Watching);
            one.handle(at(1), &address("tab-2"), ControlMessage::AskSplit);
        }
        let watchers: Vec<_> = (0..MAX_WATCHERS).map(|number| Some(name(number))).collect();
        assert_eq!(one.report_receivers(at(2), 30), watchers);
        assert_eq!(one.report_receivers(at(3), 30), [], "not so soon");
        one.handle(at(4), &name(MAX_WATCHERS), ControlMessage::Watching);
        assert_eq!(one.report_receivers(at(4), 30), [None]);
        // One watches on, one goes.
        one.handle(at(6), &name(0), ControlMessage::Watching);
        one.handle(at(6), &name(1), ControlMessage::Watching);
        one.forget(&name(1));
        assert_eq!(one.report_receivers(at(10), 30), [Some(name(0))]);
    }

    #[test]
    fn only_the_two_ends_of_a_connection_cut_it() {
        let wire = || ControlMessage::Connection {
            one: address("tab-1"),
            other: address("tab-2"),
            cut: true,
        };
        for (name, far) in [
            ("tab-1", Some("tab-2")),
            ("tab-2", Some("tab-1")),
            ("tab-3", None),
        ] {
            let effect = tab(name).handle(at(1), &address("tab-9"), wire());
            assert_eq!(effect, far.map(|far| Effect::Cut(address(far), true)));
        }
    }

    #[test]
    fn whoever_says_too_much_is_not_heard_and_takes_nothing_from_others() {
        let mut one = tab("tab-1");
        one.due(at(1), true);
        for _ in 0..1_000 {
            one.handle(at(1), &address("tab-loud"), ControlMessage::AskSplit);
        }
        one.handle(at(1), &address("tab-loud"), seen());
        assert_eq!(one.reports().count(), 0);
        one.handle(at(1), &address("tab-2"), seen());
        assert_eq!(one.reports().count(), 1);
        for name in 0..1_000 {
            let name = format!("tab-{name}");
            one.handle(at(2), &address(&name), seen());
        }
        assert_eq!(one.reports().count(), MAX_REPORTS);
        // They cost their place no longer than they are heard.
        let split = one.split_room(at(30), vec![address("tab-2")]);
        assert!(
            tab("tab-2")
                .handle(at(30), &address("tab-1"), split)
                .is_some()
        );
        one.handle(at(30), &address("tab-new"), ControlMessage::AskSplit);
        assert_eq!(splits(one.due(at(31), true)).len(), 1);
    }
}
