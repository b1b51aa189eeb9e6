//! How complex a JSON text is, seen without reading it.

/// The deepest nesting of a frame: several times what any page says.
pub const MAX_DEPTH: usize = 32;
/// The most values in a frame: several times the most that a page puts in one, 200 transactions with their names.
pub const MAX_VALUES: usize = 16 * 1024;

/// Whether a JSON text is nested deeper than [`MAX_DEPTH`] or has more values than [`MAX_VALUES`]. Who read it could run out of
/// stack, or take seconds, so it is neither read nor passed on. Of a text that is no JSON it tells nothing.
pub fn is_too_complex(text: &str) -> bool {
    let (mut depth, mut values) = (0_usize, 0_usize);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                values += 1;
            }
            b',' => values += 1,
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
        if depth > MAX_DEPTH || values > MAX_VALUES {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_commas_are_counted_outside_of_strings_only() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(!is_too_complex(&nested(MAX_DEPTH)));
        assert!(is_too_complex(&nested(MAX_DEPTH + 1)));
        assert!(is_too_complex(&"{\"a\":".repeat(MAX_DEPTH + 1)));
        let quoted = format!(
            r#"{{"a":"{}\"{}","b":[1]}}"#,
            "[".repeat(99),
            "{,".repeat(MAX_VALUES)
        );
        assert!(!is_too_complex(&quoted));
        assert!(!is_too_complex(&"[],".repeat(99)));
        assert!(is_too_complex(&format!(r#"["\\",{}"#, "[".repeat(99))));
        assert!(is_too_complex(&format!("[{}0]", "0,".repeat(MAX_VALUES))));
    }
}
