//! What is no JSON, or too much of it: told once, and reading goes on behind it.

use super::{CHECKED, JsonRecords, Level, Sink, State, Step, floor};
use crate::{
    json::{Malformed, Skip, check, syntax::white},
    source::{
        event::{Event, Fault, FaultKind},
        resync::WINDOW,
        token::Token,
    },
};

impl JsonRecords {
    /// The record at `start` is no JSON: says so, and looks for the next one.
    pub(super) fn record_broken(
        &mut self,
        text: &str,
        start: usize,
        lax: Malformed,
        sink: Sink<'_>,
    ) -> Step {
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
    pub(super) fn broken(&mut self, bytes: &[u8], at: usize, last: bool) -> Step {
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
            && bytes.get(end - 1).copied() == bytes.get(start).map(|open| open + 2)
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
    pub(super) fn page_broken(&mut self, text: &str, error: Malformed, sink: Sink<'_>) -> Step {
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
    pub(super) fn oversized(&mut self, text: &str, end: bool, sink: Sink<'_>) -> Option<usize> {
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
            #[cfg(test)]
            {
                self.looked_at += value.len();
            }
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

    pub(super) fn too_large(&mut self, text: &str, start: usize, sink: Sink<'_>) {
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
    pub(super) fn structural(&mut self, text: &str, at: usize, reason: &str, sink: Sink<'_>) {
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
}
