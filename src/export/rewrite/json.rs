//! JSON of any kind, and event streams of it: every string and number, through JSON inside strings.

use std::ops::Range;

use super::{
    edit::{Decoded, Edit, tidy},
    leaf::Leaves,
};

/// JSON inside strings is opened up to so deep.
const DEPTH: u8 = 6;

/// Looks at every string and number of a text; `records` are where records begin, `apart` the strings that are
/// looked at elsewhere, both ascending.
pub(super) fn edits(
    text: &str,
    records: &[(usize, u64)],
    apart: &[Range<usize>],
    leaves: &mut Leaves<'_>,
    out: &mut Vec<Edit>,
) {
    let mut course = Course { records, apart };
    walk(text, 0, &mut course, leaves, out);
}

/// What is known of places of a file, from the one at hand on.
#[derive(Default)]
struct Course<'r> {
    records: &'r [(usize, u64)],
    apart: &'r [Range<usize>],
}

impl Course<'_> {
    /// The record that begins at or before a place, if it is another than before.
    fn record(&mut self, at: usize) -> Option<u64> {
        let passed = self.records.iter().take_while(|one| one.0 <= at).count();
        let (passed, rest) = self.records.split_at(passed);
        self.records = rest;
        passed.last().map(|one| one.1)
    }

    /// Where a string ends that begins at a place and is looked at elsewhere.
    fn apart(&mut self, at: usize) -> Option<usize> {
        let passed = self.apart.iter().take_while(|one| one.start < at).count();
        self.apart = &self.apart[passed..];
        let first = self.apart.first().filter(|one| one.start == at)?;
        Some(first.end)
    }
}

fn walk(
    text: &str,
    depth: u8,
    course: &mut Course<'_>,
    leaves: &mut Leaves<'_>,
    out: &mut Vec<Edit>,
) {
    let bytes = text.as_bytes();
    // Keys around the place at hand; of an array the key that it stands under.
    let mut keys: Vec<String> = Vec::new();
    let mut key = String::new();
    let mut at = 0;
    while at < bytes.len() {
        if let Some(index) = course.record(at) {
            leaves.enter(index);
        }
        match bytes[at] {
            b'"' => {
                if let Some(end) = course.apart(at) {
                    at = end;
                    continue;
                }
                let Some((decoded, end)) = string(text, at) else {
                    return;
                };
                let behind = end
                    + bytes[end..]
                        .iter()
                        .take_while(|b| b.is_ascii_whitespace())
                        .count();
                if bytes.get(behind) == Some(&b':') {
                    let edits = leaves.key(&decoded.text);
                    decoded.edits(edits, escaped, out);
                    key = decoded.text;
                } else {
                    let edits = value(&decoded.text, &key, depth, leaves);
                    decoded.edits(edits, escaped, out);
                }
                at = end;
            }
            b'-' | b'0'..=b'9' => {
                let length = bytes[at..]
                    .iter()
                    .take_while(|b| b"+-.eE".contains(b) || b.is_ascii_digit())
                    .count();
                // Outside of all brackets stands no value: a line of an event stream.
                if !keys.is_empty() && !leaves.leaf(&text[at..at + length], &key).is_empty() {
                    let mut edits = leaves.leaf(&text[at..at + length], &key);
                    tidy(&mut edits);
                    let new = super::apply(&text[at..at + length], &edits);
                    out.push(Edit {
                        at: at..at + length,
                        with: format!("\"{}\"", escaped(&new)),
                    });
                }
                at += length;
            }
            b'{' | b'[' => {
                keys.push(key.clone());
                at += 1;
            }
            b'}' | b']' => {
                key = keys.pop().unwrap_or_default();
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// A string that is itself JSON is looked into.
pub(super) fn value(text: &str, key: &str, depth: u8, leaves: &mut Leaves<'_>) -> Vec<Edit> {
    let trimmed = text.trim_start();
    if depth < DEPTH
        && (trimmed.starts_with('{') || trimmed.starts_with('['))
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    {
        let mut inner = Vec::new();
        walk(text, depth + 1, &mut Course::default(), leaves, &mut inner);
        tidy(&mut inner);
        return inner;
    }
    leaves.leaf(text, key)
}

/// The string at a quote, and the byte after its closing quote.
pub(super) fn string(text: &str, quote: usize) -> Option<(Decoded, usize)> {
    let bytes = text.as_bytes();
    let mut out = Decoded::default();
    let mut at = quote + 1;
    loop {
        let plain = memchr::memchr2(b'"', b'\\', &bytes[at..])?;
        for (n, c) in text[at..at + plain].char_indices() {
            out.push(c, at + n);
        }
        at += plain;
        if bytes[at] == b'"' {
            out.end(at);
            return Some((out, at + 1));
        }
        let (c, length) = match bytes.get(at + 1)? {
            b'n' => ('\n', 2),
            b't' => ('\t', 2),
            b'r' => ('\r', 2),
            b'b' => ('\u{8}', 2),
            b'f' => ('\u{c}', 2),
            b'u' => unicode(text, at)?,
            other => (char::from(*other), 2),
        };
        out.push(c, at);
        at += length;
    }
}

/// The character of `\u0041`, and its length; half a pair alone is U+FFFD.
fn unicode(text: &str, at: usize) -> Option<(char, usize)> {
    let unit = |at: usize| u16::from_str_radix(text.get(at + 2..at + 6)?, 16).ok();
    let first = unit(at)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Some((c, 6));
    }
    let second = text
        .get(at + 6..at + 8)
        .filter(|t| *t == "\\u")
        .and_then(|_| unit(at + 6));
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    Some(pair.map_or(('\u{fffd}', 6), |c| (c, 12)))
}

/// A text as it stands between the quotes of JSON.
pub(super) fn escaped(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_default();
    json.get(1..json.len().saturating_sub(1))
        .unwrap_or_default()
        .to_owned()
}
