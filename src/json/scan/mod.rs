//! The inner loops: next quote or backslash, the end of a string, the end of a nested value.

mod kernel;
mod lanes;
mod skip;
mod string;

pub use skip::Skip;
pub(crate) use string::{StringEnd, string_end};

use kernel::wide::{
    backslash_or_control as next_special, below as lower, cell_end as next_of_row, digit_run,
    feeds, key_end as next_quote, letters_and_signs as classes, plain_run as run,
    quote as next_plain_quote, same as equal,
};

/// Bytes looked at, compared or copied at once.
pub(crate) const LANE: usize = 16;

/// One bit for each byte that is the same in both lanes.
#[inline]
pub(crate) fn same(a: &[u8; LANE], b: &[u8; LANE]) -> u32 {
    equal(a, b)
}

/// One bit for each byte of a lane that is less than another, which is not zero.
#[inline]
pub(crate) fn below(lane: &[u8; LANE], byte: u8) -> u32 {
    lower(lane, byte)
}

/// One bit for each letter of ASCII in a lane, and one for each digit, `-`, `.`, `/`, `:`, `@`, `&` and byte that
/// is none of ASCII.
#[inline]
pub(crate) fn letters_and_signs(lane: &[u8; LANE]) -> (u32, u32) {
    classes(lane)
}

/// Whether a text begins with another, a lane at a time: there is no such call in wasm.
#[inline]
pub(crate) fn begins(text: &[u8], with: &[u8]) -> bool {
    let Some(head) = text.get(..with.len()) else {
        return false;
    };
    let (Some(last), Some(end)) = (with.last_chunk::<LANE>(), head.last_chunk()) else {
        return short_same(head, with);
    };
    let (lanes, _) = with.as_chunks::<LANE>();
    let (heads, _) = head.as_chunks::<LANE>();
    lanes.iter().zip(heads).all(|(a, b)| same(a, b) == 0xffff) && same(last, end) == 0xffff
}

/// Whether two texts of the same length, less than a lane, are the same: words that overlap.
#[inline]
fn short_same(a: &[u8], b: &[u8]) -> bool {
    if let (Some(a_first), Some(b_first)) = (a.first_chunk::<8>(), b.first_chunk::<8>()) {
        return a_first == b_first && a.last_chunk::<8>() == b.last_chunk::<8>();
    }
    if let (Some(a_first), Some(b_first)) = (a.first_chunk::<4>(), b.first_chunk::<4>()) {
        return a_first == b_first && a.last_chunk::<4>() == b.last_chunk::<4>();
    }
    a.iter().zip(b).all(|(a, b)| a == b)
}

/// Whether two texts are the same.
#[inline]
pub(crate) fn same_text(a: &str, b: &str) -> bool {
    a.len() == b.len() && begins(a.as_bytes(), b.as_bytes())
}

/// First position at or after `from` whose byte is a backslash or below a space, else the length.
#[inline]
pub(crate) fn backslash_or_control(bytes: &[u8], from: usize) -> usize {
    next_special(bytes, from)
}

/// First position at or after `from` whose byte is a quote, a backslash or below a space, else the
/// length.
#[inline]
pub(crate) fn key_end(bytes: &[u8], from: usize) -> usize {
    next_quote(bytes, from)
}

/// End of a key without anything special in it: `from` is behind its opening quote. `None` if
/// there is an escape, a control character, or no end.
#[inline]
pub(crate) fn plain_key_end(bytes: &[u8], from: usize) -> Option<usize> {
    let at = next_quote(bytes, from);
    (bytes.get(at) == Some(&b'"')).then_some(at)
}

/// First position at or after `from` whose byte is a quote, else the length.
#[inline]
pub(crate) fn quote(bytes: &[u8], from: usize) -> usize {
    next_plain_quote(bytes, from)
}

/// First position at or after `from` whose byte is the delimiter, a quote, a line feed or a
/// carriage return, else the length.
#[inline]
pub(crate) fn cell_end(bytes: &[u8], from: usize, delimiter: u8) -> usize {
    next_of_row(bytes, from, delimiter)
}

/// First position at or after `from` whose byte is no digit, else the length.
#[inline]
pub(crate) fn digits_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    if let Some(lane) = rest.first_chunk::<LANE>() {
        let run = digit_run(lane);
        if run < LANE {
            return from + run;
        }
    }
    let end = rest.iter().position(|byte| !byte.is_ascii_digit());
    from + end.unwrap_or(rest.len())
}

/// Bytes before the first backslash or control character of a lane.
#[inline]
pub(crate) fn plain_run(lane: &[u8; LANE]) -> usize {
    run(lane)
}

/// Line feeds in a text.
pub(crate) fn line_feeds(bytes: &[u8]) -> u64 {
    // Exports are mostly one long line, and counting bits takes longer than seeing that there are none.
    let count = |found: u64| {
        if found == 0 {
            0
        } else {
            u64::from(found.count_ones())
        }
    };
    let feeds_of = |lane| u64::from(same(lane, &[b'\n'; LANE]));
    let (blocks, rest) = bytes.as_chunks::<{ 4 * LANE }>();
    let (lanes, rest) = rest.as_chunks::<LANE>();
    let last = match bytes.last_chunk() {
        Some(lane) => count(feeds_of(lane) >> (LANE - rest.len())),
        None => rest.iter().map(|byte| u64::from(*byte == b'\n')).sum(),
    };
    let blocks = blocks.iter().map(|block| count(feeds(block)));
    let lanes = lanes.iter().map(|lane| count(feeds_of(lane)));
    blocks.sum::<u64>() + lanes.sum::<u64>() + last
}

