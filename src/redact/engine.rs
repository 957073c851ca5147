//! A policy made ready to run.

use std::cell::{Cell, OnceCell};

use regex::Regex;
use rustc_hash::FxHashSet;

use super::boundary::{ceil, floor};
use super::context::{Neighbour, Scene, last_words, words_beside};
use super::decision::Decisions;
use super::detect::{ALL, Verdict};
use super::finding::{Evidence, Finding};
use super::fold::{Folded, fold};
use super::known::{Known, Who};
use super::language::Languages;
use super::operate::{Applied, Operator, apply};
use super::pattern;
use super::places::Places;
use super::policy::Policy;
use super::policy_error::{PolicyError, Problem};
use super::replace::Replacer;
use super::resolve::{Candidate, resolve};
use super::review::{Alike, Review, Ruled, Seen};
use super::rule::{
    Context, Custom, Rule, Scope, Source, built_in, custom, name_fits, passes, proof, score_fits,
};
use super::settle::{to_source, widen};
use super::site::{Site, each};
use super::target::Target;
use super::validate::salesforce_id;
use super::word_list::WordList;

/// A policy made ready: patterns compiled once, scratch space for its whole life.
#[derive(Debug)]
pub struct Engine {
    rules: Vec<Rule>,
    places: Places,
    allow: Vec<Allowed>,
    /// Rules of values known beforehand, in the order of [`Who`].
    known_rules: [Option<usize>; Who::COUNT],
    /// Values of the payload and of the policy's own list.
    known: Known,
    /// Rules that no place starts: patterns of the reader's own, and fields.
    own_rules: Vec<usize>,
    /// What stands for a text that costs too much to read.
    budget_rule: usize,
    languages: Option<Languages>,
    region: Option<String>,
    conversation: Option<String>,
    /// Conversations whose values have their numbers.
    read: FxHashSet<String>,
    replacer: Replacer,
    site: Site,
    review: Review,
    /// What exports through this policy carry.
    mark: String,
    /// An operator of it moves dates.
    shifts: bool,
    /// The next texts went through this policy before: their dates are moved.
    shifted: bool,
    /// Off only to prove that the look at the bytes hides nothing.
    prefilter: bool,
    /// Places examined in all texts so far: what they cost, without a clock.
    work: u64,
}

/// Values that are left alone.
#[derive(Debug)]
struct Allowed {
    exact: Option<String>,
    regex: Option<Regex>,
    detectors: Vec<String>,
}

