//! What the words of a text must hold, so that a pattern may be in it.

use std::cell::OnceCell;

use memchr::memmem::Finder;
use regex_automata::meta::{self, Regex};
use regex_syntax::hir::{Class, Hir, HirKind, Literal, Look, Repetition};

use crate::search::{
    letters::Letters,
    lexicon::{Lexicon, SPACE},
    number_set::NumberSet,
    words::Words,
};

/// Bytes of a compiled expression.
const SIZE_LIMIT: usize = 1 << 20;
/// Words that hold the letters of an expression and are not asked whether they match: to compile it
/// would cost more than to look at their entries.
const FEW: usize = 16;

/// What must be among the words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing that is certain.
    Nothing,
    /// One word in which this is found: a number into what is sought.
    Word(usize),
    /// All of these.
    All(Vec<Need>),
    /// One of these at least.
    Either(Vec<Need>),
}

/// What is found in a word, with the spaces around it where they are part of it.
#[derive(Debug)]
pub(crate) struct Sought {
    /// One of these at least; if there are none, any letters may do.
    letters: Vec<Finder<'static>>,
    /// And this; without it, the letters are all.
    expression: Option<Lazy>,
}

impl Sought {
    /// Adds the words from `from` on in which it is found, or only its letters. O(their bytes).
    pub(crate) fn find(&self, lexicon: &Lexicon, from: usize, into: &mut NumberSet) {
        for finder in &self.letters {
            let length = finder.needle().len();
            lexicon.find(from, into, |bytes| {
                finder.find(bytes).map(|start| (start, start + length))
            });
        }
        if let (true, Some(expression)) = (self.letters.is_empty(), &self.expression) {
            lexicon.find(from, into, |bytes| match expression.regex() {
                Some(regex) => regex.find(bytes).map(|place| (place.start(), place.end())),
                None => Some((0, 2)),
            });
        }
    }

    /// Leaves out those of the words `among` in which only its letters are found, unless they are
    /// few. O(their bytes).
    pub(crate) fn check(&self, lexicon: &Lexicon, among: &NumberSet, found: &mut NumberSet) {
        let Some(expression) = self
            .expression
            .as_ref()
            .filter(|_| !self.letters.is_empty())
        else {
            return;
        };
        let mut words = found.clone();
        words.intersect(among);
        if words.count() <= FEW {
            return;
        }
        let Some(regex) = expression.regex() else {
            return;
        };
        for word in words.iter() {
            if !regex.is_match(lexicon.spaced(word)) {
                found.remove(word);
            }
        }
    }

    /// The letters, if they are all and have one spelling.
    fn letters(&self) -> Option<&[u8]> {
        match (&self.letters[..], &self.expression) {
            ([one], None) => Some(one.needle()),
            _ => None,
        }
    }
}

/// An expression over folded texts that is compiled when it is first asked: mostly the words answer.
#[derive(Debug)]
pub(crate) struct Lazy {
    hir: Box<Hir>,
    regex: OnceCell<Option<Box<Regex>>>,
}

impl Lazy {
    pub(crate) fn new(hir: Hir) -> Self {
        Self {
            hir: Box::new(hir),
            regex: OnceCell::new(),
        }
    }

    /// The expression; `None` if it is too large.
    pub(crate) fn regex(&self) -> Option<&Regex> {
        let compiled = || {
            let config = meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT));
            let mut builder = meta::Builder::new();
            let built = builder.configure(config.utf8_empty(false));
            built.build_from_hir(&self.hir).ok().map(Box::new)
        };
        self.regex.get_or_init(compiled).as_deref()
    }
}

/// What makes a word a match as it stands, where it is ASCII in the text itself.
#[derive(Debug)]
pub(crate) struct WordItself {
    pub(crate) expression: Lazy,
    /// Whether there is no other match in or around such a word.
    pub(crate) is_all: bool,
}

