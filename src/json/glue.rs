//! What stands between two values: mostly the same from record to record, so it is compared with
//! what stood there before instead of being read again.

use super::scan::{LANE, same};

/// A piece of text to compare with, in whole lanes.
#[derive(Debug, Clone, Default)]
pub(super) struct Glue {
    lanes: Vec<[u8; LANE]>,
    len: usize,
    /// Bytes of the last lane that do not count.
    beyond: u32,
}

impl Glue {
    pub(super) fn new(text: &[u8]) -> Self {
        let mut glue = Self::default();
        glue.set(text);
        glue
    }

    /// Takes the place of what was there, and its room.
    pub(super) fn set(&mut self, text: &[u8]) {
        let (lanes, rest) = text.as_chunks::<LANE>();
        self.lanes.clear();
        self.lanes.extend_from_slice(lanes);
        self.beyond = 0;
        if !rest.is_empty() {
            let mut last = [0; LANE];
            last[..rest.len()].copy_from_slice(rest);
            self.lanes.push(last);
            self.beyond = u32::MAX << rest.len();
        }
        self.len = text.len();
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Where the text behind it starts, if it stands at `at`.
    #[inline]
    pub(super) fn behind(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = bytes.get(at..)?;
        let (last, lanes) = self.lanes.split_last()?;
        let (whole, tail) = rest.as_chunks::<LANE>();
        let equal = match whole.get(lanes.len()) {
            Some(found) => same(found, last) | self.beyond,
            None => {
                // The text ends in this lane.
                let mut found = [0; LANE];
                let tail = if whole.len() == lanes.len() {
                    tail
                } else {
                    &[]
                };
                if self.len > rest.len() {
                    return None;
                }
                for (to, byte) in found.iter_mut().zip(tail) {
                    *to = *byte;
                }
                same(&found, last) | self.beyond
            }
        };
        let all = u32::MAX >> LANE;
        let equal = equal & all == all
            && lanes
                .iter()
                .zip(whole)
                .all(|(lane, found)| same(found, lane) == all);
        equal.then_some(at + self.len)
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
