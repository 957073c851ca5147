//! The words around a candidate.
//!
//! Whole words only: `lic` inside "public" is no driving licence. Phrases match word by word.
//! A placeholder such as `[PHONE]` is no word, so redacted text gives its neighbours no context.
use std::cell::{Cell, OnceCell, RefCell};
use std::ptr;

use crate::model::Role;
use crate::redact::boundary::{ceil, floor};
use crate::redact::detect::NEEDED;
use crate::redact::glance::{self, Glance};
use crate::redact::language::Languages;
pub(crate) use crate::redact::lexicon::{Lexicon, WordSet, same};
use crate::redact::lexicon::{Place, Word, plain};
use crate::redact::places::Places;

/// Words looked at before a candidate.
const BEFORE: usize = 8;
/// Words looked at after it.
const AFTER: usize = 3;
/// Bytes looked at on each side, so that one long word costs no more.
const REACH: usize = 96;
/// Bytes looked at for a word that touches a value; longer than any such word.
const GLUE_REACH: usize = 24;
/// Bytes looked at of what the other side said: the end of it, where the question stands.
const ASKED_REACH: usize = 400;
/// Bytes of punctuation that may stand beside a bare answer.
const ANSWER_REACH: usize = 32;
/// Bytes looked at of what the author said before: its end, where `my number is` stands.
const OWN_REACH: usize = 80;

/// Words that ask for something.
#[rustfmt::skip]
static REQUEST: Lexicon = Lexicon::of([
    &["please", "provide", "confirm", "verify", "need", "may i", "could you", "can you", "can i", "give me", "tell me", "share", "what", "which", "enter", "type", "send", "help me with", "have your", "require"],
    &["por favor", "indique", "indiqueme", "facilite", "facilitar", "confirmar", "confirme", "necesito", "puede", "podria", "digame", "dame", "cual", "escriba", "envie", "introduzca"],
    &["svp", "s il", "veuillez", "indiquer", "confirmer", "besoin", "pouvez", "pourriez", "donnez", "quel", "quelle", "quels", "saisissez", "envoyez"],
    &["bitte", "nennen", "bestatigen", "brauche", "benotige", "konnen", "konnten", "geben", "welche", "wie lautet", "wie ist", "eingeben", "senden"],
    &["por favor", "informe", "informar", "confirmar", "confirme", "preciso", "pode", "poderia", "diga", "qual", "digite", "envie"],
]);

/// A few words of a text, in order.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Words<'a> {
    items: [Word<'a>; BEFORE],
    from: usize,
}

impl<'a> Words<'a> {
    fn as_slice(&self) -> &[Word<'a>] {
        &self.items[self.from..]
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    /// How many words there are behind the last that holds a digit.
    pub(crate) fn since_number(&self) -> usize {
        let number = |w: &&Word<'_>| !w.text.contains(|c: char| c.is_ascii_digit());
        self.as_slice().iter().rev().take_while(number).count()
    }

    /// Whether the last word is one of these.
    pub(crate) fn ends_with_any(&self, words: &[&str]) -> bool {
        let last = self.as_slice().last();
        last.is_some_and(|last| words.iter().any(|w| same(last.text, w)))
    }

    /// The first of the phrases within the last `count` words.
    pub(crate) fn last(
        &self,
        count: usize,
        lexicon: &Lexicon,
        languages: Languages,
    ) -> Option<&'static str> {
        let words = self.as_slice();
        lexicon.find(&words[words.len().saturating_sub(count)..], languages)
    }
}

/// A message that stands before or behind the one that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour<'a> {
    /// Whether the author of the message that is read wrote it too.
    pub own: bool,
    /// Its text.
    pub text: &'a str,
}