impl WordItself {
    /// Of an expression over texts in lower case and its image; `None` if it may reach beyond a word
    /// or look at the ends of a text.
    pub(crate) fn of(plain: &Hir, image: &Hir) -> Option<Self> {
        let looks = plain.properties().look_set();
        let borders = [
            Look::WordAscii,
            Look::WordAsciiNegate,
            Look::WordUnicode,
            Look::WordUnicodeNegate,
        ];
        let least = plain.properties().minimum_len();
        let is_solid = least.is_some_and(|bytes| bytes > 0);
        if holds_space(plain) || !is_solid || !looks.iter().all(|look| borders.contains(&look)) {
            return None;
        }
        Some(Self {
            expression: Lazy::new(plain.clone()),
            is_all: !holds_space(image),
        })
    }
}

impl Need {
    /// What a folded text needs to hold these folded letters.
    pub(crate) fn letters(needle: &[u8], sought: &mut Vec<Sought>) -> Self {
        Self::of(&Hir::literal(needle), sought)
    }

    /// Whether every text whose words hold it has it: the ends of a text are no spaces.
    pub(crate) fn is_enough(&self, sought: &[Sought]) -> bool {
        let Self::Word(number) = self else {
            return false;
        };
        let letters = sought.get(*number).and_then(Sought::letters);
        letters.is_some_and(|letters| !letters.contains(&SPACE))
    }

    /// The entries whose words hold it, of `count`, where `found` are the words in which what is
    /// sought is found; `None` for all. O(words + entries found).
    pub(crate) fn entries(
        &self,
        words: &Words,
        found: &[NumberSet],
        count: usize,
    ) -> Option<NumberSet> {
        match self {
            Self::Nothing => None,
            Self::Word(number) => {
                let mut entries = NumberSet::none(count);
                words.entries_of(found.get(*number)?, &mut entries);
                Some(entries)
            }
            Self::All(parts) => {
                let mut all: Option<NumberSet> = None;
                for part in parts {
                    let Some(entries) = part.entries(words, found, count) else {
                        continue;
                    };
                    match &mut all {
                        Some(all) => all.intersect(&entries),
                        None => all = Some(entries),
                    }
                    if all.as_ref().is_some_and(NumberSet::is_empty) {
                        break;
                    }
                }
                all
            }
            Self::Either(parts) => {
                let mut either = NumberSet::none(count);
                for part in parts {
                    either.unite(&part.entries(words, found, count)?);
                }
                Some(either)
            }
        }
    }

    /// What a folded text needs to match an expression without looks; what is sought is added.
    pub(crate) fn of(hir: &Hir, sought: &mut Vec<Sought>) -> Self {
        if !holds_space(hir) {
            return Run::of(hir.clone()).close(sought);
        }
        match hir.kind() {
            HirKind::Literal(_) => Self::of_parts(std::slice::from_ref(hir), sought),
            HirKind::Concat(parts) => Self::of_parts(parts, sought),
            HirKind::Alternation(parts) => {
                let known = sought.len();
                let parts: Vec<Self> = parts.iter().map(|part| Self::of(part, sought)).collect();
                if parts.iter().any(|part| matches!(part, Self::Nothing)) {
                    sought.truncate(known);
                    Self::Nothing
                } else {
                    Self::Either(parts)
                }
            }
            HirKind::Repetition(repetition) if repetition.min > 0 => {
                Self::of(&repetition.sub, sought)
            }
            _ => Self::Nothing,
        }
    }

