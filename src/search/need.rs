//! What the words of a text must hold, so that a pattern may be in it.

use memchr::memmem::Finder;
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind, Literal, Look};

use crate::search::{
    entry_set::EntrySet,
    words::{SPACE, Words},
};

/// Bytes of a compiled expression.
const SIZE_LIMIT: usize = 1 << 20;

/// What must be among the words.
#[derive(Debug)]
pub(crate) enum Need {
    /// Nothing that is certain.
    Nothing,
    /// One word in which this is found.
    Word(Found),
    /// All of these.
    All(Vec<Need>),
    /// One of these at least.
    Either(Vec<Need>),
}

/// What is found in a word, with the spaces around it where they are part of it.
#[derive(Debug)]
pub(crate) enum Found {
    Letters(Box<Finder<'static>>),
    Expression(Box<Regex>),
}

impl Need {
    /// What a folded text needs to hold these folded letters.
    pub(crate) fn letters(needle: &[u8]) -> Self {
        Self::of(&Hir::literal(needle))
    }

    /// Whether every text whose words hold it has it: the ends of a text are no spaces.
    pub(crate) fn is_enough(&self) -> bool {
        let Self::Word(Found::Letters(finder)) = self else {
            return false;
        };
        !finder.needle().contains(&SPACE)
    }

    /// A word in which an expression is found as it stands; `None` if it may reach beyond a word
    /// or look at the ends of a text.
    pub(crate) fn word_itself(hir: &Hir) -> Option<Self> {
        let looks = hir.properties().look_set();
        let borders = [
            Look::WordAscii,
            Look::WordAsciiNegate,
            Look::WordUnicode,
            Look::WordUnicodeNegate,
        ];
        if holds_space(hir) || !looks.iter().all(|look| borders.contains(&look)) {
            return None;
        }
        match Run::of(hir.clone()).close() {
            Self::Nothing => None,
            need => Some(need),
        }
    }

    /// The entries whose words hold it, of `count`; `None` for all. O(words + entries found).
    pub(crate) fn entries(&self, words: &Words, count: usize) -> Option<EntrySet> {
        match self {
            Self::Nothing => None,
            Self::Word(found) => {
                let mut entries = EntrySet::none(count);
                match found {
                    Found::Letters(finder) => {
                        let length = finder.needle().len();
                        words.find(&mut entries, |bytes| {
                            finder.find(bytes).map(|start| (start, start + length))
                        });
                    }
                    Found::Expression(regex) => words.find(&mut entries, |bytes| {
                        regex.find(bytes).map(|place| (place.start(), place.end()))
                    }),
                }
                Some(entries)
            }
            Self::All(parts) => {
                let mut all: Option<EntrySet> = None;
                for part in parts {
                    let Some(entries) = part.entries(words, count) else {
                        continue;
                    };
                    match &mut all {
                        Some(all) => all.intersect(&entries),
                        None => all = Some(entries),
                    }
                    if all.as_ref().is_some_and(EntrySet::is_empty) {
                        break;
                    }
                }
                all
            }
            Self::Either(parts) => {
                let mut either = EntrySet::none(count);
                for part in parts {
                    either.unite(&part.entries(words, count)?);
                }
                Some(either)
            }
        }
    }

    /// What a folded text needs to match an expression.
    pub(crate) fn of(hir: &Hir) -> Self {
        if !holds_space(hir) {
            return Run::of(hir.clone()).close();
        }
        match hir.kind() {
            HirKind::Literal(_) => Self::of_parts(std::slice::from_ref(hir)),
            HirKind::Concat(parts) => Self::of_parts(parts),
            HirKind::Alternation(parts) => {
                let parts: Vec<Self> = parts.iter().map(Self::of).collect();
                if parts.iter().any(|part| matches!(part, Self::Nothing)) {
                    Self::Nothing
                } else {
                    Self::Either(parts)
                }
            }
            HirKind::Repetition(repetition) if repetition.min > 0 => Self::of(&repetition.sub),
            _ => Self::Nothing,
        }
    }

