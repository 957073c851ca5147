//! A policy made ready to run.

use regex::Regex;
use regex_automata::{Anchored, Input, PatternID, meta};

use super::boundary::ceil;
use super::context::Scene;
use super::detect::{ALL, Detector, Step, Verdict};
use super::finding::{Evidence, Finding};
use super::fold::fold;
use super::operate::{Applied, Operator, apply};
use super::pattern;
use super::policy::Policy;
use super::policy_error::{PolicyError, Problem};
use super::prefilter::{Needs, seen};
use super::resolve::{Candidate, resolve};
use super::rule::{Rule, Source, built_in, custom, passes, proof, score_fits};
use super::settle::{to_source, widen};
use super::validate::salesforce_id;
use crate::model::Role;

/// A text and what is known about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Target<'a> {
    /// The text.
    pub text: &'a str,
    /// Who wrote it.
    pub role: Role,
    /// ISO 3166 region of its author, for national telephone numbers.
    pub region: Option<&'a str>,
    /// What the other side said just before, nearest first; two are read.
    pub previous: &'a [&'a str],
}

/// A policy made ready: patterns compiled once, one automaton cache for its whole life.
#[derive(Debug)]
pub struct Engine {
    rules: Vec<Rule>,
    groups: Vec<Group>,
    allow_exact: Vec<String>,
    allow_regex: Vec<Regex>,
    /// Off only to prove that the look at the bytes hides nothing.
    prefilter: bool,
}

/// Patterns of built-in detectors that run on the same texts, in one automaton.
#[derive(Debug)]
struct Group {
    needs: Needs,
    step: Step,
    regex: meta::Regex,
    cache: meta::Cache,
    /// Rule of each pattern.
    rules: Vec<usize>,
}

/// Rounds in which a redacted text may show something new; far more than any text needs.
const ROUNDS: usize = 16;
/// Matches of a reader's pattern that a checksum may turn down in one text. Beyond, the text is redacted
/// whole: a pattern that costs too much must not let anything through.
const REJECTED: usize = 1000;
/// Bytes of the automaton's cache.
const CACHE: usize = 4 << 20;

impl Engine {
    /// Compiles a policy, and runs the examples it carries.
    pub fn new(policy: &Policy) -> Result<Self, PolicyError> {
        score_fits("policy", policy.min_score)?;
        let mut rules = built_in(policy)?;
        for p in &policy.patterns {
            if rules.iter().any(|r| *r.detector == *p.id) || ALL.iter().any(|d| d.id == p.id) {
                return Err(PolicyError::new(&p.id, "id", Problem::Duplicate));
            }
            rules.push(custom(p, policy.min_score)?);
        }
        let groups = group(&rules)?;
        let mut engine = Self {
            rules,
            groups,
            allow_exact: Vec::new(),
            allow_regex: Vec::new(),
            prefilter: true,
        };
        engine.check_examples(policy)?;
        engine.check_operators()?;
        for allow in &policy.allow {
            match (&allow.exact, &allow.regex) {
                (Some(value), None) => engine.allow_exact.push(value.clone()),
                (None, Some(source)) => {
                    // Compiled alone first, so that a fault has its place in what the reader wrote.
                    pattern::compile("allow", "regex", source, &allow.flags)?;
                    let whole = format!(r"\A(?:{source})\z");
                    engine.allow_regex.push(pattern::compile(
                        "allow",
                        "regex",
                        &whole,
                        &allow.flags,
                    )?);
                }
                _ => return Err(PolicyError::new("allow", "exact", Problem::AllowShape)),
            }
        }
        Ok(engine)
    }

    /// What the policy wants treated in a text: ascending, without overlap, at or above the least score.
    ///
    /// Stable: what [`Engine::apply`] leaves holds nothing more to find. Linear in the length of the text.
    pub fn find(&mut self, target: &Target<'_>) -> Vec<Finding> {
        let mut found = self.detect(target);
        if found.is_empty() {
            return Vec::new();
        }
        for _ in 0..ROUNDS {
            let findings = self.findings(&found);
            if findings.iter().all(|f| f.operator == Operator::Keep) {
                return findings;
            }
            let applied = apply(target.text, &findings);
            let again = self.detect(&Target {
                text: &applied.text,
                ..*target
            });
            let new: Vec<Candidate> = again
                .into_iter()
                .filter(|c| !c.keep)
                .filter_map(|c| to_source(&c, &applied, &found))
                .collect();
            if new.is_empty() {
                return findings;
            }
            // What was found first keeps its type; what the redacted text showed widens or joins it.
            found = widen(found, new);
        }
        // Never seen; a text that keeps changing is taken whole.
        if let Some(first) = found.iter().position(|c| !c.keep) {
            let whole = Candidate {
                start: 0,
                end: target.text.len() as u32,
                ..found[first].clone()
            };
            found = vec![whole];
        }
        self.findings(&found)
    }

