//! The words of a block, each once, and which entries hold it.

use rustc_hash::FxHashMap;

use crate::search::entry_set::EntrySet;

/// Between two words, and around all of them: a fold has no other space, and no word has one.
pub(crate) const SPACE: u8 = b' ';

/// Every word of the folded texts of a block. What a text must hold is looked for among these: they
/// are far fewer bytes than the texts.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// A space, then each word and a space.
    bytes: Vec<u8>,
    /// The space before each word, ascending, and the last space.
    starts: Vec<u32>,
    /// Where the entries of each word begin in `entries`, and the end.
    ranges: Vec<u32>,
    /// Numbers of entries, word by word, ascending.
    entries: Vec<u16>,
}

impl Words {
    /// Notes the words of texts: one text for each entry, in which `is_border` ends a word as a
    /// space does. O(bytes).
    pub(crate) fn of<'t>(
        texts: impl Iterator<Item = &'t [u8]> + Clone,
        is_border: impl Fn(u8) -> bool,
    ) -> Self {
        let mut known: FxHashMap<&[u8], u32> = FxHashMap::default();
        let mut words = Self {
            bytes: vec![SPACE],
            ..Self::default()
        };
        // What each word was last seen in, and the words in the order of the texts.
        let mut seen_in: Vec<u32> = Vec::new();
        let mut met: Vec<(u32, u16)> = Vec::new();
        for (entry, text) in texts.enumerate() {
            let parts = text.split(|&byte| byte == SPACE || is_border(byte));
            for part in parts.filter(|part| !part.is_empty()) {
                let word = *known.entry(part).or_insert_with(|| {
                    words.starts.push(words.bytes.len() as u32 - 1);
                    words.bytes.extend_from_slice(part);
                    words.bytes.push(SPACE);
                    seen_in.push(u32::MAX);
                    seen_in.len() as u32 - 1
                });
                let seen = &mut seen_in[word as usize];
                if *seen != entry as u32 {
                    *seen = entry as u32;
                    met.push((word, entry as u16));
                }
            }
        }
        words.starts.push(words.bytes.len() as u32 - 1);
        words.place(&met, seen_in.len());
        words
    }

    /// Sorts the entries by word: they come in order.
    fn place(&mut self, met: &[(u32, u16)], count: usize) {
        let mut ends = vec![0_u32; count + 1];
        for (word, _) in met {
            ends[*word as usize + 1] += 1;
        }
        for at in 0..count {
            ends[at + 1] += ends[at];
        }
        self.ranges.clone_from(&ends);
        self.entries = vec![0; met.len()];
        for (word, entry) in met {
            let end = &mut ends[*word as usize];
            self.entries[*end as usize] = *entry;
            *end += 1;
        }
    }

    /// Adds the entries of every word in which something is found. `find` tells where in what it
    /// is given the next one is: start and end, which may take in the spaces around one word.
    pub(crate) fn find(
        &self,
        into: &mut EntrySet,
        mut find: impl FnMut(&[u8]) -> Option<(usize, usize)>,
    ) {
        let (mut word, mut from) = (0, 0);
        while let Some((start, end)) = self.bytes.get(from..).and_then(&mut find) {
            // A place that takes in the space before its word ends in that word.
            let inside = (from + end - 1).min(from + start + 1);
            word += self.starts[word + 1..].partition_point(|&next| (next as usize) < inside);
            let Some(&next) = self.starts.get(word + 1) else {
                return;
            };
            let (first, last) = (self.ranges[word], self.ranges[word + 1]);
            for &entry in &self.entries[first as usize..last as usize] {
                into.insert(entry as usize);
            }
            word += 1;
            if word + 1 == self.starts.len() {
                return;
            }
            from = next as usize;
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes.capacity()
            + (self.starts.capacity() + self.ranges.capacity()) * size_of::<u32>()
            + self.entries.capacity() * size_of::<u16>()
    }
}
