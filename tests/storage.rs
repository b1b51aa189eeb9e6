//! Nodes that outlast their tabs: reloads, copies, damage, and a browser that stores nothing.

use std::time::Duration;

use browser_tests::{Ability, Browser, Setting, Site, Tab, lacks, until};
use serde_json::{Value, json};

/// How often windows race for one node. `TABCHAIN_RACES` says another number.
const RACES: usize = 6;

/// A page whose storage is full as long as `window.full` says so.
const FULL_AT_TIMES: &str = "const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...record) {
    if (window.full) throw new DOMException('no room', 'QuotaExceededError');
    return put.apply(this, record);
};";

/// A page that notes the texts it saves as files.
const NOTE_SAVED: &str = "const address = URL.createObjectURL;
URL.createObjectURL = (blob) => {
    blob.text().then((text) => { window.saved = text; });
    return address.call(URL, blob);
};";

/// What is stored, as a page can read it: opens the database for what follows.
const DATABASE: &str = "const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open('tabchain');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});
const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});
const store = (name) => database.transaction(name, 'readwrite').objectStore(name);";

/// Does something to what is stored, with `store(name)` and `done(request)`.
async fn with_stored(tab: &Tab, body: &str) -> Value {
    tab.eval(&format!(
        "(async () => {{ {DATABASE} try {{ {body} }} finally {{ database.close(); }} }})()"
    ))
    .await
}

/// Waits until this tab's node is stored, with so many blocks.
async fn until_stored(tab: &Tab, length: u64) {
    let address = tab.address().await;
    let read = format!("return await done(store('nodes').get('{address}')) ?? '';");
    tab.until("the node is stored", async |tab| {
        let record = with_stored(tab, &read).await;
        let record = record.as_str().unwrap_or_default();
        match record.contains(&format!("\nlength {length}\n")) {
            true => Ok(()),
            false => Err(record.to_owned()),
        }
    })
    .await;
}

/// The tab's node is this one, at last: right after a reload the page is empty for a moment.
async fn until_node(tab: &Tab, address: &str) {
    tab.until("it is the same node", async |tab| {
        let now = tab.text("node-id").await?;
        match now.trim() == address {
            true => Ok(()),
            false => Err(now),
        }
    })
    .await;
}

/// Waits until the tab's node is none of these.
async fn until_new_node(tab: &Tab, before: &[&str]) {
    tab.until("it is a new node", async |tab| {
        let now = tab.text("node-id").await?;
        match before.contains(&now.trim()) {
            false => Ok(()),
            true => Err(now),
        }
    })
    .await;
}

/// Waits until the page has no such element.
async fn until_gone(tab: &Tab, id: &str) {
    tab.until("the element is gone", async |tab| {
        match tab.text(id).await {
            Err(_) => Ok(()),
            Ok(text) => Err(text),
        }
    })
    .await;
}

/// A page of this site that is no node.
fn no_node(site: &Site) -> String {
    // No picture: in WebKit, no script comes back on one.
    format!("{}workshop.css", site.address())
}

/// Keeps the database open, as `window.held`, and closes it for nobody.
async fn hold_database(tab: &Tab) {
    tab.eval(
        "new Promise((resolve) => {
            const request = indexedDB.open('tabchain');
            request.onsuccess = () => { window.held = request.result; resolve(null); };
        })",
    )
    .await;
}

async fn until_told(tab: &Tab, words: &str) {
    tab.text_when("events", |told| told.contains(words)).await;
}

/// A tab that has mined so many blocks and has a transaction pending.
async fn used(browser: &Browser, site: &Site, blocks: u64) -> Tab {
    let tab = browser.open(site.address()).await;
    for _ in 0..blocks {
        tab.mine().await;
    }
    tab.transact("ada", "bob", 41).await;
    until_stored(&tab, 1 + blocks).await;
    tab
}

#[tokio::test]
async fn a_reload_makes_the_same_node_again() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = used(&browser, &site, 2).await;
    tab.click("mode-live").await;
    tab.eval("tabchain.register({ nodes: ['127.0.0.1:5005'] })")
        .await;
    let (address, chain) = (tab.address().await, tab.chain_text().await);
    let name = tab.eval("document.title").await;
    for _ in 0..2 {
        tab.reload().await;
        until_node(&tab, &address).await;
        assert_eq!(tab.chain_text().await, chain);
        tab.until("the title is the same", async |tab| {
            match tab.eval("document.title").await {
                now if now == name => Ok(()),
                now => Err(now.to_string()),
            }
        })
        .await;
        tab.text_when("mempool", |pending| pending.contains("41"))
            .await;
        let live = "document.querySelector('[data-testid=mode-live]').checked";
        assert_eq!(tab.eval(live).await, true);
        tab.text_when("peer-127.0.0.1:5005", |_| true).await;
    }
    // It goes on where it was.
    let mined = tab.mine().await;
    assert_eq!(mined["index"], 4);
    assert_eq!(mined["transactions"][0]["amount"], 41);
}

