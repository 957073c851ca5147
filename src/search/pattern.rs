//! Words and regular expressions in a text.

use std::ops::Range;

use memchr::memmem::Finder;
use regex_syntax::hir::{
    Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Literal, Repetition,
};

use crate::{
    redact::{Problem, SpelledPattern},
    search::{
        asked::Told,
        fold::{Folded, folded},
        heard::Heard,
        image::image,
        index::Block,
        letters::Letters,
        lexicon::{Lexicon, SPACE},
        need::{Lazy, Need, Sought, WordItself},
        number_set::NumberSet,
        written::Written,
    },
};

/// What must stand in a text.
#[derive(Debug)]
pub(crate) enum Pattern {
    /// Words as they stand, whatever their case and accents.
    Words {
        finder: Box<Finder<'static>>,
        need: Need,
        sought: Vec<Sought>,
    },
    /// A regular expression over the text itself.
    Regex {
        regex: Written,
        /// Whether there are matches without a letter.
        may_be_empty: bool,
        need: Need,
        sought: Vec<Sought>,
        /// One of these is in the fold of every text that it matches; if there are none, nothing more
        /// is certain than what single words hold.
        phrases: Vec<Finder<'static>>,
        /// In the fold of every text that it matches, and maybe of others.
        image: Lazy,
        /// If case makes no difference to it: the same for [`Block::plain_texts`].
        plain: Option<Lazy>,
        /// Then, if it stays within a word: what makes a word a match, where the word is in ASCII.
        word: Option<WordItself>,
    },
}

impl Pattern {
    /// Words; `None` if nothing of them is left when folded.
    pub(crate) fn words(text: &str) -> Option<Self> {
        let needle = folded(text);
        let mut sought = Vec::new();
        (!needle.is_empty()).then(|| Self::Words {
            need: Need::letters(&needle, &mut sought),
            sought,
            finder: Box::new(Finder::new(&needle).into_owned()),
        })
    }

    /// A regular expression; the problem if it cannot be compiled.
    pub(crate) fn regex(pattern: SpelledPattern) -> Result<Self, Problem> {
        let (regex, hir) = Written::new(pattern)?;
        let image = image(&hir);
        let plain = is_caseless(&hir).then(|| lower(&hir));
        let mut sought = Vec::new();
        Ok(Self::Regex {
            may_be_empty: hir.properties().minimum_len() == Some(0),
            regex,
            need: Need::of(&image, &mut sought),
            sought,
            phrases: phrases(&image),
            word: (plain.as_ref()).and_then(|plain| WordItself::of(plain, &image)),
            plain: plain.map(Lazy::new),
            image: Lazy::new(image),
        })
    }

    /// Whether an empty text says it.
    pub(crate) fn is_in_nothing(&self) -> bool {
        match self {
            Self::Words { .. } => false,
            Self::Regex {
                regex,
                may_be_empty,
                ..
            } => *may_be_empty && regex.regex().is_some_and(|regex| regex.is_match("")),
        }
    }

    /// The entries of a block that may say it, by their words, and those that surely do; `None` if
    /// all may. `heard` is what was heard of it in the same lexicon. O(new words + words of the
    /// block + entries).
    pub(crate) fn ask(&self, block: &Block, lexicon: &Lexicon, heard: &mut Heard) -> Option<Told> {
        let count = block.entries.len();
        let (need, sought, word) = match self {
            Self::Words { need, sought, .. } => (need, sought, None),
            Self::Regex {
                need, sought, word, ..
            } => (need, sought, word.as_ref()),
        };
        heard.listen(lexicon, need, sought, word);
        let may = need.entries(&block.words, &heard.found, count)?;
        let mut sure = NumberSet::none(count);
        if matches!(self, Self::Words { .. }) && need.is_enough(sought) {
            sure = may.clone();
        } else if word.is_some() {
            block.words.entries_of(&heard.sure, &mut sure);
        }
        Some(Told { sure, may })
    }

    /// Where it stands in a text: ascending, without overlap, nothing empty. O(n).
    pub(crate) fn places(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::Words { finder, .. } => {
                let folded = Folded::of(text);
                finder
                    .find_iter(&folded.bytes)
                    .map(|at| folded.original(at..at + finder.needle().len()))
                    .collect()
            }
            Self::Regex { regex, .. } => (regex.regex().into_iter())
                .flat_map(|regex| regex.find_iter(text))
                .map(|found| found.range())
                .filter(|range| !range.is_empty())
                .collect(),
        }
    }
}

/// Letters of several words, one of which is in all that an expression over folds matches: a look for
/// them costs less than the expression, which is compiled only for texts that hold them.
fn phrases(image: &Hir) -> Vec<Finder<'static>> {
    let letters = Letters::of(image).map_or_else(Vec::new, |letters| letters.spellings);
    let finder = |letters: &Vec<u8>| {
        let words = letters.split(|&byte| byte == SPACE);
        let is_phrase = words.filter(|word| !word.is_empty()).nth(1).is_some();
        is_phrase.then(|| Finder::new(letters).into_owned())
    };
    let finders: Option<Vec<_>> = letters.iter().map(finder).collect();
    finders.unwrap_or_default()
}

/// Whether an expression matches an ASCII text exactly if it matches the text in lower case.
fn is_caseless(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(Literal(bytes)) => !bytes.iter().any(u8::is_ascii_alphabetic),
        HirKind::Class(Class::Unicode(class)) => {
            let holds = |letter: char| {
                class
                    .iter()
                    .any(|range| (range.start()..=range.end()).contains(&letter))
            };
            ('a'..='z').all(|letter| holds(letter) == holds(letter.to_ascii_uppercase()))
        }
        HirKind::Class(Class::Bytes(_)) => false,
        HirKind::Repetition(repetition) => is_caseless(&repetition.sub),
        HirKind::Capture(capture) => is_caseless(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(is_caseless),
    }
}

/// What such an expression matches of ASCII without capitals.
fn lower(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            let range = ClassUnicodeRange::new;
            let mut ascii = ClassUnicode::new([range('\0', '@'), range('[', '\x7f')]);
            ascii.intersect(class);
            Hir::class(Class::Unicode(ascii))
        }
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(lower(&repetition.sub)),
            ..repetition.clone()
        }),
        HirKind::Capture(Capture { sub, .. }) => lower(sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(lower).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(lower).collect()),
        _ => hir.clone(),
    }
}
