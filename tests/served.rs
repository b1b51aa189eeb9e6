//! The page as it is served: by a server of files, as `trunk serve` is one, and by a relay. Both forbid the page the same,
//! and what both show is the same, and whole.

use browser_tests::{Browser, Server, Site, Tab, free_port};
use serde_json::json;

/// Each view, and an element that is there when it is drawn.
const VIEWS: [(&str, &str); 7] = [
    ("node", "block-4"),
    ("playground", "play-verdict"),
    ("tamper", "tamper-fault"),
    ("forks", "fork-orphans"),
    ("network", "network-halves"),
    ("lab", "lab-length-1"),
    ("lessons", "lesson-entry-8"),
];
const LANGUAGES: [(&str, &str); 2] = [("language-en", "Lesson"), ("language-zh-CN", "课")];

/// The two ways to serve it, as long as this lives.
struct Served {
    site: Site,
    relay: Server,
}

impl Served {
    async fn start() -> Self {
        Self {
            site: Site::start().await,
            relay: Server::relay(free_port(), &[]).await,
        }
    }

    fn addresses(&self) -> [String; 2] {
        let relay = format!("{}/", self.relay.address());
        [self.site.address().to_owned(), relay]
    }
}

/// Two nodes; the first has resolved a fork, so that each view has something to show.
async fn forked(browser: &Browser, address: &str) -> [Tab; 2] {
    let (tab, other) = (browser.open(address).await, browser.open(address).await);
    tab.until_peers(1).await;
    tab.register(&other).await;
    tab.transact("ada", "bob", 5).await;
    tab.mine().await;
    for _ in 0..3 {
        other.mine().await;
    }
    tab.resolve().await;
    tab.until_length(4).await;
    [tab, other]
}

/// Opens a view, and waits until it is drawn.
async fn open(tab: &Tab, view: &str, element: &str) {
    tab.click(&format!("view-{view}")).await;
    tab.text_when(element, |text| !text.is_empty()).await;
}

/// Sees that nothing was refused or went wrong until now.
async fn nothing_wrong(tab: &Tab, place: &str) {
    // What has just been drawn is judged by the frame after.
    tab.eval("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")
        .await;
    assert_eq!(tab.console_errors().await, Vec::<String>::new(), "{place}");
}

#[tokio::test]
async fn every_view_and_lesson_keeps_to_the_policy_whoever_serves_it() {
    let served = Served::start().await;
    let browser = Browser::start().await;
    for address in served.addresses() {
        let [tab, _other] = forked(&browser, &address).await;
        for (language, lesson) in LANGUAGES {
            tab.click(language).await;
            for (view, element) in VIEWS {
                open(&tab, view, element).await;
                nothing_wrong(&tab, &format!("{address}, {language}, {view}")).await;
            }
            for number in 1..=8 {
                tab.eval(&format!("void (location.hash = '#lesson={number}')"))
                    .await;
                let number = number.to_string();
                tab.text_when("lesson", |text| {
                    text.contains(lesson) && text.contains(&number)
                })
                .await;
                nothing_wrong(&tab, &format!("{address}, {language}, lesson {number}")).await;
            }
            tab.click("lesson-close").await;
        }
    }
}

#[tokio::test]
async fn the_second_node_of_a_lesson_is_let_into_its_frame_whoever_serves_the_page() {
    let served = Served::start().await;
    let browser = Browser::start().await;
    for address in served.addresses() {
        let tab = browser
            .open(&format!("{address}?room=second#lesson=6"))
            .await;
        tab.click("second-node-add").await;
        tab.until_peers(1).await;
        tab.click("second-node-remove").await;
        tab.until_peers(0).await;
        nothing_wrong(&tab, &address).await;
    }
}

/// How large a drawing is, how large it says it is (so many of its units are an em of the root), and how much room it has:
/// width and height each.
fn sizes(drawing: &str, units: u8) -> String {
    format!(
        "(() => {{
            const drawing = document.querySelector('main.workshop {drawing}');
            const {{ width, height }} = drawing.viewBox.baseVal;
            const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / {units};
            const seen = drawing.getBoundingClientRect();
            const room = drawing.parentElement.clientWidth;
            return {{ seen: [seen.width, seen.height], meant: [width * unit, height * unit], room }};
        }})()"
    )
}

