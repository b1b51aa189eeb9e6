//! The network: its participants, the links between them, and the time that passes.

use std::{rc::Rc, time::Duration};

use chain::{Claim, Hash, Payment, Signature};
use node::{Address, JobId, SigningId, Time, VerificationId};
use pow::Puzzle;

use crate::{
    Action, Event, Link, Mining, Observer, Participant, Rng, Scripted, Signatures,
    link::{Delivery, Links},
    mining::{Search, SliceEnd},
    queue::{Queue, Scheduled},
};

/// A participant's place in the network, counted from 0 in the order in which they joined.
pub type Site = usize;

/// When every network begins: when the tutorial's genesis was made.
pub const BEGIN: Time = Time::from_micros(1_713_205_842_894_745);

/// The hash power that a participant joins with, in hashes a second: little, as proofs are easy in tests.
pub const HASH_POWER: f64 = 50.0;

/// A participant is woken for the first time within this span, at random, so that those that join together do not
/// act together ever after.
const FIRST_WAKE: Duration = Duration::from_millis(500);

/// A simulated network of participants of one kind, with scripted ones among them.
///
/// [The crate's front page](crate) explains how it works. Sites that are out of range are not there: what is done to
/// them has no effect.
pub struct Network<P: Participant> {
    seed: u64,
    rng: Rng,
    now: Time,
    queue: Queue<Occurrence<P::Message>>,
    places: Vec<Slot<P>>,
    links: Links,
    observer: Option<Box<dyn Observer<P>>>,
    /// What links do to messages that are sent from now on.
    pub link: Link,
    /// How proofs are found by searches that begin from now on.
    pub mining: Mining,
    /// How signatures are verified and made; while there is nothing, they are not.
    pub signatures: Option<Signatures>,
    /// Whether all run on one machine, so that those that search at the same time share their hash power.
    pub shared_machine: bool,
}

/// What becomes of a message on its way out, where a participant does not say what it means.
pub type Forgery<M> = Box<dyn Fn(M) -> M>;

/// A participant with what is noted about it.
struct Slot<P: Participant> {
    address: Address,
    role: Role<P>,
    up: bool,
    hash_power: f64,
    search: Option<Search>,
    /// How far its clock is ahead, in microseconds; below 0, behind.
    clock: i64,
    /// Until when its worker has signatures to verify or to make.
    signing_until: Time,
    /// When it will be woken.
    wake: Option<Time>,
    reports: Vec<P::Report>,
    requests: u64,
    forgery: Option<Forgery<P::Message>>,
}

impl<P: Participant> Slot<P> {
    fn searches(&self) -> bool {
        self.search.is_some() && self.hash_power > 0.0
    }
}

enum Role<P: Participant> {
    Genuine(P),
    Scripted(Scripted<P::Message>),
}

/// What the queue holds.
enum Occurrence<M> {
    Wake,
    Arrival {
        from: Site,
        sender: Address,
        message: Rc<M>,
        sent: Time,
        lost: bool,
    },
    SliceEnd(JobId, SliceEnd),
    Verified(VerificationId, Option<Vec<bool>>),
    Signed(SigningId, Option<Signature>),
}

/// A message on its way.
#[derive(Debug)]
pub struct InFlight<'a, M> {
    /// Tells messages apart; grows in the order in which they were sent.
    pub id: u64,
    /// Who sent it.
    pub from: Site,
    /// Who is to hear it.
    pub to: Site,
    /// What it says.
    pub message: &'a M,
    /// When it was sent.
    pub sent: Time,
    /// When it arrives.
    pub arrives: Time,
    /// Whether it gets lost on the way.
    pub lost: bool,
}

