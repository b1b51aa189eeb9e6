//! The page as it arrives: it starts wherever it is hosted, and says why when it can't.

use std::panic::{AssertUnwindSafe, catch_unwind};

use browser_tests::{Browser, Site, Tab};
use serde_json::json;

/// The app has started when the node's address is there, and all of the page.
async fn starts(tab: &Tab) {
    tab.address().await;
}

/// Waits for the notice, which stands where the app would be.
async fn notice(tab: &Tab) -> String {
    tab.until("the page says why it can't start", async |tab| {
        let text = tab
            .eval("document.querySelector('#notice:not([hidden])')?.innerText")
            .await;
        text.as_str()
            .map(str::to_owned)
            .ok_or_else(|| "no notice".to_owned())
    })
    .await
}

#[tokio::test]
async fn the_page_starts_without_an_error_in_the_console() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(site.address()).await;
    starts(&tab).await;
}

#[tokio::test]
async fn the_program_is_fetched_once_and_does_not_take_the_line_from_what_is_seen_first() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(site.address()).await;
    starts(&tab).await;
    let fetched = tab
        .eval(
            "performance.getEntriesByType('resource')
                .filter(({ name }) => name.endsWith('_bg.wasm'))
                .map(({ initiatorType }) => initiatorType)",
        )
        .await;
    // A preload would be a link's.
    assert_eq!(fetched, json!(["fetch"]));
}

#[tokio::test]
async fn the_start_neither_measures_nor_loads_what_nobody_sees_yet() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let count = "window.costly = [];
        const { getBoundingClientRect } = Element.prototype;
        Element.prototype.getBoundingClientRect = function () {
            costly.push('getBoundingClientRect');
            return getBoundingClientRect.call(this);
        };
        Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
            construct(format, given) { costly.push('DateTimeFormat'); return new format(...given); },
        });";
    let tab = browser.open_after(site.address(), count).await;
    starts(&tab).await;
    assert_eq!(tab.eval("window.costly").await, json!([]));
}

#[tokio::test]
async fn a_block_says_when_it_was_forged_in_local_time() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(site.address()).await;
    tab.set_time_zone("Asia/Kolkata").await;
    tab.reload().await;
    starts(&tab).await;
    let genesis = tab.text("block-1").await.unwrap_or_default();
    assert!(genesis.contains("2024-04-16 00:00:42"), "{genesis}");
}

#[tokio::test]
async fn the_page_asks_for_no_frames_while_it_draws() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let count = "window.frames_asked = 0;
        const ask = window.requestAnimationFrame;
        window.requestAnimationFrame = (draw) => { window.frames_asked += 1; return ask.call(window, draw); };";
    let tab = browser.open_after(site.address(), count).await;
    starts(&tab).await;
    // What is said while the page loads is seen.
    let at_start = tab.eval("window.frames_asked").await;
    for length in 2..=5 {
        tab.mine().await;
        tab.until_length(length).await;
    }
    assert_eq!(tab.eval("window.frames_asked").await, at_start);
}

#[tokio::test]
async fn an_address_that_names_no_view_or_lesson_says_so() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    for fragment in ["#view=cellar", "#lesson=9", "#view=node&lesson=many"] {
        let tab = browser.open(&format!("{}{fragment}", site.address())).await;
        starts(&tab).await;
        tab.text_when("astray", |told| told.contains("no such view or lesson"))
            .await;
        tab.click("view-playground").await;
        tab.text_when("play-hash", |hash| !hash.is_empty()).await;
        assert!(tab.text("astray").await.is_err(), "it says so still");
    }
}

#[tokio::test]
async fn the_page_starts_below_a_path_of_its_host() {
    let (site, browser) = (
        Site::start_below("/some/project/").await,
        Browser::start().await,
    );
    let tab = browser.open(site.address()).await;
    starts(&tab).await;
}

#[tokio::test]
async fn a_browser_without_simd_is_told_what_it_lacks_and_what_to_use() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let old = "WebAssembly.validate = () => false";
    let tab = browser.open_after(site.address(), old).await;
    let notice = notice(&tab).await;
    assert!(notice.contains("It lacks: WebAssembly SIMD"), "{notice}");
    assert!(notice.contains("Safari 16.4"), "{notice}");
}

