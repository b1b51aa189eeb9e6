//! Clients that begin something and do not finish it.

use std::time::Duration;

use protocol::RateLimit;
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

use crate::member::{Member, PATIENCE, start};

/// Short enough to be waited for. Where a test needs one deadline, the others stay long: a busy machine may take its time.
const SOON: Duration = Duration::from_millis(300);

async fn with(limits: Limits) -> Running {
    start(Config {
        limits,
        ..Config::default()
    })
    .await
}

async fn with_short_heads() -> Running {
    with(Limits {
        header_within: SOON,
        ..Limits::default()
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
    let relay = with_short_heads().await;
    let mut stream = TcpStream::connect(relay.address()).await.unwrap();
    said(&mut stream).await;
}

#[tokio::test]
async fn a_head_that_trickles_is_cut_off() {
    let relay = with_short_heads().await;
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
    let relay = with(Limits {
        body_within: SOON,
        ..Limits::default()
    })
    .await;
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
    let relay = with(Limits {
        message_within: SOON,
        ..Limits::default()
    })
    .await;
    let mut member = Member::join(&relay, "main", "tab-1").await;
    let begun = Frame::message("{".to_owned(), OpCode::Data(Data::Text), false);
    member.push(Message::Frame(begun)).await.unwrap();
    assert_eq!(member.until_closed().await.0, 4004);
}

#[tokio::test]
async fn the_places_of_lost_members_are_bounded() {
    const PLACES: usize = 9;
    const KEPT: usize = 2;

    let relay = with(Limits {
        away_for: Duration::from_secs(600),
        lost_per_address: KEPT,
        room_members: PLACES,
        joins_per_address: RateLimit {
            per_second: 1_000.0,
            burst: 100_000.0,
        },
        ..Limits::default()
    })
    .await;
    for number in 0..PLACES {
        drop(Member::join(&relay, "main", &format!("tab-{number}")).await);
    }
    // All places of the room were taken. Others get those that are not kept, as soon as the connections are seen to be lost.
    let mut all = Vec::new();
    let fill = async {
        while all.len() < PLACES - KEPT {
            let address = format!("tab-new-{}", all.len());
            let mut member = Member::knock(&relay, "main", &address, "t", &[])
                .await
                .unwrap();
            if member.welcome().await.is_some() {
                all.push(member);
            }
        }
    };
    let filled = timeout(PATIENCE, fill).await;
    assert!(filled.is_ok(), "{} places are kept", PLACES - all.len());
    let mut more = Member::knock(&relay, "main", "tab-more", "t", &[])
        .await
        .unwrap();
    assert_eq!(more.welcome().await, None, "no place is kept");
}
