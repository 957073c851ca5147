//! The same file back, redacted: its shape, order, columns and encoding, with redacted spans replaced and every
//! other byte as it was.
//!
//! A file is read a second time, beside the archive that was made of it: the archive knows which entry a record
//! told of, and so who wrote a string and what stood around it. Whatever cannot be rewritten so is named, and
//! then nothing of that file is given.

mod csv;
mod edit;
mod har;
mod json;
mod leaf;
mod pack;
mod printed;
mod zip;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use self::{
    edit::{Edit, apply},
    leaf::{Leaves, Told},
};
use crate::{
    archive::SourceId,
    diagnostics::Code,
    export::{OutputCheck, Watched},
    formats::CONTAINERS,
    limits::Limits,
    read_as::ReadAs,
    source::{Container, Encoding, Event, Reader, Sniffed, sniff},
};

/// Bytes of the longest file that is rewritten: it is held whole.
const LONGEST: usize = 1 << 30;

/// Something that cannot be rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Unwritten {
    /// The file, or the file inside a file.
    pub file: String,
    /// Ordinal of the record, if it is about one.
    pub record: Option<u64>,
    /// Why.
    pub reason: String,
}

/// A file after its redaction.
#[derive(Clone, Debug, Default)]
pub struct Rewritten {
    /// Its bytes; none if something of it cannot be rewritten.
    pub bytes: Option<Vec<u8>>,
    /// Spans that were replaced.
    pub replaced: u32,
    /// What cannot be rewritten. Files in an archive that are named here are left out of it where that was asked.
    pub unwritten: Vec<Unwritten>,
}

/// Rewrites files of one archive.
#[derive(Debug)]
pub struct Rewriting<'a> {
    watched: Watched<'a>,
    told: Vec<Told>,
    /// Files in archives that cannot be rewritten are left out, instead of all with them.
    omits: bool,
}

impl<'a> Rewriting<'a> {
    /// Makes ready to rewrite what `watched` was read from. O(entries).
    pub fn new(watched: Watched<'a>, omits: bool) -> Self {
        Self {
            told: leaf::told(&watched),
            watched,
            omits,
        }
    }

    /// Rewrites a file of this name, as it was read. What is written is also shown to `check` as text.
    pub fn file(
        &self,
        name: &str,
        bytes: &[u8],
        read_as: &ReadAs,
        check: &mut OutputCheck,
    ) -> Rewritten {
        let mut work = Work {
            of: self,
            delimiter: read_as.separator(),
            out: Rewritten::default(),
        };
        if bytes.len() > LONGEST {
            let reason = format!("it is longer than {LONGEST} bytes, which are held at once");
            work.refuse(name, None, reason);
            return work.out;
        }
        let rewritten = work.rewrite(name, bytes, check);
        let complete = work.out.unwritten.is_empty() || self.omits;
        work.out.bytes = rewritten.filter(|_| complete);
        work.out
    }
}

/// One file on its way.
struct Work<'w, 'a> {
    of: &'w Rewriting<'a>,
    delimiter: Option<u8>,
    out: Rewritten,
}

impl Work<'_, '_> {
    fn refuse(&mut self, file: &str, record: Option<u64>, reason: impl Into<String>) {
        self.out.unwritten.push(Unwritten {
            file: file.to_owned(),
            record,
            reason: reason.into(),
        });
    }

    /// The new bytes of a file, or of a file inside; `None` if it cannot be rewritten.
    fn rewrite(&mut self, name: &str, bytes: &[u8], check: &mut OutputCheck) -> Option<Vec<u8>> {
        let Some(source) = self.source(name, bytes) else {
            self.refuse(name, None, "it was not read: nobody knows what it holds");
            return None;
        };
        if let Some(reason) = self.hindrance(source) {
            self.refuse(name, None, reason);
            return None;
        }
        let sniffed = sniff(bytes.get(..bytes.len().min(8 << 10)).unwrap_or_default());
        match self.container(&sniffed) {
            Container::Empty => Some(bytes.to_vec()),
            Container::Zip => self.zip(name, bytes, check),
            Container::Gzip => self.gzip(name, bytes, check),
            container => {
                let Some(text) = pack::decode(bytes, sniffed.encoding) else {
                    self.refuse(name, None, "its bytes are no text in its encoding");
                    return None;
                };
                let before = self.out.unwritten.len();
                let edits = self.edits(name, source, container, &text, check);
                if self.out.unwritten.len() > before {
                    return None;
                }
                self.out.replaced += edits.len() as u32;
                let new = apply(&text, &edits);
                check.feed_text(new.as_bytes());
                check.feed_text(b"\n\n\n\n");
                if edits.is_empty() {
                    return Some(bytes.to_vec());
                }
                Some(pack::encode(new, sniffed.encoding))
            }
        }
    }

