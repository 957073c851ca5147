//! What stands between two values: mostly the same from record to record, so it is compared with
//! what stood there before instead of being read again.

use super::scan::{LANE, same};

/// A bit for each byte of a lane.
const ALL: u32 = u32::MAX >> LANE;

/// A piece of text to compare with, in whole lanes.
#[derive(Debug, Clone, Default)]
pub(super) struct Glue {
    lanes: Vec<[u8; LANE]>,
    /// What does not fill a lane; may be nothing.
    last: [u8; LANE],
    /// Its bytes that do not count.
    beyond: u32,
    len: usize,
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
        self.last = [0; LANE];
        self.last[..rest.len()].copy_from_slice(rest);
        self.beyond = ALL & (ALL << rest.len());
        self.len = text.len();
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Where the text behind it starts, if it stands at `at`.
    #[inline]
    pub(super) fn behind(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let mut rest = bytes.get(at..)?;
        for lane in &self.lanes {
            let Some((found, behind)) = rest.split_first_chunk() else {
                return self.at_the_end(bytes, at);
            };
            if same(found, lane) != ALL {
                return None;
            }
            rest = behind;
        }
        let equal = match rest.first_chunk() {
            Some(found) => same(found, &self.last) | self.beyond,
            None => return self.at_the_end(bytes, at),
        };
        (equal == ALL).then_some(at + self.len)
    }

    /// The same where the text ends within a lane.
    fn at_the_end(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = bytes.get(at..at + self.len)?;
        let (lanes, last) = rest.as_chunks::<LANE>();
        let same = lanes == self.lanes && last == &self.last[..last.len()];
        same.then_some(at + self.len)
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
