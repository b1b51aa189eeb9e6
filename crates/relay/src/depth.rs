//! How deep a JSON text is nested, seen without reading it.

/// The deepest nesting of a message: several times what any page says.
pub const MAX_DEPTH: usize = 32;

/// Whether a JSON text is nested deeper than [`MAX_DEPTH`]. A page that read it could run out of stack, or take
/// seconds, so it is not passed on. Of a text that is no JSON it tells nothing.
pub fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'\\' => {
                            bytes.next();
                        }
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_counted_outside_of_strings_only() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(!is_too_deep(&nested(MAX_DEPTH)));
        assert!(is_too_deep(&nested(MAX_DEPTH + 1)));
        assert!(is_too_deep(&"{\"a\":".repeat(MAX_DEPTH + 1)));
        let quoted = format!(
            r#"{{"a":"{}\"{}","b":[1]}}"#,
            "[".repeat(99),
            "{".repeat(99)
        );
        assert!(!is_too_deep(&quoted));
        assert!(!is_too_deep(&"[],".repeat(99)));
        assert!(is_too_deep(&format!(r#"["\\",{}"#, "[".repeat(99))));
    }
}
