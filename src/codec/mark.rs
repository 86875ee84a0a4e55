//! The byte order mark that some editors put before a text in UTF-8.

/// The mark, U+FEFF, in UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A text without its byte order mark: no part of JSON (RFC 8259, 8.1), but files from some editors have it.
pub fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(MARK).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_mark_at_the_start_goes() {
        assert_eq!(without_mark(b"\xEF\xBB\xBF{}"), b"{}");
        assert_eq!(without_mark(b"\xEF\xBB\xBF"), b"");
        for whole in [&b"{}"[..], b"", b"\xEF\xBB", b" \xEF\xBB\xBF"] {
            assert_eq!(without_mark(whole), whole);
        }
    }
}