/// What a detector may look at besides the text itself.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    /// The folded text.
    pub(crate) text: &'a str,
    /// What was said just before, nearest first.
    pub(crate) previous: &'a [Neighbour<'a>],
    /// ISO 3166 region whose national numbers are read besides those of the policy.
    pub(crate) region: Option<&'a str>,
    /// Languages whose context words are read.
    pub(crate) languages: Languages,
    /// Who wrote the text.
    pub(crate) role: Role,
    /// The words before the place that was asked for last: many detectors ask for the same.
    pub(crate) before: RefCell<Option<(usize, Words<'a>)>>,
    /// The same behind a place.
    pub(crate) behind: RefCell<Option<(usize, Words<'a>)>>,
    /// The words of what was said just before.
    pub(crate) said: OnceCell<Said<'a>>,
    /// Words that may be needed, if the text is short and ASCII.
    pub(crate) words: Option<&'a [glance::Word]>,
    /// Of the [needed](NEEDED) words, a bit each: which were asked for, and which may stand near.
    pub(crate) mentioned: Cell<(u16, u16)>,
    /// What a look is for, if [`Scene::words`] were found by one.
    pub(crate) places: Option<&'a Places>,
    /// Words that may be needed of what was said just before, if it is ASCII.
    pub(crate) said_signs: OnceCell<Option<Vec<Place>>>,
}

/// The words of what was said just before.
#[derive(Debug)]
pub(crate) struct Said<'a> {
    /// The end of the last messages of the other side, nearest first.
    others: [Vec<Word<'a>>; 2],
    /// One of these asks or requests.
    asks: bool,
    /// The last words of the message before, if the author wrote it.
    own: Vec<Word<'a>>,
}

/// Words at the end of an author's own message that introduce the next.
const OWN_WORDS: usize = 5;

/// Messages of the other side that are looked at.
const OTHERS: usize = 2;

/// What is looked at of what was said just before, and how much of the end of each.
fn said_before<'a>(previous: &[Neighbour<'a>]) -> impl Iterator<Item = (&'a str, usize)> {
    let others = previous.iter().filter(|n| !n.own).take(OTHERS);
    let own = previous.first().filter(|n| n.own);
    let others = others.map(|other| (other.text, ASKED_REACH));
    others.chain(own.map(|own| (own.text, OWN_REACH)))
}

/// The last bytes of a text.
fn end_of(text: &str, reach: usize) -> &str {
    &text[floor(text, text.len().saturating_sub(reach))..]
}

impl<'a> Said<'a> {
    fn of(previous: &[Neighbour<'a>], languages: Languages) -> Self {
        let mut others = previous.iter().filter(|n| !n.own).take(OTHERS);
        let mut asks = false;
        let mut next = || {
            let Some(other) = others.next() else {
                return Vec::new();
            };
            let words: Vec<_> = last_words(other.text).into_iter().map(Word::new).collect();
            asks |=
                other.text.contains(['?', '？', '¿']) || REQUEST.find(&words, languages).is_some();
            words
        };
        let others = [next(), next()];
        let own = previous.first().filter(|n| n.own).map(|own| {
            let mut last: Vec<_> = words(end_of(own.text, OWN_REACH))
                .rev()
                .take(OWN_WORDS)
                .map(Word::new)
                .collect();
            last.reverse();
            last
        });
        Self {
            others,
            asks,
            own: own.unwrap_or_default(),
        }
    }
}

impl<'a> Scene<'a> {
    /// A text as a message of its own.
    pub(crate) fn alone(text: &'a str, languages: Languages) -> Self {
        Self {
            text,
            previous: &[],
            region: None,
            languages,
            role: Role::Unknown,
            before: RefCell::default(),
            behind: RefCell::default(),
            said: OnceCell::new(),
            words: None,
            mentioned: Cell::default(),
            places: None,
            said_signs: OnceCell::new(),
        }
    }

