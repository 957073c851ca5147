//! Cuts what a JavaScript console printed into records, in pieces of any size.
//!
//! Node prints an object not as JSON but for people: `{ replayId: 7, date: 1690344475579n }`, with
//! names and single quotes as code has them. Subscribers of events save such printouts, among the
//! other lines of their log. An object is a record, from its brace to the matching one; what
//! stands outside is passed over. A printed string never holds a line break, and only an object at
//! the top begins a line: so one that was cut off ends where the next begins. Source: the printed
//! events in the README of Salesforce's interaction-service-apis, and `util.inspect` of Node.

use super::{
    event::{Event, Fault, FaultKind, Record},
    position::{Place, Positions},
    printed,
};
use crate::{
    json::{Fields, Malformed, Raw, Scan, Spans},
    limits::Limits,
};

/// The splitter. Feed it pieces of text, then finish it.
#[derive(Debug)]
pub(super) struct Printouts {
    limits: Limits,
    positions: Positions,
    spans: Spans,
    /// The object at hand, as far as it has come.
    printout: String,
    start: Option<Place>,
    /// It is beyond its limit and is left out.
    dropped: bool,
    braces: Braces,
    /// The next byte begins a line.
    fresh: bool,
    index: u64,
}

type Sink<'s> = &'s mut dyn FnMut(Event<'_>);

impl Printouts {
    /// `wide`: offsets are those of UTF-16.
    pub(super) fn new(limits: Limits, wide: bool) -> Self {
        Self {
            limits,
            positions: Positions::new(wide),
            spans: Spans::default(),
            printout: String::new(),
            start: None,
            dropped: false,
            braces: Braces::default(),
            fresh: true,
            index: 0,
        }
    }

    /// The next piece of text, which starts at `offset` in the file.
    pub(super) fn feed(&mut self, text: &str, offset: u64, sink: Sink<'_>) {
        self.positions.piece(0, offset);
        let mut from = 0;
        for (at, byte) in text.bytes().enumerate() {
            let fresh = std::mem::replace(&mut self.fresh, byte == b'\n');
            if byte == b'{' && (fresh || self.start.is_none()) {
                let place = self.positions.place(text, at);
                self.cut_off(place.offset, sink);
                self.start = Some(place);
                from = at;
            }
            if self.start.is_some() && self.braces.close(byte) {
                self.extend(text.get(from..=at).unwrap_or_default(), sink);
                self.record(sink);
            }
        }
        if self.start.is_some() {
            self.extend(text.get(from..).unwrap_or_default(), sink);
        }
        self.positions.consume(text, text.len());
    }

    /// The text has ended, and so has the file, at `size`.
    pub(super) fn finish(&mut self, size: u64, sink: Sink<'_>) {
        self.cut_off(size, sink);
    }

    /// The object at hand, if any, was not printed to its end.
    fn cut_off(&mut self, end: u64, sink: Sink<'_>) {
        let Some(start) = self.start else { return };
        if !self.dropped {
            let reason = "the printed object has no end";
            self.fault(FaultKind::Truncated, end, start.line, reason, sink);
        }
        self.next();
    }

    fn extend(&mut self, part: &str, sink: Sink<'_>) {
        let Some(start) = self.start.filter(|_| !self.dropped) else {
            return;
        };
        if self.printout.len() + part.len() <= self.limits.record() {
            return self.printout.push_str(part);
        }
        self.dropped = true;
        self.printout = String::new();
        let reason = format!(
            "the printed object is longer than {} bytes",
            self.limits.record()
        );
        self.fault(FaultKind::TooLarge, start.offset, start.line, &reason, sink);
    }

    /// The object at hand is complete.
    fn record(&mut self, sink: Sink<'_>) {
        if let Some(start) = self.start.filter(|_| !self.dropped) {
            match printed::to_json(&self.printout) {
                Ok(read) => {
                    if let Some(at) = read.left_out {
                        let reason = "the console left out a part of this object: print it with util.inspect(event, { depth: null, maxStringLength: null, maxArrayLength: null }), or as JSON";
                        self.fault_inside(FaultKind::Truncated, start, at, reason, sink);
                    }
                    self.emit(&read.json, start, sink);
                }
                Err(e) => {
                    let reason = e.reason.to_string();
                    self.fault_inside(FaultKind::Malformed, start, e.offset, &reason, sink);
                }
            }
        }
        self.next();
    }

    fn emit(&mut self, json: &str, start: Place, sink: Sink<'_>) {
        self.spans.clear();
        match self.spans.scan(json, |_, _| false) {
            Scan::Complete(_) => sink(Event::Record(Record {
                container: "",
                response: 0,
                index: self.index,
                offset: start.offset,
                raw: Raw::trusted(json),
                fields: Fields::new(json, &self.spans),
            })),
            Scan::Malformed(Malformed { reason, .. }) => {
                let reason = reason.to_string();
                self.fault_inside(FaultKind::Malformed, start, 0, &reason, sink);
            }
            Scan::Incomplete | Scan::Stopped => {
                let reason = "the printed object has no end";
                self.fault_inside(FaultKind::Malformed, start, 0, reason, sink);
            }
        }
    }

    fn next(&mut self) {
        self.index += 1;
        self.start = None;
        self.dropped = false;
        self.printout.clear();
        self.braces = Braces::default();
    }

    /// Something is wrong at byte `at` of the object.
    fn fault_inside(&self, kind: FaultKind, start: Place, at: usize, reason: &str, sink: Sink<'_>) {
        let before = self.printout.get(..at).unwrap_or_default();
        let line = start.line + before.matches('\n').count() as u64;
        let offset = start.offset + at as u64 * self.positions.unit();
        self.fault(kind, offset, line, reason, sink);
    }

    fn fault(&self, kind: FaultKind, offset: u64, line: u64, reason: &str, sink: Sink<'_>) {
        sink(Event::Fault(Fault {
            kind,
            record: Some(self.index),
            offset,
            line: Some(line),
            column: None,
            path: String::new(),
            reason: reason.to_owned(),
        }));
    }
}

/// Finds the end of a printed object, byte by byte.
#[derive(Debug, Default)]
struct Braces {
    open: usize,
    /// The quote that ends the string at hand.
    quote: Option<u8>,
    escaped: bool,
    slash: bool,
    comment: bool,
}

impl Braces {
    /// Whether this byte closes the object.
    fn close(&mut self, byte: u8) -> bool {
        if byte == b'\n' {
            (self.quote, self.comment) = (None, false);
        }
        if self.comment {
            return false;
        }
        if let Some(quote) = self.quote {
            if std::mem::take(&mut self.escaped) {
                return false;
            }
            self.escaped = byte == b'\\';
            if byte == quote {
                self.quote = None;
            }
            return false;
        }
        let slash = std::mem::replace(&mut self.slash, byte == b'/');
        match byte {
            b'\'' | b'"' | b'`' => self.quote = Some(byte),
            b'/' if slash => self.comment = true,
            b'{' => self.open += 1,
            b'}' => {
                self.open -= 1;
                return self.open == 0;
            }
            _ => {}
        }
        false
    }
}
