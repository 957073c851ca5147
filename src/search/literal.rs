//! The letters that every match of a regular expression must hold.

use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind},
};

use crate::search::fold::folded;

/// Characters of a class that may all be one letter, in case and accents.
const SAME: usize = 8;

/// The longest run of letters, folded, that is in the fold of every text the pattern matches; empty
/// where nothing is certain.
pub(crate) fn required(pattern: &str, flags: &str) -> Vec<u8> {
    let parsed = ParserBuilder::new()
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .build()
        .parse(pattern);
    parsed.map_or_else(|_| Vec::new(), |hir| longest(&hir))
}

fn longest(hir: &Hir) -> Vec<u8> {
    if let Some(exact) = exact(hir) {
        return exact;
    }
    match hir.kind() {
        HirKind::Capture(capture) => longest(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => longest(&repetition.sub),
        HirKind::Concat(parts) => {
            let (mut best, mut run) = (Vec::new(), Vec::new());
            let keep = |best: &mut Vec<u8>, found: Vec<u8>| {
                if found.len() > best.len() {
                    *best = found;
                }
            };
            for part in parts {
                if let Some(more) = exact(part) {
                    run.extend(more);
                } else {
                    keep(&mut best, std::mem::take(&mut run));
                    keep(&mut best, longest(part));
                }
            }
            keep(&mut best, run);
            best
        }
        _ => Vec::new(),
    }
}

/// The one fold of everything that an expression matches, if there is only one.
fn exact(hir: &Hir) -> Option<Vec<u8>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(Vec::new()),
        HirKind::Literal(literal) => Some(folded(std::str::from_utf8(&literal.0).ok()?)),
        HirKind::Class(Class::Unicode(class)) => {
            let mut letters = class
                .iter()
                .flat_map(|range| range.start()..=range.end())
                .take(SAME + 1)
                .map(|letter| folded(letter.encode_utf8(&mut [0; 4])));
            let first = letters.next()?;
            let mut seen = 1;
            letters
                .all(|letter| {
                    seen += 1;
                    letter == first && seen <= SAME
                })
                .then_some(first)
        }
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Concat(parts) => {
            let parts: Option<Vec<_>> = parts.iter().map(exact).collect();
            Some(parts?.concat())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_of_every_match_are_required() {
        for (pattern, flags, expected) in [
            ("refund", "", "refund"),
            ("Refunds?", "i", "refund"),
            (r"\brefund(ed|s)?\b", "", "refund"),
            (r"order\s+NW-\d{5}", "i", "order"),
            ("(?:abc)+de", "", "abc"),
            ("a|b", "", ""),
            ("(café|bar) time", "", " time"),
            (r"\d{4}", "", ""),
            ("x*", "", ""),
            ("(x*)yy", "", "yy"),
        ] {
            let found = String::from_utf8(required(pattern, flags)).expect("UTF-8");
            assert_eq!(found, expected, "{pattern}");
        }
    }
}
