//! From byte offsets to lines, columns and the units of browsers.

use super::Place;

/// Where a line and a column, both from 1, are in the units of browsers; the nearest place there is.
pub fn offset_of(source: &str, line: usize, column: usize) -> u32 {
    let lines = Lines::of(source);
    let start = lines.starts.get(line.saturating_sub(1));
    let (start, units) = start
        .or_else(|| lines.starts.last())
        .copied()
        .unwrap_or_default();
    let rest = source.get(start..).unwrap_or_default();
    let own = rest.split(['\n', '\r']).next().unwrap_or_default();
    let before = own.chars().take(column.saturating_sub(1));
    count(units.saturating_add(before.map(char::len_utf16).sum()))
}

/// The lines of a source.
pub(super) struct Lines<'a> {
    source: &'a str,
    /// Byte offset of each line's beginning, with the UTF-16 offset of the same place.
    starts: Vec<(usize, usize)>,
}

impl<'a> Lines<'a> {
    /// Finds the lines. `\n`, `\r` and both together end one.
    pub(super) fn of(source: &'a str) -> Self {
        let mut starts = vec![(0, 0)];
        let mut units = 0_usize;
        let mut characters = source.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            units = units.saturating_add(character.len_utf16());
            let joined = character == '\r' && characters.peek().is_some_and(|(_, c)| *c == '\n');
            if matches!(character, '\n' | '\r') && !joined {
                starts.push((at.saturating_add(1), units));
            }
        }
        Self { source, starts }
    }

    /// The part from one byte offset to another; offsets inside a character count as its beginning.
    pub(super) fn place(&self, start: usize, end: usize) -> Place {
        let index = self.starts.partition_point(|(at, _)| *at <= start);
        let line = index.saturating_sub(1);
        let (line_start, _) = self.starts.get(line).copied().unwrap_or_default();
        let before = self.text(line_start, start);
        let from = self.units(start);
        Place {
            line: count(line.saturating_add(1)),
            column: count(before.chars().count().saturating_add(1)),
            from: count(from),
            to: count(self.units(end.max(start))),
        }
    }

    /// The first occurrence of a word in a line, else the line's beginning.
    pub(super) fn word_in_line(&self, line: usize, word: &str) -> Place {
        let index = line.saturating_sub(1);
        let (start, _) = self.starts.get(index).copied().unwrap_or_default();
        let next = self.starts.get(index.saturating_add(1));
        let end = next.map_or(self.source.len(), |(at, _)| *at);
        // A text may go on over lines; its word then stands further down.
        let found = self.text(start, end).find(word);
        let found = found.or_else(|| self.text(start, self.source.len()).find(word));
        match found {
            Some(at) => {
                let at = start.saturating_add(at);
                self.place(at, at.saturating_add(word.len()))
            }
            None => self.place(start, start),
        }
    }

    fn units(&self, offset: usize) -> usize {
        let index = self.starts.partition_point(|(at, _)| *at <= offset);
        let start = self.starts.get(index.saturating_sub(1)).copied();
        let (start, units) = start.unwrap_or_default();
        let rest = self.text(start, offset);
        units.saturating_add(rest.encode_utf16().count())
    }

    fn text(&self, start: usize, end: usize) -> &str {
        let floor = |at| self.source.floor_char_boundary(at);
        self.source
            .get(floor(start)..floor(end))
            .unwrap_or_default()
    }
}

fn count(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_lead_back_to_places() {
        let source = "a\n\u{1f600}bc\n";
        assert_eq!(offset_of(source, 1, 1), 0);
        assert_eq!(offset_of(source, 2, 2), 4, "in the units of browsers");
        assert_eq!(offset_of(source, 2, 99), 6, "the end of the line");
        assert_eq!(offset_of(source, 99, 1), 7, "the last line");
    }
}
