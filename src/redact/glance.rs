//! One look at the bytes of a text: which of the places that detectors ask for it can have at all.

use super::eight::eight;
use super::lexicon::{Place, sign_place};
use super::places::Places;
use crate::json::scan::{LANE, below, letters_and_signs, same};

/// What a text holds. Kept and filled again for each text.
#[derive(Debug, Default)]
pub(crate) struct Glance {
    /// First bytes of the runs of digits.
    pub(crate) digits: Vec<u32>,
    /// Words that may be keywords, or that detectors need.
    pub(crate) words: Vec<Word>,
    /// Bit n: the n-th byte of [`Places::bytes`], with something behind it.
    bytes: u32,
    /// Perhaps a disguised character: the text must be folded and looked at again.
    pub(crate) disguised: bool,
}

/// Where a word begins, and with what letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) at: u32,
    pub(crate) letters: Place,
}

impl Glance {
    /// Whether no detector has a place in the text.
    pub(crate) fn is_empty(&self) -> bool {
        self.digits.is_empty() && self.words.is_empty() && self.bytes == 0
    }

    /// Whether the text may hold the n-th byte of [`Places::bytes`].
    pub(crate) fn holds_byte(&self, nth: usize) -> bool {
        self.bytes >> nth & 1 != 0
    }

    /// Looks at a text, sixteen bytes at a time. `O(n)`.
    pub(crate) fn at(&mut self, text: &str, places: &Places) {
        self.digits.clear();
        self.words.clear();
        (self.bytes, self.disguised) = (0, false);
        // All bytes that anybody asks for are told at once in most texts, which hold none.
        let usual = |byte: u8| matches!(byte, b'-'..=b':' | b'@' | b'&' | 0x80..);
        let mut odd = places.bytes.iter().filter(|(byte, _)| !usual(*byte));
        let (one, closely) = (odd.next().map(|(byte, _)| *byte), odd.next().is_some());
        let odd = |lane: &[u8; LANE]| one.is_some_and(|byte| same(lane, &[byte; LANE]) != 0);
        let bytes = text.as_bytes();
        let (lanes, tail) = bytes.as_chunks::<LANE>();
        let mut last = [0; LANE];
        last[..tail.len()].copy_from_slice(tail);
        let rest = (!tail.is_empty()).then_some(&last);
        // Words are read when the lane behind them is known, in which they may go on.
        let (mut letters, mut starts, mut digit) = (0, 0, 0);
        for (nth, lane) in lanes.iter().chain(rest).enumerate() {
            let at = nth * LANE;
            let (here, signs) = letters_and_signs(lane);
            self.words(
                bytes,
                at.wrapping_sub(LANE),
                starts,
                letters | here << LANE,
                places,
            );
            // Where a letter stands that none stands before.
            starts = here & !(here << 1 | letters >> (LANE - 1));
            letters = here;
            digit = if signs != 0 || closely || odd(lane) {
                self.signs(bytes, lane, at, digit, places)
            } else {
                0
            };
        }
        let last = bytes.len().saturating_sub(1) / LANE * LANE;
        self.words(bytes, last, starts, letters, places);
    }

    /// Notes words of a lane that may be keywords. `letters` are those of the lane and of the one behind it.
    #[inline]
    fn words(&mut self, bytes: &[u8], lane: usize, starts: u32, letters: u32, places: &Places) {
        for start in bits(starts) {
            let (at, count) = (lane + start, (letters >> start).trailing_ones());
            let letters = sign_place(eight(bytes, at) & u64::MAX >> (64 - 8 * count.clamp(1, 8)));
            if places.keywords.may_begin(letters) {
                let at = at as u32;
                self.words.push(Word { at, letters });
            }
        }
    }

    /// Notes the marks and digits of a lane; gives whether it ends with a digit.
    fn signs(
        &mut self,
        bytes: &[u8],
        lane: &[u8; LANE],
        at: usize,
        before: u32,
        places: &Places,
    ) -> u32 {
        let digits = below(lane, b'9' + 1) & !below(lane, b'0');
        for start in bits(digits & !(digits << 1 | before)) {
            self.digits.push((at + start) as u32);
        }
        self.disguised |= below(lane, 0x80) != 0xffff || same(lane, &[b'&'; LANE]) != 0;
        // Behind a mark of a sentence stands a space: no value goes on there.
        let next = bytes.get(at + LANE).is_some_and(|b| *b > b' ');
        let goes_on = (!below(lane, b' ' + 1) & 0xffff) >> 1 | u32::from(next) << (LANE - 1);
        for (nth, (byte, _)) in places.bytes.iter().enumerate() {
            let here = same(lane, &[*byte; LANE]) & goes_on;
            self.bytes |= u32::from(here != 0) << nth;
        }
        digits >> (LANE - 1) & 1
    }

    /// Every place there is, found without a look: only to prove that the look hides nothing.
    pub(crate) fn everywhere(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let starts = |holds: fn(&u8) -> bool| {
            let first =
                move |at: &usize| holds(&bytes[*at]) && (*at == 0 || !holds(&bytes[at - 1]));
            (0..bytes.len())
                .filter(first)
                .map(|at| at as u32)
                .collect::<Vec<_>>()
        };
        *self = Self {
            digits: starts(u8::is_ascii_digit),
            words: starts(u8::is_ascii_alphabetic)
                .into_iter()
                .map(|at| Word { at, letters: 0 })
                .collect(),
            bytes: !0,
            disguised: true,
        };
    }
}

/// Places of the bits of a lane.
fn bits(mut mask: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (mask != 0).then_some(mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(bit)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::detect::Start;
    use super::*;

    proptest! {
        #[test]
        fn a_look_finds_what_reading_byte_by_byte_finds(text in "[ a1.:@&/é\n-]{0,70}|[ab4]{0,40}", odd in any::<bool>()) {
            let fourth = if odd { b'a' } else { b'-' };
            let starts = [b'@', b':', b'.', fourth].map(Start::Byte).into_iter().zip(0..);
            let starts: Vec<_> = starts.chain([(Start::Keyword(&["ab", "aaa"]), 4)]).collect();
            let places = Places::new(&starts);
            let (mut seen, mut slow) = (Glance::default(), Glance::default());
            seen.at(&text, &places);
            slow.everywhere(&text);
            prop_assert_eq!(&seen.digits, &slow.digits);
            let bytes = text.as_bytes();
            for (nth, byte) in [b'@', b':', b'.', fourth].iter().enumerate() {
                prop_assert_eq!(seen.holds_byte(nth), bytes.windows(2).any(|w| w[0] == *byte && w[1] > b' '));
            }
            prop_assert_eq!(seen.disguised, !text.is_ascii() || text.contains('&'));
            for start in slow.words.iter().map(|word| word.at) {
                let rest = &text[start as usize..];
                let keyword = rest.split(|c: char| !c.is_ascii_alphabetic()).next();
                if matches!(keyword, Some("ab" | "aaa")) {
                    prop_assert!(seen.words.iter().any(|word| word.at == start));
                }
            }
        }
    }
}
