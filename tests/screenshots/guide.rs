//! The pictures of the style guide: each component in each of its states, on light and on dark.
//!
//! A picture is a board: a row for each state, the same on light and on dark side by side, or below one another where it is
//! wide. `docs/style-guide.md` shows all of them and says what they are for.

use std::{fs, iter::repeat_n};

use browser_tests::{Key, Tab};
use serde_json::json;

use crate::{
    MAX_BYTES, Studio, gives_way,
    look::LAPTOP,
    palette::{Picture, encoder, with_palette},
};

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
    press: Option<String>,
    states: Vec<[Picture; 2]>,
}

impl<'a> Board<'a> {
    fn of(studio: &'a Studio, name: &'static str) -> Self {
        Self {
            studio,
            name,
            press: None,
            states: Vec::new(),
        }
    }

    /// Takes what this selector finds, as it is now.
    async fn state(&mut self, tab: &Tab, selector: &str) {
        let mut looks = Vec::new();
        for theme in ["light", "dark"] {
            let put_on = format!("document.querySelector('[data-testid=theme-{theme}]').click()");
            tab.eval(&put_on).await;
            looks.push(self.cut(tab, selector).await);
        }
        let looks: Result<[Picture; 2], _> = looks.try_into();
        self.states.extend(looks);
    }

    /// The part of the window where the element is, with some of the ground around it.
    async fn cut(&self, tab: &Tab, selector: &str) -> Picture {
        tab.resize(TALL).await;
        tab.move_mouse((0.0, 0.0)).await;
        let place = tab
            .eval(&format!(
                "(async () => {{
                    document.querySelector({})?.click();
                    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
                    const element = document.querySelector({});
                    const fold = document.querySelector('.settings-fold');
                    if (!fold.contains(element)) fold.removeAttribute('open');
                    if (!element.contains(document.activeElement)) document.activeElement?.blur();
                    element.scrollIntoView({{ block: 'nearest' }});
                    const {{ left, top, right, bottom }} = element.getBoundingClientRect();
                    return [left, top, right, bottom];
                }})()",
                json!(self.press.as_deref().unwrap_or("none")),
                json!(selector)
            ))
            .await;
        let edge = |which: usize| place[which].as_f64().unwrap_or(0.0).max(0.0) as u32;
        let file = self.studio.directory.join(self.name).with_extension("png");
        tab.screenshot(&file).await;
        let window = match Picture::read(&file) {
            Ok(window) => window,
            Err(error) => panic!("could not read {}: {error}", file.display()),
        };
        let (left, top) = (
            edge(0).saturating_sub(AROUND),
            edge(1).saturating_sub(AROUND),
        );
        let right = (edge(2) + AROUND).min(window.width);
        let bottom = (edge(3) + AROUND).min(window.height);
        window.part((left, top), (right, bottom))
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
        let board = Picture::of_rows(&rows, AROUND, GROUND);
        let (palette, indices) = with_palette(&board.colours);
        let mut written = Vec::new();
        let encoded = encoder(&mut written, (board.width, board.height), &palette)
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&indices));
        let file = self.studio.directory.join(self.name).with_extension("png");
        if let Err(error) = encoded {
            panic!("could not draw {}: {error}", file.display());
        }
        println!("{}: {} bytes", file.display(), written.len());
        assert!(
            written.len() <= MAX_BYTES,
            "{} is larger than {MAX_BYTES} bytes",
            self.name
        );
        if let Err(error) = fs::write(&file, written) {
            panic!("could not write {}: {error}", file.display());
        }
    }
}

impl Picture {
    /// What is between the left upper and the right lower corner.
    fn part(&self, (left, top): (u32, u32), (right, bottom): (u32, u32)) -> Self {
        let rows = (top..bottom).map(|row| row * self.width);
        let rows =
            rows.map(|start| &self.colours[(start + left) as usize..(start + right) as usize]);
        Self {
            width: right - left,
            height: bottom - top,
            colours: rows.flatten().copied().collect(),
        }
    }

    /// Pictures in rows, with so much between them and around them of one colour.
    fn of_rows(rows: &[Vec<Self>], gap: u32, ground: [u8; 3]) -> Self {
        let width_of = |row: &Vec<Self>| row.iter().map(|picture| picture.width + gap).sum::<u32>();
        let height_of = |row: &Vec<Self>| row.iter().map(|picture| picture.height).max();
        let width = gap + rows.iter().map(width_of).max().unwrap_or(0);
        let mut colours = Vec::new();
        let fill = |colours: &mut Vec<_>, count: u32| {
            colours.extend(repeat_n(ground, count as usize));
        };
        fill(&mut colours, width * gap);
        for row in rows {
            let height = height_of(row).unwrap_or(0);
            for line in 0..height {
                for picture in row {
                    fill(&mut colours, gap);
                    let start = (line * picture.width) as usize;
                    match picture.colours.get(start..start + picture.width as usize) {
                        Some(pixels) => colours.extend_from_slice(pixels),
                        None => fill(&mut colours, picture.width),
                    }
                }
                fill(&mut colours, width - width_of(row));
            }
            fill(&mut colours, width * gap);
        }
        Self {
            width,
            height: colours.len() as u32 / width.max(1),
            colours,
        }
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
    }

    /// Components of a node that is alone.
    async fn guide_of_a_node(&self) {
        let tab = self.open("guide-alone", "Ada", "").await;
        let mut mining = Board::of(self, "mining");
        mining.state(&tab, ".mining").await;
        let mut resolve = Board::of(self, "resolve");
        resolve.state(&tab, ".resolve").await;
        resolve.write();

        let mut transact = Board::of(self, "form");
        transact
            .state(&tab, ".panel:has(> form [data-testid=transact])")
            .await;
        tab.click("transact").await;
        tab.fill("tx-amount", "five").await;
        tab.click("transact").await;
        tab.until_is(
            "the fields are refused",
            "document.querySelectorAll('[aria-invalid=true]').length > 0",
            json!(true),
        )
        .await;
        transact
            .state(&tab, ".panel:has(> form [data-testid=transact])")
            .await;
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
        mining.state(&tab, ".mining").await;
        mining.write();
        tab.close().await;
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
        theatre.press = Some("[data-testid^=play-]".to_owned());
        theatre.state(&ada, ".theatre").await;
        theatre.write();
        ada.close().await;
        grace.close().await;
    }

    /// An account in a room with a signed ledger.
    async fn guide_of_coins(&self) {
        let ada = self.signed_room("guide-coins").await;
        let mut coins = Board::of(self, "coins");
        coins.state(&ada, ".pay").await;
        coins.write();
        ada.close().await;
    }

    /// A chain that was tampered with.
    async fn guide_of_tampering(&self) {
        let tab = self.open("guide-tamper", "Mallory", "").await;
        tab.transact("ada", "bob", 5).await;
        for _ in 0..4 {
            tab.mine().await;
        }
        tab.click("view-tamper").await;
        let mut card = Board::of(self, "tampered");
        card.state(&tab, "[data-testid=tamper-block-4]").await;
        tab.fill("tamper-amount-4-1", "1000").await;
        tab.text_when("tamper-fault", |told| told.contains("Block 5"))
            .await;
        card.state(&tab, "[data-testid=tamper-block-4]").await;
        card.state(&tab, "[data-testid=tamper-block-5]").await;
        card.write();
        tab.close().await;
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
        tab.resize(LAPTOP).await;
        tab.close().await;
    }
}
