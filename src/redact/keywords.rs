//! Words that start a detector, looked up where a word begins.
//!
//! Most words of a message begin no keyword: their first three bytes tell, by one bit of a table. No keyword
//! has fewer than two letters.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::context::joins;
use super::eight::{ONES, between, eight};

/// Keywords, each with the rules that ask for it.
#[derive(Debug, Default)]
pub(crate) struct Keywords {
    /// A bit for each way to begin; others may share it.
    heads: Vec<u64>,
    /// Words that begin so, the longest first.
    by_head: FxHashMap<u32, Vec<usize>>,
    words: Vec<(&'static str, Vec<usize>)>,
}

/// Bits of the table, as a power of two.
const TABLE: u32 = 14;

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

    /// Keywords that stand in a text as whole words, the longest at each place, from a byte on, with the rules
    /// that ask for them, as long as `see` wants more; `false` when it does not. `O(n)`.
    pub(crate) fn each(
        &self,
        text: &str,
        mut from: usize,
        look: bool,
        mut see: impl FnMut(usize, Range<usize>) -> bool,
    ) -> bool {
        while let Some((rules, range)) = self.next(text, from, look) {
            from = range.end;
            if !rules.iter().all(|rule| see(*rule, range.clone())) {
                return false;
            }
        }
        true
    }

    /// The first keyword that begins at or behind a byte, and the rules that ask for it.
    pub(crate) fn next(
        &self,
        text: &str,
        from: usize,
        look: bool,
    ) -> Option<(&[usize], Range<usize>)> {
        if self.words.is_empty() {
            return None;
        }
        let bytes = text.as_bytes();
        let mut at = from;
        let mut before = match from.checked_sub(1) {
            Some(last) if bytes[last].is_ascii_alphabetic() => 0x80,
            _ => 0,
        };
        while at < bytes.len() {
            let letters = between(eight(bytes, at) | (ONES * 0x20), b'a', b'z');
            // Where a letter stands that none stands before.
            let mut starts = letters & !(letters << 8 | before);
            before = letters >> 56;
            while starts != 0 {
                let start = at + (starts.trailing_zeros() / 8) as usize;
                starts &= starts - 1;
                let head = head(bytes, start)?;
                let bit = bit(head);
                if look && self.heads[bit >> 6] >> (bit & 63) & 1 == 0 {
                    continue;
                }
                if let Some(nth) = self.longest(head, text, start, look) {
                    let (word, rules) = &self.words[nth];
                    return Some((rules, start..start + word.len()));
                }
            }
            at += 8;
        }
        None
    }

    /// The longest keyword at a place.
    fn longest(&self, head: u32, text: &str, start: usize, look: bool) -> Option<usize> {
        if look {
            let list = self.by_head.get(&head)?;
            return list.iter().copied().find(|n| self.stands(*n, text, start));
        }
        let all = 0..self.words.len();
        all.filter(|n| self.stands(*n, text, start))
            .max_by_key(|n| self.words[*n].0.len())
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

/// How a word begins, whatever its case: two bytes, and a third if it is a letter.
fn head(bytes: &[u8], start: usize) -> Option<u32> {
    let rest = bytes.get(start..)?;
    let first = match rest.first_chunk() {
        Some(four) => u32::from_le_bytes(*four) & 0xff_ffff,
        None => match *rest {
            [a, b, c] => u32::from_le_bytes([a, b, c, 0]),
            [a, b] => u32::from_le_bytes([a, b, 0, 0]),
            _ => return None,
        },
    };
    let head = first | 0x20_2020;
    let third = (head >> 16) as u8;
    Some(if third.is_ascii_lowercase() {
        head
    } else {
        head & 0xffff
    })
}

/// Its place in the table.
fn bit(head: u32) -> usize {
    (head.wrapping_mul(0x9e37_79b1) >> (32 - TABLE)) as usize
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
            keywords.each(text, 0, look, |_, range| {
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
    fn a_word_of_two_letters_is_found_whatever_stands_behind_it() {
        for text in ["pw: x", "PW=x", "my pw", "pw→x", "pw\n", "(pw)"] {
            assert_eq!(found(&["pw"], text).len(), 1, "{text:?}");
        }
        assert_eq!(found(&["pw"], "pwd pw1 épw w p"), [""; 0]);
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
