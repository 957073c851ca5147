//! Where and why a text is not JSON.

use std::{borrow::Cow, fmt};

use serde::de::IgnoredAny;

/// A text that is not the JSON it should be. Never quotes the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Byte offset of the fault in the text that was read (a record, or one value of it).
    pub offset: usize,
    /// What was expected or found.
    pub reason: Cow<'static, str>,
    /// The text ended before the value did; more of it could be well-formed.
    pub truncated: bool,
}

impl Malformed {
    pub(crate) const fn new(offset: usize, reason: &'static str) -> Self {
        Self {
            offset,
            reason: Cow::Borrowed(reason),
            truncated: false,
        }
    }

    pub(crate) const fn truncated(offset: usize) -> Self {
        Self {
            offset,
            reason: Cow::Borrowed("the value ends too early"),
            truncated: true,
        }
    }

    /// The same fault seen from a text that starts `by` bytes earlier.
    pub(crate) fn shifted(mut self, by: usize) -> Self {
        self.offset += by;
        self
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.offset)
    }
}

impl std::error::Error for Malformed {}

/// Strict check that `text` is exactly one JSON value, by `serde_json`. Linear, no allocation
/// when all is well. The error is the exact one: serde's reason, and its position as a byte offset.
///
/// Lone surrogate escapes, numbers beyond `f64` and any nesting depth pass, as they do in
/// `serde_json` for values that are skipped.
pub fn check(text: &str) -> Result<(), Malformed> {
    serde_json::from_str::<IgnoredAny>(text).map_or_else(|e| Err(from_serde(text, &e)), |_| Ok(()))
}

pub(crate) fn from_serde(text: &str, error: &serde_json::Error) -> Malformed {
    let line = error.line().max(1);
    let start = if line == 1 {
        0
    } else {
        nth_line_feed(text.as_bytes(), line - 1).map_or(0, |at| at + 1)
    };
    let offset = (start + error.column().saturating_sub(1)).min(text.len());
    let reason = error.to_string();
    let reason = reason
        .rsplit_once(" at line ")
        .map_or(reason.as_str(), |(reason, _)| reason);
    Malformed {
        offset,
        reason: Cow::Owned(reason.to_owned()),
        truncated: error.is_eof(),
    }
}

/// Position of the `n`-th (from 1) line feed.
fn nth_line_feed(bytes: &[u8], n: usize) -> Option<usize> {
    bytes
        .iter()
        .enumerate()
        .filter(|(_, b)| **b == b'\n')
        .nth(n - 1)
        .map(|(at, _)| at)
}
