//! The rules of a policy by where they look.

use super::allowed::Allowed;
use super::context::Scene;
use super::detect::ALL;
use super::fold::fold;
use super::known::{Known, Who};
use super::language::Languages;
use super::operate::Operator;
use super::places::Places;
use super::policy::Policy;
use super::policy_error::{PolicyError, Problem};
use super::rule::{Rule, Source, built_in};

/// Rules, and who of them looks where.
#[derive(Debug)]
pub(crate) struct Ruleset {
    /// Of two equals the earlier wins.
    pub(crate) rules: Vec<Rule>,
    /// Where detectors look.
    pub(crate) places: Places,
    /// Rules of values known beforehand, in the order of [`Who`].
    pub(crate) known: [Option<usize>; Who::COUNT],
    /// Rules that no place starts: patterns of the reader's own, and fields.
    pub(crate) own: Vec<usize>,
    /// What stands for a text that costs too much to read.
    pub(crate) budget: usize,
    /// What is left alone.
    pub(crate) allow: Vec<Allowed>,
}

impl Ruleset {
    /// The rules of a policy, and the values that it lists. Nothing is allowed yet.
    pub(crate) fn of(policy: &Policy) -> Result<(Self, Known), PolicyError> {
        let mut known_rules = [None; Who::COUNT];
        let mut starts = Vec::new();
        let mut rules = Vec::new();
        for (rule, detector) in built_in(policy)? {
            if let Some(who) = Who::of_detector(detector.id) {
                known_rules[who as usize] = Some(rules.len());
            } else {
                starts.push((detector.start, rules.len()));
            }
            rules.push(rule);
        }
        for p in &policy.patterns {
            if rules.iter().any(|r| *r.detector == *p.id) || ALL.iter().any(|d| d.id == p.id) {
                return Err(PolicyError::new(&p.id, "id", Problem::Duplicate));
            }
            rules.push(Rule::of_pattern(p, policy.least_score())?);
        }
        for (nth, field) in policy.fields.iter().enumerate() {
            rules.push(Rule::of_field(nth, field)?);
        }
        let mut known = Known::default();
        for (nth, deny) in policy.deny.iter().enumerate() {
            known.deny(&deny.exact, rules.len());
            rules.push(Rule::of_deny(nth, deny)?);
        }
        known.build();
        let budget = rules.len();
        rules.push(Rule::certain(
            "budget",
            "UNREAD",
            Operator::default(),
            Source::Budget,
        ));
        let own = |r: &Rule| matches!(r.source, Source::Custom(_) | Source::Field(..));
        let ruleset = Self {
            own: (0..rules.len()).filter(|i| own(&rules[*i])).collect(),
            places: Places::new(&starts),
            rules,
            known: known_rules,
            budget,
            allow: Vec::new(),
        };
        ruleset.check_examples(policy)?;
        Ok((ruleset, known))
    }

    /// One more value that is always found.
    pub(crate) fn deny(&mut self, known: &mut Known, value: &str, kind: &str) {
        known.deny(value, self.rules.len());
        self.rules.push(Rule::certain(
            "decision",
            kind,
            Operator::default(),
            Source::Known,
        ));
    }

    /// Runs the examples that patterns carry, also those of a pattern that is off.
    fn check_examples(&self, policy: &Policy) -> Result<(), PolicyError> {
        for p in &policy.patterns {
            let rule = self.rules.iter().find(|r| *r.detector == *p.id);
            let Some(Source::Custom(custom)) = rule.map(|r| &r.source) else {
                continue;
            };
            let least = p.min_score.unwrap_or(policy.least_score()) as f32;
            let finds = |example: &String| {
                let folded = fold(example);
                let scene = Scene::alone(&folded.text, Languages::default());
                let mut found = false;
                custom.find(&scene, |v| found |= v.score >= least) && found
            };
            let fault = |field, problem| Err(PolicyError::new(&p.id, field, problem));
            if let Some(i) = p.examples_match.iter().position(|e| !finds(e)) {
                return fault("examples_match", Problem::ExampleNotFound(i));
            }
            if let Some(i) = p.examples_no_match.iter().position(finds) {
                return fault("examples_no_match", Problem::ExampleFound(i));
            }
        }
        Ok(())
    }
}
