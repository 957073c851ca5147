//! Words and phrases that give a value its meaning, and a table that turns most other words away at once.

use super::eight::{ONES, TOPS, eight};
use super::language::{LANGUAGES, Languages};

/// A word of a text, and its place in tables of words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word<'a> {
    pub(crate) text: &'a str,
    place: Place,
}

impl<'a> Word<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            place: place(text),
        }
    }
}

/// Phrases: lower case, without accents, one list per [`Language`](super::language::Language).
#[derive(Debug)]
pub(crate) struct Lexicon {
    phrases: [&'static [&'static str]; LANGUAGES],
    /// The first words of the phrases.
    heads: Table,
    /// For each phrase, with what its first word begins that begins with a letter.
    signs: Table,
}

impl Lexicon {
    /// Phrases that mean the same in every language.
    pub(crate) const fn new(phrases: &'static [&'static str]) -> Self {
        Self::of([phrases, &[], &[], &[], &[]])
    }

    /// English, Spanish, French, German and Portuguese; English is always read. Words of a phrase
    /// are separated by one space and are ASCII letters and digits.
    pub(crate) const fn of(phrases: [&'static [&'static str]; LANGUAGES]) -> Self {
        let (mut heads, mut signs) = (Table::EMPTY, Table::EMPTY);
        let mut language = 0;
        while language < LANGUAGES {
            let mut i = 0;
            while i < phrases[language].len() {
                let phrase = phrases[language][i];
                heads.add(phrase.as_bytes());
                signs.add(sign(phrase));
                i += 1;
            }
            language += 1;
        }
        Self {
            phrases,
            heads,
            signs,
        }
    }

    /// Whether a phrase may begin with one of the words.
    pub(crate) fn may_stand_in(&self, words: &[Word<'_>]) -> bool {
        words.iter().any(|word| self.heads.may_hold(word.place))
    }

    /// Whether a word with this [`sign_place`] may be the first of a phrase that begins with a letter.
    #[inline]
    pub(crate) fn may_hold(&self, sign: Place) -> bool {
        self.signs.may_hold(sign)
    }

    /// The places of all such words.
    pub(crate) fn signs(&self) -> impl Iterator<Item = Place> {
        let phrases = self.phrases.iter().flat_map(|list| list.iter());
        phrases.map(|phrase| sign_place(eight(sign(phrase), 0)))
    }

    /// The first phrase that stands in `words`.
    pub(crate) fn find(&self, words: &[Word<'_>], languages: Languages) -> Option<&'static str> {
        (0..words.len()).find_map(|i| {
            if !self.heads.may_hold(words[i].place) {
                return None;
            }
            let initial = words[i].text.chars().next().map_or(0, |c| plain(c) as u8);
            let stands = |phrase: &&'static str| {
                if phrase.as_bytes()[0] != initial {
                    return false;
                }
                let mut at = words[i..].iter();
                phrase
                    .split(' ')
                    .all(|want| at.next().is_some_and(|have| same(have.text, want)))
            };
            let spoken = self.phrases.iter().enumerate();
            spoken
                .filter(|(n, _)| languages.reads(*n))
                .find_map(|(_, list)| list.iter().copied().find(stands))
        })
    }
}

/// The letters of the first word of a phrase that begins with one, up to the first other byte, eight at most.
const fn sign(phrase: &str) -> &[u8] {
    let mut rest = phrase.as_bytes();
    while !rest.is_empty() && !rest[0].is_ascii_lowercase() {
        rest = rest.split_at(1).1;
    }
    let mut end = 0;
    while end < rest.len() && end < 8 && rest[end].is_ascii_lowercase() {
        end += 1;
    }
    rest.split_at(end).0
}

/// Single words, whatever their meaning: lower case, without accents.
#[derive(Debug)]
pub(crate) struct WordSet {
    words: &'static [&'static str],
    table: Table,
}

impl WordSet {
    /// These words.
    pub(crate) const fn new(words: &'static [&'static str]) -> Self {
        let mut table = Table::EMPTY;
        let mut i = 0;
        while i < words.len() {
            table.add(words[i].as_bytes());
            i += 1;
        }
        Self { words, table }
    }

    /// Whether a word of a text is one of them.
    pub(crate) fn holds(&self, word: &str) -> bool {
        self.table.may_hold(place(word)) && self.words.iter().any(|w| same(word, w))
    }
}

