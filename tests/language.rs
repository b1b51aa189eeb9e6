//! English and Chinese: who decides which is spoken, and that all of the page speaks it.

use browser_tests::{Browser, Site, Tab};
use serde_json::{Value, json};

/// Words in Latin letters that belong into a Chinese page: names of things in code, units, people.
const CODE_WORDS: &str = "
    tabchain classic linked sealed header signed seq hash proof index timestamp sender recipient amount transactions
    previous_hash English tab SHA UTF JSON MiB kB ms Esc
    alice bob mallory Alice Ada Bob Cleo Dan Eve Fay
";

async fn language(tab: &Tab) -> Value {
    tab.eval("document.documentElement.lang").await
}

/// Waits until page and document are in this language.
async fn until_spoken(tab: &Tab, tag: &str, mempool: &str) {
    tab.text_when("mempool", |text| text.contains(mempool))
        .await;
    assert_eq!(language(tab).await, json!(tag));
    let blocks = if tag == "en" { "block" } else { "区块" };
    tab.until("the title is in this language", async |tab| {
        let title = tab.eval("document.title").await;
        match title.as_str() {
            Some(title) if title.contains(blocks) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
}

async fn until_english(tab: &Tab) {
    until_spoken(tab, "en", "Mempool").await;
}

async fn until_chinese(tab: &Tab) {
    until_spoken(tab, "zh-CN", "交易池").await;
}

async fn speak_chinese(tab: &Tab) {
    tab.click("language-zh-CN").await;
    until_chinese(tab).await;
}

#[tokio::test]
async fn the_first_of_the_browsers_languages_that_the_page_speaks_is_spoken() {
    let site = Site::start().await;
    for (languages, chinese) in [
        (["fr-CA", "zh-Hans-SG", "en"], true),
        (["fr-CA", "en-AU", "zh-CN"], false),
        (["fr-CA", "de", "it"], false),
    ] {
        let browser = Browser::start().await;
        let preferred = format!(
            "Object.defineProperty(Navigator.prototype, 'languages', {{ get: () => {} }})",
            json!(languages)
        );
        let tab = browser.open_after(site.address(), &preferred).await;
        if chinese {
            until_chinese(&tab).await;
        } else {
            until_english(&tab).await;
        }
    }
}

#[tokio::test]
async fn a_choice_outlasts_the_browsers_wish_and_a_reload() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    until_english(&tab).await;
    speak_chinese(&tab).await;
    tab.reload().await;
    until_chinese(&tab).await;
    // Another tab of the same browser begins with the choice, too. A node is named when it begins, in the language of the
    // page, and keeps its name.
    let other = browser.open(site.address()).await;
    until_chinese(&other).await;
    let chinese = |name: &str| name.chars().all(|letter| ('一'..='鿿').contains(&letter));
    let name = other.text_when("node-name", chinese).await;
    other.click("language-en").await;
    until_english(&other).await;
    other.until_attribute("storage", "data-kept", "true").await;
    other.reload().await;
    until_english(&other).await;
    other.text_when("node-name", |now| now == name).await;
    let third = browser.open(site.address()).await;
    until_english(&third).await;
    third.text_when("node-name", str::is_ascii).await;
}

#[tokio::test]
async fn the_switch_changes_the_page_and_the_view_that_is_open() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    tab.address().await;
    for _ in 0..3 {
        tab.mine().await;
    }
    tab.click("view-tamper").await;
    tab.fill("tamper-amount-2-1", "1000").await;
    let english = "Block 3 does not link";
    tab.text_when("tamper-fault", |text| text.contains(english))
        .await;
    tab.click("language-zh-CN").await;
    tab.text_when("tamper-fault", |text| text.contains("区块 3 与前面脱节"))
        .await;
    until_chinese(&tab).await;
    tab.click("language-en").await;
    tab.text_when("tamper-fault", |text| text.contains(english))
        .await;
    until_english(&tab).await;
}

/// Every word in Latin letters that the page shows or lets assistive technology say, but for code,
/// hashes, names and the words that Chinese pages have.
async fn foreign_words(tab: &Tab) -> Vec<String> {
    let words: Vec<_> = CODE_WORDS.split_whitespace().collect();
    let found = tab
        .eval(&format!(
            "(() => {{
                const known = new Set({});
                const skipped = 'code, pre, textarea, script, style, noscript, .hash, .digits, .name, .who strong, [data-testid=room], .stage-head h1';
                const names = [...document.querySelectorAll('[data-testid=node-name], .who strong, datalist option')]
                    .map((name) => name.textContent || name.label).filter((name) => name);
                const texts = [document.title];
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {{
                    if (!walker.currentNode.parentElement.closest(skipped)) texts.push(walker.currentNode.data);
                }}
                for (const attribute of ['aria-label', 'title', 'placeholder', 'alt']) {{
                    for (const element of document.body.querySelectorAll(`[${{attribute}}]`)) {{
                        if (!element.closest('.hash, .moment, .party')) texts.push(element.getAttribute(attribute));
                    }}
                }}
                const foreign = new Set();
                for (let text of texts) {{
                    for (const name of names) text = text.replaceAll(name, '');
                    text = text.replace(/tab-[a-z0-9…]+|[0-9a-f]{{8,}}|https?:\\S+/g, '');
                    for (const [word] of text.matchAll(/[A-Za-z_]{{2,}}/g)) {{
                        if (!known.has(word)) foreign.add(`${{word}} in: ${{text.trim()}}`);
                    }}
                }}
                return [...foreign];
            }})()",
            json!(words)
        ))
        .await;
    let found = found.as_array().cloned().unwrap_or_default();
    let text = |word: Value| word.as_str().unwrap_or_default().to_owned();
    found.into_iter().map(text).collect()
}

