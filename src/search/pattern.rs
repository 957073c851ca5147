//! Words and regular expressions in a text.

use std::ops::Range;

use memchr::memmem::Finder;
use regex::{Regex, bytes};
use regex_syntax::{
    ParserBuilder,
    hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Literal, Repetition},
};

use crate::search::{
    asked::Told,
    entry_set::EntrySet,
    fold::{Folded, folded},
    image::image,
    index::Block,
    need::{self, Need},
};

/// What must stand in a text.
#[derive(Debug)]
pub(crate) enum Pattern {
    /// Words as they stand, whatever their case and accents.
    Words {
        finder: Box<Finder<'static>>,
        need: Need,
    },
    /// A regular expression over the text itself.
    Regex {
        regex: Regex,
        need: Need,
        /// In the fold of every text that it matches, and maybe of others.
        image: Option<bytes::Regex>,
        /// If case makes no difference to it: the same for [`Block::plain_texts`].
        plain: Option<bytes::Regex>,
        /// Then, if it stays within a word: the word itself.
        word: Option<Need>,
    },
}

impl Pattern {
    /// Words; `None` if nothing of them is left when folded.
    pub(crate) fn words(text: &str) -> Option<Self> {
        let needle = folded(text);
        (!needle.is_empty()).then(|| Self::Words {
            need: Need::letters(&needle),
            finder: Box::new(Finder::new(&needle).into_owned()),
        })
    }

    /// A regular expression that was compiled with these flags.
    pub(crate) fn regex(regex: Regex, flags: &str) -> Self {
        let hir = ParserBuilder::new()
            .case_insensitive(flags.contains('i'))
            .multi_line(flags.contains('m'))
            .dot_matches_new_line(flags.contains('s'))
            .build()
            .parse(regex.as_str());
        let Ok(hir) = hir else {
            return Self::Regex {
                regex,
                need: Need::Nothing,
                image: None,
                plain: None,
                word: None,
            };
        };
        let image = image(&hir);
        let plain = is_caseless(&hir).then(|| lower(&hir));
        Self::Regex {
            regex,
            need: Need::of(&image),
            image: need::compiled(&image),
            word: plain.as_ref().and_then(Need::word_itself),
            plain: plain.as_ref().and_then(need::compiled),
        }
    }

    /// The entries of a block that may say it, by their words, and those that surely do; `None` if
    /// all may. O(words + entries).
    pub(crate) fn ask(&self, block: &Block) -> Option<Told> {
        let count = block.entries.len();
        let (Self::Words { need, .. } | Self::Regex { need, .. }) = self;
        let may = need.entries(&block.words, count)?;
        let sure = match self {
            Self::Words { need, .. } if need.is_enough() => Some(may.clone()),
            Self::Regex {
                word: Some(word), ..
            } => word.entries(&block.words, count).map(|mut sure| {
                sure.intersect(&block.plain);
                sure
            }),
            _ => None,
        };
        Some(Told {
            sure: sure.unwrap_or_else(|| EntrySet::none(count)),
            may,
        })
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
            Self::Regex { regex, .. } => regex
                .find_iter(text)
                .map(|found| found.range())
                .filter(|range| !range.is_empty())
                .collect(),
        }
    }
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
