//! One file from its bytes to its records.

use xxhash_rust::xxh3::Xxh3Default;

use super::{
    csv_records::{CsvRecords, Skipped},
    event::{Event, Fault, FaultKind},
    json_records::JsonRecords,
    sniff::{Container, Sniffed, WINDOW, sniff},
    utf8::{Decoder, Encoding, Piece},
};
use crate::limits::Limits;

/// What a file was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// What kind of container it is.
    pub container: Container,
    /// How its text is spelled.
    pub encoding: Encoding,
    /// Why it is taken for that.
    pub evidence: String,
    /// Its size.
    pub bytes: u64,
    /// XXH3 (64 bits) of its bytes, independent of chunking.
    pub hash: u64,
    /// Invalid byte sequences, reported or not.
    pub invalid: u64,
    /// Rows of a CSV file left out as no data.
    pub skipped: Skipped,
    /// Column names of a CSV file.
    pub header: Vec<String>,
}

/// Reads one file. Containers other than JSON and CSV give no events, only a summary.
pub struct Reader {
    containers: &'static [&'static str],
    limits: Limits,
    strict: bool,
    delimiter: Option<u8>,
    hash: Xxh3Default,
    bytes: u64,
    /// The first bytes, until it is known what they are.
    head: Vec<u8>,
    content: Option<Content>,
}

struct Content {
    sniffed: Sniffed,
    decoder: Decoder,
    splitter: Splitter,
    invalid: u64,
}

enum Splitter {
    Json(Box<JsonRecords>),
    Csv(Box<CsvRecords>),
    None,
}

impl Reader {
    /// `containers`: keys whose arrays hold records.
    pub fn new(containers: &'static [&'static str], limits: Limits) -> Self {
        Self {
            containers,
            limits,
            strict: false,
            delimiter: None,
            hash: Xxh3Default::new(),
            bytes: 0,
            head: Vec::new(),
            content: None,
        }
    }

    /// Also checks what nobody opens: every record goes through `serde_json` once.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Reads a table with this delimiter, whatever it looks like.
    #[must_use]
    pub fn delimiter(mut self, delimiter: Option<u8>) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// What the file is taken for; known after 8 KiB or at the end.
    pub fn sniffed(&self) -> Option<&Sniffed> {
        self.content.as_ref().map(|content| &content.sniffed)
    }

    /// The next bytes of the file. Events borrow from them or from what is carried.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut impl FnMut(Event<'_>)) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        let mut bytes = bytes;
        if self.content.is_none() {
            // A first chunk that shows enough is read in place.
            if self.head.is_empty() && bytes.len() >= WINDOW {
                self.begin(bytes);
            } else {
                let (head, rest) = bytes.split_at(bytes.len().min(WINDOW - self.head.len()));
                self.head.extend_from_slice(head);
                if self.head.len() < WINDOW {
                    return;
                }
                bytes = rest;
                let head = std::mem::take(&mut self.head);
                self.begin(&head);
                self.content(&head, sink);
            }
        }
        self.content(bytes, sink);
    }

    /// The file has ended.
    pub fn finish(mut self, sink: &mut impl FnMut(Event<'_>)) -> Summary {
        if self.content.is_none() {
            let head = std::mem::take(&mut self.head);
            self.begin(&head);
            self.content(&head, sink);
        }
        let (hash, bytes) = (self.hash.digest(), self.bytes);
        let mut summary = Summary {
            container: Container::Empty,
            encoding: Encoding::Utf8,
            evidence: String::new(),
            bytes,
            hash,
            invalid: 0,
            skipped: Skipped::default(),
            header: Vec::new(),
        };
        let Some(mut content) = self.content else {
            return summary;
        };
        if content.is_text() {
            let Content {
                decoder,
                splitter,
                invalid,
                ..
            } = &mut content;
            decoder.finish(&mut |piece| splitter.piece(piece, invalid, &self.limits, sink));
        }
        match &mut content.splitter {
            Splitter::Json(json) => json.finish(bytes, sink),
            Splitter::Csv(csv) => {
                csv.finish(sink);
                summary.skipped = csv.skipped();
                summary.header = csv.header().to_vec();
            }
            Splitter::None => {}
        }
        summary.container = content.sniffed.container;
        summary.encoding = content.sniffed.encoding;
        summary.evidence = content.sniffed.evidence;
        summary.invalid = content.invalid;
        summary
    }

    fn begin(&mut self, head: &[u8]) {
        let sniffed = sniff(head).separated_by(self.delimiter);
        let decoder = Decoder::new(sniffed.encoding);
        let wide = decoder.wide();
        let splitter = match sniffed.container {
            Container::Json => {
                let json = JsonRecords::new(self.containers, self.limits, wide, self.strict);
                Splitter::Json(Box::new(json))
            }
            Container::Csv { delimiter } => {
                Splitter::Csv(Box::new(CsvRecords::new(delimiter, self.limits, wide)))
            }
            _ => Splitter::None,
        };
        self.content = Some(Content {
            sniffed,
            decoder,
            splitter,
            invalid: 0,
        });
    }

    fn content(&mut self, bytes: &[u8], sink: &mut impl FnMut(Event<'_>)) {
        let Some(content) = self.content.as_mut().filter(|content| content.is_text()) else {
            return;
        };
        let Content {
            decoder,
            splitter,
            invalid,
            ..
        } = content;
        decoder.feed(bytes, &mut |piece| {
            splitter.piece(piece, invalid, &self.limits, sink);
        });
    }
}

impl Content {
    fn is_text(&self) -> bool {
        !matches!(self.splitter, Splitter::None)
    }
}

impl Splitter {
    fn piece(
        &mut self,
        piece: Piece<'_>,
        invalid: &mut u64,
        limits: &Limits,
        sink: &mut impl FnMut(Event<'_>),
    ) {
        match (piece, self) {
            (Piece::Text(text, offset), Self::Json(json)) => json.feed(text, offset, sink),
            (Piece::Text(text, offset), Self::Csv(csv)) => csv.feed(text, offset, sink),
            (Piece::Text(..), Self::None) => {}
            (Piece::Invalid(offset), _) => {
                *invalid += 1;
                if *invalid <= limits.encoding_faults {
                    sink(Event::Fault(Fault {
                        kind: FaultKind::Encoding,
                        record: None,
                        offset,
                        line: None,
                        column: None,
                        path: String::new(),
                        reason: "invalid bytes for the encoding; read as U+FFFD".to_owned(),
                    }));
                }
            }
        }
    }
}
