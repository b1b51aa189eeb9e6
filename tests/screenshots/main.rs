//! The pictures of the README: tabs are walked into telling states, as a class would walk them.
//!
//! `cargo xtask screenshots` builds the page and runs this with the directory to write to. With `--sheet`, all states and
//! more are taken in every look, for a contact sheet; with `--guide`, each component in its states, for the style guide; with
//! `--engine`, one state is, to be looked at beside the same pictures of other engines.

mod animation;
mod guide;
mod look;
mod palette;
mod sheet;

use std::{
    env,
    path::{Path, PathBuf},
};

use browser_tests::{Ability, Browser, Crowd, Key, Setting, Site, Tab, lacks};
use serde_json::json;

use crate::{
    look::{LAPTOP, LOOKS, PHONE},
    palette::Picture,
    sheet::Sheet,
};

/// A window for a moving picture, which is no wider than a README.
const SMALL: (u32, u32) = (800, 600);
/// How much of it there is, in milliseconds: until all has come to rest.
const PLAYED_MS: usize = 2_880;
/// How long each frame is seen, in milliseconds,
const FRAME_MS: u16 = 120;
/// and the last one.
const LAST_FRAME_MS: u16 = 3_000;

/// What a picture may weigh in a repository.
const MAX_BYTES: usize = 150_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let Some(directory) = env::args_os().nth(1).map(PathBuf::from) else {
        panic!("say which directory the pictures go to");
    };
    let which = env::args().nth(2);
    let studio = Studio {
        site: Site::start().await,
        // A few hundred colours, instead of thousands.
        browser: Browser::start_with(&[Setting::ForPictures]).await,
        sheet: (which.as_deref() == Some("sheet")).then(|| Sheet::new(directory.clone())),
        directory,
    };
    match which.as_deref() {
        Some("compare") => return studio.compared().await,
        Some("guide") => return studio.guide().await,
        _ => {}
    }
    if studio.sheet.is_some() {
        studio.alone().await;
        studio.coins().await;
        studio.crowd().await;
    }
    studio.node().await;
    studio.network().await;
    studio.stage().await;
    studio.playground().await;
    studio.tamper().await;
    studio.lab().await;
    studio.lessons().await;
    if let Some(sheet) = &studio.sheet {
        println!("{}", sheet.write().display());
    }
}

/// Where pictures are taken. Each state has a room of its own, in which nobody else is.
struct Studio {
    site: Site,
    browser: Browser,
    directory: PathBuf,
    /// The contact sheet, where one is made: then every state is taken in every look.
    sheet: Option<Sheet>,
}

/// What a tab shows, by way of a file.
async fn seen(tab: &Tab, file: &Path) -> Picture {
    tab.screenshot(file).await;
    match Picture::read(file) {
        Ok(picture) => picture,
        Err(error) => panic!("could not read {}: {error}", file.display()),
    }
}

/// Writes a picture into a file of so many bytes at most.
fn put(picture: &Picture, file: &Path, most: usize) {
    match picture.write(file) {
        Ok(bytes) => {
            println!("{}: {bytes} bytes", file.display());
            assert!(bytes <= most, "it is larger than {most} bytes");
        }
        Err(error) => panic!("could not write {}: {error}", file.display()),
    }
}

/// The first one's chain gives way to the longer one of the other, which leaves a transaction pending.
async fn gives_way(ada: &Tab, grace: &Tab) {
    ada.transact("ada", "bob", 5).await;
    ada.mine().await;
    ada.transact("bob", "carol", 2).await;
    for _ in 0..3 {
        grace.mine().await;
    }
    ada.click("resolve").await;
    ada.answer("Our chain was replaced").await;
    ada.until_length(4).await;
}

/// Changes an amount in the fourth block of a copy.
async fn tampers(tab: &Tab) {
    tab.fill("tamper-amount-4-1", "1000").await;
    tab.text_when("tamper-fault", |told| told.contains("Block 5"))
        .await;
}

impl Studio {
    /// A node with this name, in a room, at the view that a fragment names.
    async fn open(&self, room: &str, name: &str, fragment: &str) -> Tab {
        let tab = self
            .browser
            .open(&format!("{}?room={room}{fragment}", self.site.address()))
            .await;
        tab.resize(LAPTOP).await;
        if lacks(Ability::Emulation).is_none() {
            tab.stand_still().await;
        }
        tab.address().await;
        tab.click("theme-light").await;
        tab.click("rename").await;
        tab.fill("name", name).await;
        tab.click("name-submit").await;
        tab.text_when("node-name", |shown| shown == name).await;
        tab
    }

