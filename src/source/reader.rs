//! One file from its bytes to its records.

use xxhash_rust::xxh3::Xxh3Default;

use super::{
    csv_records::{CsvRecords, Skipped},
    event::{Event, Fault, FaultKind},
    event_stream::EventStream,
    gzip::Gzip,
    har,
    json_records::JsonRecords,
    printout::Printouts,
    sniff::{Container, Sniffed, WINDOW, sniff},
    utf8::{Decoder, Encoding, Piece},
    zip::Zip,
};
use crate::limits::Limits;

/// Archives are opened up to so deep: one inside another, and no deeper.
const ARCHIVES: u8 = 2;

/// Said once of a table, however many of its letters are so.
const READ_AS_ANSI: &str = "bytes that are not UTF-8 are read as Windows-1252, as Excel on Windows saves a plain CSV. If letters look wrong, export the table again or save it as \"CSV UTF-8\"";

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
    /// Events of an event stream that carry nothing.
    pub pings: u64,
    /// What the archives in it were unpacked to, in bytes.
    pub unpacked: u64,
    /// Rows of a CSV file left out as no data.
    pub skipped: Skipped,
    /// Column names of a CSV file.
    pub header: Vec<String>,
}

/// How a file is read, and the files inside it.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) containers: &'static [&'static str],
    pub(super) limits: Limits,
    pub(super) strict: bool,
    /// What separates the cells of a table, whatever it looks like.
    pub(super) delimiter: Option<u8>,
    /// How many files this one is inside of.
    pub(super) depth: u8,
    /// Bytes that archives may still be unpacked to.
    pub(super) unpacked_left: u64,
}

/// Reads one file, and the files inside it. What it cannot look into gives no events, only a
/// summary.
pub struct Reader {
    settings: Settings,
    hash: Xxh3Default,
    bytes: u64,
    /// The first bytes, until it is known what they are.
    head: Vec<u8>,
    content: Option<Content>,
}

struct Content {
    sniffed: Sniffed,
    /// Bytes of other text that are still to be passed over.
    lead: usize,
    decoder: Decoder,
    splitter: Splitter,
    invalid: u64,
    /// Bytes that archives in the bodies of a HAR file were unpacked to.
    unpacked: u64,
}

enum Splitter {
    Json(Box<JsonRecords>),
    Csv(Box<CsvRecords>),
    Events(Box<EventStream>),
    Printouts(Box<Printouts>),
    Markup,
    Zip(Box<Zip>),
    Gzip(Box<Gzip>),
    None,
}

type Sink<'s> = &'s mut dyn FnMut(Event<'_>);

impl Reader {
    /// `containers`: keys whose arrays hold records.
    pub fn new(containers: &'static [&'static str], limits: Limits) -> Self {
        Self::with(Settings {
            containers,
            limits,
            strict: false,
            delimiter: None,
            depth: 0,
            unpacked_left: limits.unpacked_bytes,
        })
    }

    pub(super) fn with(settings: Settings) -> Self {
        Self {
            settings,
            hash: Xxh3Default::new(),
            bytes: 0,
            head: Vec::new(),
            content: None,
        }
    }

    /// Also checks what nobody opens: every record goes through `serde_json` once.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// Reads a table with this delimiter, whatever it looks like.
    #[must_use]
    pub fn delimiter(mut self, delimiter: Option<u8>) -> Self {
        self.settings.delimiter = delimiter;
        self
    }

    /// What the file is taken for; known after 8 KiB or at the end.
    pub fn sniffed(&self) -> Option<&Sniffed> {
        self.content.as_ref().map(|content| &content.sniffed)
    }

    /// Bytes that have come.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next bytes of the file. Events borrow from them or from what is carried.
    pub fn feed(&mut self, bytes: &[u8], sink: Sink<'_>) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        let mut bytes = bytes;
        if self.content.is_none() {
            // A first chunk that shows enough is read in place.
            if self.head.is_empty() && bytes.len() >= WINDOW {
                self.begin(bytes, sink);
            } else {
                let (head, rest) = bytes.split_at(bytes.len().min(WINDOW - self.head.len()));
                self.head.extend_from_slice(head);
                if self.head.len() < WINDOW {
                    return;
                }
                bytes = rest;
                let head = std::mem::take(&mut self.head);
                self.begin(&head, sink);
                self.content(&head, sink);
            }
        }
        self.content(bytes, sink);
    }

    /// The file has ended.
    pub fn finish(mut self, sink: Sink<'_>) -> Summary {
        if self.content.is_none() {
            let head = std::mem::take(&mut self.head);
            self.begin(&head, sink);
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
            pings: 0,
            unpacked: 0,
            skipped: Skipped::default(),
            header: Vec::new(),
        };
        let Some(mut content) = self.content else {
            return summary;
        };
        if content.is_text() {
            content.text(None, &self.settings, sink);
        }
        summary.unpacked = content.unpacked;
        match content.splitter {
            Splitter::Json(mut json) => json.finish(bytes, &mut |event| {
                with_body(event, &self.settings, &mut summary.unpacked, sink);
            }),
            Splitter::Csv(mut csv) => {
                csv.finish(sink);
                summary.skipped = csv.skipped();
                summary.header = csv.header().to_vec();
            }
            Splitter::Events(mut events) => {
                events.finish(bytes, sink);
                summary.pings = events.pings();
            }
            Splitter::Printouts(mut printouts) => printouts.finish(bytes, sink),
            Splitter::Zip(zip) => summary.unpacked = zip.finish(sink),
            Splitter::Gzip(gzip) => summary.unpacked = gzip.finish(sink),
            Splitter::Markup | Splitter::None => {}
        }
        summary.container = content.sniffed.container;
        summary.encoding = content.sniffed.encoding;
        summary.evidence = content.sniffed.evidence;
        summary.invalid = content.invalid;
        summary
    }

    fn begin(&mut self, head: &[u8], sink: Sink<'_>) {
        let sniffed = sniff(head).separated_by(self.settings.delimiter);
        let mut decoder = Decoder::new(sniffed.encoding);
        if let Container::Csv { .. } = sniffed.container {
            decoder = decoder.or_ansi();
        }
        decoder.skip(sniffed.lead as u64);
        let wide = decoder.wide();
        let settings = self.settings;
        let splitter = match sniffed.container {
            Container::Json => {
                let Settings {
                    containers,
                    limits,
                    strict,
                    ..
                } = settings;
                Splitter::Json(Box::new(JsonRecords::new(containers, limits, wide, strict)))
            }
            Container::Csv { delimiter } => {
                Splitter::Csv(Box::new(CsvRecords::new(delimiter, settings.limits, wide)))
            }
            Container::EventStream => {
                let events = EventStream::new(settings.limits, wide, settings.strict);
                Splitter::Events(Box::new(events))
            }
            Container::Printout => {
                Splitter::Printouts(Box::new(Printouts::new(settings.limits, wide)))
            }
            Container::Html => Splitter::Markup,
            Container::Zip | Container::Gzip if settings.depth >= ARCHIVES => {
                let reason = "an archive inside an archive inside an archive is not opened: unpack the outer ones first";
                sink(Event::Fault(Fault::of_file(FaultKind::Member, 0, reason)));
                Splitter::None
            }
            Container::Zip => Splitter::Zip(Box::new(Zip::new(settings))),
            Container::Gzip => Splitter::Gzip(Box::new(Gzip::new(settings, sink))),
            Container::Empty | Container::Office | Container::Unknown => Splitter::None,
        };
        self.content = Some(Content {
            lead: sniffed.lead,
            sniffed,
            decoder,
            splitter,
            invalid: 0,
            unpacked: 0,
        });
    }

    fn content(&mut self, bytes: &[u8], sink: Sink<'_>) {
        let Some(content) = &mut self.content else {
            return;
        };
        let (_, bytes) = bytes.split_at(std::mem::take(&mut content.lead).min(bytes.len()));
        match &mut content.splitter {
            Splitter::Zip(zip) => zip.feed(bytes, sink),
            Splitter::Gzip(gzip) => gzip.feed(bytes, sink),
            Splitter::None => {}
            _ => content.text(Some(bytes), &self.settings, sink),
        }
    }
}

