//! Where detectors want to look, sorted by what starts them, and one look at the bytes that tells which
//! of these places a text can have at all.

use super::detect::Start;
use super::eight::{ONES, TOPS, between, eight};
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

/// What a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// A digit.
    pub(crate) digits: bool,
    /// Bit n: the n-th byte of [`Places::bytes`], with something behind it.
    pub(crate) bytes: u8,
    /// Perhaps a disguised character: the text must be folded and looked at again.
    pub(crate) disguised: bool,
}

impl Seen {
    /// Whether the text may hold the n-th byte of [`Places::bytes`].
    pub(crate) fn holds_byte(self, nth: usize) -> bool {
        nth >= 8 || self.bytes >> nth & 1 != 0
    }
}

/// Bytes of [`Places::bytes`] that are told apart; a text is taken to hold any beyond.
const TOLD_APART: usize = 4;
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
                Start::Keyword(words) => out.keywords.add(words, rule),
                Start::Answer => out.answers.push(rule),
            }
        }
        out.keywords.build();
        out
    }

    /// What a text holds; everything when `look` is off. `O(n)`, eight bytes at a time.
    pub(crate) fn seen(&self, text: &str, look: bool) -> Seen {
        // 0xff is no byte of a text.
        let mut asked = [!0; TOLD_APART];
        for (place, (byte, _)) in asked.iter_mut().zip(&self.bytes) {
            *place = ONES * u64::from(*byte);
        }
        let usual = |byte: u8| matches!(byte, b'-'..=b':' | b'@');
        let most = if self.bytes.iter().all(|(byte, _)| usual(*byte)) {
            0
        } else {
            TOPS
        };
        let bytes = text.as_bytes();
        let mut all = Marks::default();
        let mut at = 0;
        while at < bytes.len() {
            let eight = eight(bytes, at);
            if (most | eight | special(eight)) & TOPS != 0 {
                let next = bytes.get(at + 8).copied().unwrap_or_default();
                all.note(eight, eight >> 8 | u64::from(next) << 56, &asked);
            }
            at += 8;
        }
        let beyond = if self.bytes.len() > TOLD_APART {
            !0 << TOLD_APART
        } else {
            0
        };
        let bit = |bits, mark: &u64| bits << 1 | u8::from(mark & TOPS != 0);
        Seen {
            digits: !look || all.digit & TOPS != 0,
            bytes: if look {
                all.bytes.iter().rev().fold(0, bit) | beyond
            } else {
                !0
            },
            disguised: (all.wide | all.ampersand) & TOPS != 0,
        }
    }
}

/// What was seen of each of eight bytes, in their top bits.
#[derive(Default)]
struct Marks {
    wide: u64,
    ampersand: u64,
    digit: u64,
    bytes: [u64; TOLD_APART],
}

impl Marks {
    /// Notes eight bytes, each with the one behind it.
    fn note(&mut self, eight: u64, next: u64, asked: &[u64; TOLD_APART]) {
        // Behind a mark of a sentence stands a space: no value goes on there.
        let goes_on = ((next | TOPS) - ONES * 0x21) | next;
        self.wide |= eight;
        self.ampersand |= equal(eight, b'&');
        self.digit |= between(eight, b'0', b'9');
        for (mark, byte) in self.bytes.iter_mut().zip(asked) {
            *mark |= zeros(eight ^ byte) & goes_on;
        }
    }
}

/// The top bit of each byte that is none of a letter, a space or most marks of a sentence.
fn special(eight: u64) -> u64 {
    between(eight, b'-', b':') | equal(eight, b'@') | equal(eight, b'&')
}

/// The top bit of each byte that is this one, and perhaps of one behind it.
fn equal(eight: u64, byte: u8) -> u64 {
    zeros(eight ^ (ONES * u64::from(byte)))
}

/// The top bit of each byte that is zero, and perhaps of one behind it.
fn zeros(eight: u64) -> u64 {
    eight.wrapping_sub(ONES) & !eight
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn eight_bytes_at_once_hide_nothing(text in "[ a1.:@&/é-]{0,40}") {
            let starts = [(Start::Byte(b'@'), 0), (Start::Byte(b':'), 1), (Start::Byte(b'.'), 2)];
            let seen = Places::new(&starts).seen(&text, true);
            let bytes = text.as_bytes();
            prop_assert_eq!(seen.digits, bytes.iter().any(u8::is_ascii_digit));
            for (nth, byte) in [b'@', b':', b'.'].iter().enumerate() {
                let goes_on = bytes.windows(2).any(|w| w[0] == *byte && w[1] > b' ');
                prop_assert!(!goes_on || seen.holds_byte(nth));
                prop_assert!(bytes.contains(byte) || !seen.holds_byte(nth));
            }
            prop_assert_eq!(seen.disguised, !text.is_ascii() || text.contains('&'));
        }
    }
}