#[tokio::test]
async fn a_copy_of_a_tab_becomes_another_node_and_is_not_the_first_ones_after_a_reload() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let original = used(&browser, &site, 1).await;
    let address = original.address().await;
    let copy = browser
        .opened_by(&original, "window.open(location.href), null")
        .await;
    let other = copy.address().await;
    assert_ne!(other, address);
    until_told(&copy, "another tab").await;
    until_stored(&copy, 1).await;
    copy.reload().await;
    until_node(&copy, &other).await;
    original.reload().await;
    until_node(&original, &address).await;
    assert_eq!(original.chain().await["length"], 2);
}

#[tokio::test]
async fn of_windows_that_race_for_one_node_one_gets_it() {
    race(Site::start().await.address()).await;
}

/// A page on plain http has no locks: its tabs agree over a channel.
#[tokio::test]
async fn of_windows_that_race_for_one_node_without_locks_one_gets_it() {
    if lacks(Ability::HostNames).is_some() {
        return;
    }
    let site = Site::start().await;
    let address = site.address().replace("127.0.0.1", "class.test");
    let browser = Browser::start_with(&[Setting::Host("class.test")]).await;
    race_in(&browser, &address).await;
}

async fn race(address: &str) {
    race_in(&Browser::start().await, address).await;
}

async fn race_in(browser: &Browser, site: &str) {
    let races = std::env::var("TABCHAIN_RACES").ok();
    let races = races.and_then(|races| races.parse().ok()).unwrap_or(RACES);
    let mut tab = browser.open(site).await;
    tab.mine().await;
    until_stored(&tab, 2).await;
    let address = tab.address().await;
    for _ in 0..races {
        // Both begin with a copy of what is kept for the tab, which goes itself.
        let one = browser
            .opened_by(&tab, "window.open(location.href), null")
            .await;
        let other = browser
            .opened_by(
                &tab,
                "(window.open(location.href), location.replace('about:blank'), null)",
            )
            .await;
        let mut addresses = [one.address().await, other.address().await];
        if !addresses.contains(&address) {
            // The first one was still there when both asked.
            one.reload().await;
            addresses[0] = one.address().await;
        }
        assert_ne!(addresses[0], addresses[1]);
        let [one_first, two_first] = [&addresses[0], &addresses[1]].map(|now| *now == address);
        tab.close().await;
        // Nobody has it where both gave way to the page that was about to go: it is woken.
        let (kept, gone) = if two_first {
            (other, one)
        } else {
            (one, other)
        };
        gone.close().await;
        if !one_first && !two_first {
            kept.wake(&address).await;
        }
        until_node(&kept, &address).await;
        kept.until_length(2).await;
        tab = kept;
    }
}

#[tokio::test]
async fn earlier_nodes_are_woken_exported_and_forgotten() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = used(&browser, &site, 2).await;
    let (address, chain) = (tab.address().await, tab.chain_text().await);
    let elsewhere = browser
        .open(&format!("{}?room=other", site.address()))
        .await;
    elsewhere.mine().await;
    until_stored(&elsewhere, 2).await;
    // Nobody wakes a node that another tab is.
    elsewhere.reload().await;
    elsewhere.unfold_earlier_nodes().await;
    elsewhere
        .until_attribute("wake", "aria-disabled", "true")
        .await;
    tab.close().await;
    elsewhere.reload().await;
    let other = elsewhere.address().await;
    elsewhere.wake(&address).await;
    until_node(&elsewhere, &address).await;
    assert_eq!(elsewhere.chain_text().await, chain);
    assert_eq!(elsewhere.text("room").await.unwrap_or_default(), "main");
    // And the other is an earlier one now.
    elsewhere.unfold_earlier_nodes().await;
    elsewhere
        .until_attribute("wake", "data-address", other.as_str())
        .await;
    elsewhere.click("forget-ask").await;
    elsewhere.click("forget").await;
    until_gone(&elsewhere, "wake").await;
    let left = with_stored(
        &elsewhere,
        "return await done(store('records').getAllKeys());",
    )
    .await;
    let left = left.as_array().map_or(0, |keys| {
        keys.iter()
            .filter(|key| key.as_str().is_some_and(|key| key.starts_with(&other)))
            .count()
    });
    assert_eq!(left, 0);
}

