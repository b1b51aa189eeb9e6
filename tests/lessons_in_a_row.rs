//! Lessons after one another: whatever state one leaves behind, the next can be done in it.

use std::{
    collections::BTreeSet,
    time::{SystemTime, UNIX_EPOCH},
};

use browser_tests::{Browser, Site, Tab};

/// The room that the lessons begin in.
const CLASS: &str = "class";

/// Somebody who does what the lessons ask for, and goes on from wherever that has led.
struct Learner {
    site: Site,
    browser: Browser,
    tab: Tab,
    /// The second tab, and the room it is in, once a lesson has asked for it.
    second: Option<(Tab, String)>,
}

impl Learner {
    async fn new() -> Self {
        let (site, browser) = (Site::start().await, Browser::start().await);
        let address = format!("{}?room={CLASS}#view=lessons", site.address());
        let tab = browser.open(&address).await;
        tab.text_when("lesson-entry-8", |entry| !entry.is_empty())
            .await;
        Self {
            site,
            browser,
            tab,
            second: None,
        }
    }

    /// Forgets what was learnt, so that every lesson can be done again.
    async fn starts_over(&self) {
        self.tab
            .eval("(location.hash = '#view=lessons', null)")
            .await;
        self.tab
            .text_when("lesson-entry-8", |entry| !entry.is_empty())
            .await;
        let nothing = "document.querySelector('[data-testid=forget-progress]').ariaDisabled";
        if self.tab.eval(nothing).await.is_null() {
            self.tab.click("forget-progress").await;
        }
    }

    /// Goes to a lesson from the list.
    async fn chooses(&self, number: u8) {
        let link = format!("lesson-link-{number}");
        let click = format!("document.querySelector('[data-testid={link}]').click()");
        self.tab.text_when(&link, |text| !text.is_empty()).await;
        self.tab.eval(&click).await;
        self.is_in(number).await;
    }

    async fn is_in(&self, number: u8) {
        let title = format!("Lesson {number} of 8");
        self.tab
            .text_when("lesson", |text| text.contains(&title))
            .await;
    }

    async fn does(&mut self, number: u8) {
        match number {
            1 => self.hashes().await,
            2 => self.proves().await,
            3 => self.tampers_and_mends().await,
            4 => self.mines_by_luck().await,
            5 => self.pays().await,
            6 => self.registers().await,
            7 => self.forks_and_resolves().await,
            _ => self.rewrites().await,
        }
        self.tab
            .until(&format!("lesson {number} ends"), async |tab| {
                let ending = "document.querySelector('.lesson .ending')?.textContent ?? ''";
                match tab.eval(ending).await.as_str() {
                    Some("") | None => Err(states(tab).await),
                    Some(_) => Ok(()),
                }
            })
            .await;
    }

    async fn hashes(&self) {
        self.tab.fill("play-text", "A").await;
        self.has_done(1).await;
        self.tab.click("play-text").await;
        // The hash of the last of these starts with 0.
        self.tab.type_keys("da Lovelacg").await;
    }

    async fn proves(&self) {
        let tab = &self.tab;
        for _ in 0..3 {
            tab.click("play-proof-up").await;
        }
        self.has_done(1).await;
        tab.click("play-mine").await;
        self.has_done(2).await;
        tab.click("play-rule-classic").await;
        self.finds_a_proof().await;
        tab.fill("play-sender", "Mallory").await;
        self.has_done(3).await;
        tab.click("play-rule-sealed").await;
        tab.fill("play-difficulty", "12").await;
        self.finds_a_proof().await;
        tab.fill("play-sender", "Alice").await;
    }

    async fn finds_a_proof(&self) {
        self.tab.click("play-mine").await;
        self.tab
            .text_when("play-verdict", |verdict| verdict.starts_with('✓'))
            .await;
    }

    async fn tampers_and_mends(&self) {
        let length = self.mines_up_to(4).await;
        self.has_done(1).await;
        self.takes_a_fresh_copy(length).await;
        let old = length - 2;
        self.tab
            .fill(&format!("tamper-amount-{old}-1"), "1000")
            .await;
        self.has_done(2).await;
        self.tab.click("tamper-restore").await;
    }

