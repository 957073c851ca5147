//! Cuts `text/event-stream` into the records its events carry, in pieces of any size.
//!
//! Line ends are LF, CR or CR LF; comments, `event`, `id` and `retry` are read over; the lines of
//! `data` are one text. Source: WHATWG HTML, "Interpreting an event stream". In one thing a file
//! is not read as a connection is: an event that the end of the file cuts off is used if its data
//! are whole.

use super::{
    event::{Event, Fault, FaultKind, Record},
    position::{Place, Positions},
};
use crate::{
    json::{Fields, Malformed, Raw, Scan, Spans, check, syntax::white},
    limits::Limits,
};

/// The splitter. Feed it pieces of text, then finish it.
#[derive(Debug)]
pub(super) struct EventStream {
    limits: Limits,
    strict: bool,
    positions: Positions,
    spans: Spans,
    /// The line at hand, as far as it has come.
    line: String,
    /// Where the line at hand began.
    line_start: Option<Place>,
    /// The last line ended in CR: LF belongs to it.
    after_return: bool,
    event: Pending,
    index: u64,
    pings: u64,
}

/// The event at hand.
#[derive(Debug, Default)]
struct Pending {
    data: String,
    /// Where its first line of data began, behind the field's name.
    start: Option<Place>,
    is_ping: bool,
    /// It is beyond its limit and is left out.
    dropped: bool,
}

type Sink<'s> = &'s mut dyn FnMut(Event<'_>);

impl EventStream {
    /// `wide`: offsets are those of UTF-16. `strict`: every record is checked to its depth.
    pub(super) fn new(limits: Limits, wide: bool, strict: bool) -> Self {
        Self {
            limits,
            strict,
            positions: Positions::new(wide),
            spans: Spans::default(),
            line: String::new(),
            line_start: None,
            after_return: false,
            event: Pending::default(),
            index: 0,
            pings: 0,
        }
    }

    /// Events that only say the connection is alive.
    pub(super) fn pings(&self) -> u64 {
        self.pings
    }

    /// The next piece of text, which starts at `offset` in the file.
    pub(super) fn feed(&mut self, text: &str, offset: u64, sink: Sink<'_>) {
        self.positions.piece(0, offset);
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if std::mem::take(&mut self.after_return) && rest.starts_with('\n') {
                at += 1;
                continue;
            }
            if self.line_start.is_none() {
                self.line_start = Some(self.positions.place(text, at));
            }
            let end = rest.find(['\n', '\r']);
            let part = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            self.extend_line(part, sink);
            at += part.len();
            if end.is_some() {
                self.after_return = text.as_bytes().get(at) == Some(&b'\r');
                at += 1;
                self.line_ended(sink);
            }
        }
        self.positions.consume(text, text.len());
    }

    /// The text has ended, and so has the file, at `size`.
    pub(super) fn finish(&mut self, size: u64, sink: Sink<'_>) {
        self.line_ended(sink);
        let whole = Raw::new(self.event.data.trim_end()).is_ok();
        if let (Some(start), false) = (self.event.start.filter(|_| !self.event.dropped), whole) {
            sink(Event::Fault(Fault {
                kind: FaultKind::Truncated,
                record: Some(self.index),
                offset: size,
                line: Some(start.line),
                column: None,
                path: "data".to_owned(),
                reason: "the file ends inside an event".to_owned(),
            }));
            self.event = Pending::default();
        }
        self.dispatch(sink);
    }

    fn extend_line(&mut self, part: &str, sink: Sink<'_>) {
        if self.line.len() + self.event.data.len() + part.len() <= self.limits.record() {
            self.line.push_str(part);
            return;
        }
        let start = self.event.start.or(self.line_start);
        if let (Some(start), false) = (start, std::mem::replace(&mut self.event.dropped, true)) {
            let reason = format!("the event is longer than {} bytes", self.limits.record());
            self.fault(FaultKind::TooLarge, start, 0, reason, sink);
        }
        // What is left tells that the line is not blank, and holds no field.
        self.line.clear();
        self.line.push(':');
        self.event.data = String::new();
    }

    fn line_ended(&mut self, sink: Sink<'_>) {
        let line = std::mem::take(&mut self.line);
        let start = self.line_start.take();
        if line.is_empty() {
            if start.is_some() {
                self.dispatch(sink);
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let space = usize::from(value.starts_with(' '));
        let value = value.get(space..).unwrap_or_default();
        match (field, start) {
            ("data", Some(mut start)) if !self.event.dropped => {
                start.offset += (field.len() + 1 + space) as u64 * self.positions.unit();
                self.event.start.get_or_insert(start);
                self.event.data.push_str(value);
                self.event.data.push('\n');
            }
            ("event", _) => self.event.is_ping = value == "ping",
            _ => {}
        }
        self.line = line;
        self.line.clear();
    }

    /// An event is complete.
    fn dispatch(&mut self, sink: Sink<'_>) {
        let mut event = std::mem::take(&mut self.event);
        if event.dropped {
            self.index += 1;
        } else if let Some(start) = event.start {
            let from = white(event.data.as_bytes(), 0);
            let text = event.data.get(from..).unwrap_or_default().trim_end();
            // A ping carries a number, or nothing.
            if event.is_ping || text.is_empty() || text.parse::<f64>().is_ok() {
                self.pings += 1;
            } else {
                self.record(text, start, from, sink);
                self.index += 1;
            }
        }
        // Its room is used again.
        event.data.clear();
        self.event.data = event.data;
    }

    fn record(&mut self, text: &str, start: Place, from: usize, sink: Sink<'_>) {
        self.spans.clear();
        let scanned = if text.starts_with('{') {
            match self.spans.scan(text, |_, _| false) {
                Scan::Complete(end) if end == text.len() => Ok(()),
                Scan::Complete(end) => Err(Malformed::new(end, "something follows the value")),
                Scan::Malformed(e) => Err(e),
                Scan::Incomplete | Scan::Stopped => Err(Malformed::truncated(text.len())),
            }
        } else {
            Raw::new(text).map(|_| ())
        };
        let checked = scanned.and_then(|()| if self.strict { check(text) } else { Ok(()) });
        match checked {
            Ok(()) => sink(Event::Record(Record {
                container: "",
                response: 0,
                index: self.index,
                offset: start.offset + from as u64,
                raw: Raw::trusted(text),
                fields: Fields::new(text, &self.spans),
            })),
            Err(e) => {
                let at = (from + e.offset) as u64;
                self.fault(FaultKind::Malformed, start, at, e.reason.to_string(), sink);
            }
        }
    }

    fn fault(&self, kind: FaultKind, start: Place, at: u64, reason: String, sink: Sink<'_>) {
        sink(Event::Fault(Fault {
            kind,
            record: Some(self.index),
            offset: start.offset + at,
            line: Some(start.line),
            column: None,
            path: "data".to_owned(),
            reason,
        }));
    }
}