    /// Writes what a tab shows, from the top of the page, with neither focus nor mouse on anything.
    async fn take(&self, tab: &Tab, name: &str) {
        self.take_each(tab, name, Tab::until_nothing_is_played)
            .await;
    }

    /// The same, in every look as soon as it is `ready` for it.
    async fn take_each(&self, tab: &Tab, name: &str, ready: impl AsyncFn(&Tab)) {
        match &self.sheet {
            Some(sheet) => {
                for look in &LOOKS {
                    look.put_on(tab).await;
                    ready(tab).await;
                    self.write(tab, &sheet.file(name, look), usize::MAX).await;
                }
                LOOKS[0].put_on(tab).await;
                tab.resize(LAPTOP).await;
            }
            None => {
                ready(tab).await;
                self.write(tab, &self.file(name), MAX_BYTES).await;
            }
        }
    }

    /// Where a picture with this name goes.
    fn file(&self, name: &str) -> PathBuf {
        self.directory.join(name).with_extension("png")
    }

    /// Writes what a tab shows, the settings folded, into a file of so many bytes at most.
    async fn write(&self, tab: &Tab, file: &Path, most: usize) {
        tab.move_mouse((0.0, 0.0)).await;
        tab.eval("document.querySelector('.settings-fold')?.removeAttribute('open')")
            .await;
        // What follows the size of the window, as a lesson's rings do, looks once more.
        tab.eval(
            "(document.activeElement?.blur(), scrollTo(0, 0), dispatchEvent(new Event('resize')))",
        )
        .await;
        put(&seen(tab, file).await, file, most);
    }

    /// A chain that gives way, as it is played once more by a button, as a moving picture.
    async fn animate(&self, tab: &Tab, play: &str) {
        tab.resize(SMALL).await;
        tab.prefer(&[]).await;
        tab.click(play).await;
        let end =
            "document.querySelector('[data-testid=theatre]')?.getBoundingClientRect().bottom ?? 0";
        let file = self.file("reorg");
        let mut frames = Vec::new();
        for moment in (0..=PLAYED_MS).step_by(usize::from(FRAME_MS)) {
            tab.eval(&format!(
                "document.getAnimations().forEach((it) => {{ it.pause(); it.currentTime = {moment}; }})"
            ))
            .await;
            let height = tab.eval(end).await.as_f64().unwrap_or(0.0) as u32 + 16;
            let seen = seen(tab, &file).await;
            let frame = seen.part((0, 0), (seen.width, height));
            frames.push((frame, FRAME_MS));
        }
        if let Some((_, milliseconds)) = frames.last_mut() {
            *milliseconds = LAST_FRAME_MS;
        }
        match animation::write(&file, &frames) {
            Ok(bytes) => {
                println!("{}: {bytes} bytes", file.display());
                assert!(bytes <= MAX_BYTES, "it is larger than {MAX_BYTES} bytes");
            }
            Err(error) => panic!("could not write {}: {error}", file.display()),
        }
        tab.eval("document.getAnimations().forEach((it) => it.play())")
            .await;
        tab.stand_still().await;
        tab.resize(LAPTOP).await;
    }

    /// A node that nobody has joined yet.
    async fn alone(&self) {
        let tab = self.open("alone", "Ada", "").await;
        self.take(&tab, "alone").await;
    }

    /// A room with a signed ledger: what was mined, paid and is pending.
    async fn coins(&self) {
        let ada = self.signed_room("coins").await;
        self.take(&ada, "coins").await;
    }

    /// Ada's node in such a room, in which there is Grace's, too.
    async fn signed_room(&self, room: &str) -> Tab {
        let ada = self.open(room, "Ada", "").await;
        ada.eval("tabchain.setRules({ proof: 'header', difficulty_bits: 8, ledger: 'signed', reward: 50 })")
            .await;
        let grace = self.open(room, "Grace", "").await;
        ada.text_when("peers", |peers| peers.contains("Grace"))
            .await;
        grace
            .text_when("account", |account| account.len() == 64)
            .await;
        ada.mine().await;
        for (amount, is_mined) in [("20", true), ("7", false)] {
            ada.fill("pay-recipient", "Grace").await;
            ada.fill("pay-amount", amount).await;
            ada.click("pay").await;
            ada.text_when("statement", |lines| {
                lines.starts_with(&format!("−{amount}"))
            })
            .await;
            if is_mined {
                ada.mine().await;
            }
        }
        ada
    }

