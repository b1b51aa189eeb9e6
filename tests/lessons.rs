//! Lessons: each is done as a learner would do it, and no step is done before it is. How they follow one another:
//! `lessons_in_a_row.rs`.

use browser_tests::{Browser, Key, Site, Tab};

/// Opens a lesson from its link.
async fn opened(browser: &Browser, site: &Site, room: &str, number: u8) -> Tab {
    opened_after(browser, site, room, number, "").await
}

/// The same, but a script runs in the page first.
async fn opened_after(browser: &Browser, site: &Site, room: &str, number: u8, script: &str) -> Tab {
    let address = format!("{}?room={room}#lesson={number}", site.address());
    let tab = browser.open_after(&address, script).await;
    tab.text_when("lesson", |text| {
        text.contains(&format!("Lesson {number} of 8"))
    })
    .await;
    tab
}

/// Waits until this many steps of the open lesson are done, and sees that it is not one more.
async fn done(tab: &Tab, steps: usize) {
    let expected = format!("{steps} done");
    tab.until("the lesson counts the steps that are done", async |tab| {
        let states = "[...document.querySelectorAll('[data-testid^=step-]')].map((step) => step.dataset.state)";
        let states = tab.eval(states).await;
        let states: Vec<_> = states.as_array().into_iter().flatten().collect();
        let done = states.iter().filter(|state| **state == "done").count();
        let told = format!("{done} done");
        (told == expected).then_some(()).ok_or(told)
    })
    .await;
}

/// The lesson's closing words are there when all steps are done, and only then.
async fn complete(tab: &Tab, steps: usize) {
    done(tab, steps).await;
    tab.until("the lesson ends", async |tab| {
        let ending = tab
            .eval("document.querySelector('.lesson .ending')?.textContent ?? ''")
            .await;
        ending
            .as_str()
            .filter(|ending| !ending.is_empty())
            .map(|_| ())
            .ok_or_else(|| "no ending".to_owned())
    })
    .await;
}

/// Mines so many blocks at this tab's node.
async fn mine(tab: &Tab, blocks: usize) {
    for _ in 0..blocks {
        tab.eval("await tabchain.mine()").await;
    }
}

async fn pay(tab: &Tab) {
    tab.fill("tx-sender", "Alice").await;
    tab.fill("tx-recipient", "Bob").await;
    tab.fill("tx-amount", "5").await;
    tab.click("transact").await;
}

#[tokio::test]
async fn lesson_1_a_hash() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "one", 1).await;
    done(&tab, 0).await;
    tab.fill("play-text", "A").await;
    done(&tab, 1).await;
    tab.click("play-text").await;
    tab.type_keys("d").await;
    done(&tab, 2).await;
    tab.type_keys("a Lovelac").await;
    tab.text_when("play-bytes", |bytes| bytes.starts_with("11 "))
        .await;
    done(&tab, 2).await;
    // The hash of this starts with 0, and none before it.
    tab.type_keys("g").await;
    complete(&tab, 3).await;
    // What is done is kept.
    tab.reload().await;
    complete(&tab, 3).await;
}

#[tokio::test]
async fn lesson_2_a_block_and_its_proof() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "two", 2).await;
    for _ in 0..2 {
        tab.click("play-proof-up").await;
    }
    done(&tab, 0).await;
    tab.click("play-proof-up").await;
    done(&tab, 1).await;
    tab.click("play-mine").await;
    done(&tab, 2).await;
    tab.fill("play-sender", "Mallory").await;
    done(&tab, 3).await;
    // With few bits a changed block may keep its proof by luck: that shows nothing.
    tab.click("play-rule-sealed").await;
    tab.click("play-mine").await;
    tab.text_when("play-verdict", |verdict| verdict.starts_with('✓'))
        .await;
    tab.fill("play-sender", "Alice").await;
    tab.text_when("lesson-first", |first| first.contains("12 bits"))
        .await;
    done(&tab, 3).await;
    tab.fill("play-difficulty", "12").await;
    tab.click("play-mine").await;
    tab.text_when("play-verdict", |verdict| verdict.starts_with('✓'))
        .await;
    done(&tab, 3).await;
    tab.fill("play-sender", "Bob").await;
    complete(&tab, 4).await;
}

