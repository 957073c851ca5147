//! Cuts decoded JSON text into records, in pieces of any size.
//!
//! A file is a sequence of top-level values: one document, JSON lines, or pages one after the
//! other. An object with a known array of records, at its top level or under `result`, is an
//! envelope and is streamed; every other value is a record.
//!
//! A record that is whole in the piece at hand is read in place. Otherwise its end is looked for
//! with a scan that can be resumed, so no byte is seen more than a fixed number of times, and only
//! what is not finished is kept. What comes out depends on the text alone, not on the pieces.

use super::{
    event::{Event, Fault, FaultKind, Record},
    page::Page,
    position::Positions,
    resync::{Found, Shape, WINDOW, seek},
    token::Token,
};
use crate::{
    json::{
        Fields, Malformed, Raw, Scan, Skip, Spans, check,
        scan::string_end,
        syntax::{value_end, white},
    },
    limits::Limits,
};

/// Records from this length on are always checked strictly: a quote too many inside one of them
/// would otherwise swallow its neighbours in silence.
pub(super) const CHECKED: usize = 1 << 20;

/// The object that command line tools put around an answer.
const RESULT: &str = "result";

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

    /// The text has ended.
    pub fn finish(&mut self, sink: Sink<'_>) {
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
                offset: place.offset,
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

    /// One byte of structure, at `at`.
    fn structure(&mut self, byte: u8, text: &str, at: usize, sink: Sink<'_>) -> Step {
        use Level::{Container, List, Object, Result, Top};
        match (self.level, &self.state, byte) {
            (Top, _, b'[') => {
                self.new_response();
                self.shape = Shape::Unknown;
                self.level = List;
                self.in_list = true;
                self.state = State::First;
                Step::On(at + 1)
            }
            (Top, _, _) => {
                self.new_response();
                self.value(byte, text, at, sink)
            }
            (List, State::First | State::After, b']') => {
                self.level = Top;
                self.in_list = false;
                self.state = State::First;
                Step::On(at + 1)
            }
            (Container, State::First | State::After, b']') => {
                self.shape = Shape::Unknown;
                let in_result = self.page.as_ref().is_some_and(|page| page.in_result);
                self.level = if in_result { Result } else { Object };
                self.state = State::After;
                Step::On(at + 1)
            }
            (_, State::After, b',') => {
                self.state = State::Next;
                Step::On(at + 1)
            }
            (List | Container, State::Next, b']') => {
                self.structural(text, at, "trailing comma", sink);
                self.state = State::After;
                Step::On(at)
            }
            (List | Container, State::First | State::Next, _) => self.value(byte, text, at, sink),
            (List | Container, State::After, b'{') => {
                self.structural(text, at, "expected `,` or `]`", sink);
                self.value(byte, text, at, sink)
            }
            (List | Container, _, _) => {
                self.structural(text, at, "expected `,` or `]`", sink);
                self.state = State::Seek(at);
                Step::On(at)
            }
            (Object | Result, State::First | State::After, b'}') => {
                self.close_object(text, at + 1, sink)
            }
            (Object | Result, State::First | State::Next, b'"') => {
                self.state = State::Key(Token::new(byte, at));
                Step::On(at)
            }
            (Object | Result, State::Colon, b':') => {
                self.state = State::Value;
                Step::On(at + 1)
            }
            (Object | Result, State::Value, _) => self.member_value(byte, text, at),
            (Object | Result, state, _) => {
                let reason = match state {
                    State::Colon => "expected `:`",
                    State::After => "expected `,` or `}`",
                    _ => "key must be a string",
                };
                self.page_broken(text, Malformed::new(at, reason), sink)
            }
        }
    }

    /// A record, or an object that may turn out to be an envelope, starts at `at`.
    fn value(&mut self, byte: u8, text: &str, at: usize, sink: Sink<'_>) -> Step {
        let rest = text.get(at..).unwrap_or_default();
        if byte == b'{' {
            let undecided = self.level != Level::Container;
            let containers = self.containers;
            let scan = self.spans.scan(rest, |key, is_array| {
                undecided
                    && if is_array {
                        containers.contains(&key)
                    } else {
                        key == RESULT
                    }
            });
            return match scan {
                Scan::Complete(end) => self.record(text, at, at + end, sink),
                Scan::Incomplete if !undecided => {
                    self.state = State::Element(Token::new(byte, at));
                    Step::On(at)
                }
                Scan::Incomplete | Scan::Stopped => {
                    self.page = Some(Page::new(at));
                    self.level = Level::Object;
                    self.state = State::First;
                    Step::On(at + 1)
                }
                Scan::Malformed(e) => self.record_broken(text, at, e, sink),
            };
        }
        if byte == b'['
            && let Ok(end) = value_end(text.as_bytes(), at)
        {
            self.spans.clear();
            return self.record(text, at, end, sink);
        }
        if matches!(byte, b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') {
            self.state = State::Element(Token::new(byte, at));
            return Step::On(at);
        }
        self.structural(text, at, "expected value", sink);
        self.state = State::Seek(at);
        Step::On(at)
    }

    /// The value of a member of an object that may be an envelope.
    fn member_value(&mut self, byte: u8, text: &str, at: usize) -> Step {
        let level = self.level;
        if let Some(page) = self.page.as_mut() {
            let known = self.containers.iter().find(|key| **key == page.key);
            if let (b'[', Some(container)) = (byte, known) {
                if !page.opened {
                    if self.in_list {
                        self.response = self.responses;
                        self.responses += 1;
                    }
                    page.envelope.response = self.response;
                    page.envelope.offset = self.positions.offset(text, page.start);
                }
                page.open(container, text, &self.limits);
                self.shape = Shape::Unknown;
                self.level = Level::Container;
                self.state = State::First;
                return Step::On(at + 1);
            }
            if byte == b'{' && level == Level::Object && page.key == RESULT {
                page.enter_result(at);
                self.level = Level::Result;
                self.state = State::First;
                return Step::On(at + 1);
            }
        }
        self.state = State::Member(Token::new(byte, at));
        Step::On(at)
    }

    /// A key, a member or a record ends before `stop`.
    fn token_ended(&mut self, text: &str, stop: usize, sink: Sink<'_>) -> Step {
        match std::mem::replace(&mut self.state, State::After) {
            State::Key(token) => {
                let raw = Raw::trusted(text.get(token.start..stop).unwrap_or_default());
                let Some(key) = raw.string() else {
                    let e = Malformed::new(token.start, "key is badly escaped");
                    return self.page_broken(text, e, sink);
                };
                if let Some(page) = self.page.as_mut() {
                    page.key = key.into_owned();
                }
                self.state = State::Colon;
                Step::On(stop)
            }
            State::Member(token) => {
                if token.held
                    && let Err(e) = whole(text, token.start, stop)
                {
                    return self.page_broken(text, e, sink);
                }
                let value = token.held.then_some(token.start..stop);
                if let Some(page) = self.page.as_mut() {
                    page.member(text, value, &self.limits);
                }
                Step::On(stop)
            }
            State::Element(token) if !token.held => {
                self.index += 1;
                Step::On(stop)
            }
            State::Element(token) => {
                let start = token.start;
                let value = text.get(start..stop).unwrap_or_default();
                self.spans.clear();
                if value.starts_with('{') {
                    match self.spans.scan(value, |_, _| false) {
                        Scan::Malformed(e) => return self.record_broken(text, start, e, sink),
                        Scan::Complete(_) => {}
                        Scan::Incomplete | Scan::Stopped => {
                            let e = Malformed::truncated(value.len());
                            return self.record_broken(text, start, e, sink);
                        }
                    }
                } else if let Err(e) = whole(text, start, stop) {
                    let e = Malformed {
                        offset: e.offset - start,
                        ..e
                    };
                    return self.record_broken(text, start, e, sink);
                }
                self.record(text, start, stop, sink)
            }
            _ => Step::On(stop),
        }
    }

    /// The object at hand ends before `stop`.
    fn close_object(&mut self, text: &str, stop: usize, sink: Sink<'_>) -> Step {
        if self.level == Level::Result {
            if let Some(page) = self.page.as_mut() {
                page.leave_result(stop);
            }
            self.level = Level::Object;
            self.state = State::After;
            return Step::On(stop);
        }
        if self.page.as_ref().is_some_and(|page| page.opened) {
            self.close_page(sink);
            return Step::On(stop);
        }
        let start = self.page.take().map_or(stop, |page| page.start);
        self.leave_page();
        let value = text.get(start..stop).unwrap_or_default();
        match self.spans.scan(value, |_, _| false) {
            Scan::Complete(_) => self.record(text, start, stop, sink),
            Scan::Malformed(e) => self.record_broken(text, start, e, sink),
            Scan::Incomplete | Scan::Stopped => {
                self.record_broken(text, start, Malformed::truncated(value.len()), sink)
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

    /// The record at `start` is no JSON: says so, and looks for the next one.
    fn record_broken(&mut self, text: &str, start: usize, lax: Malformed, sink: Sink<'_>) -> Step {
        let value = text.get(start..).unwrap_or_default();
        let error = match check(value) {
            Err(strict) if !strict.truncated && strict.offset <= lax.offset => strict,
            _ => lax,
        };
        let path = self.next_path();
        // Counted up to the record first, so that many faults in one piece stay linear.
        self.positions.place(text, start);
        let place = self.positions.place(text, start + error.offset);
        sink(Event::Fault(Fault {
            kind: FaultKind::Malformed,
            record: Some(self.index),
            offset: place.offset,
            line: Some(place.line),
            column: Some(place.column),
            path,
            reason: error.reason.into_owned(),
        }));
        self.index += 1;
        if self.level == Level::Container {
            if let Some(page) = self.page.as_mut() {
                page.count();
            }
        } else {
            self.page = None;
            self.leave_page();
        }
        self.state = State::Broken {
            start,
            error: start + error.offset,
            skip: Skip::default(),
            end: None,
        };
        Step::On(start)
    }

    /// The brace structure is believed if it ends behind the error, soon, and at a separator.
    fn broken(&mut self, bytes: &[u8], at: usize, last: bool) -> Step {
        let State::Broken {
            start,
            error,
            skip,
            end,
        } = &mut self.state
        else {
            return Step::On(at);
        };
        let (start, error) = (*start, *error);
        let nested = matches!(bytes.get(start), Some(b'{' | b'['));
        let stop = bytes.len().min(start + CHECKED);
        if end.is_none() && nested {
            *end = skip
                .advance(bytes.get(at..stop).unwrap_or_default())
                .map(|n| at + n);
            if end.is_none() && stop < start + CHECKED && !last {
                return Step::Wait(stop);
            }
        }
        if let Some(end) = *end
            && end > error
        {
            let next = white(bytes, end.max(at));
            let good = match bytes.get(next) {
                _ if next > start + 2 * CHECKED => false,
                None if !last => return Step::Wait(next),
                None | Some(b'{' | b'[') => self.level == Level::Top,
                Some(b',' | b']') => self.level != Level::Top,
                Some(_) => false,
            };
            if good {
                self.state = State::After;
                return Step::On(end);
            }
        }
        self.state = State::Seek((start + 1).max(error.saturating_sub(2 * WINDOW)));
        Step::On(error)
    }

    /// Something between the members of an object that may be an envelope is no JSON.
    fn page_broken(&mut self, text: &str, error: Malformed, sink: Sink<'_>) -> Step {
        let at = error.offset;
        match self.page.as_ref() {
            Some(page) if !page.opened => {
                let start = page.start;
                let error = Malformed {
                    offset: at - start,
                    ..error
                };
                self.record_broken(text, start, error, sink)
            }
            _ => {
                self.structural(text, at, &error.reason, sink);
                self.close_page(sink);
                self.state = State::Seek(at);
                Step::On(at)
            }
        }
    }

    /// Lets go of a value that grew beyond its limit, and looks into one that is long already.
    fn oversized(&mut self, text: &str, end: bool, sink: Sink<'_>) -> Option<usize> {
        let undecided = self.page.as_mut().filter(|page| !page.opened);
        let is_page = undecided.is_some();
        let (start, check_at) = match (&mut self.state, undecided) {
            (_, Some(page)) => (page.start, &mut page.check_at),
            (State::Element(token), None) if token.held => (token.start, &mut token.check_at),
            (State::Member(token) | State::Key(token), None) => {
                token.held &= text.len() - token.start <= self.limits.envelope_member_bytes;
                return None;
            }
            _ => return None,
        };
        let limit = self.limits.record();
        let len = text.len() - start;
        let too_large = len > limit;
        if end || too_large || len >= *check_at {
            while *check_at <= len {
                *check_at *= 2;
            }
            let value = text.get(start..).unwrap_or_default();
            let value = value.get(..floor(value, limit)).unwrap_or_default();
            if let Err(e) = check(value)
                && !e.truncated
            {
                return match self.record_broken(text, start, e, sink) {
                    Step::On(at) | Step::Wait(at) => Some(at),
                };
            }
        }
        if !too_large {
            return None;
        }
        self.too_large(text, start, sink);
        if is_page {
            // Step over it from its start, without keeping it.
            self.page = None;
            self.leave_page();
            self.state = State::Element(Token::new(b'{', start));
        }
        if let State::Element(token) = &mut self.state {
            token.held = false;
        }
        is_page.then_some(start)
    }

    fn too_large(&mut self, text: &str, start: usize, sink: Sink<'_>) {
        let place = self.positions.place(text, start);
        let path = self.next_path();
        if self.level == Level::Container
            && let Some(page) = self.page.as_mut()
        {
            page.count();
        }
        sink(Event::Fault(Fault {
            kind: FaultKind::TooLarge,
            record: Some(self.index),
            offset: place.offset,
            line: Some(place.line),
            column: Some(place.column),
            path,
            reason: format!("the record is longer than {} bytes", self.limits.record()),
        }));
    }

    /// A fault that belongs to no record.
    fn structural(&mut self, text: &str, at: usize, reason: &str, sink: Sink<'_>) {
        let place = self.positions.place(text, at);
        sink(Event::Fault(Fault {
            kind: FaultKind::Malformed,
            record: None,
            offset: place.offset,
            line: Some(place.line),
            column: Some(place.column),
            path: self.container().to_owned(),
            reason: reason.to_owned(),
        }));
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

/// Is `start..stop` one value? Error offsets are positions in `text`.
fn whole(text: &str, start: usize, stop: usize) -> Result<(), Malformed> {
    Raw::new(text.get(start..stop).unwrap_or_default())
        .map(|_| ())
        .map_err(|e| e.shifted(start))
}

/// How a record begins.
fn shape(value: &str) -> Shape {
    let bytes = value.as_bytes();
    match bytes.first() {
        Some(b'[') => Shape::Row,
        Some(b'{') => {
            let quote = white(bytes, 1);
            string_end(bytes, quote + 1)
                .and_then(|(end, _)| value.get(quote + 1..end))
                .map_or(Shape::Unknown, |key| Shape::Object(key.to_owned()))
        }
        _ => Shape::Unknown,
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
