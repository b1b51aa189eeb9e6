//! The page's files and what the relay says along with them.

use std::fs;

use relay::Config;

use crate::member::{client, start};

#[tokio::test]
async fn the_page_comes_with_a_strict_policy_and_a_mark() {
    let page = tempfile::tempdir().unwrap();
    fs::write(page.path().join("index.html"), "<html><head></head></html>").unwrap();
    fs::write(page.path().join("app-0123456789abcdef.js"), "1").unwrap();
    fs::write(page.path().join("miner.js"), "2").unwrap();
    let relay = start(Config {
        page: Some(page.path().to_owned()),
        ..Config::default()
    })
    .await;
    let at = format!("http://{}", relay.address());

    let index = client().get(&at).send().await.unwrap();
    let header = |name: &str| index.headers()[name].to_str().unwrap().to_owned();
    let policy = header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "frame-ancestors 'none'",
        &format!("connect-src 'self' ws://{};", relay.address()),
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("cache-control"), "no-cache");
    assert!(index.text().await.unwrap().contains("tabchain-relay"));

    for (file, cached) in [
        (
            "app-0123456789abcdef.js",
            "public, max-age=31536000, immutable",
        ),
        ("miner.js?v=1", "public, max-age=31536000, immutable"),
        ("miner.js", "no-cache"),
        ("missing-0123456789abcdef.js", "no-cache"),
    ] {
        let answer = client().get(format!("{at}/{file}")).send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], cached, "{file}");
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_page() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let above = tempfile::tempdir().unwrap();
    fs::write(above.path().join("secret"), "secret").unwrap();
    let page = above.path().join("page");
    fs::create_dir(&page).unwrap();
    let relay = start(Config {
        page: Some(page),
        ..Config::default()
    })
    .await;
    for path in [
        "/../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "//secret",
        "/./../secret",
    ] {
        let mut stream = tokio::net::TcpStream::connect(relay.address())
            .await
            .unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_relay_without_a_page_says_so() {
    let relay = start(Config::default()).await;
    let index = client()
        .get(format!("http://{}/", relay.address()))
        .send()
        .await
        .unwrap();
    assert_eq!(index.status(), 200);
    assert!(
        index
            .text()
            .await
            .unwrap()
            .contains("cargo xtask classroom")
    );
}

#[tokio::test]
async fn the_way_into_a_room_is_told_in_words_and_as_a_picture() {
    let relay = start(Config::default()).await;
    let at = format!("http://{}", relay.address());
    let info = client()
        .get(format!("{at}/api/relay?room=red"))
        .send()
        .await
        .unwrap();
    let info: serde_json::Value = serde_json::from_str(&info.text().await.unwrap()).unwrap();
    assert_eq!(info["join"][0], format!("{at}/?room=red"));
    let code = client()
        .get(format!("{at}/api/join.svg?room=red"))
        .send()
        .await
        .unwrap();
    assert_eq!(code.headers()["content-type"], "image/svg+xml");
    assert!(code.text().await.unwrap().contains("<svg"));
}
