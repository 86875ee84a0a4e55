//! A hex view that draws only what is seen, however long the bytes are.

use std::fmt::Write as _;

/// Bytes of a row.
pub const ROW_BYTES: usize = 16;
/// Height of a row in CSS pixels; the style sheet has the same.
pub const ROW_PX: f64 = 20.0;
/// Tallest element that browsers lay out well, in CSS pixels. Longer views scroll faster than their pixels.
const TALLEST_PX: f64 = 8_000_000.0;

/// What is seen of a view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// First row.
    pub first: usize,
    /// Number of rows.
    pub count: usize,
    /// Where the first row is drawn, in CSS pixels from the top of the content.
    pub top: f64,
}

/// Height of the whole content in CSS pixels.
pub fn height(bytes: usize) -> f64 {
    (bytes.div_ceil(ROW_BYTES) as f64 * ROW_PX).min(TALLEST_PX)
}

/// The rows that are seen when `scrolled` pixels of the content are above a view of `shown` pixels.
pub fn window(bytes: usize, scrolled: f64, shown: f64) -> Window {
    let rows = bytes.div_ceil(ROW_BYTES);
    let scrolled = scrolled.max(0.0);
    // One row more at the end, which is cut.
    let count = (shown.max(0.0) / ROW_PX).ceil() as usize + 1;
    let content = height(bytes);
    let all = rows as f64 * ROW_PX;
    let first = if all <= content {
        (scrolled / ROW_PX).floor()
    } else {
        // The end of the scroll bar is the end of the bytes.
        let way = (content - shown).max(1.0);
        let last = (rows + 1).saturating_sub(count) as f64;
        (scrolled / way * last).floor()
    };
    let first = (first as usize).min(rows.saturating_sub(1));
    let top = if all <= content {
        first as f64 * ROW_PX
    } else {
        scrolled
    };
    Window {
        first,
        count: count.min(rows.saturating_sub(first)),
        top,
    }
}

/// Rows of `bytes` as text: address, sixteen bytes, their characters.
pub fn rows(bytes: &[u8], start: u64, window: Window) -> String {
    let mut text = String::with_capacity(window.count * 80);
    let rows = bytes.chunks(ROW_BYTES).enumerate();
    for (index, row) in rows.skip(window.first).take(window.count) {
        let address = start + (index * ROW_BYTES) as u64;
        // Writing to a string cannot fail.
        let _ = write!(text, "{address:08X} ");
        for at in 0..ROW_BYTES {
            let gap = if at == ROW_BYTES / 2 { "  " } else { " " };
            let _ = match row.get(at) {
                Some(byte) => write!(text, "{gap}{byte:02x}"),
                None => write!(text, "{gap}  "),
            };
        }
        text.push_str("  ");
        text.extend(row.iter().map(|byte| match byte {
            0x20..=0x7E => char::from(*byte),
            _ => '·',
        }));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_like_everywhere() {
        let bytes: Vec<u8> = (0x3E..0x52).collect();
        let window = window(bytes.len(), 0.0, 100.0);
        assert_eq!(
            rows(&bytes, 0x80_0000, window),
            "00800000  3e 3f 40 41 42 43 44 45  46 47 48 49 4a 4b 4c 4d  >?@ABCDEFGHIJKLM\n\
             00800010  4e 4f 50 51                                       NOPQ\n"
        );
    }

    #[test]
    fn only_what_is_seen_is_drawn() {
        let bytes = 1 << 16;
        let middle = window(bytes, 1010.0, 400.0);
        assert_eq!((middle.first, middle.count), (50, 21));
        assert!((middle.top - 1000.0).abs() < 1e-9);
        assert_eq!(window(0, 0.0, 400.0).count, 0);
        assert_eq!(window(16, -5.0, 400.0).count, 1);
        let end = window(bytes, height(bytes) - 400.0, 400.0);
        assert_eq!(end.first + end.count, bytes / ROW_BYTES);
    }

    #[test]
    fn the_end_of_a_whole_memory_can_be_reached() {
        let bytes = 128 << 20;
        assert!(height(bytes) <= TALLEST_PX);
        let end = window(bytes, height(bytes) - 400.0, 400.0);
        assert_eq!(end.first + end.count, bytes / ROW_BYTES);
        assert_eq!(window(bytes, 0.0, 400.0).first, 0);
    }
}
