//! How a relay bears many members: `load ADDRESS[,ADDRESS…] PID[,PID…] MEMBERS ROOM RATE SECONDS`.
//!
//! Joins MEMBERS members, ROOM to a room and in turn over the relays at the addresses; each says RATE
//! messages a second of the size of a node's presence to its whole room, for so many SECONDS. Prints what
//! arrived and how late, and what the relays' processes took. `cargo xtask bench relay` starts all of it: the relays with
//! `--shared 127.0.0.1`, as all members come from one address.

use std::{
    error::Error,
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use parking_lot::Mutex;
use tokio::{sync::Semaphore, task::JoinSet, time::sleep};
use tokio_tungstenite::{
    connect_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

/// About what a node's presence takes, in bytes.
const FILLING: usize = 250;
/// Kernel ticks a second, on every Linux of today.
const TICKS: f64 = 100.0;

struct Tally {
    start: Instant,
    go: AtomicBool,
    end: AtomicBool,
    sent: AtomicU64,
    due: AtomicU64,
    heard: AtomicU64,
    delays: Mutex<Vec<u32>>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [relays, pids, members, room, rate, seconds] = &arguments[..] else {
        return Err("load ADDRESSES PIDS MEMBERS ROOM RATE SECONDS".into());
    };
    let relays: Vec<String> = relays.split(',').map(str::to_owned).collect();
    let pids: Vec<u32> = pids.split(',').map(str::parse).collect::<Result<_, _>>()?;
    let (members, room): (usize, usize) = (members.parse()?, room.parse()?);
    let (rate, seconds): (f64, f64) = (rate.parse()?, seconds.parse()?);

    let before = resident(&pids)?;
    let tally = Arc::new(Tally {
        start: Instant::now(),
        go: AtomicBool::new(false),
        end: AtomicBool::new(false),
        sent: AtomicU64::new(0),
        due: AtomicU64::new(0),
        heard: AtomicU64::new(0),
        delays: Mutex::default(),
    });
    let joined = Arc::new(Semaphore::new(0));
    let mut all = JoinSet::new();
    for number in 0..members {
        let relay = &relays[number % relays.len()];
        let (room_number, first) = (number / room, number / room * room);
        let others = room.min(members - first) - 1;
        let url = format!(
            "ws://{relay}/api/rooms/load-{room_number}/socket?address=tab-{number}&token=t{number}"
        );
        let (tally, joined) = (tally.clone(), joined.clone());
        let offset = Duration::from_secs_f64((number as f64 * 0.618_034).fract() / rate);
        all.spawn(async move {
            if let Err(error) = attend(&url, &tally, &joined, others as u64, offset, rate).await {
                eprintln!("a member was lost: {error}");
            }
        });
        if number % 50 == 49 {
            // Joining is not what is measured.
            sleep(Duration::from_millis(20)).await;
        }
    }
    let _ = joined.acquire_many(u32::try_from(members)?).await?;
    sleep(Duration::from_secs(2)).await;

    let (idle, cpu) = (resident(&pids)?, cpu_seconds(&pids)?);
    let began = Instant::now();
    tally.go.store(true, Ordering::Relaxed);
    sleep(Duration::from_secs_f64(seconds)).await;
    tally.end.store(true, Ordering::Relaxed);
    let (span, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds(&pids)? - cpu);
    let busy = resident(&pids)?;
    // What is on its way may arrive.
    for _ in 0..100 {
        if tally.heard.load(Ordering::Relaxed) >= tally.due.load(Ordering::Relaxed) {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }

    let mut delays = std::mem::take(&mut *tally.delays.lock());
    delays.sort_unstable();
    let at = |share: f64| {
        let index = (delays.len().saturating_sub(1)) as f64 * share;
        delays
            .get(index as usize)
            .map_or(0.0, |&micros| f64::from(micros) / 1000.0)
    };
    let (sent, heard) = (
        tally.sent.load(Ordering::Relaxed),
        tally.heard.load(Ordering::Relaxed),
    );
    let due = tally.due.load(Ordering::Relaxed);
    println!(
        "{} relay(s), {members} members in rooms of {room}, {:.0} messages/s in, {:.0}/s out: \
         delivered {heard} of {due}; delay p50 {:.1} ms, p99 {:.1} ms; \
         {:.1} KiB resident per member idle, {:.1} busy; CPU {:.0} % of a core",
        relays.len(),
        sent as f64 / span,
        heard as f64 / span,
        at(0.5),
        at(0.99),
        (idle - before) / members as f64,
        (busy - before) / members as f64,
        100.0 * cpu / span,
    );
    all.shutdown().await;
    Ok(())
}

async fn attend(
    url: &str,
    tally: &Tally,
    joined: &Semaphore,
    others: u64,
    offset: Duration,
    rate: f64,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let config = WebSocketConfig::default()
        .read_buffer_size(4096)
        .write_buffer_size(4096);
    let (socket, _) = connect_async_with_config(url, Some(config), true).await?;
    let (mut sink, mut stream) = socket.split();
    stream.next().await.ok_or("not welcomed")??;
    joined.add_permits(1);
    let filling = "x".repeat(FILLING);
    let mut next = None;
    loop {
        let pause = match next {
            None if tally.go.load(Ordering::Relaxed) => {
                next = Some(Instant::now() + offset);
                continue;
            }
            None => Duration::from_millis(50),
            Some(_) if tally.end.load(Ordering::Relaxed) => Duration::from_secs(3600),
            Some(at) => at.saturating_duration_since(Instant::now()),
        };
        tokio::select! {
            biased;
            message = stream.next() => match message.ok_or("the connection ended")?? {
                Message::Text(text) => heard(tally, &text),
                Message::Close(close) => return Err(format!("closed: {close:?}").into()),
                _ => {}
            },
            () = sleep(pause) => if let Some(at) = next && !tally.end.load(Ordering::Relaxed) {
                let now = tally.start.elapsed().as_micros();
                let frame = format!(
                    r#"{{"v":1,"from":"x","to":null,"message":{{"at":{now},"filling":"{filling}"}}}}"#
                );
                tally.sent.fetch_add(1, Ordering::Relaxed);
                tally.due.fetch_add(others, Ordering::Relaxed);
                sink.send(Message::Text(frame.into())).await?;
                next = Some(at + Duration::from_secs_f64(1.0 / rate));
            },
        }
    }
}

fn heard(tally: &Tally, text: &str) {
    let sent = text
        .split_once("\"at\":")
        .and_then(|(_, rest)| rest.split_once(','))
        .and_then(|(at, _)| at.parse::<u128>().ok());
    if let Some(sent) = sent {
        let delay = tally.start.elapsed().as_micros().saturating_sub(sent);
        tally.heard.fetch_add(1, Ordering::Relaxed);
        tally
            .delays
            .lock()
            .push(u32::try_from(delay).unwrap_or(u32::MAX));
    }
}

/// Resident memory of the processes together, in KiB.
fn resident(pids: &[u32]) -> Result<f64, Box<dyn Error>> {
    let mut sum = 0.0;
    for pid in pids {
        let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line.and_then(|line| line.split_whitespace().next());
        sum += size.ok_or("no VmRSS")?.parse::<f64>()?;
    }
    Ok(sum)
}

/// Time that the processes have computed, in seconds.
fn cpu_seconds(pids: &[u32]) -> Result<f64, Box<dyn Error>> {
    let mut sum = 0.0;
    for pid in pids {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        let fields = stat.rsplit_once(')').ok_or("no stat")?.1;
        let times = fields.split_whitespace().skip(11).take(2);
        for time in times {
            sum += time.parse::<f64>()? / TICKS;
        }
    }
    Ok(sum)
}
