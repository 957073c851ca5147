//! What the rules find in a text: in it alone, and where it goes on in the messages beside it.

use std::borrow::Cow;

use super::allowed::Allowed;
use super::context::Scene;
use super::finding::Evidence;
use super::fold::{Folded, fold};
use super::glance::Glance;
use super::known::Known;
use super::pass::Pass;
use super::resolve::{Candidate, resolve};
use super::review::Review;
use super::ruleset::Ruleset;
use super::site::Site;
use super::target::Target;

/// Bytes of a text whose words are all looked at, before those around a place are.
const SHORT: usize = 600;
/// Bytes of a text that may be an answer to a question.
const ANSWER: usize = 120;

/// What reads a text, with what it reads by.
pub(crate) struct Reader<'e> {
    pub(crate) ruleset: &'e Ruleset,
    pub(crate) known: &'e Known,
    pub(crate) review: &'e Review,
    /// What is left alone.
    pub(crate) allow: &'e [Allowed],
    /// The next texts went through this policy before: their dates are moved.
    pub(crate) shifted: bool,
    /// Off only to prove that the look at the bytes hides nothing.
    pub(crate) prefilter: bool,
    pub(crate) site: &'e mut Site,
    pub(crate) glance: &'e mut Glance,
    /// Places examined so far.
    pub(crate) work: u64,
}

impl Reader<'_> {
    /// What is found in a text, resolved.
    pub(crate) fn detect(&mut self, target: &Target<'_>) -> Vec<Candidate> {
        let mut out = Vec::new();
        if !self.collect(target, &mut out) {
            return vec![whole(self.ruleset, target.text)];
        }
        if !(target.previous.is_empty() && target.next.is_empty()) {
            self.collect_split(target, &mut out);
        }
        if out.is_empty() {
            return out;
        }
        let mut found = resolve(out);
        for c in &mut found {
            let rule = &self.ruleset.rules[c.rule];
            let value = &target.text[c.start as usize..c.end as usize];
            c.keep |= self.review.spares(&rule.detector, &rule.kind, value);
            c.keep |= self.shifted && rule.shifts();
        }
        found
    }

    /// What every rule finds in a text; `false` when that would cost too much.
    pub(crate) fn collect(&mut self, target: &Target<'_>, out: &mut Vec<Candidate>) -> bool {
        let places = &self.ruleset.places;
        let look = |text: &str, glance: &mut Glance| {
            if self.prefilter {
                glance.at(text, places);
            } else {
                glance.everywhere(text);
            }
        };
        look(target.text, self.glance);
        let mut folded = Folded::plain(target.text);
        if self.glance.disguised {
            folded = fold(target.text);
            if matches!(folded.text, Cow::Owned(_)) {
                look(&folded.text, self.glance);
            }
        }
        let text: &str = &folded.text;
        let answer =
            !target.previous.is_empty() && text.len() <= ANSWER && !places.answers.is_empty();
        // Most texts of a chat hold no number, mark or word that anything begins with.
        if self.glance.is_empty() && !answer && self.ruleset.own.is_empty() && self.known.is_empty()
        {
            return true;
        }
        let mut pass = Pass {
            ruleset: self.ruleset,
            review: self.review,
            allow: self.allow,
            target,
            folded: &folded,
            scene: Scene {
                previous: target.previous,
                region: target.region,
                role: target.role,
                words: (self.prefilter && text.len() <= SHORT && !self.glance.disguised)
                    .then_some(&self.glance.words),
                places: Some(places),
                ..Scene::alone(text, target.languages)
            },
            glance: self.glance,
            prefilter: self.prefilter,
            work: 0,
            out,
        };
        let mut fits = pass.numbers(self.site)
            && pass.bytes(self.site)
            && pass.keywords(self.site)
            && (!answer || pass.answer(self.site));
        if fits {
            pass.known(self.known);
            fits = pass.own_rules();
        }
        self.work += u64::from(pass.work);
        fits
    }
}

/// The whole of a text, because reading it costs too much.
pub(crate) fn whole(ruleset: &Ruleset, text: &str) -> Candidate {
    Candidate {
        start: 0,
        end: text.len() as u32,
        rule: ruleset.budget,
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