    /// Parts that follow each other: what lies between two spaces is in one word.
    fn of_parts(parts: &[Hir]) -> Self {
        let mut needs = Vec::new();
        let mut run = Run::default();
        for part in parts {
            match part.kind() {
                _ if !holds_space(part) => run.push(part.clone()),
                HirKind::Literal(Literal(bytes)) => {
                    for (nth, piece) in bytes.split(|&byte| byte == SPACE).enumerate() {
                        if nth > 0 {
                            run.push(Hir::literal([SPACE]));
                            needs.push(std::mem::take(&mut run).close());
                            run.push(Hir::literal([SPACE]));
                        }
                        run.push(Hir::literal(piece));
                    }
                }
                _ => {
                    needs.push(std::mem::take(&mut run).close());
                    needs.push(Self::of(part));
                }
            }
        }
        needs.push(run.close());
        needs.retain(|need| !matches!(need, Self::Nothing));
        match needs.len() {
            0 => Self::Nothing,
            1 => needs.remove(0),
            _ => Self::All(needs),
        }
    }
}

/// Parts of one word, with the spaces around it.
#[derive(Default)]
struct Run {
    parts: Vec<Hir>,
    /// Whether a letter must be there.
    solid: bool,
}

impl Run {
    fn of(part: Hir) -> Self {
        let mut run = Self::default();
        run.push(part);
        run
    }

    fn push(&mut self, part: Hir) {
        let least = part.properties().minimum_len();
        self.solid |= !holds_space(&part) && least.is_some_and(|bytes| bytes > 0);
        self.parts.push(part);
    }

    fn close(self) -> Need {
        if !self.solid {
            return Need::Nothing;
        }
        let run = Hir::concat(self.parts);
        if let HirKind::Literal(Literal(letters)) = run.kind() {
            return Need::Word(Found::Letters(Box::new(Finder::new(letters).into_owned())));
        }
        compiled(&run).map_or(Need::Nothing, |regex| {
            Need::Word(Found::Expression(Box::new(regex)))
        })
    }
}

/// An expression over folded texts; `None` if it is too large.
pub(crate) fn compiled(hir: &Hir) -> Option<Regex> {
    RegexBuilder::new(&hir.to_string())
        .size_limit(SIZE_LIMIT)
        .build()
        .ok()
}

/// Whether a match may hold a space.
fn holds_space(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(Literal(bytes)) => bytes.contains(&SPACE),
        HirKind::Class(Class::Unicode(class)) => class
            .iter()
            .any(|range| range.start() <= ' ' && ' ' <= range.end()),
        HirKind::Class(Class::Bytes(_)) => true,
        HirKind::Repetition(repetition) => {
            repetition.max != Some(0) && holds_space(&repetition.sub)
        }
        HirKind::Capture(capture) => holds_space(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(holds_space),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{fold::folded, image::image};

    fn entries(need: &Need, texts: &[&str]) -> Option<Vec<usize>> {
        let folds: Vec<Vec<u8>> = texts.iter().map(|text| folded(text)).collect();
        let words = Words::of(folds.iter().map(Vec::as_slice), |_| false);
        let found = need.entries(&words, texts.len())?;
        Some(found.iter().collect())
    }

    const TEXTS: [&str; 6] = [
        "Where is my refund?",
        "this refunded order NW-12345",
        "gift card of Zoë",
        "my giftcard is a card",
        "",
        "a  b",
    ];

    #[test]
    fn letters_are_needed_word_by_word() {
        for (needle, expected) in [
            ("refund", &[0, 1][..]),
            ("is", &[0, 1, 3]),
            (" is ", &[0, 3]),
            ("is my", &[0]),
            ("gift card", &[2]),
            ("t c", &[2]),
            ("a b", &[5]),
            ("d o", &[1, 2]),
            ("zoe", &[2]),
            ("nothing", &[]),
        ] {
            let found = entries(&Need::letters(needle.as_bytes()), &TEXTS);
            let found = found.expect(needle);
            assert!(
                expected.iter().all(|at| found.contains(at)),
                "{needle}: {found:?}"
            );
            let exact = !matches!(needle, "gift card" | "is my" | "a b" | "d o");
            assert!(!exact || found == expected, "{needle}: {found:?}");
        }
        assert_eq!(entries(&Need::letters(b" "), &TEXTS), None);
    }

    #[test]
    fn an_expression_needs_the_words_of_each_of_its_matches() {
        for (pattern, expected) in [
            ("refund", Some(&[0, 1][..])),
            (r"\brefund(ed|s)?\b", Some(&[0, 1])),
            (r"NW-\d{5}", Some(&[1])),
            ("Zo[ëé]", Some(&[2])),
            ("gift ?card", Some(&[2, 3])),
            ("(gift card|refunded order)", Some(&[1, 2])),
            (r"refund(ed)?\s+order", Some(&[1])),
            ("(my|of) .*card", Some(&[2, 3])), // the words, in any order
            ("x*", None),
            (".", None),
            (" ", None),
        ] {
            let hir = regex_syntax::parse(pattern).expect(pattern);
            let found = entries(&Need::of(&image(&hir)), &TEXTS);
            assert_eq!(found.as_deref(), expected, "{pattern}");
        }
    }
}
