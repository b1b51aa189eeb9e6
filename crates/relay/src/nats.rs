//! The connection to the NATS server, which joins this relay with others.

use std::{
    path::Path,
    sync::{Arc, Weak},
    time::Duration,
};

use async_nats::{Client, ConnectOptions, Event, ServerAddr, connection::State};
use percent_encoding::percent_decode_str;
use protocol::{Frame, RelayMessage};

use crate::{json::json_text, rooms::Rooms};

/// The most messages of one subject that have come and are not heard yet. More are dropped, which is noticed by their numbers.
/// As many as may wait for one member. That bounds their bytes only by the largest message that the server takes.
const MAX_UNHEARD: usize = 1024;
/// The most messages that have been given to the connection and are not written yet. Who has more waits.
const MAX_UNSENT: usize = 32;

/// Connects in the background, for as long as it takes, as often as it takes. Members are told when other relays can be
/// heard, and when they can't.
///
/// # Errors
/// A sentence, when the address is invalid.
pub async fn connect(
    url: &str,
    certificate: Option<&Path>,
    rooms: &Arc<Rooms>,
) -> Result<Client, String> {
    let rooms = Arc::downgrade(rooms);
    let (server, options) = read(url)?;
    let options = match certificate {
        Some(file) => options.add_root_certificates(file.to_owned()),
        None => options,
    };
    options
        .retry_on_initial_connect()
        .max_reconnects(None)
        .reconnect_delay_callback(|attempt| {
            Duration::from_millis(200 * u64::try_from(attempt.clamp(1, 10)).unwrap_or(1))
        })
        .connection_timeout(Duration::from_secs(5))
        .subscription_capacity(MAX_UNHEARD)
        .client_capacity(MAX_UNSENT)
        .ping_interval(Duration::from_secs(5))
        .no_echo()
        .event_callback(move |event| {
            let rooms = rooms.clone();
            async move { connection_changed(&rooms, &event) }
        })
        .connect(&server)
        .await
        .map_err(|error| format!("{} can't be a NATS server: {error}", server.as_url_str()))
}

/// Takes the user's name and password, or the token, out of an address: what is left may be printed and logged.
fn read(url: &str) -> Result<(ServerAddr, ConnectOptions), String> {
    let invalid =
        |error: &dyn std::fmt::Display| format!("the NATS server's address is invalid: {error}");
    let server: ServerAddr = url.parse().map_err(|error| invalid(&error))?;
    let mut plain = server.into_inner();
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let user = decoded(plain.username());
    let password = plain.password().map(decoded);
    let options = match (user.is_empty(), password) {
        (true, None) => ConnectOptions::new(),
        (false, None) => ConnectOptions::with_token(user),
        (_, Some(password)) => ConnectOptions::with_user_and_password(user, password),
    };
    if plain.set_username("").is_err() || plain.set_password(None).is_err() {
        return Err(invalid(&"it names no host"));
    }
    let server = ServerAddr::from_url(plain).map_err(|error| invalid(&error))?;
    // Other servers of a cluster, which the first one names, get nothing in plain text either.
    let options = options.require_tls(server.tls_required());
    Ok((server, options))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_an_address_has_no_password() {
        for (url, plain) in [
            ("nats://ada:s%40cret@10.0.0.2:4222", "nats://10.0.0.2:4222"),
            ("tls://token@nats.example", "tls://nats.example"),
            ("10.0.0.2", "nats://10.0.0.2"),
        ] {
            let (server, _) = read(url).unwrap();
            assert_eq!(server.as_url_str(), plain);
        }
        for url in [
            "http://ada:secret@10.0.0.2",
            "nats://ada:secret@",
            "nats://ada:secret@h:x",
        ] {
            let error = read(url).unwrap_err();
            assert!(
                !error.contains("secret") && !error.contains("ada"),
                "{error}"
            );
        }
    }
}
