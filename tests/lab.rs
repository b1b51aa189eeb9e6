//! The lab, the network picture and the tree of forks, as a class uses them.

use browser_tests::{Ability, Browser, Key, Site, Tab, lacks, nodes};
use serde_json::{Value, json};

/// Opens the lab with its time at full speed, easy proofs, and all nodes registered with each other.
async fn lab(browser: &Browser, site: &Site) -> Tab {
    let tab = browser.open(&format!("{}#view=lab", site.address())).await;
    tab.text_when("lab-length-1", |text| text == "1").await;
    choose(&tab, "lab-difficulty", "8").await;
    slide(&tab, "lab-speed", Key::End).await;
    tab.until("all have registered all", async |tab| {
        let chips = "[...document.querySelectorAll('.lab-chip')]";
        let registered = format!("{chips}.map((chip) => chip.getAttribute('aria-pressed'))");
        let states = tab.eval(&registered).await;
        if states == json!(vec!["true"; 12]) {
            Ok(())
        } else {
            Err(states.to_string())
        }
    })
    .await;
    tab
}

/// Takes an entry of a list.
async fn choose(tab: &Tab, id: &str, value: &str) {
    tab.eval(&format!(
        "(() => {{
            const list = document.querySelector('[data-testid=\"{id}\"]');
            list.value = {value:?};
            list.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()"
    ))
    .await;
}

/// Presses a key at a slider.
async fn slide(tab: &Tab, id: &str, key: Key) {
    tab.show().await;
    tab.eval(&format!(
        "document.querySelector('[data-testid=\"{id}\"]').focus()"
    ))
    .await;
    tab.press(key).await;
}

async fn until_text(tab: &Tab, id: &str, wanted: &str) {
    tab.text_when(id, |text| text == wanted).await;
}

/// So many elements have this test id.
async fn count(tab: &Tab, id: &str) -> Value {
    tab.eval(&format!(
        "document.querySelectorAll('[data-testid=\"{id}\"]').length"
    ))
    .await
}

#[tokio::test]
async fn a_split_room_forks_and_heals_into_the_longer_chain() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = lab(&browser, &site).await;

    tab.click("lab-split").await;
    tab.click("lab-transact-open-3").await;
    tab.click("lab-submit-3").await;
    until_text(&tab, "lab-pending-3", "1").await;
    tab.click("lab-mine-3").await;
    until_text(&tab, "lab-length-4", "2").await;
    until_text(&tab, "lab-pending-3", "0").await;
    for length in ["2", "3"] {
        tab.click("lab-mine-1").await;
        until_text(&tab, "lab-length-2", length).await;
    }
    // Neither half has heard of the other.
    assert_eq!(tab.text("lab-length-3").await.as_deref(), Ok("2"));
    assert_eq!(count(&tab, "lab-ghost-3").await, 0);
    until_text(&tab, "fork-orphans", "no block orphaned").await;
    tab.until_attribute("network-link-node-1-node-3", "aria-pressed", "true")
        .await;
    tab.until_attribute("network-link-node-1-node-2", "aria-pressed", "false")
        .await;

    tab.note_theatre().await;
    tab.click("lab-heal").await;
    for node in 3..=4 {
        until_text(&tab, &format!("lab-length-{node}"), "3").await;
        let ghost = tab
            .text(&format!("lab-ghost-{node}"))
            .await
            .unwrap_or_default();
        assert!(ghost.contains("orphaned"), "{ghost}");
        // Its transaction came back.
        until_text(&tab, &format!("lab-pending-{node}"), "1").await;
        let told = tab
            .text(&format!("lab-returned-{node}"))
            .await
            .unwrap_or_default();
        assert!(told.contains("one transaction returned"), "{told}");
    }
    assert_eq!(count(&tab, "lab-ghost-1").await, 0);
    until_text(&tab, "fork-orphans", "1 block orphaned").await;
    tab.text_when("lab-news", |text| {
        text.contains("Reorg: Cleo took over") && text.contains("Reorg: Dan took over")
    })
    .await;

    // One of them is played, and again when asked for; the other is in the log.
    let told = tab.until_played(1).await;
    let first = told[0].as_str().unwrap_or_default();
    assert!(
        first.contains("took over") && first.contains("One block orphaned"),
        "{told}"
    );
    let again = "document.querySelectorAll('[data-testid^=lab-play-]')";
    tab.eval(&format!(
        "[...{again}].find((play) => play.closest('li').textContent.includes({first:?})).click()"
    ))
    .await;
    let told = tab.until_played(2).await;
    assert_eq!(told[1], told[0]);
    assert_eq!(tab.eval(&format!("{again}.length")).await, json!(2));
}