/// Where a word stands in a table: two bits of it, ten bits each.
pub(crate) type Place = u32;

/// The place of letters with which a word begins, in any case, zeros behind them.
#[inline]
pub(crate) fn sign_place(letters: u64) -> Place {
    place_of(step(0, letters))
}

/// Bits of a place.
pub(crate) const PLACE: u32 = 2 * Table::BITS.trailing_zeros();

/// Two bits for each word; others may share them.
#[derive(Debug)]
struct Table([u64; Self::BITS / 64]);

impl Table {
    const BITS: usize = 1024;
    const EMPTY: Self = Self([0; Self::BITS / 64]);

    /// Adds the first word of a phrase.
    const fn add(&mut self, bytes: &[u8]) {
        let (mut hash, mut at) = (0, 0);
        while at < bytes.len() && bytes[at] != b' ' {
            let (mut eight, mut count) = (0, 0);
            while count < 8 && at < bytes.len() && bytes[at] != b' ' {
                eight |= (bytes[at] as u64) << (8 * count);
                (at, count) = (at + 1, count + 1);
            }
            hash = step(hash, eight);
        }
        let (one, other) = bits(place_of(hash));
        self.0[one >> 6] |= 1 << (one & 63);
        self.0[other >> 6] |= 1 << (other & 63);
    }

    #[inline]
    fn may_hold(&self, place: Place) -> bool {
        let (one, other) = bits(place);
        self.0[one >> 6] >> (one & 63) & self.0[other >> 6] >> (other & 63) & 1 != 0
    }
}

#[inline]
const fn bits(place: Place) -> (usize, usize) {
    let ten = Table::BITS - 1;
    (place as usize & ten, place as usize >> 10)
}

/// Eight letters more, in any case.
#[inline]
const fn step(hash: u64, eight: u64) -> u64 {
    (hash.rotate_left(23) ^ (eight | (ONES * 0x20))).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[inline]
const fn place_of(hash: u64) -> Place {
    (hash >> (64 - PLACE)) as Place
}

/// The place of a word, whatever its case and accents.
fn place(word: &str) -> Place {
    let bytes = word.as_bytes();
    let (mut hash, mut at) = (0, 0);
    while at < bytes.len() {
        let eight = eight(bytes, at);
        if eight & TOPS != 0 {
            return plain_place(word);
        }
        hash = step(hash, eight);
        at += 8;
    }
    place_of(hash)
}

/// The same of a word with accents.
fn plain_place(word: &str) -> Place {
    let (mut hash, mut eight, mut count) = (0, 0, 0);
    for letter in word.chars().map(|c| plain(c) as u8) {
        eight |= u64::from(letter) << (8 * count);
        count += 1;
        if count == 8 {
            hash = step(hash, eight);
            (eight, count) = (0, 0);
        }
    }
    if count > 0 {
        hash = step(hash, eight);
    }
    place_of(hash)
}

/// Whether a word of a text is this word, whatever its case and accents.
#[inline]
pub(crate) fn same(have: &str, want: &str) -> bool {
    // An accent takes a byte more.
    if have.len() <= want.len() {
        return have.len() == want.len() && have.eq_ignore_ascii_case(want);
    }
    !have.is_ascii() && have.chars().map(plain).eq(want.chars())
}

/// A Latin letter in lower case without its accent; a word is read the same when it is typed plainly.
pub(crate) fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'Á' | 'À' | 'Â' | 'Ã' | 'Ä' | 'Å' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'Í' | 'Ì' | 'Î' | 'Ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ù' | 'Û' | 'Ü' => 'u',
        'ñ' | 'Ñ' => 'n',
        'ç' | 'Ç' => 'c',
        'ß' => 's',
        c => c.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_turns_away_no_word_of_its_own() {
        static WORDS: WordSet = WordSet::new(&[
            "senha",
            "uber",
            "x",
            "n/a",
            "2fa",
            "contrasena",
            "rueckruf",
            "seguranca",
        ]);
        for word in [
            "senha",
            "SENHA",
            "über",
            "Uber",
            "X",
            "n/a",
            "2FA",
            "Contraseña",
            "contrasena",
            "RUECKRUF",
            "segurança",
        ] {
            assert!(WORDS.holds(word), "{word}");
        }
        for word in ["", "senhas", "y", "na"] {
            assert!(!WORDS.holds(word), "{word}");
        }
    }
}
