//! Each node has a face: the same one wherever it is named, read without its colour, and its name comes before its address.

use browser_tests::{Site, Tab, nodes};
use serde_json::Value;

/// What a face is drawn with: its colour's class, its outline and its initial.
async fn face(tab: &Tab, within: &str) -> Value {
    tab.until(
        &format!("there is a face in {within}"),
        async |tab| match tab
            .eval(&format!(
                "(() => {{
                    const face = document.querySelector('{within} .face');
                    return face && [
                        face.getAttribute('class'),
                        face.querySelector('path').getAttribute('d'),
                        face.textContent,
                    ];
                }})()"
            ))
            .await
        {
            Value::Null => Err("none".to_owned()),
            face => Ok(face),
        },
    )
    .await
}

#[tokio::test]
async fn a_node_has_the_same_face_in_its_own_head_in_lists_and_on_blocks_that_it_mined() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    let address = two.address().await;
    let name = two.text("node-name").await.unwrap_or_default();
    two.mine().await;
    let own = face(&two, ".head").await;
    assert_eq!(own[2], name[..1]);
    assert_eq!(face(&two, "[data-testid=block-2]").await, own);

    one.register(&two).await;
    assert_eq!(
        one.resolve().await["message"],
        "Our chain was replaced",
        "there is a block of the other's"
    );
    one.until_length(2).await;
    assert_eq!(
        face(&one, &format!("[data-testid=peer-{address}]")).await,
        own
    );
    assert_eq!(face(&one, "[data-testid=block-2]").await, own);
    let block = one.text("block-2").await.unwrap_or_default();
    assert!(block.contains(&format!("{name} {address}")), "{block}");
    assert!(block.contains(&format!("mined by {name}")), "{block}");

    // What is not a node's keeps its own words.
    one.transact("alice", &address, 5).await;
    let pending = one
        .text_when("mempool", |text| text.contains("alice"))
        .await;
    assert!(pending.contains(&format!("{name} {address}")), "{pending}");
}

#[tokio::test]
async fn the_initial_stands_out_from_its_ground_in_every_theme() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    for theme in ["theme-light", "theme-dark", "theme-projector"] {
        tab.click(theme).await;
        let contrast = tab
            .eval(
                "(() => {
                    const luminance = (element) => {
                        const parts = getComputedStyle(element).fill.match(/[0-9.]+/g).slice(0, 3);
                        const [r, g, b] = parts.map((part) => part / 255)
                            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                    };
                    const [low, high] = ['.head .face text', '.head .face path']
                        .map((part) => luminance(document.querySelector(part)))
                        .sort((one, other) => one - other);
                    return (high + 0.05) / (low + 0.05);
                })()",
            )
            .await;
        assert!(
            contrast.as_f64().is_some_and(|contrast| contrast >= 4.5),
            "{theme}: {contrast}"
        );
    }
}