#[tokio::test]
async fn a_browser_without_web_assembly_or_channels_is_told_so() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let old = "delete window.WebAssembly; delete window.BroadcastChannel";
    let tab = browser.open_after(site.address(), old).await;
    let notice = notice(&tab).await;
    assert!(notice.contains("It lacks: WebAssembly;"), "{notice}");
    assert!(notice.contains("BroadcastChannel"), "{notice}");
}

#[tokio::test]
async fn a_page_whose_program_is_missing_says_so_instead_of_staying_blank() {
    let (site, browser) = (
        Site::start_without("_bg.wasm").await,
        Browser::start().await,
    );
    browser.allow("status of 404");
    browser.allow("failed to fetch Wasm: 404");
    let tab = browser.open(site.address()).await;
    let notice = notice(&tab).await;
    assert!(notice.contains("could not start"), "{notice}");
    assert!(notice.contains("reload"), "{notice}");
}

#[tokio::test]
async fn a_worker_of_another_build_makes_the_page_reload_and_then_say_so() {
    let browser = Browser::start().await;
    let build = {
        let site = Site::start().await;
        let tab = browser.open(site.address()).await;
        starts(&tab).await;
        // The page asks for its worker by the name of its own build.
        let build = "performance.getEntriesByType('resource')
            .map((entry) => new URL(entry.name).searchParams.get('v')).find((build) => build)";
        match tab.eval(build).await.as_str() {
            Some(build) => build.to_owned(),
            None => panic!("the worker is asked for without a build"),
        }
    };

    // As a cache would: the worker of a build of yesterday.
    let site = Site::start_changing("miner_bg.wasm", move |mut program| {
        let place = program
            .windows(build.len())
            .position(|bytes| bytes == build.as_bytes())?;
        program[place..place + build.len()].fill(b'0');
        Some(program)
    })
    .await;
    let tab = browser.open(site.address()).await;
    let touch = "dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift' }))";
    starts(&tab).await;
    tab.eval(touch).await;
    let loaded = "performance.getEntriesByType('navigation')[0].type";
    tab.until_is("the page has reloaded", loaded, json!("reload"))
        .await;
    starts(&tab).await;
    tab.eval(touch).await;
    let notice = notice(&tab).await;
    assert!(notice.contains("different builds"), "{notice}");
}

/// What goes wrong in a page, and what its console says of it.
const WRONGS: [(&str, &str); 5] = [
    ("console.error('said aloud')", "said aloud"),
    (
        "setTimeout(() => { throw Error('uncaught'); })",
        "Uncaught Error: uncaught",
    ),
    (
        "void Promise.reject(Error('unhandled'))",
        "Uncaught (in promise) Error: unhandled",
    ),
    (
        "document.body.setAttribute('style', 'margin: 0')",
        "Applying inline style violates",
    ),
    ("void fetch('missing').then()", "status of 404"),
];

#[tokio::test]
async fn whatever_goes_wrong_in_a_console_fails_the_test_that_does_not_allow_it() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open(site.address()).await;
    starts(&tab).await;
    let other = browser.open(site.address()).await;
    starts(&other).await;
    assert_eq!(tab.console_errors().await, Vec::<String>::new());
    for (wrong, told) in WRONGS {
        tab.eval(wrong).await;
        // Those of one tab are seen from every other.
        other
            .until(&format!("{wrong} is told"), async |other| {
                let errors = other.console_errors().await.join("\n");
                if errors.contains(told) {
                    Ok(())
                } else {
                    Err(errors)
                }
            })
            .await;
    }
    for (_, told) in &WRONGS[1..] {
        browser.allow(told);
    }
    let ended = catch_unwind(AssertUnwindSafe(|| drop(browser)));
    let failure = ended
        .err()
        .and_then(|failure| failure.downcast::<String>().ok());
    let failure = failure.map(|failure| *failure).unwrap_or_default();
    assert!(failure.contains("said aloud"), "{failure}");
    assert!(!failure.contains("uncaught"), "{failure}");
}