#[tokio::test]
async fn by_hand_nothing_moves_until_someone_resolves() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = lab(&browser, &site).await;
    tab.click("lab-mode-manual").await;
    tab.click("lab-mine-2").await;
    until_text(&tab, "lab-length-2", "2").await;
    tab.click("lab-resolve-1").await;
    until_text(&tab, "lab-length-1", "2").await;
    tab.text_when("lab-said-1", |text| text.contains("Our chain was replaced"))
        .await;
    assert_eq!(tab.text("lab-length-3").await.as_deref(), Ok("1"));
    // Both show the same block as their last.
    let (one, two) = (tab.text("lab-tip-1").await, tab.text("lab-tip-2").await);
    assert_eq!(one, two);

    // A node that hears nobody keeps its chain.
    for other in [1, 2, 4] {
        tab.click(&format!("lab-hears-3-{other}")).await;
    }
    tab.click("lab-resolve-3").await;
    tab.text_when("lab-said-3", |text| text.contains("no node is registered"))
        .await;
    tab.click("lab-register-all").await;
    tab.click("lab-resolve-3").await;
    until_text(&tab, "lab-length-3", "2").await;
}

#[tokio::test]
async fn a_paused_lab_stands_still_and_goes_step_by_step() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = lab(&browser, &site).await;
    tab.click("lab-pause").await;
    tab.click("lab-keep-1").await;
    tab.until_attribute("lab-keep-1", "aria-pressed", "true")
        .await;
    let before = tab.text("lab-time").await.unwrap_or_default();
    // Sixty frames, in which a running lab would play eight seconds.
    tab.eval(
        "new Promise((done) => {
            let left = 60;
            const frame = () => (left-- ? requestAnimationFrame(frame) : done());
            frame();
        })",
    )
    .await;
    assert_eq!(tab.text("lab-time").await.as_deref(), Ok(before.as_str()));
    assert_eq!(tab.text("lab-length-1").await.as_deref(), Ok("1"));

    let seconds = |text: &str| -> f64 {
        let figure = text.trim_end_matches(" s");
        figure.parse().unwrap_or(f64::NAN)
    };
    tab.click("lab-step").await;
    let after = tab.text_when("lab-time", |text| text != before).await;
    let step = seconds(&after) - seconds(&before);
    assert!((step - 0.1).abs() < 0.01, "{before} {after}");

    tab.click("lab-pause").await;
    tab.text_when("lab-length-1", |text| text != "1").await;
}

#[tokio::test]
async fn sliders_end_where_a_lab_still_works() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = lab(&browser, &site).await;
    for (id, least, most) in [
        ("lab-delay", "0 ms", "2000 ms"),
        ("lab-loss", "0 %", "60 %"),
        ("lab-cuts", "0 of 6", "6 of 6"),
        ("lab-speed", "¼ ×", "8 ×"),
    ] {
        for (key, wanted) in [(Key::Home, least), (Key::End, most)] {
            slide(&tab, id, key).await;
            until_text(&tab, &format!("{id}-shown"), wanted).await;
            tab.until_attribute(id, "aria-valuetext", wanted).await;
        }
    }
    slide(&tab, "lab-cuts", Key::Home).await;
    until_text(&tab, "lab-cuts-shown", "0 of 6").await;
    // With every message late and most of them lost, live nodes agree all the same.
    tab.click("lab-mine-1").await;
    until_text(&tab, "lab-length-1", "2").await;
    until_text(&tab, "lab-length-4", "2").await;
}

