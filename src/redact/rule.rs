//! The rules of a policy, checked and compiled.

use std::sync::Arc;

use regex::Regex;

use super::detect::{ALL, Detector, Examine, On};
use super::finding::Name;
use super::operate::Operator;
use super::pattern;
use super::policy::{Base, DetectorRule, PatternRule, Policy, Validator};
use super::policy_error::{PolicyError, Problem};
use super::target::{Field, Target};
use super::validate;
use super::word_list::WordList;
use crate::model::Role;

/// A detector or pattern that a policy turned on.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) detector: Name,
    pub(crate) kind: Name,
    pub(crate) operator: Operator,
    pub(crate) min_score: f32,
    pub(crate) priority: i32,
    pub(crate) scope: Scope,
    pub(crate) source: Source,
}

impl Rule {
    /// Whether it moves dates.
    pub(crate) fn shifts(&self) -> bool {
        matches!(self.operator, Operator::DateShift { .. })
    }
}

/// Which texts a rule reads; an empty list means all.
#[derive(Debug)]
pub(crate) struct Scope {
    /// Nothing is left out: what most rules say.
    everything: bool,
    roles: Vec<Role>,
    kinds: Vec<String>,
    fields: Vec<Field>,
    channels: Vec<String>,
}

impl Scope {
    /// Texts of these authors.
    pub(crate) fn of_roles(roles: &[Role]) -> Self {
        Self::new(roles.to_vec(), Vec::new(), Vec::new(), Vec::new())
    }

    fn new(
        roles: Vec<Role>,
        kinds: Vec<String>,
        fields: Vec<Field>,
        channels: Vec<String>,
    ) -> Self {
        Self {
            everything: roles.is_empty()
                && kinds.is_empty()
                && fields.is_empty()
                && channels.is_empty(),
            roles,
            kinds,
            fields,
            channels,
        }
    }

    /// Whether a text is in it.
    pub(crate) fn holds(&self, target: &Target<'_>) -> bool {
        if self.everything {
            return true;
        }
        let named = |list: &[String], name: Option<&str>| {
            list.is_empty() || name.is_some_and(|n| list.iter().any(|l| l.eq_ignore_ascii_case(n)))
        };
        (self.roles.is_empty() || self.roles.contains(&target.role))
            && (self.fields.is_empty() || self.fields.contains(&target.field))
            && named(&self.kinds, target.kind)
            && named(&self.channels, target.channel)
    }
}

/// Where a rule's findings come from.
#[derive(Debug)]
pub(crate) enum Source {
    /// A detector, at the places it asks for.
    BuiltIn(Examine),
    /// A pattern of the reader's own.
    Custom(Box<Custom>),
    /// Values known beforehand: of the payload, or a list.
    Known,
    /// A whole field.
    Field(Field, Option<WordList>),
    /// What cost too much to read.
    Budget,
}

/// A pattern of the reader's own, compiled.
#[derive(Debug)]
pub(crate) struct Custom {
    pub(crate) regex: Regex,
    pub(crate) group: usize,
    pub(crate) validator: Validator,
    pub(crate) score: f32,
    pub(crate) context: Option<Context>,
    pub(crate) deny: WordList,
}

/// Words that speak for a value.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) words: WordList,
    pub(crate) before: usize,
    pub(crate) after: usize,
    pub(crate) previous: usize,
    pub(crate) require: bool,
    pub(crate) boost: f32,
}

