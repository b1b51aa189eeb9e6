//! A keyboard is enough: every view is reached, used and left by keys, and the focus can be seen all the way.
//! (The walk-through by keyboard is in `walkthrough.rs`.)

use browser_tests::{Browser, Key, Site, Tab, nodes};

/// Goes to a view by its link, as somebody without a mouse would.
async fn view(tab: &Tab, name: &str) {
    tab.enter(&format!("view-{name}")).await;
}

/// Waits until an element has the focus: what was just pressed has it still, though there may be no more for it to do.
async fn keeps_the_focus(tab: &Tab, id: &str) {
    tab.until(&format!("{id} has the focus"), async |tab| {
        match tab.focus().await {
            Some(focus) if focus == id => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
}

#[tokio::test]
async fn a_node_is_registered_and_unregistered_by_keys() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    let (register, unregister) = {
        let address = two.address().await;
        (
            format!("register-{address}"),
            format!("unregister-{address}"),
        )
    };
    one.show().await;
    // New tabs are registered by themselves, until that is switched off.
    one.enter(&unregister).await;
    one.text_when(&register, |label| !label.is_empty()).await;
    keeps_the_focus(&one, &register).await;
    one.press(Key::Enter).await;
    one.text_when(&unregister, |label| !label.is_empty()).await;

    one.tab_to("register-address").await;
    one.type_keys("somewhere").await;
    one.enter("register-submit").await;
    one.text_when("unregister-somewhere", |label| !label.is_empty())
        .await;
}

#[tokio::test]
async fn a_hash_and_a_proof_are_tried_by_keys() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.show().await;
    view(&tab, "playground").await;
    let before = tab.text_when("play-hash", |hash| hash.len() == 64).await;
    tab.tab_to("play-text").await;
    tab.type_keys("a").await;
    tab.text_when("play-hash", |hash| hash.len() == 64 && hash != before)
        .await;
    tab.enter("play-proof-up").await;
    keeps_the_focus(&tab, "play-proof-up").await;
    tab.enter("play-mine").await;
    tab.until_attribute("play-verdict", "data-holds", "true")
        .await;
    keeps_the_focus(&tab, "play-mine").await;
}

#[tokio::test]
async fn a_chain_is_tampered_with_and_restored_by_keys() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.mine().await;
    tab.mine().await;
    tab.show().await;
    view(&tab, "tamper").await;
    tab.until_attribute("tamper-fault", "data-valid", "true")
        .await;
    // The Tab key selects what a field holds.
    tab.tab_to("tamper-amount-2-1").await;
    tab.type_keys("1000").await;
    tab.until_attribute("tamper-fault", "data-valid", "false")
        .await;
    tab.enter("tamper-restore").await;
    tab.until_attribute("tamper-fault", "data-valid", "true")
        .await;
    keeps_the_focus(&tab, "tamper-restore").await;
}

#[tokio::test]
async fn a_room_is_split_and_healed_by_keys() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.show().await;
    view(&tab, "lab").await;
    tab.text_when("lab-length-1", |length| length == "1").await;
    tab.enter("lab-split").await;
    let link = "network-link-node-1-node-3";
    tab.until_attribute(link, "aria-pressed", "true").await;
    tab.enter("lab-heal").await;
    tab.until_attribute(link, "aria-pressed", "false").await;
    keeps_the_focus(&tab, "lab-heal").await;
    // There is nothing more to heal, and that is all that happens.
    let told = tab
        .text_when("lab-news", |news| news.contains("whole again"))
        .await;
    tab.press(Key::Enter).await;
    tab.enter("lab-pause").await;
    assert_eq!(tab.text("lab-news").await, Ok(told));
}

#[tokio::test]
async fn a_step_of_a_lesson_is_done_by_keys() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.show().await;
    view(&tab, "lessons").await;
    tab.enter("lesson-link-1").await;
    tab.until_attribute("step-1", "data-state", "now").await;
    tab.tab_to("play-text").await;
    tab.type_keys("a").await;
    tab.until_attribute("step-1", "data-state", "done").await;
    tab.enter("lesson-fold").await;
    keeps_the_focus(&tab, "lesson-fold").await;
    tab.enter("lesson-close").await;
    tab.until("the lesson is closed", async |tab| {
        match tab.text("lesson").await {
            Ok(_) => Err("it is open".to_owned()),
            Err(_) => Ok(()),
        }
    })
    .await;
    keeps_the_focus(&tab, "view-playground").await;
}

#[tokio::test]
async fn the_first_stop_leads_past_the_head_into_the_open_view() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    for (place, first) in [("node", "mine"), ("lab", "scene-free")] {
        let address = format!("{}#view={place}", site.address());
        let tab = browser.open(&address).await;
        tab.text_when(first, |label| !label.is_empty()).await;
        tab.show().await;
        tab.press(Key::Tab).await;
        assert_eq!(tab.focus().await.as_deref(), Some("skip"), "{place}");
        tab.press(Key::Enter).await;
        tab.press(Key::Tab).await;
        assert_eq!(tab.focus().await.as_deref(), Some(first));
        assert_eq!(tab.eval("location.href").await, address);
    }
}

#[tokio::test]
async fn an_error_that_is_dismissed_gives_the_focus_back() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(site.address()).await;
    tab.address().await;
    tab.ask_too_much().await;
    // Where it was: at the button that was pressed.
    tab.enter("dismiss-error").await;
    tab.until("the error is gone", async |tab| {
        match tab.text("error").await {
            Ok(error) => Err(error),
            Err(_) => Ok(()),
        }
    })
    .await;
    keeps_the_focus(&tab, "mine").await;
}

#[tokio::test]
async fn the_tab_key_leads_everywhere_on_every_view_and_round_again() {
    let site = Site::start().await;
    let (_browser, [tab, other]) = nodes(&site).await;
    tab.register(&other).await;
    tab.transact("ada", "bob", 5).await;
    tab.mine().await;
    for place in [
        "view=node",
        "view=playground",
        "view=tamper",
        "view=forks",
        "view=network",
        "view=lab",
        "view=lessons",
        "view=node&lesson=4",
    ] {
        tab.eval(&format!("void (location.hash = '{place}')")).await;
        tab.until("the view is there", async |tab| {
            match tab
                .eval("document.querySelectorAll('main:not([hidden]) h2').length")
                .await
                .as_u64()
            {
                Some(1..) => Ok(()),
                _ => Err("it is not".to_owned()),
            }
        })
        .await;
        tab.show().await;
        let unreached = tab.unreached().await;
        assert!(unreached.is_empty(), "{place}: {unreached:?}");
    }
}
