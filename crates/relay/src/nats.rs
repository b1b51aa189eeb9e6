//! The connection to the NATS server, which joins this relay with others.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use async_nats::{Client, ConnectOptions, Event, connection::State};
use protocol::{Frame, RelayMessage};

use crate::{json::json_text, rooms::Rooms};

/// Connects in the background, for as long as it takes, as often as it takes. Members are told when other relays can be
/// heard, and when they can't.
///
/// # Errors
/// A sentence, when the address is invalid.
pub async fn connect(url: &str, rooms: &Arc<Rooms>) -> Result<Client, String> {
    let rooms = Arc::downgrade(rooms);
    ConnectOptions::new()
        .retry_on_initial_connect()
        .max_reconnects(None)
        .reconnect_delay_callback(|attempt| {
            Duration::from_millis(200 * u64::try_from(attempt.clamp(1, 10)).unwrap_or(1))
        })
        .connection_timeout(Duration::from_secs(5))
        .ping_interval(Duration::from_secs(5))
        .no_echo()
        .event_callback(move |event| {
            let rooms = rooms.clone();
            async move { connection_changed(&rooms, &event) }
        })
        .connect(url)
        .await
        .map_err(|error| format!("{url} can't be a NATS server: {error}"))
}

/// Whether the NATS server is connected now.
pub fn is_up(client: &Client) -> bool {
    client.connection_state() == State::Connected
}

fn connection_changed(rooms: &Weak<Rooms>, event: &Event) {
    let heard = match event {
        Event::Connected => true,
        Event::Disconnected => false,
        _ => return,
    };
    tracing::info!(heard, "other relays");
    if let Some(rooms) = rooms.upgrade() {
        let others = RelayMessage::Others { heard };
        rooms.send_to_all(&json_text(&Frame::<()>::Relay(others)));
    }
}
