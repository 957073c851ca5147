//! Where detectors want to look, sorted by what starts them, and one look at the bytes that tells which
//! of these places a text can have at all.

use super::detect::Start;
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
/// Class of a byte that is no ASCII: the bit it has itself.
const WIDE: u8 = 0x80;
const DIGIT: u8 = 1 << 6;
const AMPERSAND: u8 = 1 << 5;
/// Bytes that are looked at together.
const LANE: usize = 16;

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

    /// What a text holds; everything when `look` is off. `O(n)`, in a loop that compilers turn into vector
    /// instructions.
    pub(crate) fn seen(&self, text: &str, look: bool) -> Seen {
        let mut asked = [0xff; TOLD_APART];
        for (place, (byte, _)) in asked.iter_mut().zip(&self.bytes) {
            *place = *byte;
        }
        let [a, b, c, d] = asked;
        // Behind a mark of a sentence stands a space: no value goes on there.
        let class = |byte: u8, next: u8| {
            let marks = u8::from(byte == a)
                | u8::from(byte == b) << 1
                | u8::from(byte == c) << 2
                | u8::from(byte == d) << 3;
            let marks = if next > b' ' { marks } else { 0 };
            let digit = u8::from(byte.wrapping_sub(b'0') < 10) << 6;
            let ampersand = u8::from(byte == b'&') << 5;
            byte & WIDE | digit | ampersand | marks
        };
        let bytes = text.as_bytes();
        let (lanes, rest) = bytes.as_chunks::<LANE>();
        let (next, next_rest) = bytes.get(1..).unwrap_or_default().as_chunks::<LANE>();
        let mut last = [[0; LANE]; 2];
        // The last whole lane has no whole lane of followers, if nothing comes behind it.
        let lanes = &lanes[..next.len()];
        let rest = &bytes[bytes.len() - rest.len() - LANE * (bytes.len() / LANE - lanes.len())..];
        let mut seen = [0; LANE];
        let mut look_at = |lane: &[u8; LANE], next: &[u8; LANE]| {
            for nth in 0..LANE {
                seen[nth] |= class(lane[nth], next[nth]);
            }
        };
        for (lane, next) in lanes.iter().zip(next) {
            look_at(lane, next);
        }
        last[0][..rest.len()].copy_from_slice(rest);
        last[1][..next_rest.len()].copy_from_slice(next_rest);
        look_at(&last[0], &last[1]);
        let seen = seen.iter().fold(0, |all, s| all | s);
        let beyond = if self.bytes.len() > TOLD_APART {
            !0 << TOLD_APART
        } else {
            0
        };
        let asked = (1 << TOLD_APART) - 1;
        Seen {
            digits: !look || seen & DIGIT != 0,
            bytes: if look { seen & asked | beyond } else { !0 },
            disguised: seen & (WIDE | AMPERSAND) != 0,
        }
    }
}
