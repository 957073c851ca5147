//! One text, read once: places are examined, and what stands there becomes candidates.

use super::allowed::Allowed;
use super::context::{Scene, last_words};
use super::detect::Verdict;
use super::finding::Evidence;
use super::fold::Folded;
use super::glance::Glance;
use super::known::Known;
use super::operate::Operator;
use super::placeholder::{in_placeholder, is_placeholder};
use super::resolve::Candidate;
use super::review::Review;
use super::rule::Source;
use super::ruleset::Ruleset;
use super::site::{Site, each};
use super::target::Target;
use super::validate::salesforce_id;

/// Places that may be examined in one text, each by one detector. Beyond, the text is redacted whole: what
/// costs too much to read must not let anything through. A message of people needs some hundreds.
const WORK: u32 = 24_000;

/// A text on its way through the rules. Its methods give `false` when they would cost too much.
pub(crate) struct Pass<'e> {
    pub(crate) ruleset: &'e Ruleset,
    pub(crate) review: &'e Review,
    /// What is left alone.
    pub(crate) allow: &'e [Allowed],
    pub(crate) target: &'e Target<'e>,
    pub(crate) folded: &'e Folded<'e>,
    pub(crate) scene: Scene<'e>,
    /// Where detectors may begin.
    pub(crate) glance: &'e Glance,
    /// Off only to prove that the look at the bytes hides nothing.
    pub(crate) prefilter: bool,
    /// Places examined so far.
    pub(crate) work: u32,
    pub(crate) out: &'e mut Vec<Candidate>,
}

impl Pass<'_> {
    /// Runs of digits, and words that hold one.
    pub(crate) fn numbers(&mut self, site: &mut Site) -> bool {
        let (text, places, glance) = (self.scene.text, &self.ruleset.places, self.glance);
        let mut fits = true;
        // Where a number ends that proved itself and after which no digits go on.
        let mut proven = 0;
        each(text, &glance.digits, |digits, at| {
            if at < proven {
                return true;
            }
            let asking = if digits {
                site.at_digits(text, at);
                places.digits.by(site.counts.into())
            } else {
                site.at_word(text, at);
                places.words[usize::from(text.as_bytes()[at].is_ascii_digit())].by(site.lengths)
            };
            let known = self.out.len();
            for index in asking {
                fits &= self.examine(index, site);
            }
            let end = site.groups.last().map(|g| g.at.end);
            let whole = |c: &Candidate| {
                let same = end.is_some_and(|end| self.folded.source(at, end).1 == c.end);
                same && (c.proven
                    || c.evidence.validator == Some("numbering_plan") && c.score >= 0.8)
            };
            if digits && self.out[known..].iter().any(whole) {
                proven = end.unwrap_or(at);
            }
            fits
        });
        fits
    }

    /// Bytes that detectors asked for.
    pub(crate) fn bytes(&mut self, site: &mut Site) -> bool {
        let bytes = self.scene.text.as_bytes();
        let asked = self.ruleset.places.bytes.iter().enumerate();
        let glance = self.glance;
        for (_, (byte, rules)) in asked.filter(|(nth, _)| glance.holds_byte(*nth)) {
            for at in memchr::memchr_iter(*byte, bytes) {
                let next = bytes.get(at + 1);
                if self.prefilter && next.is_none_or(|b| *b <= b' ') {
                    continue;
                }
                (site.start, site.word_end) = (at, at + 1);
                if !rules.iter().all(|index| self.examine(*index, site)) {
                    return false;
                }
            }
        }
        true
    }

    /// Words that detectors asked for; the longest at each place.
    pub(crate) fn keywords(&mut self, site: &mut Site) -> bool {
        // What stands around a word is read at some length: it counts as several places.
        let mut left = WORK / 8;
        let mut behind = 0;
        let (text, keywords) = (self.scene.text, &self.ruleset.places.keywords);
        for start in self.glance.words.iter().map(|word| word.at as usize) {
            if start < behind {
                continue;
            }
            let Some((rules, range)) = keywords.at(text, start, self.prefilter) else {
                continue;
            };
            behind = range.end;
            (site.start, site.word_end) = (range.start, range.end);
            for rule in rules {
                left = left.saturating_sub(1);
                if !self.examine(*rule, site) || left == 0 {
                    return false;
                }
            }
        }
        true
    }

    /// The text as an answer to what was said before it.
    pub(crate) fn answer(&mut self, site: &mut Site) -> bool {
        let start = self
            .scene
            .text
            .find(char::is_alphanumeric)
            .unwrap_or_default();
        (site.start, site.word_end) = (start, start);
        let asking = &self.ruleset.places.answers;
        asking.iter().all(|index| self.examine(*index, site))
    }

    /// Values known beforehand.
    pub(crate) fn known(&mut self, known: &Known) {
        for (index, span) in known.find(self.scene.text, &self.ruleset.known) {
            let verdict = Verdict {
                span,
                score: 0.9,
                validator: None,
                context: Some("payload"),
            };
            if self.ruleset.rules[index].scope.holds(self.target) {
                self.push(index, &verdict);
            }
        }
    }

    /// Patterns of the reader's own, and fields that are treated whole.
    pub(crate) fn own_rules(&mut self) -> bool {
        let ruleset = self.ruleset;
        ruleset.own.iter().all(|&index| {
            let rule = &ruleset.rules[index];
            if !rule.scope.holds(self.target) {
                return true;
            }
            match &rule.source {
                Source::Custom(custom) => {
                    let mut found = Vec::new();
                    let fits = custom.find(&self.scene, |verdict| found.push(verdict.clone()));
                    for verdict in &found {
                        self.push(index, verdict);
                    }
                    fits
                }
                Source::Field(field, label) if *field == self.target.field => {
                    let text = self.scene.text;
                    let labelled = label.as_ref().is_none_or(|wanted| {
                        wanted.stands_in(&last_words(self.target.label.unwrap_or_default()))
                    });
                    if labelled && !text.is_empty() && !is_placeholder(text) {
                        let verdict = Verdict {
                            span: 0..text.len(),
                            score: 1.0,
                            validator: Some("field"),
                            context: None,
                        };
                        self.push(index, &verdict);
                    }
                    true
                }
                _ => true,
            }
        })
    }

    fn examine(&mut self, index: usize, site: &Site) -> bool {
        self.work += 1;
        let rule = &self.ruleset.rules[index];
        if let Source::BuiltIn(examine) = rule.source
            && rule.scope.holds(self.target)
            && let Some(verdict) = examine.run(&self.scene, site)
            && !in_record_id(self.scene.text, &verdict)
        {
            self.push(index, &verdict);
        }
        self.work <= WORK
    }

    /// Notes a verdict of a rule, unless it is too weak, allowed, or in a placeholder.
    fn push(&mut self, index: usize, verdict: &Verdict) {
        let rule = &self.ruleset.rules[index];
        let span = verdict.span.clone();
        let (start, end) = self.folded.source(span.start, span.end);
        if verdict.score < rule.min_score
            || start >= end
            || in_placeholder(&self.folded.text, &span)
        {
            return;
        }
        let value = &self.target.text[start as usize..end as usize];
        let spellings = [value, &self.folded.text[span]];
        if self.allow.iter().any(|a| a.holds(rule, spellings)) {
            return;
        }
        self.out.push(Candidate {
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