impl<P: Participant> Network<P> {
    /// A network without participants. All that is random in it comes from the seed.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            rng: Rng::new(seed),
            now: BEGIN,
            queue: Queue::new(),
            places: Vec::new(),
            links: Links::new(seed),
            observer: None,
            link: Link::local(),
            mining: Mining::SEARCHED,
            signatures: None,
            shared_machine: false,
        }
    }

    /// Lets a participant join.
    pub fn add(&mut self, address: Address, participant: P) -> Site {
        self.place(address, Role::Genuine(participant))
    }

    /// Lets a scripted participant join.
    pub fn add_scripted(&mut self, address: Address, script: Scripted<P::Message>) -> Site {
        self.place(address, Role::Scripted(script))
    }

    fn place(&mut self, address: Address, role: Role<P>) -> Site {
        let site = self.places.len();
        let wake = self.now + self.rng.between(&(Duration::ZERO..FIRST_WAKE));
        self.places.push(Slot {
            address,
            role,
            up: true,
            hash_power: HASH_POWER,
            search: None,
            clock: 0,
            signing_until: self.now,
            wake: Some(wake),
            reports: Vec::new(),
            requests: 0,
            forgery: None,
        });
        self.queue.push(wake, site, Occurrence::Wake);
        self.carry_out(site);
        site
    }

    /// Removes the participant that joined last, with all that is on its way to it. Another may join in its place.
    pub fn remove_last(&mut self) {
        if self.places.pop().is_some() {
            let site = self.places.len();
            self.links.remove_last(site);
            self.queue.forget(site);
        }
    }

    /// Stops a participant: from now on it does nothing, says nothing, not even goodbye, and hears nothing.
    pub fn crash(&mut self, site: Site) {
        if let Some(place) = self.places.get_mut(site) {
            place.up = false;
            place.search = None;
        }
    }

    /// The seed that the network was made with.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The time it is.
    pub fn now(&self) -> Time {
        self.now
    }

    /// How much time has passed since the network began.
    pub fn elapsed(&self) -> Duration {
        self.now.since(BEGIN)
    }

    /// The network's random numbers, for what its owner decides at random.
    pub fn rng(&mut self) -> &mut Rng {
        &mut self.rng
    }

    /// How many have joined, those that crashed included.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// Whether somebody is there that has not crashed.
    pub fn is_up(&self, site: Site) -> bool {
        self.places.get(site).is_some_and(|place| place.up)
    }

    /// The participant at a site. `None` where a scripted one is, or nobody.
    pub fn participant(&self, site: Site) -> Option<&P> {
        match &self.places.get(site)?.role {
            Role::Genuine(participant) => Some(participant),
            Role::Scripted(_) => None,
        }
    }

    /// What the one at a site is called by others.
    pub fn address(&self, site: Site) -> Option<&Address> {
        self.places.get(site).map(|place| &place.address)
    }

    /// Where the participant with this address is; of several the last.
    pub fn site(&self, address: &Address) -> Option<Site> {
        self.places
            .iter()
            .rposition(|place| place.address == *address)
    }

    /// Lets its owner do something to a participant, then carries out what it wants.
    pub fn update<R>(&mut self, site: Site, change: impl FnOnce(&mut P, Time) -> R) -> Option<R> {
        let now = self.shown(site);
        let Role::Genuine(participant) = &mut self.places.get_mut(site)?.role else {
            return None;
        };
        let result = change(participant, now);
        self.carry_out(site);
        Some(result)
    }

    /// Lets somebody say something unasked, to one or to all others.
    pub fn say(&mut self, site: Site, to: Option<Site>, message: P::Message) {
        match to {
            None => self.send(site, None, message),
            Some(to) => {
                if let Some(address) = self.address(to).cloned() {
                    self.send(site, Some(address), message);
                }
            }
        }
    }

    /// Forges all that a participant says from now on; it knows nothing of it. `None`: no more.
    ///
    /// So one that is genuine lies in some things and keeps to its word in all others; one that is a liar from the ground up
    /// is [scripted](Network::add_scripted).
    pub fn forge(&mut self, site: Site, forgery: Option<Forgery<P::Message>>) {
        if let Some(place) = self.places.get_mut(site) {
            place.forgery = forgery;
        }
    }

    /// A number for a command to this participant, each time another.
    pub(crate) fn next_request(&mut self, site: Site) -> u64 {
        self.places.get_mut(site).map_or(0, |place| {
            place.requests += 1;
            place.requests
        })
    }

    /// What a participant has told its owner, oldest first.
    pub fn reports(&self, site: Site) -> &[P::Report] {
        self.places.get(site).map_or(&[], |place| &place.reports)
    }

    /// Takes what a participant has told its owner since that was taken last.
    pub fn take_reports(&mut self, site: Site) -> Vec<P::Report> {
        self.places
            .get_mut(site)
            .map_or_else(Vec::new, |place| std::mem::take(&mut place.reports))
    }

    /// Lets somebody watch from now on, in the place of who did so far.
    pub fn observe(&mut self, observer: impl Observer<P> + 'static) {
        self.observer = Some(Box::new(observer));
    }
}

