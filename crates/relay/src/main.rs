//! `tabchain-relay`: serves the page and relays between tabs, until Ctrl-C or SIGTERM.

use std::{
    io::IsTerminal,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use clap::Parser;
use ipnet::IpNet;
use qrcode::{QrCode, render::unicode::Dense1x2};
use relay::{Access, Config, Limits, Peer, Running, Secret};
use tracing_subscriber::EnvFilter;

/// Serve tabchain's page and relay between its tabs, on this machine or in the local network.
#[derive(Parser)]
#[command(name = "tabchain-relay", version)]
struct Options {
    /// The port of the page.
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// Let other machines of the network in; without it only this one can connect.
    #[arg(long)]
    lan: bool,
    /// The first of the ports at which single tabs answer the tutorial's API.
    #[arg(long, default_value_t = 5000)]
    api_port: u16,
    /// How many tabs get such a port; 0 for none.
    #[arg(long, default_value_t = 64)]
    api_ports: u16,
    /// A foreign node that may be called, such as http://127.0.0.1:5005; may be given several times.
    #[arg(long = "peer", value_name = "ADDRESS")]
    peers: Vec<Peer>,
    /// A host name by which this relay is reached, beside localhost and plain addresses.
    #[arg(long = "name", value_name = "HOST")]
    names: Vec<String>,
    /// Share rooms with other relays through this NATS server, such as nats://10.0.0.2:4222 or tls://user:password@host.
    #[arg(long, value_name = "URL")]
    nats: Option<String>,
    /// The file with the secret that all relays at the NATS server share: `openssl rand -hex 32` makes one.
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Share rooms without a secret: take whoever reaches the NATS server for a relay.
    #[arg(long, conflicts_with = "secret_file")]
    trust_nats: bool,
    /// The certificate (PEM) by which the NATS server is known, where the system knows none.
    #[arg(long, value_name = "FILE")]
    nats_certificate: Option<PathBuf>,
    /// Another relay that tabs may continue on, such as http://10.0.0.3:8000; may be given several times.
    #[arg(long = "also", value_name = "ORIGIN")]
    others: Vec<String>,
    /// An address or network, such as 192.168.7.0/24, that may connect; without one all may; may be given several times.
    /// This machine always may.
    #[arg(long, value_name = "ADDRESS", value_parser = network)]
    allow: Vec<IpNet>,
    /// An address or network that may not connect, even if it is allowed; may be given several times.
    #[arg(long, value_name = "ADDRESS", value_parser = network)]
    deny: Vec<IpNet>,
    /// An address or network such as 203.0.113.7 or 10.1.0.0/16, behind each address of which many people may be (a
    /// NAT, a proxy): it has no quotas of its own; may be given several times.
    #[arg(long = "shared", value_name = "ADDRESS", value_parser = network)]
    shared: Vec<IpNet>,
    /// The most memory that the relay may take, in MiB. Whoever makes it hold most is dropped first.
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u16).range(128..))]
    memory: u16,
    /// Serve the page from this directory, not the one in this program.
    #[arg(long, value_name = "DIRECTORY")]
    page: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,relay=info".into()),
        )
        .with_writer(std::io::stderr)
        // Tools that read logs expect plain text.
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tabchain-relay can't start: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let mut end = Signals::new()?;
    let secret = match &options.secret_file {
        Some(file) => {
            let secret = Secret::read(file);
            Some(secret.map_err(|error| format!("{} {error}", file.display()))?)
        }
        None => None,
    };
    let ip = if options.lan {
        Ipv4Addr::UNSPECIFIED
    } else {
        Ipv4Addr::LOCALHOST
    };
    let mut limits = Limits {
        memory: usize::from(options.memory) * 1024 * 1024,
        ..Limits::default()
    };
    // Each connection takes a file, and some systems give a program 256 unless it asks for more.
    limits.fit(rlimit::increase_nofile_limit(u64::MAX).unwrap_or(256));
    let relay = Running::start(Config {
        listen: SocketAddr::new(IpAddr::V4(ip), options.port),
        first_port: options.api_port,
        ports: options.api_ports,
        names: options
            .names
            .iter()
            .map(|name| name.to_ascii_lowercase())
            .collect(),
        peers: options.peers,
        others: options
            .others
            .iter()
            .map(|origin| origin.trim_end_matches('/').to_ascii_lowercase())
            .collect(),
        nats: options.nats,
        nats_certificate: options.nats_certificate,
        secret,
        trust_nats: options.trust_nats,
        page: options.page,
        access: Access {
            allow: options.allow,
            deny: options.deny,
        },
        shared: options.shared,
        limits,
    })
    .await?;

    let links = relay.links();
    println!("tabchain is at");
    for link in &links {
        println!("    {link}");
    }
    if options.lan
        && let Some(link) = links.first()
        && let Ok(code) = QrCode::new(link)
    {
        show(&code);
    }
    println!(
        "Each tab is a node, and answers the tutorial's calls at a port of its own. Ctrl-C ends it."
    );

    end.received().await;
    relay.stop().await;
    Ok(())
}

/// An address is a network of one.
fn network(text: &str) -> Result<IpNet, String> {
    let network = text
        .parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    network.map_err(|_| "an address or a network, such as 203.0.113.7 or 10.1.0.0/16".to_owned())
}

/// Prints a QR code, on a terminal dark on light whatever its colours are: some scanners need that.
fn show(code: &QrCode) {
    let (start, end) = match std::io::stdout().is_terminal() {
        true => ("\x1b[30;107m", "\x1b[0m"),
        false => ("", ""),
    };
    for line in code.render::<Dense1x2>().quiet_zone(true).build().lines() {
        println!("{start}{line}{end}");
    }
}

/// What asks a program to end.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// From here on they are waited for, so that none ends the program while it starts.
    fn new() -> std::io::Result<Self> {
        #[cfg(unix)]
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self {
            #[cfg(unix)]
            interrupt: signal(SignalKind::interrupt())?,
            #[cfg(unix)]
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn received(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(not(unix))]
        {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