    /// Whether one of the phrases, which are [needed](NEEDED), may stand anywhere near: without one, its
    /// detector finds nothing. The same for every number of a text, so it is looked for once.
    pub(crate) fn mentions(&self, lexicon: &Lexicon) -> bool {
        let Some(own) = self.words else {
            return true;
        };
        let nth = NEEDED.iter().position(|needed| ptr::eq(*needed, lexicon));
        let bit = nth.map_or(0, |nth| 1 << nth);
        let (asked, found) = self.mentioned.get();
        if asked & bit != 0 {
            return found & bit != 0;
        }
        let stands = own.iter().any(|word| lexicon.may_hold(word.letters))
            || !self.previous.is_empty() && self.said_mentions(lexicon);
        let found = if stands { found | bit } else { found };
        self.mentioned.set((asked | bit, found));
        stands
    }

    /// The same for what was said just before: a look at its bytes tells, unless they are disguised.
    fn said_mentions(&self, lexicon: &Lexicon) -> bool {
        let look = || {
            let (mut glance, mut signs) = (Glance::default(), Vec::new());
            for (text, reach) in said_before(self.previous) {
                glance.at(end_of(text, reach), self.places?);
                if glance.disguised {
                    return None;
                }
                signs.extend(glance.words.iter().map(|word| word.letters));
            }
            Some(signs)
        };
        if let Some(signs) = self.said_signs.get_or_init(look) {
            return signs.iter().any(|letters| lexicon.may_hold(*letters));
        }
        let said = self.said();
        let mut all = said.others.iter().chain([&said.own]);
        all.any(|words| lexicon.may_stand_in(words))
    }

    /// The first of the phrases that stands near `start..end`.
    pub(crate) fn near(&self, start: usize, end: usize, lexicon: &Lexicon) -> Option<&'static str> {
        self.just_before(start, BEFORE, lexicon)
            .or_else(|| self.just_after(end, lexicon))
    }

