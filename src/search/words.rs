//! The words of a block, and which entries hold them.

use rustc_hash::FxHashMap;

use crate::search::{
    lexicon::{Lexicon, SPACE},
    number_set::NumberSet,
};

/// Every word of the folded texts of a block, by its number in a lexicon.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// The words.
    held: NumberSet,
    /// How many of them are before each run of numbers that [`NumberSet::common`] gives.
    before: Vec<u32>,
    /// Where the entries of each word begin in `entries`, by number of the word, and the end.
    ranges: Vec<u32>,
    /// Numbers of entries, word by word, ascending.
    entries: Vec<u16>,
}

impl Words {
    /// Notes the words of folded texts, which lie side by side: `starts` tells where those of each
    /// entry begin, and the end. `is_border` ends a word as a space does; `odd` are the places that
    /// are not ASCII in the text itself, ascending. O(bytes).
    pub(crate) fn of(
        lexicon: &mut Lexicon,
        folded: &[u8],
        starts: &[u32],
        odd: &[(u32, u32)],
        is_border: impl Fn(u8) -> bool,
    ) -> Self {
        // Each word of the block: its number, and what it was last seen in.
        let mut places: FxHashMap<u32, u32> = FxHashMap::default();
        let (mut numbers, mut seen_in) = (Vec::new(), Vec::new());
        // The words in the order of the texts.
        let mut met: Vec<(u32, u16)> = Vec::new();
        let mut odd = odd.iter().copied().peekable();
        for (entry, bounds) in starts.windows(2).enumerate() {
            let (mut from, end) = (bounds[0] as usize, bounds[1] as usize);
            while from < end {
                let rest = &folded[from..end];
                let length = rest
                    .iter()
                    .position(|&byte| byte == SPACE || is_border(byte))
                    .unwrap_or(rest.len());
                if length > 0 {
                    let (start, stop) = (from as u32, (from + length) as u32);
                    while odd.next_if(|&(_, after)| after < start).is_some() {}
                    let is_plain = odd.peek().is_none_or(|&(first, _)| first > stop);
                    let number = lexicon.number(&rest[..length], is_plain);
                    let place = *places.entry(number).or_insert_with(|| {
                        numbers.push(number);
                        seen_in.push(u32::MAX);
                        seen_in.len() as u32 - 1
                    });
                    let seen = &mut seen_in[place as usize];
                    if *seen != entry as u32 {
                        *seen = entry as u32;
                        met.push((place, entry as u16));
                    }
                }
                from += length + 1;
            }
        }
        Self::placed(&numbers, &met)
    }

    /// Sorts the entries by word: they come in order. Words are told by their place in `numbers`.
    fn placed(numbers: &[u32], met: &[(u32, u16)]) -> Self {
        let mut order: Vec<u32> = (0..numbers.len() as u32).collect();
        order.sort_unstable_by_key(|&place| numbers[place as usize]);
        let mut held = NumberSet::default();
        let mut ranks = vec![0; numbers.len()];
        for (rank, &place) in order.iter().enumerate() {
            let number = numbers[place as usize] as usize;
            held.grow(number + 1);
            held.insert(number);
            ranks[place as usize] = rank;
        }
        let mut ends = vec![0_u32; numbers.len() + 1];
        for (place, _) in met {
            ends[ranks[*place as usize] + 1] += 1;
        }
        for at in 0..numbers.len() {
            ends[at + 1] += ends[at];
        }
        let ranges = ends.clone();
        let mut entries = vec![0; met.len()];
        for (place, entry) in met {
            let end = &mut ends[ranks[*place as usize]];
            entries[*end as usize] = *entry;
            *end += 1;
        }
        Self {
            before: held.counts_before(),
            held,
            ranges,
            entries,
        }
    }

    /// Adds the entries of some words. O(words of the lexicon / 64 + entries).
    pub(crate) fn entries_of(&self, words: &NumberSet, into: &mut NumberSet) {
        self.held.common(words, |run, rank| {
            let place = (self.before[run] + rank) as usize;
            let (first, last) = (self.ranges[place], self.ranges[place + 1]);
            for &entry in &self.entries[first as usize..last as usize] {
                into.insert(entry as usize);
            }
        });
    }

    pub(crate) fn bytes(&self) -> usize {
        self.held.bytes()
            + (self.before.capacity() + self.ranges.capacity()) * size_of::<u32>()
            + self.entries.capacity() * size_of::<u16>()
    }
}
