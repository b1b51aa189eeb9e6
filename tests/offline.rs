//! Without a network: a page that was visited once starts again, and an update never mixes builds.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use browser_tests::{Browser, Site, Tab};

/// What the page says of its being kept: its build, or `no`.
async fn kept(tab: &Tab) -> String {
    tab.until("the page is kept, or said not to be", async |tab| {
        let kept = tab.eval("document.documentElement.dataset.kept").await;
        kept.as_str()
            .map(str::to_owned)
            .ok_or_else(|| "nothing yet".to_owned())
    })
    .await
}

async fn starts(tab: &Tab) {
    tab.text_when("node-id", |id| !id.is_empty()).await;
}

#[tokio::test]
async fn with_the_server_stopped_the_page_starts_mines_and_opens_its_views() {
    let (site, browser) = (Site::start_closing().await, Browser::start().await);
    let address = site.address().to_owned();
    let tab = browser.open(&address).await;
    starts(&tab).await;
    assert_ne!(kept(&tab).await, "no");
    drop(site);

    tab.goto(&format!("{address}?room=another")).await;
    starts(&tab).await;
    tab.text_when("room", |room| room == "another").await;
    tab.eval("await tabchain.mine()").await;
    tab.text_when("chain-length", |length| length == "2").await;
    tab.click("view-lessons").await;
    tab.text_when("lesson-entry-1", |text| !text.is_empty())
        .await;
}

#[tokio::test]
async fn an_updated_page_comes_before_the_kept_one() {
    let updated = Arc::new(AtomicBool::new(false));
    let site = {
        let updated = updated.clone();
        // The page itself is asked for by the server's root.
        Site::start_changing("/", move |page| {
            let page = String::from_utf8(page).ok()?;
            Some(
                match updated.load(Ordering::SeqCst) {
                    true => page.replace(
                        "A blockchain network whose nodes are browser tabs",
                        "Updated",
                    ),
                    false => page,
                }
                .into_bytes(),
            )
        })
        .await
    };
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    starts(&tab).await;
    assert_ne!(kept(&tab).await, "no");

    updated.store(true, Ordering::SeqCst);
    tab.goto(site.address()).await;
    starts(&tab).await;
    let description = tab
        .eval("document.querySelector('meta[name=description]').content")
        .await;
    assert!(
        description
            .as_str()
            .is_some_and(|told| told.starts_with("Updated")),
        "{description}"
    );
}

#[tokio::test]
async fn a_server_that_is_being_updated_is_not_kept() {
    let other_files = Arc::new(AtomicBool::new(false));
    let site = {
        let other_files = other_files.clone();
        Site::start_changing("/", move |page| {
            let page = String::from_utf8(page).ok()?;
            Some(
                match other_files.load(Ordering::SeqCst) {
                    true => page.replace("tabchain-", "of-another-build-"),
                    false => page,
                }
                .into_bytes(),
            )
        })
        .await
    };
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    // As if the new files came between the page and its being kept.
    other_files.store(true, Ordering::SeqCst);
    starts(&tab).await;
    assert_eq!(kept(&tab).await, "no");
}
