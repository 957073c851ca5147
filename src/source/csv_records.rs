//! Cuts decoded CSV text into rows, in pieces of any size.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{
    cells::Cells,
    event::{Event, Fault, FaultKind, Row},
    position::{Place, Positions},
};
use crate::limits::Limits;

/// Rows that are no data, and were left out without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Skipped {
    /// The header row once more, as in files joined end to end.
    pub headers: u64,
    /// The lines a report prints below its table.
    pub footers: u64,
}

/// The splitter. Feed it pieces of text, then finish it.
#[derive(Debug)]
pub struct CsvRecords {
    core: Reader,
    limits: Limits,
    positions: Positions,
    header: Vec<String>,
    /// The cells of a row that is whole.
    found: Cells,
    delimiter: u8,
    /// Unescaped cells of the row at hand, joined.
    cells: Vec<u8>,
    filled: usize,
    /// Where each cell ends.
    ends: Vec<usize>,
    ended: usize,
    /// Where the row began; none between rows.
    start: Option<Place>,
    /// Line feeds since the last row.
    blank: u64,
    /// The last row was the footer of a report.
    footer: bool,
    /// An odd number of quotes so far: the row is inside a quoted cell.
    quoted: bool,
    /// The row is beyond its limit and only its end is looked for.
    dropped: bool,
    index: u64,
    skipped: Skipped,
}