#[tokio::test]
async fn in_chinese_no_view_and_no_lesson_shows_an_english_word() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    let other = browser.open(site.address()).await;
    let peer = format!("peer-{}", other.address().await);
    tab.text_when(&peer, |text| !text.is_empty()).await;
    speak_chinese(&tab).await;
    // Something of everything: pending and mined transactions, events, an answer, a report.
    tab.transact("alice", "bob", 5).await;
    tab.mine().await;
    other.mine().await;
    other.mine().await;
    tab.transact("alice", "bob", 6).await;
    tab.register(&other).await;
    tab.click("resolve").await;
    tab.text_when("report", |text| text.contains("最长的有效链"))
        .await;
    assert_eq!(foreign_words(&tab).await, Vec::<String>::new(), "node");

    for (view, there) in [
        ("playground", "256"),
        ("tamper", "副本"),
        ("forks", "最长"),
        ("network", "箭头"),
        ("lab", "实验室"),
        ("lessons", "八节课"),
    ] {
        tab.click(&format!("view-{view}")).await;
        tab.until(&format!("{view} is open"), async |tab| {
            let text = tab
                .eval("document.getElementById('workshop').textContent")
                .await;
            let text = text.as_str().unwrap_or_default();
            text.contains(there).then_some(()).ok_or(text.to_owned())
        })
        .await;
        assert_eq!(foreign_words(&tab).await, Vec::<String>::new(), "{view}");
    }
    tab.eval("(location.hash = 'view=lab&scene=two-at-once', null)")
        .await;
    tab.text_when("scene-told", |text| text.contains("四个节点"))
        .await;
    assert_eq!(foreign_words(&tab).await, Vec::<String>::new(), "a scene");
    tab.eval("(location.hash = 'view=stage', null)").await;
    tab.text_when("stage-figures", |text| text.contains("2 个节点"))
        .await;
    tab.text_when("stage-tree", |text| text.contains('3')).await;
    assert_eq!(foreign_words(&tab).await, Vec::<String>::new(), "stage");
    tab.show().await;
    tab.type_keys("j").await;
    tab.text_when("stage-alone", |text| text.contains("标签页"))
        .await;
    assert_eq!(foreign_words(&tab).await, Vec::<String>::new(), "joining");
    for lesson in 1..=8 {
        tab.eval(&format!(
            "(location.hash = 'view=node&lesson={lesson}', null)"
        ))
        .await;
        tab.text_when("lesson", |text| text.contains(&format!("第 {lesson} 课")))
            .await;
        assert_eq!(foreign_words(&tab).await, Vec::<String>::new(), "{lesson}");
    }
}

