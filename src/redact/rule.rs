//! The rules of a policy, checked and compiled.

use std::sync::Arc;

use super::custom::Custom;
use super::detect::{ALL, Detector, Examine, On};
use super::finding::Name;
use super::operate::Operator;
use super::policy::{Base, Deny, DetectorRule, FieldRule, PatternRule, Policy};
use super::policy_error::{PolicyError, Problem};
use super::target::{Field, Target};
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
    /// One that finds what no detector looks for, and always treats it.
    pub(crate) fn certain(detector: &str, kind: &str, operator: Operator, source: Source) -> Self {
        Self {
            detector: detector.into(),
            kind: kind.into(),
            operator,
            min_score: 0.0,
            priority: 0,
            scope: Scope::of_roles(&[]),
            source,
        }
    }

    /// A field that is treated whole, the `nth` of a policy.
    pub(crate) fn of_field(nth: usize, f: &FieldRule) -> Result<Self, PolicyError> {
        let id = format!("field_{nth}");
        if !name_fits(&f.kind) {
            return Err(PolicyError::new(&id, "type", Problem::Name));
        }
        let label = f.label.as_ref().map(std::slice::from_ref);
        let source = Source::Field(f.field, label.map(WordList::new));
        Ok(Self {
            scope: Scope::of_roles(&f.roles),
            ..Self::certain(&id, &f.kind, f.operator.clone(), source)
        })
    }

    /// A value that is always found, the `nth` of a policy.
    pub(crate) fn of_deny(nth: usize, d: &Deny) -> Result<Self, PolicyError> {
        let id = format!("deny_{nth}");
        if !name_fits(&d.kind) {
            return Err(PolicyError::new(&id, "type", Problem::Name));
        }
        if d.exact.trim().is_empty() {
            return Err(PolicyError::new(&id, "exact", Problem::Empty));
        }
        Ok(Self::certain(
            &id,
            &d.kind,
            d.operator.clone(),
            Source::Known,
        ))
    }

    /// A pattern of the reader's own.
    pub(crate) fn of_pattern(p: &PatternRule, min_score: f64) -> Result<Self, PolicyError> {
        let fault = |field, problem| PolicyError::new(&p.id, field, problem);
        if !name_fits(&p.id) {
            return Err(fault("id", Problem::Name));
        }
        if !name_fits(&p.kind) {
            return Err(fault("type", Problem::Name));
        }
        score_fits(&p.id, p.score)?;
        score_fits(&p.id, p.min_score.unwrap_or_default())?;
        Ok(Self {
            detector: Arc::from(&*p.id),
            kind: Arc::from(&*p.kind),
            operator: p.operator.clone(),
            // One that is off stays in its place, so that no other rule's number changes.
            min_score: if p.enabled {
                p.min_score.unwrap_or(min_score) as f32
            } else {
                f32::INFINITY
            },
            priority: p.priority,
            scope: Scope::new(
                p.roles.clone(),
                p.kinds.clone(),
                p.fields.clone(),
                p.channels.clone(),
            ),
            source: Source::Custom(Box::new(Custom::of(p)?)),
        })
    }

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
    #[inline]
    pub(crate) fn holds(&self, target: &Target<'_>) -> bool {
        self.everything || self.names(target)
    }

    fn names(&self, target: &Target<'_>) -> bool {
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

pub(crate) fn score_fits(rule: &str, score: f64) -> Result<(), PolicyError> {
    if (0.0..=1.0).contains(&score) {
        Ok(())
    } else {
        Err(PolicyError::new(rule, "score", Problem::Score))
    }
}