    /// Puts the operators' results in place of the findings; see [`apply`].
    pub fn apply(&self, text: &str, findings: &[Finding]) -> Applied {
        apply(text, findings)
    }

    fn findings(&self, candidates: &[Candidate]) -> Vec<Finding> {
        candidates
            .iter()
            .map(|c| {
                let rule = &self.rules[c.rule];
                let operator = if c.bare {
                    rule.operator.bare()
                } else {
                    rule.operator.clone()
                };
                Finding {
                    start: c.start,
                    end: c.end,
                    kind: rule.kind.clone(),
                    detector: rule.detector.clone(),
                    operator,
                    score: c.score,
                    evidence: c.evidence,
                }
            })
            .collect()
    }

    /// One pass: fold, look at the bytes, run what they call for, resolve.
    fn detect(&mut self, target: &Target<'_>) -> Vec<Candidate> {
        let folded = fold(target.text);
        let text: &str = &folded.text;
        let seen = seen(text);
        let scene = Scene {
            text,
            previous: target.previous,
            region: target.region,
        };
        let mut out = Vec::new();
        let rules = &self.rules;
        let mut push = |index: usize, verdict: Verdict| {
            let rule = &rules[index];
            let (start, end) = folded.source(verdict.span.start, verdict.span.end);
            if verdict.score < rule.min_score || start >= end {
                return;
            }
            let value = &target.text[start as usize..end as usize];
            let plain = &text[verdict.span];
            let allowed = self.allow_exact.iter().any(|a| a == value || a == plain)
                || self
                    .allow_regex
                    .iter()
                    .any(|r| r.is_match(value) || r.is_match(plain));
            if !allowed {
                let evidence = Evidence {
                    validator: verdict.validator,
                    context: verdict.context,
                };
                let proven = matches!(evidence.validator, Some("luhn" | "mod97"));
                let keep = rule.operator == Operator::Keep;
                out.push(Candidate {
                    start,
                    end,
                    rule: index,
                    proven,
                    keep,
                    bare: false,
                    score: verdict.score,
                    evidence,
                });
            }
        };
        for group in &mut self.groups {
            if self.prefilter && !group.needs.met_by(seen) {
                continue;
            }
            let mut at = 0;
            while at < text.len() {
                let input = Input::new(text).range(at..);
                let Some(hit) = group.regex.search_with(&mut group.cache, &input) else {
                    break;
                };
                for (id, &index) in group.rules.iter().enumerate() {
                    let rule = &rules[index];
                    let Source::BuiltIn(examine) = &rule.source else {
                        continue;
                    };
                    if !rule.reads(target.role) {
                        continue;
                    }
                    let anchored = Anchored::Pattern(PatternID::new_unchecked(id));
                    let input = Input::new(text).range(hit.start()..).anchored(anchored);
                    let Some(half) = group.regex.search_half_with(&mut group.cache, &input) else {
                        continue;
                    };
                    if let Some(verdict) = examine(&scene, hit.start()..half.offset())
                        && !in_record_id(text, &verdict)
                    {
                        push(index, verdict);
                    }
                }
                at = group.step.next(text, hit.start());
            }
        }
        for (index, rule) in rules.iter().enumerate() {
            let Source::Custom {
                regex,
                group,
                validator,
                score,
            } = &rule.source
            else {
                continue;
            };
            if !rule.reads(target.role) {
                continue;
            }
            let (mut at, mut rejected) = (0, 0);
            while at <= text.len() {
                let Some(found) = regex.captures_at(text, at) else {
                    break;
                };
                if rejected > REJECTED {
                    push(
                        index,
                        Verdict {
                            span: 0..text.len(),
                            score: *score,
                            validator: None,
                            context: None,
                        },
                    );
                    break;
                }
                let whole = found.get(0).map_or(at..at, |m| m.range());
                let value = found
                    .get(*group)
                    .map(|m| m.range())
                    .filter(|r| !r.is_empty());
                let verdict = value
                    .filter(|span| passes(*validator, &text[span.clone()]))
                    .map(|span| Verdict {
                        span,
                        score: *score,
                        validator: proof(*validator),
                        context: None,
                    });
                // A rejected match must not hide one that begins inside it.
                at = if let Some(verdict) = verdict {
                    push(index, verdict);
                    whole.end.max(whole.start + 1)
                } else {
                    rejected += 1;
                    whole.start + 1
                };
                at = ceil(text, at.min(text.len())).max(at);
            }
        }
        resolve(out)
    }

