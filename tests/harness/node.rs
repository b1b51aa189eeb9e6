//! A tab as a node of the network: the tutorial's calls, by console and by click.

use serde_json::{Value, json};

use crate::{Browser, Site, Tab};

impl Tab {
    /// This node's address, as soon as the app has started and all of the page is drawn.
    pub async fn address(&self) -> String {
        self.text_when("node-id", |text| !text.trim().is_empty())
            .await;
        // The chain comes last; in another view none of this one is drawn.
        let drawn = "document.querySelector('#app > main[hidden], #app .chain') !== null";
        self.until_is("the page is drawn", drawn, Value::Bool(true))
            .await;
        match self.eval("tabchain.id").await {
            Value::String(address) => address,
            other => panic!("tabchain.id is no text: {other}"),
        }
    }

    /// Calls the console, as soon as the page has it: a browser may say that a page is loaded before its app has started.
    async fn call(&self, expression: &str) -> Value {
        self.until("the console is there", async |tab| {
            match tab.eval("typeof tabchain").await == "object" {
                true => Ok(()),
                false => Err("it is not".to_owned()),
            }
        })
        .await;
        self.eval(expression).await
    }

    /// Forges a block by the console; the answer.
    pub async fn mine(&self) -> Value {
        self.call("tabchain.mine()").await
    }

    /// Submits a transaction by the console; the answer.
    pub async fn transact(&self, sender: &str, recipient: &str, amount: u64) -> Value {
        let body = json!({ "sender": sender, "recipient": recipient, "amount": amount });
        self.call(&format!("tabchain.transact({body})")).await
    }

    /// Registers another tab by the console; the answer.
    pub async fn register(&self, other: &Self) -> Value {
        let body = json!({ "nodes": [other.address().await] });
        self.eval(&format!("tabchain.register({body})")).await
    }

    /// Resolves by the console; the answer.
    pub async fn resolve(&self) -> Value {
        self.call("tabchain.resolve()").await
    }

    /// Makes this tab an earlier node, by the list of them; the page is loaded again.
    pub async fn wake(&self, address: &str) {
        self.click("earlier-summary").await;
        self.until("the node can be woken", async |tab| {
            let wakes = tab
                .eval(&format!(
                    "(() => {{
                        const button = document.querySelector('[data-testid=wake][data-address=\"{address}\"]');
                        if (!button || button.ariaDisabled) return false;
                        button.click();
                        return true;
                    }})()"
                ))
                .await;
            match wakes {
                Value::Bool(true) => Ok(()),
                _ => Err("it is not listed".to_owned()),
            }
        })
        .await;
    }

    /// The chain by the console: `chain` and `length`.
    pub async fn chain(&self) -> Value {
        self.call("tabchain.chain()").await
    }

    /// The chain as exact text.
    pub async fn chain_text(&self) -> String {
        match self.call("tabchain.chainText()").await {
            Value::String(text) => text,
            other => panic!("chainText() is no text: {other}"),
        }
    }

    /// The length the page shows.
    pub async fn shown_length(&self) -> Result<u64, String> {
        let text = self.text("chain-length").await?;
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().map_err(|_| format!("{text:?} is no length"))
    }

    /// Goes to a room that nobody is in, by the page's own link.
    pub async fn new_room(&self) {
        let room = self.text_when("room", |room| !room.is_empty()).await;
        self.click("new-room").await;
        self.text_when("room", |now| !now.is_empty() && now != room)
            .await;
        self.until_length(1).await;
    }

    /// Waits until no chain that gave way is shown over the head any more.
    pub async fn until_nothing_is_played(&self) {
        self.until("nothing is played", async |tab| {
            match tab.text("theatre").await {
                Ok(told) => Err(told),
                Err(_) => Ok(()),
            }
        })
        .await;
    }

    /// Gives the node another name, as a person would.
    pub async fn rename(&self, name: &str) {
        self.click("rename").await;
        self.fill("name", name).await;
        self.click("name-submit").await;
        self.text_when("node-name", |shown| shown == name).await;
    }

    /// Unfolds the form for the rules.
    pub async fn unfold_rules(&self) {
        self.unfold(".rules", "rules-summary").await;
    }

    /// Unfolds the list of earlier nodes.
    pub async fn unfold_earlier_nodes(&self) {
        self.unfold(".earlier", "earlier-summary").await;
    }

    /// Clicks until the fold is open: in a room that was just opened the page moves, and a click may miss.
    async fn unfold(&self, fold: &str, summary: &str) {
        let is_open = format!("document.querySelector('{fold}')?.open === true");
        self.until(&format!("{fold} is unfolded"), async |tab| {
            if tab.eval(&is_open).await == true {
                return Ok(());
            }
            tab.click(summary).await;
            Err("it was folded".to_owned())
        })
        .await;
    }

    /// Waits until the page shows this length.
    pub async fn until_length(&self, length: u64) {
        self.until(
            &format!("the page shows a chain of {length}"),
            async |tab| match tab.shown_length().await? {
                shown if shown == length => Ok(()),
                shown => Err(shown.to_string()),
            },
        )
        .await;
    }

    /// Asks for more than this node does: it searches without end, and the page says that too much waits; what it
    /// says. The chain must not have begun yet.
    pub async fn ask_too_much(&self) -> String {
        self.unfold_rules().await;
        self.fill("rules-difficulty", "200").await;
        self.click("rules-submit").await;
        self.text_when("rules", |rules| rules.contains("200")).await;
        self.eval("void Array.from({ length: 1000 }, () => tabchain.mine().catch(() => {}))")
            .await;
        self.click("mine").await;
        self.text_when("error", |error| !error.is_empty()).await
    }

    /// Waits until the last answer on the page has a message that begins like this; the answer.
    pub async fn answer(&self, message: &str) -> Value {
        self.until(&format!("the answer is {message:?}"), async |tab| {
            let text = tab.text("response").await?;
            let answer: Value =
                serde_json::from_str(&text).map_err(|error| format!("{text:?}: {error}"))?;
            let fits = answer["message"]
                .as_str()
                .is_some_and(|shown| shown.starts_with(message));
            if fits { Ok(answer) } else { Err(text) }
        })
        .await
    }
}

/// A browser with so many nodes in tabs, opened one after another.
pub async fn nodes<const COUNT: usize>(site: &Site) -> (Browser, [Tab; COUNT]) {
    let browser = Browser::start().await;
    let mut tabs = Vec::new();
    for _ in 0..COUNT {
        let tab = browser.open(site.address()).await;
        tab.address().await;
        tabs.push(tab);
    }
    match tabs.try_into() {
        Ok(tabs) => (browser, tabs),
        Err(_) => panic!("exactly {COUNT} tabs were opened"),
    }
}