/// Rounds in which a redacted text may show something new; far more than any text needs.
const ROUNDS: usize = 8;
/// Places that may be examined in one text, each by one detector. Beyond, the text is redacted whole: what
/// costs too much to read must not let anything through. A message of people needs some hundreds.
const WORK: u32 = 24_000;
/// Matches of a reader's pattern that a checksum or context may turn down in one text.
const REJECTED: u32 = 1000;
/// Bytes of a neighbour that are joined to find a value split over messages.
const SPLIT_REACH: usize = 64;
/// Messages of the author on each side over which a value may be spread.
const SPLIT_MESSAGES: usize = 3;
/// Bytes of a text that may be an answer to a question.
const ANSWER: usize = 120;

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
            rules.push(custom(p, policy.least_score())?);
        }
        for (i, f) in policy.fields.iter().enumerate() {
            let id = format!("field_{i}");
            if !name_fits(&f.kind) {
                return Err(PolicyError::new(&id, "type", Problem::Name));
            }
            rules.push(Rule {
                detector: id.into(),
                kind: f.kind.as_str().into(),
                operator: f.operator.clone(),
                min_score: 0.0,
                priority: 0,
                scope: Scope::of_roles(&f.roles),
                source: Source::Field(
                    f.field,
                    f.label
                        .as_ref()
                        .map(|l| WordList::new(std::slice::from_ref(l))),
                ),
            });
        }
        let mut known = Known::default();
        for (i, d) in policy.deny.iter().enumerate() {
            let id = format!("deny_{i}");
            if !name_fits(&d.kind) {
                return Err(PolicyError::new(&id, "type", Problem::Name));
            }
            if d.exact.trim().is_empty() {
                return Err(PolicyError::new(&id, "exact", Problem::Empty));
            }
            known.deny(&d.exact, rules.len());
            rules.push(Rule {
                detector: id.into(),
                kind: d.kind.as_str().into(),
                operator: d.operator.clone(),
                min_score: 0.0,
                priority: 0,
                scope: Scope::of_roles(&[]),
                source: Source::Known,
            });
        }
        known.build();
        let budget_rule = rules.len();
        rules.push(Rule {
            detector: "budget".into(),
            kind: "UNREAD".into(),
            operator: Operator::default(),
            min_score: 0.0,
            priority: 0,
            scope: Scope::of_roles(&[]),
            source: Source::Budget,
        });
        let own = |r: &Rule| matches!(r.source, Source::Custom(_) | Source::Field(..));
        let mut engine = Self {
            own_rules: (0..rules.len()).filter(|i| own(&rules[*i])).collect(),
            places: Places::new(&starts),
            rules,
            allow: Vec::new(),
            known_rules,
            known,
            budget_rule,
            languages,
            region: policy.region.clone(),
            conversation: None,
            read: FxHashSet::default(),
            replacer: Replacer::new(key),
            site: Site::new(),
            review: Review::default(),
            mark: format!("policy:{}", &policy.hash()[..16]),
            shifts: false,
            shifted: false,
            prefilter: true,
            work: 0,
        };
        engine.shifts = engine.rules.iter().any(Rule::shifts);
        engine.check_examples(policy)?;
        engine.check_operators()?;
        for allow in &policy.allow {
            engine.allow.push(match (&allow.exact, &allow.regex) {
                (Some(value), None) => Allowed {
                    exact: Some(value.clone()),
                    regex: None,
                    detectors: allow.detectors.clone(),
                },
                (None, Some(source)) => {
                    // Compiled alone first, so that a fault has its place in what the reader wrote.
                    pattern::compile("allow", "regex", source, &allow.flags)?;
                    let whole = format!(r"\A(?:{source})\z");
                    Allowed {
                        exact: None,
                        regex: Some(pattern::compile("allow", "regex", &whole, &allow.flags)?),
                        detectors: allow.detectors.clone(),
                    }
                }
                _ => return Err(PolicyError::new("allow", "exact", Problem::AllowShape)),
            });
        }
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
        self.rules.iter().any(numbers) && self.read.insert(conversation)
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
            self.known.deny(words, self.rules.len());
            self.rules.push(Rule {
                detector: "decision".into(),
                kind: kind.into(),
                operator: Operator::default(),
                min_score: 0.0,
                priority: 0,
                scope: Scope::of_roles(&[]),
                source: Source::Known,
            });
        }
        self.known.build();
    }

    /// What exports through this policy carry: a part of its hash.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// Whether a text that went through the policy before must be told apart: see [`Engine::at_shifted`].
    pub fn shifts(&self) -> bool {
        self.shifts
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
        let rule = self.known_rules[who as usize]?;
        if !self.rules[rule].scope.holds(target) || is_placeholder(target.text.trim()) {
            return None;
        }
        let candidate = Candidate {
            rule,
            keep: self.rules[rule].operator == Operator::Keep,
            score: 0.9,
            evidence: Evidence {
                validator: Some("field"),
                context: Some("payload"),
            },
            ..self.whole(target.text)
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
        let whole = [self.whole(target.text)];
        self.findings(target.text, &whole)
    }

    /// Puts the operators' results in place of the findings; see [`apply`].
    pub fn apply(&self, text: &str, findings: &[Finding]) -> Applied {
        apply(text, findings)
    }

    fn findings(&mut self, text: &str, candidates: &[Candidate]) -> Vec<Finding> {
        let mut out = Vec::with_capacity(candidates.len());
        for c in candidates {
            let rule = &self.rules[c.rule];
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

    /// The whole text, because reading it costs too much.
    fn whole(&self, text: &str) -> Candidate {
        Candidate {
            start: 0,
            end: text.len() as u32,
            rule: self.budget_rule,
            priority: 0,
            proven: true,
            keep: false,
            bare: true,
            score: 1.0,
            evidence: Evidence {
                validator: Some("budget"),
                context: None,
            },
        }
    }

    /// One pass: fold, look at the bytes, examine the places, resolve.
    fn detect(&mut self, target: &Target<'_>) -> Vec<Candidate> {
        let mut out = Vec::new();
        if !self.collect(target, &mut out) {
            return vec![self.whole(target.text)];
        }
        if !(target.previous.is_empty() && target.next.is_empty()) {
            self.collect_split(target, &mut out);
        }
        if out.is_empty() {
            return out;
        }
        let mut found = resolve(out);
        for c in &mut found {
            let (rule, value) = (
                &self.rules[c.rule],
                &target.text[c.start as usize..c.end as usize],
            );
            c.keep |= self.review.spares(&rule.detector, &rule.kind, value);
            c.keep |= self.shifted && rule.shifts();
        }
        found
    }

    /// What every rule finds in a text; `false` when that would cost too much.
    fn collect(&mut self, target: &Target<'_>, out: &mut Vec<Candidate>) -> bool {
        let mut work = 0;
        let fits = self.read(target, out, &mut work);
        self.work += u64::from(work);
        fits
    }

    fn read(&mut self, target: &Target<'_>, out: &mut Vec<Candidate>, work: &mut u32) -> bool {
        let mut seen = self.places.seen(target.text, self.prefilter);
        let folded = if seen.disguised {
            fold(target.text)
        } else {
            Folded::plain(target.text)
        };
        let (folded, text): (&Folded<'_>, &str) = (&folded, &folded.text);
        if seen.disguised {
            seen = self.places.seen(text, self.prefilter);
        }
        let answer =
            !target.previous.is_empty() && text.len() <= ANSWER && !self.places.answers.is_empty();
        // Most texts of a chat hold no number, mark or word that anything begins with.
        if !seen.digits
            && seen.bytes == 0
            && !answer
            && self.own_rules.is_empty()
            && self.known.is_empty()
            && self
                .places
                .keywords
                .each(text, self.prefilter, |_, _| false)
        {
            return true;
        }
        let scene = Scene {
            text,
            previous: target.previous,
            region: target.region,
            languages: target.languages,
            role: target.role,
            before: Cell::new(None),
            behind: Cell::new(None),
            said: OnceCell::new(),
        };
        let finds = Finds {
            rules: &self.rules,
            allow: &self.allow,
            review: &self.review,
            target,
            folded,
        };
        let (places, site) = (&self.places, &mut self.site);
        let mut examine = |index: usize, site: &Site, out: &mut Vec<Candidate>| {
            *work += 1;
            let rule = &finds.rules[index];
            if let Source::BuiltIn(examine) = rule.source
                && rule.scope.holds(target)
                && let Some(verdict) = examine.run(&scene, site)
                && !in_record_id(text, &verdict)
            {
                finds.push(index, &verdict, out);
            }
            *work <= WORK
        };
        let mut fits = true;
        if seen.digits {
            // Where a number ends that proved itself and after which no digits go on.
            let mut proven = 0;
            each(text, |digits, at| {
                if at < proven {
                    return true;
                }
                let asks = if digits {
                    site.at_digits(text, at);
                    &places.digits
                } else {
                    site.at_word(text, at);
                    &places.words[usize::from(text.as_bytes()[at].is_ascii_digit())]
                };
                let may = if digits {
                    u64::from(site.counts)
                } else {
                    site.lengths
                };
                let known = out.len();
                for index in asks.by(may) {
                    fits &= examine(index, site, out);
                }
                let end = site.groups.last().map(|g| g.at.end);
                let whole = |c: &Candidate| {
                    let same = end.is_some_and(|end| folded.source(at, end).1 == c.end);
                    same && (c.proven
                        || c.evidence.validator == Some("numbering_plan") && c.score >= 0.8)
                };
                if digits && out[known..].iter().any(whole) {
                    proven = end.unwrap_or(at);
                }
                fits
            });
        }
        for (nth, (byte, rules)) in places.bytes.iter().enumerate() {
            if nth < 8 && seen.bytes >> nth & 1 == 0 {
                continue;
            }
            for at in memchr::memchr_iter(*byte, text.as_bytes()) {
                let next = text.as_bytes().get(at + 1);
                if self.prefilter && next.is_none_or(|b| *b <= b' ') {
                    continue;
                }
                (site.start, site.word_end) = (at, at + 1);
                for &index in rules {
                    fits = fits && examine(index, site, out);
                }
                if !fits {
                    return false;
                }
            }
        }
        // What stands around a word is read at some length: it counts as several places.
        let mut left = WORK / 8;
        fits = fits
            && places.keywords.each(text, self.prefilter, |index, range| {
                (site.start, site.word_end) = (range.start, range.end);
                left = left.saturating_sub(1);
                examine(index, site, out) && left > 0
            });
        if answer {
            let start = text.find(char::is_alphanumeric).unwrap_or_default();
            (site.start, site.word_end) = (start, start);
            for &index in &places.answers {
                fits = fits && examine(index, site, out);
            }
        }
        if !fits {
            return false;
        }
        for (rule, span) in self.known.find(text, &self.known_rules) {
            let verdict = Verdict {
                span,
                score: 0.9,
                validator: None,
                context: Some("payload"),
            };
            if self.rules[rule].scope.holds(target) {
                finds.push(rule, &verdict, out);
            }
        }
        for &index in &self.own_rules {
            let rule = &self.rules[index];
            let fits = match &rule.source {
                Source::Custom(custom) if rule.scope.holds(target) => {
                    custom_finds(custom, &scene, |verdict| finds.push(index, verdict, out))
                }
                Source::Field(field, label)
                    if *field == target.field && rule.scope.holds(target) =>
                {
                    let labelled = label.as_ref().is_none_or(|wanted| {
                        wanted.stands_in(&last_words(target.label.unwrap_or_default()))
                    });
                    if labelled && !text.is_empty() && !is_placeholder(text) {
                        let verdict = Verdict {
                            span: 0..text.len(),
                            score: 1.0,
                            validator: Some("field"),
                            context: None,
                        };
                        finds.push(index, &verdict, out);
                    }
                    true
                }
                _ => true,
            };
            if !fits {
                return false;
            }
        }
        true
    }

    /// Values that an author spread over this message and one beside it.
    fn collect_split(&mut self, target: &Target<'_>, out: &mut Vec<Candidate>) {
        if !may_go_on(target) {
            return;
        }
        let own = |list: &[Neighbour<'_>]| {
            let texts: Vec<String> = list
                .iter()
                .take_while(|n| n.own)
                .take(SPLIT_MESSAGES)
                .map(|n| n.text.to_owned())
                .collect();
            texts
        };
        let (before, after) = (own(target.previous), own(target.next));
        if before.is_empty() && after.is_empty() {
            return;
        }
        for glue in [" ", ""] {
            let mut head = String::new();
            for text in before.iter().rev() {
                let text = text.trim();
                head.push_str(&text[ceil(text, text.len().saturating_sub(SPLIT_REACH))..]);
                head.push_str(glue);
            }
            let trimmed = target.text.trim();
            let lead = target.text.len() - target.text.trim_start().len();
            let mut all = format!("{head}{trimmed}");
            for text in &after {
                let text = text.trim();
                all.push_str(glue);
                all.push_str(&text[..floor(text, SPLIT_REACH)]);
            }
            if !all.bytes().any(|b| b.is_ascii_digit() || b == b'@') {
                return;
            }
            let (from, to) = (head.len(), head.len() + trimmed.len());
            let joined = Target {
                text: &all,
                previous: target.previous.get(before.len()..).unwrap_or_default(),
                next: &[],
                ..*target
            };
            let mut found = Vec::new();
            if !self.collect(&joined, &mut found) {
                return;
            }
            for c in found {
                let (mut start, mut end) = (c.start as usize, c.end as usize);
                if start >= to || end <= from {
                    continue;
                }
                let sure =
                    c.proven || (c.evidence.context.is_some() && c.evidence.validator.is_some());
                let email = &*self.rules[c.rule].kind == "EMAIL_ADDRESS" && glue.is_empty();
                // A word beside a whole address is no part of it.
                if email && start < from && self.is_email(&all[from..end], target) {
                    start = from;
                }
                if email && end > to && self.is_email(&all[start..to], target) {
                    end = to;
                }
                let beside = email
                    && ((start < from && self.is_email(&all[start..from], target))
                        || (end > to && self.is_email(&all[to..end], target)));
                let split = start < from || end > to;
                if split && (sure || email) && !beside {
                    out.push(Candidate {
                        start: (start.max(from) - from + lead) as u32,
                        end: (end.min(to) - from + lead) as u32,
                        // The piece alone proves nothing; a mask would keep what must go.
                        bare: true,
                        ..c
                    });
                }
            }
        }
    }

    /// Whether a text is an e-mail address and nothing else.
    fn is_email(&mut self, text: &str, target: &Target<'_>) -> bool {
        let alone = Target {
            text,
            previous: &[],
            next: &[],
            ..*target
        };
        let mut found = Vec::new();
        self.collect(&alone, &mut found)
            && found.iter().any(|c| {
                &*self.rules[c.rule].kind == "EMAIL_ADDRESS"
                    && (c.start, c.end as usize) == (0, text.len())
            })
    }

    /// Runs the examples that custom patterns carry.
    fn check_examples(&mut self, policy: &Policy) -> Result<(), PolicyError> {
        for p in &policy.patterns {
            let Some(rule) = self.rules.iter().find(|r| *r.detector == *p.id) else {
                continue;
            };
            let Source::Custom(custom) = &rule.source else {
                continue;
            };
            let finds = |example: &String| {
                let folded = fold(example);
                let scene = Scene::alone(&folded.text, Languages::default());
                let mut found = false;
                custom_finds(custom, &scene, |v| found |= v.score >= rule.min_score) && found
            };
            if let Some(i) = p.examples_match.iter().position(|e| !finds(e)) {
                return Err(PolicyError::new(
                    &p.id,
                    "examples_match",
                    Problem::ExampleNotFound(i),
                ));
            }
            if let Some(i) = p.examples_no_match.iter().position(finds) {
                return Err(PolicyError::new(
                    &p.id,
                    "examples_no_match",
                    Problem::ExampleFound(i),
                ));
            }
        }
        for p in policy.patterns.iter().filter(|p| !p.enabled) {
            // Kept in its place, so that no other rule's number changes.
            if let Some(rule) = self.rules.iter_mut().find(|r| *r.detector == *p.id) {
                rule.min_score = f32::INFINITY;
            }
        }
        Ok(())
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
                    if is_placeholder(&text) {
                        continue;
                    }
                    let target = Target {
                        text: &text,
                        ..Target::default()
                    };
                    if let Some(c) = self.detect(&target).iter().find(|c| !c.keep) {
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

/// Whether a value may go on in a message of the same author beside this one: the words that meet there tell,
/// and those beyond a message of one word.
fn may_go_on(target: &Target<'_>) -> bool {
    let tells = |word: Option<&str>| {
        word.is_some_and(|w| w.bytes().any(|b| b.is_ascii_digit() || b == b'@'))
    };
    let meets = |list: &[Neighbour<'_>], here: Option<&str>, there: fn(&str) -> Option<&str>| {
        let mut own = list.iter().take_while(|n| n.own).take(SPLIT_MESSAGES);
        let Some(nearest) = own.next() else {
            return false;
        };
        tells(here)
            || tells(there(nearest.text))
            || is_one_word(nearest.text) && own.any(|n| tells(there(n.text)))
    };
    meets(target.previous, first_word(target.text), last_word)
        || meets(target.next, last_word(target.text), first_word)
}

fn first_word(text: &str) -> Option<&str> {
    text.split_whitespace().next()
}

fn last_word(text: &str) -> Option<&str> {
    text.split_whitespace().next_back()
}

fn is_one_word(text: &str) -> bool {
    text.split_whitespace().nth(1).is_none()
}

/// Where verdicts become candidates.
struct Finds<'e> {
    rules: &'e [Rule],
    allow: &'e [Allowed],
    review: &'e Review,
    target: &'e Target<'e>,
    folded: &'e Folded<'e>,
}

impl Finds<'_> {
    /// Notes a verdict of a rule, unless it is too weak, allowed, or in a placeholder.
    fn push(&self, index: usize, verdict: &Verdict, out: &mut Vec<Candidate>) {
        let rule = &self.rules[index];
        let span = verdict.span.clone();
        let (start, end) = self.folded.source(span.start, span.end);
        if verdict.score < rule.min_score
            || start >= end
            || in_placeholder(&self.folded.text, &span)
        {
            return;
        }
        let value = &self.target.text[start as usize..end as usize];
        let plain = &self.folded.text[span];
        let allowed = self.allow.iter().any(|a| {
            let applies = a.detectors.is_empty()
                || a.detectors
                    .iter()
                    .any(|d| **d == *rule.detector || **d == *rule.kind);
            let is = |text: &str| {
                a.exact.as_deref() == Some(text)
                    || a.regex.as_ref().is_some_and(|r| r.is_match(text))
            };
            applies && (is(value) || is(plain))
        });
        if allowed {
            return;
        }
        out.push(Candidate {
            start,
            end,
            rule: index,
            priority: rule.priority,
            proven: verdict.is_proven(),
            keep: rule.operator == Operator::Keep
                || self.review.spares(&rule.detector, &rule.kind, value),
            bare: false,
            score: verdict.score,
            evidence: Evidence {
                validator: verdict.validator,
                context: verdict.context,
            },
        });
    }
}

/// Tells what a reader's pattern finds; `false` when too many matches were turned down.
fn custom_finds(custom: &Custom, scene: &Scene<'_>, mut found: impl FnMut(&Verdict)) -> bool {
    let text = scene.text;
    let (mut at, mut rejected) = (0, 0);
    while at <= text.len() {
        let Some(captures) = custom.regex.captures_at(text, at) else {
            break;
        };
        if rejected > REJECTED {
            return false;
        }
        let whole = captures.get(0).map_or(at..at, |m| m.range());
        let value = captures
            .get(custom.group)
            .map(|m| m.range())
            .filter(|r| !r.is_empty());
        let verdict = value
            .filter(|span| passes(custom.validator, &text[span.clone()]))
            .and_then(|span| {
                let (score, context) = speaks(custom, scene, &span)?;
                Some(Verdict {
                    span,
                    score,
                    validator: proof(custom.validator),
                    context,
                })
            });
        // A rejected match must not hide one that begins inside it.
        at = if let Some(verdict) = verdict {
            found(&verdict);
            whole.end.max(whole.start + 1)
        } else {
            rejected += 1;
            whole.start + 1
        };
        at = ceil(text, at.min(text.len())).max(at);
    }
    true
}

/// The score that the words around a value give it; none if they speak against it.
fn speaks(
    custom: &Custom,
    scene: &Scene<'_>,
    span: &std::ops::Range<usize>,
) -> Option<(f32, Option<&'static str>)> {
    let stands = |list: &WordList, before: usize, after: usize| {
        words_beside(scene.text, span, before, after)
            .iter()
            .any(|side| list.stands_in(&side.iter().map(String::as_str).collect::<Vec<_>>()))
    };
    if !custom.deny.is_empty() && stands(&custom.deny, 6, 3) {
        return None;
    }
    let Some(Context {
        words,
        before,
        after,
        previous,
        require,
        boost,
    }) = &custom.context
    else {
        return Some((custom.score, None));
    };
    let asked = || {
        let mut others = scene.previous.iter().filter(|n| !n.own).take(*previous);
        others.any(|n| words.stands_in(&last_words(n.text)))
    };
    match (stands(words, *before, *after) || asked(), require) {
        (true, _) => Some(((custom.score + boost).clamp(0.0, 1.0), Some("context"))),
        (false, true) => None,
        (false, false) => Some((custom.score, None)),
    }
}

/// Bytes of the longest placeholder.
const PLACEHOLDER: usize = 64;

/// Whether a span lies inside what an operator put: a type in brackets, with a number or a hash in letters,
/// or what a value was generalised to. No value of its own fits into such a shape.
fn in_placeholder(text: &str, span: &std::ops::Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let head = &bytes[span.start.saturating_sub(PLACEHOLDER)..span.start];
    let Some(open) = head.iter().rposition(|b| *b == b'[') else {
        return false;
    };
    let open = span.start - (head.len() - open);
    let tail = &bytes[open..bytes.len().min(open + PLACEHOLDER)];
    let Some(close) = tail.iter().position(|b| *b == b']') else {
        return false;
    };
    span.end <= open + close && is_placeholder(&text[open..=open + close])
}

/// Whether a text is one placeholder and nothing else.
pub(super) fn is_placeholder(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) else {
        return false;
    };
    let (name, hash) = inner.split_once(':').unwrap_or((inner, "a"));
    let number = name.rsplit('_').next().unwrap_or_default();
    let numbered = number.bytes().all(|b| b.is_ascii_digit()) && name.len() > number.len();
    let name = if numbered {
        &name[..name.len() - number.len()]
    } else {
        name
    };
    let typed = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
        && (!numbered || number.len() <= 6)
        && hash.bytes().all(|b| (b'a'..=b'p').contains(&b));
    typed || super::generalise::is_general(inner)
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
    salesforce_id(word) && (word.len() == 18 || !(verdict.is_proven() || verdict.context.is_some()))
}

#[cfg(test)]
mod tests;
