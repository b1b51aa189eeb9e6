//! Foreign nodes: only those that were allowed are called, and never for longer or more than allowed.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, http::StatusCode, response::Redirect, routing::get as answer};
use relay::{Config, Limits, Running};
use tokio::net::TcpListener;

use crate::member::{client, get, start};

async fn serve(routes: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

async fn relay_for(peer: SocketAddr) -> Running {
    let limits = Limits {
        peer_bytes: 1000,
        peer_within: Duration::from_millis(500),
        ..Limits::default()
    };
    start(Config {
        peers: vec![format!("http://{peer}").parse().unwrap()],
        limits,
        ..Config::default()
    })
    .await
}

fn chain_of(relay: &Running, peer: impl std::fmt::Display) -> String {
    format!("http://{}/api/peers/{peer}/chain", relay.address())
}

#[tokio::test]
async fn the_chain_of_an_allowed_node_comes_as_it_is() {
    let body = r#"{"chain": [{"amount": 1.0}], "length": 1}"#;
    let peer = serve(Router::new().route("/chain", answer(async move || body))).await;
    let relay = relay_for(peer).await;
    for name in [peer.to_string(), format!("localhost:{}", peer.port())] {
        let answer = client().get(chain_of(&relay, name)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.text().await.unwrap(), r#"[{"amount": 1.0}]"#);
    }
}

#[tokio::test]
async fn a_node_that_was_not_allowed_is_not_called_and_the_answer_says_why() {
    let peer = serve(Router::new()).await;
    let relay = start(Config::default()).await;
    let (status, body) = get(&chain_of(&relay, peer)).await;
    assert_eq!(status, 403);
    let message = body["message"].as_str().unwrap();
    assert!(
        message.contains(&format!("--peer http://{peer}")),
        "{message}"
    );
}

#[tokio::test]
async fn a_foreign_node_is_bounded_and_sends_the_relay_nowhere() {
    let secret = serve(Router::new().route("/chain", answer(async || "secret"))).await;
    let away = format!("http://{secret}/chain");
    for (routes, status, says) in [
        (
            Router::new().route("/chain", answer(async || "x".repeat(2000))),
            502,
            "more than 1000 bytes",
        ),
        (
            Router::new().route("/chain", answer(async move || Redirect::temporary(&away))),
            502,
            "status 307",
        ),
        (
            Router::new().route("/chain", answer(async || "no JSON")),
            502,
            "did not answer with a JSON object",
        ),
        (
            Router::new().route("/chain", answer(async || StatusCode::INTERNAL_SERVER_ERROR)),
            502,
            "status 500",
        ),
        (
            Router::new().route("/chain", answer(std::future::pending::<&str>)),
            504,
            "did not answer",
        ),
    ] {
        let peer = serve(routes).await;
        let relay = relay_for(peer).await;
        let (told, body) = get(&chain_of(&relay, peer)).await;
        assert_eq!(told, status, "{body}");
        assert!(body["message"].as_str().unwrap().contains(says), "{body}");
    }
}