    /// The same, or asked for just before.
    pub(crate) fn hinted(
        &self,
        start: usize,
        end: usize,
        lexicon: &Lexicon,
    ) -> Option<&'static str> {
        self.near(start, end, lexicon)
            .or_else(|| self.asked(lexicon))
    }

    /// The words before `start`, for more than one question.
    pub(crate) fn before(&self, start: usize) -> Words<'a> {
        kept(
            &self.before,
            start,
            |words| *words,
            || words_before(self.text, start, BEFORE),
        )
    }

    /// The first of the phrases within the three words behind `end`.
    pub(crate) fn just_after(&self, end: usize, lexicon: &Lexicon) -> Option<&'static str> {
        let find = |words: &Words<'a>| lexicon.find(words.as_slice(), self.languages);
        kept(&self.behind, end, find, || words_after(self.text, end))
    }

    /// The first of the phrases within the six words behind `end`.
    pub(crate) fn further(&self, end: usize, lexicon: &Lexicon) -> Option<&'static str> {
        let to = floor(self.text, (end + REACH).min(self.text.len())).max(end);
        let behind: Vec<_> = words(&self.text[end..to]).take(6).map(Word::new).collect();
        lexicon.find(&behind, self.languages)
    }

    /// The first of the phrases within the `count` words before `start`.
    pub(crate) fn just_before(
        &self,
        start: usize,
        count: usize,
        lexicon: &Lexicon,
    ) -> Option<&'static str> {
        let find = |words: &Words<'a>| words.last(count, lexicon, self.languages);
        kept(&self.before, start, find, || {
            words_before(self.text, start, BEFORE)
        })
    }

    /// The first of the phrases that the other side said in its last messages, or with which the
    /// author ended the message before (`my card number is`).
    pub(crate) fn asked(&self, lexicon: &Lexicon) -> Option<&'static str> {
        if self.previous.is_empty() {
            return None;
        }
        self.told(lexicon)
            .or_else(|| lexicon.find(&self.said().own, self.languages))
    }

    /// The first of the phrases that the other side said in its last messages.
    pub(crate) fn told(&self, lexicon: &Lexicon) -> Option<&'static str> {
        if self.previous.is_empty() {
            return None;
        }
        let mut others = self.said().others.iter();
        others.find_map(|words| lexicon.find(words, self.languages))
    }

    /// As [`Scene::asked`], where the other side asks or requests and does not merely tell.
    pub(crate) fn requested(&self, lexicon: &Lexicon) -> Option<&'static str> {
        let asks = !self.previous.is_empty() && self.said().asks;
        if asks { self.asked(lexicon) } else { None }
    }

    /// The first of the phrases with which the author announced this text: `my password is`, `password:`.
    pub(crate) fn announced(&self, lexicon: &Lexicon) -> Option<&'static str> {
        const VERBS: [&str; 6] = ["is", "es", "est", "ist", "e", "lautet"];
        let before = self.previous.first().filter(|n| n.own)?;
        let own = &self.said().own;
        let verb = |w: &Word<'_>| VERBS.iter().any(|verb| same(w.text, verb));
        let open = before.text.trim_end().ends_with([':', '=']) || own.last().is_some_and(verb);
        if open {
            lexicon.find(own, self.languages)
        } else {
            None
        }
    }

    fn said(&self) -> &Said<'a> {
        self.said
            .get_or_init(|| Said::of(self.previous, self.languages))
    }

    /// Whether the text is this span and nothing else but punctuation: a bare answer.
    pub(crate) fn is_whole(&self, start: usize, end: usize) -> bool {
        let rest = |s: &str| s.len() <= ANSWER_REACH && s.chars().all(|c| !c.is_alphanumeric());
        rest(&self.text[..start]) && rest(&self.text[end..])
    }

    /// Words outside a span, nine at most.
    pub(crate) fn words_besides(&self, span: &std::ops::Range<usize>) -> usize {
        let count = |text: &str| words(text).take(9).count();
        (count(&self.text[..span.start]) + count(&self.text[span.end..])).min(9)
    }

    /// The byte before `at`, if any.
    pub(crate) fn byte_before(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at.checked_sub(1)?).copied()
    }

    /// Whether a value may start here: no letter or digit before it, or only a whole word of `glue`
    /// (`card4111…`).
    pub(crate) fn opens(&self, at: usize, glue: &[&str]) -> bool {
        if !self.text[..at].ends_with(joins) {
            return true;
        }
        let head = &self.text[ceil(self.text, at.saturating_sub(GLUE_REACH)).min(at)..at];
        let word = head
            .trim_end_matches(|c: char| c.is_alphanumeric() || c == '_')
            .len();
        glue.iter().any(|g| head[word..].eq_ignore_ascii_case(g))
    }

    /// Whether a value may end here: no letter or digit follows, or a word of `glue` does (`…1111exp`).
    pub(crate) fn closes(&self, at: usize, glue: &[&str]) -> bool {
        let tail = &self.text[at..];
        if !tail.starts_with(joins) {
            return true;
        }
        let tail = &tail[..floor(tail, GLUE_REACH.min(tail.len()))];
        let word = tail
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(tail.len());
        glue.iter().any(|g| tail[..word].eq_ignore_ascii_case(g))
    }
}

