//! Cuts decoded JSON text into records, in pieces of any size.
//!
//! A file is a sequence of top-level values: one document, JSON lines, or pages one after the
//! other. An object with a known array of records, at its top level or under `result`, is an
//! envelope and is streamed; every other value is a record.
//!
//! A record that is whole in the piece at hand is read in place. Otherwise its end is looked for
//! with a scan that can be resumed, so no byte is seen more than a fixed number of times, and only
//! what is not finished is kept. What comes out depends on the text alone, not on the pieces.

mod recovery;
mod structure;
#[cfg(test)]
mod tests;

use super::{
    event::{Event, Fault, FaultKind, Record},
    page::Page,
    position::Positions,
    resync::{Found, Shape, WINDOW, seek},
    token::Token,
};
use crate::{
    json::{Fields, Raw, Skip, Spans, check, scan::string_end, syntax::white},
    limits::Limits,
};

/// Records from this length on are always checked strictly: a quote too many inside one of them
/// would otherwise swallow its neighbours in silence.
pub(super) const CHECKED: usize = 1 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Between top-level values.
    Top,
    /// In a top-level array.
    List,
    /// In an object that may be an envelope.
    Object,
    /// In its object `result`.
    Result,
    /// In an array of records.
    Container,
}

#[derive(Debug)]
enum State {
    /// A value, a key or the closing bracket.
    First,
    /// A value or a key.
    Next,
    /// A comma or the closing bracket.
    After,
    Colon,
    Value,
    Key(Token),
    Member(Token),
    Element(Token),
    /// A record is broken; does its brace structure say where it ends?
    Broken {
        start: usize,
        error: usize,
        skip: Skip,
        end: Option<usize>,
    },
    /// Looking for the next record; nothing before this position counts.
    Seek(usize),
}

/// Go on at a position, or wait there for more text.
enum Step {
    On(usize),
    Wait(usize),
}

/// The splitter. Feed it pieces of text, then finish it.
#[derive(Debug)]
pub struct JsonRecords {
    containers: &'static [&'static str],
    limits: Limits,
    strict: bool,
    positions: Positions,
    /// Text that is not done with.
    tail: String,
    /// Where scanning goes on in the tail.
    cursor: usize,
    level: Level,
    in_list: bool,
    state: State,
    page: Option<Page>,
    spans: Spans,
    shape: Shape,
    responses: u64,
    /// Ordinal of the top-level value at hand.
    response: u64,
    index: u64,
    /// Bytes looked at so far, each time they are.
    #[cfg(test)]
    looked_at: usize,
}

