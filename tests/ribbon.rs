//! The head of every view: low, with the chain as a ribbon that leads to its blocks; and over it, for a few seconds, one chain
//! giving way to another.

use browser_tests::{Key, Site, Tab, nodes};
use serde_json::{Value, json};

/// Windows, and the share of their height that the head may take: phones, a laptop, and a laptop at 200 % zoom.
const WINDOWS: [((u32, u32), f64); 4] = [
    ((390, 844), 0.15),
    ((320, 568), 0.15),
    ((1280, 800), 0.12),
    ((640, 400), 0.12),
];

/// The blocks of the ribbon, with the number of faces above each.
async fn blocks(tab: &Tab) -> Value {
    tab.eval(
        "[...document.querySelectorAll('.ribbon li')].map((block) =>
            [block.textContent.match(/\\d+$/)[0], block.querySelectorAll('.face').length])",
    )
    .await
}

async fn until_blocks(tab: &Tab, wanted: Value) {
    tab.until(
        &format!("the ribbon shows {wanted}"),
        async |tab| match blocks(tab).await {
            blocks if blocks == wanted => Ok(()),
            blocks => Err(blocks.to_string()),
        },
    )
    .await;
}

#[tokio::test]
async fn the_head_is_low_in_every_window_and_reaches_beyond_none() {
    let site = Site::start().await;
    let (_browser, [tab, other]) = nodes(&site).await;
    tab.mine().await;
    other.mine().await;
    for view in ["node", "lab", "lessons"] {
        tab.click(&format!("view-{view}")).await;
        for (window, share) in WINDOWS {
            tab.resize(window).await;
            let seen = tab
                .eval(
                    "(() => {
                        const { height } = document.querySelector('.head').getBoundingClientRect();
                        const link = document.querySelector('.head nav [aria-current]').getBoundingClientRect();
                        const row = document.querySelector('.head nav').getBoundingClientRect();
                        return {
                            share: height / innerHeight,
                            beyond: document.documentElement.scrollWidth - innerWidth,
                            here: link.left >= row.left - 1 && link.right <= row.right + 1,
                        };
                    })()",
                )
                .await;
            assert!(
                seen["share"].as_f64().is_some_and(|of| of <= share),
                "{view} at {window:?}: {seen}"
            );
            assert!(
                seen["beyond"].as_f64().is_some_and(|by| by <= 0.0),
                "{view} at {window:?}: {seen}"
            );
        }
        tab.resize((1280, 800)).await;
    }
}

#[tokio::test]
async fn the_link_to_the_open_view_is_in_sight_on_a_phone() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.resize((390, 844)).await;
    tab.eval("void (location.hash = '#view=lessons')").await;
    tab.until("the link is in sight", async |tab| {
        let seen = tab
            .eval(
                "(() => {
                    const link = document.querySelector('.head nav [aria-current]').getBoundingClientRect();
                    return link.left >= 0 && link.right <= innerWidth;
                })()",
            )
            .await;
        (seen == true).then_some(()).ok_or_else(|| "it is beyond the window".to_owned())
    })
    .await;
}

#[tokio::test]
async fn blocks_push_on_and_the_others_are_pinned_where_their_chains_end() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    let name = two.text("node-name").await.unwrap_or_default();
    until_blocks(&one, json!([["1", 1]])).await;
    one.mine().await;
    until_blocks(&one, json!([["2", 0], ["1", 1]])).await;
    let label = one
        .eval("document.querySelector('[data-testid=ribbon-1]').title")
        .await;
    assert_eq!(label, format!("Block 1, where the chain of {name} ends"));
    one.transact("ada", "bob", 5).await;
    one.text_when("ribbon-mempool", |pending| pending.ends_with('1'))
        .await;
    two.mine().await;
    two.mine().await;
    // Of another branch only the end is known.
    one.until_attribute(
        "ribbon-elsewhere",
        "title",
        format!("Not at one of these blocks: {name} (3)"),
    )
    .await;
    until_blocks(&one, json!([["2", 0], ["1", 0]])).await;
    one.resolve().await;
    until_blocks(&one, json!([["3", 1], ["2", 0], ["1", 0]])).await;
}

#[tokio::test]
async fn a_block_of_the_ribbon_leads_to_it_from_every_view_by_mouse_and_by_keys() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    for _ in 0..3 {
        tab.mine().await;
    }
    tab.click("view-lab").await;
    tab.text_when("lab-time", |_| true).await;
    tab.click("ribbon-2").await;
    // The mouse draws no ring around it.
    let until_at = async |test_id: &str| {
        tab.until(&format!("the focus is at {test_id}"), async |tab| match tab
            .eval("document.activeElement.dataset.testid ?? null")
            .await
        {
            at if at == test_id => Ok(()),
            at => Err(at.to_string()),
        })
        .await;
    };
    until_at("unfold-2").await;
    tab.click("view-forks").await;
    tab.eval("document.querySelector('[data-testid=ribbon-mempool]').focus()")
        .await;
    tab.press(Key::Right).await;
    until_at("ribbon-4").await;
    tab.press(Key::Right).await;
    until_at("ribbon-3").await;
    tab.press(Key::Left).await;
    until_at("ribbon-4").await;
    tab.press(Key::Enter).await;
    until_at("unfold-4").await;
}

#[tokio::test]
async fn the_settings_fold_when_they_are_left_or_at_escape() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    let open = "document.querySelector('.settings-fold').open";
    tab.click("settings").await;
    assert_eq!(tab.eval(open).await, true);
    tab.press(Key::Escape).await;
    assert_eq!(tab.eval(open).await, false);
    assert_eq!(tab.focus().await.as_deref(), Some("settings"));

    // Escape in the field for a name gives up the name only.
    tab.click("rename").await;
    tab.until("the field has the focus", async |tab| {
        match tab.focus().await {
            Some(at) if at == "name" => Ok(()),
            at => Err(format!("{at:?}")),
        }
    })
    .await;
    tab.press(Key::Escape).await;
    assert_eq!(tab.eval(open).await, true);
    tab.eval("document.querySelector('[data-testid=mine]').focus()")
        .await;
    assert_eq!(tab.eval(open).await, false);
}

#[tokio::test]
async fn one_chain_giving_way_is_seen_and_told_in_every_view_and_again_when_asked_for() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    one.mine().await;
    one.transact("ada", "bob", 5).await;
    one.mine().await;
    for _ in 0..3 {
        two.mine().await;
    }
    one.click("view-lab").await;
    one.text_when("lab-time", |_| true).await;
    one.note_theatre().await;
    let name = two.text("node-name").await.unwrap_or_default();
    let told = format!(
        "Adopted 3 blocks from {name}; 2 orphaned; one transaction returned to the mempool."
    );
    one.resolve().await;
    assert_eq!(one.until_played(1).await, json!([told]));
    one.until("it is over", async |tab| match tab.text("theatre").await {
        Err(_) => Ok(()),
        Ok(text) => Err(text),
    })
    .await;
    // A longer chain on top of one's own is no such thing.
    two.mine().await;
    one.resolve().await;
    one.text_when("chain-length", |length| length == "5").await;
    one.click("view-node").await;
    let again = one
        .eval("document.querySelector('[data-testid^=play-]').dataset.testid")
        .await;
    one.click(again.as_str().unwrap_or_default()).await;
    assert_eq!(one.until_played(2).await, json!([told, told]));
}