/// What `find` says of the words at a place, which are kept for the next that asks for it.
fn kept<'a, T>(
    cell: &RefCell<Option<(usize, Words<'a>)>>,
    place: usize,
    find: impl FnOnce(&Words<'a>) -> T,
    words: impl FnOnce() -> Words<'a>,
) -> T {
    let mut cell = cell.borrow_mut();
    if cell.as_ref().is_none_or(|(at, _)| *at != place) {
        *cell = None;
    }
    find(&cell.get_or_insert_with(|| (place, words())).1)
}

/// The words of a phrase, plain.
pub(crate) fn plain_words(phrase: &str) -> Vec<String> {
    let plainly = |word: &str| word.chars().map(plain).collect();
    words(phrase).map(plainly).collect()
}

/// Up to `count` words on one side of a place.
pub(crate) fn words_beside(
    text: &str,
    span: &std::ops::Range<usize>,
    before: usize,
    after: usize,
) -> Vec<Vec<String>> {
    let from = ceil(text, span.start.saturating_sub(2 * REACH)).min(span.start);
    let to = floor(text, (span.end + 2 * REACH).min(text.len())).max(span.end);
    let own = |w: &str| w.to_owned();
    let mut head: Vec<String> = words(&text[from..span.start])
        .rev()
        .take(before)
        .map(own)
        .collect();
    head.reverse();
    vec![
        head,
        words(&text[span.end..to]).take(after).map(own).collect(),
    ]
}

/// All words of the last part of a text.
pub(crate) fn last_words(text: &str) -> Vec<&str> {
    words(end_of(text, ASKED_REACH)).collect()
}

/// Whether a character makes one word with a value beside it. Scripts from Thai on write no spaces.
pub(crate) fn joins(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{e00}'
}

fn words_before(text: &str, start: usize, count: usize) -> Words<'_> {
    let mut from = ceil(text, start.saturating_sub(REACH)).min(start);
    // The end of a word is no word.
    if text[..from].ends_with(is_in_word) {
        from += run(&text[from..start], true);
    }
    let mut out = Words {
        from: BEFORE,
        ..Words::default()
    };
    for word in words(&text[from..start]).rev().take(count.min(BEFORE)) {
        out.from -= 1;
        out.items[out.from] = Word::new(word);
    }
    out
}

fn words_after(text: &str, end: usize) -> Words<'_> {
    let mut to = floor(text, (end + REACH).min(text.len())).max(end);
    if text[to..].starts_with(is_in_word) {
        to -= run_back(&text[end..to], true);
    }
    let after = &text[end..to];
    // In `… 677720409 ph 7279578901` the word belongs to the number that follows it,
    // and to what stands for it once that number is redacted.
    let value = |c: char| c.is_ascii_digit() || matches!(c, '[' | '*');
    let digit = after.find(value).unwrap_or(after.len());
    let head = after[..digit].trim_end_matches([' ', ':', '#', '+', '(']);
    let owned = digit < after.len() && head.ends_with(char::is_alphanumeric);
    let mut out = Words {
        from: BEFORE,
        ..Words::default()
    };
    let mut all = words(&after[..digit]);
    if owned {
        all.next_back();
    }
    let mut some = [""; AFTER];
    let count = all
        .zip(&mut some)
        .map(|(word, place)| *place = word)
        .count();
    for word in some[..count].iter().rev() {
        out.from -= 1;
        out.items[out.from] = Word::new(word);
    }
    out
}

/// Words of letters, digits and `_`; placeholders left out.
fn words(text: &str) -> AllWords<'_> {
    AllWords {
        text,
        front: 0,
        back: text.len(),
    }
}

/// The words of a text, from either end.
#[derive(Clone)]
struct AllWords<'a> {
    text: &'a str,
    front: usize,
    back: usize,
}

impl<'a> AllWords<'a> {
    /// Whether a word is one and no placeholder, which stands in brackets.
    fn word(&self, start: usize, end: usize) -> Option<&'a str> {
        let (word, bytes) = (&self.text[start..end], self.text.as_bytes());
        let open = start > 0 && bytes[start - 1] == b'[';
        let placeholder =
            open && bytes.get(end) == Some(&b']') && !word.contains(char::is_lowercase);
        (!placeholder).then_some(word)
    }
}

impl<'a> Iterator for AllWords<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let start = self.front + run(&self.text[self.front..self.back], false);
            if start == self.back {
                self.front = start;
                return None;
            }
            self.front = start + run(&self.text[start..self.back], true);
            if let Some(word) = self.word(start, self.front) {
                return Some(word);
            }
        }
    }
}

impl DoubleEndedIterator for AllWords<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            let end = self.back - run_back(&self.text[self.front..self.back], false);
            if end == self.front {
                self.back = end;
                return None;
            }
            self.back = end - run_back(&self.text[self.front..end], true);
            if let Some(word) = self.word(self.back, end) {
                return Some(word);
            }
        }
    }
}