#[tokio::test]
async fn drawings_have_their_size_whoever_serves_them() {
    let served = Served::start().await;
    let browser = Browser::start().await;
    for address in served.addresses() {
        let [tab, _other] = forked(&browser, &address).await;
        // On a wall the root's letters are larger; on a phone a network has less room than it could take.
        for screen in [(1280, 800), (3840, 2160), (390, 844)] {
            tab.resize(screen).await;
            for (view, element, drawing, units, shrinks) in [
                ("forks", "fork-orphans", ".fork-frame > svg", 16, false),
                ("lab", "lab-length-1", ".fork-frame > svg", 16, false),
                ("network", "network-halves", ".network-drawing", 13, true),
                ("lab", "lab-length-1", ".network-drawing", 13, true),
            ] {
                open(&tab, view, element).await;
                let place = format!("{drawing} in {view} at {address}, {screen:?}");
                tab.until(&format!("{place} has its size"), async |tab| {
                    let found = tab.eval(&sizes(drawing, units)).await;
                    let figure = |value: &serde_json::Value| value.as_f64().unwrap_or_default();
                    let part = match shrinks {
                        true => (figure(&found["room"]) / figure(&found["meant"][0])).min(1.0),
                        false => 1.0,
                    };
                    let right = [0, 1].into_iter().all(|side| {
                        let meant = part * figure(&found["meant"][side]);
                        (figure(&found["seen"][side]) - meant).abs() < 2.0
                    });
                    if right {
                        Ok(())
                    } else {
                        Err(found.to_string())
                    }
                })
                .await;
            }
        }
    }
}

/// Catches a dot on its way; at which node it is as it sets out and as it arrives, and how far from its middle, in
/// radiuses of a node.
const TRAVEL: &str = "(async () => {
    const box = (element) => element.getBoundingClientRect();
    const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
    const travelling = () => [...document.querySelectorAll('.pulse')].find((dot) => dot.getAnimations().length > 0);
    while (!travelling()) await new Promise(requestAnimationFrame);
    const dot = travelling();
    const [travel] = dot.getAnimations();
    travel.pause();
    const nodes = [...document.querySelectorAll('main.workshop .graph-node > circle')].map(box);
    return [0, 899].map((time) => {
        travel.currentTime = time;
        const { x, y } = middle(box(dot));
        const away = nodes.map((node) => Math.hypot(x - middle(node).x, y - middle(node).y) / (node.width / 2));
        const nearest = Math.min(...away);
        return { at: away.indexOf(nearest), away: nearest, shown: getComputedStyle(dot).opacity > 0 };
    });
})()";

#[tokio::test]
async fn a_message_is_seen_travelling_from_node_to_node_whoever_serves_the_page() {
    let served = Served::start().await;
    let browser = Browser::start().await;
    for address in served.addresses() {
        let [tab, _other] = forked(&browser, &address).await;
        open(&tab, "network", "network-halves").await;
        let ends = tab.eval(TRAVEL).await;
        assert_ne!(ends[0]["at"], ends[1]["at"], "{address}: {ends}");
        for end in [&ends[0], &ends[1]] {
            let away = end["away"].as_f64();
            assert!(away.is_some_and(|away| away < 1.5), "{address}: {ends}");
            assert_eq!(end["shown"], json!(true), "{address}: {ends}");
        }
    }
}

/// The directive that forbids what a script tries next, if one does.
const BREACH: &str = "new Promise((done) => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => done(effectiveDirective));
    document.body.setAttribute('style', 'color: red');
    setTimeout(() => done(null), 2000);
})";

#[tokio::test]
async fn a_page_that_is_kept_keeps_to_the_policy_without_its_server() {
    let relay = Server::relay(free_port(), &[]).await;
    let site = Site::start_closing().await;
    let browser = Browser::start().await;
    browser.allow("Applying inline style violates");
    browser.allow("net::ERR_CONNECTION_REFUSED");
    let addresses = [site.address().to_owned(), relay.address()];
    for address in &addresses {
        let tab = browser.open(address).await;
        let kept = "document.documentElement.dataset.kept ?? 'no'";
        tab.until("the page is kept", async |tab| {
            match tab.eval(kept).await.as_str() {
                Some("no") | None => Err("it is not".to_owned()),
                _ => Ok(()),
            }
        })
        .await;
    }
    drop((site, relay));
    for address in &addresses {
        let tab = browser.open(address).await;
        tab.address().await;
        assert_eq!(tab.eval(BREACH).await, json!("style-src-attr"), "{address}");
        // What is kept is let into a frame where the server would let it.
        let tab = browser
            .open(&format!("{address}?room=alone#lesson=6"))
            .await;
        tab.click("second-node-add").await;
        tab.until_peers(1).await;
    }
}