    /// Parts that follow each other: what lies between two spaces is in one word.
    fn of_parts(parts: &[Hir], sought: &mut Vec<Sought>) -> Self {
        let mut needs = Vec::new();
        let mut run = Run::default();
        for part in parts {
            match part.kind() {
                _ if !holds_space(part) => run.push(part.clone()),
                HirKind::Literal(Literal(bytes)) => {
                    for (nth, piece) in bytes.split(|&byte| byte == SPACE).enumerate() {
                        if nth > 0 {
                            run.push(Hir::literal([SPACE]));
                            needs.push(std::mem::take(&mut run).close(sought));
                            run.push(Hir::literal([SPACE]));
                        }
                        run.push(Hir::literal(piece));
                    }
                }
                _ => {
                    needs.push(std::mem::take(&mut run).close(sought));
                    needs.push(Self::of(part, sought));
                }
            }
        }
        needs.push(run.close(sought));
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

    fn close(self, sought: &mut Vec<Sought>) -> Need {
        if !self.solid {
            return Need::Nothing;
        }
        let run = least(Hir::concat(self.parts));
        let letters = Letters::of(&run);
        let are_all = letters.as_ref().is_some_and(|letters| letters.are_all);
        let spellings = letters.into_iter().flat_map(|letters| letters.spellings);
        sought.push(Sought {
            letters: spellings
                .map(|one| Finder::new(&one).into_owned())
                .collect(),
            expression: (!are_all).then(|| Lazy::new(run)),
        });
        Need::Word(sought.len() - 1)
    }
}

/// What must be there of a run: what may as well be missing at its ends is.
fn least(run: Hir) -> Hir {
    fn shortest(part: Hir) -> Hir {
        match part.kind() {
            HirKind::Repetition(repetition) => Hir::repetition(Repetition {
                max: Some(repetition.min),
                ..repetition.clone()
            }),
            _ => part,
        }
    }
    let HirKind::Concat(parts) = run.kind() else {
        return shortest(run);
    };
    let is_solid = |part: &Hir| part.properties().minimum_len() != Some(0);
    let (Some(first), Some(last)) = (
        parts.iter().position(is_solid),
        parts.iter().rposition(is_solid),
    ) else {
        return run;
    };
    let mut parts = parts[first..=last].to_vec();
    let ends = [0, parts.len() - 1];
    for end in ends {
        parts[end] = shortest(parts[end].clone());
    }
    Hir::concat(parts)
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

    fn entries(need: impl FnOnce(&mut Vec<Sought>) -> Need, texts: &[&str]) -> Option<Vec<usize>> {
        let (mut folds, mut starts) = (Vec::new(), vec![0]);
        for text in texts {
            folds.extend(folded(text));
            starts.push(folds.len() as u32);
        }
        let mut lexicon = Lexicon::default();
        let words = Words::of(&mut lexicon, &folds, &starts, &[], |_| false);
        let mut sought = Vec::new();
        let need = need(&mut sought);
        let found: Vec<NumberSet> = sought
            .iter()
            .map(|one| {
                let mut words = NumberSet::default();
                one.find(&lexicon, 0, &mut words);
                for word in 0..lexicon.count() {
                    let spaced = lexicon.spaced(word);
                    let holds = |finder: &Finder<'_>| finder.find(spaced).is_some();
                    let is_in = match &one.expression {
                        Some(lazy) => lazy.regex().expect("small").is_match(spaced),
                        None => one.letters.iter().any(holds),
                    };
                    let only_letters = one.letters.iter().any(holds) && !is_in;
                    assert_eq!(words.contains(word), is_in || only_letters, "one by one");
                }
                words
            })
            .collect();
        let entries = need.entries(&words, &found, texts.len())?;
        Some(entries.iter().collect())
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
            let found = entries(|to| Need::letters(needle.as_bytes(), to), &TEXTS);
            let found = found.expect(needle);
            assert!(
                expected.iter().all(|at| found.contains(at)),
                "{needle}: {found:?}"
            );
            let exact = !matches!(needle, "gift card" | "is my" | "a b" | "d o");
            assert!(!exact || found == expected, "{needle}: {found:?}");
        }
        assert_eq!(entries(|to| Need::letters(b" ", to), &TEXTS), None);
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
            (r"\w*card\w*", Some(&[2, 3])),
            (r"(ref|gif)\w+", Some(&[0, 1, 2, 3])),
            ("(my|this)( |ed) ", Some(&[0, 1, 3])),
            ("x*", None),
            (".", None),
            (" ", None),
        ] {
            let hir = regex_syntax::parse(pattern).expect(pattern);
            let found = entries(|to| Need::of(&image(&hir), to), &TEXTS);
            assert_eq!(found.as_deref(), expected, "{pattern}");
        }
    }
}
