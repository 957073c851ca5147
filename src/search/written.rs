//! A regular expression as it was written.

use std::cell::OnceCell;

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::redact::{Problem, SpelledPattern};

/// States up to which an expression compiles within its limits, by a wide margin.
const LIGHT: usize = 1 << 12;

/// An expression over texts as they stand. A light one is compiled when it is first asked: mostly
/// the words of the texts answer.
#[derive(Debug)]
pub(crate) struct Written {
    pattern: SpelledPattern,
    regex: OnceCell<Option<Box<Regex>>>,
}

impl Written {
    /// Takes a pattern and gives what it means beside; the problem if it cannot be compiled.
    pub(crate) fn new(pattern: SpelledPattern) -> Result<(Self, Hir), Problem> {
        let Some(hir) = pattern.hir() else {
            return Err(pattern.compile().err().unwrap_or(Problem::TooLarge));
        };
        let regex = if weight(&hir) <= LIGHT {
            OnceCell::new()
        } else {
            OnceCell::from(Some(Box::new(pattern.compile()?)))
        };
        Ok((Self { pattern, regex }, hir))
    }

    /// The expression; `None` if it is too large after all.
    pub(crate) fn regex(&self) -> Option<&Regex> {
        let compiled = || self.pattern.compile().ok().map(Box::new);
        self.regex.get_or_init(compiled).as_deref()
    }
}

/// About how many states an expression has at most.
fn weight(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) if class.is_ascii() => 1,
        HirKind::Class(Class::Unicode(class)) => class.ranges().len().saturating_mul(8),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1) as usize;
            weight(&repetition.sub)
                .saturating_add(2)
                .saturating_mul(times)
        }
        HirKind::Capture(capture) => weight(&capture.sub).saturating_add(2),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts
            .iter()
            .fold(1, |sum: usize, part| sum.saturating_add(weight(part))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_light_compiles_and_what_is_too_large_is_refused_at_once() {
        let written = |pattern: &str, flags| {
            let pattern = SpelledPattern::read("query", "regex", pattern, flags);
            Written::new(pattern.expect("of the right form"))
        };
        let (mut light, mut refused) = (0, 0);
        for times in [1, 3, 10, 30, 100, 300, 1000] {
            for part in [
                "a", "[a-z]", r"\w", r"\W", r"\pL", "[à-ü]", "(ab|c?)", ".", "(x{9}y*)",
            ] {
                for flags in ["", "i", "u", "iu"] {
                    match written(&format!("(?:{part}){{{times}}}"), flags) {
                        Ok((one, _)) => {
                            light += usize::from(one.regex.get().is_none());
                            assert!(one.regex().is_some(), "{part} {times} {flags}");
                        }
                        Err(problem) => {
                            refused += 1;
                            assert_eq!(problem, Problem::TooLarge, "{part} {times} {flags}");
                        }
                    }
                }
            }
        }
        assert!(light > 100 && refused > 10, "{light} {refused}");
    }
}