#[tokio::test]
async fn lesson_3_a_chain_tampered_and_mended() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "three", 3).await;
    done(&tab, 0).await;
    tab.click("view-node").await;
    mine(&tab, 3).await;
    done(&tab, 1).await;
    tab.click("lesson-there").await;
    tab.fill("tamper-amount-2-1", "1000").await;
    done(&tab, 2).await;
    tab.click("tamper-restore").await;
    complete(&tab, 3).await;
}

#[tokio::test]
async fn lesson_3_counts_blocks_that_are_added_to_the_copy() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "added", 3).await;
    for index in 2..=4 {
        done(&tab, 0).await;
        tab.click("tamper-append").await;
        tab.until_attribute(&format!("tamper-block-{index}"), "data-holds", "true")
            .await;
    }
    done(&tab, 1).await;
    // A block that is being added does not hold yet, but nobody has tampered.
    tab.click("tamper-append").await;
    tab.until_attribute("tamper-block-5", "data-holds", "true")
        .await;
    done(&tab, 1).await;
    tab.fill("tamper-amount-2-1", "1000").await;
    done(&tab, 2).await;
    // What it was, one key after the other.
    tab.click("tamper-amount-2-1").await;
    for _ in "000".chars() {
        tab.press(Key::End).await;
        tab.press(Key::Backspace).await;
    }
    complete(&tab, 3).await;
}

#[tokio::test]
async fn lesson_4_mining_and_difficulty() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "four", 4).await;
    // Under classic there is no luck to see.
    tab.click("mine").await;
    tab.until_length(2).await;
    done(&tab, 0).await;
    assert!(tab.text("lesson-average").await.is_err());
    // The lesson goes along into new rooms.
    set_rules_in_a_new_room(&tab, "16").await;
    done(&tab, 1).await;
    tab.click("keep-mining").await;
    let average = tab
        .text_when("lesson-average", |told| {
            let blocks = told.split(' ').next().and_then(|count| count.parse().ok());
            blocks.is_some_and(|blocks: u64| blocks >= 20)
        })
        .await;
    assert!(average.contains("65,536 are expected"), "{average}");
    done(&tab, 2).await;
    set_rules_in_a_new_room(&tab, "20").await;
    done(&tab, 2).await;
    mine(&tab, 19).await;
    done(&tab, 2).await;
    mine(&tab, 1).await;
    complete(&tab, 3).await;
    tab.text_when("lesson-average", |told| told.contains("1,048,576"))
        .await;
}

/// Opens a new room from the page, and makes it a sealed one of this difficulty.
async fn set_rules_in_a_new_room(tab: &Tab, bits: &str) {
    tab.new_room().await;
    tab.unfold_rules().await;
    tab.click("rules-sealed").await;
    tab.fill("rules-difficulty", bits).await;
    tab.click("rules-submit").await;
    tab.text_when("rules", |rules| rules == format!("sealed, {bits} bits"))
        .await;
}

#[tokio::test]
async fn lesson_5_transactions_and_the_mempool() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "five", 5).await;
    mine(&tab, 1).await;
    // What moves while the block is drawn, a click may miss.
    tab.until_length(2).await;
    done(&tab, 0).await;
    pay(&tab).await;
    done(&tab, 1).await;
    tab.click("mine").await;
    done(&tab, 2).await;
    pay(&tab).await;
    mine(&tab, 1).await;
    done(&tab, 2).await;
    pay(&tab).await;
    pay(&tab).await;
    tab.click("mine").await;
    complete(&tab, 3).await;
}

#[tokio::test]
async fn lesson_6_nodes_and_registering() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "six", 6).await;
    done(&tab, 0).await;
    let other = browser.open(&format!("{}?room=six", site.address())).await;
    done(&tab, 1).await;
    let id = other.text_when("node-id", |id| !id.is_empty()).await;
    tab.click(&format!("unregister-{id}")).await;
    done(&tab, 2).await;
    tab.click(&format!("register-{id}")).await;
    done(&tab, 3).await;
    // The other chain need not be the longer one.
    mine(&tab, 4).await;
    tab.until_length(5).await;
    done(&tab, 3).await;
    mine(&other, 1).await;
    complete(&tab, 4).await;
}

