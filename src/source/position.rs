//! From positions in decoded text back to bytes and lines of the file.

use crate::json::scan::line_feeds;

/// Position in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) offset: u64,
    pub(crate) line: u64,
    pub(crate) column: u64,
}

#[derive(Debug, Clone, Copy)]
struct Segment {
    /// Position in the text.
    at: usize,
    /// Offset in the file.
    file: u64,
}

/// Follows a text that comes in pieces and is consumed from its front. All positions count from
/// the first byte that is not consumed yet.
#[derive(Debug, Clone)]
pub(crate) struct Positions {
    /// Two bytes of file per UTF-16 unit instead of one per byte of text.
    wide: bool,
    segments: Vec<Segment>,
    /// Lines are counted up to here.
    counted: usize,
    line: u64,
    column: u64,
}

impl Positions {
    pub(crate) fn new(wide: bool) -> Self {
        Self {
            wide,
            segments: Vec::new(),
            counted: 0,
            line: 1,
            column: 1,
        }
    }

    /// Bytes of the file that an ASCII letter takes.
    pub(crate) fn unit(&self) -> u64 {
        if self.wide { 2 } else { 1 }
    }

    /// The text at position `at` and behind comes from `file`.
    pub(crate) fn piece(&mut self, at: usize, file: u64) {
        if let Some(last) = self.segments.last_mut() {
            if last.at == at {
                last.file = file;
                return;
            }
            if !self.wide && last.file + (at - last.at) as u64 == file {
                return;
            }
        }
        self.segments.push(Segment { at, file });
    }

    /// Offset in the file of position `at`. Pieces of wide text are short, so this is too.
    pub(crate) fn offset(&self, text: &str, at: usize) -> u64 {
        let n = self.segments.partition_point(|s| s.at <= at);
        let Some(segment) = n.checked_sub(1).and_then(|n| self.segments.get(n)) else {
            return 0;
        };
        segment.file + self.bytes(text, segment.at, at)
    }

    /// Offset, line and column of position `at`.
    pub(crate) fn place(&mut self, text: &str, at: usize) -> Place {
        let offset = self.offset(text, at);
        if at >= self.counted {
            self.count(text, at);
            return Place {
                offset,
                line: self.line,
                column: self.column,
            };
        }
        let back = text.as_bytes().get(at..self.counted).unwrap_or_default();
        let before = text.as_bytes().get(..at).unwrap_or_default();
        let start = before
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |n| n + 1);
        Place {
            offset,
            line: self.line - line_feeds(back),
            column: (at - start) as u64 + 1,
        }
    }

    /// The first `n` bytes of the text are done with.
    pub(crate) fn consume(&mut self, text: &str, n: usize) {
        if n == 0 {
            return;
        }
        self.count(text, n);
        self.counted -= n;
        let keep = self.segments.partition_point(|s| s.at <= n).max(1) - 1;
        self.segments.drain(..keep);
        let wide = self.wide;
        for segment in &mut self.segments {
            if segment.at < n {
                segment.file += span(text, segment.at, n, wide);
                segment.at = 0;
            } else {
                segment.at -= n;
            }
        }
    }

    fn count(&mut self, text: &str, to: usize) {
        let Some(part) = text.as_bytes().get(self.counted..to) else {
            return;
        };
        let feeds = line_feeds(part);
        self.line += feeds;
        if feeds == 0 {
            self.column += part.len() as u64;
        } else {
            let last = part.iter().rposition(|b| *b == b'\n').unwrap_or_default();
            self.column = (part.len() - last) as u64;
        }
        self.counted = to;
    }

    fn bytes(&self, text: &str, from: usize, to: usize) -> u64 {
        span(text, from, to, self.wide)
    }
}

fn span(text: &str, from: usize, to: usize, wide: bool) -> u64 {
    if wide {
        let part = text.get(from..to).unwrap_or_default();
        2 * part.chars().map(|c| c.len_utf16() as u64).sum::<u64>()
    } else {
        (to - from) as u64
    }
}
