//! Letters that stand in everything an expression matches.

use memchr::memmem;
use regex_syntax::hir::{
    Hir, HirKind, Literal,
    literal::{self, ExtractKind, Extractor},
};

use crate::search::lexicon::SPACE;

/// Spellings that are looked for one by one, which is faster than an expression.
const SPELLINGS: usize = 8;
/// Letters of a spelling that is not all of a match: fewer are in too many words.
const FEWEST: usize = 2;

/// Spellings one of which is in every match.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Letters {
    pub(crate) spellings: Vec<Vec<u8>>,
    /// Whether each of them is a match.
    pub(crate) are_all: bool,
}

impl Letters {
    /// The longest that are few: all that is matched, else how every match begins or ends, else a part
    /// of it. `None` if nothing of use is certain.
    pub(crate) fn of(run: &Hir) -> Option<Self> {
        let begin = Self::at(ExtractKind::Prefix, run);
        if begin.as_ref().is_some_and(|letters| letters.are_all) {
            return begin;
        }
        let within = || {
            let parts = match run.kind() {
                HirKind::Concat(parts) => &parts[..],
                _ => &[],
            };
            let solid = parts.iter().filter_map(|part| match part.kind() {
                HirKind::Literal(Literal(bytes)) => Some(bytes.to_vec()),
                _ => None,
            });
            solid.max_by_key(|bytes| solidity(bytes)).map(|one| Self {
                spellings: vec![one],
                are_all: false,
            })
        };
        let parts = [begin, Self::at(ExtractKind::Suffix, run), within()];
        let longest = parts.into_iter().flatten().max_by_key(Self::shortest)?;
        (longest.shortest() >= FEWEST).then_some(Self {
            are_all: false,
            ..longest
        })
    }

    fn at(end: ExtractKind, run: &Hir) -> Option<Self> {
        let mut extractor = Extractor::new();
        extractor
            .kind(end)
            .limit_class(SPELLINGS)
            .limit_repeat(SPELLINGS)
            .limit_total(4 * SPELLINGS);
        let found = extractor.extract(run);
        let all = found.literals()?.iter();
        let all: Vec<&[u8]> = all.map(literal::Literal::as_bytes).collect();
        let holds = |one: &[u8], other: &[u8]| {
            one.len() > other.len() && memmem::find(one, other).is_some()
        };
        // What holds another is found where that is.
        let shortest = all
            .iter()
            .filter(|one| !all.iter().any(|other| holds(one, other)));
        let mut spellings: Vec<Vec<u8>> = shortest.map(|one| one.to_vec()).collect();
        spellings.sort_unstable();
        spellings.dedup();
        let letters = Self {
            spellings,
            are_all: found.is_exact(),
        };
        let are_few = (1..=SPELLINGS).contains(&letters.spellings.len());
        (are_few && letters.shortest() > 0).then_some(letters)
    }

    /// Letters of the shortest.
    fn shortest(&self) -> usize {
        let lengths = self.spellings.iter().map(|one| solidity(one));
        lengths.min().unwrap_or_default()
    }
}

fn solidity(letters: &[u8]) -> usize {
    letters.iter().filter(|byte| **byte != SPACE).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_letters_that_every_match_holds_are_found() {
        for (pattern, spellings, are_all) in [
            ("refund", &["refund"][..], true),
            ("refund|re", &["re"], true),
            ("gift|card", &["card", "gift"], true),
            ("nw-12[0-9]{3}", &["nw-12"], false),
            ("(qu|zz)[a-z]+", &["qu", "zz"], false),
            ("[a-z]+ing", &["ing"], false),
            ("[a-z]order[0-9]", &["order"], false),
            ("[a-z]a[0-9]", &[], false),
            ("[a-z]+", &[], false),
            ("(refund|)", &[], false),
            (
                "refund (was|is) iss[a-z]+",
                &["refund is iss", "refund was iss"],
                false,
            ),
        ] {
            let hir = regex_syntax::parse(pattern).expect(pattern);
            let spelled = |letters: Letters| {
                let text = |one: &Vec<u8>| String::from_utf8_lossy(one).into_owned();
                let spellings: Vec<String> = letters.spellings.iter().map(text).collect();
                (spellings, letters.are_all)
            };
            let (found, all) = Letters::of(&hir).map(spelled).unwrap_or_default();
            assert_eq!(
                (&found[..], all),
                (
                    &spellings
                        .iter()
                        .map(|one| (*one).to_owned())
                        .collect::<Vec<_>>()[..],
                    are_all
                ),
                "{pattern}"
            );
        }
    }
}
