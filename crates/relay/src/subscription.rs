//! A subscription to a subject at the NATS server, kept up for as long as its handle lives.

use std::time::Duration;

use async_nats::{Client, Message};
use futures_util::StreamExt;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long a subscriber that stops waits for what is on its way.
const DRAIN_WITHIN: Duration = Duration::from_secs(5);
/// How soon a failed subscription is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Subscribes to all messages of a subject.
pub fn subscribe(
    client: &Client,
    subject: String,
    handle: impl FnMut(Message) + Send + 'static,
) -> DropGuard {
    keep_up(client, subject, None, handle)
}

/// Subscribes as one of a group: one of them gets each message. So the one that stops still takes those that are on their
/// way to it.
pub fn subscribe_in_group(
    client: &Client,
    subject: String,
    group: &'static str,
    handle: impl FnMut(Message) + Send + 'static,
) -> DropGuard {
    keep_up(client, subject, Some(group), handle)
}

fn keep_up(
    client: &Client,
    subject: String,
    group: Option<&'static str>,
    mut handle: impl FnMut(Message) + Send + 'static,
) -> DropGuard {
    let client = client.clone();
    let stop = CancellationToken::new();
    let guard = stop.clone().drop_guard();
    tokio::spawn(async move {
        while !stop.is_cancelled() {
            let subscribed = match group {
                Some(group) => client.queue_subscribe(subject.clone(), group.into()).await,
                None => client.subscribe(subject.clone()).await,
            };
            match subscribed {
                Ok(mut subscription) => {
                    while let Some(Some(message)) =
                        stop.run_until_cancelled(subscription.next()).await
                    {
                        handle(message);
                    }
                    if group.is_some() && subscription.drain().await.is_ok() {
                        let rest = async {
                            while let Some(message) = subscription.next().await {
                                handle(message);
                            }
                        };
                        // It ends by itself, unless the connection to NATS was lost meanwhile.
                        let _ = timeout(DRAIN_WITHIN, rest).await;
                    }
                }
                Err(error) => tracing::warn!(%subject, %error, "other relays can't be heard"),
            }
            stop.run_until_cancelled(tokio::time::sleep(RETRY_AFTER))
                .await;
        }
    });
    guard
}
