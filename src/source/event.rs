//! What comes out of a file.

use std::fmt;

use super::{Summary, cells::Cells};
use crate::json::{Fields, Malformed, Raw};

/// One thing found in a file, in the order of the file.
#[derive(Debug)]
pub enum Event<'a> {
    /// A record of a JSON file.
    Record(Record<'a>),
    /// The end of an object that held records in an array.
    Envelope(&'a Envelope),
    /// The header row of a CSV file, before its rows.
    Header(&'a [String]),
    /// A row of a CSV file.
    Row(Row<'a>),
    /// Text of a file of markup, in pieces of any size.
    Text(&'a str),
    /// A file inside the file begins: what follows is of it, up to its end.
    Member(Member),
    /// The file inside has ended.
    MemberEnd(&'a Summary),
    /// Something that could not be read; reading goes on.
    Fault(Fault),
}

/// A file inside a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name in the archive, to be shown and nothing else; empty if it has none of its own.
    pub name: String,
    /// It counts only if something in it is recognised: one of the many answers of a HAR file.
    pub optional: bool,
}

/// One record of a JSON file: an object, or a row that is an array.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Key of the array it stands in (`conversationEntries`, `records`, …); empty for a top-level
    /// value (JSON lines) and for an element of a top-level array.
    pub container: &'static str,
    /// Ordinal of the top-level value it belongs to; every envelope has its own, also inside a
    /// top-level array.
    pub response: u64,
    /// Ordinal in the file, from 0. Broken records count.
    pub index: u64,
    /// Byte offset in the file.
    pub offset: u64,
    /// The record as it stands in the file.
    pub raw: Raw<'a>,
    /// Its members; empty if it is no object.
    pub fields: Fields<'a>,
}

impl Record<'_> {
    /// A fault somewhere inside this record.
    pub fn fault(&self, path: &str, error: &Malformed) -> Fault {
        Fault {
            kind: FaultKind::Malformed,
            record: Some(self.index),
            offset: self.offset + error.offset as u64,
            line: None,
            column: None,
            path: path.to_owned(),
            reason: error.reason.to_string(),
        }
    }
}

/// An object with records in one or more of its arrays, told at its end.
#[derive(Debug, Clone, Default)]
pub struct Envelope {
    /// Ordinal that its records carry.
    pub response: u64,
    /// Byte offset of its `{` in the file.
    pub offset: u64,
    /// Which arrays held records, and how many each (broken ones count).
    pub containers: Vec<(&'static str, u64)>,
    /// The other members, in the order of the file.
    pub members: Vec<EnvelopeMember>,
}

/// A member of an envelope besides its records.
#[derive(Debug, Clone)]
pub struct EnvelopeMember {
    /// Its key.
    pub key: String,
    /// It stands in the object `result` of the envelope.
    pub in_result: bool,
    /// Raw JSON; `None` if it was longer than the limit.
    pub value: Option<String>,
}

impl Envelope {
    /// A member by key: of the inner object (`result`) first, then of the outer; the last of
    /// duplicates.
    pub fn get(&self, key: &str) -> Option<Raw<'_>> {
        let find = |in_result| {
            self.members
                .iter()
                .rev()
                .find(|m| m.in_result == in_result && m.key == key)
        };
        let value = find(true).or_else(|| find(false))?.value.as_deref()?;
        Some(Raw::trusted(value))
    }

    /// Records in all its arrays.
    pub fn records(&self) -> u64 {
        self.containers.iter().map(|(_, n)| n).sum()
    }

    /// Key of the first array with records.
    pub fn container(&self) -> &'static str {
        self.containers.first().map_or("", |(key, _)| key)
    }
}

/// One row of a CSV file.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Ordinal among the data rows of the file, from 0. Rows left out with a fault count.
    pub index: u64,
    /// Byte offset in the file.
    pub offset: u64,
    /// Line in the file, from 1.
    pub line: u64,
    /// Column names.
    pub header: &'a [String],
    pub(crate) text: &'a str,
    pub(crate) cells: &'a Cells,
}

impl<'a> Row<'a> {
    /// The cell of a column by position; `None` if the row is too short.
    #[inline]
    pub fn cell(&self, column: usize) -> Option<&'a str> {
        self.cells.get(self.text, column)
    }

    /// All cells with their column names.
    pub fn cells(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.header.iter().map(String::as_str).zip(self.values())
    }

    /// All cells, in the order of the columns.
    #[inline]
    pub fn values(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.cells.iter(self.text)
    }

    /// How many cells the row has.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// No cell at all?
    pub fn is_empty(&self) -> bool {
        self.cells.len() == 0
    }
}

/// The kind of a fault; its name is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// Bytes that are no text in the file's encoding; they became U+FFFD.
    Encoding,
    /// Not JSON, or not a row.
    Malformed,
    /// The file ends too early.
    Truncated,
    /// A record beyond [`record_bytes`](crate::limits::Limits::record_bytes).
    TooLarge,
    /// A row with too few or too many cells.
    Cells,
    /// A file in an archive that cannot be unpacked, or not as it was packed.
    Member,
    /// A name in an archive that would be a place outside of it.
    Path,
}

impl FaultKind {
    /// `encoding`, `malformed`, `truncated`, `too_large`, `cells`, `member`, `path`
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::Malformed => "malformed",
            Self::Truncated => "truncated",
            Self::TooLarge => "too_large",
            Self::Cells => "cells",
            Self::Member => "member",
            Self::Path => "path",
        }
    }
}

/// Something that could not be read. Never quotes the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What sort of fault.
    pub kind: FaultKind,
    /// The record or row that is concerned, by its ordinal in the file.
    pub record: Option<u64>,
    /// Byte offset in the file.
    pub offset: u64,
    /// Line in the file, from 1.
    pub line: Option<u64>,
    /// Byte in that line, from 1 (for UTF-16, as if it were UTF-8).
    pub column: Option<u64>,
    /// Where in the structure: `conversationEntries[3]`, a column name, or empty.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

impl Fault {
    /// One that concerns no record.
    pub(crate) fn of_file(kind: FaultKind, offset: u64, reason: impl Into<String>) -> Self {
        Self {
            kind,
            record: None,
            offset,
            line: None,
            column: None,
            path: String::new(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.offset)?;
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, " (line {line}, column {column})")?;
        }
        if !self.path.is_empty() {
            write!(f, " in {}", self.path)?;
        }
        Ok(())
    }
}