    fn container(&self, sniffed: &Sniffed) -> Container {
        match (sniffed.container, self.delimiter) {
            (Container::Csv { .. } | Container::Unknown, Some(delimiter)) => {
                Container::Csv { delimiter }
            }
            (container, _) => container,
        }
    }

    /// The source that these bytes were.
    fn source(&self, name: &str, bytes: &[u8]) -> Option<SourceId> {
        let hash = xxh3_64(bytes);
        let sources = &self.of.watched.archive.sources;
        let is = |source: &crate::archive::Source| {
            source.name == name && (source.hash, source.bytes) == (hash, bytes.len() as u64)
        };
        Some(SourceId(sources.iter().position(is)? as u32))
    }

    /// Why a file cannot be rewritten whole: not all of it was read.
    fn hindrance(&self, source: SourceId) -> Option<String> {
        let source = self.of.watched.archive.source(source);
        match source.format.as_str() {
            "unrecognised" => return Some("it is of no known kind".to_owned()),
            "cancelled" => return Some("its reading was cancelled".to_owned()),
            _ => {}
        }
        let unread = |code: Code| {
            matches!(
                code,
                Code::Truncated
                    | Code::BadRecord
                    | Code::BadEncoding
                    | Code::UnevenRow
                    | Code::Limit
                    | Code::BadMember
            )
        };
        let mut faults = source.diagnostics.iter().filter(|d| unread(d.code));
        let first = faults.next()?;
        let place = first.offset.map(|at| format!(" at byte {at}"));
        Some(format!(
            "{} of its records could not be read, the first ({}){}",
            1 + faults.count() as u64 + source.more_diagnostics,
            first.code.as_str(),
            place.unwrap_or_default()
        ))
    }

    /// What is to be replaced in a text.
    fn edits(
        &mut self,
        name: &str,
        source: SourceId,
        container: Container,
        text: &str,
        check: &mut OutputCheck,
    ) -> Vec<Edit> {
        let records = self.records(container, text);
        let mut edits = Vec::new();
        let recording = self.of.watched.archive.source(source).format == "har";
        let apart = if recording {
            self.bodies(name, source, text, check, &mut edits)
        } else {
            Vec::new()
        };
        let mut leaves = Leaves::new(self.of.watched, source, &self.of.told);
        match container {
            Container::Json | Container::EventStream => {
                json::edits(text, &records, &apart, &mut leaves, &mut edits);
            }
            Container::Csv { delimiter } => {
                csv::edits(text, delimiter, &records, &mut leaves, &mut edits);
            }
            Container::Html => leaves.markup(text, &mut edits),
            _ => printed::edits(text, &records, &mut leaves, &mut edits),
        }
        for record in leaves.finish() {
            let reason = "a redacted text of this record is not found again in the file";
            self.refuse(name, Some(record), reason);
        }
        edit::tidy(&mut edits);
        edits
    }

    /// Where the records of a text begin, and their ordinals.
    fn records(&self, container: Container, text: &str) -> Vec<(usize, u64)> {
        let mut records = Vec::new();
        if matches!(container, Container::Html) {
            return records;
        }
        self.read(text, |event| match event {
            Event::Record(record) => records.push((record.offset as usize, record.index)),
            Event::Row(row) => records.push((row.offset as usize, row.index)),
            _ => {}
        });
        records.sort_unstable();
        records
    }

    /// Reads a text once more and tells what is in it, but not what is in files inside it.
    fn read(&self, text: &str, mut tell: impl FnMut(Event<'_>)) {
        let mut reader = Reader::new(CONTAINERS, Limits::default()).delimiter(self.delimiter);
        let mut inside = 0;
        let mut sink = |event: Event<'_>| match event {
            Event::Member(_) => inside += 1,
            Event::MemberEnd(_) => inside -= 1,
            event if inside == 0 => tell(event),
            _ => {}
        };
        reader.feed(text.as_bytes(), &mut sink);
        reader.finish(&mut sink);
    }
}

/// Whether a text is spelled in units of two bytes.
fn is_wide(encoding: Encoding) -> bool {
    encoding != Encoding::Utf8
}