    async fn mines_by_luck(&self) {
        for (bits, steps) in [("16", 1), ("20", 2)] {
            self.tab.new_room().await;
            self.sets_sealed(bits).await;
            self.has_done(steps).await;
            self.mines(20).await;
        }
    }

    async fn pays(&self) {
        self.goes_home().await;
        self.submits().await;
        self.has_done(1).await;
        self.mines(1).await;
        self.has_done(2).await;
        self.submits().await;
        self.submits().await;
        self.mines(1).await;
    }

    async fn registers(&mut self) {
        self.goes_home().await;
        let address = self.second().await.address().await;
        let tab = &self.tab;
        self.has_done(1).await;
        tab.click(&format!("unregister-{address}")).await;
        self.has_done(2).await;
        tab.click(&format!("register-{address}")).await;
        self.has_done(3).await;
        self.second().await.mine().await;
    }

    async fn forks_and_resolves(&mut self) {
        self.goes_home().await;
        self.second().await;
        self.mines(1).await;
        self.second().await.mine().await;
        self.has_done(1).await;
        let own = length(&self.tab).await;
        let second = self.second().await;
        while length(second).await <= own {
            second.mine().await;
        }
        self.has_done(2).await;
        self.tab.click("resolve").await;
    }

    async fn rewrites(&self) {
        let rules = self.tab.text_when("rules", |rules| !rules.is_empty()).await;
        if !rules.starts_with("classic") {
            self.tab
                .text_when("lesson-first", |first| first.contains("Open a new room"))
                .await;
            self.tab.new_room().await;
        }
        self.changes_a_payment().await;
        self.has_done(2).await;
        self.tab.new_room().await;
        self.sets_sealed("16").await;
        self.changes_a_payment().await;
    }

    /// Has a payment mined and followed by blocks, changes it in the copy, and mines that again.
    async fn changes_a_payment(&self) {
        self.tab.transact("Alice", "Bob", 5).await;
        let paid = length(&self.tab).await + 1;
        self.mines(3).await;
        self.takes_a_fresh_copy(paid + 2).await;
        self.tab
            .fill(&format!("tamper-amount-{paid}-1"), "500")
            .await;
        self.tab.click(&format!("tamper-remine-{paid}")).await;
    }

    async fn sets_sealed(&self, bits: &str) {
        let tab = &self.tab;
        tab.click("view-node").await;
        tab.unfold_rules().await;
        tab.click("rules-sealed").await;
        tab.fill("rules-difficulty", bits).await;
        tab.click("rules-submit").await;
        tab.text_when("rules", |rules| rules == format!("sealed, {bits} bits"))
            .await;
    }

    /// Opens the copy, and takes a new one where the old one is another chain or was changed.
    async fn takes_a_fresh_copy(&self, length: u64) {
        let tab = &self.tab;
        tab.click("view-tamper").await;
        let newest = format!("tamper-block-{length}");
        tab.until("the copy is the node's chain", async |tab| {
            let anew = "document.querySelector('[data-testid=tamper-recopy]')?.click()";
            tab.eval(anew).await;
            tab.text(&newest).await.map(|_| ())
        })
        .await;
        let restore =
            "[...document.querySelectorAll('[data-testid=tamper-restore]:not([aria-disabled])')]
            .forEach((button) => button.click())";
        tab.eval(restore).await;
        tab.until_attribute("tamper-restore", "aria-disabled", "true")
            .await;
        tab.until_attribute("tamper-fault", "data-valid", "true")
            .await;
    }

    async fn submits(&self) {
        let tab = &self.tab;
        tab.fill("tx-sender", "Alice").await;
        tab.fill("tx-recipient", "Bob").await;
        tab.fill("tx-amount", "5").await;
        tab.click("transact").await;
    }

    async fn mines(&self, blocks: usize) {
        let mine = format!(
            "(async () => {{ for (let i = 0; i < {blocks}; i++) await tabchain.mine(); }})()"
        );
        self.tab.eval(&mine).await;
    }