    /// A large class, which a script plays: in the view of the node, in Network and on the stage.
    async fn crowd(&self) {
        let room = "?room=crowd&rules=classic-0";
        let tab = self
            .browser
            .open(&format!("{}{room}", self.site.address()))
            .await;
        tab.resize(LAPTOP).await;
        tab.stand_still().await;
        tab.address().await;
        let crowd = Crowd::enter(&self.browser, &self.site, "crowd", 39).await;
        tab.until_peers(39).await;
        for number in [3, 8, 8, 21] {
            crowd.mine(number).await;
        }
        crowd.follow(&[1, 2, 4, 5, 6, 7, 9, 10], 8).await;
        crowd.cut(2, 5).await;
        self.take(&tab, "node-of-40").await;
        tab.click("view-network").await;
        tab.text_when("network-deviations", |told| !told.is_empty())
            .await;
        self.take(&tab, "network-of-40").await;
        tab.press(Key::F8).await;
        tab.text_when("stage-figures", |told| told.contains("40"))
            .await;
        let told = async |tab: &Tab| {
            tab.text_when("stage-caption", |told| !told.is_empty())
                .await;
        };
        self.take_each(&tab, "stage-of-40", told).await;
    }

    /// Two tabs have forked, and this one took over the longer chain; its transaction is pending again. Then the same
    /// in the tree of forks.
    async fn node(&self) {
        let ada = self.open("class", "Ada", "").await;
        let grace = self.open("class", "Grace", "").await;
        ada.register(&grace).await;
        grace.register(&ada).await;
        gives_way(&ada, &grace).await;
        let address = grace.address().await;
        ada.text_when(&format!("peer-{address}"), |peer| peer.contains("Grace"))
            .await;
        self.take(&ada, "tabchain").await;
        // The last of what can be played is the newest.
        let again = ada
            .eval("document.querySelector('[data-testid^=play-]').dataset.testid")
            .await;
        let again = again.as_str().unwrap_or_default();
        if self.sheet.is_some() {
            self.take_each(&ada, "reorg", async |ada| ada.click(again).await)
                .await;
        } else {
            self.animate(&ada, again).await;
        }

        ada.click("view-forks").await;
        ada.text_when("fork-orphans", |told| told.starts_with('1'))
            .await;
        self.take(&ada, "forks").await;
    }

    /// A few blocks, what is pending, and an answer, in every size, theme and language.
    async fn compared(&self) {
        let ada = self.open("class", "Ada", "").await;
        let grace = self.open("class", "Grace", "").await;
        gives_way(&ada, &grace).await;
        for (size, pixels) in [("laptop", LAPTOP), ("phone", PHONE)] {
            ada.resize(pixels).await;
            for theme in ["light", "dark"] {
                ada.click(&format!("theme-{theme}")).await;
                for language in ["en", "zh-CN"] {
                    ada.click(&format!("language-{language}")).await;
                    self.take(&ada, &format!("{size}-{theme}-{language}")).await;
                }
            }
        }
    }

    /// A room of real tabs, split in two: each half has a chain of its own.
    async fn network(&self) {
        let mut tabs = Vec::new();
        for name in ["Ada", "Bob", "Carol", "Dan"] {
            tabs.push(self.open("network", name, "").await);
        }
        let [ada, bob, carol, dan] = &tabs[..] else {
            unreachable!("there are four names")
        };
        for tab in &tabs {
            tab.until_peers(3).await;
        }
        let second = [carol.address().await, dan.address().await];
        ada.eval(&format!("tabchain.split({})", json!(second)))
            .await;
        for (miner, other) in [(bob, ada), (carol, dan)] {
            other
                .text_when("split", |told| told.contains("half, with"))
                .await;
            miner.mine().await;
            other.resolve().await;
            other.until_length(2).await;
        }
        carol.mine().await;
        ada.click("view-network").await;
        for (address, shown) in second.iter().zip(["Carol 3", "Dan 2"]) {
            ada.text_when(&format!("network-node-{address}"), |node| {
                node.contains(shown)
            })
            .await;
        }
        self.take(ada, "network").await;
    }