#[tokio::test]
async fn lesson_7_fork_and_resolve() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "seven", 7).await;
    let other = browser
        .open(&format!("{}?room=seven", site.address()))
        .await;
    let peer = format!("peer-{}", other.address().await);
    tab.text_when(&peer, |told| !told.is_empty()).await;
    done(&tab, 0).await;
    // Who is merely ahead has not forked.
    mine(&other, 3).await;
    tab.text_when(&peer, |told| told.contains("4 blocks")).await;
    done(&tab, 0).await;
    tab.click("resolve").await;
    tab.until_length(4).await;
    done(&tab, 0).await;
    pay(&tab).await;
    mine(&tab, 1).await;
    done(&tab, 0).await;
    mine(&other, 1).await;
    done(&tab, 1).await;
    mine(&other, 1).await;
    done(&tab, 2).await;
    tab.click("resolve").await;
    complete(&tab, 3).await;
}

#[tokio::test]
async fn lesson_7_goes_on_after_a_reload_where_it_was() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "reload", 7).await;
    let other = browser
        .open(&format!("{}?room=reload", site.address()))
        .await;
    let peer = format!("peer-{}", other.address().await);
    tab.text_when(&peer, |told| !told.is_empty()).await;
    mine(&tab, 1).await;
    mine(&other, 1).await;
    done(&tab, 1).await;
    tab.reload().await;
    tab.until_length(2).await;
    done(&tab, 1).await;
    mine(&other, 1).await;
    done(&tab, 2).await;
    tab.click("resolve").await;
    complete(&tab, 3).await;
}

#[tokio::test]
async fn lesson_7_says_what_is_gone_where_the_browser_stores_nothing() {
    const NO_STORAGE: &str = "Object.defineProperty(window, 'indexedDB', { value: undefined })";
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened_after(&browser, &site, "reload", 7, NO_STORAGE).await;
    tab.text_when("lesson-first", |first| first.contains("second tab"))
        .await;
    let other = browser
        .open(&format!("{}?room=reload", site.address()))
        .await;
    other.address().await;
    tab.until("nothing comes first any more", async |tab| {
        tab.text("lesson-first")
            .await
            .err()
            .map_or(Err("it does".to_owned()), |_| Ok(()))
    })
    .await;
    mine(&tab, 1).await;
    mine(&other, 1).await;
    done(&tab, 1).await;
    // The node's chain goes with the page.
    tab.reload().await;
    done(&tab, 1).await;
    mine(&other, 1).await;
    done(&tab, 1).await;
    tab.text_when("lesson-first", |first| first.contains("mine a block here"))
        .await;
    mine(&tab, 1).await;
    done(&tab, 2).await;
    tab.click("resolve").await;
    complete(&tab, 3).await;
}

#[tokio::test]
async fn lesson_8_rewriting_history_without_work() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "eight", 8).await;
    tab.eval("await tabchain.transact({sender: 'Alice', recipient: 'Bob', amount: 5})")
        .await;
    tab.click("view-node").await;
    mine(&tab, 2).await;
    done(&tab, 0).await;
    mine(&tab, 1).await;
    done(&tab, 1).await;
    tab.click("lesson-there").await;
    tab.fill("tamper-amount-2-1", "500").await;
    tab.click("tamper-remine-2").await;
    done(&tab, 2).await;

    tab.click("new-room").await;
    tab.text_when("chain-length", |length| length == "1").await;
    tab.click("view-node").await;
    tab.unfold_rules().await;
    tab.click("rules-sealed").await;
    tab.click("rules-submit").await;
    tab.text_when("rules", |rules| rules.starts_with("sealed"))
        .await;
    tab.eval("await tabchain.transact({sender: 'Alice', recipient: 'Bob', amount: 5})")
        .await;
    mine(&tab, 3).await;
    done(&tab, 3).await;
    tab.click("lesson-there").await;
    tab.fill("tamper-amount-2-1", "500").await;
    tab.click("tamper-remine-2").await;
    complete(&tab, 4).await;
}

#[tokio::test]
async fn lessons_are_listed_with_how_far_one_has_come() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser
        .open(&format!("{}#view=lessons", site.address()))
        .await;
    tab.text_when("lesson-entry-5", |entry| entry.contains("0 of 3"))
        .await;
    tab.eval("document.querySelector('[data-testid=lesson-entry-5] a').click()")
        .await;
    done(&tab, 0).await;
    pay(&tab).await;
    done(&tab, 1).await;
    tab.click("view-lessons").await;
    tab.text_when("lesson-entry-5", |entry| entry.contains("1 of 3"))
        .await;
    tab.click("lesson-close").await;
    tab.click("forget-progress").await;
    tab.text_when("lesson-entry-5", |entry| entry.contains("0 of 3"))
        .await;
}

