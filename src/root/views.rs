//! What the page shows of the tab and its node.

use std::sync::Arc;

use chain::{Chain, Rules};
use client::{Activity, ActivityKind, Client, Entry, room_link};
use node::{Address, Node, Peer};

use super::{Shown, cores};
use crate::{
    browser::miner::pool::MAX_WORKERS,
    browser::{
        relay::Link,
        tab::{Earlier, Tab},
    },
    page::{
        route::Route,
        view::{
            EarlierView, EntryView, Half, MiningView, MoneyView, PaceView, PeerView, RelayView,
            SplitView, StorageView, StoredView, View,
        },
    },
};

/// How many blocks the page shows at once.
pub const SHOWN_BLOCKS: u64 = 50;
/// How many more than before are drawn at once: all blocks of a chain that comes whole would hold the main thread for more
/// than 50 ms.
pub const PORTION: u64 = 8;
/// How many of the newest blocks stand in the head of every view.
const NEWEST_BLOCKS: u64 = 32;
/// How many pending transactions the page shows.
const SHOWN_PENDING: usize = 100;
/// How many lines of what the account got and gave the page shows.
const SHOWN_ENTRIES: usize = 12;

/// All of it, at this moment, with so many blocks at most; without blocks, transactions, activities and the answer where the
/// node's view is hidden.
pub fn view(tab: &Tab, shown: &Shown, at_node: bool, most: u64) -> View {
    tab.read(|client| {
        let node = client.node();
        let chain = node.chain();
        let (length, _) = node.head();
        let last = shown.last.map_or(length, |last| last.clamp(1, length));
        let first = (last + 1).saturating_sub(most.min(SHOWN_BLOCKS)).max(1);
        let hash = |index| match node.headers() {
            Some(headers) => Some(headers.get(index)?.hash()),
            None => Some(chain.get(index)?.hash()),
        };
        View {
            address: node.address().clone(),
            name: node.name().to_string(),
            room: client.room().to_string(),
            new_room: new_room(node),
            rules_before: node.rules_before(),
            rules: chain.rules(),
            rules_changeable: node.rules_changeable(),
            mode: node.mode(),
            auto_register: node.auto_register(),
            length,
            newest: (length.saturating_sub(NEWEST_BLOCKS) + 1..=length)
                .rev()
                .filter_map(|index| Some((index, hash(index)?)))
                .collect(),
            blocks: (first..=last)
                .filter(|_| at_node)
                .filter_map(|index| match node.headers() {
                    Some(headers) => headers.get(index).cloned().map(Arc::new),
                    None => chain.get(index).cloned(),
                })
                .collect(),
            earlier: first - 1,
            later: length - last,
            pending: node
                .pending()
                .take(if at_node { SHOWN_PENDING } else { 0 })
                .cloned()
                .collect(),
            pending_total: node.pending_count(),
            light: node.headers().is_some(),
            money: money(client, at_node),
            expected: expected(chain),
            pace: pace(chain).filter(|_| node.headers().is_none()),
            peers: peers(client),
            mines: client.is_mining(),
            mining: mining(tab, node),
            workers: tab.workers(),
            max_workers: MAX_WORKERS,
            cores: cores(),
            speed: tab.speed(),
            keep_mining: client.keeps_mining(),
            resolving: node.is_resolving(),
            response: client.response().filter(|_| at_node).cloned(),
            error: shown.error.clone(),
            activities: client.activities().filter(|_| at_node).cloned().collect(),
            reorg: client.activities().find(|&it| gives_way(it)).cloned(),
            relay: tab
                .relay()
                .map(|relay| relay_view(relay, &client.link_to(client.room().as_str()))),
            split: split_view(client),
            storage: match client.stored_state() {
                None => StorageView::Unknown,
                Some(Ok(())) => StorageView::Kept,
                Some(Err(fault)) => StorageView::NotKept(fault.clone()),
            },
            restoring: tab.restoring(),
            earlier_nodes: if at_node {
                earlier_nodes(tab)
            } else {
                Vec::new()
            },
        }
    })
}

fn gives_way(activity: &Activity) -> bool {
    matches!(activity.kind, ActivityKind::Reorg { orphaned, .. } if orphaned > 0)
}