#[tokio::test]
async fn everything_on_this_computer_is_forgotten() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let first = used(&browser, &site, 1).await;
    let second = used(&browser, &site, 1).await;
    let (gone, address) = (first.address().await, second.address().await);
    first.close().await;
    let third = browser.open(site.address()).await;
    third.address().await;
    second.reload().await;
    until_node(&second, &address).await;
    second.unfold_earlier_nodes().await;
    second.click("forget-all-ask").await;
    second.click("forget-all").await;
    until_new_node(&second, &[&address, &gone]).await;
    second.until_length(1).await;
    until_stored(&second, 1).await;
    let nodes = with_stored(&second, "return await done(store('nodes').getAllKeys());").await;
    assert_eq!(nodes, json!([second.address().await]));
    // A tab that was open meanwhile goes on without, and says so when it has something to store.
    third.mine().await;
    third.text_when("storage", |told| !told.is_empty()).await;
}

#[tokio::test]
async fn a_first_node_is_forgotten_with_everything_on_this_computer() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = used(&browser, &site, 1).await;
    let address = tab.address().await;
    tab.unfold_earlier_nodes().await;
    assert!(tab.text("wake").await.is_err(), "there is no other node");
    tab.click("forget-all-ask").await;
    tab.text_when("forget-all", |told| told.contains("this node"))
        .await;
    tab.click("forget-all").await;
    until_new_node(&tab, &[&address]).await;
    tab.until_length(1).await;
    until_stored(&tab, 1).await;
    let nodes = with_stored(&tab, "return await done(store('nodes').getAllKeys());").await;
    assert_eq!(nodes, json!([tab.address().await]));
}

#[tokio::test]
async fn everything_is_forgotten_at_once_although_another_page_keeps_the_database_open() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = used(&browser, &site, 1).await;
    let address = tab.address().await;
    browser.allow("favicon.ico");
    let holder = browser.open(&no_node(&site)).await;
    hold_database(&holder).await;
    tab.unfold_earlier_nodes().await;
    tab.click("forget-all-ask").await;
    tab.click("forget-all").await;
    until_new_node(&tab, &[&address]).await;
    let left = "Promise.all(['nodes', 'records'].map((name) => new Promise((resolve) => {
        const request = window.held.transaction(name).objectStore(name).getAllKeys();
        request.onsuccess = () => resolve(request.result);
    })))";
    // WebKit gives up the deletion with the page that asked for it, and the new node is stored already.
    let (left, now) = (holder.eval(left).await, tab.address().await);
    let mut keys = left
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten();
    assert!(
        keys.all(|key| key.as_str().is_some_and(|key| key.starts_with(&now))),
        "{left}"
    );
    // Once that page is gone, the database can be used again.
    holder.close().await;
    tab.reload().await;
    tab.until_attribute("storage", "data-kept", "true").await;
    assert_eq!(tab.chain().await["length"], 1);
}

#[tokio::test]
async fn a_full_storage_stores_again_when_there_is_space_and_the_page_says_so_all_the_time() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    for _ in 0..2 {
        used(&browser, &site, 1).await.close().await;
    }
    let tab = browser.open_after(site.address(), FULL_AT_TIMES).await;
    tab.mine().await;
    until_stored(&tab, 2).await;
    tab.until_attribute("storage", "data-kept", "true").await;
    tab.unfold_earlier_nodes().await;
    tab.eval("(window.full = true, null)").await;
    // One earlier node is given up for it, which is not enough.
    tab.mine().await;
    tab.text_when("storage", |told| told.contains("no space"))
        .await;
    tab.until_attribute("storage", "data-kept", "false").await;
    tab.mine().await;
    // The other goes, and there is still no space.
    let forget = async || {
        tab.click("forget-ask").await;
        tab.click("forget").await;
        until_gone(&tab, "wake").await;
    };
    tab.eval("(window.full = false, null)").await;
    forget().await;
    until_told(&tab, "stored again").await;
    tab.until_attribute("storage", "data-kept", "true").await;
    assert_eq!(tab.text("storage").await.unwrap_or_default(), "");
    let (address, chain) = (tab.address().await, tab.chain_text().await);
    until_stored(&tab, 4).await;
    tab.reload().await;
    until_node(&tab, &address).await;
    tab.until_length(4).await;
    assert_eq!(tab.chain_text().await, chain);
}

