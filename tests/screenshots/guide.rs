//! The pictures of the style guide: each component in each of its states, on light and on dark.
//!
//! A picture is a board: a row for each state, the same on light and on dark side by side, or below one another where it is
//! wide. `docs/style-guide.md` shows all of them and says what they are for.

use std::iter::repeat_n;

use browser_tests::{Crowd, Key, Tab};
use serde_json::json;

use crate::{LAPTOP, MAX_BYTES, Studio, gives_way, palette::Picture, put, seen, tampers};

/// A window in which any component has room.
const TALL: (u32, u32) = (1280, 1600);
/// How much of the ground around a component is in its picture, and how far pictures are apart, in CSS pixels.
const AROUND: u32 = 12;
/// What is wider does not stand beside another.
const WIDE: u32 = 640;
const GROUND: [u8; 3] = [0x88; 3];

/// A component's states, as far as they were taken.
struct Board<'a> {
    studio: &'a Studio,
    name: &'static str,
    /// What is pressed to bring the component about, where it does not stay.
    press: Option<&'static str>,
    /// What the mouse is over.
    over: Option<&'static str>,
    window: (u32, u32),
    states: Vec<[Picture; 2]>,
}

impl<'a> Board<'a> {
    fn of(studio: &'a Studio, name: &'static str) -> Self {
        Self {
            studio,
            name,
            press: None,
            over: None,
            window: TALL,
            states: Vec::new(),
        }
    }

    /// Takes what this selector finds, as it is now.
    async fn state(&mut self, tab: &Tab, selector: &str) {
        let light = self.cut(tab, "light", selector).await;
        let dark = self.cut(tab, "dark", selector).await;
        self.states.push([light, dark]);
    }

    /// The part of the window where the element is, with some of the ground around it.
    async fn cut(&self, tab: &Tab, theme: &str, selector: &str) -> Picture {
        tab.resize(self.window).await;
        match self.over {
            Some(id) => tab.hover(id).await,
            None => tab.move_mouse((0.0, 0.0)).await,
        }
        let place = tab
            .eval(&format!(
                "(async () => {{
                    document.querySelector('[data-testid=theme-{theme}]').click();
                    const press = {};
                    if (press) document.querySelector(press).click();
                    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
                    const element = document.querySelector({});
                    const fold = document.querySelector('.settings-fold');
                    if (!fold.contains(element)) fold.removeAttribute('open');
                    if (!element.contains(document.activeElement)) document.activeElement?.blur();
                    element.scrollIntoView({{ block: 'nearest' }});
                    const {{ left, top, right, bottom }} = element.getBoundingClientRect();
                    return [left, top, right, bottom];
                }})()",
                json!(self.press),
                json!(selector)
            ))
            .await;
        let edge = |which: usize| place[which].as_f64().unwrap_or(0.0).max(0.0) as u32;
        let window = seen(tab, &self.studio.file(self.name)).await;
        let before = |which| edge(which).saturating_sub(AROUND);
        let behind = |which, most: u32| (edge(which) + AROUND).min(most);
        window.part(
            (before(0), before(1)),
            (behind(2, window.width), behind(3, window.height)),
        )
    }

    /// Writes the board.
    fn write(self) {
        let mut rows = Vec::new();
        for [light, dark] in self.states {
            if light.width > WIDE {
                rows.extend([vec![light], vec![dark]]);
            } else {
                rows.push(vec![light, dark]);
            }
        }
        put(&in_rows(&rows), &self.studio.file(self.name), MAX_BYTES);
    }
}

/// Pictures in rows on a ground.
fn in_rows(rows: &[Vec<Picture>]) -> Picture {
    let width_of = |row: &Vec<Picture>| {
        let widths = row.iter().map(|picture| picture.width + AROUND);
        widths.sum::<u32>()
    };
    let width = AROUND + rows.iter().map(width_of).max().unwrap_or(0);
    let ground = |pixels: u32| repeat_n(GROUND, pixels as usize);
    let mut colours: Vec<_> = ground(width * AROUND).collect();
    for row in rows {
        let heights = row.iter().map(|picture| picture.height);
        for line in 0..heights.max().unwrap_or(0) {
            for picture in row {
                colours.extend(ground(AROUND));
                let start = (line * picture.width) as usize;
                let end = start + picture.width as usize;
                match picture.colours.get(start..end) {
                    Some(pixels) => colours.extend_from_slice(pixels),
                    None => colours.extend(ground(picture.width)),
                }
            }
            colours.extend(ground(width - width_of(row)));
        }
        colours.extend(ground(width * AROUND));
    }
    Picture {
        width,
        height: colours.len() as u32 / width,
        colours,
    }
}

