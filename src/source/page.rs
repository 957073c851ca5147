//! A top-level object while it is being looked through: record or envelope?

use std::ops::Range;

use super::{
    event::{Envelope, EnvelopeMember},
    json_records::CHECKED,
};
use crate::limits::Limits;

/// An object whose members are read one by one.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Position of its `{` in the text; the text from here is kept until `opened`.
    pub(super) start: usize,
    /// It holds an array of records, so it is an envelope and its members are streamed.
    pub(super) opened: bool,
    /// Key of the member at hand.
    pub(super) key: String,
    /// Filled once opened.
    pub(super) envelope: Envelope,
    /// Members seen before it was opened; positions count from `start`.
    pending: Vec<Pending>,
    /// The member at hand stands in the object `result` (or `log`).
    pub(super) in_result: bool,
    /// Key of that object, how many members were pending when it began, and where that was.
    result: (String, usize, usize),
    /// Length at which an undecided object is checked strictly while it still grows.
    pub(super) check_at: usize,
}

#[derive(Debug)]
struct Pending {
    key: String,
    in_result: bool,
    value: Range<usize>,
}

impl Page {
    pub(super) fn new(start: usize) -> Self {
        Self {
            start,
            check_at: CHECKED,
            ..Self::default()
        }
    }

    /// The object `result` begins at position `at`.
    pub(super) fn enter_result(&mut self, at: usize) {
        self.in_result = true;
        let key = std::mem::take(&mut self.key);
        self.result = (key, self.pending.len(), at.saturating_sub(self.start));
    }

    /// The object `result` ends before position `end`, and held no records so far.
    pub(super) fn leave_result(&mut self, end: usize) {
        self.in_result = false;
        if !self.opened {
            let (key, pending, start) = std::mem::take(&mut self.result);
            self.pending.truncate(pending);
            self.pending.push(Pending {
                key,
                in_result: false,
                value: start..end - self.start,
            });
        }
    }

    /// A member is complete; `None` stands for a value that was too long to keep.
    pub(super) fn member(&mut self, text: &str, value: Option<Range<usize>>, limits: &Limits) {
        let key = std::mem::take(&mut self.key);
        let in_result = self.in_result;
        if self.opened {
            let value = value.and_then(|v| text.get(v));
            self.keep(key, in_result, value, limits);
        } else if let Some(value) = value {
            self.pending.push(Pending {
                key,
                in_result,
                value: value.start - self.start..value.end - self.start,
            });
        }
    }

    /// An array of records begins: from now on members are kept one by one.
    pub(super) fn open(&mut self, container: &'static str, text: &str, limits: &Limits) {
        if !self.opened {
            self.opened = true;
            for pending in std::mem::take(&mut self.pending) {
                let value = self.start + pending.value.start..self.start + pending.value.end;
                self.keep(pending.key, pending.in_result, text.get(value), limits);
            }
        }
        self.envelope.containers.push((container, 0));
    }

    /// Counts a record; gives its ordinal in its array.
    pub(super) fn count(&mut self) -> u64 {
        self.envelope.containers.last_mut().map_or(0, |(_, n)| {
            *n += 1;
            *n - 1
        })
    }

    fn keep(&mut self, key: String, in_result: bool, value: Option<&str>, limits: &Limits) {
        if self.envelope.members.len() < limits.envelope_members {
            self.envelope.members.push(EnvelopeMember {
                key,
                in_result,
                value: value
                    .filter(|v| v.len() <= limits.envelope_member_bytes)
                    .map(str::to_owned),
            });
        }
    }
}