fn earlier_nodes(tab: &Tab) -> Vec<EarlierView> {
    let view = |earlier: &Earlier| EarlierView {
        address: earlier.address.clone(),
        awake: earlier.awake,
        stored: earlier.saved.as_ref().map(|saved| StoredView {
            name: saved.name.to_string(),
            room: saved.room.to_string(),
            length: saved.length,
            bytes: saved.bytes,
            seen: saved.seen,
            damaged: !saved.damaged.is_empty(),
        }),
    };
    tab.earlier().iter().map(view).collect()
}

fn split_view(client: &Client) -> Option<SplitView> {
    let (split, told_by) = client.split_statement()?;
    let node = client.node();
    let half = match (split.splits(), split.has_second(node.address())) {
        (false, _) => Half::Whole,
        (true, false) => Half::First,
        (true, true) => Half::Second,
    };
    let who = client.splitter().map(str::to_owned);
    // To a node that came later, it is no news that somebody healed the room.
    if half == Half::Whole && who.is_none() && split.by != *node.address() {
        return None;
    }
    let names = node
        .peers()
        .filter(|(address, _)| half != Half::Whole && !client.is_separated(address))
        .filter_map(|(_, peer)| Some(peer.presence.as_ref()?.name.to_string()));
    Some(SplitView {
        who,
        told_by: told_by.map(|teller| client.name_of(teller)),
        author: client.split_author().cloned(),
        half,
        with: names.collect(),
    })
}

/// `link` is the query that leads into the room.
fn relay_view(relay: &Link, link: &str) -> RelayView {
    let join = relay.info().join.into_iter().next();
    let place = |join: String| Some(format!("{}?{link}", join.split_once('?')?.0));
    RelayView {
        state: relay.connection().state(),
        lost: relay.connection().is_lost(),
        refused: relay.connection().is_refused(),
        api: relay.api(),
        join: join.and_then(place),
        join_code: format!("api/join.svg?{link}"),
        others_heard: relay.others_heard(),
    }
}

/// The way to a room nobody is in, named after this node, with the tutorial's rules; an open lesson goes along.
fn new_room(node: &Node) -> String {
    let address = node.address().as_str();
    let route = match Route::now() {
        here if here == Route::default() => String::new(),
        here => here.fragment(),
    };
    let name = address.strip_prefix("tab-").unwrap_or(address);
    let link = room_link::query(&format!("room-{name}"), Some(Rules::default()));
    format!("?{link}{route}")
}

fn money(client: &Client, at_node: bool) -> Option<MoneyView> {
    let node = client.node();
    let length = node.chain().length();
    let ledger = node.chain().ledger();
    let account = node.account();
    let own = account.map(|account| account.to_string());
    let entry = |entry: Entry| EntryView {
        gave: own.as_ref() == Some(&entry.transaction.sender),
        transaction: entry.transaction,
        block: entry.block,
        confirmations: entry.block.map_or(0, |block| length + 1 - block),
    };
    let statement = client.statement(if at_node { SHOWN_ENTRIES } else { 0 });
    let view = || MoneyView {
        account: own.clone(),
        balance: account.map_or(0, |account| ledger.balance(&account).coins),
        spendable: account.map_or(0, |account| node.payments().spendable(ledger, &account)),
        statement: statement.into_iter().map(entry).collect(),
    };
    node.chain().rules().is_signed().then(view)
}

/// About how many hashes the next block takes: as many as ever, unless the difficulty changes.
fn expected(chain: &Chain) -> f64 {
    let rules = chain.rules();
    match rules.retarget {
        None => rules.difficulty.expected_hashes(),
        Some(_) => chain.next_target().1 as f64,
    }
}

fn pace(chain: &Chain) -> Option<PaceView> {
    chain.rules().retarget?;
    let (target, _) = chain.next_target();
    let [a, b, c, d, ..] = *target.as_bytes();
    Some(PaceView {
        target: format!("{:08x}", u32::from_be_bytes([a, b, c, d])),
        work: chain.work() as f64,
    })
}

fn peers(client: &Client) -> Vec<PeerView> {
    let node = client.node();
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
                length: presence.map(|presence| presence.weight.length()),
                tip: presence.map(|presence| presence.tip),
                account: presence.and_then(|presence| Some(presence.account?.to_string())),
                rules: presence.map(|presence| presence.rules),
                other_rules: presence
                    .is_some_and(|presence| presence.rules != node.chain().rules()),
                registered: peer.registered,
                fault: peer.fault.clone(),
                ignored: client.ignores(address),
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
        puzzle: rate.puzzle,
        recent: rate.recent,
        closest: rate.closest,
        proof: rate.proof,
    })
}
