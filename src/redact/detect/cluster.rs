//! Digits in groups with separators between them, as people write numbers.

use std::ops::Range;

/// A run of digits and what stands between it and the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// Bytes of the digits.
    pub(crate) at: Range<usize>,
    /// Separators that follow, up to the next group; empty for the last.
    pub(crate) gap: Range<usize>,
}

/// Most digits that are read as one number.
pub(crate) const LIMIT: usize = 20;

/// Digit groups with one of the marks between them that no number usually has: `4111,1111,1111,1111`, `123, 45, 6789`.
/// `first` is the first of them.
pub(crate) fn marked(text: &str, first: &Range<usize>) -> Vec<Group> {
    let mut out = Vec::new();
    let mark = text.as_bytes().get(first.end).copied();
    let separates: fn(u8) -> bool = match mark.unwrap_or_default() {
        b',' => |b| matches!(b, b',' | b' '),
        b'|' => |b| matches!(b, b'|' | b' '),
        b'_' => |b| b == b'_',
        b'*' => |b| b == b'*',
        _ => return out,
    };
    groups(text, first.start, 2, LIMIT, separates, &mut out);
    out
}

/// Digit groups that follow one another from `start`, with at most `gap` bytes between them that
/// `separates` accepts, and at most `limit` digits in all.
pub(crate) fn groups(
    text: &str,
    start: usize,
    gap: usize,
    limit: usize,
    separates: fn(u8) -> bool,
    out: &mut Vec<Group>,
) {
    let bytes = text.as_bytes();
    out.clear();
    let (mut at, mut digits) = (start, 0);
    loop {
        let end = at
            + bytes[at..]
                .iter()
                .take(limit + 1)
                .take_while(|b| b.is_ascii_digit())
                .count();
        digits += end - at;
        if end == at || digits > limit {
            break;
        }
        out.push(Group {
            at: at..end,
            gap: end..end,
        });
        let skip = bytes[end..]
            .iter()
            .take_while(|b| separates(**b))
            .take(gap + 1)
            .count();
        if skip == 0 || skip > gap || !bytes.get(end + skip).is_some_and(u8::is_ascii_digit) {
            break;
        }
        if let Some(last) = out.last_mut() {
            last.gap = end..end + skip;
        }
        at = end + skip;
    }
    // The last group's gap leads nowhere when the limit cut the chain.
    if let Some(last) = out.last_mut() {
        last.gap = last.at.end..last.at.end;
    }
}