type Sink<'s> = &'s mut dyn FnMut(Event<'_>);

impl CsvRecords {
    /// `wide`: offsets are those of UTF-16.
    pub fn new(delimiter: u8, limits: Limits, wide: bool) -> Self {
        Self {
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            limits,
            positions: Positions::new(wide),
            header: Vec::new(),
            found: Cells::default(),
            delimiter,
            cells: vec![0; 1024],
            filled: 0,
            ends: vec![0; 64],
            ended: 0,
            start: None,
            blank: 0,
            footer: false,
            quoted: false,
            dropped: false,
            index: 0,
            skipped: Skipped::default(),
        }
    }

    /// Column names; empty before the first row.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Rows left out without a fault so far.
    pub fn skipped(&self) -> Skipped {
        self.skipped
    }

    /// The next piece of text, which starts at `offset` in the file.
    pub fn feed(&mut self, text: &str, offset: u64, sink: Sink<'_>) {
        self.positions.piece(0, offset);
        let mut at = 0;
        while at < text.len() {
            if self.start.is_none() {
                let bytes = text.as_bytes();
                while let Some(b'\n' | b'\r') = bytes.get(at) {
                    self.blank += u64::from(bytes[at] == b'\n');
                    at += 1;
                }
                if at == text.len() {
                    break;
                }
                let start = self.positions.place(text, at);
                let mut found = std::mem::take(&mut self.found);
                let end = found.split(text, at, self.delimiter);
                let end = end.filter(|end| end - at < self.limits.record());
                if let Some(end) = end {
                    let after_blank = std::mem::take(&mut self.blank) > 1;
                    self.classify(start, text, &mut found, after_blank, sink);
                    // Of CR LF the second is still to come.
                    self.blank = u64::from(bytes.get(end - 1) == Some(&b'\n'));
                    at = end;
                }
                self.found = found;
                if end.is_some() {
                    continue;
                }
                self.start = Some(start);
            }
            at += self.step(text.as_bytes().get(at..).unwrap_or_default(), sink);
        }
        self.positions.consume(text, text.len());
    }

    /// The text has ended.
    pub fn finish(&mut self, sink: Sink<'_>) {
        if let (true, Some(start)) = (self.quoted, self.start.take()) {
            self.fault(
                FaultKind::Truncated,
                start,
                "a quoted cell is not closed",
                sink,
            );
            return;
        }
        while self.start.is_some() {
            self.step(&[], sink);
        }
    }

    /// One call of the state machine; gives how many bytes it took.
    fn step(&mut self, bytes: &[u8], sink: Sink<'_>) -> usize {
        let (result, read, wrote, ended) = self.core.read_record(
            bytes,
            &mut self.cells[self.filled..],
            &mut self.ends[self.ended..],
        );
        let odd = bytes[..read]
            .iter()
            .fold(false, |odd, b| odd ^ (*b == b'"'));
        self.quoted ^= odd;
        self.filled += wrote;
        self.ended += ended;
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull => {
                if self.filled >= self.limits.record() {
                    if !self.dropped
                        && let Some(start) = self.start
                    {
                        let reason =
                            format!("the row is longer than {} bytes", self.limits.record());
                        self.fault(FaultKind::TooLarge, start, &reason, sink);
                    }
                    self.dropped = true;
                    self.filled = 0;
                } else {
                    self.cells.resize(self.cells.len() * 2, 0);
                }
            }
            ReadRecordResult::OutputEndsFull => {
                if self.dropped {
                    self.ended = 0;
                } else {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
            }
            ReadRecordResult::Record => {
                self.row(sink);
                // Of CR LF the second is still to come.
                self.blank = u64::from(bytes[..read].last() == Some(&b'\n'));
            }
            ReadRecordResult::End => self.start = None,
        }
        read
    }

    /// A row is complete.
    fn row(&mut self, sink: Sink<'_>) {
        let Some(start) = self.start.take() else {
            return;
        };
        let after_blank = std::mem::take(&mut self.blank) > 1;
        self.quoted = false;
        let cells = std::mem::take(&mut self.cells);
        let ends = std::mem::take(&mut self.ends);
        if !std::mem::take(&mut self.dropped) {
            // The text was valid, and quotes and delimiters are ASCII: so are its cells.
            let text = simdutf8::basic::from_utf8(&cells[..self.filled]).unwrap_or_default();
            let mut found = std::mem::take(&mut self.found);
            found.joined(&ends[..self.ended]);
            self.classify(start, text, &mut found, after_blank, sink);
            self.found = found;
        }
        (self.cells, self.ends) = (cells, ends);
        (self.filled, self.ended) = (0, 0);
    }

    fn classify(
        &mut self,
        start: Place,
        text: &str,
        cells: &mut Cells,
        after_blank: bool,
        sink: Sink<'_>,
    ) {
        if self.header.is_empty() {
            self.head(text, cells, sink);
            return;
        }
        let columns = self.header.len();
        let header = std::mem::take(&mut self.header);
        let count = cells.len();
        let index = self.index;
        let row = row_of(index, start, &header, text, cells);
        if (0..columns).all(|n| row.cell(n) == Some(&header[n])) {
            self.skipped.headers += 1;
            self.header = header;
            return;
        }
        // A spreadsheet pads footers to the width of the table: then only their words tell.
        let set_off = count < columns && (after_blank || self.footer);
        if columns > 1 && count <= columns && is_footer(&row, set_off) {
            self.footer = true;
            self.skipped.footers += 1;
            self.header = header;
            return;
        }
        self.footer = false;
        if count < columns {
            let reason = format!(
                "the row has {} cells, the header {columns}: the columns from the {} on are blank. A line break or a quote in a cell may have cut it",
                count,
                ordinal(count + 1)
            );
            self.fault(FaultKind::Cells, start, &reason, sink);
        } else if count > columns {
            let more = (columns..count).any(|n| row.cell(n) != Some(""));
            if more {
                // A delimiter without quotes: which cell is which is a guess, so none is given.
                let reason = format!(
                    "the row has {count} cells, the header {columns}: a delimiter stands in a cell without quotes, so the row is left out"
                );
                self.fault(FaultKind::Cells, start, &reason, sink);
                self.index += 1;
                self.header = header;
                return;
            }
            cells.truncate(columns);
        }
        sink(Event::Row(row_of(index, start, &header, text, cells)));
        self.index += 1;
        self.header = header;
    }

    fn head(&mut self, text: &str, cells: &Cells, sink: Sink<'_>) {
        let row = Row {
            index: 0,
            offset: 0,
            line: 0,
            header: &[],
            text,
            cells,
        };
        // Excel's hint, read by the sniffer; whole where another delimiter was declared.
        let hint = row.cell(0).unwrap_or_default();
        if hint.starts_with("sep=") && hint.len() <= 5 && row.len() <= 2 {
            return;
        }
        self.header = (0..row.len())
            .filter_map(|n| row.cell(n))
            .map(|name| name.trim().to_owned())
            .collect();
        while self.header.len() > 1 && self.header.last().is_some_and(String::is_empty) {
            self.header.pop();
        }
        sink(Event::Header(&self.header));
    }

    fn fault(&self, kind: FaultKind, start: Place, reason: &str, sink: Sink<'_>) {
        sink(Event::Fault(Fault {
            kind,
            record: Some(self.index),
            offset: start.offset,
            line: Some(start.line),
            column: None,
            path: String::new(),
            reason: reason.to_owned(),
        }));
    }
}

fn row_of<'a>(
    index: u64,
    start: Place,
    header: &'a [String],
    text: &'a str,
    cells: &'a Cells,
) -> Row<'a> {
    Row {
        index,
        offset: start.offset,
        line: start.line,
        header,
        text,
        cells,
    }
}

/// `1st`, `2nd`, `3rd`, `4th`
fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (1, teens) if teens != 11 => "st",
        (2, teens) if teens != 12 => "nd",
        (3, teens) if teens != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// The lines below a report: one filled cell, set off by a blank line or with the usual words.
fn is_footer(row: &Row<'_>, set_off: bool) -> bool {
    const WORDS: [&str; 6] = [
        "Grand Total",
        "Total",
        "Copyright",
        "Confidential Information",
        "Generated By",
        "Filtered By",
    ];
    let first = row.cell(0).unwrap_or_default();
    let is_usual = || WORDS.iter().any(|word| first.starts_with(word));
    let alone = (1..row.len()).all(|n| row.cell(n) == Some(""));
    if alone {
        !first.is_empty() && (set_off || is_usual())
    } else {
        // Without quotes a comma in the words cuts them.
        set_off && is_usual()
    }
}
