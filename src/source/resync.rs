//! Where the next record starts after a broken one.
//!
//! The pattern `}, {"key":` cannot stand inside a string of well-formed JSON (its quote would end
//! the string), so it marks a record even when the quotes before it do not pair up.

use crate::json::{scan::string_end, syntax::white};

/// How far white space is looked through.
pub(crate) const WINDOW: usize = 64;
/// Longest first key that is recognised.
const KEY: usize = 256;

/// What a good record of the same array looks like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    #[default]
    Unknown,
    /// An object; its first key as it stands between the quotes.
    Object(String),
    /// An array.
    Row,
}

/// A place where reading can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// The next element of the same array starts here.
    Element(usize),
    /// The next top-level value starts here.
    Value(usize),
    /// Nothing up to here; look on from here when there is more text.
    Nothing(usize),
}

/// Searches from `at`; nothing before `floor` is looked at. `in_array`: the broken record stood in
/// an array; `lines`: a new top-level value may start on a new line.
pub(crate) fn seek(
    bytes: &[u8],
    at: usize,
    floor: usize,
    shape: &Shape,
    (in_array, lines): (bool, bool),
    end: bool,
) -> Found {
    for n in at..bytes.len() {
        let byte = bytes[n];
        if byte != b'{' && byte != b'[' {
            continue;
        }
        let before = back(bytes, n, floor);
        let separated = before.is_some_and(|(b, _)| b == b',');
        if lines
            && n > floor
            && bytes[n - 1] == b'\n'
            && !(in_array && before.is_some_and(|(b, _)| matches!(b, b',' | b'[' | b':')))
        {
            return Found::Value(n);
        }
        if !in_array || !separated {
            continue;
        }
        let closed = before
            .and_then(|(_, at)| back(bytes, at, floor))
            .map(|(b, _)| b);
        match (shape, byte) {
            (Shape::Row, b'[') if closed == Some(b']') => return Found::Element(n),
            // The expected key is proof enough, even behind a record that was never closed.
            (Shape::Object(_) | Shape::Unknown, b'{')
                if closed == Some(b'}') || *shape != Shape::Unknown =>
            {
                match opens(bytes, n, shape) {
                    Some(true) => return Found::Element(n),
                    Some(false) => {}
                    None if end => {}
                    None => return Found::Nothing(n),
                }
            }
            _ => {}
        }
    }
    Found::Nothing(bytes.len())
}

/// The last byte before `at` that is not white space, and where it is.
fn back(bytes: &[u8], at: usize, floor: usize) -> Option<(u8, usize)> {
    (floor.max(at.saturating_sub(WINDOW))..at)
        .rev()
        .find(|n| !matches!(bytes[*n], b' ' | b'\n' | b'\r' | b'\t'))
        .map(|n| (bytes[n], n))
}

/// Does the object at `at` start with the expected key? `None` if the text ends too early.
fn opens(bytes: &[u8], at: usize, shape: &Shape) -> Option<bool> {
    let whole = bytes.len() >= at + KEY;
    let bytes = &bytes[..bytes.len().min(at + KEY)];
    let open = || -> Option<bool> {
        let quote = white(bytes, at + 1);
        if *bytes.get(quote)? != b'"' {
            return Some(false);
        }
        let end = string_end(bytes, quote + 1)?.at;
        if *bytes.get(white(bytes, end + 1))? != b':' {
            return Some(false);
        }
        Some(match shape {
            Shape::Object(key) => bytes.get(quote + 1..end) == Some(key.as_bytes()),
            _ => true,
        })
    };
    match open() {
        None if whole => Some(false),
        found => found,
    }
}
