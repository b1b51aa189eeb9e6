//! The pictures of the README: tabs are walked into telling states, as a class would walk them.
//!
//! `cargo xtask screenshots` builds the page and runs this with the directory to write to. With `--engine`, one state is
//! taken in every size, theme and language instead, to be looked at beside the same pictures of other engines.

use std::{
    collections::HashMap,
    env,
    error::Error,
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
};

use browser_tests::{Ability, Browser, Key, Setting, Site, Tab, lacks};
use serde_json::json;

const LAPTOP: (u32, u32) = (1280, 800);
const PHONE: (u32, u32) = (390, 844);

/// What a picture may weigh in a repository.
const MAX_BYTES: usize = 150_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let Some(directory) = env::args_os().nth(1).map(PathBuf::from) else {
        panic!("say which directory the pictures go to");
    };
    let studio = Studio {
        site: Site::start().await,
        // A few hundred colours, instead of thousands.
        browser: Browser::start_with(&[Setting::ForPictures]).await,
        directory,
    };
    if env::args_os()
        .nth(2)
        .is_some_and(|which| which == "compare")
    {
        studio.compared().await;
        return;
    }
    studio.node().await;
    studio.network().await;
    studio.stage().await;
    studio.playground().await;
    studio.tamper().await;
    studio.lab().await;
    studio.lessons().await;
}

/// Where pictures are taken. Each state has a room of its own, in which nobody else is.
struct Studio {
    site: Site,
    browser: Browser,
    directory: PathBuf,
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
        tab.until("nothing is played", async |tab| {
            match tab.text("theatre").await {
                Ok(told) => Err(told),
                Err(_) => Ok(()),
            }
        })
        .await;
        self.take_at_once(tab, name).await;
    }

    async fn take_at_once(&self, tab: &Tab, name: &str) {
        tab.move_mouse((0.0, 0.0)).await;
        tab.eval("(document.activeElement?.blur(), scrollTo(0, 0))")
            .await;
        let file = self.directory.join(name).with_extension("png");
        tab.screenshot(&file).await;
        match shrink(&file) {
            Ok(bytes) => {
                println!("{}: {bytes} bytes", file.display());
                assert!(
                    bytes <= MAX_BYTES,
                    "{name} is larger than {MAX_BYTES} bytes"
                );
            }
            Err(error) => panic!("could not shrink {}: {error}", file.display()),
        }
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
        ada.click(again.as_str().unwrap_or_default()).await;
        self.take_at_once(&ada, "reorg").await;

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
        let tab = self.open("tamper", "Mallory", "").await;
        tab.transact("ada", "bob", 5).await;
        for _ in 0..4 {
            tab.mine().await;
        }
        tab.click("view-tamper").await;
        tab.fill("tamper-amount-4-1", "1000").await;
        tab.text_when("tamper-fault", |told| told.contains("Block 5"))
            .await;
        self.take(&tab, "tamper").await;
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

/// Writes a picture anew with a palette, which halves it; how many bytes it has then.
fn shrink(file: &Path) -> Result<usize, Box<dyn Error>> {
    let mut decoder = png::Decoder::new(BufReader::new(File::open(file)?));
    decoder.set_transformations(
        png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
    );
    let mut reader = decoder.read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
    let picture = reader.next_frame(&mut pixels)?;
    let colours: Vec<[u8; 3]> = pixels
        .as_chunks::<4>()
        .0
        .iter()
        .map(|&[red, green, blue, _]| [red, green, blue])
        .collect();
    let (palette, indices) = with_palette(&colours);

    let mut written = Vec::new();
    let mut encoder = png::Encoder::new(&mut written, picture.width, picture.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.as_flattened());
    encoder.set_compression(png::Compression::High);
    // Neighbouring numbers of a palette have nothing to do with one another.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header()?.write_image_data(&indices)?;
    fs::write(file, &written)?;
    Ok(written.len())
}

/// At most 256 colours, and which of them each pixel has. Where there are more, those that differ in their lowest bits
/// count as the most frequent of them: that meets the edges of letters, and leaves every ground as it is.
fn with_palette(colours: &[[u8; 3]]) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for colour in colours {
        *counts.entry(*colour).or_default() += 1;
    }
    let mut by_count: Vec<_> = counts.into_iter().collect();
    by_count.sort_unstable_by_key(|&(colour, count)| (usize::MAX - count, colour));
    for lost_bits in 0..8 {
        let mut palette = Vec::new();
        let mut places: HashMap<[u8; 3], usize> = HashMap::new();
        let like = |colour: [u8; 3]| colour.map(|part| part >> lost_bits);
        for &(colour, _) in &by_count {
            places.entry(like(colour)).or_insert_with(|| {
                palette.push(colour);
                palette.len() - 1
            });
        }
        if palette.len() <= 256 {
            let indices = colours
                .iter()
                .filter_map(|&colour| places.get(&like(colour)));
            let indices = indices
                .filter_map(|&place| u8::try_from(place).ok())
                .collect();
            return (palette, indices);
        }
    }
    unreachable!("with a bit a part there are eight colours")
}
