//! Serves HTTP at any number of ports until the relay stops.

use std::{io, net::IpAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    admission::{Admission, Refused},
    budget::Budget,
    config::Limits,
    connection::{self, Connection},
};

/// How soon the next connection is accepted when one can't be, as when there are too many files.
const RETRY_AFTER: Duration = Duration::from_millis(50);
/// How many clients at a time are told why they are refused, and how long that may take.
const TOLD_AT_ONCE: usize = 32;
const TELL_WITHIN: Duration = Duration::from_secs(1);

/// What serves connections, and what all that runs in a relay ends by.
#[derive(Clone)]
pub struct Server {
    /// Cancelled when the relay stops.
    pub stop: CancellationToken,
    /// What is waited for then.
    pub tasks: TaskTracker,
    admission: Arc<Admission>,
    budget: Arc<Budget>,
    limits: Arc<Limits>,
    telling: Arc<Semaphore>,
}

impl Server {
    /// Takes the connections that `admission` lets in.
    pub fn new(admission: Arc<Admission>, budget: Arc<Budget>, limits: Arc<Limits>) -> Self {
        Self {
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            admission,
            budget,
            limits,
            telling: Arc::new(Semaphore::new(TOLD_AT_ONCE)),
        }
    }

    /// Serves these routes at a port from now on.
    pub fn serve(&self, listener: TcpListener, routes: Router) {
        let server = self.clone();
        self.tasks.spawn(async move {
            let stop = server.stop.clone();
            while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
                match accepted {
                    Ok((stream, from)) => server.connected(stream, from.ip(), &routes),
                    Err(error) if is_of_one_connection(&error) => {}
                    Err(error) => {
                        tracing::warn!(%error, "a connection can't be accepted");
                        stop.run_until_cancelled(sleep(RETRY_AFTER)).await;
                    }
                }
            }
        });
    }

    fn connected(&self, stream: TcpStream, ip: IpAddr, routes: &Router) {
        // Otherwise a message waits up to 40 ms for the acknowledgement of the one before. Ignore errors: a peer
        // that has gone is noticed when its socket is read.
        let _ = stream.set_nodelay(true);
        let (client, share, requests) = match self.admission.connect(ip) {
            Ok(taken) => taken,
            Err(refused) => {
                self.admission.log_refused(ip, &refused);
                return self.tell(stream, refused);
            }
        };
        let connection = Connection::new(stream, share, self.limits.write_within);
        let serving = connection::serve(
            connection,
            client,
            requests,
            routes.clone(),
            Arc::clone(&self.budget),
            self.limits.header_within,
            self.stop.clone(),
        );
        self.tasks.spawn(serving);
    }

    /// Tells a client why it is not let in, if few are told at the moment.
    fn tell(&self, mut stream: TcpStream, refused: Refused) {
        let Ok(permit) = Arc::clone(&self.telling).try_acquire_owned() else {
            return;
        };
        self.tasks.spawn(async move {
            let status = match refused {
                Refused::Denied(_) => "403 Forbidden",
                Refused::TooMany(_) => "429 Too Many Requests",
                Refused::Full => "503 Service Unavailable",
            };
            let body = format!("{{\"message\":\"{refused}\"}}");
            let response = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
                 retry-after: 5\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            // It may not listen.
            let _ = timeout(TELL_WITHIN, async {
                stream.write_all(response.as_bytes()).await?;
                stream.shutdown().await
            })
            .await;
            drop(permit);
        });
    }
}

/// Whether a failed accept is the matter of the connection that was to be accepted.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
