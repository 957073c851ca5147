//! Values that an author spread over consecutive messages.

use super::boundary::{ceil, floor};
use super::context::Neighbour;
use super::lexicon::same;
use super::reader::Reader;
use super::resolve::Candidate;
use super::target::Target;

/// Bytes of a neighbour that are joined to find a value split over messages.
const SPLIT_REACH: usize = 64;
/// Messages of the author on each side over which a value may be spread.
const SPLIT_MESSAGES: usize = 3;

/// Words for `@` and the full stop, at which an address in words goes on.
const WORDED: [&str; 8] = [
    "at", "arroba", "arobase", "dot", "punto", "point", "punkt", "ponto",
];

impl Reader<'_> {
    /// Values that an author spread over this message and one beside it.
    pub(crate) fn collect_split(&mut self, target: &Target<'_>, out: &mut Vec<Candidate>) {
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
                let checked = c.evidence.validator.is_some() || c.score >= 0.9;
                let sure = c.proven || c.evidence.context.is_some() && checked;
                let rule = &self.ruleset.rules[c.rule];
                // One in words has spaces, one as it should be has none.
                let email = &*rule.kind == "EMAIL_ADDRESS"
                    && glue.is_empty() == (&*rule.detector == "email_address");
                // A word beside a whole address is no part of it.
                if email && start < from && self.is_whole(c.rule, &all[from..end], target) {
                    start = from;
                }
                if email && end > to && self.is_whole(c.rule, &all[start..to], target) {
                    end = to;
                }
                let split = start < from || end > to;
                if !split || !(sure || email) {
                    continue;
                }
                // Nor is one of a value that is left alone.
                let rule = c.rule;
                let beside = [start..from, start.max(from)..end.min(to), to..end].into_iter();
                let mut beside = beside
                    .filter(|part| part.start < part.end)
                    .map(|part| all[part].trim());
                if !beside.any(|part| {
                    (email || self.is_allowed(rule, part)) && self.is_whole(rule, part, target)
                }) {
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

    /// Whether the policy leaves this value alone.
    fn is_allowed(&self, rule: usize, value: &str) -> bool {
        let rule = &self.ruleset.rules[rule];
        self.allow.iter().any(|a| a.holds(rule, [value, value]))
    }

    /// Whether a text is a value of the type of a rule and nothing else, be it one that is left alone.
    fn is_whole(&mut self, rule: usize, text: &str, target: &Target<'_>) -> bool {
        let alone = Target {
            text,
            previous: &[],
            next: &[],
            ..*target
        };
        let mut found = Vec::new();
        let allow = std::mem::take(&mut self.allow);
        let fits = self.collect(&alone, &mut found);
        self.allow = allow;
        let kind = &self.ruleset.rules[rule].kind;
        let whole = |c: &Candidate| (c.start, c.end as usize) == (0, text.len());
        fits && found
            .iter()
            .any(|c| self.ruleset.rules[c.rule].kind == *kind && whole(c))
    }
}

/// Whether a value may go on in a message of the same author beside this one: the words that meet there tell,
/// and those beyond a message of one word.
fn may_go_on(target: &Target<'_>) -> bool {
    let tells = |word: Option<&str>| {
        word.is_some_and(|w| {
            w.bytes().any(|b| b.is_ascii_digit() || b == b'@') || WORDED.iter().any(|m| same(w, m))
        })
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