type Sink<'s> = &'s mut dyn FnMut(Event<'_>);

impl JsonRecords {
    /// `containers`: keys of arrays that hold records. `wide`: offsets are those of UTF-16.
    /// `strict`: every record is checked to its depth.
    pub fn new(
        containers: &'static [&'static str],
        limits: Limits,
        wide: bool,
        strict: bool,
    ) -> Self {
        Self {
            containers,
            limits,
            strict,
            positions: Positions::new(wide),
            tail: String::new(),
            cursor: 0,
            level: Level::Top,
            in_list: false,
            state: State::First,
            page: None,
            spans: Spans::default(),
            shape: Shape::Unknown,
            responses: 0,
            response: 0,
            index: 0,
            #[cfg(test)]
            looked_at: 0,
        }
    }

    /// The next piece of text, which starts at `offset` in the file.
    pub fn feed(&mut self, mut text: &str, mut offset: u64, sink: Sink<'_>) {
        while !text.is_empty() {
            if self.tail.is_empty() {
                self.positions.piece(0, offset);
                let done = self.run(text, false, sink);
                self.tail.push_str(text.get(done..).unwrap_or_default());
                return;
            }
            // As much as there is already, at least a little: copying stays linear.
            let held = self.tail.len();
            let part = floor(text, held.max(4096));
            self.positions.piece(held, offset);
            self.tail.push_str(&text[..part]);
            let mut tail = std::mem::take(&mut self.tail);
            let next_offset = self.positions.offset(&tail, tail.len());
            let done = self.run(&tail, false, sink);
            if done >= held {
                // The rest of the piece is whole again: back to reading in place.
                let used = done - held;
                tail.clear();
                self.tail = tail;
                text = &text[used..];
                offset = self.positions.offset("", 0);
            } else {
                tail.drain(..done);
                self.tail = tail;
                text = &text[part..];
                offset = next_offset;
            }
        }
    }

    /// The text has ended, and so has the file, at `size`.
    pub fn finish(&mut self, size: u64, sink: Sink<'_>) {
        let tail = std::mem::take(&mut self.tail);
        let text = tail.as_str();
        let done = self.run(text, true, sink);
        let rest = text.get(done..).unwrap_or_default();
        let in_record = matches!(self.state, State::Element(_) | State::Broken { .. })
            || self.page.as_ref().is_some_and(|page| !page.opened);
        let resync = matches!(self.state, State::Seek(_));
        if in_record || (self.level != Level::Top && !resync) {
            let place = self.positions.place(rest, rest.len());
            let path = if in_record {
                self.next_path()
            } else {
                self.container().to_owned()
            };
            sink(Event::Fault(Fault {
                kind: FaultKind::Truncated,
                record: in_record.then_some(self.index),
                offset: size,
                line: Some(place.line),
                column: Some(place.column),
                path,
                reason: if in_record {
                    "the file ends inside a record".to_owned()
                } else {
                    "the file ends before its structure does".to_owned()
                },
            }));
            if in_record {
                self.index += 1;
            }
        }
        self.close_page(sink);
    }

    /// Reads as far as the text goes; gives how much of it is done with.
    fn run(&mut self, text: &str, end: bool, sink: Sink<'_>) -> usize {
        let mut at = self.cursor;
        #[cfg(test)]
        {
            self.looked_at += text.len() - at;
        }
        loop {
            match self.step(text, at, end, sink) {
                Step::On(next) => at = next,
                Step::Wait(next) => {
                    at = next;
                    if let Some(next) = self.oversized(text, end, sink) {
                        at = next;
                        continue;
                    }
                    break;
                }
            }
        }
        let keep = self.keep(at).min(text.len());
        let keep = (keep.saturating_sub(3)..=keep)
            .rev()
            .find(|n| text.is_char_boundary(*n))
            .unwrap_or(keep);
        self.positions.consume(text, keep);
        self.cursor = at - keep;
        self.shift(keep);
        keep
    }

    fn step(&mut self, text: &str, at: usize, end: bool, sink: Sink<'_>) -> Step {
        let bytes = text.as_bytes();
        match &mut self.state {
            State::First | State::Next | State::After | State::Colon | State::Value => {
                let at = white(bytes, at);
                match bytes.get(at) {
                    Some(byte) => self.structure(*byte, text, at, sink),
                    None => Step::Wait(at),
                }
            }
            State::Key(token) | State::Member(token) | State::Element(token) => {
                match token.advance(bytes, at, end) {
                    Some(stop) => self.token_ended(text, stop, sink),
                    None => Step::Wait(bytes.len()),
                }
            }
            State::Broken { .. } => self.broken(bytes, at, end),
            State::Seek(floor) => {
                let (floor, in_array) = (*floor, self.level != Level::Top);
                match seek(bytes, at, floor, &self.shape, (in_array, true), end) {
                    Found::Nothing(at) => Step::Wait(at),
                    Found::Element(at) => {
                        self.state = State::Next;
                        Step::On(at)
                    }
                    Found::Value(at) => {
                        self.close_page(sink);
                        self.in_list = false;
                        self.level = Level::Top;
                        self.state = State::First;
                        Step::On(at)
                    }
                }
            }
        }
    }

    /// Gives out a complete record, whose members are in `spans`.
    fn record(&mut self, text: &str, start: usize, stop: usize, sink: Sink<'_>) -> Step {
        let value = text.get(start..stop).unwrap_or_default();
        if value.len() > self.limits.record() {
            self.too_large(text, start, sink);
            self.index += 1;
            self.state = State::After;
            return Step::On(stop);
        }
        if (self.strict || value.len() >= CHECKED)
            && let Err(e) = check(value)
        {
            return self.record_broken(text, start, e, sink);
        }
        if self.shape == Shape::Unknown && self.level != Level::Top {
            self.shape = shape(value);
        }
        sink(Event::Record(Record {
            container: self.container(),
            response: self.response,
            index: self.index,
            offset: self.positions.offset(text, start),
            raw: Raw::trusted(value),
            fields: Fields::new(value, &self.spans),
        }));
        if let Some(page) = self.page.as_mut() {
            page.count();
        }
        self.index += 1;
        self.state = State::After;
        Step::On(stop)
    }

    fn new_response(&mut self) {
        self.response = self.responses;
        self.responses += 1;
    }

    fn container(&self) -> &'static str {
        match (&self.page, self.level) {
            (Some(page), Level::Container) => page.envelope.containers.last().map_or("", |c| c.0),
            _ => "",
        }
    }

    /// Where the record at hand stands.
    fn next_path(&self) -> String {
        match &self.page {
            Some(page) if self.level == Level::Container => {
                let (key, n) = page.envelope.containers.last().copied().unwrap_or_default();
                format!("{key}[{n}]")
            }
            _ => String::new(),
        }
    }

    fn leave_page(&mut self) {
        self.level = if self.in_list {
            Level::List
        } else {
            Level::Top
        };
        self.state = State::After;
    }

    /// Ends the page at hand, if any; an envelope is told.
    fn close_page(&mut self, sink: Sink<'_>) {
        if let Some(page) = self.page.take() {
            if page.opened {
                sink(Event::Envelope(&page.envelope));
            }
            self.leave_page();
        }
    }

    /// Start of the text that is still needed when scanning goes on at `at`.
    fn keep(&self, at: usize) -> usize {
        if let Some(page) = self.page.as_ref().filter(|page| !page.opened) {
            return page.start;
        }
        match &self.state {
            State::Key(token) | State::Member(token) | State::Element(token) if token.held => {
                token.start
            }
            State::Broken { start, .. } => *start,
            State::Seek(floor) => at.saturating_sub(2 * WINDOW + 2).max(*floor).min(at),
            _ => at,
        }
    }

    /// The first `n` bytes of the text are gone.
    fn shift(&mut self, n: usize) {
        if let Some(page) = self.page.as_mut() {
            page.start = page.start.saturating_sub(n);
        }
        match &mut self.state {
            State::Key(token) | State::Member(token) | State::Element(token) => {
                token.start = token.start.saturating_sub(n);
            }
            State::Broken {
                start, error, end, ..
            } => {
                *start -= n;
                *error -= n;
                *end = end.map(|end| end - n);
            }
            State::Seek(floor) => *floor = floor.saturating_sub(n),
            _ => {}
        }
    }
}

/// The largest character boundary at or below `at`, and at least one character.
fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (at.saturating_sub(3)..=at)
        .rev()
        .find(|n| text.is_char_boundary(*n))
        .unwrap_or(text.len())
}

/// How a record begins.
fn shape(value: &str) -> Shape {
    let bytes = value.as_bytes();
    match bytes.first() {
        Some(b'[') => Shape::Row,
        Some(b'{') => {
            let quote = white(bytes, 1);
            string_end(bytes, quote + 1)
                .and_then(|end| value.get(quote + 1..end.at))
                .map_or(Shape::Unknown, |key| Shape::Object(key.to_owned()))
        }
        _ => Shape::Unknown,
    }
}
