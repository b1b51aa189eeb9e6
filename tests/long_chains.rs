//! Long chains: a script that does not read one does not pay for it, and one that does gets all of it; the page draws one in
//! portions.

use browser_tests::{Site, Tab, long_chain, nodes};
use serde_json::{Value, json};

/// From now on, `window.longest` is the length of the longest text that was read as JSON.
const NOTE_PARSED: &str = "(() => {
    const parse = JSON.parse;
    window.longest = 0;
    JSON.parse = (text, ...others) => {
        window.longest = Math.max(window.longest, text.length);
        return parse(text, ...others);
    };
    return null;
})()";

/// What there is to say of an answer's chain, as a script finds it.
const DESCRIBE: &str = "(answer, field) => {
    const keys = Object.keys(answer).sort();
    const isValue = 'value' in Object.getOwnPropertyDescriptor(answer, field);
    const length = answer.length ?? null;
    const chain = answer[field];
    return { keys, isValue, length, read: chain.length, again: answer[field] === chain,
        last: chain.at(-1).index, printed: JSON.parse(JSON.stringify(answer))[field].length };
}";

/// Adopts a chain of so many blocks and resolves, and mines a block before anybody looks at the answers.
async fn answers(tab: &Tab, blocks: u64) -> Value {
    tab.eval(&format!(
        "(async () => {{
            const describe = {DESCRIBE};
            const adopted = await tabchain.adopt({});
            const resolved = await tabchain.resolve();
            const unread = window.longest;
            await tabchain.mine();
            return {{ unread, adopted: describe(adopted, 'new_chain'), resolved: describe(resolved, 'chain') }};
        }})()",
        json!(long_chain(blocks)),
    ))
    .await
}

#[tokio::test]
async fn an_answer_prints_a_long_chain_only_when_it_is_read() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.drop_difficulty().await;
    tab.eval(NOTE_PARSED).await;
    let told = answers(&tab, 1_001).await;
    assert!(
        told["unread"].as_u64().is_some_and(|read| read < 1_000),
        "{told}"
    );
    for (answer, field) in [("adopted", "new_chain"), ("resolved", "chain")] {
        let mut keys = vec!["length", "message", "peers", field];
        keys.sort_unstable();
        // The chain as it was then.
        let wanted = json!({ "keys": keys, "isValue": false, "length": 1_001, "read": 1_001, "again": true,
            "last": 1_001, "printed": 1_001 });
        assert_eq!(told[answer], wanted);
    }
    let shown = tab.answer("New Block Forged").await;
    assert_eq!(shown["index"], 1_002);
    tab.click("resolve").await;
    let shown = tab.answer("Our chain is authoritative").await;
    assert_eq!(
        (&shown["length"], &shown["chain"]),
        (&json!(1_002), &Value::Null)
    );
}

#[tokio::test]
async fn an_answer_holds_a_chain_of_a_classs_length() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.drop_difficulty().await;
    tab.eval(NOTE_PARSED).await;
    let told = answers(&tab, 1_000).await;
    for (answer, field) in [("adopted", "new_chain"), ("resolved", "chain")] {
        let mut keys = vec!["message", "peers", field];
        keys.sort_unstable();
        let wanted = json!({ "keys": keys, "isValue": true, "length": null, "read": 1_000, "again": true,
            "last": 1_000, "printed": 1_000 });
        assert_eq!(told[answer], wanted);
    }
}

#[tokio::test]
async fn a_long_chain_is_given_whole_to_whoever_asks_for_it() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.adopt_long_chain(3_000).await;
    tab.eval(NOTE_PARSED).await;
    let given = tab
        .eval(&format!(
            "(async () => {{
                const [text, body] = await Promise.all([tabchain.chainText(), tabchain.chain(), tabchain.mine()]);
                const indices = body.chain.every((block, place) => block.index === place + 1);
                return [text === {}, body.length, body.chain.length, indices, window.longest < 200_000];
            }})()",
            json!(long_chain(3_000)),
        ))
        .await;
    // A block that is mined meanwhile changes neither.
    assert_eq!(given, json!([true, 3_000, 3_000, true, true]));
}

/// From now on, `window.most` is how many blocks were added to the page at once, at most.
const NOTE_ADDED: &str = "(() => {
    const count = () => document.querySelectorAll('[data-testid^=block-]').length;
    let before = count();
    window.most = 0;
    new MutationObserver(() => {
        const now = count();
        window.most = Math.max(window.most, now - before);
        before = now;
    }).observe(document.body, { childList: true, subtree: true });
    return null;
})()";

#[tokio::test]
async fn a_chain_that_comes_whole_is_drawn_in_portions() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.eval(NOTE_ADDED).await;
    tab.adopt_long_chain(200).await;
    // The oldest of those in sight.
    tab.text_when("block-151", |block| !block.is_empty()).await;
    assert_eq!(tab.eval("window.most").await, 8);
    assert!(tab.text("block-150").await.is_err());
}
