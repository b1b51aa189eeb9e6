//! JSON text, laid out in lines.
//!
//! It works on the text alone: read into numbers and written again, `1.0` would become `1` and a
//! block's hash another one.

const STEP: &str = "  ";

/// The same JSON with every member and entry on a line of its own. White space within strings and
/// every digit stay as they are; a text that is no JSON keeps all its other characters too.
pub fn indented(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0usize;
    let mut rest = json.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                out.push('"');
                while let Some(inner) = rest.next() {
                    out.push(inner);
                    match inner {
                        '"' => break,
                        '\\' => out.extend(rest.next()),
                        _ => {}
                    }
                }
            }
            '{' | '[' => {
                out.push(c);
                while rest.next_if(|c| c.is_ascii_whitespace()).is_some() {}
                if let Some(close) = rest.next_if(|&c| c == '}' || c == ']') {
                    out.push(close);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(',');
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str(STEP);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_member_and_entry_gets_its_line() {
        assert_eq!(
            indented(r#"{"a": [1, 2.50], "b":{}, "c": [ ]}"#),
            "{\n  \"a\": [\n    1,\n    2.50\n  ],\n  \"b\": {},\n  \"c\": []\n}"
        );
    }

    #[test]
    fn numbers_keep_every_digit() {
        let json = r#"[1, 1.0, 18446744073709551615, 1e+16, -0.0]"#;
        let packed: String = indented(json).split_whitespace().collect();
        assert_eq!(packed, "[1,1.0,18446744073709551615,1e+16,-0.0]");
    }

    #[test]
    fn strings_are_left_alone() {
        let json = r#"{"a": "b, {c}: \" [d]\\", "e": "\\"}"#;
        assert_eq!(
            indented(json),
            "{\n  \"a\": \"b, {c}: \\\" [d]\\\\\",\n  \"e\": \"\\\\\"\n}"
        );
    }

    #[test]
    fn what_is_no_json_does_no_harm() {
        for text in ["", "}}]", "\"open", "\"open\\", "[[[", "a:b"] {
            indented(text);
        }
    }
}