/// A ring stands around the control that the step speaks of, above the lesson.
async fn rings(tab: &Tab, id: &str) {
    tab.until(&format!("{id} has a ring"), async |tab| {
        let around = tab
            .eval(&format!(
                "(() => {{
                    const control = document.querySelector('[data-testid={id}]')?.getBoundingClientRect();
                    const dock = document.querySelector('.lesson')?.getBoundingClientRect();
                    if (!control || !dock) return null;
                    const around = (ring) => ring.left < control.left && ring.right > control.right
                        && ring.top < control.top && ring.bottom > control.bottom && ring.height < control.height + 30;
                    const rings = [...document.querySelectorAll('.spot')]
                        .filter((ring) => getComputedStyle(ring).visibility === 'visible')
                        .map((ring) => ring.getBoundingClientRect());
                    return [rings.filter(around).length, control.top >= 0 && control.bottom <= dock.top];
                }})()"
            ))
            .await;
        let wanted = serde_json::json!([1, true]);
        (around == wanted).then_some(()).ok_or(around.to_string())
    })
    .await;
}

#[tokio::test]
async fn what_is_predicted_is_compared_with_what_is_seen() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "predicted", 1).await;
    tab.click("lesson-guess-1").await;
    tab.fill("play-text", "A").await;
    done(&tab, 1).await;
    tab.click("play-text").await;
    tab.type_keys("d").await;
    done(&tab, 2).await;
    let bits = tab
        .text_when("play-changed-bits", |bits| !bits.is_empty())
        .await;
    let seen = tab
        .text_when("lesson-seen", |seen| seen.starts_with("You said “1”"))
        .await;
    let flipped = seen.split(' ').find(|word| word.parse::<u32>().is_ok());
    assert!(bits.contains(flipped.unwrap()), "{seen} of {bits}");
    // Nothing is asked of the last step, and who was not asked is told what was seen.
    assert!(tab.text("lesson-guess").await.is_err());
    tab.type_keys("a Lovelacg").await;
    complete(&tab, 3).await;
    tab.text_when("lesson-seen", |seen| seen.starts_with("Found"))
        .await;
}

#[tokio::test]
async fn a_ring_leads_to_what_the_step_speaks_of() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "rings", 3).await;
    rings(&tab, "tamper-append").await;
    // The lesson goes along to another view, and leads back.
    tab.click("view-forks").await;
    tab.until("no ring is left behind", async |tab| {
        let seen = "[...document.querySelectorAll('.spot')].filter((ring) => getComputedStyle(ring).visibility === 'visible').length";
        let seen = tab.eval(seen).await;
        (seen == 0).then_some(()).ok_or(seen.to_string())
    })
    .await;
    tab.click("lesson-show").await;
    tab.until("the focus is at the control", async |tab| {
        let focused = tab
            .eval("document.activeElement.dataset.testid ?? ''")
            .await;
        (focused == "tamper-append")
            .then_some(())
            .ok_or(focused.to_string())
    })
    .await;
    rings(&tab, "tamper-append").await;
    for index in 2..=4 {
        tab.click("tamper-append").await;
        tab.until_attribute(&format!("tamper-block-{index}"), "data-holds", "true")
            .await;
    }
    done(&tab, 1).await;
    rings(&tab, "tamper-amount-2-1").await;
    tab.click("lesson-close").await;
    tab.until("the rings go with the lesson", async |tab| {
        let left = tab.eval("document.querySelectorAll('.spot').length").await;
        (left == 0).then_some(()).ok_or(left.to_string())
    })
    .await;
}

