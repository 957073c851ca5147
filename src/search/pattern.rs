//! Words and regular expressions in a text.

use std::ops::Range;

use memchr::memmem::Finder;
use regex::Regex;

use crate::search::fold::{Folded, folded};

/// What must stand in a text.
#[derive(Debug)]
pub(crate) enum Pattern {
    /// Words as they stand, whatever their case and accents.
    Words(Box<Finder<'static>>),
    /// A regular expression over the text itself.
    Regex {
        regex: Regex,
        /// Letters that the fold of every matching text holds, the longest run first; none if
        /// none are certain.
        required: Vec<Finder<'static>>,
    },
}

impl Pattern {
    /// Words; `None` if nothing of them is left when folded.
    pub(crate) fn words(text: &str) -> Option<Self> {
        let needle = folded(text);
        (!needle.is_empty()).then(|| Self::Words(Box::new(finder(&needle))))
    }

    /// A regular expression, with the letters its matches need.
    pub(crate) fn regex(regex: Regex, required: &[Vec<u8>]) -> Self {
        Self::Regex {
            regex,
            required: required.iter().map(|run| finder(run)).collect(),
        }
    }

    /// What the fold of a text must hold; `None` if that is not known.
    pub(crate) fn required(&self) -> Option<&Finder<'static>> {
        match self {
            Self::Words(finder) => Some(finder),
            Self::Regex { required, .. } => required.first(),
        }
    }

    /// Whether a folded text holds all letters that it must; for words, whether they are in it.
    pub(crate) fn may_match(&self, folded: &[u8]) -> bool {
        match self {
            Self::Words(finder) => finder.find(folded).is_some(),
            Self::Regex { required, .. } => {
                required.iter().all(|finder| finder.find(folded).is_some())
            }
        }
    }

    /// Where it stands in a text: ascending, without overlap, nothing empty. O(n).
    pub(crate) fn places(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::Words(finder) => {
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

fn finder(needle: &[u8]) -> Finder<'static> {
    Finder::new(needle).into_owned()
}
