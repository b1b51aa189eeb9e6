//! Rooms and their rules: who hears whom, and what a newcomer takes over.

use browser_tests::{Browser, Site, Tab};
use serde_json::json;

/// Chooses the rules of a room that nobody else is in, by the form.
async fn choose_rules(tab: &Tab, proof: &str, bits: &str) {
    tab.unfold_rules().await;
    tab.click(&format!("rules-{proof}")).await;
    tab.fill("rules-difficulty", bits).await;
    tab.click("rules-submit").await;
    tab.text_when("rules", |rules| {
        rules.contains(proof) && rules.contains(bits)
    })
    .await;
}

fn room(site: &Site, name: &str) -> String {
    format!("{}?room={name}", site.address())
}

#[tokio::test]
async fn nodes_of_different_rooms_do_not_hear_one_another() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let red = browser.open(&room(&site, "red")).await;
    let blue = browser.open(&room(&site, "blue")).await;
    let also_red = browser.open(&room(&site, "red")).await;
    let address = also_red.address().await;
    red.text_when("peers", |peers| peers.contains(&address))
        .await;

    blue.mine().await;
    assert_eq!(
        red.resolve().await["peers"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(red.chain().await["length"], 1);
    assert_eq!(blue.resolve().await["peers"], json!([]));
}

#[tokio::test]
async fn a_newcomer_takes_over_the_rules_of_the_room() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let one = browser.open(&room(&site, "sealed")).await;
    one.address().await;
    choose_rules(&one, "sealed", "9").await;
    one.transact("ada", "bob", 5).await;
    one.mine().await;
    one.mine().await;

    let two = browser.open(&room(&site, "sealed")).await;
    two.text_when("rules", |rules| {
        rules.contains("sealed") && rules.contains('9')
    })
    .await;
    two.text_when("peers", |peers| !peers.is_empty()).await;
    assert_eq!(two.resolve().await["message"], "Our chain was replaced");
    let text = two.chain_text().await;
    assert_eq!(text, one.chain_text().await);
    let rules = json!({ "proof": "sealed", "difficulty_bits": 9 });
    let verdict = two
        .eval(&format!("tabchain.verify({}, {rules})", json!(text)))
        .await;
    assert_eq!(verdict["valid"], true);
}

#[tokio::test]
async fn rules_that_are_none_are_refused_beside_their_field() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(site.address()).await;
    tab.address().await;
    tab.unfold_rules().await;
    for bits in ["", "257", "-1", "1.5", "many"] {
        tab.fill("rules-difficulty", bits).await;
        tab.click("rules-submit").await;
        tab.text_when("rules-difficulty-error", |error| !error.is_empty())
            .await;
    }
    tab.text_when("rules", |rules| {
        rules.contains("classic") && rules.contains("16")
    })
    .await;
}

#[tokio::test]
async fn a_difficulty_that_takes_minutes_is_warned_of_before_anything_was_mined() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(site.address()).await;
    tab.address().await;
    tab.unfold_rules().await;
    tab.fill("rules-difficulty", "56").await;
    tab.text_when("difficulty-slow", |warning| {
        warning.contains("per block on this machine")
    })
    .await;
    tab.fill("rules-difficulty", "8").await;
    tab.text_when("difficulty-meaning", |meaning| {
        meaning.contains("00") && meaning.contains("256") && meaning.contains("On this machine")
    })
    .await;
}

#[tokio::test]
async fn a_room_whose_name_is_none_is_refused_in_words() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(&room(&site, "a/b")).await;
    tab.until("the page says what is wrong", async |tab| {
        let notice = tab
            .eval("document.querySelector('#notice').textContent")
            .await;
        match notice.as_str() {
            Some(text) if text.contains("room") => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
}

#[tokio::test]
async fn from_a_room_whose_name_is_none_there_is_a_way_on() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser
        .open(&format!("{}#view=lab", room(&site, "a/b")))
        .await;
    tab.until("the page offers another room", async |tab| {
        tab.attempt("document.querySelector('#notice a').click()")
            .await
    })
    .await;
    tab.text_when("room", |room| room == "main").await;
    tab.text_when("lab-length-1", |length| length == "1").await;
}

#[tokio::test]
async fn a_name_that_was_typed_outlasts_a_reload_and_goes_along_into_other_rooms() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(site.address()).await;
    let mut addresses = vec![tab.address().await];
    tab.rename("Ada").await;
    tab.until_attribute("storage", "data-kept", "true").await;

    tab.reload().await;
    addresses.push(tab.address().await);
    tab.text_when("node-name", |name| name == "Ada").await;
    tab.click("new-room").await;
    tab.text_when("room", |room| room.starts_with("room-"))
        .await;
    addresses.push(tab.address().await);
    tab.text_when("node-name", |name| name == "Ada").await;
    tab.eval("void history.back()").await;
    tab.text_when("room", |room| room == "main").await;
    tab.text_when("node-name", |name| name == "Ada").await;

    // A window opened by a page starts with a copy of its sessionStorage, as a duplicated tab does.
    let copy = browser
        .opened_by(&tab, "window.open(location.href), null")
        .await;
    addresses.push(copy.address().await);
    copy.text_when("node-name", |name| name == "Ada").await;
    // One in each room, and one in the copy; other tabs have names of their own.
    assert_eq!(addresses[0], addresses[1]);
    addresses.sort();
    addresses.dedup();
    assert_eq!(addresses.len(), 3);
    let other = browser.open(site.address()).await;
    other
        .text_when("node-name", |name| !name.is_empty() && name != "Ada")
        .await;
}

