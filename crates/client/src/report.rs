//! What a client sees, as those who look at the room from another tab are told it.

use chain::quote;
use node::{Address, Node};

use crate::links::Links;

/// The most entries of a list in a report: three such lists fit into one control message.
const MAX_LISTED: usize = 64;

/// A [`Report`](crate::Report) as JSON, without the address: the receiver knows the sender.
pub(crate) fn report(node: &Node, links: &Links) -> String {
    let (length, tip) = node.head();
    let heard = links.messages().take(MAX_LISTED);
    let heard = heard.map(|(address, count)| format!(r#"["{address}",{count}]"#));
    format!(
        r#"{{"name":{},"length":{length},"tip":"{tip}","mining":{},"registered":[{}],"cut":[{}],"heard":[{}]}}"#,
        quote(node.name().as_str()),
        node.mining() > 0,
        listed(node.registered().iter()),
        listed(links.cut()),
        heard.collect::<Vec<_>>().join(","),
    )
}

/// The first of some addresses, as JSON, without brackets.
fn listed<'a>(addresses: impl Iterator<Item = &'a Address>) -> String {
    let quoted = addresses.take(MAX_LISTED);
    let quoted: Vec<_> = quoted.map(|address| format!(r#""{address}""#)).collect();
    quoted.join(",")
}