/// Links.
impl<P: Participant> Network<P> {
    /// Cuts the link between two participants; what is on its way there is lost. False where it was cut already.
    pub fn cut(&mut self, one: Site, other: Site) -> bool {
        self.links.cut(one, other)
    }

    /// Mends a link that was cut. False where it was not.
    pub fn mend(&mut self, one: Site, other: Site) -> bool {
        self.links.mend(one, other)
    }

    /// Whether the link between two participants is cut.
    pub fn is_cut(&self, one: Site, other: Site) -> bool {
        self.links.is_cut(one, other)
    }

    /// The links that are cut, in the order in which they were.
    pub fn cuts(&self) -> impl ExactSizeIterator<Item = (Site, Site)> {
        self.links.cuts()
    }

    /// Partitions the network: only participants of the same part hear each other, and what is on its way between
    /// two parts is lost. Those not named, and those that join later, are together in one more part.
    pub fn partition(&mut self, parts: &[&[Site]]) {
        self.links.partition(parts);
    }

    /// Mends all links that were cut, and ends the partition.
    pub fn heal(&mut self) {
        self.links.heal();
    }

    /// The messages on their way, in no order.
    pub fn in_flight(&self) -> impl Iterator<Item = InFlight<'_, P::Message>> {
        self.queue.iter().filter_map(|scheduled| {
            let Occurrence::Arrival {
                from,
                message,
                sent,
                lost,
                ..
            } = &scheduled.event
            else {
                return None;
            };
            Some(InFlight {
                id: scheduled.serial,
                from: *from,
                to: scheduled.site,
                message: &**message,
                sent: *sent,
                arrives: scheduled.at,
                lost: *lost,
            })
        })
    }
}

/// Hash power.
impl<P: Participant> Network<P> {
    /// Sets a participant's hash power, in hashes a second. A slice of a search that is under way ends as it began.
    pub fn set_hash_power(&mut self, site: Site, hash_power: f64) {
        let Some(place) = self.places.get_mut(site) else {
            return;
        };
        place.hash_power = hash_power;
        let idle = |search: &Search| search.slice.is_none() || search.is_drawn();
        if place.search.as_ref().is_some_and(idle) {
            self.search_on(site);
        }
    }

    /// A participant's hash power, in hashes a second.
    pub fn hash_power(&self, site: Site) -> f64 {
        self.places.get(site).map_or(0.0, |place| place.hash_power)
    }

    /// How many proofs a participant has tried in its search for one; `None` where it does not search. A slice counts
    /// as soon as it begins.
    pub fn tried(&self, site: Site) -> Option<u64> {
        self.places.get(site)?.search.as_ref().map(Search::tried)
    }

    fn search(&mut self, site: Site, job: JobId, puzzle: Puzzle) {
        self.places[site].search = Search::new(self.mining, job, puzzle);
        self.search_on(site);
    }

    /// Begins the next slice of a search, if there is hash power for it.
    fn search_on(&mut self, site: Site) {
        let miners = match self.shared_machine {
            true => self.places.iter().filter(|place| place.searches()).count(),
            false => 1,
        };
        let place = &mut self.places[site];
        let Some(search) = &mut place.search else {
            return;
        };
        search.slice = None;
        if place.hash_power > 0.0 {
            let slice = search.next_slice(&mut self.rng);
            let seconds = slice.hashes * miners as f64 / place.hash_power;
            let at = self.now + Duration::from_micros((seconds * 1e6) as u64);
            let end = Occurrence::SliceEnd(search.job, slice.end);
            search.slice = Some(self.queue.push(at, site, end));
        }
    }

