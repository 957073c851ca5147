//! Letters that every match of a regular expression must hold.

use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind},
};

use crate::search::fold::folded;

/// Characters of a class that may all be one letter, in case and accents.
const SAME: usize = 8;

/// Runs of letters, folded, that are each in the fold of every text the pattern matches, the longest
/// first; none where nothing is certain.
pub(crate) fn required(pattern: &str, flags: &str) -> Vec<Vec<u8>> {
    let parsed = ParserBuilder::new()
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .build()
        .parse(pattern);
    let mut runs = Vec::new();
    if let Ok(hir) = parsed {
        collect(&hir, &mut runs);
    }
    runs.retain(|run| !run.is_empty());
    runs.sort_by_key(|run| std::cmp::Reverse(run.len()));
    runs
}

fn collect(hir: &Hir, runs: &mut Vec<Vec<u8>>) {
    if let Some(exact) = exact(hir) {
        runs.push(exact);
        return;
    }
    match hir.kind() {
        HirKind::Capture(capture) => collect(&capture.sub, runs),
        HirKind::Repetition(repetition) if repetition.min > 0 => collect(&repetition.sub, runs),
        HirKind::Concat(parts) => {
            let mut run = Vec::new();
            for part in parts {
                if let Some(more) = exact(part) {
                    run.extend(more);
                } else {
                    runs.push(std::mem::take(&mut run));
                    collect(part, runs);
                }
            }
            runs.push(run);
        }
        _ => {}
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
            ("refund", "", &["refund"][..]),
            ("Refunds?", "i", &["refund"]),
            (r"\brefund(ed|s)?\b", "", &["refund"]),
            (r"order\s+NW-\d{5}", "i", &["order", "nw-"]),
            ("(?:abc)+de", "", &["abc", "de"]),
            ("refund (was|is) iss\\w+", "i", &["refund ", " iss"]),
            ("a|b", "", &[]),
            ("(café|bar) time", "", &[" time"]),
            (r"\d{4}", "", &[]),
            ("x*", "", &[]),
            ("(x*)yy", "", &["yy"]),
        ] {
            let found: Vec<String> = required(pattern, flags)
                .into_iter()
                .map(|run| String::from_utf8(run).expect("UTF-8"))
                .collect();
            assert_eq!(found, expected, "{pattern}");
        }
    }
}
