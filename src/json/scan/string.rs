//! The end of a string.

use crate::json::syntax::End;

use super::{
    kernel::{BLOCK, wide},
    skip::Skip,
};

/// End of a string: `from` is behind its opening quote; gives the index of the closing quote.
/// `None` if the text ends first.
#[inline]
pub(crate) fn string_end(bytes: &[u8], from: usize) -> Option<End> {
    let at = wide::key_end(bytes, from);
    if *bytes.get(at)? == b'"' {
        return Some(End { at, plain: true });
    }
    escaped_string_end(bytes, at).map(End::from)
}

/// A string with one escape or control character mostly has many (JSON in JSON), so whole blocks are looked at.
fn escaped_string_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut state = Skip::default();
    let (blocks, tail) = bytes.get(from..)?.as_chunks::<BLOCK>();
    let mut at = from;
    for block in blocks {
        let m = wide::masks(block);
        let quotes = m.quote & !state.escapes(m.backslash, BLOCK);
        if quotes != 0 {
            return Some(at + quotes.trailing_zeros() as usize);
        }
        at += BLOCK;
    }
    let mut padded = [b' '; BLOCK];
    padded[..tail.len()].copy_from_slice(tail);
    let m = wide::masks(&padded);
    let quotes = m.quote & !state.escapes(m.backslash, BLOCK);
    (quotes != 0).then(|| at + quotes.trailing_zeros() as usize)
}

/// Resumable search for the end of a string. `advance` gets the bytes behind the opening quote.
#[derive(Debug, Clone, Default)]
pub(crate) struct StringEnd {
    escaped: bool,
}

impl StringEnd {
    /// Position just behind the closing quote once it is met.
    pub(crate) fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = usize::from(self.escaped && !bytes.is_empty());
        if at == 1 {
            self.escaped = false;
        }
        loop {
            at = wide::quote_or_backslash(bytes, at);
            match bytes.get(at)? {
                b'"' => return Some(at + 1),
                _ if at + 1 == bytes.len() => {
                    self.escaped = true;
                    return None;
                }
                _ => at += 2,
            }
        }
    }
}
