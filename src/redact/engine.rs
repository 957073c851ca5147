//! A policy made ready to run.

use rustc_hash::FxHashSet;

use super::allowed::Allowed;
use super::decision::Decisions;
use super::finding::{Evidence, Finding};
use super::glance::Glance;
use super::known::{Known, Who};
use super::language::Languages;
use super::operate::{Applied, Operator, apply};
use super::placeholder::is_placeholder;
use super::policy::Policy;
use super::policy_error::{PolicyError, Problem};
use super::reader::{Reader, whole};
use super::replace::Replacer;
use super::resolve::Candidate;
use super::review::{Alike, Review, Ruled, Seen};
use super::rule::{Rule, score_fits};
use super::ruleset::Ruleset;
use super::settle::{to_source, widen};
use super::site::Site;
use super::target::Target;

/// A policy made ready: patterns compiled once, scratch space for its whole life.
#[derive(Debug)]
pub struct Engine {
    ruleset: Ruleset,
    /// Values of the payload and of the policy's own list.
    known: Known,
    languages: Option<Languages>,
    region: Option<String>,
    conversation: Option<String>,
    /// Conversations whose values have their numbers.
    read: FxHashSet<String>,
    replacer: Replacer,
    site: Site,
    glance: Glance,
    review: Review,
    /// What exports through this policy carry.
    mark: String,
    /// The next texts went through this policy before: their dates are moved.
    shifted: bool,
    /// Off only to prove that the look at the bytes hides nothing.
    prefilter: bool,
    /// Places examined in all texts so far: what they cost, without a clock.
    work: u64,
}

/// Rounds in which a redacted text may show something new; far more than any text needs.
const ROUNDS: usize = 8;

impl Engine {
    /// Compiles a policy, and runs the examples it carries. A hash needs [`Engine::with_key`].
    pub fn new(policy: &Policy) -> Result<Self, PolicyError> {
        Self::with_key(policy, None)
    }

    /// The same with the key of its hashes and pseudonymous dates. The key is no part of the policy's hash.
    pub fn with_key(policy: &Policy, key: Option<&[u8]>) -> Result<Self, PolicyError> {
        score_fits("policy", policy.least_score())?;
        if policy.needs_key() && key.is_none_or(<[u8]>::is_empty) {
            return Err(PolicyError::new("policy", "key", Problem::Key));
        }
        let mut languages = None;
        for tag in &policy.languages {
            let Some(known) = Languages::known(tag) else {
                let problem = Problem::Language(tag.clone());
                return Err(PolicyError::new("policy", "languages", problem));
            };
            languages = Some(languages.unwrap_or(Languages::ENGLISH).with(known));
        }
        let (ruleset, known) = Ruleset::of(policy)?;
        let mut engine = Self {
            ruleset,
            known,
            languages,
            region: policy.region.clone(),
            conversation: None,
            read: FxHashSet::default(),
            replacer: Replacer::new(key),
            site: Site::new(),
            glance: Glance::default(),
            review: Review::default(),
            mark: format!("policy:{}", &policy.hash()[..16]),
            shifted: false,
            prefilter: true,
            work: 0,
        };
        engine.check_operators()?;
        // After the check: what is allowed makes no replacement stable.
        engine.ruleset.allow = Allowed::all(policy)?;
        Ok(engine)
    }

    /// Takes in what the payload says about people, to be found in later text of their conversations.
    pub fn know(&mut self, mut known: Known) {
        known.take_denied(&mut self.known);
        known.build();
        known.enter(self.conversation.as_deref());
        self.known = known;
    }

    /// The conversation that the next texts belong to: its names are looked for, and its values numbered.
    pub fn enter(&mut self, conversation: &str) {
        if self.conversation.as_deref() != Some(conversation) {
            self.conversation = Some(conversation.to_owned());
            self.known.enter(Some(conversation));
        }
    }

    /// The next texts belong to no conversation, or to any: names of all are looked for.
    pub fn leave(&mut self) {
        self.conversation = None;
        self.known.enter(None);
    }

    /// Whether the conversation that was entered must be read from its first entry on now, so that its values
    /// are numbered in the order of the transcript. Asked once for each conversation.
    pub fn must_read(&mut self) -> bool {
        let numbers = |r: &Rule| matches!(r.operator, Operator::Pseudonym { .. });
        let conversation = self.conversation.clone().unwrap_or_default();
        self.ruleset.rules.iter().any(numbers) && self.read.insert(conversation)
    }

    /// What the policy wants treated in a text: ascending, without overlap, at or above the least score.
    ///
    /// Stable: what [`Engine::apply`] leaves holds nothing more to find. Linear in the length of the text.
    pub fn find(&mut self, target: &Target<'_>) -> Vec<Finding> {
        let region = self.region.take();
        let target = Target {
            languages: self.languages.unwrap_or(target.languages),
            region: target.region.or(region.as_deref()),
            ..*target
        };
        let (nth, ruled) = self.review.next(target.field, target.text);
        let mut findings = self.settle(&target, &ruled);
        self.review.mark(target.text, &ruled, &mut findings);
        self.review
            .note(target.role, target.field, nth, target.text, &findings);
        self.region = region;
        findings
    }

    /// Lays a reviewer's decisions on what is found from now on. `alike` holds, for each decision on all
    /// alike, what it is about.
    pub fn decide(&mut self, decisions: &Decisions, alike: &[Option<Alike>]) {
        self.review.decide(decisions, alike);
        let redacted = decisions.decisions.iter().zip(alike);
        for (decision, alike) in redacted.filter(|(d, _)| d.redacts()) {
            let Some(words) = decision
                .text
                .as_deref()
                .or(alike.as_ref().map(|a| &*a.value))
            else {
                continue;
            };
            let kind = decision.kind.as_deref().unwrap_or("SENSITIVE");
            self.ruleset.deny(&mut self.known, words, kind);
        }
        self.known.build();
    }

