//! The page's files and what the relay says along with them.

use std::{collections::BTreeMap, fs};

use relay::{Config, Running};

use crate::member::{client, start};

/// A policy's directives, each with its sources.
fn directives(policy: &str) -> BTreeMap<&str, &str> {
    let directives = policy.split(';').map(str::trim);
    directives
        .map(|directive| directive.split_once(' ').unwrap_or((directive, "")))
        .collect()
}

#[tokio::test]
async fn the_relay_says_of_the_page_what_its_own_index_says() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../index.html");
    let source = fs::read_to_string(source).unwrap();
    let (_, rest) = source
        .split_once("http-equiv=\"Content-Security-Policy\" content=\"")
        .unwrap();
    let mut own = directives(rest.split('"').next().unwrap());

    let relay = start(Config {
        others: vec!["http://10.0.0.2:8000".to_owned()],
        ..Config::default()
    })
    .await;
    let at = relay.address();
    let index = client().get(format!("http://{at}")).send().await.unwrap();
    let header = index.headers()["content-security-policy"].to_str().unwrap();
    let mut told = directives(header);

    // Whom it may talk to only the relay knows; who may frame it only a header can say.
    assert_eq!(own.remove("connect-src"), Some("'self'"));
    let relays = format!("'self' ws://{at} http://10.0.0.2:8000 ws://10.0.0.2:8000");
    assert_eq!(told.remove("connect-src"), Some(relays.as_str()));
    assert_eq!(told.remove("frame-ancestors"), Some("'none'"));
    assert_eq!(told, own);
    assert_eq!(own["style-src"], "'self'");
}

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
        ("miner.js", "no-cache"),
        ("missing-0123456789abcdef.js", "no-cache"),
    ] {
        let answer = client().get(format!("{at}/{file}")).send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], cached, "{file}");
    }
}

#[tokio::test]
async fn a_scene_for_slides_may_be_framed_and_talks_to_no_relay_and_a_node_by_its_own_page_alone() {
    let relay = start(Config {
        others: vec!["http://10.0.0.2:8000".to_owned()],
        ..Config::default()
    })
    .await;
    let headers = async |path: &str| {
        let url = format!("http://{}{path}", relay.address());
        let answer = client().get(url).send().await.unwrap();
        let frame = answer.headers().get("x-frame-options").cloned();
        let policy = answer.headers()["content-security-policy"].to_str();
        (frame, policy.unwrap().to_owned())
    };
    for path in ["/", "/?room=embed", "/?%65mbed", "/miner.js?embed"] {
        let (frame, policy) = headers(path).await;
        assert_eq!(frame.unwrap(), "DENY", "{path}");
        let policy = directives(&policy);
        assert_eq!(policy["frame-ancestors"], "'none'", "{path}");
        assert_eq!(policy["frame-src"], "'self'", "{path}");
    }
    // The second node of a lesson: a node, for the page itself alone.
    let (frame, policy) = headers("/?room=red&second").await;
    assert_eq!(frame.unwrap(), "SAMEORIGIN");
    let policy = directives(&policy);
    assert_eq!(policy["frame-ancestors"], "'self'");
    assert_eq!(policy.get("frame-src"), None);
    assert!(policy["connect-src"].contains("ws://"));
    let (frame, policy) = headers("/?embed").await;
    assert_eq!(frame, None);
    let policy = directives(&policy);
    assert_eq!(policy.get("frame-ancestors"), None);
    assert_eq!(policy.get("frame-src"), None);
    assert_eq!(policy["connect-src"], "'self'");
    assert_eq!(policy["script-src"], "'self' 'wasm-unsafe-eval'");
}

