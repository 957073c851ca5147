//! Every word of the folded texts, each once.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::search::number_set::NumberSet;

/// Between two words, and around all of them: a fold has no other space, and no word has one.
pub(crate) const SPACE: u8 = b' ';

/// A place in the table that is free.
const FREE: u32 = u32::MAX;

/// Words by number, numbers by word. What a text must hold is looked for among these: they are far
/// fewer bytes than the texts. A word that folding changed in more than case is another one than
/// the same letters as they stand.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// A space, then each word and a space.
    bytes: Vec<u8>,
    /// The space before each word, ascending, and the last space.
    starts: Vec<u32>,
    /// Numbers by hash, open addressing, at most half full; its length is a power of two.
    table: Vec<u32>,
    /// Words that are ASCII in the text itself.
    plain: NumberSet,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            bytes: vec![SPACE],
            starts: vec![0],
            table: vec![FREE; 64],
            plain: NumberSet::default(),
        }
    }
}

impl Lexicon {
    /// How many words there are.
    pub(crate) fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// Words that are ASCII in the text itself.
    pub(crate) fn plain(&self) -> &NumberSet {
        &self.plain
    }

    /// A word with the spaces around it.
    pub(crate) fn spaced(&self, word: usize) -> &[u8] {
        &self.bytes[self.starts[word] as usize..=self.starts[word + 1] as usize]
    }

    /// The number of a word, given on first sight. O(length), amortised.
    pub(crate) fn number(&mut self, word: &[u8], is_plain: bool) -> u32 {
        if self.count() * 2 >= self.table.len() {
            self.grow();
        }
        let place = self.place(word, is_plain);
        if self.table[place] == FREE {
            let number = self.count();
            self.table[place] = number as u32;
            self.bytes.extend_from_slice(word);
            self.bytes.push(SPACE);
            self.starts.push(self.bytes.len() as u32 - 1);
            self.plain.grow(number + 1);
            if is_plain {
                self.plain.insert(number);
            }
        }
        self.table[place]
    }

    /// Where the word is in the table, or where it would be put.
    fn place(&self, word: &[u8], is_plain: bool) -> usize {
        let mask = self.table.len() - 1;
        let mut at = hash(word) as usize & mask;
        loop {
            let known = self.table[at] as usize;
            if known == FREE as usize {
                return at;
            }
            let (start, end) = (self.starts[known] as usize, self.starts[known + 1] as usize);
            if self.bytes[start + 1..end] == *word && self.plain.contains(known) == is_plain {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let len = self.table.len() * 2;
        self.table.clear();
        self.table.resize(len, FREE);
        for number in 0..self.count() {
            let spaced = self.spaced(number);
            let mut at = hash(&spaced[1..spaced.len() - 1]) as usize & (len - 1);
            while self.table[at] != FREE {
                at = (at + 1) & (len - 1);
            }
            self.table[at] = number as u32;
        }
    }

    /// Adds every word from `from` on in which something is found. `find` tells where in what it
    /// is given the next one is: start and end, which may take in the spaces around one word.
    /// O(bytes of the words).
    pub(crate) fn find(
        &self,
        from: usize,
        into: &mut NumberSet,
        mut find: impl FnMut(&[u8]) -> Option<(usize, usize)>,
    ) {
        into.grow(self.count());
        let mut word = from;
        while word < self.count() {
            let at = self.starts[word] as usize;
            let Some((start, end)) = find(&self.bytes[at..]) else {
                return;
            };
            // A place that takes in the space before its word ends in that word.
            let inside = (at + end - 1).min(at + start + 1);
            word = self.word_at(word, inside);
            if word == self.count() {
                return;
            }
            into.insert(word);
            word += 1;
        }
    }

    /// The word from `from` on in which a place is, or whose closing space is there; the count after
    /// the last. O(log distance): mostly it is one of the next.
    fn word_at(&self, from: usize, place: usize) -> usize {
        let ends = &self.starts[from + 1..];
        let is_before = |&end: &u32| (end as usize) < place;
        let mut reach = 1;
        while ends.get(reach - 1).is_some_and(is_before) {
            reach *= 2;
        }
        let (first, last) = (reach / 2, reach.min(ends.len()));
        from + first + ends[first..last].partition_point(is_before)
    }

    /// Bytes held, room included.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.capacity()
            + (self.starts.capacity() + self.table.capacity()) * size_of::<u32>()
            + self.plain.bytes()
    }
}

fn hash(word: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_number_however_many_there_are() {
        let mut lexicon = Lexicon::default();
        let words: Vec<String> = (0..3_000).map(|n| format!("w{n}")).collect();
        for (n, word) in words.iter().enumerate() {
            assert_eq!(lexicon.number(word.as_bytes(), true), 2 * n as u32);
            assert_eq!(lexicon.number(word.as_bytes(), false), 2 * n as u32 + 1);
        }
        for (n, word) in words.iter().enumerate() {
            assert_eq!(lexicon.number(word.as_bytes(), false), 2 * n as u32 + 1);
            assert_eq!(lexicon.spaced(2 * n), format!(" {word} ").as_bytes());
            assert!(lexicon.plain().contains(2 * n) && !lexicon.plain().contains(2 * n + 1));
        }
        assert_eq!(lexicon.count(), 6_000);
    }
}
