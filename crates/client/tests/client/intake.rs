//! How much is read of what the tabs of this browser say.

use std::time::Duration;

use chain::ChainWeight;
use client::{Input, Route};
use node::wire::Message;

use crate::alone::{Alone, address};

/// What a transport does with a message of 4 MB: it is handed in only if it is admitted.
fn shout(tab: &mut Alone, from: &str) -> bool {
    let admitted = tab.client.admits(tab.now, &address(from));
    if admitted {
        let blocks = Message::Blocks {
            request: 1,
            rules: tab.client.node().chain().rules(),
            weight: ChainWeight::of_length(9),
            after: 1,
            blocks: vec![" ".repeat(4 * 1024 * 1024)],
        };
        tab.after(0, Input::Message(Route::Local, address(from), Ok(blocks)));
    }
    admitted
}

#[test]
fn a_tab_that_shouts_on_the_channel_is_read_no_faster_than_a_chain_is_fetched() {
    let mut tab = Alone::new(true);
    tab.meets("tab-loud", Route::Local);
    tab.meets("tab-quiet", Route::Local);
    let mut read = 0;
    for _ in 0..600 {
        read += usize::from(shout(&mut tab, "tab-loud"));
        assert!(tab.client.admits(tab.now, &address("tab-quiet")));
        tab.after(100, Input::Wake);
    }
    // A burst, then one in two seconds.
    assert!((30..=33).contains(&read), "{read}");
}

#[test]
fn so_many_invented_senders_are_told_apart_and_no_more() {
    let mut tab = Alone::new(true);
    let heard = (0..1_000).filter(|number| shout(&mut tab, &format!("tab-{number}x")));
    assert_eq!(heard.count(), 256);
    // They are forgotten once they are silent.
    tab.now = tab.now + Duration::from_secs(10);
    assert!(shout(&mut tab, "tab-new"));
}