#[tokio::test]
async fn nodes_come_and_go_and_a_connection_is_cut_by_keyboard() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = lab(&browser, &site).await;
    choose(&tab, "lab-nodes", "6").await;
    until_text(&tab, "lab-length-6", "1").await;
    choose(&tab, "lab-nodes", "2").await;
    tab.until("four nodes are gone", async |tab| {
        match count(tab, "lab-node-3").await.as_u64() {
            Some(0) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;

    let link = "network-link-node-1-node-2";
    tab.tab_to(link).await;
    tab.press(Key::Enter).await;
    tab.until_attribute(link, "aria-pressed", "true").await;
    tab.click("lab-mine-1").await;
    until_text(&tab, "lab-length-1", "2").await;
    assert_eq!(tab.text("lab-length-2").await.as_deref(), Ok("1"));
    tab.tab_to(link).await;
    tab.press(Key::Enter).await;
    until_text(&tab, "lab-length-2", "2").await;
}

#[tokio::test]
async fn a_bad_transaction_is_refused_where_it_was_typed() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = lab(&browser, &site).await;
    tab.click("lab-transact-open-1").await;
    for (field, text, reason) in [
        ("lab-amount-1", "0", "greater than 0"),
        ("lab-amount-1", "five", "Amount"),
        ("lab-sender-1", "0", "reward"),
        ("lab-recipient-1", "", "is missing"),
    ] {
        let before = tab.value(field).await.unwrap_or_default();
        tab.fill(field, text).await;
        tab.click("lab-submit-1").await;
        tab.text_when(&format!("{field}-error"), |text| text.contains(reason))
            .await;
        tab.fill(field, &before).await;
    }
    assert_eq!(tab.text("lab-pending-1").await.as_deref(), Ok("0"));
}

#[tokio::test]
async fn the_lab_waits_while_someone_looks_at_another_view() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = lab(&browser, &site).await;
    tab.click("lab-mine-1").await;
    until_text(&tab, "lab-length-4", "2").await;
    tab.click("view-node").await;
    tab.click("view-lab").await;
    until_text(&tab, "lab-length-4", "2").await;
}

#[tokio::test]
async fn the_nodes_names_follow_the_language_and_the_lab_goes_on() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = lab(&browser, &site).await;
    tab.click("lab-split").await;
    tab.click("lab-mine-3").await;
    until_text(&tab, "lab-length-4", "2").await;
    for length in ["2", "3"] {
        tab.click("lab-mine-1").await;
        until_text(&tab, "lab-length-2", length).await;
    }
    tab.click("lab-heal").await;
    until_text(&tab, "lab-length-4", "3").await;
    tab.click("lab-pause").await;
    for (language, names) in [
        ("zh-CN", ["小安", "小博", "小晨", "小丹"]),
        ("en", ["Ada", "Bob", "Cleo", "Dan"]),
    ] {
        tab.click(&format!("language-{language}")).await;
        for (number, name) in (1..).zip(names) {
            tab.text_when(&format!("lab-node-{number}"), |card| card.contains(name))
                .await;
            tab.text_when(&format!("network-node-node-{number}"), |node| {
                node.contains(name)
            })
            .await;
            until_text(&tab, &format!("lab-length-{number}"), "3").await;
        }
        tab.text_when("lab-news", |news| news.contains(names[2]))
            .await;
        tab.text_when("fork-tree", |tree| {
            tree.contains(names[0]) || tree.contains('4')
        })
        .await;
    }
}

#[tokio::test]
async fn six_nodes_mine_at_full_speed_while_the_tabs_own_node_mines_with_all_workers() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.mine_without_end().await;
    for difficulty in [14, 8] {
        tab.mine_in_lab(difficulty).await;
        tab.watch_tasks().await;
        // Step by step: with browsers of other engines at work they take more than a minute to all of it.
        for (length, number) in [7, 14, 20]
            .into_iter()
            .flat_map(|l| (1..=6).map(move |n| (l, n)))
        {
            tab.text_when(&format!("lab-length-{number}"), |text| {
                text.parse().is_ok_and(|blocks: u64| blocks > length)
            })
            .await;
        }
        // How long they are depends on the machine; the bench states it for a quiet one.
        println!(
            "{difficulty} bits: tasks over 50 ms: {:?}",
            tab.long_tasks().await
        );
        tab.click("lab-stop-all").await;
        tab.click("lab-reset").await;
        until_text(&tab, "lab-length-1", "1").await;
    }
    tab.click("view-node").await;
    tab.click("cancel-mining").await;
}