impl Studio {
    /// Takes all of them.
    pub async fn guide(&self) {
        self.guide_of_a_node().await;
        self.guide_of_a_room().await;
        self.guide_of_coins().await;
        self.guide_of_tampering().await;
        self.guide_of_lessons().await;
        self.guide_of_views().await;
        self.guide_of_many().await;
    }

    /// Components of a node that is alone.
    async fn guide_of_a_node(&self) {
        let tab = self.open("guide-alone", "Ada", "").await;
        let mut first = Board::of(self, "first-minute");
        first.state(&tab, ".first-minute").await;
        let mut mining = Board::of(self, "mining");
        mining.state(&tab, ".mining").await;
        let mut resolve = Board::of(self, "resolve");
        resolve.state(&tab, ".resolve").await;
        resolve.write();
        let mut focus = Board::of(self, "focus");
        tab.tab_to("view-forks").await;
        focus.state(&tab, ".head").await;
        tab.tab_to("resolve").await;
        focus.state(&tab, ".resolve").await;
        focus.write();
        let mut hover = Board::of(self, "hover");
        for (id, around) in [
            ("view-forks", ".head"),
            ("mine", ".mining"),
            ("resolve", ".resolve"),
        ] {
            hover.over = Some(id);
            hover.state(&tab, around).await;
        }
        hover.write();
        let mut forced = Board::of(self, "forced-colours");
        tab.prefer(&[
            ("forced-colors", "active"),
            ("prefers-reduced-motion", "reduce"),
        ])
        .await;
        for around in [".head", ".mining", ".resolve"] {
            forced.state(&tab, around).await;
        }
        forced.write();
        tab.stand_still().await;

        let mut transact = Board::of(self, "form");
        let panel = ".panel:has(> form [data-testid=transact])";
        transact.state(&tab, panel).await;
        tab.fill("tx-amount", "five").await;
        tab.click("transact").await;
        tab.until_is(
            "the fields are refused",
            "document.querySelectorAll('[aria-invalid=true]').length > 0",
            json!(true),
        )
        .await;
        transact.state(&tab, panel).await;
        transact.write();

        tab.click("rules-summary").await;
        let mut rules = Board::of(self, "rules");
        rules.state(&tab, ".rules").await;
        rules.write();
        tab.click("rules-summary").await;

        tab.click("settings").await;
        let mut settings = Board::of(self, "settings");
        settings.state(&tab, ".settings-fold .panel").await;
        settings.write();
        tab.press(Key::Escape).await;

        tab.mine().await;
        tab.until_length(2).await;
        first.state(&tab, ".first-minute").await;
        first.write();
        mining.state(&tab, ".mining").await;

        // A proof of so many bits is not found while the picture is taken.
        tab.new_room().await;
        tab.eval("tabchain.setRules({ proof: 'sealed', difficulty_bits: 60 })")
            .await;
        tab.click("mine").await;
        tab.text_when("hashing", |told| {
            told.contains("Best so far: ") && !told.contains("Best so far: –")
        })
        .await;
        mining.state(&tab, ".mining").await;
        mining.write();
        tab.click("cancel-mining").await;
    }

    /// What there is with others: their list, the head, blocks and what is pending, a chain that gives way.
    async fn guide_of_a_room(&self) {
        let ada = self.open("guide-room", "Ada", "").await;
        let mut nodes = Board::of(self, "nodes");
        nodes.state(&ada, ".nodes").await;
        let mut head = Board::of(self, "head");
        head.state(&ada, ".head").await;
        let grace = self.open("guide-room", "Grace", "").await;
        ada.register(&grace).await;
        grace.register(&ada).await;
        ada.until_peers(1).await;
        let mut split = Board::of(self, "banner");
        let other = grace.address().await;
        ada.eval(&format!("tabchain.split([{}])", json!(other)))
            .await;
        ada.text_when("split", |told| !told.is_empty()).await;
        split.state(&ada, ".split").await;
        split.write();
        ada.click("split-heal").await;
        ada.text_when("split", |told| told.contains("healed")).await;

        gives_way(&ada, &grace).await;
        ada.until_nothing_is_played().await;
        let address = grace.address().await;
        ada.text_when(&format!("peer-{address}"), |peer| peer.contains("Grace"))
            .await;
        nodes.state(&ada, ".nodes").await;
        nodes.write();
        head.state(&ada, ".head").await;
        head.write();
        let mut verdict = Board::of(self, "verdict");
        verdict.state(&ada, ".resolve").await;
        verdict.state(&ada, ".answer").await;
        verdict.write();
        let mut events = Board::of(self, "activities");
        events.state(&ada, ".events").await;
        events.write();
        let mut blocks = Board::of(self, "blocks");
        blocks.state(&ada, "[data-testid=mempool]").await;
        blocks.state(&ada, "[data-testid=block-4]").await;
        blocks.state(&ada, "[data-testid=block-1]").await;
        blocks.write();
        let mut theatre = Board::of(self, "reorg");
        theatre.press = Some("[data-testid^=play-]");
        theatre.state(&ada, ".theatre").await;
        theatre.write();
    }

