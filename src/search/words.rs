//! The words of a block, and which entries hold them.

use crate::search::{
    lexicon::{Lexicon, SPACE},
    number_set::NumberSet,
};

/// No place, and no entry.
const NONE: u32 = u32::MAX;

/// Every word of the folded texts of a block, by its number in a lexicon.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// The words, by runs of numbers of which it has any: what a block holds grows with its own words,
    /// not with those of all. New words come with numbers that follow each other.
    held: Vec<Held>,
    /// Where the entries of each word begin in `entries`, by number of the word, and the end.
    ranges: Vec<u32>,
    /// Numbers of entries, word by word, ascending.
    entries: Vec<u16>,
}

/// Words of one run of 64 numbers.
#[derive(Debug)]
struct Held {
    /// Number of the run.
    run: u32,
    /// How many words are before it.
    before: u32,
    /// A bit for each.
    words: u64,
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
        // The words of the block in the order of the texts, and what each was last seen in.
        let mut places = vec![NONE; lexicon.count()];
        let mut seen_in: Vec<u32> = Vec::new();
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
                    let number = lexicon.number(&rest[..length], is_plain) as usize;
                    if number >= places.len() {
                        places.resize(lexicon.count(), NONE);
                    }
                    if places[number] == NONE {
                        places[number] = seen_in.len() as u32;
                        seen_in.push(NONE);
                    }
                    let place = places[number];
                    let seen = &mut seen_in[place as usize];
                    if *seen != entry as u32 {
                        *seen = entry as u32;
                        met.push((place, entry as u16));
                    }
                }
                from += length + 1;
            }
        }
        Self::placed(&places, seen_in.len(), &met)
    }

    /// Sorts the entries by word: they come in order. Of each word of the lexicon, `places` has the
    /// place by which entries tell it, if it is one of the `count` of the block.
    fn placed(places: &[u32], count: usize, met: &[(u32, u16)]) -> Self {
        let mut held: Vec<Held> = Vec::new();
        let mut ranks = vec![0; count];
        let of_block = places.iter().enumerate();
        let of_block = of_block.filter(|(_, place)| **place != NONE);
        for (rank, (number, &place)) in of_block.enumerate() {
            let (run, bit) = NumberSet::place(number);
            if held.last().is_none_or(|last| last.run != run as u32) {
                held.push(Held {
                    run: run as u32,
                    before: rank as u32,
                    words: 0,
                });
            }
            if let Some(last) = held.last_mut() {
                last.words |= bit;
            }
            ranks[place as usize] = rank;
        }
        held.shrink_to_fit();
        let mut ends = vec![0_u32; count + 1];
        for (place, _) in met {
            ends[ranks[*place as usize] + 1] += 1;
        }
        for at in 0..count {
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
            held,
            ranges,
            entries,
        }
    }

    /// Adds the entries of some words. O(runs of words of the block + entries).
    pub(crate) fn entries_of(&self, words: &NumberSet, into: &mut NumberSet) {
        for held in &self.held {
            let mut both = held.words & words.run(held.run as usize);
            while both != 0 {
                let lowest = both & both.wrapping_neg();
                both ^= lowest;
                let rank = (held.words & (lowest - 1)).count_ones();
                let place = (held.before + rank) as usize;
                let (first, last) = (self.ranges[place], self.ranges[place + 1]);
                for &entry in &self.entries[first as usize..last as usize] {
                    into.insert(entry as usize);
                }
            }
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.held.capacity() * size_of::<Held>()
            + self.ranges.capacity() * size_of::<u32>()
            + self.entries.capacity() * size_of::<u16>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of two entries of which the second says `second`.
    fn words_of(lexicon: &mut Lexicon, first: &str, second: &str) -> Words {
        let folded = format!("{first} {second}");
        let starts = [0, first.len() as u32 + 1, folded.len() as u32];
        Words::of(lexicon, folded.as_bytes(), &starts, &[], |_| false)
    }

    #[test]
    fn a_block_costs_what_its_own_words_do_however_many_the_lexicon_has() {
        let mut lexicon = Lexicon::default();
        let small = words_of(&mut lexicon, "where is it", "it is here").bytes();
        for number in 0..100_000 {
            lexicon.number(format!("w{number}").as_bytes(), true);
        }
        let texts = ("where is w12345 it", "it is w98765 here and new");
        let block = words_of(&mut lexicon, texts.0, texts.1);
        let more = 4 * (size_of::<Held>() + size_of::<u32>() + size_of::<u16>());
        assert!(block.bytes() <= small + more, "{} bytes", block.bytes());
        let entries = |word: &str| {
            let count = lexicon.count();
            let spaced = format!(" {word} ");
            let mut words = NumberSet::none(count);
            let numbers = (0..count).filter(|&one| lexicon.spaced(one) == spaced.as_bytes());
            numbers.for_each(|one| words.insert(one));
            let mut found = NumberSet::none(2);
            block.entries_of(&words, &mut found);
            found.iter().collect::<Vec<_>>()
        };
        assert_eq!(entries("is"), [0, 1]);
        assert_eq!(entries("w12345"), [0]);
        assert_eq!(entries("w98765"), [1]);
        assert_eq!(entries("new"), [1]);
        assert!(entries("w98764").is_empty() && entries("w99999").is_empty());
    }
}