#[tokio::test]
async fn what_is_refused_is_told_in_chinese() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    tab.address().await;
    speak_chinese(&tab).await;
    for (sender, amount, field, told) in [
        ("", "1", "tx-sender", "付款方：没有填写"),
        ("0", "1", "tx-sender", "付款方：“0”专用于挖矿奖励"),
        (
            "ada",
            "five",
            "tx-amount",
            "金额：必须是数字，例如 5 或 2.5",
        ),
        ("ada", "0", "tx-amount", "金额：必须大于 0"),
    ] {
        tab.fill("tx-sender", sender).await;
        tab.fill("tx-recipient", "bob").await;
        tab.fill("tx-amount", amount).await;
        tab.click("transact").await;
        tab.text_when(&format!("{field}-error"), |text| text == told)
            .await;
    }
    for (address, told) in [
        ("", "没有填写地址"),
        ("a b", "' ' 不能出现在地址中"),
        (&tab.address().await, "就是本节点"),
    ] {
        tab.fill("register-address", address).await;
        tab.click("register-submit").await;
        tab.text_when("register-address-error", |text| text.contains(told))
            .await;
    }
    // The console speaks to scripts, in one language.
    let console = tab.rejection("tabchain.transact({sender: '0', recipient: 'b', amount: 1})");
    assert!(console.await.contains("kept for the reward"));

    tab.mine().await;
    tab.text_when("rules-locked", |text| text.contains("第一个区块"))
        .await;

    tab.click("view-tamper").await;
    let chain = tab.chain_text().await;
    let broken = chain.replace("\"proof\": 35293", "\"proof\": 35294");
    for (text, told) in [
        ("[", "不是 JSON：第 1 行第 2 列应为"),
        ("[1]", "区块 1：必须是对象"),
        (&broken, "区块 2 缺少工作量"),
    ] {
        tab.fill("import-text", "").await;
        tab.eval(&format!(
            "(() => {{ document.querySelector('[data-testid=import-text]').value = {}; }})()",
            json!(text)
        ))
        .await;
        tab.click("import-check").await;
        tab.text_when("import-verdict", |text| text.contains(told))
            .await;
    }
    assert_eq!(tab.chain_text().await, chain);
}

/// A fault stays on the page, so it changes with the language.
#[tokio::test]
async fn a_peers_fault_changes_with_the_language() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser
        .open(&format!("{}?room=faults", site.address()))
        .await;
    let address = tab.address().await;
    // A page without its app speaks in the place of a node.
    let stranger = browser
        .open_after(site.address(), "WebAssembly.validate = () => false")
        .await;
    tab.eval("tabchain.register({nodes: ['liar']})").await;
    stranger
        .eval(&format!(
            "(() => {{
                const room = 'tabchain/faults';
                const message = {{ v: 2, from: 'liar', to: {address}, message: 'Nonsense' }};
                new BroadcastChannel(`${{room}}/${{{address}}}`).postMessage(message);
                return null;
            }})()",
            address = json!(address)
        ))
        .await;
    tab.text_when("events", |text| text.contains("unreadable"))
        .await;
    speak_chinese(&tab).await;
    tab.text_when("events", |text| {
        text.contains("行为不当：它发来了无法读取的内容")
    })
    .await;
    tab.text_when("peer-liar", |text| text.contains("行为不当"))
        .await;
}

/// What someone was at: texts, open parts, how far the page was scrolled, and where the focus is.
async fn at_work(tab: &Tab) -> Value {
    tab.eval(
        "({
            typed: [...document.querySelectorAll('input:not([type=radio]), textarea, select')]
                .map((field) => [field.dataset.testid, field.type === 'checkbox' ? field.checked : field.value]),
            open: [...document.querySelectorAll('details:not(.settings-fold)')].map((part) => part.open),
            folded: [...document.querySelectorAll('[aria-expanded]')]
                .map((part) => part.getAttribute('aria-expanded')),
        })",
    )
    .await
}

async fn error_when(tab: &Tab, field: &str, told: &str) {
    tab.text_when(&format!("{field}-error"), |text| text.contains(told))
        .await;
}

