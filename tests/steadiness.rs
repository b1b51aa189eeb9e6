//! Nothing jumps: what a person looks at stays where it is while a search goes on, blocks come, and the language changes.

use browser_tests::{Browser, Site, Tab, nodes};

/// The sum of layout shifts up to which a page counts as steady: a tenth of what is called good
/// (<https://web.dev/articles/cls>).
const STEADY: f64 = 0.01;

/// Notes what jumps without anybody having pressed or typed anything.
const WATCH: &str = "(() => {
    window.shifts = { sum: 0, what: [] };
    const element = (node) => node?.nodeType === 1 ? node : node?.parentElement;
    const note = (shift) => {
        if (shift.hadRecentInput) return;
        shifts.sum += shift.value;
        const moved = shift.sources.map(({ node }) => element(node)).filter((element) => element);
        shifts.what.push([shift.value, ...moved.map((element) => element.outerHTML.slice(0, 80))]);
    };
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
    observer.observe({ type: 'layout-shift' });
})()";

#[tokio::test]
async fn nothing_jumps_when_the_page_starts() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open_after(site.address(), WATCH).await;
    tab.address().await;
    nothing_moved(&tab, "while the page starts").await;
}

/// Begins to note what moves.
async fn watch(tab: &Tab) {
    tab.eval(WATCH).await;
}

/// Sees that nothing else has moved.
async fn nothing_moved(tab: &Tab, while_what: &str) {
    // What has just been drawn is told after the next frame.
    tab.eval("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")
        .await;
    let shifts = tab.eval("shifts").await;
    println!("{while_what}: {shifts}");
    assert!(
        shifts["sum"].as_f64().is_some_and(|sum| sum < STEADY),
        "{while_what}: {shifts}"
    );
}

/// Waits until all that slides has come to its place: what is pushed on while it slides counts as a jump, though it
/// goes on from where it is seen.
async fn nothing_slides(tab: &Tab) {
    tab.until("nothing slides", async |tab| {
        let sliding = tab.eval("document.getAnimations().length").await;
        if sliding == 0 {
            Ok(())
        } else {
            Err(format!("{sliding} slide"))
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_jumps_while_blocks_are_mined() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.resize((1280, 800)).await;
    // Hard enough that a search is seen before it ends.
    tab.unfold_rules().await;
    tab.fill("rules-difficulty", "20").await;
    tab.click("rules-submit").await;
    tab.click("rules-summary").await;
    // The first answer makes its place, as somebody asked for it.
    tab.mine().await;
    tab.until_length(2).await;
    watch(&tab).await;
    for length in 3..=9 {
        tab.mine().await;
        tab.until_length(length).await;
        nothing_slides(&tab).await;
    }
    nothing_moved(&tab, "while seven blocks are mined").await;
}

/// The two numbers that a search shows, with their hashes as the page and as the browser computes them, the zeros that are set
/// apart, and those that are counted; for the tutorial's second block.
const SHOWN_HASHES: &str = "(() => {
    const sha256 = async (text) => {
        const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
        return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    };
    const rows = [...document.querySelectorAll('[data-testid=hashing] > div')].map((row) => ({
        label: row.querySelector('p').firstChild.textContent,
        hash: row.querySelector('code').textContent,
        zeros: row.querySelector('b')?.textContent ?? '',
        counted: parseInt(row.querySelector('span').textContent),
        quiet: row.ariaHidden ?? row.getAttribute('aria-hidden'),
    }));
    return Promise.all(rows.map(async (row) => ({
        ...row, number: +row.label.replace(/[^0-9]/g, ''),
        hashed: await sha256(`100${row.label.replace(/[^0-9]/g, '')}`),
    })));
})()";

#[tokio::test]
async fn hashes_of_a_search_are_true_and_nothing_jumps_while_they_change() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.resize((1280, 800)).await;
    // Nobody waits for such a proof.
    tab.eval("tabchain.setRules({ difficulty_bits: 48 })").await;
    watch(&tab).await;
    tab.click("mine").await;
    let mut numbers = Vec::new();
    tab.until("ten numbers were seen being tried", async |tab| {
        let rows = tab.eval(SHOWN_HASHES).await;
        let [tried, best] = [&rows[0], &rows[1]];
        if best["counted"].is_null() {
            return Err(rows.to_string());
        }
        for row in [tried, best] {
            assert_eq!(row["hash"], row["hashed"], "{row}");
            let digits = row["hash"].as_str().unwrap_or_default();
            let zeros = digits.len() - digits.trim_start_matches('0').len();
            assert_eq!(row["counted"], zeros, "{row}");
            assert_eq!(row["zeros"], "0".repeat(zeros), "{row}");
        }
        assert_eq!(tried["quiet"], "true");
        assert!(best["hash"].as_str() <= tried["hash"].as_str(), "{rows}");
        if numbers.last() != Some(&tried["number"]) {
            numbers.push(tried["number"].clone());
        }
        match numbers.len() {
            10.. => Ok(()),
            few => Err(format!("{few} so far")),
        }
    })
    .await;
    nothing_moved(&tab, "while numbers are tried").await;
    let best = tab.eval(SHOWN_HASHES).await[1].clone();
    assert!(best["counted"].as_u64() >= Some(2), "{best}");
    tab.click("cancel-mining").await;
    tab.until("the search has ended", async |tab| {
        let ended = "document.querySelector('[data-testid=cancel-mining]').disabled";
        match tab.eval(ended).await {
            ended if ended == true => Ok(()),
            _ => Err("it goes on".to_owned()),
        }
    })
    .await;
    let stays = tab.eval(SHOWN_HASHES).await[1].clone();
    assert!(
        stays["hash"].as_str() <= best["hash"].as_str(),
        "{stays} after {best}"
    );
}

#[tokio::test]
async fn the_figures_of_a_search_stay_when_it_has_ended() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    let figure = async |tab: &Tab, name: &str| {
        let shown =
            format!("document.querySelector('[data-testid=mining] .{name} dd').textContent");
        tab.eval(&shown)
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(figure(&tab, "attempts").await, "–");
    tab.mine().await;
    let told = tab
        .text_when("events", |told| told.contains("Mined block 2"))
        .await;
    // The same as what is told of the block.
    tab.until(
        "the figures are those of the search",
        async |tab| match figure(tab, "attempts").await {
            attempts if told.contains(&format!("after {attempts} attempts")) => Ok(()),
            attempts => Err(format!("{attempts} in {told:?}")),
        },
    )
    .await;
    assert_eq!(
        tab.eval("document.querySelector('[data-testid=cancel-mining]').disabled")
            .await,
        true
    );
    assert!(figure(&tab, "rate").await.ends_with("/s"));
    assert_ne!(figure(&tab, "elapsed").await, "–");
    assert_eq!(figure(&tab, "waiting").await, "0");
}

#[tokio::test]
async fn nothing_jumps_after_the_language_changes() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.resize((1280, 800)).await;
    tab.mine().await;
    tab.until_length(2).await;
    watch(&tab).await;
    for (language, length) in [("language-zh-CN", 3), ("language-en", 4)] {
        tab.click(language).await;
        tab.until("the language has changed", async |tab| {
            let shown = tab
                .eval("`language-${document.documentElement.lang}`")
                .await;
            if shown == language {
                Ok(())
            } else {
                Err(shown.to_string())
            }
        })
        .await;
        tab.mine().await;
        tab.until_length(length).await;
    }
    nothing_moved(&tab, "while the language changes").await;
}
