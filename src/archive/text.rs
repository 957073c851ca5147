//! Message text in segments of fixed size: no doubling, no holes.

use std::num::NonZeroU32;

/// Room of one segment in bytes; a longer text gets a segment of its own.
const SEGMENT: usize = 1 << 20;

/// Set in the number of a segment: who counts characters need not look at the text.
const ASCII: u32 = 1 << 31;

/// Where a text lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its number, with [`ASCII`] set where every character is one byte.
    segment: u32,
    start: u32,
    /// Length plus one: an absent span then takes no room.
    len_and_one: NonZeroU32,
}

/// All message text of an archive.
#[derive(Debug, Default)]
pub struct TextArena {
    segments: Vec<String>,
}

impl TextArena {
    /// Keeps a text. O(len).
    pub fn push(&mut self, text: &str) -> Span {
        let fits = self
            .segments
            .last()
            .is_some_and(|last| last.len() + text.len() <= SEGMENT);
        if !fits {
            self.segments
                .push(String::with_capacity(text.len().max(SEGMENT)));
        }
        let segment = self.segments.len() - 1;
        let last = &mut self.segments[segment];
        let start = last.len();
        last.push_str(text);
        let ascii = if text.is_ascii() { ASCII } else { 0 };
        Span {
            segment: segment as u32 | ascii,
            start: start as u32,
            len_and_one: NonZeroU32::MIN.saturating_add(text.len() as u32),
        }
    }

    /// The text behind a span.
    pub fn get(&self, span: Span) -> &str {
        self.segments
            .get((span.segment & !ASCII) as usize)
            .and_then(|text| {
                text.get(span.start as usize..)?
                    .get(..span.len_and_one.get() as usize - 1)
            })
            .unwrap_or("")
    }

    /// Unicode scalar values of the text behind a span. O(1) of ASCII.
    pub fn chars(&self, span: Span) -> u32 {
        if span.segment & ASCII == 0 {
            chars(self.get(span))
        } else {
            span.len_and_one.get() - 1
        }
    }

    /// Bytes held, room included.
    pub fn bytes(&self) -> usize {
        self.segments.iter().map(String::capacity).sum()
    }
}

/// Unicode scalar values of a text, eight bytes at a time: in wasm the standard library counts four.
fn chars(text: &str) -> u32 {
    /// The lowest bit of each byte.
    const ONES: u64 = u64::MAX / 0xFF;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut following = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        // Bytes that follow another in a character begin with the bits 10.
        let found = (word >> 7) & !(word >> 6) & ONES;
        following += found.wrapping_mul(ONES) >> 56;
    }
    let following_of_rest = rest.iter().filter(|&&byte| byte & 0xC0 == 0x80).count();
    (text.len() - following_of_rest) as u32 - following as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::TextArena;

    proptest! {
        #[test]
        fn a_character_of_several_bytes_would_count_as_many(
            texts in prop::collection::vec(
                prop_oneof!["[a-z]{0,40}", "[a-zé€😀]{0,40}", "\\PC{0,600}"], 1..6
            )
        ) {
            let mut arena = TextArena::default();
            let spans: Vec<_> = texts.iter().map(|text| arena.push(text)).collect();
            for (text, span) in texts.iter().zip(spans) {
                prop_assert_eq!(arena.get(span), text);
                prop_assert_eq!(arena.chars(span) as usize, text.chars().count());
            }
        }
    }
}
