//! JSON that stands in a string of JSON, as it stands there: each of its quotes behind a backslash.
//!
//! Only what such a text mostly is made of is known here. Anything else is nothing, and the string
//! has to be unescaped first.

use super::{
    scan::key_end,
    syntax::scalar,
    text::{Scratch, unescape, unescape_into},
};
use std::borrow::Cow;

/// A value of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoted<'a> {
    /// An object that was entered.
    Object,
    /// What a string says.
    Plain(&'a str),
    /// What a string says, escaped twice.
    Escaped(&'a str),
    /// A number, `true`, `false`, `null` or `[]`.
    Bare(&'a str),
}

/// Where a value stands: what it says, and where it ends.
#[derive(Clone, Copy)]
pub(super) struct Place {
    start: usize,
    end: usize,
    pub(super) behind: usize,
    is_string: bool,
    plain: bool,
}

impl Place {
    /// That of the value at `at`.
    #[inline]
    pub(super) fn of(bytes: &[u8], at: usize) -> Option<Self> {
        let (start, end, behind, is_string, plain) = match bytes.get(at..)? {
            [b'\\', b'"', ..] => {
                let start = at + 2;
                let end = key_end(bytes, start);
                if bytes.get(end..)?.starts_with(b"\\\"") {
                    (start, end, end + 2, true, true)
                } else {
                    let end = escaped_end(bytes, end)?;
                    (start, end, end + 2, true, false)
                }
            }
            [b'[', b']', ..] => (at, at + 2, at + 2, false, false),
            _ => {
                let end = scalar(bytes, at).ok()?;
                (at, end, end, false, false)
            }
        };
        Some(Self {
            start,
            end,
            behind,
            is_string,
            plain,
        })
    }

    /// The value there.
    pub(super) fn value(self, text: &str) -> Option<Quoted<'_>> {
        let says = text.get(self.start..self.end)?;
        Some(match (self.is_string, self.plain) {
            (true, true) => Quoted::Plain(says),
            (true, false) => Quoted::Escaped(says),
            (false, _) => Quoted::Bare(says),
        })
    }
}

impl<'a> Quoted<'a> {
    /// What a string says; `None` for other values, and for strings that strict JSON refuses.
    pub fn string(self, room: &mut Scratch) -> Option<Cow<'a, str>> {
        match self {
            Self::Plain(text) => Some(Cow::Borrowed(text)),
            Self::Escaped(text) => {
                let (once, _) = unescape_into(text, room).ok()?;
                let twice = unescape(once).ok().filter(|text| !text.lone_surrogate)?;
                Some(Cow::Owned(twice.value.into_owned()))
            }
            Self::Object | Self::Bare(_) => None,
        }
    }
}

/// The end of a string, from its first backslash on that ends it not.
fn escaped_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += match bytes.get(at..)? {
            [b'\\', b'"', ..] => return Some(at),
            // An escaped quote or backslash, then any other escape.
            [b'\\', b'\\', b'\\', b'"' | b'\\', ..] => 4,
            [b'\\', b'\\', b' '..=b'[' | b']'..=b'~', ..] => 3,
            _ => return None,
        };
        at = key_end(bytes, at);
    }
}
