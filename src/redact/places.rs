//! Where detectors want to look, sorted by what starts them.

use super::detect::{NEEDED, Start};
use super::keywords::Keywords;

/// Detectors by what starts them.
#[derive(Debug)]
pub(crate) struct Places {
    /// Runs of digits: who asks for one of n digits.
    pub(crate) digits: Asked,
    /// The same for words with a digit, those that begin with a letter and those that begin with a digit.
    pub(crate) words: [Asked; 2],
    /// Bytes and their rules.
    pub(crate) bytes: Vec<(u8, Vec<usize>)>,
    /// Rules that read a whole short text.
    pub(crate) answers: Vec<usize>,
    /// Words and their rules.
    pub(crate) keywords: Keywords,
}

/// For each length the rules that ask for it, as bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked([u128; 64]);

impl Asked {
    const NOBODY: Self = Self([0; 64]);

    /// A rule that asks for the lengths of these bits. Built-in rules come first, so their numbers are small.
    fn add(&mut self, lengths: u64, rule: usize) {
        for (length, rules) in self.0.iter_mut().enumerate() {
            *rules |= u128::from(lengths >> length & 1) << rule;
        }
    }

    /// Rules that ask for one of these lengths, in their order.
    pub(crate) fn by(&self, mut lengths: u64) -> impl Iterator<Item = usize> + use<> {
        let mut rules = 0u128;
        while lengths != 0 {
            rules |= self.0[lengths.trailing_zeros() as usize];
            lengths &= lengths - 1;
        }
        std::iter::from_fn(move || {
            let rule = (rules != 0).then_some(rules.trailing_zeros() as usize)?;
            rules &= rules - 1;
            Some(rule)
        })
    }
}

impl Places {
    /// Sorts the starts of rules.
    pub(crate) fn new(starts: &[(Start, usize)]) -> Self {
        let mut out = Self {
            digits: Asked::NOBODY,
            words: [Asked::NOBODY; 2],
            bytes: Vec::new(),
            answers: Vec::new(),
            keywords: Keywords::default(),
        };
        let mut words = Vec::new();
        for &(start, rule) in starts {
            match start {
                Start::Digits(counts) => out.digits.add(counts.into(), rule),
                Start::Word(by_first) => {
                    for (asked, lengths) in out.words.iter_mut().zip(by_first) {
                        asked.add(lengths, rule);
                    }
                }
                Start::Byte(byte) => match out.bytes.iter_mut().find(|(b, _)| *b == byte) {
                    Some((_, rules)) => rules.push(rule),
                    None => out.bytes.push((byte, vec![rule])),
                },
                Start::Keyword(list) => words.push((list, rule)),
                Start::Answer => out.answers.push(rule),
            }
        }
        out.keywords = Keywords::new(&words, NEEDED);
        out
    }
}