/// Changes the language by the keyboard's or the mouse's button, which keeps the focus.
async fn switch(tab: &Tab, tag: &str, told: &str) {
    let scroll_y = async || tab.eval("scrollY").await.as_f64().unwrap_or_default();
    let scrolled = scroll_y().await;
    // A click would scroll to the button.
    tab.eval(&format!(
        "(() => {{
            const button = document.querySelector('[data-testid=language-{tag}]');
            button.closest('details').open = true;
            button.focus({{ preventScroll: true }});
            button.click();
            return null;
        }})()"
    ))
    .await;
    until_spoken(tab, tag, told).await;
    let focus = tab.eval("document.activeElement.dataset.testid").await;
    assert_eq!(focus, json!(format!("language-{tag}")));
    // Sentences above may take a line more or less; it does not jump.
    let moved = (scroll_y().await - scrolled).abs();
    assert!(moved < 150.0, "scrolled by {moved} pixels");
}

#[tokio::test]
async fn another_language_keeps_what_is_typed_and_words_errors_anew() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    tab.address().await;
    until_english(&tab).await;
    tab.click("unfold-1").await;
    tab.unfold_rules().await;
    tab.fill("rules-difficulty", "300").await;
    tab.click("rules-submit").await;
    tab.click("rename").await;
    tab.fill("name", "  ").await;
    tab.click("name-submit").await;
    tab.fill("register-address", "a b").await;
    tab.click("register-submit").await;
    tab.fill("tx-sender", "ada").await;
    tab.fill("tx-recipient", "bob").await;
    tab.fill("tx-amount", "five").await;
    tab.click("transact").await;
    let errors = [
        ("tx-amount", "must be a number", "金额：必须是数字"),
        ("register-address", "can't be part", "不能出现在地址中"),
        ("name", "a name is missing", "没有填写名字"),
        (
            "rules-difficulty",
            "whole number of bits",
            "0 到 256 之间的整数",
        ),
    ];
    for (field, english, _) in errors {
        error_when(&tab, field, english).await;
    }
    tab.eval("(scrollTo(0, 40), null)").await;
    let before = at_work(&tab).await;
    assert!(before.to_string().contains("five"), "{before}");
    switch(&tab, "zh-CN", "交易池").await;
    for (field, _, chinese) in errors {
        error_when(&tab, field, chinese).await;
    }
    assert_eq!(at_work(&tab).await, before);
    switch(&tab, "en", "Mempool").await;
    for (field, english, _) in errors {
        error_when(&tab, field, english).await;
    }
    assert_eq!(at_work(&tab).await, before);
}

#[tokio::test]
async fn another_language_keeps_what_is_typed_in_every_view() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    tab.address().await;
    tab.mine().await;
    tab.click("view-playground").await;
    tab.fill("play-text", "Ada pays Bob").await;
    tab.fill("play-proof", "x").await;
    tab.fill("play-sender", "carol").await;
    error_when(&tab, "play-proof", "whole number").await;
    let before = at_work(&tab).await;
    switch(&tab, "zh-CN", "交易池").await;
    error_when(&tab, "play-proof", "必须是不小于 0 的整数").await;
    assert_eq!(at_work(&tab).await, before);
    tab.text_when("play-changed-bits", |text| text.contains("256 个比特"))
        .await;

    tab.click("view-tamper").await;
    tab.fill("tamper-proof-2", "-5").await;
    tab.fill("import-text", "[1]").await;
    tab.click("import-check").await;
    error_when(&tab, "tamper-proof-2", "必须是不小于 0 的整数").await;
    let before = at_work(&tab).await;
    assert!(before.to_string().contains("\"-5\""), "{before}");
    switch(&tab, "en", "Mempool").await;
    error_when(&tab, "tamper-proof-2", "whole number").await;
    tab.text_when("import-verdict", |text| text.contains("must be an object"))
        .await;
    assert_eq!(at_work(&tab).await, before);

    tab.click("view-lab").await;
    tab.click("lab-pause").await;
    tab.click("lab-transact-open-1").await;
    tab.fill("lab-sender-1", "Zoe").await;
    tab.fill("lab-amount-1", "-1").await;
    tab.click("lab-submit-1").await;
    error_when(&tab, "lab-amount-1", "must be greater than 0").await;
    switch(&tab, "zh-CN", "交易池").await;
    error_when(&tab, "lab-amount-1", "必须大于 0").await;
    // What nobody typed are the nodes' names, which follow the language.
    let filled_in = "['sender', 'recipient', 'amount'].map((field) => \
        document.querySelector(`[data-testid=lab-${field}-1]`).value)";
    tab.until("the recipient's name is Chinese", async |tab| {
        match tab.eval(filled_in).await {
            values if values == json!(["Zoe", "小博", "-1"]) => Ok(()),
            values => Err(values.to_string()),
        }
    })
    .await;
}

