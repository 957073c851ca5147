//! The cells of one CSV row, found in place.

use crate::json::scan::{cell_end, quote};

/// Where a cell stands.
#[derive(Debug, Clone, Copy)]
struct Cell {
    start: u32,
    end: u32,
    /// Not in the text, but among what was unescaped.
    unescaped: bool,
}

/// The cells of a row. Reused from row to row.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    cells: Vec<Cell>,
    /// Quoted cells that hold a quote, as they read.
    unescaped: String,
}

impl Cells {
    /// Finds the cells of the row that starts at `at`; gives the position behind its line feed or
    /// carriage return. `None` if the text ends first, or if a quote stands where only the state
    /// machine of `csv-core` knows what it means.
    pub(super) fn split(&mut self, text: &str, mut at: usize, delimiter: u8) -> Option<usize> {
        self.cells.clear();
        self.unescaped.clear();
        let bytes = text.as_bytes();
        loop {
            let end = if bytes.get(at) == Some(&b'"') {
                self.quoted(text, at + 1)? + 1
            } else {
                let end = cell_end(bytes, at, delimiter);
                self.push(at, end, false);
                end
            };
            match *bytes.get(end)? {
                b'\n' | b'\r' => return Some(end + 1),
                next if next == delimiter => at = end + 1,
                _ => return None,
            }
        }
    }

    /// Takes the quoted cell whose text starts at `start`; gives its closing quote.
    #[inline]
    fn quoted(&mut self, text: &str, start: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut end = quote(bytes, start);
        if bytes.get(end + 1)? != &b'"' {
            self.push(start, end, false);
            return Some(end);
        }
        // Of two quotes one is meant.
        let (from, mut piece) = (self.unescaped.len(), start);
        while bytes.get(end + 1)? == &b'"' {
            self.unescaped.push_str(text.get(piece..=end)?);
            piece = end + 2;
            end = quote(bytes, piece);
        }
        self.unescaped.push_str(text.get(piece..end)?);
        self.push(from, self.unescaped.len(), true);
        Some(end)
    }

    #[inline]
    fn push(&mut self, start: usize, end: usize, unescaped: bool) {
        self.cells.push(Cell {
            start: start as u32,
            end: end as u32,
            unescaped,
        });
    }

    /// Takes cells that stand one behind the other, each up to one of `ends`.
    pub(super) fn joined(&mut self, ends: &[usize]) {
        self.cells.clear();
        let mut start = 0;
        for &end in ends {
            self.push(start, end, false);
            start = end;
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Forgets those from `count` on.
    pub(super) fn truncate(&mut self, count: usize) {
        self.cells.truncate(count);
    }

    /// What a cell says; `text` is what they were found in.
    #[inline]
    pub(super) fn get<'a>(&'a self, text: &'a str, column: usize) -> Option<&'a str> {
        Some(self.read(text, *self.cells.get(column)?))
    }

    /// What all of them say.
    #[inline]
    pub(super) fn iter<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        self.cells.iter().map(|cell| self.read(text, *cell))
    }

    #[inline]
    fn read<'a>(&'a self, text: &'a str, cell: Cell) -> &'a str {
        let text = if cell.unescaped {
            &self.unescaped
        } else {
            text
        };
        // The ends are those of delimiters and quotes: there is always text between them.
        text.get(cell.start as usize..cell.end as usize)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_in_place_are_those_of_the_csv_crate(text in "(\"([a\n,;é]|\"\"){0,20}\"|[a \"é]{0,20}|[,;\n\r]){0,12}\n") {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let mut records = reader.byte_records();
            let (mut cells, mut at) = (Cells::default(), 0);
            while at < text.len() {
                if matches!(text.as_bytes()[at], b'\n' | b'\r') {
                    at += 1;
                    continue;
                }
                let Some(end) = cells.split(&text, at, b',') else { break };
                let expected = records.next().and_then(Result::ok).unwrap_or_default();
                let found: Vec<&[u8]> = (0..cells.len())
                    .filter_map(|n| cells.get(&text, n))
                    .map(str::as_bytes)
                    .collect();
                prop_assert_eq!(found, expected.iter().collect::<Vec<_>>());
                at = end;
            }
        }
    }
}
