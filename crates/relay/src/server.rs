//! Serves HTTP at any number of ports until the relay stops.

use std::net::SocketAddr;

use axum::{Router, serve::ListenerExt};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What all that runs in a relay ends by.
#[derive(Clone, Default)]
pub struct Server {
    /// Cancelled when the relay stops.
    pub stop: CancellationToken,
    /// What is waited for then.
    pub tasks: TaskTracker,
}

impl Server {
    /// Serves these routes at a port from now on.
    pub fn serve(&self, listener: TcpListener, routes: Router) {
        let stopped = self.stop.clone().cancelled_owned();
        // Otherwise a message waits up to 40 ms for the acknowledgement of the one before. Ignore errors: a peer
        // that has gone is noticed when its socket is read.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        // Who asks shows in each request (`guard::Asker`).
        let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
        self.tasks.spawn(async move {
            // It ends only by being told to: a failed accept is tried again.
            let _ = axum::serve(listener, routes)
                .with_graceful_shutdown(stopped)
                .await;
        });
    }
}