    fn slice_ended(&mut self, site: Site, serial: u64, job: JobId, end: SliceEnd) {
        let search = &mut self.places[site].search;
        let current = search
            .as_ref()
            .is_some_and(|search| search.slice == Some(serial));
        let event = match end {
            SliceEnd::Found(proof) => Event::Found(job, proof),
            // No such proof comes late: it was drawn for a search that goes on otherwise, or not at all.
            _ if !current => return,
            SliceEnd::Drawn(proof) => Event::Found(job, proof),
            SliceEnd::Exhausted => Event::Exhausted(job),
            SliceEnd::Paused => return self.search_on(site),
        };
        if current {
            *search = None;
        }
        self.tell(site, event);
    }
}

/// Signatures.
impl<P: Participant> Network<P> {
    fn verify(&mut self, site: Site, name: VerificationId, genesis: &Hash, claims: &[Claim]) {
        let are_true = self.signatures.map(|signatures| {
            let verify = |claim| (signatures.verify)(claim, genesis);
            claims.iter().map(verify).collect()
        });
        let at = self.when_signed(site, claims.len());
        self.queue
            .push(at, site, Occurrence::Verified(name, are_true));
    }

    fn sign(&mut self, site: Site, name: SigningId, genesis: &Hash, payment: &Payment) {
        let signatures = self.signatures;
        let signature = signatures.map(|signatures| (signatures.sign)(site, payment, genesis));
        let at = self.when_signed(site, 1);
        self.queue
            .push(at, site, Occurrence::Signed(name, signature));
    }

    /// When a participant's worker is done with so many signatures more.
    fn when_signed(&mut self, site: Site, count: usize) -> Time {
        let each = self.signatures.map_or(Duration::ZERO, |one| one.each_takes);
        let place = &mut self.places[site];
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        place.signing_until = place.signing_until.max(self.now) + each.saturating_mul(count);
        place.signing_until
    }
}

/// Time.
impl<P: Participant> Network<P> {
    /// Sets a participant's clock so many microseconds ahead of the others', or, below 0, behind. Nobody's clock steps back.
    pub fn set_clock(&mut self, site: Site, ahead: i64) {
        if let Some(place) = self.places.get_mut(site) {
            place.clock = ahead;
        }
        self.wake_in_time(site);
    }

    /// What a participant's clock shows.
    fn shown(&self, site: Site) -> Time {
        let place = self.places.get(site);
        shifted(self.now, place.map_or(0, |place| place.clock))
    }

    /// Lets time pass.
    pub fn run(&mut self, span: Duration) {
        let end = self.now + span;
        while self.step(end).is_some() {}
    }

    /// Lets the next thing happen, if it does so at `end` or before, and tells to whom. `None` when nothing is left to
    /// happen; it is `end` then.
    ///
    /// A step is short: a participant handles one event, or searches for one slice. So whoever has little time can
    /// stop between two steps. What happens does not depend on that.
    pub fn step(&mut self, end: Time) -> Option<Site> {
        let Some(next) = self.queue.pop_until(end) else {
            self.now = self.now.max(end);
            return None;
        };
        self.now = next.at;
        let site = next.site;
        if self.is_up(site) {
            self.happen(next);
        }
        Some(site)
    }