    /// Mines until the chain has so many blocks; how many it has then.
    async fn mines_up_to(&self, blocks: u64) -> u64 {
        while length(&self.tab).await < blocks {
            self.tab.mine().await;
        }
        length(&self.tab).await
    }

    /// Follows the way out of another lesson's room, where the lesson shows one.
    async fn goes_home(&self) {
        let room = self.tab.text_when("room", |room| !room.is_empty()).await;
        if room != CLASS {
            self.tab.click("lesson-home").await;
            self.tab.text_when("room", |room| room == CLASS).await;
        }
    }

    /// The second tab, in the room of the first.
    async fn second(&mut self) -> &Tab {
        let room = self.tab.text_when("room", |room| !room.is_empty()).await;
        if self.second.as_ref().is_none_or(|(_, there)| *there != room) {
            if let Some((tab, _)) = self.second.take() {
                tab.close().await;
            }
            let address = format!("{}?room={room}", self.site.address());
            let tab = self.browser.open(&address).await;
            self.second = Some((tab, room));
        }
        let Some((second, _)) = &self.second else {
            unreachable!("it was opened")
        };
        let peer = format!("peer-{}", second.address().await);
        self.tab
            .text_when(&peer, |told| told.contains("block"))
            .await;
        second
    }

    async fn has_done(&self, steps: usize) {
        self.tab
            .until(&format!("{steps} steps are done"), async |tab| {
                let states = states(tab).await;
                let done = states.matches("done").count();
                if done >= steps { Ok(()) } else { Err(states) }
            })
            .await;
    }
}

async fn length(tab: &Tab) -> u64 {
    let length = "tabchain.chain().then((chain) => chain.length)";
    tab.eval(length).await.as_u64().unwrap_or_default()
}

async fn states(tab: &Tab) -> String {
    let states =
        "[...document.querySelectorAll('[data-testid^=step-]')].map((step) => step.dataset.state)";
    tab.eval(states).await.to_string()
}

#[tokio::test]
async fn all_lessons_are_done_in_order_in_one_browser() {
    let mut learner = Learner::new().await;
    learner.chooses(1).await;
    for number in 1..=8 {
        learner.is_in(number).await;
        learner.does(number).await;
        if number < 8 {
            learner.tab.click("lesson-next").await;
        }
    }
    learner.tab.reload().await;
    learner.tab.click("view-lessons").await;
    for number in 1..=8 {
        learner
            .tab
            .text_when(&format!("lesson-entry-{number}"), |entry| {
                entry.contains("done")
            })
            .await;
    }
}

/// How many pairs of two lessons are done. `TABCHAIN_LESSON_PAIRS` says another number; all of them are 64.
const PAIRS: usize = 12;

/// Each ordered pair of two lessons stands once in this row, a lesson after itself, too. The last one leads to the first.
fn every_pair() -> Vec<u8> {
    let mut row = Vec::new();
    for one in 1..=8 {
        row.push(one);
        row.extend((one + 1..=8).flat_map(|other| [one, other]));
    }
    row
}

/// Where in the row a run begins: each at another place. A failed test's output says which it was.
fn seed() -> usize {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = seconds.map_or(0, |since| since.as_secs());
    usize::try_from(seconds).unwrap_or_default()
}

/// A number from the environment.
fn said(variable: &str) -> Option<usize> {
    std::env::var(variable).ok()?.parse().ok()
}

#[tokio::test]
async fn each_lesson_is_done_in_whatever_state_another_leaves() {
    let row = every_pair();
    let pairs: BTreeSet<_> = (0..row.len())
        .map(|place| (row[place], row[(place + 1) % row.len()]))
        .collect();
    assert_eq!(pairs.len(), 64);
    let pairs = said("TABCHAIN_LESSON_PAIRS").unwrap_or(PAIRS);
    let first = said("TABCHAIN_LESSON_SEED").unwrap_or_else(seed) % row.len();
    println!("{pairs} pairs: TABCHAIN_LESSON_SEED={first}");
    let mut learner = Learner::new().await;
    for &number in row.iter().cycle().skip(first).take(pairs + 1) {
        learner.starts_over().await;
        learner.chooses(number).await;
        learner.does(number).await;
    }
}
