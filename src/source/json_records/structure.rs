//! One step of structure: brackets, keys, values, and what a finished value is.

use super::{JsonRecords, Level, Sink, State, Step};
use crate::{
    json::{Malformed, Raw, Scan, syntax::value_end},
    source::{page::Page, resync::Shape, token::Token},
};

/// Objects put around an answer: by command line tools, around the exchanges of a HAR file, and by integrations
/// that keep an answer with its status.
const WRAPPERS: [&str; 3] = ["result", "log", "body"];

impl JsonRecords {
    /// One byte of structure, at `at`.
    pub(super) fn structure(&mut self, byte: u8, text: &str, at: usize, sink: Sink<'_>) -> Step {
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
    pub(super) fn value(&mut self, byte: u8, text: &str, at: usize, sink: Sink<'_>) -> Step {
        let rest = text.get(at..).unwrap_or_default();
        if byte == b'{' {
            let undecided = self.level != Level::Container;
            let containers = self.containers;
            let scan = self.spans.scan(rest, |key, is_array| {
                undecided
                    && if is_array {
                        containers.contains(&key)
                    } else {
                        WRAPPERS.contains(&key)
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
            return self.record(text, at, end.at, sink);
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
    pub(super) fn member_value(&mut self, byte: u8, text: &str, at: usize) -> Step {
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
            if byte == b'{' && level == Level::Object && WRAPPERS.contains(&page.key.as_str()) {
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
    pub(super) fn token_ended(&mut self, text: &str, stop: usize, sink: Sink<'_>) -> Step {
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
    pub(super) fn close_object(&mut self, text: &str, stop: usize, sink: Sink<'_>) -> Step {
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
}

/// Is `start..stop` one value? Error offsets are positions in `text`.
fn whole(text: &str, start: usize, stop: usize) -> Result<(), Malformed> {
    Raw::new(text.get(start..stop).unwrap_or_default())
        .map(|_| ())
        .map_err(|e| e.shifted(start))
}