impl Content {
    fn is_text(&self) -> bool {
        !matches!(
            self.splitter,
            Splitter::Zip(_) | Splitter::Gzip(_) | Splitter::None
        )
    }

    /// Decodes the next bytes; without any, the text ends.
    fn text(&mut self, bytes: Option<&[u8]>, settings: &Settings, sink: Sink<'_>) {
        let Self {
            sniffed,
            decoder,
            splitter,
            invalid,
            unpacked,
            ..
        } = self;
        let mut take = |piece: Piece<'_>| match (piece, &mut *splitter) {
            (Piece::Text(text, offset), Splitter::Json(json)) => {
                json.feed(text, offset, &mut |event| {
                    with_body(event, settings, unpacked, sink);
                });
            }
            (Piece::Text(text, offset), Splitter::Csv(csv)) => csv.feed(text, offset, sink),
            (Piece::Text(text, offset), Splitter::Events(events)) => {
                events.feed(text, offset, sink);
            }
            (Piece::Text(text, offset), Splitter::Printouts(printouts)) => {
                printouts.feed(text, offset, sink);
            }
            (Piece::Text(text, _), Splitter::Markup) => sink(Event::Text(text)),
            (Piece::Text(..), _) => {}
            (Piece::Invalid(offset), _) => {
                *invalid += 1;
                let (limit, reason) = match splitter {
                    Splitter::Csv(_) if sniffed.encoding == Encoding::Utf8 => (1, READ_AS_ANSI),
                    _ => (
                        settings.limits.encoding_faults,
                        "invalid bytes for the encoding; read as U+FFFD",
                    ),
                };
                if *invalid <= limit {
                    sink(Event::Fault(Fault::of_file(
                        FaultKind::Encoding,
                        offset,
                        reason,
                    )));
                }
            }
        };
        match bytes {
            Some(bytes) => decoder.feed(bytes, &mut take),
            None => decoder.finish(&mut take),
        }
    }
}

/// Hands on an event; behind an exchange of a HAR file comes its body, a file of its own.
fn with_body(event: Event<'_>, settings: &Settings, unpacked: &mut u64, sink: Sink<'_>) {
    let exchange = match &event {
        Event::Record(record) => {
            har::is_exchange(record.container, &record.fields).then_some(*record)
        }
        _ => None,
    };
    sink(event);
    if let Some(record) = exchange.filter(|_| settings.depth < ARCHIVES) {
        let settings = Settings {
            unpacked_left: settings.unpacked_left.saturating_sub(*unpacked),
            ..*settings
        };
        *unpacked += har::open_body(&record, settings, sink);
    }
}