#[cfg(test)]
mod tests {
    use super::{
        Skip, StringEnd,
        kernel::{BLOCK, plain, wide},
        line_feeds,
    };
    use proptest::prelude::*;

    /// Byte by byte, as one would write it without any trick.
    fn slow_end(text: &[u8]) -> Option<usize> {
        let (mut depth, mut string, mut escaped) = (0usize, false, false);
        for (i, b) in text.iter().enumerate() {
            let was = std::mem::replace(&mut escaped, false);
            match b {
                b'\\' if !was => escaped = true,
                b'"' if !was => string = !string,
                b'{' | b'[' if !string => depth += 1,
                b'}' | b']' if !string => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(i + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }

    proptest! {
        #[test]
        fn line_feeds_of_any_length_are_counted_once(bytes in proptest::collection::vec(prop_oneof![Just(b'\n'), any::<u8>()], 0..200)) {
            let expected: u64 = bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum();
            prop_assert_eq!(line_feeds(&bytes), expected);
        }

        #[test]
        fn simd_and_plain_lanes_agree(bytes in proptest::collection::vec(any::<u8>(), 0..200), from in 0usize..210) {
            prop_assert_eq!(wide::quote_or_backslash(&bytes, from), plain::quote_or_backslash(&bytes, from));
            prop_assert_eq!(wide::key_end(&bytes, from), plain::key_end(&bytes, from));
            prop_assert_eq!(wide::quote(&bytes, from), plain::quote(&bytes, from));
            prop_assert_eq!(wide::cell_end(&bytes, from, b';'), plain::cell_end(&bytes, from, b';'));
            for block in bytes.as_chunks::<BLOCK>().0 {
                let feeds = block.iter().rev().fold(0, |bits: u64, byte| bits << 1 | u64::from(*byte == b'\n'));
                prop_assert_eq!([wide::feeds(block), plain::feeds(block)], [feeds; 2]);
            }
            if let Some(lane) = bytes.first_chunk::<16>() {
                let digits = lane.iter().take_while(|byte| byte.is_ascii_digit()).count();
                prop_assert_eq!(wide::digit_run(lane), digits);
                prop_assert_eq!(plain::digit_run(lane), digits);
                let bits = |fits: fn(&u8) -> bool| lane.iter().rev().fold(0, |bits, byte| bits << 1 | u32::from(fits(byte)));
                let signs = |b: &u8| matches!(b, b'0'..=b'9' | b'-' | b'.' | b'/' | b':' | b'@' | b'&' | 0x80..);
                let classes = (bits(u8::is_ascii_alphabetic), bits(signs));
                prop_assert_eq!([wide::letters_and_signs(lane), plain::letters_and_signs(lane)], [classes; 2]);
                prop_assert_eq!([wide::below(lane, b'0'), plain::below(lane, b'0')], [bits(|b| *b < b'0'); 2]);
            }
            if let Some((a, rest)) = bytes.split_first_chunk::<16>() && let Some((b, _)) = rest.split_first_chunk::<16>() {
                prop_assert_eq!(wide::same(a, b), plain::same(a, b));
            }
            let slow = bytes.iter().enumerate().skip(from).find(|(_, b)| **b == b'\\' || **b < b' ');
            prop_assert_eq!(wide::backslash_or_control(&bytes, from), slow.map_or(bytes.len().max(from), |(n, _)| n));
            prop_assert_eq!(wide::backslash_or_control(&bytes, from), plain::backslash_or_control(&bytes, from));
            for block in bytes.as_chunks::<BLOCK>().0 {
                prop_assert_eq!(wide::masks(block), plain::masks(block));
            }
        }

        #[test]
        fn skip_ends_where_the_slow_reader_ends(body in r#"[{}\[\]"\\ a]{0,300}"#, cuts in proptest::collection::vec(1usize..90, 0..40)) {
            let text = format!("{{{body}");
            let bytes = text.as_bytes();
            let mut skip = Skip::default();
            let (mut at, mut end) = (0, None);
            for cut in cuts.into_iter().chain([bytes.len()]) {
                let next = (at + cut).min(bytes.len());
                if let Some(n) = skip.advance(&bytes[at..next]) {
                    end = Some(at + n);
                    break;
                }
                at = next;
            }
            prop_assert_eq!(end, slow_end(bytes));
        }

        #[test]
        fn string_end_is_the_same_in_any_chunks(body in r#"["\\ab]{0,60}"#, cut in 0usize..60) {
            let bytes = body.as_bytes();
            let cut = cut.min(bytes.len());
            let whole = StringEnd::default().advance(bytes);
            let mut end = StringEnd::default();
            let split = end
                .advance(&bytes[..cut])
                .or_else(|| end.advance(&bytes[cut..]).map(|n| n + cut));
            prop_assert_eq!(whole, split);
            prop_assert_eq!(whole, super::string_end(bytes, 0).map(|end| end.at + 1));
        }
    }
}
