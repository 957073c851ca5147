//! The built-in detectors: one file each, one line each in [`ALL`].

mod cluster;
mod credit_card;
mod email;
mod email_worded;
mod iban;
mod lookalike;
mod phone;
mod phone_plan;
mod us_ssn;

use crate::redact::boundary::ceil;
use std::ops::Range;

use super::context::Scene;
use super::operate::Operator;
use super::prefilter::Needs;

/// A built-in detector as plain data and one function.
pub(crate) struct Detector {
    /// Id in a policy.
    pub(crate) id: &'static str,
    /// Entity type, in Presidio's vocabulary.
    pub(crate) entity: &'static str,
    /// Where a value may begin: linear-time, ASCII, bounded. Each match is handed to `examine`.
    pub(crate) patterns: &'static [&'static str],
    /// What a text must hold for any of the patterns to match.
    pub(crate) needs: Needs,
    /// Where the search goes on after a match.
    pub(crate) step: Step,
    /// Says what of a match, if anything, is a value. May widen or shrink it.
    pub(crate) examine: fn(&Scene<'_>, Range<usize>) -> Option<Verdict>,
    /// Operator unless the policy says otherwise.
    pub(crate) operator: fn() -> Operator,
}

/// How far the search moves on from the start of a match, taken or not. Nothing may begin in what is
/// passed over, so that no match is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// One character.
    Char,
    /// The digits there: no value begins inside a run of digits.
    Digits,
    /// The letters and digits there: no value begins inside a word.
    Word,
}

impl Step {
    /// Where the search goes on after a match at `start`. More than `start`.
    pub(crate) fn next(self, text: &str, start: usize) -> usize {
        let rest = &text.as_bytes()[start..];
        let run = match self {
            Self::Char => 0,
            Self::Digits => rest.iter().take_while(|b| b.is_ascii_digit()).count(),
            Self::Word => rest
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric())
                .count(),
        };
        ceil(text, start + run.max(1))
    }
}

/// What a detector says of a match.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// Bytes of the folded text.
    pub(crate) span: Range<usize>,
    /// 0 to 1.
    pub(crate) score: f32,
    /// The check that proved it.
    pub(crate) validator: Option<&'static str>,
    /// The word that stood near.
    pub(crate) context: Option<&'static str>,
}

/// Every built-in detector; of two equals the earlier wins.
pub(crate) const ALL: [&Detector; 6] = [
    &credit_card::DETECTOR,
    &iban::DETECTOR,
    &email::DETECTOR,
    &us_ssn::DETECTOR,
    &phone::DETECTOR,
    &email_worded::DETECTOR,
];

fn masked_but_last_four() -> Operator {
    Operator::Mask {
        keep_first: 0,
        keep_last: 4,
        character: '*',
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Role;
    use crate::redact::{Engine, Policy, Target};

    fn found<'t>(region: Option<&str>, kind: &str, text: &'t str) -> Vec<&'t str> {
        let policy = Policy::named("standard").expect("a built-in policy");
        let mut engine = Engine::new(&policy).expect("a built-in policy");
        let target = Target {
            text,
            role: Role::EndUser,
            region,
            previous: &[],
        };
        engine
            .find(&target)
            .iter()
            .filter(|f| &*f.kind == kind)
            .map(|f| &text[f.start as usize..f.end as usize])
            .collect()
    }

    /// The text holds exactly this value of this kind.
    pub(super) fn finds(kind: &str, text: &str, value: &str) {
        assert_eq!(found(None, kind, text), [value], "in {text:?}");
    }

    /// As [`finds`], for a message of this region.
    pub(super) fn finds_in(region: &str, kind: &str, text: &str, value: &str) {
        assert_eq!(found(Some(region), kind, text), [value], "in {text:?}");
    }

    /// The text holds nothing of this kind.
    pub(super) fn clean(kind: &str, text: &str) {
        assert_eq!(found(None, kind, text), [""; 0], "in {text:?}");
    }
}