#[tokio::test]
async fn on_a_phone_a_lesson_is_a_line_that_covers_nothing_it_speaks_of() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser
        .open(&format!("{}?room=phone", site.address()))
        .await;
    tab.address().await;
    tab.resize((390, 844)).await;
    for (lesson, control) in [(5, "tx-sender"), (7, "peers"), (3, "tamper-append")] {
        tab.eval(&format!("(location.hash = '#lesson={lesson}', null)"))
            .await;
        tab.text_when("lesson", |text| {
            text.contains(&format!("Lesson {lesson} of 8"))
        })
        .await;
        rings(&tab, control).await;
        let height = tab
            .eval("document.querySelector('.lesson').getBoundingClientRect().height")
            .await;
        assert!(height.as_f64().unwrap() < 80.0, "{lesson}: {height}");
    }
    // The rest is there when it is asked for.
    tab.click("lesson-fold").await;
    tab.text_when("lesson-progress", |told| told.contains("0 of 3"))
        .await;
}

/// Has a node put into the lesson, and gives back its address, once the two know each other.
async fn second_node(tab: &Tab) -> String {
    tab.click("second-node-add").await;
    let id = "document.querySelector('.second-node iframe')?.contentWindow.tabchain?.id ?? null";
    let id = tab
        .until("the second node is there", async |tab| {
            let id = tab.eval(id).await;
            id.as_str().map(str::to_owned).ok_or(id.to_string())
        })
        .await;
    tab.text_when(&format!("peer-{id}"), |told| told.contains("block"))
        .await;
    id
}

/// Mines a block at the node in the lesson, by its button.
async fn mine_in_the_lesson(tab: &Tab, index: u64) {
    tab.enter_frame(0).await;
    // A click of a person's would bring the page around it to the front, and leave the frame.
    tab.text_when("mine", |told| told.contains(&index.to_string()))
        .await;
    tab.eval("document.querySelector('[data-testid=mine]').click()")
        .await;
    tab.text_when("chain-length", |length| length == index.to_string())
        .await;
    tab.leave_frame().await;
}

/// The node is gone from the room, as that of a tab that was closed.
async fn has_left(tab: &Tab, id: &str) {
    let entry =
        format!("document.querySelectorAll('[data-testid=\"peer-{id}\"], .second-node').length");
    tab.until("the second node has left", async |tab| {
        let entries = tab.eval(&entry).await;
        (entries == 0).then_some(()).ok_or(entries.to_string())
    })
    .await;
}

#[tokio::test]
async fn on_a_phone_a_second_node_in_the_lesson_does_what_a_second_tab_does() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser
        .open(&format!("{}?room=inside#lesson=7", site.address()))
        .await;
    let own = tab.address().await.to_string();
    tab.resize((390, 844)).await;
    let second = second_node(&tab).await;
    assert_ne!(second, own);
    let height = tab
        .eval("document.querySelector('.second-node').getBoundingClientRect().height")
        .await;
    assert!(height.as_f64().unwrap() < 0.4 * 844.0, "{height}");

    done(&tab, 0).await;
    mine_in_the_lesson(&tab, 2).await;
    tab.click("mine").await;
    done(&tab, 1).await;
    mine_in_the_lesson(&tab, 3).await;
    done(&tab, 2).await;
    tab.click("resolve").await;
    tab.until_length(3).await;
    complete(&tab, 3).await;
    tab.click("second-node-remove").await;
    has_left(&tab, &second).await;

    // The tab is the node that it was, and of the other nothing is left.
    tab.reload().await;
    tab.until_length(3).await;
    assert_eq!(tab.address().await.to_string(), own);
    let kept = "Object.values(sessionStorage).sort().join(' ')";
    assert_eq!(tab.eval(kept).await, format!("inside  {own}"));
    assert_eq!(
        tab.eval("document.querySelectorAll('[data-testid=wake]').length")
            .await,
        0
    );
}

#[tokio::test]
async fn a_second_node_goes_with_the_lesson_and_stays_while_the_next_one_is_opened() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = opened(&browser, &site, "along", 6).await;
    let second = second_node(&tab).await;
    done(&tab, 1).await;
    tab.eval("(location.hash = '#view=node&lesson=7', null)")
        .await;
    tab.text_when("lesson", |text| text.contains("Lesson 7 of 8"))
        .await;
    mine(&tab, 1).await;
    mine_in_the_lesson(&tab, 2).await;
    done(&tab, 1).await;
    tab.click("lesson-close").await;
    has_left(&tab, &second).await;
    // It does not come back by itself.
    tab.eval("(location.hash = '#view=node&lesson=6', null)")
        .await;
    tab.text_when("lesson-first", |first| first.contains("add a node here"))
        .await;
    has_left(&tab, &second).await;
}