/// Opens a scene by its link.
async fn scene(browser: &Browser, site: &Site, id: &str) -> Tab {
    let tab = browser
        .open(&format!("{}#view=lab&scene={id}", site.address()))
        .await;
    tab.text_when("scene-told", |told| !told.is_empty()).await;
    tab
}

/// Waits until the scene tells this.
async fn until_told(tab: &Tab, words: &str) {
    tab.text_when("scene-told", |told| told.contains(words))
        .await;
}

#[tokio::test]
async fn one_click_plays_a_scene_which_is_paused_and_goes_on() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = lab(&browser, &site).await;
    tab.click("scene-two-at-once").await;
    until_told(&tab, "Four nodes have the same chain").await;
    tab.until_attribute("scene-two-at-once", "aria-current", "page")
        .await;
    until_told(&tab, "both search for block 4").await;

    tab.click("scene-play").await;
    until_text(&tab, "scene-play", "Play").await;
    let paused = tab.value("scene-slider").await;
    tab.eval(
        "new Promise((done) => {
            let left = 60;
            const frame = () => (left-- ? requestAnimationFrame(frame) : done());
            frame();
        })",
    )
    .await;
    assert_eq!(tab.value("scene-slider").await, paused);
    tab.click("scene-play").await;
    until_text(&tab, "scene-play", "Pause").await;
    until_told(&tab, "a fork").await;
    tab.click("scene-restart").await;
    until_told(&tab, "Four nodes have the same chain").await;
    until_text(&tab, "scene-play", "Pause").await;

    // The way back; the free lab is as it was left.
    tab.click("scene-free").await;
    until_text(&tab, "lab-length-1", "1").await;
    assert_eq!(tab.eval("location.hash").await, json!("#view=lab"));
}

#[tokio::test]
async fn a_scene_is_moved_to_any_moment_by_keys_and_the_same_moment_looks_the_same() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = scene(&browser, &site, "split-and-heal").await;
    tab.tab_to("scene-slider").await;
    tab.press(Key::End).await;
    until_told(&tab, "one history again").await;
    for number in 1..=4 {
        tab.text_when(&format!("scene-node-{number}"), |node| node.contains('7'))
            .await;
    }
    until_text(&tab, "fork-orphans", "2 blocks orphaned").await;
    let end = tab
        .eval("document.querySelector('.fork-frame svg').innerHTML")
        .await;
    // Where it is played to its end, it begins again.
    until_text(&tab, "scene-play", "Play").await;

    tab.press(Key::Home).await;
    until_told(&tab, "of three blocks").await;
    until_text(&tab, "fork-orphans", "no block orphaned").await;
    tab.until_attribute("scene-slider", "aria-valuetext", "0 of 38 s")
        .await;
    tab.press(Key::End).await;
    until_text(&tab, "fork-orphans", "2 blocks orphaned").await;
    let again = tab
        .eval("document.querySelector('.fork-frame svg').innerHTML")
        .await;
    assert_eq!(again, end);
    assert_eq!(tab.focus().await.as_deref(), Some("scene-slider"));
}

#[tokio::test]
async fn a_link_leads_to_each_scene_and_each_is_told_to_its_end() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = scene(&browser, &site, "two-at-once").await;
    for (id, end) in [
        ("two-at-once", "is orphaned, and its reward is gone"),
        ("split-and-heal", "one history again"),
        ("slow-network", "the more work is lost"),
        ("rewriting-without-work", "more hash power than all others"),
    ] {
        tab.eval(&format!("location.hash = '#view=lab&scene={id}'"))
            .await;
        tab.until_attribute(&format!("scene-{id}"), "aria-current", "page")
            .await;
        slide(&tab, "scene-slider", Key::End).await;
        until_told(&tab, end).await;
    }
    // In another language the same moment is told in that.
    tab.click("language-zh-CN").await;
    until_told(&tab, "“小丹”").await;
    tab.click("language-en").await;
    until_told(&tab, "Dan gives up").await;

    tab.eval("location.hash = '#view=lab&scene=three-at-once'")
        .await;
    tab.text_when("scene-astray", |text| text.contains("does not exist"))
        .await;
    until_text(&tab, "lab-length-1", "1").await;
}

