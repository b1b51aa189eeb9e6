//! For everyone: axe-core finds nothing wrong on any view, in both languages and all themes.

use browser_tests::{Site, Tab, nodes};
use serde_json::{Value, json};

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

/// What axe-core finds on the page in each theme on each screen, in one language here and in the other there: so any two of
/// the three meet once. All of them at once would take twice as long.
async fn findings(tab: &Tab, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (row, theme) in THEMES.into_iter().enumerate() {
        tab.click(theme).await;
        for (column, screen) in SCREENS.into_iter().enumerate() {
            let language = LANGUAGES[(row + column) % LANGUAGES.len()];
            tab.click(language).await;
            tab.resize(screen).await;
            // They lie over the page.
            tab.eval("void (document.querySelector('.settings-fold').open = false)")
                .await;
            let new = tab.axe().await;
            found.extend(
                new.iter()
                    .map(|wrong| format!("{place}, {language}, {theme}, {screen:?}: {wrong}")),
            );
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
    // axe-core would take what fades away for one of faint letters.
    tab.until_nothing_is_played().await;
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
            tab.unfold_rules().await;
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
async fn axe_core_finds_nothing_on_a_lesson_a_scene_or_an_error() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    // axe-core would take a card that fades in for one of faint letters.
    tab.stand_still().await;
    tab.goto(&format!("{}?room=axe#lesson=3", site.address()))
        .await;
    tab.text_when("lesson", |told| !told.is_empty()).await;
    let mut found = findings(&tab, "lesson 3").await;

    tab.goto(&format!("{}?room=axe-two#lesson=7", site.address()))
        .await;
    tab.click("second-node-add").await;
    tab.until_peers(1).await;
    for (row, theme) in THEMES.into_iter().enumerate() {
        tab.click(theme).await;
        tab.click(LANGUAGES[row % LANGUAGES.len()]).await;
        for screen in SCREENS {
            tab.resize(screen).await;
            // At its end the lesson covers nothing of the page.
            tab.eval("void (document.querySelector('.settings-fold').open = false, scrollTo(0, document.body.scrollHeight))")
                .await;
            let around = tab.axe().await;
            tab.enter_frame(0).await;
            let inside = tab.axe().await;
            tab.leave_frame().await;
            found.extend(
                around
                    .iter()
                    .chain(&inside)
                    .map(|wrong| format!("a second node, {theme}, {screen:?}: {wrong}")),
            );
        }
    }

    tab.goto(&format!(
        "{}?room=axe#view=lab&scene=split-and-heal",
        site.address()
    ))
    .await;
    tab.resize(SCREENS[0]).await;
    tab.text_when("scene-told", |told| !told.is_empty()).await;
    found.extend(findings(&tab, "a scene").await);

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
        tab.prefer(&[("prefers-color-scheme", scheme)]).await;
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

/// How an element looks: its letters, the ground below them, its edge, and how well the letters stand out (1 to 21).
async fn look(tab: &Tab, id: &str) -> Value {
    tab.eval(&format!(
        "(() => {{
            const element = document.querySelector('[data-testid=\"{id}\"]');
            const style = getComputedStyle(element);
            const seen = (colour) => !/transparent|, 0\\)$/.test(colour);
            let ground = 'rgb(255, 255, 255)';
            for (let at = element; at; at = at.parentElement) {{
                const colour = getComputedStyle(at).backgroundColor;
                if (seen(colour)) {{ ground = colour; break; }}
            }}
            const light = (colour) => {{
                const [red, green, blue] = colour.match(/[\\d.]+/g).map((part) => part / 255)
                    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
            }};
            const ratio = light(style.color) / light(ground);
            return {{ letters: style.color, ground, edge: style.borderColor, contrast: Math.max(ratio, 1 / ratio) }};
        }})()"
    ))
    .await
}

/// Sees that an element can be read and does not look like an enabled one, with the pointer elsewhere and on it.
async fn looks_disabled(tab: &Tab, id: &str, enabled: &str, theme: &str) {
    let enabled = look(tab, enabled).await;
    tab.hover("node-id").await;
    let away = look(tab, id).await;
    tab.hover(id).await;
    let below = look(tab, id).await;
    assert_eq!(away, below, "{id}, {theme}: the pointer changes it");
    assert!(
        away["contrast"].as_f64() >= Some(4.5),
        "{id}, {theme}: {away}"
    );
    assert_ne!(away["letters"], enabled["letters"], "{id}, {theme}");
    assert_ne!(away["edge"], enabled["edge"], "{id}, {theme}");
}

#[tokio::test]
async fn what_is_disabled_looks_so_and_can_be_read_under_the_pointer_too() {
    let site = Site::start().await;
    let (_browser, [tab, other]) = nodes(&site).await;
    tab.register(&other).await;
    for theme in THEMES {
        tab.click("view-node").await;
        tab.click(theme).await;
        looks_disabled(&tab, "cancel-mining", "register-submit", theme).await;
        tab.click("view-network").await;
        tab.click("network-split").await;
        tab.until_attribute("network-split", "aria-disabled", "true")
            .await;
        looks_disabled(&tab, "network-split", "network-heal", theme).await;
        tab.click("network-heal").await;
        tab.until_attribute("network-split", "aria-disabled", Value::Null)
            .await;
    }
}

#[tokio::test]
async fn a_finger_leaves_no_button_as_if_a_pointer_were_on_it() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.resize(SCREENS[1]).await;
    tab.touch_screen().await;
    tab.until(
        "the page takes the screen for one to touch",
        async |tab| match tab.eval("matchMedia('(hover: none)').matches").await {
            Value::Bool(true) => Ok(()),
            other => Err(other.to_string()),
        },
    )
    .await;
    let before = look(&tab, "mine").await;
    tab.tap("mine").await;
    tab.until_length(2).await;
    assert_eq!(look(&tab, "mine").await, before);
}

#[tokio::test]
async fn with_forced_colours_switches_the_current_view_edges_of_cards_and_what_to_press_are_seen() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.prefer(&[
        ("forced-colors", "active"),
        ("prefers-reduced-motion", "reduce"),
    ])
    .await;
    let seen = "(() => {
        const find = (id) => document.querySelector(`[data-testid=${id}]`);
        const ground = (element, part) => getComputedStyle(element, part).backgroundColor;
        const edge = (element) => getComputedStyle(element).outlineStyle;
        const off = find('keep-mining');
        const on = find('auto-register');
        return {
            current: ground(find('view-node')) !== ground(document.querySelector('.head')),
            knobs: [off, on].map((element) => ground(element, '::before') !== ground(element)),
            on: [off.checked, on.checked, ground(off) !== ground(on)],
            cards: [off.closest('.panel'), find('block-1')].map(edge),
            chosen: ground(find('mode-manual')) !== ground(find('mode-manual').closest('.choice')),
            first: ground(find('mine')) !== ground(find('resolve')),
        };
    })()";
    assert_eq!(
        tab.eval(seen).await,
        json!({
            "current": true,
            "knobs": [true, true],
            "on": [false, true, true],
            "cards": ["solid", "solid"],
            "chosen": true,
            "first": true,
        })
    );
}
