//! A policy made ready to run.

use crate::redact::boundary::ceil;
use std::sync::Arc;

use regex::Regex;
use regex_automata::{Anchored, Input, PatternID, meta};

use super::context::Scene;
use super::detect::{ALL, Detector, Step, Verdict};
use super::finding::{Evidence, Finding, Name};
use super::fold::fold;
use super::operate::{Applied, Operator, apply};
use super::pattern;
use super::policy::{Base, DetectorRule, PatternRule, Policy, Validator};
use super::policy_error::{PolicyError, Problem};
use super::prefilter::{Needs, seen};
use super::resolve::{Candidate, resolve};
use super::validate::{luhn, mod97, salesforce_id};
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

#[derive(Debug)]
struct Rule {
    detector: Name,
    kind: Name,
    operator: Operator,
    min_score: f32,
    roles: Vec<Role>,
    source: Source,
}

#[derive(Debug)]
enum Source {
    BuiltIn(fn(&Scene<'_>, std::ops::Range<usize>) -> Option<Verdict>),
    Custom {
        regex: Regex,
        group: usize,
        validator: Validator,
        score: f32,
    },
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
                    let whole = format!("^(?:{source})$");
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
                    if !rule.roles.is_empty() && !rule.roles.contains(&target.role) {
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
            if !rule.roles.is_empty() && !rule.roles.contains(&target.role) {
                continue;
            }
            let mut at = 0;
            while at <= text.len() {
                let Some(found) = regex.captures_at(text, at) else {
                    break;
                };
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
                at = match verdict {
                    Some(verdict) => {
                        push(index, verdict);
                        whole.end.max(whole.start + 1)
                    }
                    None => whole.start + 1,
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

/// The built-in detectors a policy turns on, in the order of [`ALL`].
fn built_in(policy: &Policy) -> Result<Vec<Rule>, PolicyError> {
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

fn custom(p: &PatternRule, min_score: f64) -> Result<Rule, PolicyError> {
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

fn score_fits(rule: &str, score: f64) -> Result<(), PolicyError> {
    if (0.0..=1.0).contains(&score) {
        Ok(())
    } else {
        Err(PolicyError::new(rule, "score", Problem::Score))
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

/// Whether a value passes; separators in it are passed over.
fn passes(validator: Validator, value: &str) -> bool {
    let only = |keep: fn(&u8) -> bool| value.bytes().filter(keep).collect::<Vec<u8>>();
    match validator {
        Validator::None => true,
        Validator::Luhn => luhn(&only(u8::is_ascii_digit)),
        Validator::Mod97 => mod97(&only(u8::is_ascii_alphanumeric)),
    }
}

/// The name of a check in evidence.
fn proof(validator: Validator) -> Option<&'static str> {
    match validator {
        Validator::None => None,
        Validator::Luhn => Some("luhn"),
        Validator::Mod97 => Some("mod97"),
    }
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

/// A candidate of the redacted text in terms of the original one. Inside what was put in the place of
/// `found` there is nothing new, unless a mask kept it.
fn to_source(c: &Candidate, applied: &Applied, found: &[Candidate]) -> Option<Candidate> {
    let within = applied
        .marks
        .iter()
        .position(|m| m.start <= c.start && c.end <= m.end);
    if let Some((mark, old)) = within.and_then(|i| Some((applied.marks.get(i)?, found.get(i)?))) {
        let kept = mark.operator == "mask" && !old.bare;
        return kept.then(|| Candidate {
            bare: true,
            ..old.clone()
        });
    }
    let place = |at: u32, end: bool| {
        let mut shift = 0i64;
        for m in &applied.marks {
            let inside = m.start < at && at < m.end;
            if inside {
                return if end { m.source_end } else { m.source_start };
            }
            // At an edge the place is outside the mark.
            if m.end <= at && !(end && m.start == at) || (m.start == m.end && m.start < at) {
                shift = i64::from(m.source_end) - i64::from(m.end);
            }
        }
        (i64::from(at) + shift) as u32
    };
    Some(Candidate {
        start: place(c.start, false),
        end: place(c.end, true),
        ..c.clone()
    })
}

/// Old candidates, widened by new ones they touch, and the new ones that stand alone.
fn widen(old: Vec<Candidate>, new: Vec<Candidate>) -> Vec<Candidate> {
    // Old ones are proof enough: they keep their type over anything that shows up later.
    let mut all: Vec<Candidate> = old
        .into_iter()
        .map(|c| (c, true))
        .chain(new.into_iter().map(|c| (c, false)))
        .map(|(mut c, first)| {
            c.evidence.validator = c.evidence.validator.filter(|_| first);
            c.proven = first;
            c
        })
        .collect();
    all.sort_by_key(|c| c.start);
    resolve(all)
}

#[cfg(test)]
mod tests;
