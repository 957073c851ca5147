//! Decisions made ready for an engine, and what an engine saw, for those who review it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::decision::{Decisions, Reach, Spot, Verdict};
use super::finding::{Finding, Name};
use super::replace::normal;
use super::target::Field;
use crate::model::Role;

/// A text that an engine read, with what it found there.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Who wrote it.
    pub role: Role,
    /// What it is in its entry.
    pub field: Field,
    /// Which of the entry's texts of that field, from 0.
    pub nth: u32,
    /// Whether it belongs to an entry at all.
    pub in_entry: bool,
    /// The original text.
    pub text: Box<str>,
    /// What was found, ascending.
    pub findings: Vec<Finding>,
}

/// A value that a decision on all alike is about: its type, and the value without its spelling; of words to
/// redact, as they stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alike {
    /// Entity type.
    pub kind: Name,
    /// The value, normalised.
    pub value: String,
}

impl Alike {
    /// What is alike to a value of this type.
    pub(crate) fn of(kind: &Name, value: &str) -> Self {
        Self {
            kind: Arc::clone(kind),
            value: normal(kind, value),
        }
    }
}

/// What the decisions say, by what an engine asks.
#[derive(Debug, Default)]
pub(crate) struct Review {
    detectors: FxHashMap<String, (Verdict, u32)>,
    values: FxHashMap<Alike, (Verdict, u32)>,
    places: FxHashMap<(String, Field, u32), Vec<Ruling>>,
    /// The entry whose texts come.
    entry: Option<String>,
    /// Texts of it so far, by field.
    texts: [u32; Field::COUNT],
    watched: Option<Vec<Seen>>,
}

/// A decision on one place, in UTF-16 units.
#[derive(Clone, Copy, Debug)]
struct Ruling {
    start: u32,
    end: u32,
    verdict: Verdict,
    decision: u32,
}

/// A decision on a place of the text at hand, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ruled {
    start: u32,
    end: u32,
    verdict: Verdict,
    decision: u32,
}

impl Ruled {
    /// Whether it leaves this span in the text.
    pub(crate) fn spares(&self, start: u32, end: u32) -> bool {
        self.verdict == Verdict::Reject && self.start <= start && end <= self.end
    }
}

impl Review {
    /// Takes in decisions; `alike` holds for each what those on all alike are about.
    pub(crate) fn decide(&mut self, decisions: &Decisions, alike: &[Option<Alike>]) {
        for (nth, decision) in decisions.decisions.iter().enumerate() {
            let ruling = (decision.verdict, nth as u32);
            match (decision.scope, &decision.at, &decision.detector) {
                _ if decision.redacts() => {}
                (Reach::Detector, _, Some(detector)) => {
                    self.detectors.insert(detector.clone(), ruling);
                }
                (Reach::Alike, ..) => {
                    if let Some(Some(value)) = alike.get(nth) {
                        self.values.insert(value.clone(), ruling);
                    }
                }
                (Reach::One, Some(spot), _) => {
                    let place = (spot.entry.clone(), spot.field, spot.nth);
                    self.places.entry(place).or_default().push(Ruling {
                        start: spot.start,
                        end: spot.end,
                        verdict: ruling.0,
                        decision: ruling.1,
                    });
                }
                _ => {}
            }
        }
    }

    /// Whether anybody asks which entry a text is of.
    pub(crate) fn asks(&self) -> bool {
        self.watched.is_some() || !self.places.is_empty()
    }

    /// The entry whose texts come next; none for texts of no entry.
    pub(crate) fn enter(&mut self, entry: Option<String>) {
        self.entry = entry;
        self.texts = [0; Field::COUNT];
    }

    /// Notes every text that is read from now on.
    pub(crate) fn watch(&mut self) {
        self.watched = Some(Vec::new());
    }

    /// What was noted since the last time; noting goes on.
    pub(crate) fn seen(&mut self) -> Vec<Seen> {
        self.watched
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Stops noting.
    pub(crate) fn unwatch(&mut self) {
        self.watched = None;
    }

    /// The next text of the entry: which of its field it is, and the decisions on places in it.
    pub(crate) fn next(&mut self, field: Field, text: &str) -> (u32, Vec<Ruled>) {
        let nth = self.texts[field as usize];
        self.texts[field as usize] += 1;
        let rulings = self
            .entry
            .as_ref()
            .filter(|_| !self.places.is_empty())
            .and_then(|entry| self.places.get(&(entry.clone(), field, nth)));
        let rulings = rulings.map_or(&[][..], Vec::as_slice);
        // Of two on the same place the later counts.
        let overruled = |nth: usize| {
            let (this, later) = (&rulings[nth], &rulings[nth + 1..]);
            later
                .iter()
                .any(|one| (one.start, one.end) == (this.start, this.end))
        };
        let counting = rulings
            .iter()
            .enumerate()
            .filter(|(nth, _)| !overruled(*nth));
        let ruled = counting.filter_map(|(_, ruling)| {
            Some(Ruled {
                start: byte_of(text, ruling.start)?,
                end: byte_of(text, ruling.end)?,
                verdict: ruling.verdict,
                decision: ruling.decision,
            })
        });
        (nth, ruled.collect())
    }

    /// Whether a detector's findings, or those of this value, are left in the text.
    pub(crate) fn spares(&self, detector: &str, kind: &Name, value: &str) -> bool {
        let rejects = |ruling: Option<&(Verdict, u32)>| {
            ruling.is_some_and(|(verdict, _)| *verdict == Verdict::Reject)
        };
        !self.detectors.is_empty() && rejects(self.detectors.get(detector))
            || !self.values.is_empty() && rejects(self.values.get(&Alike::of(kind, value)))
    }

    /// Says of each finding what was decided, the latest decision first.
    pub(crate) fn mark(&self, text: &str, ruled: &[Ruled], findings: &mut [Finding]) {
        if self.detectors.is_empty() && self.values.is_empty() && ruled.is_empty() {
            return;
        }
        for finding in findings {
            let value = &text[finding.start as usize..finding.end as usize];
            let here = ruled
                .iter()
                .filter(|r| r.start <= finding.start && finding.end <= r.end)
                .map(|r| (r.verdict, r.decision));
            let all = [
                self.detectors.get(&*finding.detector).copied(),
                self.values.get(&Alike::of(&finding.kind, value)).copied(),
            ];
            finding.decided = here
                .chain(all.into_iter().flatten())
                .max_by_key(|(_, decision)| *decision);
        }
    }

    /// Notes a text, if anybody asked.
    pub(crate) fn note(
        &mut self,
        role: Role,
        field: Field,
        nth: u32,
        text: &str,
        found: &[Finding],
    ) {
        let in_entry = self.entry.is_some();
        if let Some(seen) = &mut self.watched {
            seen.push(Seen {
                role,
                field,
                nth,
                in_entry,
                text: text.into(),
                findings: found.to_vec(),
            });
        }
    }
}

/// The byte at a UTF-16 unit; `None` beyond the text or inside a character.
fn byte_of(text: &str, unit: u32) -> Option<u32> {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units == unit {
            return Some(at as u32);
        }
        units += c.len_utf16() as u32;
    }
    (units == unit).then_some(text.len() as u32)
}

impl Spot {
    /// The words at this place of a text; none where it does not fit.
    pub(crate) fn words<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (start, end) = (byte_of(text, self.start)?, byte_of(text, self.end)?);
        text.get(start as usize..end as usize)
            .filter(|words| !words.is_empty())
    }
}
