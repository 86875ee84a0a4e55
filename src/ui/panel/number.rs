//! Numbers as people type them for memories: decimal, hexadecimal, with a unit.

/// The number in a text: `512`, `0x200`, `16 KiB`, `1 MiB`. Digits may have `_` between them.
pub(super) fn number(text: &str) -> Option<u64> {
    let plain: String = text
        .chars()
        .filter(|character| !matches!(character, '_' | ' '))
        .collect::<String>()
        .to_ascii_lowercase();
    if let Some(digits) = plain.strip_prefix("0x") {
        let hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        return u64::from_str_radix(digits, 16).ok().filter(|_| hex);
    }
    let end = plain
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(plain.len());
    let (digits, unit) = plain.split_at_checked(end)?;
    let factor: u64 = match unit {
        "" | "b" | "bytes" => 1,
        "k" | "kib" | "kb" => 1 << 10,
        "m" | "mib" | "mb" => 1 << 20,
        "g" | "gib" | "gb" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_meant() {
        for (text, expected) in [
            ("512", Some(512)),
            ("0x200", Some(512)),
            ("0X00_80_00_00", Some(0x0080_0000)),
            ("16 KiB", Some(16 << 10)),
            ("32 MiB", Some(32 << 20)),
            ("1,5 MiB", None),
            ("", None),
            ("0x", None),
            ("-1", None),
            ("1.5 MiB", None),
            ("12 apples", None),
            ("99999999999999999999", None),
            ("99999999999 GiB", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }
}
