//! The mark by which a page knows that a relay serves it.
//!
//! A page that asked for one would leave an error in the console wherever there is none.

/// The same page, with `<meta name="tabchain-relay">` in its head; a minified page may name no head.
pub fn marked(html: &str) -> String {
    const MARK: &str = "<meta name=\"tabchain-relay\" content=\"api/\">";
    if html.contains("<head>") {
        html.replacen("<head>", &format!("<head>{MARK}"), 1)
    } else {
        html.replacen("<meta ", &format!("{MARK}<meta "), 1)
    }
}
