//! Words that start a detector, looked up where a word begins.
//!
//! Most words of a message begin no keyword: their first three bytes tell, by one bit of a table.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::context::joins;

/// Keywords, each with the rules that ask for it.
#[derive(Debug, Default)]
pub(crate) struct Keywords {
    /// A bit for each way to begin; others may share it.
    heads: Vec<u64>,
    /// Words that begin so, the longest first.
    by_head: FxHashMap<u32, Vec<usize>>,
    words: Vec<(&'static str, Vec<usize>)>,
}

/// Bytes that tell whether a keyword may begin; none is shorter.
const HEAD: usize = 3;
/// Bits of the table, as a power of two.
const TABLE: u32 = 12;

impl Keywords {
    /// A rule that asks for words: lower case, the first byte a letter.
    pub(crate) fn add(&mut self, words: &[&'static str], rule: usize) {
        for word in words {
            match self.words.iter_mut().find(|(w, _)| w == word) {
                Some((_, rules)) => rules.push(rule),
                None => self.words.push((word, vec![rule])),
            }
        }
    }

    /// Makes the table, once all words are there.
    pub(crate) fn build(&mut self) {
        self.heads = vec![0; 1 << (TABLE - 6)];
        for (nth, (word, _)) in self.words.iter().enumerate() {
            if let Some(head) = head(word.as_bytes(), 0) {
                let bit = bit(head);
                self.heads[bit >> 6] |= 1 << (bit & 63);
                self.by_head.entry(head).or_default().push(nth);
            }
        }
        for list in self.by_head.values_mut() {
            list.sort_by_key(|nth| std::cmp::Reverse(self.words[*nth].0.len()));
        }
    }

    /// Keywords that stand in a text as whole words, the longest at each place, with the rules that ask for
    /// them, as long as `see` wants more; `false` when it does not. `O(n)`.
    pub(crate) fn each(
        &self,
        text: &str,
        look: bool,
        mut see: impl FnMut(usize, Range<usize>) -> bool,
    ) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let bytes = text.as_bytes();
        let mut told = 0;
        word_starts(bytes, |start| {
            let Some(head) = head(bytes, start).filter(|_| start >= told) else {
                return true;
            };
            let bit = bit(head);
            if look && self.heads[bit >> 6] >> (bit & 63) & 1 == 0 {
                return true;
            }
            let all = 0..self.words.len();
            let found = match self.by_head.get(&head) {
                Some(list) if look => list.iter().copied().find(|n| self.stands(*n, text, start)),
                None if look => None,
                _ => all
                    .filter(|n| self.stands(*n, text, start))
                    .max_by_key(|n| self.words[*n].0.len()),
            };
            let Some((word, rules)) = found.map(|nth| &self.words[nth]) else {
                return true;
            };
            told = start + word.len();
            rules.iter().all(|rule| see(*rule, start..told))
        })
    }

    /// Whether a keyword stands at a place as a whole word.
    fn stands(&self, nth: usize, text: &str, start: usize) -> bool {
        let word = self.words[nth].0;
        let end = start + word.len();
        text.as_bytes()
            .get(start..end)
            .is_some_and(|here| here.eq_ignore_ascii_case(word.as_bytes()))
            && !text[..start].ends_with(joins)
            && !text[end..].starts_with(joins)
    }
}

/// How a word begins, whatever its case.
fn head(bytes: &[u8], start: usize) -> Option<u32> {
    let head = bytes.get(start..start + HEAD)?;
    Some(u32::from_le_bytes([head[0], head[1], head[2], 0]) | 0x20_2020)
}

/// Its place in the table.
fn bit(head: u32) -> usize {
    (head.wrapping_mul(0x9e37_79b1) >> (32 - TABLE)) as usize
}

/// Where ASCII letters begin that no ASCII letter stands before, eight bytes at a time; ends and gives
/// `false` when `see` does.
fn word_starts(bytes: &[u8], mut see: impl FnMut(usize) -> bool) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = ONES << 7;
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let mut before = 0;
    for (nth, eight) in eights.iter().chain([&last]).enumerate() {
        let word = u64::from_le_bytes(*eight);
        let lower = (word | (ONES * 0x20)) & !TOPS;
        // The top bit of each byte: at least `a`, and not above `z`, and ASCII.
        let from_a = lower + ONES * (0x80 - 0x61);
        let above_z = lower + ONES * (0x80 - 0x7b);
        let letters = from_a & !above_z & !word & TOPS;
        let mut starts = letters & !(letters << 8 | before);
        before = letters >> 56;
        while starts != 0 {
            if !see(nth * 8 + (starts.trailing_zeros() / 8) as usize) {
                return false;
            }
            starts &= starts - 1;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::detect::{ALL, Start};
    use super::*;

    fn found<'t>(words: &[&'static str], text: &'t str) -> Vec<&'t str> {
        let mut keywords = Keywords::default();
        keywords.add(words, 0);
        keywords.build();
        let all = |look| {
            let mut out = Vec::new();
            keywords.each(text, look, |_, range| {
                out.push(&text[range]);
                true
            });
            out
        };
        assert_eq!(all(true), all(false), "the table hides a word of {text:?}");
        all(true)
    }

    #[test]
    fn whole_words_are_found_and_the_longest_of_them() {
        let words = ["name", "my name is", "name is", "pin"];
        assert_eq!(found(&words, "My NAME is x, name"), ["My NAME is", "name"]);
        assert_eq!(
            found(&words, "pin_ _pin pins 4pin épin pin"),
            ["pin", "pin", "pin"]
        );
        assert_eq!(found(&words, "names my name isn"), ["name"]);
        assert_eq!(found(&words, "注文pin番号"), ["pin"]);
        assert_eq!(found(&words, "pi"), [""; 0]);
    }

    #[test]
    fn words_begin_where_letters_do() {
        let mut starts = Vec::new();
        word_starts("ab cd1ef-g éh {[`@ZAz".as_bytes(), |at| {
            starts.push(at);
            true
        });
        assert_eq!(starts, [0, 3, 6, 9, 13, 19]);
    }

    #[test]
    fn every_keyword_of_a_detector_can_be_looked_up() {
        for detector in ALL {
            if let Start::Keyword(words) = detector.start {
                for word in words {
                    assert_eq!(found(&[word], word), [*word], "{}", detector.id);
                    assert_eq!(word.to_lowercase(), *word);
                }
            }
        }
    }
}