/// A built-in detector and the rule that a policy makes of it.
pub(crate) type BuiltIn = (Rule, &'static Detector);

/// The built-in detectors a policy turns on, in the order of [`ALL`], each with its place there.
pub(crate) fn built_in(policy: &Policy) -> Result<Vec<BuiltIn>, PolicyError> {
    let named = |rule: &DetectorRule, d: &Detector| rule.id == d.id || rule.id == d.entity;
    for rule in &policy.detectors {
        if !ALL.iter().any(|d| named(rule, d)) {
            return Err(PolicyError::new(&rule.id, "id", Problem::UnknownDetector));
        }
        score_fits(&rule.id, rule.min_score.unwrap_or_default())?;
    }
    let base = match policy.base {
        Base::Standard => On(1),
        Base::Broad => On(2),
        Base::Names => On(4),
        Base::None => On(0),
    };
    let mut out = Vec::new();
    for d in ALL {
        let mut rules = policy.detectors.iter().filter(|r| named(r, d));
        // One of several detectors of an entity type may be named beside the type.
        let first = rules.next();
        let second = rules.next();
        let rule = match (first, second) {
            (Some(a), Some(b)) if a.id == d.entity && b.id != d.entity => Some(b),
            (Some(a), Some(b)) if b.id == d.entity && a.id != d.entity => Some(a),
            (Some(_), Some(b)) => {
                return Err(PolicyError::new(&b.id, "id", Problem::Duplicate));
            }
            (rule, _) => rule,
        };
        if !rule.map_or(d.on.0 & base.0 != 0, |r| r.enabled) {
            continue;
        }
        let scope = rule.map(|r| {
            Scope::new(
                r.roles.clone(),
                r.kinds.clone(),
                r.fields.clone(),
                r.channels.clone(),
            )
        });
        let rule = Rule {
            detector: Arc::from(d.id),
            kind: Arc::from(d.entity),
            operator: rule
                .and_then(|r| r.operator.clone())
                .unwrap_or_else(d.operator),
            min_score: rule
                .and_then(|r| r.min_score)
                .unwrap_or(policy.least_score()) as f32,
            priority: rule.map_or(0, |r| r.priority),
            scope: scope.unwrap_or_else(|| Scope::of_roles(&[])),
            source: Source::BuiltIn(d.examine),
        };
        out.push((rule, *d));
    }
    Ok(out)
}

/// Whether a text may be an id or an entity type.
pub(crate) fn name_fits(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
}

/// Compiles a pattern of the reader's own.
pub(crate) fn custom(p: &PatternRule, min_score: f64) -> Result<Rule, PolicyError> {
    let fault = |field, problem| PolicyError::new(&p.id, field, problem);
    if !name_fits(&p.id) {
        return Err(fault("id", Problem::Name));
    }
    if !name_fits(&p.kind) {
        return Err(fault("type", Problem::Name));
    }
    score_fits(&p.id, p.score)?;
    score_fits(&p.id, p.min_score.unwrap_or_default())?;
    let context = match &p.context {
        None => None,
        Some(c) if c.words.is_empty() => {
            return Err(fault("context.words", Problem::NoWords));
        }
        Some(c) if c.before > 12 || c.after > 12 || c.previous > 3 => {
            return Err(fault("context", Problem::Reach));
        }
        Some(c) => {
            if !(-1.0..=1.0).contains(&c.boost) {
                return Err(fault("context.boost", Problem::Score));
            }
            Some(Context {
                words: WordList::new(&c.words),
                before: c.before.into(),
                after: c.after.into(),
                previous: c.previous.into(),
                require: c.require,
                boost: c.boost as f32,
            })
        }
    };
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
        min_score: p.min_score.unwrap_or(min_score) as f32,
        priority: p.priority,
        scope: Scope::new(
            p.roles.clone(),
            p.kinds.clone(),
            p.fields.clone(),
            p.channels.clone(),
        ),
        source: Source::Custom(Box::new(Custom {
            regex,
            group: p.group as usize,
            validator: p.validator,
            score: p.score as f32,
            context,
            deny: WordList::new(&p.deny_near),
        })),
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
    let digits = || only(u8::is_ascii_digit);
    match validator {
        Validator::None => true,
        Validator::Luhn => validate::luhn(&digits()),
        Validator::Mod97 => validate::mod97(&only(u8::is_ascii_alphanumeric)),
        Validator::Mod11 => validate::mod11(&digits()),
        Validator::Mod1110 => validate::mod11_10(&digits()),
        Validator::Verhoeff => validate::verhoeff(&digits()),
        Validator::Aba => validate::aba(&digits()),
        Validator::Iban => super::detect::is_iban(&only(u8::is_ascii_alphanumeric)),
    }
}

/// The name of a check in evidence.
pub(crate) fn proof(validator: Validator) -> Option<&'static str> {
    match validator {
        Validator::None => None,
        Validator::Luhn => Some("luhn"),
        Validator::Mod97 | Validator::Iban => Some("mod97"),
        Validator::Mod11 => Some("mod11"),
        Validator::Mod1110 => Some("mod11_10"),
        Validator::Verhoeff => Some("verhoeff"),
        Validator::Aba => Some("aba"),
    }
}
