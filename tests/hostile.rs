//! A page of the same origin that is no node: it can say anything on the channels, and changes nobody.

use browser_tests::{Browser, Site, Tab, nodes};
use serde_json::json;

/// Opens the page without its app, so that a script can speak in its place as the node `liar`:
/// `say(address or undefined, message)`, and `hear` for what it is told.
async fn stranger(browser: &Browser, site: &Site, room: &str) -> Tab {
    let tab = browser
        .open_after(site.address(), "WebAssembly.validate = () => false")
        .await;
    tab.eval(&format!(
        "(() => {{
            const room = 'tabchain/' + {room};
            const channels = {{}};
            const channel = (to) => channels[to] ??= new BroadcastChannel(to ? `${{room}}/${{to}}` : room);
            window.shout = (to, anything) => channel(to).postMessage(anything);
            window.say = (to, message) => shout(to, {{ v: 2, from: 'liar', to, message }});
            channel('liar').onmessage = ({{ data }}) => window.hear?.(data);
            return null;
        }})()",
        room = json!(room)
    ))
    .await;
    tab
}

async fn room(tab: &Tab) -> String {
    tab.text_when("room", |room| !room.is_empty()).await
}

#[tokio::test]
async fn nonsense_on_the_channels_changes_nobody() {
    let site = Site::start().await;
    let (browser, [node]) = nodes(&site).await;
    let chain = node.chain_text().await;
    let stranger = stranger(&browser, &site, &room(&node).await).await;
    let address = json!(node.address().await);
    stranger
        .eval(&format!(
            "(() => {{
                const nonsense = [
                    null, 1, '', 'x'.repeat(1e6), [], {{}}, new Uint8Array(1e6), new Map([[1, new Map()]]),
                    {{ v: 2 }}, {{ v: -1, from: 'liar' }}, {{ v: 1, from: 'liar' }}, {{ v: 2, from: 'x'.repeat(1e5) }},
                    {{ v: 2, from: 'liar', message: null }}, {{ v: 2, from: 'liar', message: 'Mine' }},
                    {{ v: 2, from: 'liar', message: {{ Blocks: Array(1e5).fill({{}}) }} }},
                    {{ v: 2, from: 'liar', message: {{ Transactions: {{ items: [[1, 2]], next: -1 }} }} }},
                ];
                for (const to of [undefined, {address}]) nonsense.forEach((anything) => shout(to, anything));
                for (let times = 0; times < 5000; times++) say(undefined, 'Seek');
                return null;
            }})()"
        ))
        .await;
    // It still mines, alone on its chain, and what it mines is only its reward.
    assert_eq!(node.chain_text().await, chain);
    let block = node.mine().await;
    assert_eq!(block["proof"], 35293);
    assert_eq!(block["transactions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_node_that_offers_a_forged_chain_is_refused_by_name_and_reason() {
    let site = Site::start().await;
    let (browser, [node]) = nodes(&site).await;
    node.mine().await;
    let chain = node.chain_text().await;
    let stranger = stranger(&browser, &site, &room(&node).await).await;
    // It claims nine blocks, and gives for block 2 one whose proof is none.
    stranger
        .eval(
            r#"(() => {
                const rules = { proof: 'classic', difficulty_bits: 16 };
                const weight = { length: 9 };
                const forged = '{"index": 2, "previous_hash": "399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73", '
                    + '"proof": 1, "timestamp": 1713205939.5, "transactions": []}';
                window.hear = ({ from, message: { Ask: ask } }) => {
                    if (!ask) return;
                    const blocks = ask.limit > 0 ? [forged] : [];
                    say(from, { Blocks: { request: ask.request, rules, weight, after: 1, blocks } });
                };
                say(undefined, { Present: {
                    name: 'Liar', rules, weight, tip: '00'.repeat(32), pending: '0'.repeat(16), clock: Date.now(),
                } });
                return null;
            })()"#,
        )
        .await;
    node.text_when("peer-liar", |text| text.contains("Liar"))
        .await;

    let resolved = node.resolve().await;
    assert_eq!(resolved["message"], "Our chain is authoritative");
    let report = &resolved["peers"][0];
    assert_eq!(
        (&report["address"], &report["outcome"]),
        (&json!("liar"), &json!("refused"))
    );
    let reason = report["reason"].as_str().unwrap_or_default();
    assert!(
        reason.contains("not valid") && reason.contains('2'),
        "{report}"
    );
    assert_eq!(node.chain_text().await, chain);
}
