//! The rules of a policy, checked and compiled.

use std::ops::Range;
use std::sync::Arc;

use regex::Regex;

use super::context::Scene;
use super::detect::{ALL, Detector, Verdict};
use super::finding::Name;
use super::operate::Operator;
use super::pattern;
use super::policy::{Base, DetectorRule, PatternRule, Policy, Validator};
use super::policy_error::{PolicyError, Problem};
use super::validate::{luhn, mod97};
use crate::model::Role;

/// A detector or pattern that a policy turned on.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) detector: Name,
    pub(crate) kind: Name,
    pub(crate) operator: Operator,
    pub(crate) min_score: f32,
    pub(crate) roles: Vec<Role>,
    pub(crate) source: Source,
}

impl Rule {
    /// Whether it reads what authors of this role wrote.
    pub(crate) fn reads(&self, role: Role) -> bool {
        self.roles.is_empty() || self.roles.contains(&role)
    }
}

/// Where a rule's findings come from.
#[derive(Debug)]
pub(crate) enum Source {
    BuiltIn(fn(&Scene<'_>, Range<usize>) -> Option<Verdict>),
    Custom {
        regex: Regex,
        group: usize,
        validator: Validator,
        score: f32,
    },
}

/// The built-in detectors a policy turns on, in the order of [`ALL`].
pub(crate) fn built_in(policy: &Policy) -> Result<Vec<Rule>, PolicyError> {
    let named = |rule: &DetectorRule, d: &Detector| rule.id == d.id || rule.id == d.entity;
    for rule in &policy.detectors {
        if !ALL.iter().any(|d| named(rule, d)) {
            return Err(PolicyError::new(&rule.id, "id", Problem::UnknownDetector));
        }
        score_fits(&rule.id, rule.min_score.unwrap_or_default())?;
    }
    let mut out = Vec::new();
    for d in ALL {
        let mut rules = policy.detectors.iter().filter(|r| named(r, d));
        let rule = rules.next();
        if let Some(second) = rules.next() {
            return Err(PolicyError::new(&second.id, "id", Problem::Duplicate));
        }
        if !rule.map_or(policy.base == Base::Standard, |r| r.enabled) {
            continue;
        }
        out.push(Rule {
            detector: Arc::from(d.id),
            kind: Arc::from(d.entity),
            operator: rule
                .and_then(|r| r.operator.clone())
                .unwrap_or_else(d.operator),
            min_score: rule.and_then(|r| r.min_score).unwrap_or(policy.min_score) as f32,
            roles: rule.map(|r| r.roles.clone()).unwrap_or_default(),
            source: Source::BuiltIn(d.examine),
        });
    }
    Ok(out)
}

pub(crate) fn custom(p: &PatternRule, min_score: f64) -> Result<Rule, PolicyError> {
    let fault = |field, problem| PolicyError::new(&p.id, field, problem);
    let name_fits = |s: &str| {
        !s.is_empty()
            && s.chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    };
    if !name_fits(&p.id) {
        return Err(fault("id", Problem::Name));
    }
    if !name_fits(&p.kind) {
        return Err(fault("type", Problem::Name));
    }
    score_fits(&p.id, p.score)?;
    let regex = pattern::compile(&p.id, "pattern", &p.pattern, &p.flags)?;
    if p.group as usize >= regex.captures_len() {
        return Err(fault("group", Problem::Group(p.group)));
    }
    if regex.is_match("") {
        return Err(fault("pattern", Problem::Empty));
    }
    Ok(Rule {
        detector: Arc::from(&*p.id),
        kind: Arc::from(&*p.kind),
        operator: p.operator.clone(),
        min_score: min_score as f32,
        roles: p.roles.clone(),
        source: Source::Custom {
            regex,
            group: p.group as usize,
            validator: p.validator,
            score: p.score as f32,
        },
    })
}

pub(crate) fn score_fits(rule: &str, score: f64) -> Result<(), PolicyError> {
    if (0.0..=1.0).contains(&score) {
        Ok(())
    } else {
        Err(PolicyError::new(rule, "score", Problem::Score))
    }
}

/// Whether a value passes; separators in it are passed over.
pub(crate) fn passes(validator: Validator, value: &str) -> bool {
    let only = |keep: fn(&u8) -> bool| value.bytes().filter(keep).collect::<Vec<u8>>();
    match validator {
        Validator::None => true,
        Validator::Luhn => luhn(&only(u8::is_ascii_digit)),
        Validator::Mod97 => mod97(&only(u8::is_ascii_alphanumeric)),
    }
}

/// The name of a check in evidence.
pub(crate) fn proof(validator: Validator) -> Option<&'static str> {
    match validator {
        Validator::None => None,
        Validator::Luhn => Some("luhn"),
        Validator::Mod97 => Some("mod97"),
    }
}
