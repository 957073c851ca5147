//! Message text in segments of fixed size: no doubling, no holes.

use std::num::NonZeroU32;

/// Room of one segment in bytes; a longer text gets a segment of its own.
const SEGMENT: usize = 1 << 20;

/// Where a text lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
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
        Span {
            segment: segment as u32,
            start: start as u32,
            len_and_one: NonZeroU32::MIN.saturating_add(text.len() as u32),
        }
    }

    /// The text behind a span.
    pub fn get(&self, span: Span) -> &str {
        self.segments
            .get(span.segment as usize)
            .and_then(|text| {
                text.get(span.start as usize..)?
                    .get(..span.len_and_one.get() as usize - 1)
            })
            .unwrap_or("")
    }

    /// Bytes held, room included.
    pub fn bytes(&self) -> usize {
        self.segments.iter().map(String::capacity).sum()
    }
}