    /// What exports through this policy carry: a part of its hash.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// Whether a text that went through the policy before must be told apart: see [`Engine::at_shifted`].
    pub fn shifts(&self) -> bool {
        self.ruleset.rules.iter().any(Rule::shifts)
    }

    /// Whether the next texts went through this policy before: what was shifted must not be shifted twice.
    pub fn at_shifted(&mut self, shifted: bool) {
        self.shifted = shifted;
    }

    /// Whether anybody asks which entry a text is of: then [`Engine::at_entry`] is to be called.
    pub fn asks_for_entries(&self) -> bool {
        self.review.asks()
    }

    /// The next texts are those of this entry, in the order in which a row shows them; of none without an id.
    pub fn at_entry(&mut self, entry: Option<String>) {
        self.review.enter(entry);
    }

    /// Notes every text that is read from now on, until [`Engine::unwatch`].
    pub fn watch(&mut self) {
        self.review.watch();
    }

    /// The texts noted since the last time.
    pub fn seen(&mut self) -> Vec<Seen> {
        self.review.seen()
    }

    /// Notes no more.
    pub fn unwatch(&mut self) {
        self.review.unwatch();
    }

    /// The whole text as a value that the payload is known to hold there; none where the policy does not look
    /// for such values, and what it does with this one.
    pub(crate) fn whole_value(&mut self, who: Who, target: &Target<'_>) -> Option<Finding> {
        let rule = self.ruleset.known[who as usize]?;
        if !self.ruleset.rules[rule].scope.holds(target) || is_placeholder(target.text.trim()) {
            return None;
        }
        let candidate = Candidate {
            rule,
            keep: self.ruleset.rules[rule].operator == Operator::Keep,
            score: 0.9,
            evidence: Evidence {
                validator: Some("field"),
                context: Some("payload"),
            },
            ..whole(&self.ruleset, target.text)
        };
        let mut findings = self.findings(target.text, &[candidate]);
        self.review.mark(target.text, &[], &mut findings);
        findings.pop()
    }

    /// What is treated in the end: what the redacted text would still show is joined to what was found.
    fn settle(&mut self, target: &Target<'_>, ruled: &[Ruled]) -> Vec<Finding> {
        let mut found = self.detect(target);
        let spared = |c: &Candidate| ruled.iter().any(|r| r.spares(c.start, c.end));
        for c in &mut found {
            c.keep |= spared(c);
        }
        if found.is_empty() {
            return Vec::new();
        }
        for _ in 0..ROUNDS {
            let findings = self.findings(target.text, &found);
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
                .filter(|c| !spared(c))
                .collect();
            if new.is_empty() {
                return findings;
            }
            // What was found first keeps its type; what the redacted text showed widens or joins it.
            found = widen(found, new);
        }
        // Never seen; a text that keeps changing is taken whole.
        let whole = [whole(&self.ruleset, target.text)];
        self.findings(target.text, &whole)
    }

    /// Puts the operators' results in place of the findings; see [`apply`].
    pub fn apply(&self, text: &str, findings: &[Finding]) -> Applied {
        apply(text, findings)
    }

    fn findings(&mut self, text: &str, candidates: &[Candidate]) -> Vec<Finding> {
        let mut out = Vec::with_capacity(candidates.len());
        for c in candidates {
            let rule = &self.ruleset.rules[c.rule];
            let operator = if c.keep {
                Operator::Keep
            } else if c.bare {
                rule.operator.bare()
            } else {
                rule.operator.clone()
            };
            let value = &text[c.start as usize..c.end as usize];
            let conversation = self.conversation.as_deref().unwrap_or_default();
            let with = self
                .replacer
                .replacement(&operator, &rule.kind, value, conversation);
            out.push(Finding {
                start: c.start,
                end: c.end,
                kind: rule.kind.clone(),
                detector: rule.detector.clone(),
                operator,
                with,
                score: c.score,
                evidence: c.evidence,
                decided: None,
            });
        }
        out
    }

    fn detect(&mut self, target: &Target<'_>) -> Vec<Candidate> {
        let mut reader = Reader {
            ruleset: &self.ruleset,
            known: &self.known,
            review: &self.review,
            allow: &self.ruleset.allow,
            shifted: self.shifted,
            prefilter: self.prefilter,
            site: &mut self.site,
            glance: &mut self.glance,
            work: 0,
        };
        let found = reader.detect(target);
        self.work += reader.work;
        found
    }

    /// A replacement that is itself found would be redacted for ever.
    fn check_operators(&mut self) -> Result<(), PolicyError> {
        for i in 0..self.ruleset.rules.len() {
            let rule = &self.ruleset.rules[i];
            let fault = |field, problem| Err(PolicyError::new(&rule.detector, field, problem));
            match &rule.operator {
                Operator::Mask { character, .. }
                    if character.is_alphanumeric() || character.is_whitespace() =>
                {
                    return fault("operator.character", Problem::MaskCharacter);
                }
                operator @ Operator::Replace { .. } => {
                    let mut text = String::new();
                    operator.put("", &rule.kind, &mut text);
                    if is_placeholder(&text) {
                        continue;
                    }
                    let target = Target {
                        text: &text,
                        ..Target::default()
                    };
                    let id = rule.detector.clone();
                    if let Some(c) = self.detect(&target).iter().find(|c| !c.keep) {
                        let by = self.ruleset.rules[c.rule].detector.to_string();
                        let problem = Problem::ReplacementFound(by);
                        return Err(PolicyError::new(&id, "operator.with", problem));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
