//! What stands between two values: mostly the same from record to record, so it is compared with
//! what stood there before instead of being read again.

use super::scan::{LANE, begins, same};

/// Bytes compared at once; what stands between two values is mostly shorter.
const HEAD: usize = 2 * LANE;

/// A piece of text to compare with.
#[derive(Debug, Clone)]
pub(super) struct Glue {
    head: [[u8; LANE]; 2],
    /// A bit for each byte of the head that is behind the end.
    beyond: u32,
    /// What the head does not hold.
    rest: Vec<u8>,
    len: usize,
}

impl Default for Glue {
    fn default() -> Self {
        Self {
            head: [[0; LANE]; 2],
            beyond: u32::MAX,
            rest: Vec::new(),
            len: 0,
        }
    }
}

impl Glue {
    pub(super) fn new(text: &[u8]) -> Self {
        let mut glue = Self::default();
        glue.set(text);
        glue
    }

    /// Takes the place of what was there, and its room.
    pub(super) fn set(&mut self, text: &[u8]) {
        let (head, rest) = text.split_at(text.len().min(HEAD));
        let kept = self.head.as_flattened_mut();
        kept.fill(0);
        kept[..head.len()].copy_from_slice(head);
        self.beyond = u32::MAX.checked_shl(head.len() as u32).unwrap_or(0);
        self.rest.clear();
        self.rest.extend_from_slice(rest);
        self.len = text.len();
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Where the text behind it starts, if it stands at `at`.
    #[inline]
    pub(super) fn behind(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let ahead = bytes.get(at..)?;
        let Some((head, rest)) = ahead.split_first_chunk::<HEAD>() else {
            // So near the end there is no rest.
            let kept = self.head.as_flattened().get(..self.len)?;
            return begins(ahead, kept).then_some(at + self.len);
        };
        let ([first, second], []) = head.as_chunks() else {
            return None;
        };
        let equal = same(first, &self.head[0]) | same(second, &self.head[1]) << LANE;
        let stands =
            equal | self.beyond == u32::MAX && (self.rest.is_empty() || begins(rest, &self.rest));
        stands.then_some(at + self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn glue_stands_where_the_text_says_so(text in "[ab]{0,70}", glue in "[ab]{1,40}", at in 0usize..72) {
            let expected = text.get(at..).is_some_and(|rest| rest.starts_with(&glue));
            let found = Glue::new(glue.as_bytes()).behind(text.as_bytes(), at);
            prop_assert_eq!(found, expected.then_some(at + glue.len()));
        }

        #[test]
        fn glue_stands_where_it_was_put(before in "[ab]{0,20}", glue in "[ab]{1,60}", behind in "[ab]{0,20}") {
            let text = format!("{before}{glue}{behind}");
            let found = Glue::new(glue.as_bytes()).behind(text.as_bytes(), before.len());
            prop_assert_eq!(found, Some(before.len() + glue.len()));
        }
    }
}