    fn happen(&mut self, next: Scheduled<Occurrence<P::Message>>) {
        let Scheduled {
            at,
            serial,
            site,
            event,
        } = next;
        match event {
            Occurrence::Wake => {
                let place = &mut self.places[site];
                // Another one was scheduled for an earlier time.
                if place.wake == Some(at) {
                    place.wake = None;
                    self.tell(site, Event::Wake);
                }
            }
            Occurrence::Arrival {
                from,
                sender,
                message,
                lost,
                ..
            } => {
                if !lost && self.links.connect(from, site) {
                    self.tell(site, Event::Message(sender, Rc::unwrap_or_clone(message)));
                }
            }
            Occurrence::SliceEnd(job, end) => self.slice_ended(site, serial, job, end),
            Occurrence::Verified(name, are_true) => {
                self.tell(site, Event::Verified(name, are_true));
            }
            Occurrence::Signed(name, signature) => self.tell(site, Event::Signed(name, signature)),
        }
    }

    fn tell(&mut self, site: Site, event: Event<P::Message>) {
        let now = self.shown(site);
        match &mut self.places[site].role {
            Role::Genuine(participant) => participant.handle(now, event),
            Role::Scripted(script) => script.handle(now, event),
        }
        self.carry_out(site);
    }

    /// Does all that a participant wants, and sees to it that it is woken in time.
    fn carry_out(&mut self, site: Site) {
        loop {
            let action = match &mut self.places[site].role {
                Role::Genuine(participant) => participant.poll(),
                Role::Scripted(script) => {
                    script.poll().map(|(to, message)| Action::Send(to, message))
                }
            };
            match action {
                None => break,
                Some(Action::Send(to, message)) => self.send(site, to, message),
                Some(Action::Search(job, puzzle)) => self.search(site, job, puzzle),
                Some(Action::StopSearch) => self.places[site].search = None,
                Some(Action::Verify(name, genesis, claims)) => {
                    self.verify(site, name, &genesis, &claims);
                }
                Some(Action::Sign(name, genesis, payment)) => {
                    self.sign(site, name, &genesis, &payment);
                }
                Some(Action::Report(report)) => {
                    if let Some(observer) = &mut self.observer {
                        observer.reported(self.now, site, &report);
                    }
                    self.places[site].reports.push(report);
                }
            }
        }
        self.wake_in_time(site);
        if let (Some(observer), Role::Genuine(participant)) =
            (&mut self.observer, &self.places[site].role)
        {
            observer.handled(self.now, site, participant);
        }
    }

    fn wake_in_time(&mut self, site: Site) {
        let now = self.shown(site);
        let place = &mut self.places[site];
        let deadline = match &place.role {
            Role::Genuine(participant) => participant.deadline(now),
            Role::Scripted(script) => script.deadline(now),
        };
        // It is told by the participant's clock.
        let deadline = deadline.map(|deadline| shifted(deadline, place.clock.saturating_neg()));
        if let Some(deadline) = deadline
            && place.wake.is_none_or(|wake| deadline < wake)
        {
            let deadline = deadline.max(self.now);
            place.wake = Some(deadline);
            self.queue.push(deadline, site, Occurrence::Wake);
        }
    }

    fn send(&mut self, from: Site, to: Option<Address>, message: P::Message) {
        let Some(Slot {
            address,
            up: true,
            forgery,
            ..
        }) = self.places.get(from)
        else {
            return;
        };
        let sender = address.clone();
        let message = match forgery {
            Some(forged) => forged(message),
            None => message,
        };
        if let Some(observer) = &mut self.observer {
            observer.sent(self.now, from, to.as_ref(), &message);
        }
        let message = Rc::new(message);
        for site in 0..self.places.len() {
            let meant = to
                .as_ref()
                .is_none_or(|to| *to == self.places[site].address);
            if site == from || !meant {
                continue;
            }
            let deliveries = self.links.send(&self.link, from, site, &mut self.rng);
            for Delivery { delay, lost } in deliveries.into_iter().flatten() {
                let arrival = Occurrence::Arrival {
                    from,
                    sender: sender.clone(),
                    message: message.clone(),
                    sent: self.now,
                    lost,
                };
                self.queue.push(self.now + delay, site, arrival);
            }
        }
    }
}

/// A time so many microseconds later, or earlier.
fn shifted(time: Time, micros: i64) -> Time {
    Time::from_micros(time.as_micros().saturating_add_signed(micros))
}
