//! Places where a value with digits may begin.

use super::detect::cluster::{Group, LIMIT, groups};

/// A run of digits, or a word that holds one, and how long a value from there on may be.
#[derive(Debug)]
pub(crate) struct Site {
    /// First byte.
    pub(crate) start: usize,
    /// Byte after the first word.
    pub(crate) word_end: usize,
    /// Digits that follow one another in groups from here; none if a letter stands here.
    pub(crate) groups: Vec<Group>,
    /// Those digits.
    pub(crate) digits: Vec<u8>,
    /// Bit n: n digits, separators left out, may be a number from here.
    pub(crate) counts: u32,
    /// Bit n: n letters and digits, separators left out, may be a value from here; it ends with a word.
    pub(crate) lengths: u64,
}

/// Words that make one value.
const WORDS: usize = 8;

impl Site {
    /// A place that nothing is known of yet; kept and filled again for each place.
    pub(crate) fn new() -> Self {
        Self {
            start: 0,
            word_end: 0,
            groups: Vec::with_capacity(LIMIT),
            digits: Vec::with_capacity(LIMIT),
            counts: 0,
            lengths: 0,
        }
    }

    /// The digits at `start`, which is the first of its run. Bounded.
    pub(crate) fn at_digits(&mut self, text: &str, start: usize) {
        self.start = start;
        self.word_end = start;
        groups(
            text,
            start,
            4,
            LIMIT,
            |b| b" ()./-".contains(&b),
            &mut self.groups,
        );
        self.digits.clear();
        self.counts = 0;
        for group in &self.groups {
            self.digits
                .extend_from_slice(&text.as_bytes()[group.at.clone()]);
            self.counts |= 1 << self.digits.len();
        }
        self.lengths = 0;
    }

    /// The word at `start`. Bounded.
    pub(crate) fn at_word(&mut self, text: &str, start: usize) {
        let bytes = text.as_bytes();
        self.start = start;
        self.groups.clear();
        self.digits.clear();
        self.counts = 0;
        self.lengths = 0;
        let (mut at, mut length) = (start, 0);
        for word in 0..WORDS {
            let run = bytes[at..]
                .iter()
                .take(80)
                .take_while(|b| b.is_ascii_alphanumeric())
                .count();
            length += run;
            if run == 0 || length > 63 {
                break;
            }
            at += run;
            self.lengths |= 1 << length;
            if word == 0 {
                self.word_end = at;
            }
            if !bytes.get(at).is_some_and(|b| b" -./:".contains(b)) {
                break;
            }
            at += 1;
        }
    }
}

/// The runs of digits, which begin at `starts`, and the words that hold one, as `see` is told: `true` for digits.
/// A short word of letters right before such a word (`AB 12 34 56 C`) is a place of its own. `O(n)`.
pub(crate) fn each(text: &str, starts: &[u32], mut see: impl FnMut(bool, usize) -> bool) {
    let bytes = text.as_bytes();
    // End of the last word that was told.
    let mut told = 0;
    for digit in starts.iter().map(|start| *start as usize) {
        if digit >= told {
            let left = bytes[told..digit]
                .iter()
                .rev()
                .take_while(|b| b.is_ascii_alphanumeric())
                .count();
            let word = digit - left;
            if let Some(short) = short_word_before(bytes, word)
                && !see(false, short)
            {
                return;
            }
            let right = bytes[digit..]
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric())
                .count();
            told = digit + right;
            if !see(false, word) {
                return;
            }
        }
        if !see(true, digit) {
            return;
        }
    }
}

/// Where one to four letters begin that stand one separator before `word`.
fn short_word_before(bytes: &[u8], word: usize) -> Option<usize> {
    let end = word.checked_sub(1)?;
    if !matches!(bytes[end], b' ' | b'-') {
        return None;
    }
    let letters = bytes[..end]
        .iter()
        .rev()
        .take(5)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let start = end - letters;
    let free = start == 0 || !bytes[start - 1].is_ascii_alphanumeric();
    ((1..=4).contains(&letters) && free).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::super::glance::Glance;
    use super::*;

    fn sites(text: &str) -> Vec<(bool, &str)> {
        let (mut glance, mut out) = (Glance::default(), Vec::new());
        glance.everywhere(text);
        each(text, &glance.digits, |digits, at| {
            out.push((digits, &text[at..]));
            true
        });
        out
    }

    #[test]
    fn runs_of_digits_words_and_a_short_word_before_are_places() {
        assert_eq!(
            sites("no AB 12c3"),
            [
                (false, "AB 12c3"),
                (false, "12c3"),
                (true, "12c3"),
                (true, "3")
            ]
        );
        assert_eq!(
            sites("x9 é7"),
            [(false, "x9 é7"), (true, "9 é7"), (false, "7"), (true, "7")]
        );
        assert_eq!(sites("none"), []);
    }

    #[test]
    fn a_value_may_end_with_each_word() {
        let mut site = Site::new();
        site.at_word("AB 12 34x, 5", 0);
        assert_eq!(site.lengths, 1 << 2 | 1 << 4 | 1 << 7);
        site.at_digits("12 34-5 x", 0);
        assert_eq!(
            (site.counts, &site.digits[..]),
            (1 << 2 | 1 << 4 | 1 << 5, &b"12345"[..])
        );
    }
}
