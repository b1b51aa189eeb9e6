//! Hostile members who want another's address.

use std::time::Duration;

use protocol::{Address, RateLimit};
use relay::{Config, Limits, Running};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;

use crate::member::{Member, PATIENCE, start};

/// A relay that keeps the place of a lost member for a moment only, and has one place in a room.
async fn forgetful(room_members: usize) -> Running {
    let limits = Limits {
        away_for: Duration::from_millis(50),
        room_members,
        joins_per_address: RateLimit {
            per_second: 1_000.0,
            burst: 100_000.0,
        },
        ..Limits::default()
    };
    start(Config {
        limits,
        ..Config::default()
    })
    .await
}

/// Joins, or is told the code with which it is sent away.
async fn join(relay: &Running, address: &str, token: &str) -> Result<Member, u16> {
    let knocked = Member::knock(relay, "main", address, token, &[]).await;
    let mut member = knocked.unwrap();
    match member.welcome().await {
        Some(_) => Ok(member),
        None => Err(member.until_closed().await.0),
    }
}

/// Joins as soon as there is a place.
async fn join_when_free(relay: &Running, address: &str, token: &str) -> Member {
    let joins = async {
        loop {
            if let Ok(member) = join(relay, address, token).await {
                return member;
            }
        }
    };
    timeout(PATIENCE, joins).await.unwrap()
}

/// Comes and goes: then nobody has the one place of the room any more.
async fn until_free(relay: &Running) {
    let member = join_when_free(relay, "tab-other", "t").await;
    member.goodbye().await;
}

#[tokio::test]
async fn an_address_is_not_taken_once_the_place_of_its_lost_owner_is_free() {
    let relay = forgetful(1).await;
    let owner = join(&relay, "tab-1", "mine").await.ok().unwrap();
    drop(owner);
    until_free(&relay).await;
    for _ in 0..3 {
        assert_eq!(join(&relay, "tab-1", "guess").await.err(), Some(4001));
    }
    let owner = join_when_free(&relay, "tab-1", "mine").await;
    // Nor once it has left for good.
    owner.goodbye().await;
    until_free(&relay).await;
    assert_eq!(join(&relay, "tab-1", "guess").await.err(), Some(4001));
    join_when_free(&relay, "tab-1", "mine").await;
}

#[tokio::test]
async fn a_squatter_gives_way_to_the_one_of_whose_secret_the_address_is_made() {
    // As after a restart: the relay remembers nobody.
    let relay = start(Config::default()).await;
    let secret = "00112233445566778899aabbccddeeff";
    let address = Address::of_digest(&Sha256::digest(secret).into());
    let mut squatter = join(&relay, address.as_str(), "guess").await.ok().unwrap();
    let mut other = join(&relay, "tab-2", "t").await.ok().unwrap();
    let mut owner = join(&relay, address.as_str(), secret).await.ok().unwrap();
    assert_eq!(squatter.until_closed().await.0, 4001);
    other.say(Some(address.as_str()), json!("for you")).await;
    assert_eq!(owner.hear().await["message"], "for you");
    let again = join(&relay, address.as_str(), "guess").await;
    assert_eq!(again.err(), Some(4001));
}

#[tokio::test]
async fn a_member_does_not_join_as_a_foreign_node() {
    let relay = start(Config {
        peers: vec!["http://127.0.0.1:5005".parse().unwrap()],
        ..Config::default()
    })
    .await;
    for address in ["127.0.0.1:5005", "localhost:5000", "tab-1:", "[::1]"] {
        match Member::knock(&relay, "main", address, "t", &[]).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status(), 400, "{address}"),
            Err(other) => panic!("{address}: {other}"),
            Ok(_) => panic!("{address} was let in"),
        }
    }
}