#[tokio::test]
async fn with_less_motion_a_scene_goes_from_picture_to_picture() {
    if lacks(Ability::Emulation).is_some() {
        return;
    }
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    tab.stand_still().await;
    tab.goto(&format!(
        "{}?room=still#view=lab&scene=two-at-once",
        site.address()
    ))
    .await;
    until_told(&tab, "Four nodes have the same chain").await;
    // Whatever is drawn until the next sentence is counted.
    tab.eval(
        "(() => {
            window.drawn = 0;
            new MutationObserver(() => drawn++).observe(document.querySelector('[data-testid=lab]'), { subtree: true, childList: true, attributes: true, characterData: true });
        })()",
    )
    .await;
    until_told(&tab, "both search for block 4").await;
    let drawn = tab.eval("drawn").await.as_u64().unwrap_or(u64::MAX);
    assert!(drawn <= 2, "{drawn} drawings");
}

#[tokio::test]
async fn a_scene_for_slides_has_no_head_and_is_no_node() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser
        .open(&format!(
            "{}?embed#view=lab&scene=rewriting-without-work",
            site.address()
        ))
        .await;
    until_told(&tab, "Bob mined block 2").await;
    // It waits for whoever shows the slides.
    until_text(&tab, "scene-play", "Play").await;
    assert_eq!(
        tab.eval("[typeof tabchain, document.querySelectorAll('header, nav, [data-testid=view-node]').length]")
            .await,
        json!(["undefined", 0])
    );
    tab.click("scene-play").await;
    until_told(&tab, "No work was done for it").await;
    slide(&tab, "scene-slider", Key::End).await;
    until_told(&tab, "Dan gives up").await;

    // Where no scene is named, one is chosen.
    tab.eval("location.hash = ''").await;
    tab.click("scene-slow-network").await;
    until_told(&tab, "a twentieth of a second").await;
    assert_eq!(tab.eval("typeof tabchain").await, json!("undefined"));
}

#[tokio::test]
async fn a_real_fork_is_drawn_and_what_it_orphans_stays_as_a_ghost() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    one.register(&two).await;
    let orphan = one.mine().await;
    two.mine().await;
    two.mine().await;
    let hash = one
        .eval("tabchain.verify(await tabchain.chainText(), { proof: 'classic', difficulty_bits: 16 })")
        .await["hashes"][1]
        .as_str()
        .map(|hash| hash[..8].to_owned())
        .unwrap_or_default();
    assert_eq!(orphan["index"], 2);

    one.click("view-forks").await;
    let block = format!("fork-block-{hash}");
    until_text(&one, "fork-orphans", "no block orphaned").await;
    one.text_when(&block, |text| text.contains("longest chain"))
        .await;
    one.resolve().await;
    until_text(&one, "fork-orphans", "1 block orphaned").await;
    one.text_when(&block, |text| text.contains("orphaned"))
        .await;
    until_text(&one, "fork-summary", "The longest chain seen has 3 blocks.").await;
}

#[tokio::test]
async fn a_real_connection_is_cut_and_mended_in_the_picture() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    one.register(&two).await;
    two.mine().await;
    let (own, other) = (one.address().await, two.address().await);
    one.click("view-network").await;
    one.text_when(&format!("network-node-{other}"), |text| {
        text.ends_with(" 2")
    })
    .await;
    let link = format!("network-link-{own}-{other}");
    one.click(&link).await;
    one.until_attribute(&link, "aria-pressed", "true").await;
    assert_eq!(one.resolve().await["message"], "Our chain is authoritative");
    one.click(&link).await;
    one.until_attribute(&link, "aria-pressed", "false").await;
    assert_eq!(one.resolve().await["message"], "Our chain was replaced");
}