/// Bytes at the start of a text that belong to a word, or that do not. Most are ASCII.
#[inline]
fn run(text: &str, word: bool) -> usize {
    let bytes = text.as_bytes();
    let mut run = 0;
    while let Some(byte) = bytes.get(run) {
        if !byte.is_ascii() {
            let rest = &text[run..];
            return run + rest.find(|c| is_in_word(c) != word).unwrap_or(rest.len());
        }
        if IN_WORD[usize::from(*byte)] != word {
            break;
        }
        run += 1;
    }
    run
}

/// The same at its end.
#[inline]
fn run_back(text: &str, word: bool) -> usize {
    let bytes = text.as_bytes();
    let mut left = bytes.len();
    while left > 0 {
        let byte = bytes[left - 1];
        if !byte.is_ascii() {
            let other = |c: char| is_in_word(c) != word;
            let end = text[..left].char_indices().rev().find(|(_, c)| other(*c));
            return bytes.len() - end.map_or(0, |(at, c)| at + c.len_utf8());
        }
        if IN_WORD[usize::from(byte)] != word {
            break;
        }
        left -= 1;
    }
    bytes.len() - left
}

/// Whether an ASCII byte belongs to a word.
const IN_WORD: [bool; 256] = {
    let (mut table, mut byte) = ([false; 256], 0);
    while byte < 128 {
        let c = byte as u8;
        table[byte] = c.is_ascii_alphanumeric() || c == b'_';
        byte += 1;
    }
    table
};

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene(text: &str) -> Scene<'_> {
        Scene::alone(text, Languages::default())
    }

    proptest::proptest! {
        #[test]
        fn words_are_the_same_from_either_end(text in "[ aZ0_é,\\[\\]注—-]{0,24}") {
            let slow = |w: &&str| {
                let at = w.as_ptr() as usize - text.as_ptr() as usize;
                let bracketed = text[..at].ends_with('[') && text[at + w.len()..].starts_with(']');
                !w.is_empty() && (!bracketed || w.contains(char::is_lowercase))
            };
            let slow: Vec<&str> = text.split(|c| !is_in_word(c)).filter(slow).collect();
            let mut back: Vec<&str> = words(&text).rev().collect();
            back.reverse();
            proptest::prop_assert_eq!(words(&text).collect::<Vec<_>>(), slow.clone());
            proptest::prop_assert_eq!(back, slow);
        }
    }

    #[test]
    fn only_whole_words_and_phrases_count() {
        let text = "the public social security number: 123";
        let s = scene(text);
        assert_eq!(
            s.near(35, 38, &Lexicon::new(&["lic", "social security"])),
            Some("social security")
        );
        assert_eq!(s.near(35, 38, &Lexicon::new(&["lic"])), None);
    }

    #[test]
    fn a_word_in_front_of_another_number_is_none_of_ours() {
        let phone = Lexicon::new(&["ph"]);
        assert_eq!(scene("123 ph").just_after(3, &phone), Some("ph"));
        assert_eq!(scene("123 ph: 456").just_after(3, &phone), None);
        assert_eq!(scene("123 ph [PHONE_NUMBER]").just_after(3, &phone), None);
        assert_eq!(scene("123 ph\n456").just_after(3, &phone), Some("ph"));
    }

    #[test]
    fn a_placeholder_is_no_context() {
        let s = scene("[PHONE] 123 [CREDIT_CARD]");
        assert_eq!(
            s.near(8, 11, &Lexicon::new(&["phone", "card", "credit"])),
            None
        );
    }

    #[test]
    fn a_value_may_touch_a_known_word_only() {
        let s = scene("card4111exp");
        assert!(s.opens(4, &["card"]) && s.closes(8, &["exp"]));
        assert!(!s.opens(4, &["visa"]) && !s.closes(8, &["cvv"]));
    }
}