/// Workers that never come: what is searched for is not found, and the page says why.
#[tokio::test]
async fn a_search_that_fails_is_told_in_the_language_of_the_moment() {
    let site = Site::start_without("miner_bg.wasm").await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    tab.address().await;
    speak_chinese(&tab).await;
    tab.click("mine").await;
    tab.text_when("error", |text| {
        text.contains("没有找到工作量证明：挖矿线程")
    })
    .await;
    tab.click("view-playground").await;
    tab.fill("play-difficulty", "30").await;
    tab.click("play-mine").await;
    tab.text_when("play-mining", |text| {
        text.contains("搜索无法进行：挖矿线程")
    })
    .await;
    tab.click("language-en").await;
    tab.text_when("play-mining", |text| {
        text.contains("could not be carried out: the mining worker failed")
    })
    .await;
    tab.click("view-node").await;
    tab.text_when("error", |text| {
        text.contains("no proof was found: the mining worker failed")
    })
    .await;
}

#[tokio::test]
async fn a_chain_that_the_node_will_not_take_is_refused_in_the_language_of_the_moment() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    tab.address().await;
    tab.mine().await;
    speak_chinese(&tab).await;
    // Nobody answers, so the node resolves for a while.
    tab.eval("tabchain.register({nodes: ['nobody']})").await;
    tab.click("view-tamper").await;
    let chain = tab.chain_text().await;
    let genesis = chain
        .split_once(", {\"index\": 2")
        .map(|(genesis, _)| format!("{genesis}]"));
    tab.fill("import-text", &genesis.unwrap_or_default()).await;
    tab.click("import-check").await;
    tab.text_when("import-verdict", |text| text.contains("有效。"))
        .await;
    tab.eval(
        "(() => {
            tabchain.resolve();
            document.querySelector('[data-testid=import-confirm]').click();
            return null;
        })()",
    )
    .await;
    tab.text_when("import-verdict", |text| {
        text.contains("你的节点没有采用它：正在解决冲突；请等它结束。什么都没有改变。")
    })
    .await;
    tab.click("language-en").await;
    tab.text_when("import-verdict", |text| {
        text.contains("did not take it: a resolve is under way; wait until it has ended.")
    })
    .await;
    // To scripts it is an error in English, as ever.
    assert_eq!(tab.chain_text().await, chain);
}

#[tokio::test]
async fn a_page_that_can_not_start_says_so_in_the_browsers_language() {
    let chinese =
        "Object.defineProperty(Navigator.prototype, 'languages', { get: () => ['zh-TW'] });";
    let browser = Browser::start().await;
    let told = async |site: &Site, address: &str, before: &str, told: &[&str]| {
        let tab = browser
            .open_after(
                &format!("{}{address}", site.address()),
                &format!("{chinese}{before}"),
            )
            .await;
        let text = tab
            .until("the page says why it does not start", async |tab| {
                let text = tab
                    .eval("document.querySelector('#notice:not([hidden])')?.innerText")
                    .await;
                text.as_str()
                    .map(str::to_owned)
                    .ok_or("no notice".to_owned())
            })
            .await;
        for told in told {
            assert!(text.contains(told), "{text} lacks {told}");
        }
        assert_eq!(language(&tab).await, json!("zh-CN"));
    };
    let site = Site::start().await;
    let lacks = [
        "无法运行 tabchain",
        "它缺少：WebAssembly SIMD（",
        "Safari 16.4",
    ];
    told(&site, "", "WebAssembly.validate = () => false", &lacks).await;
    told(
        &site,
        "?room=!",
        "",
        &["无法启动", "房间名由 1 到 40 个字母"],
    )
    .await;
    let channel = "BroadcastChannel = function () { throw new Error('no'); }";
    told(&site, "", channel, &["无法启动", "联系不上其他标签页"]).await;
    browser.allow("Failed to load resource");
    browser.allow("failed to fetch Wasm: 404");
    let bare = Site::start_without("_bg.wasm").await;
    told(&bare, "", "", &["无法启动", "请重新载入页面"]).await;
}
