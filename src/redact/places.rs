//! Where detectors want to look, sorted by what starts them, and one look at the bytes that tells which
//! of these places a text can have at all.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};

use super::context::joins;
use super::detect::Start;

/// Detectors by what starts them.
#[derive(Debug)]
pub(crate) struct Places {
    /// Runs of digits: counts, rule.
    pub(crate) digits: Vec<(u64, usize)>,
    /// Words with a digit, those that begin with a letter and those that begin with a digit: lengths, rule.
    pub(crate) words: [Vec<(u64, usize)>; 2],
    /// Bytes and their rules.
    pub(crate) bytes: Vec<(u8, Vec<usize>)>,
    /// Rules that read a whole short text.
    pub(crate) answers: Vec<usize>,
    automaton: Option<AhoCorasick>,
    /// Rules of each word of the automaton.
    owners: Vec<Vec<usize>>,
}

/// What a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// A digit.
    pub(crate) digits: bool,
    /// Bit n: the n-th byte of [`Places::bytes`].
    pub(crate) bytes: u8,
    /// Perhaps a keyword.
    pub(crate) keywords: bool,
}

impl Places {
    /// Sorts the starts of rules.
    pub(crate) fn new(starts: &[(Start, usize)]) -> Self {
        let mut out = Self {
            digits: Vec::new(),
            words: [Vec::new(), Vec::new()],
            bytes: Vec::new(),
            answers: Vec::new(),
            automaton: None,
            owners: Vec::new(),
        };
        let mut keywords: Vec<(&str, Vec<usize>)> = Vec::new();
        for &(start, rule) in starts {
            match start {
                Start::Digits(counts) => out.digits.push((counts.into(), rule)),
                Start::Word(by_first) => {
                    for (list, lengths) in out.words.iter_mut().zip(by_first) {
                        if lengths != 0 {
                            list.push((lengths, rule));
                        }
                    }
                }
                Start::Byte(byte) => match out.bytes.iter_mut().find(|(b, _)| *b == byte) {
                    Some((_, rules)) => rules.push(rule),
                    None => out.bytes.push((byte, vec![rule])),
                },
                Start::Keyword(words) => {
                    for word in words {
                        match keywords.iter_mut().find(|(w, _)| w == word) {
                            Some((_, rules)) => rules.push(rule),
                            None => keywords.push((word, vec![rule])),
                        }
                    }
                }
                Start::Answer => out.answers.push(rule),
            }
        }
        if !keywords.is_empty() {
            // Constant words: building fails for nothing but their number.
            out.automaton = AhoCorasickBuilder::new()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .kind(Some(AhoCorasickKind::DFA))
                .prefilter(false)
                .build(keywords.iter().map(|(word, _)| word))
                .ok();
            out.owners = keywords.into_iter().map(|(_, rules)| rules).collect();
        }
        out
    }

    /// What a text holds; everything when `look` is off. `O(n)`, in loops that compilers turn into vector
    /// instructions.
    pub(crate) fn seen(&self, text: &str, look: bool) -> Seen {
        let bytes = text.as_bytes();
        let mut marks = 0;
        for (nth, (byte, _)) in self.bytes.iter().enumerate() {
            marks |= u8::from(!look || memchr::memchr(*byte, bytes).is_some()) << nth;
        }
        Seen {
            digits: !look
                || bytes
                    .iter()
                    .fold(false, |seen, b| seen | b.is_ascii_digit()),
            bytes: marks,
            keywords: self.automaton.is_some(),
        }
    }

    /// Whole words of the automaton, with the rules that ask for them, as long as `see` wants more.
    pub(crate) fn keywords(
        &self,
        text: &str,
        mut see: impl FnMut(usize, Range<usize>) -> bool,
    ) -> bool {
        let Some(automaton) = &self.automaton else {
            return true;
        };
        for hit in automaton.find_iter(text) {
            let range = hit.range();
            if text[..range.start].ends_with(joins) || text[range.end..].starts_with(joins) {
                continue;
            }
            for &rule in &self.owners[hit.pattern().as_usize()] {
                if !see(rule, range.clone()) {
                    return false;
                }
            }
        }
        true
    }
}
