//! Words that start a detector, looked up where a word begins.
//!
//! Most words of a message begin no keyword: their first letters, eight at most, tell by one bit of a table.

use std::ops::Range;

use super::context::{Lexicon, joins};
use super::eight::{ONES, TOPS, between, eight};
use super::lexicon::{PLACE, Place, sign_place};

/// Keywords, each with the rules that ask for it.
#[derive(Debug, Default)]
pub(crate) struct Keywords {
    /// A bit for each way to begin; others may share it.
    heads: Vec<u64>,
    /// By head, the longest first, then by their letters.
    words: Vec<Keyword>,
}

/// A word, lower case, the first byte a letter.
#[derive(Debug)]
struct Keyword {
    head: u64,
    word: &'static str,
    rules: Vec<usize>,
}

/// Bits of the table, as a power of two.
const TABLE: u32 = 14;

impl Keywords {
    /// Rules with the words that they ask for, and words that are only to be noted.
    pub(crate) fn new(asked: &[(&'static [&'static str], usize)], noted: &[&Lexicon]) -> Self {
        let each = |(words, rule): &(&'static [&'static str], usize)| {
            let rule = *rule;
            words.iter().map(move |word| (*word, rule))
        };
        let mut all: Vec<_> = asked
            .iter()
            .flat_map(each)
            .map(|(word, rule)| (head(word.as_bytes(), 0), word, rule))
            .collect();
        // Rules keep their order: it is that of two findings that are equal.
        all.sort_by_key(|(head, word, _)| (*head, std::cmp::Reverse(word.len()), *word));
        let mut out = Self {
            heads: vec![0; 1 << (TABLE - 6)],
            words: Vec::with_capacity(all.len()),
        };
        let own = all.iter().map(|(head, ..)| sign_place(*head));
        for letters in noted.iter().flat_map(|lexicon| lexicon.signs()).chain(own) {
            out.heads[bit(letters) >> 6] |= 1 << (bit(letters) & 63);
        }
        for (head, word, rule) in all {
            match out.words.last_mut().filter(|last| last.word == word) {
                Some(last) => last.rules.push(rule),
                None => out.words.push(Keyword {
                    head,
                    word,
                    rules: vec![rule],
                }),
            }
        }
        out
    }

    /// Whether a keyword may begin with letters of this place.
    #[inline]
    pub(crate) fn may_begin(&self, letters: Place) -> bool {
        let bit = bit(letters);
        self.heads[bit >> 6] >> (bit & 63) & 1 != 0
    }

    /// The longest keyword that stands at a place as a whole word, and the rules that ask for it.
    pub(crate) fn at(
        &self,
        text: &str,
        start: usize,
        look: bool,
    ) -> Option<(&[usize], Range<usize>)> {
        let stands = |keyword: &&Keyword| {
            let end = start + keyword.word.len();
            let here = text.as_bytes().get(start..end);
            here.is_some_and(|here| here.eq_ignore_ascii_case(keyword.word.as_bytes()))
                && !text[..start].ends_with(joins)
                && !text[end..].starts_with(joins)
        };
        let found = if look {
            let head = head(text.as_bytes(), start);
            let first = self.words.partition_point(|k| k.head < head);
            let same = self.words[first..].iter().take_while(|k| k.head == head);
            same.clone().find(stands)
        } else {
            self.words
                .iter()
                .filter(stands)
                .max_by_key(|k| k.word.len())
        };
        found.map(|k| (&k.rules[..], start..start + k.word.len()))
    }
}

/// How a word begins: its letters up to the first byte that is none of ASCII, whatever their case.
#[inline]
fn head(bytes: &[u8], start: usize) -> u64 {
    let lower = eight(bytes, start) | (ONES * 0x20);
    let others = !between(lower, b'a', b'z') & TOPS;
    // Eight bits for each letter.
    match others.trailing_zeros() & !7 {
        64 => lower,
        bits => lower & ((1 << bits) - 1),
    }
}

/// The bit of a place in the table.
#[inline]
fn bit(letters: Place) -> usize {
    (letters >> (PLACE - TABLE)) as usize
}

#[cfg(test)]
mod tests {
    use super::super::detect::{ALL, Start};
    use super::super::glance::{Glance, Word};
    use super::super::places::Places;

    fn found<'t>(words: &'static [&'static str], text: &'t str) -> Vec<&'t str> {
        let places = Places::new(&[(Start::Keyword(words), 0)]);
        let (mut look, mut no_look) = (Glance::default(), Glance::default());
        look.at(text, &places);
        no_look.everywhere(text);
        let all = |starts: &[Word], look| {
            let found = starts
                .iter()
                .filter_map(|word| places.keywords.at(text, word.at as usize, look));
            found.map(|(_, range)| &text[range]).collect::<Vec<_>>()
        };
        let seen = all(&look.words, true);
        assert_eq!(
            seen,
            all(&no_look.words, false),
            "the table hides a word of {text:?}"
        );
        seen
    }

    #[test]
    fn whole_words_are_found_and_the_longest_of_them() {
        let words = &["name", "my name is", "name is", "pin"];
        assert_eq!(
            found(words, "My NAME is x, name"),
            ["My NAME is", "NAME is", "name"]
        );
        assert_eq!(
            found(words, "pin_ _pin pins 4pin épin pin"),
            ["pin", "pin", "pin"]
        );
        assert_eq!(found(words, "names my name isn"), ["name"]);
        assert_eq!(found(words, "注文pin番号"), ["pin"]);
        assert_eq!(found(words, "pi"), [""; 0]);
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
                    let first = found(words, word);
                    assert_eq!(first.first(), Some(word), "{}", detector.id);
                    assert_eq!(word.to_lowercase(), *word);
                }
            }
        }
    }
}