#[tokio::test]
async fn a_browser_that_stores_nothing_still_has_a_node() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let refused = "Object.defineProperty(window, 'indexedDB', { value: undefined })";
    let full = "IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); }";
    let newer = "indexedDB.open('tabchain', 9).onsuccess = (event) => event.target.result.close()";
    for script in [refused, full, newer] {
        let tab = browser.open_after(site.address(), script).await;
        assert_eq!(tab.mine().await["index"], 2, "{script}");
        assert!(tab.transact("ada", "bob", 3).await["message"].is_string());
        let told = tab.text_when("storage", |told| !told.is_empty()).await;
        let words = match script {
            script if script == refused => "stores nothing",
            script if script == full => "no space",
            _ => "newer",
        };
        assert!(told.contains(words), "{told}");
        until_told(&tab, words).await;
        assert_eq!(tab.chain().await["length"], 2);
        tab.close().await;
    }
}

#[tokio::test]
async fn a_node_that_a_newer_version_has_stored_is_left_alone() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = used(&browser, &site, 1).await;
    let address = tab.address().await;
    browser.allow("favicon.ico");
    tab.goto(&no_node(&site)).await;
    let newer = format!(
        "const key = '{address}';
        const record = await done(store('nodes').get(key));
        await done(store('nodes').put(record.replace('tabchain-node 2', 'tabchain-node 3'), key));
        return await done(store('nodes').get(key));"
    );
    let record = with_stored(&tab, &newer).await;
    tab.goto(site.address()).await;
    let other = tab.address().await;
    assert_ne!(other, address);
    until_told(&tab, "newer").await;
    until_stored(&tab, 1).await;
    let read = format!("return await done(store('nodes').get('{address}'));");
    assert_eq!(with_stored(&tab, &read).await, record);
}

#[tokio::test]
async fn the_blocks_of_an_unreadable_node_are_exported_and_forgotten() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open_after(site.address(), NOTE_SAVED).await;
    tab.mine().await;
    tab.mine().await;
    until_stored(&tab, 3).await;
    let (address, chain) = (tab.address().await, tab.chain_text().await);
    browser.allow("favicon.ico");
    tab.goto(&no_node(&site)).await;
    let damage =
        format!("return await done(store('nodes').put('what is this', '{address}')) ?? '';");
    with_stored(&tab, &damage).await;
    tab.goto(site.address()).await;
    assert_ne!(tab.address().await, address);
    until_told(&tab, "became a new node").await;
    tab.unfold_earlier_nodes().await;
    tab.until_attribute("export-node", "data-address", address.as_str())
        .await;
    assert!(tab.text("wake").await.is_err(), "nobody can wake it");
    tab.click("export-node").await;
    tab.until("the blocks are saved", async |tab| {
        match tab.eval("window.saved ?? null").await {
            saved if saved == chain => Ok(()),
            saved => Err(saved.to_string()),
        }
    })
    .await;
    tab.click("forget-ask").await;
    tab.click("forget").await;
    until_gone(&tab, "export-node").await;
    let left = "return [...await done(store('nodes').getAllKeys()), ...await done(store('records').getAllKeys())];";
    let left = with_stored(&tab, left).await.to_string();
    assert!(!left.contains(&address), "{left}");
}

/// What a page of a later build asks for.
const LATER_BUILD: &str = "const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (name) { return open.call(this, name, 2); };";

#[tokio::test]
async fn a_page_of_an_older_build_gives_up_the_database_for_a_newer_one() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let older = used(&browser, &site, 1).await;
    let newer = browser.open_after(site.address(), LATER_BUILD).await;
    newer.mine().await;
    newer.until_attribute("storage", "data-kept", "true").await;
    // It goes on without, and says so when it has something to store.
    assert_eq!(older.mine().await["index"], 3);
    older
        .text_when("storage", |told| told.contains("updates it"))
        .await;
    // And what is stored is its last state before.
    let address = older.address().await;
    older.close().await;
    newer.reload().await;
    newer.wake(&address).await;
    until_node(&newer, &address).await;
    newer.until_length(2).await;
}

