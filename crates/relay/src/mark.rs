//! What a relay changes in the page that it serves.

/// The mark by which a page knows that a relay serves it. If the page asked whether there is a relay,
/// the browser would log an error where there is no relay.
const MARK: &str = "<meta name=\"tabchain-relay\" content=\"api/\">";

/// The same page with the [mark](MARK) in its head, and without its own policy: the relay's header says that,
/// and names those whom the page may talk to, which the page can't know.
pub fn marked(html: &str) -> String {
    let html = without_policy(html);
    // A minified page may name no head.
    if html.contains("<head>") {
        html.replacen("<head>", &format!("<head>{MARK}"), 1)
    } else {
        html.replacen("<meta ", &format!("{MARK}<meta "), 1)
    }
}

/// Takes the `<meta>` with the Content-Security-Policy out. A minifier may have put its attributes into another order.
fn without_policy(html: &str) -> String {
    let policy = html.match_indices("<meta ").find_map(|(start, _)| {
        let end = start + html[start..].find('>')? + 1;
        let element = html[start..end].to_ascii_lowercase();
        element
            .contains("content-security-policy")
            .then_some((start, end))
    });
    match policy {
        Some((start, end)) => [&html[..start], &html[end..]].concat(),
        None => html.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_takes_the_place_of_the_policy_in_a_page_as_written_and_as_minified() {
        for (page, marked_page) in [
            (
                "<head><meta charset=utf-8><meta http-equiv=\"Content-Security-Policy\" content=\"a 'b'\"><title>",
                format!("<head>{MARK}<meta charset=utf-8><title>"),
            ),
            (
                "<meta charset=utf-8><meta content=\"a 'b'\" http-equiv=content-security-policy><title>",
                format!("{MARK}<meta charset=utf-8><title>"),
            ),
            ("<head></head>", format!("<head>{MARK}</head>")),
        ] {
            assert_eq!(marked(page), marked_page);
        }
    }
}