    /// Runs the examples that custom patterns carry, each through the whole engine.
    fn check_examples(&mut self, policy: &Policy) -> Result<(), PolicyError> {
        for p in &policy.patterns {
            let role = p.roles.first().copied().unwrap_or_default();
            let mut finds = |text: &str| {
                let index = self.rules.iter().position(|r| *r.detector == *p.id);
                self.alone(
                    &Target {
                        text,
                        role,
                        ..Target::default()
                    },
                    index,
                )
            };
            if let Some(i) = p.examples_match.iter().position(|e| !finds(e)) {
                return Err(PolicyError::new(
                    &p.id,
                    "examples_match",
                    Problem::ExampleNotFound(i),
                ));
            }
            if let Some(i) = p.examples_no_match.iter().position(|e| finds(e)) {
                return Err(PolicyError::new(
                    &p.id,
                    "examples_no_match",
                    Problem::ExampleFound(i),
                ));
            }
        }
        Ok(())
    }

    /// Whether this rule finds something, whatever the others do.
    fn alone(&mut self, target: &Target<'_>, index: Option<usize>) -> bool {
        let Some(index) = index.filter(|i| *i < self.rules.len()) else {
            return false;
        };
        let rule = self.rules.remove(index);
        let others = std::mem::replace(&mut self.rules, vec![rule]);
        let groups = std::mem::take(&mut self.groups);
        let found = !self.detect(target).is_empty();
        self.groups = groups;
        let rule = std::mem::replace(&mut self.rules, others);
        self.rules.splice(index..index, rule);
        found
    }

    /// A replacement that is itself found would be redacted for ever.
    fn check_operators(&mut self) -> Result<(), PolicyError> {
        for i in 0..self.rules.len() {
            let (id, kind) = (self.rules[i].detector.clone(), self.rules[i].kind.clone());
            match self.rules[i].operator.clone() {
                Operator::Mask { character, .. }
                    if character.is_alphanumeric() || character.is_whitespace() =>
                {
                    return Err(PolicyError::new(
                        &id,
                        "operator.character",
                        Problem::MaskCharacter,
                    ));
                }
                operator @ Operator::Replace { .. } => {
                    let mut text = String::new();
                    operator.put("", &kind, &mut text);
                    if let Some(c) = self
                        .detect(&Target {
                            text: &text,
                            ..Target::default()
                        })
                        .first()
                    {
                        let by = self.rules[c.rule].detector.to_string();
                        return Err(PolicyError::new(
                            &id,
                            "operator.with",
                            Problem::ReplacementFound(by),
                        ));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// One automaton for all detectors that need the same bytes and move on alike.
fn group(rules: &[Rule]) -> Result<Vec<Group>, PolicyError> {
    let mut wanted: Vec<(&Detector, usize)> = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        wanted.extend(
            ALL.iter()
                .filter(|d| *d.id == *rule.detector)
                .map(|d| (*d, index)),
        );
    }
    wanted.sort_by_key(|(d, index)| (d.needs, d.step, *index));
    let mut out = Vec::new();
    for run in wanted.chunk_by(|a, b| (a.0.needs, a.0.step) == (b.0.needs, b.0.step)) {
        let patterns: Vec<&str> = run.iter().flat_map(|(d, _)| d.patterns).copied().collect();
        let config = meta::Config::new().hybrid_cache_capacity(CACHE);
        let regex = meta::Builder::new()
            .configure(config)
            .build_many(&patterns)
            .map_err(|_| {
                PolicyError::new(
                    run[0].0.id,
                    "pattern",
                    Problem::Pattern("cannot be compiled".to_owned()),
                )
            })?;
        let rules = run
            .iter()
            .flat_map(|(d, index)| d.patterns.iter().map(|_| *index))
            .collect();
        let cache = regex.create_cache();
        out.push(Group {
            needs: run[0].0.needs,
            step: run[0].0.step,
            regex,
            cache,
            rules,
        });
    }
    Ok(out)
}

/// Whether a span lies inside a Salesforce record id. Fifteen characters carry no checksum of their own,
/// so a value that proves itself goes first there.
fn in_record_id(text: &str, verdict: &Verdict) -> bool {
    let bytes = text.as_bytes();
    let left = bytes[..verdict.span.start]
        .iter()
        .rev()
        .take(19)
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    let right = bytes[verdict.span.end..]
        .iter()
        .take(19)
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    let word = &bytes[verdict.span.start - left..verdict.span.end + right];
    salesforce_id(word)
        && (word.len() == 18 || !matches!(verdict.validator, Some("luhn" | "mod97")))
}

#[cfg(test)]
mod tests;
