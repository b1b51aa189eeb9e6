//! Of which build a page is. Its files without a digest in their names are asked for by build: `miner.js?v=…`.

/// What comes before the name in each program of the page (`BUILD` in the app's `src/lib.rs`).
const MARK: &[u8] = b"tabchain-build:";
/// How long a name is: a 64-bit digest in hexadecimal digits.
const DIGITS: usize = 16;
/// The program that is read. It is the smallest one, and itself asked for by build.
pub const PROGRAM: &str = "miner_bg.wasm";

/// The name of the build that a program of the page is of; `None` for one of before programs were marked.
pub fn build_name(program: &[u8]) -> Option<&str> {
    let start = program
        .windows(MARK.len())
        .position(|bytes| bytes == MARK)?
        + MARK.len();
    let name = program.get(start..start + DIGITS)?;
    let is_name = name.iter().all(u8::is_ascii_hexdigit);
    str::from_utf8(name).ok().filter(|_| is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_named_after_its_mark() {
        let name = |text: &str| build_name(text.as_bytes()).map(str::to_owned);
        assert_eq!(
            name("\0asm tabchain-build:0123456789abcdefrest").as_deref(),
            Some("0123456789abcdef")
        );
        for text in [
            "",
            "0123456789abcdef",
            "tabchain-build:",
            "tabchain-build:0123",
            "tabchain-build:0123456789abcdeg",
        ] {
            assert_eq!(name(text), None, "{text}");
        }
    }
}
