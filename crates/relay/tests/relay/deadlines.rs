//! Clients that begin something and do not finish it.

use std::time::Duration;

use relay::{Config, Limits, Running};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use crate::member::{Member, PATIENCE, free_ports, start};

async fn strict() -> Running {
    let soon = Duration::from_millis(300);
    start(Config {
        limits: Limits {
            header_within: soon,
            body_within: soon,
            message_within: soon,
            write_within: soon,
            away_for: Duration::from_secs(60),
            lost_per_address: 2,
            ..Limits::default()
        },
        first_port: free_ports(),
        ports: 9,
        ..Config::default()
    })
    .await
}

async fn said(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    // It may be reset.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut said))
        .await
        .unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let relay = strict().await;
    let mut stream = TcpStream::connect(relay.address()).await.unwrap();
    said(&mut stream).await;
}

#[tokio::test]
async fn a_head_that_trickles_is_cut_off() {
    let relay = strict().await;
    let mut stream = TcpStream::connect(relay.address()).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nx: ")
        .await
        .unwrap();
    let (mut read, mut write) = stream.into_split();
    let trickle = tokio::spawn(async move {
        while write.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut said = Vec::new();
    let _ = timeout(PATIENCE, read.read_to_end(&mut said))
        .await
        .unwrap();
    timeout(PATIENCE, trickle).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up_with_a_reason() {
    let relay = strict().await;
    let _tab = Member::join(&relay, "main", "tab-1").await;
    let mut stream = TcpStream::connect(relay.address()).await.unwrap();
    let request = "POST /rooms/main/nodes/tab-1/transactions/new HTTP/1.1\r\nhost: localhost\r\n\
                   content-length: 100\r\n\r\n{";
    stream.write_all(request.as_bytes()).await.unwrap();
    let said = said(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
}

#[tokio::test]
async fn a_message_that_does_not_end_is_given_up_with_a_reason() {
    let relay = strict().await;
    let mut member = Member::join(&relay, "main", "tab-1").await;
    let begun = Frame::message("{".to_owned(), OpCode::Data(Data::Text), false);
    member.push(Message::Frame(begun)).await.unwrap();
    assert_eq!(member.until_closed().await.0, 4004);
}

#[tokio::test]
async fn the_places_of_lost_members_are_bounded() {
    let relay = strict().await;
    for number in 0..9 {
        drop(Member::join(&relay, "main", &format!("tab-{number}")).await);
    }
    // A port is another's as soon as its owner's place is not kept any more.
    let mut all = Vec::new();
    for number in 0.. {
        let address = format!("tab-new-{number}");
        let mut member = Member::knock(&relay, "main", &address, "t", &[])
            .await
            .unwrap();
        match member.port().await {
            Some(_) => all.push(member),
            None => member.goodbye().await,
        }
        if all.len() == 7 {
            break;
        }
        assert!(number < 1000, "{} places are kept", 9 - all.len());
    }
}
