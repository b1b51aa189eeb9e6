//! Messages that are forged on their way out.

use crate::recorder::{network, recorder, seconds};

#[test]
fn what_one_says_is_forged_as_long_as_it_is_and_nobody_elses() {
    let mut network = network(4, 3);
    network.forge(0, Some(Box::new(|message| message + 100)));
    network.say(0, None, 1);
    network.say(1, Some(2), 2);
    network.run(seconds(1));
    assert_eq!(recorder(&network, 1).messages(), [101]);
    let mut heard = recorder(&network, 2).messages();
    heard.sort_unstable();
    assert_eq!(heard, [2, 101]);

    network.forge(0, None);
    network.forge(9, None);
    network.say(0, Some(1), 3);
    network.run(seconds(1));
    assert_eq!(recorder(&network, 1).messages(), [101, 3]);
}