#[tokio::test]
async fn a_kept_name_that_is_none_is_not_taken() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(site.address()).await;
    tab.rename("Ada").await;
    tab.eval("Object.keys(sessionStorage).forEach((key) => sessionStorage.setItem(key, ' '.repeat(1000)))")
        .await;
    tab.reload().await;
    tab.text_when("node-name", |name| name.split(' ').count() == 2)
        .await;
}

#[tokio::test]
async fn mining_can_be_cancelled_and_leaves_no_trace() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(&room(&site, "hopeless")).await;
    tab.address().await;
    choose_rules(&tab, "classic", "60").await;
    tab.transact("ada", "bob", 5).await;
    let chain = tab.chain_text().await;

    tab.eval(
        "window.outcome = tabchain.mine().then(() => 'mined', (error) => error.message), null",
    )
    .await;
    tab.until("attempts are counted", async |tab| {
        let shown = "document.querySelector('[data-testid=mining] .attempts dd')?.textContent";
        let attempts = tab.eval(shown).await;
        let counted = |text: &str| text.chars().any(|digit| ('1'..='9').contains(&digit));
        if attempts.as_str().is_some_and(counted) {
            Ok(())
        } else {
            Err(attempts.to_string())
        }
    })
    .await;
    tab.click("cancel-mining").await;
    let outcome = tab.eval("window.outcome").await;
    assert!(
        outcome
            .as_str()
            .is_some_and(|text| text.contains("cancelled")),
        "{outcome}"
    );
    assert_eq!(tab.chain_text().await, chain);
    tab.text_when("mempool", |pending| pending.contains("ada"))
        .await;
}

#[tokio::test]
async fn a_chain_of_many_pieces_reaches_another_tab_whole() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let one = browser.open(&room(&site, "long")).await;
    one.address().await;
    choose_rules(&one, "linked", "0").await;
    // A piece has at most 500 blocks. Each block is stored before the next, which takes a busy machine a while.
    for _ in 0..11 {
        one.eval(
            "(async () => { for (let mined = 0; mined < 109; mined++) await tabchain.mine(); })()",
        )
        .await;
    }

    let two = browser.open(&room(&site, "long")).await;
    two.text_when("peers", |peers| !peers.is_empty()).await;
    assert_eq!(two.resolve().await["message"], "Our chain was replaced");
    two.until_length(1200).await;
    assert_eq!(two.chain_text().await, one.chain_text().await);
    // The newest block is shown, and two can go on from there.
    two.text_when("block-1200", |text| text.contains("1200"))
        .await;
    assert_eq!(two.mine().await["index"], 1201);
}

#[tokio::test]
async fn luck_is_spoken_of_only_where_there_is_luck() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    let chance = "document.querySelector('.mining .chance').textContent";
    let bars = "document.querySelectorAll('.mining progress').length";
    // Under classic all search the same numbers, from the genesis on, and all find the same proof.
    tab.click("mine").await;
    tab.text_when("events", |told| told.contains("after 35,294 attempts."))
        .await;
    assert!(
        !tab.text("events")
            .await
            .unwrap_or_default()
            .contains("Of 100")
    );
    for (rule, luck) in [("classic", false), ("linked", false), ("sealed", true)] {
        tab.new_room().await;
        choose_rules(&tab, rule, "200").await;
        tab.click("mine").await;
        tab.until("attempts are counted", async |tab| {
            let attempts = "document.querySelector('.mining .attempts dd').textContent";
            let attempts = tab.eval(attempts).await.to_string();
            let counted = attempts.chars().any(|letter| letter.is_ascii_digit());
            if counted { Ok(()) } else { Err(attempts) }
        })
        .await;
        let told = tab.eval(chance).await.to_string();
        assert_eq!(told.contains("Of 100 searches"), luck, "{rule}: {told}");
        assert_eq!(tab.eval(bars).await, u64::from(luck), "{rule}");
        tab.click("cancel-mining").await;
    }
    tab.new_room().await;
    choose_rules(&tab, "sealed", "16").await;
    tab.click("mine").await;
    tab.text_when("events", |told| {
        told.contains("search") && told.contains("sooner.")
    })
    .await;
}
