//! More numbers as people read them: exact sizes, parts, times, identities.

use crate::transport::MxId;

const KIB: f64 = 1024.0;
const MIB: f64 = 1024.0 * 1024.0;

/// An exact size with thin groups: `9,633,792 bytes`.
pub fn exact(bytes: u64) -> String {
    let unit = if bytes == 1 { "byte" } else { "bytes" };
    format!("{} {unit}", grouped(bytes))
}

/// A number with a comma between groups of three digits.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How much of how much, in one unit: `3.1 of 9.2 MiB`.
pub fn part(done: u64, total: u64) -> String {
    let (scale, unit) = if (total as f64) < MIB {
        (KIB, "KiB")
    } else {
        (MIB, "MiB")
    };
    format!(
        "{:.1} of {:.1} {unit}",
        done as f64 / scale,
        total as f64 / scale
    )
}

/// An estimate, rounded so that it does not flicker: `less than 5 s`, `about 20 s`, `about 2 min`.
pub fn about(secs: f64) -> String {
    if secs < 5.0 {
        "less than 5 s".to_owned()
    } else if secs < 55.0 {
        format!("about {:.0} s", (secs / 5.0).ceil() * 5.0)
    } else {
        format!("about {:.0} min", (secs / 60.0).ceil().max(1.0))
    }
}

/// A measured time: `0.4 s`, `41 s`, `2 min 05 s`.
pub fn duration(secs: f64) -> String {
    if secs < 10.0 {
        return format!("{:.1} s", secs.max(0.0));
    }
    let whole = secs.round() as u64;
    match whole / 60 {
        0 => format!("{whole} s"),
        minutes => format!("{minutes} min {:02} s", whole % 60),
    }
}

/// A running clock: `0:07`, `12:40`.
pub fn clock(secs: f64) -> String {
    let whole = secs.max(0.0) as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}

/// A fraction as a whole percentage, never 100 before the end.
pub fn percent(fraction: f64) -> u32 {
    // A hair more, so that 0.58 is 58.
    let value = (fraction * 100.0 + 1e-6).floor().clamp(0.0, 100.0);
    // A clamped whole number.
    value as u32
}

/// The last six digits of an identity: enough to tell cameras on one desk apart.
pub fn short_id(mx_id: &MxId) -> &str {
    let text = mx_id.0.as_str();
    text.char_indices()
        .rev()
        .nth(5)
        .and_then(|(at, _)| text.get(at..))
        .unwrap_or(text)
}

/// An address in flash: `0x00800000`.
pub fn address(offset: u64) -> String {
    format!("0x{offset:08X}")
}

/// A version as people need it: a commit hash shortened to eight digits, anything else as it is.
pub fn version(text: &str) -> &str {
    let commit = text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.get(..8).filter(|_| commit).unwrap_or(text)
}

/// A word with a capital first letter.
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|it| it.to_uppercase());
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(exact(9_633_792), "9,633,792 bytes");
        assert_eq!(grouped(7), "7");
        assert_eq!(part(3_251_200, 9_633_792), "3.1 of 9.2 MiB");
    }

    #[test]
    fn times_read_well() {
        assert_eq!(about(3.0), "less than 5 s");
        assert_eq!(about(12.0), "about 15 s");
        assert_eq!(about(97.0), "about 2 min");
        assert_eq!(duration(0.42), "0.4 s");
        assert_eq!(duration(125.2), "2 min 05 s");
        assert_eq!(clock(67.9), "1:07");
    }

    #[test]
    fn percent_is_whole_and_bounded() {
        assert_eq!(percent(0.999), 99);
        assert_eq!(percent(0.58), 58);
        assert_eq!(percent(1.0), 100);
        assert_eq!(percent(-1.0), 0);
        assert_eq!(percent(f64::NAN), 0);
    }

    #[test]
    fn commits_are_shortened() {
        assert_eq!(
            version("c7127782f2da45aac89d5b5b816d04cc45ae40be"),
            "c7127782"
        );
        assert_eq!(version("0.0.29+c7127782f2da"), "0.0.29+c7127782f2da");
    }

    #[test]
    fn short_identity_is_its_end() {
        assert_eq!(short_id(&MxId("14442C10F1A2B3C4D5".to_owned())), "B3C4D5");
        assert_eq!(short_id(&MxId("AB".to_owned())), "AB");
    }
}