    /// A small class on the stage: one has mined two blocks that nobody has taken over, and another one a third.
    async fn stage(&self) {
        let mut tabs = Vec::new();
        for name in ["Ada", "Bob", "Carol", "Dan", "Eve"] {
            tabs.push(self.open("stage", name, "").await);
        }
        let [ada, bob, carol, dan, eve] = &tabs[..] else {
            unreachable!("there are five names")
        };
        for tab in &tabs {
            tab.until_peers(4).await;
        }
        for (miner, length) in [ada, bob, ada, carol].into_iter().zip(2..) {
            miner.mine().await;
            for tab in &tabs {
                tab.resolve().await;
                tab.until_length(length).await;
            }
        }
        // One that has mined nothing itself is shown the others' branches.
        eve.press(Key::F8).await;
        eve.text_when("stage-figures", |told| !told.is_empty())
            .await;
        dan.mine().await;
        dan.mine().await;
        bob.mine().await;
        eve.show().await;
        eve.text_when("stage-caption", |said| said.contains("branches"))
            .await;
        self.take(eve, "stage").await;
    }

    /// A block whose proof was mined, in the dark.
    async fn playground(&self) {
        let tab = self.open("play", "Ada", "#view=playground").await;
        tab.click("theme-dark").await;
        tab.fill("play-text", "The quick brown fox").await;
        tab.press(Key::Backspace).await;
        tab.type_keys("g").await;
        tab.click("play-mine").await;
        tab.text_when("play-mining", |told| told.contains("attempts"))
            .await;
        self.take(&tab, "playground").await;
    }

    /// An amount was changed, and the chain is broken from there on.
    async fn tamper(&self) {
        let tab = self.copied_chain("tamper").await;
        tampers(&tab).await;
        self.take(&tab, "tamper").await;
    }

    /// A copy of five blocks, which nobody has tampered with yet.
    async fn copied_chain(&self, room: &str) -> Tab {
        let tab = self.open(room, "Mallory", "").await;
        tab.transact("ada", "bob", 5).await;
        for _ in 0..4 {
            tab.mine().await;
        }
        tab.click("view-tamper").await;
        tab
    }

    /// The lab, split in two: each half has a chain of its own.
    async fn lab(&self) {
        let tab = self.open("lab", "Ada", "#view=lab").await;
        tab.text_when("lab-length-1", |length| length == "1").await;
        tab.click("lab-mine-1").await;
        for node in 1..=4 {
            tab.text_when(&format!("lab-length-{node}"), |length| length == "2")
                .await;
        }
        tab.click("lab-split").await;
        tab.click("lab-mine-all").await;
        for node in [1, 3] {
            tab.text_when(&format!("lab-length-{node}"), |length| {
                length.parse::<u64>().is_ok_and(|length| length > 3)
            })
            .await;
        }
        tab.click("lab-pause").await;
        tab.until("each half has one chain", async |tab| {
            tab.click("lab-step").await;
            let mut tips = Vec::new();
            for node in 1..=4 {
                tips.push(tab.text(&format!("lab-tip-{node}")).await?);
            }
            if tips[0] == tips[1] && tips[2] == tips[3] {
                Ok(())
            } else {
                Err(format!("{tips:?}"))
            }
        })
        .await;
        self.take(&tab, "lab").await;
    }

    /// The list of lessons, and one of them on a phone.
    async fn lessons(&self) {
        let tab = self.open("lessons", "Ada", "#lesson=1").await;
        tab.text_when("step-1", |task| !task.is_empty()).await;
        tab.fill("play-text", "Hello").await;
        tab.until("the first step is done", async |tab| {
            let state = tab
                .eval("document.querySelector('[data-testid=step-1]').dataset.state")
                .await;
            if state == "done" {
                Ok(())
            } else {
                Err(state.to_string())
            }
        })
        .await;
        tab.resize(PHONE).await;
        self.take(&tab, "phone").await;
        tab.resize(LAPTOP).await;
        tab.click("lesson-close").await;
        tab.click("view-lessons").await;
        tab.text_when("lesson-entry-8", |entry| !entry.is_empty())
            .await;
        self.take(&tab, "lessons").await;
    }
}
