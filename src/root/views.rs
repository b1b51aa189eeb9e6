//! What the page shows of the tab and its node.

use chain::ProofRule;
use node::{Address, Node, Notice, Peer};

use super::{Shown, cores};
use crate::{
    drivers::{
        relay::{Connection, Link},
        tab::{Happening, Tab, What},
    },
    miner::pool::MAX_WORKERS,
    page::{
        route::Route,
        view::{
            Event, EventKind, Half, MiningView, PeerView, RelayState, RelayView, Response,
            SplitView, View, is_luck,
        },
    },
};

/// How many blocks the page shows at once.
pub const SHOWN_BLOCKS: u64 = 50;
/// How many pending transactions the page shows.
const SHOWN_PENDING: usize = 100;

/// All of it, at this moment.
pub fn view(tab: &Tab, shown: &Shown) -> View {
    let answer = tab.last_answer();
    tab.read(|node| {
        let chain = node.chain();
        let length = chain.length();
        let last = shown.last.map_or(length, |last| last.clamp(1, length));
        let first = last.saturating_sub(SHOWN_BLOCKS - 1).max(1);
        View {
            address: node.address().clone(),
            name: node.name().to_string(),
            room: tab.room().to_owned(),
            new_room: new_room(node),
            rules: chain.rules(),
            rules_changeable: node.rules_changeable(),
            mode: node.mode(),
            auto_register: node.auto_register(),
            length,
            blocks: (first..=last)
                .filter_map(|index| chain.get(index).cloned())
                .collect(),
            earlier: first - 1,
            later: length - last,
            pending: node
                .mempool()
                .pending()
                .take(SHOWN_PENDING)
                .cloned()
                .collect(),
            pending_total: node.mempool().len(),
            peers: peers(node),
            mines: tab.mines(),
            mining: mining(tab, node),
            workers: tab.workers(),
            max_workers: MAX_WORKERS,
            cores: cores(),
            speed: tab.speed(),
            keep_mining: tab.keeps_mining(),
            resolving: node.is_resolving(),
            response: answer.map(|answer| Response {
                json: answer.json,
                report: answer.report,
            }),
            error: shown.error.clone(),
            events: tab
                .happenings()
                .into_iter()
                .filter_map(|happening| event(happening, chain.rules().proof))
                .collect(),
            relay: tab.relay().map(|relay| relay_view(relay, tab.room())),
            split: split_view(tab, node),
        }
    })
}

fn split_view(tab: &Tab, node: &Node) -> Option<SplitView> {
    let aside = tab.aside().borrow();
    let (split, told_by) = aside.split()?;
    let half = match (split.splits(), split.has_second(node.address())) {
        (false, _) => Half::Whole,
        (true, false) => Half::First,
        (true, true) => Half::Second,
    };
    // To a node that came later, it is no news that somebody healed the room.
    if half == Half::Whole && tab.splitter().is_none() && split.by != *node.address() {
        return None;
    }
    let names = node
        .peers()
        .filter(|(address, _)| half != Half::Whole && !aside.parts(address))
        .filter_map(|(_, peer)| Some(peer.presence.as_ref()?.name.to_string()));
    Some(SplitView {
        who: tab.splitter(),
        told_by: told_by.map(|teller| tab.name_of(teller)),
        half,
        with: names.collect(),
    })
}

fn relay_view(relay: &Link, room: &str) -> RelayView {
    RelayView {
        state: match relay.connection() {
            Connection::Connected => RelayState::Connected,
            Connection::Reconnecting => RelayState::Reconnecting,
            Connection::Offline => RelayState::Offline,
        },
        lost: relay.is_lost(),
        refused: relay.refused().is_some(),
        api: relay.api(),
        join: relay.info().join.into_iter().next(),
        join_code: format!("api/join.svg?room={room}"),
        others_heard: relay.others_heard(),
    }
}

/// The way to a room nobody is in, named after this node; an open lesson goes along.
fn new_room(node: &Node) -> String {
    let address = node.address().as_str();
    let route = match Route::now() {
        here if here == Route::default() => String::new(),
        here => here.fragment(),
    };
    let name = address.strip_prefix("tab-").unwrap_or(address);
    format!("?room=room-{name}{route}")
}

fn peers(node: &Node) -> Vec<PeerView> {
    let mut peers = Vec::<(&Address, &Peer)>::new();
    for (address, peer) in node.peers() {
        // Each in its place: a sort would be 4 kB more to download.
        let place = peers.partition_point(|(_, other)| other.joined < peer.joined);
        peers.insert(place, (address, peer));
    }
    peers
        .into_iter()
        .map(|(address, peer)| {
            let presence = peer.presence.as_ref();
            PeerView {
                address: address.clone(),
                name: presence.map(|presence| presence.name.to_string()),
                length: presence.map(|presence| presence.length),
                tip: presence.map(|presence| presence.tip),
                rules: presence.map(|presence| presence.rules),
                other_rules: presence
                    .is_some_and(|presence| presence.rules != node.chain().rules()),
                registered: peer.registered,
                fault: peer.fault.clone(),
            }
        })
        .collect()
}

fn mining(tab: &Tab, node: &Node) -> Option<MiningView> {
    let rate = tab.mining_rate()?;
    Some(MiningView {
        waiting: node.mining(),
        tried: rate.hashes,
        per_worker: rate.per_worker,
        seconds: rate.seconds,
    })
}

fn event(happening: Happening, rule: ProofRule) -> Option<Event> {
    let kind = match happening.what {
        What::Mined {
            index,
            found,
            expected,
        } => EventKind::Mined {
            index,
            seconds: found.seconds,
            tried: found.attempts(),
            expected: Some(expected).filter(|_| is_luck(rule, index)),
        },
        What::Noticed(notice, name) => match notice {
            Notice::PeerJoined(_) => EventKind::Joined(name),
            Notice::PeerLeft(..) => EventKind::Left(name),
            Notice::PeerFault(_, what) => EventKind::Fault { who: name, what },
            Notice::Reorg {
                orphaned,
                adopted,
                returned,
                ..
            } => EventKind::Reorg {
                from: name,
                orphaned,
                adopted,
                returned,
            },
            Notice::RulesJoined(rules) => EventKind::RulesJoined(rules),
        },
        What::OutOfReach(name) => EventKind::OutOfReach(name),
        What::Split { who, splits } => EventKind::Split { who, splits },
        What::Cut { who, other, cut } => EventKind::Cut { who, other, cut },
    };
    Some(Event {
        serial: happening.serial,
        at: happening.at,
        kind,
    })
}
