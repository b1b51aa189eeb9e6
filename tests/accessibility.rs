//! For everyone: axe-core finds nothing wrong on any view, in any language and theme.

use browser_tests::{Site, Tab, nodes};
use serde_json::json;

const VIEWS: [&str; 7] = [
    "node",
    "playground",
    "tamper",
    "forks",
    "network",
    "lab",
    "lessons",
];
const LANGUAGES: [&str; 2] = ["language-en", "language-zh-CN"];
const THEMES: [&str; 3] = ["theme-light", "theme-dark", "theme-projector"];

/// A laptop, and a phone, on which other parts of the page scroll.
const SCREENS: [(u32, u32); 2] = [(1280, 800), (390, 844)];

/// What axe-core finds on the page in each theme, each language, and on each screen.
async fn findings(tab: &Tab, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for language in LANGUAGES {
        tab.click(language).await;
        for theme in THEMES {
            tab.click(theme).await;
            for screen in SCREENS {
                tab.resize(screen).await;
                let new = tab.axe().await;
                found.extend(
                    new.iter()
                        .map(|wrong| format!("{place}, {language}, {theme}, {screen:?}: {wrong}")),
                );
            }
        }
    }
    found
}

fn assert_none(found: &[String]) {
    assert!(
        found.is_empty(),
        "axe-core finds {} faults:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// Fills the views with what they may show at once: blocks, a pending transaction, another node, a reorg.
async fn fill(tab: &Tab, other: &Tab) {
    tab.register(other).await;
    tab.transact("ada", "bob", 5).await;
    tab.mine().await;
    for _ in 0..3 {
        other.mine().await;
    }
    tab.resolve().await;
    tab.transact("ada", "carol", 2).await;
    tab.until_length(4).await;
}

/// What has to be done at a view for it to show all it has.
async fn unfold(tab: &Tab, view: &str) {
    match view {
        "node" => {
            tab.click("unfold-2").await;
            // A field with something wrong in it.
            tab.click("transact").await;
            tab.text_when("tx-sender-error", |told| !told.is_empty())
                .await;
            tab.click("rules-summary").await;
        }
        "playground" => {
            tab.fill("play-text", "the quick brown fox").await;
            tab.fill("play-amount", "x").await;
            tab.text_when("play-amount-error", |told| !told.is_empty())
                .await;
        }
        "tamper" => {
            tab.text_when("tamper-fault", |told| told.contains("valid"))
                .await;
            tab.fill("tamper-amount-2-1", "1000").await;
            tab.text_when("tamper-fault", |told| told.contains("does not link"))
                .await;
            tab.fill("tamper-index-3", "x").await;
            tab.text_when("tamper-index-3-error", |told| !told.is_empty())
                .await;
        }
        "forks" => {
            tab.text_when("fork-orphans", |told| told.starts_with('1'))
                .await;
        }
        "network" => {
            tab.until("the picture is there", async |tab| {
                match tab
                    .eval("document.querySelectorAll('[data-testid^=network-node-]').length")
                    .await
                    .as_u64()
                {
                    Some(count) if count >= 2 => Ok(()),
                    other => Err(format!("{other:?} nodes")),
                }
            })
            .await;
            // The other views come after it, and say that the room is split, too.
            tab.click("network-split").await;
            tab.text_when("split", |told| told.contains("has split the room"))
                .await;
        }
        "lab" => {
            tab.click("lab-split").await;
            tab.click("lab-mine-all").await;
            tab.text_when("lab-length-1", |length| length != "1").await;
            tab.click("lab-transact-open-3").await;
            tab.fill("lab-amount-3", "0").await;
            tab.click("lab-submit-3").await;
            tab.text_when("lab-amount-3-error", |told| !told.is_empty())
                .await;
        }
        _ => {}
    }
}

#[tokio::test]
async fn axe_core_finds_nothing_on_any_view() {
    let site = Site::start().await;
    let (_browser, [tab, other]) = nodes(&site).await;
    fill(&tab, &other).await;
    // axe-core would take a card that fades in for one of faint letters.
    tab.stand_still().await;
    let mut found = Vec::new();
    for view in VIEWS {
        tab.click(&format!("view-{view}")).await;
        tab.click("language-en").await;
        unfold(&tab, view).await;
        found.extend(findings(&tab, view).await);
    }
    assert_none(&found);
}

#[tokio::test]
async fn axe_core_finds_nothing_on_a_lesson_or_an_error() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    // axe-core would take a card that fades in for one of faint letters.
    tab.stand_still().await;
    tab.goto(&format!("{}?room=axe#lesson=3", site.address()))
        .await;
    tab.text_when("lesson", |told| !told.is_empty()).await;
    let mut found = findings(&tab, "lesson 3").await;

    tab.goto(&format!("{}?room=error", site.address())).await;
    tab.resize(SCREENS[0]).await;
    tab.address().await;
    tab.click("language-en").await;
    let error = tab.ask_too_much().await;
    assert!(error.contains("too many"), "{error}");
    found.extend(findings(&tab, "an error while mining").await);
    assert_none(&found);
}

/// Paper, card and ink as they are drawn.
async fn colours(tab: &Tab) -> Vec<String> {
    let found = tab
        .eval(
            "[
                getComputedStyle(document.body).backgroundColor,
                getComputedStyle(document.querySelector('.panel')).backgroundColor,
                getComputedStyle(document.body).color,
                getComputedStyle(document.documentElement).colorScheme,
            ]",
        )
        .await;
    serde_json::from_value(found).unwrap_or_default()
}

#[tokio::test]
async fn colours_follow_the_system_until_someone_chooses_others() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    let system = async |scheme: &str| {
        tab.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
        )
        .await;
    };
    system("light").await;
    let light = colours(&tab).await;
    system("dark").await;
    let dark = colours(&tab).await;
    assert_ne!(light, dark);
    let projector = [
        "rgb(255, 255, 255)",
        "rgb(255, 255, 255)",
        "rgb(0, 0, 0)",
        "light",
    ];
    for (theme, wanted) in [
        ("light", light.clone()),
        ("dark", dark.clone()),
        ("projector", projector.map(str::to_owned).to_vec()),
    ] {
        tab.click(&format!("theme-{theme}")).await;
        for scheme in ["light", "dark"] {
            system(scheme).await;
            let chosen = format!("{theme} in a {scheme} system");
            tab.until(&chosen, async |tab| match colours(tab).await {
                shown if shown == wanted => Ok(()),
                shown => Err(format!("{shown:?}")),
            })
            .await;
        }
    }
}