#[tokio::test]
async fn a_page_that_keeps_an_older_database_open_leaves_a_newer_one_without_which_says_so() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let older = used(&browser, &site, 1).await;
    browser.allow("favicon.ico");
    older.goto(&no_node(&site)).await;
    hold_database(&older).await;
    let newer = browser.open_after(site.address(), LATER_BUILD).await;
    assert_eq!(newer.mine().await["index"], 2, "it is there meanwhile");
    newer
        .text_when("storage", |told| told.contains("updates it"))
        .await;
    newer.until_attribute("storage", "data-kept", "false").await;
    // Once the other is gone, a reload is all it takes.
    older.close().await;
    newer.reload().await;
    newer.until_attribute("storage", "data-kept", "true").await;
}

/// Who was frozen while another tab became its node is another one when it goes on.
async fn is_another_after_it_was_frozen(browser: &Browser, site: &str) {
    let one = browser.open(site).await;
    one.mine().await;
    until_stored(&one, 2).await;
    let address = one.address().await;
    let two = browser.open(site).await;
    two.address().await;
    one.eval("document.dispatchEvent(new Event('freeze', { bubbles: true }))")
        .await;
    // It is listed as asleep when it is looked again.
    two.reload().await;
    two.wake(&address).await;
    until_node(&two, &address).await;
    one.eval("document.dispatchEvent(new Event('resume', { bubbles: true }))")
        .await;
    until_new_node(&one, &[&address]).await;
    two.mine().await;
    two.until_length(3).await;
    assert_eq!(two.address().await, address);
    assert_eq!(one.chain().await["length"], 1);
}

#[tokio::test]
async fn a_node_that_was_frozen_is_left_to_the_tab_that_has_woken_it() {
    let site = Site::start().await;
    is_another_after_it_was_frozen(&Browser::start().await, site.address()).await;
}

/// On plain http.
#[tokio::test]
async fn a_node_that_was_frozen_without_locks_is_left_to_the_tab_that_has_woken_it() {
    if lacks(Ability::HostNames).is_some() {
        return;
    }
    let site = Site::start().await;
    let address = site.address().replace("127.0.0.1", "class.test");
    let browser = Browser::start_with(&[Setting::Host("class.test")]).await;
    is_another_after_it_was_frozen(&browser, &address).await;
}

#[tokio::test]
async fn damage_is_said_and_never_makes_another_chain() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = used(&browser, &site, 30).await;
    let address = tab.address().await;
    let whole = tab.chain().await;
    browser.allow("favicon.ico");
    tab.goto(&no_node(&site)).await;
    // Of the last record of blocks, the last letter but some.
    let flip = "const all = await done(store('records').getAllKeys());
        const key = all.filter((key) => key.includes('/blocks/')).at(-1);
        const text = await done(store('records').get(key));
        const place = text.length - 300;
        const flipped = String.fromCharCode(text.charCodeAt(place) ^ 1);
        await done(store('records').put(text.slice(0, place) + flipped + text.slice(place + 1), key));
        return all.length;";
    with_stored(&tab, flip).await;
    tab.goto(site.address()).await;
    until_node(&tab, &address).await;
    until_told(&tab, "31").await;
    let left = tab.chain().await;
    let length = left["length"].as_u64().unwrap_or_default();
    assert!((1..31).contains(&length), "{length} blocks are left");
    for place in 0..length as usize {
        assert_eq!(left["chain"][place], whole["chain"][place]);
    }
    // What was found is there to be exported, and the node goes on.
    tab.unfold_earlier_nodes().await;
    tab.until_attribute("export-node", "data-address", address.as_str())
        .await;
    assert_eq!(tab.mine().await["index"], length + 1);
    until_stored(&tab, length + 1).await;
    tab.reload().await;
    until_node(&tab, &address).await;
    tab.until_length(length + 1).await;
}

#[tokio::test]
async fn a_frozen_tab_says_goodbye_and_comes_back_as_itself() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let [one, two] = [
        browser.open(site.address()).await,
        browser.open(site.address()).await,
    ];
    one.mine().await;
    until_stored(&one, 2).await;
    let address = one.address().await;
    let is_there = async |there: bool| {
        until(
            "the other tab is listed, or gone",
            Duration::from_secs(20),
            async || {
                let listed = two.text(&format!("peer-{address}")).await.is_ok();
                match listed == there {
                    true => Ok(()),
                    false => Err(format!("{listed}")),
                }
            },
        )
        .await;
    };
    is_there(true).await;
    one.eval("document.dispatchEvent(new Event('freeze', { bubbles: true }))")
        .await;
    is_there(false).await;
    one.eval("document.dispatchEvent(new Event('resume', { bubbles: true }))")
        .await;
    is_there(true).await;
    assert_eq!(one.address().await, address);
}