    /// An account in a room with a signed ledger.
    async fn guide_of_coins(&self) {
        let ada = self.signed_room("guide-coins").await;
        let mut coins = Board::of(self, "coins");
        coins.state(&ada, ".pay").await;
        coins.write();
    }

    /// A chain that was tampered with.
    async fn guide_of_tampering(&self) {
        let tab = self.copied_chain("guide-tamper").await;
        let mut card = Board::of(self, "tampered");
        card.state(&tab, "[data-testid=tamper-block-4]").await;
        tampers(&tab).await;
        card.state(&tab, "[data-testid=tamper-block-4]").await;
        card.state(&tab, "[data-testid=tamper-block-5]").await;
        card.write();
    }

    /// A lesson's step, to be done and done.
    async fn guide_of_lessons(&self) {
        let tab = self.open("guide-lesson", "Ada", "#lesson=1").await;
        tab.text_when("step-1", |task| !task.is_empty()).await;
        let mut lesson = Board::of(self, "lesson");
        lesson.state(&tab, "#lesson").await;
        tab.fill("play-text", "Hello").await;
        tab.text_when("lesson-seen", |seen| !seen.is_empty()).await;
        lesson.state(&tab, "#lesson").await;
        lesson.write();
    }

    /// What views of their own are made of: the playground, the lab and its scenes, the tree of forks.
    async fn guide_of_views(&self) {
        let tab = self.open("guide-views", "Ada", "#view=playground").await;
        tab.text_when("play-hash", |hash| hash.len() == 64).await;
        tab.fill("play-text", "Hello").await;
        let mut playground = Board::of(self, "playground");
        playground.state(&tab, ".hash-view").await;
        playground.state(&tab, ".block-view").await;
        playground.write();

        tab.eval("(location.hash = 'view=lab', null)").await;
        tab.click("lab-split").await;
        for (miner, node, length) in [(3, 4, "2"), (1, 2, "2"), (1, 2, "3")] {
            tab.click(&format!("lab-mine-{miner}")).await;
            tab.text_when(&format!("lab-length-{node}"), |shown| shown == length)
                .await;
        }
        let mut forks = Board::of(self, "forks");
        forks.state(&tab, ".fork-tree").await;
        tab.note_theatre().await;
        tab.click("lab-heal").await;
        tab.until_played(1).await;
        tab.text_when("fork-orphans", |told| told.starts_with('1'))
            .await;
        tab.until_nothing_is_played().await;
        forks.state(&tab, ".fork-tree").await;
        forks.write();
        let mut lab = Board::of(self, "lab");
        lab.state(&tab, ".lab-controls").await;
        lab.state(&tab, ".lab-card").await;
        lab.write();

        tab.eval("(location.hash = 'view=lab&scene=two-at-once', null)")
            .await;
        tab.text_when("scene-told", |told| !told.is_empty()).await;
        tab.click("scene-play").await;
        let mut scene = Board::of(self, "scene");
        scene.state(&tab, ".scene-links").await;
        scene.state(&tab, ".scene-play").await;
        scene.write();
    }

    /// A room of many: its picture, and the stage.
    async fn guide_of_many(&self) {
        let tab = self
            .open("guide-many", "Ada", "&rules=classic-0#view=network")
            .await;
        let crowd = Crowd::enter(&self.browser, &self.site, "guide-many", 12).await;
        let nodes = "document.querySelectorAll('[data-testid^=network-node-]').length";
        tab.until_is("all are there", nodes, json!(13)).await;
        crowd.mine(3).await;
        crowd.mine(3).await;
        crowd.follow(&[0, 1, 2, 4, 5], 3).await;
        crowd.mine(8).await;
        crowd.cut(2, 5).await;
        tab.text_when("network-deviations", |told| {
            told.contains("cut") && !told.contains("only one")
        })
        .await;
        let mut network = Board::of(self, "network");
        network.state(&tab, ".network-panel").await;
        network.write();

        tab.eval("(location.hash = 'view=stage', null)").await;
        tab.text_when("stage-tree", |drawn| drawn.contains("Node 8"))
            .await;
        let mut stage = Board::of(self, "stage");
        // What is on it follows the window.
        stage.window = LAPTOP;
        for part in [".stage-head", ".stage-room", ".stage-caption"] {
            stage.state(&tab, part).await;
        }
        stage.write();
    }
}