#[tokio::test]
async fn a_file_asked_for_under_the_name_of_another_build_is_not_kept_for_a_year() {
    let page = tempfile::tempdir().unwrap();
    let program = page.path().join("miner_bg.wasm");
    fs::write(page.path().join("index.html"), "<html><head></head></html>").unwrap();
    fs::write(page.path().join("miner.js"), "2").unwrap();
    fs::write(&program, "\0asm tabchain-build:0123456789abcdef").unwrap();
    let relay = start(Config {
        page: Some(page.path().to_owned()),
        ..Config::default()
    })
    .await;
    let kept = async |file: &str| {
        let url = format!("http://{}/{file}", relay.address());
        let answer = client().get(url).send().await.unwrap();
        let cache = answer.headers()["cache-control"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(["no-cache", "public, max-age=31536000, immutable"].contains(&cache.as_str()));
        cache != "no-cache"
    };
    assert!(kept("miner.js?v=0123456789abcdef").await);
    for version in [
        "anything",
        "",
        "1",
        "0123456789ABCDEF",
        "0123456789abcdef&x",
        "fedcba9876543210",
    ] {
        assert!(!kept(&format!("miner.js?v={version}")).await, "{version}");
        let hashed = format!("missing-0123456789abcdef.js?v={version}");
        assert!(!kept(&hashed).await, "{version}");
    }

    // The next build comes into the directory while a page of the one before is open.
    fs::write(&program, "\0asm tabchain-build:fedcba9876543210").unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(2);
    fs::File::options()
        .write(true)
        .open(&program)
        .unwrap()
        .set_modified(later)
        .unwrap();
    assert!(!kept("miner.js?v=0123456789abcdef").await);
    assert!(kept("miner.js?v=fedcba9876543210").await);

    // A page of before programs were marked is asked for again each time.
    fs::remove_file(&program).unwrap();
    assert!(!kept("miner.js?v=fedcba9876543210").await);
    fs::write(&program, "\0asm").unwrap();
    for version in ["", "fedcba9876543210"] {
        assert!(!kept(&format!("miner.js?v={version}")).await);
    }
}

#[tokio::test]
async fn the_page_of_a_directory_comes_compressed() {
    let page = tempfile::tempdir().unwrap();
    let program = "the program, again and again, ".repeat(1000);
    let index = format!("<html><head></head>{program}</html>");
    fs::write(page.path().join("index.html"), index).unwrap();
    for file in ["app_bg.wasm", "app.js", "app.css"] {
        fs::write(page.path().join(file), &program).unwrap();
    }
    let relay = start(Config {
        page: Some(page.path().to_owned()),
        ..Config::default()
    })
    .await;
    for file in ["", "app_bg.wasm", "app.js", "app.css"] {
        for (accepted, coding) in [
            ("gzip, deflate", Some("gzip")),
            ("gzip, deflate, br", Some("br")),
            ("identity", None),
        ] {
            let url = format!("http://{}/{file}", relay.address());
            let request = client().get(url).header("accept-encoding", accepted);
            let answer = request.send().await.unwrap();
            let told = answer.headers().get("content-encoding");
            assert_eq!(told.map(|told| told.to_str().unwrap()), coding, "{file}");
            let length = answer.bytes().await.unwrap().len();
            assert_eq!(length < 1000, coding.is_some(), "{file}: {length} bytes");
        }
    }
}

#[tokio::test]
async fn a_directory_that_trunk_is_serving_from_is_not_served_and_it_is_said_what_to_do() {
    let page = tempfile::tempdir().unwrap();
    let index = page.path().join("index.html");
    let config = Config {
        page: Some(page.path().to_owned()),
        ..Config::default()
    };
    // As trunk 0.21 writes it, also minified.
    let live = "<script>const url=protocol+'://'+address+base+'.well-known/trunk/ws'</script>";
    fs::write(&index, live).unwrap();
    let Err(error) = Running::start(config.clone()).await else {
        panic!("it was started");
    };
    let error = error.to_string();
    for told in [
        page.path().to_str().unwrap(),
        "trunk serve",
        "trunk build --release --dist",
    ] {
        assert!(error.contains(told), "{error}");
    }

    // Trunk may begin to serve from it later, too.
    fs::write(&index, "<html><head></head></html>").unwrap();
    let relay = start(config).await;
    let at = format!("http://{}", relay.address());
    assert_eq!(client().get(&at).send().await.unwrap().status(), 200);
    fs::write(&index, live).unwrap();
    let answer = client().get(&at).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.text().await.unwrap(), error);
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
