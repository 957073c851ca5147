//! Everything that a policy finds in an archive, for those who review it.

use std::{cell::RefCell, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{
    archive::Archive,
    export::{ConversationBlock, LeakCheck, Lens, Rows, leak::Values},
    model::{Role, time},
    redact::{
        Alike, Decisions, Engine, Evidence, Field, Finding, Name, Reach, Seen, Spot, Verdict,
    },
    timeline::Timeline,
};

/// Letters of context on either side of a finding.
const CONTEXT: usize = 40;

/// Which findings are wanted; everything by default.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct FindingFilter {
    /// Of this conversation.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub conversation: Option<String>,
    /// Of this detector, by id.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub detector: Option<String>,
    /// Of this entity type.
    #[serde(rename = "type")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub kind: Option<String>,
    /// In texts of this role.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub role: Option<Role>,
    /// With at least this score.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "number | null"))]
    pub min_score: Option<f32>,
    /// With at most this score: the doubtful ones.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "number | null"))]
    pub max_score: Option<f32>,
    /// Only those that nobody decided on yet.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "boolean | null"))]
    pub undecided: Option<bool>,
}

/// One finding, in the words of the original: whoever reviews it must see what it is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct FindingRow {
    /// Place among all findings, from 0.
    pub position: u32,
    /// Conversation id.
    pub conversation: String,
    /// Place of the entry in the conversation; `null` for what belongs to no entry.
    pub index: Option<u32>,
    /// RFC 3339 time of the entry.
    pub at: Option<String>,
    /// Who wrote it.
    pub role: String,
    /// Where it stands, for a decision; `null` for what belongs to no entry.
    pub spot: Option<Spot>,
    /// What it is in its entry.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub field: Field,
    /// Entity type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Detector or pattern.
    pub detector: String,
    /// What the policy does with it.
    pub operator: String,
    /// Confidence, 0 to 1.
    pub score: f64,
    /// The check that proved it; `null` where shape alone was enough.
    pub validator: Option<String>,
    /// The kind of context that spoke for it.
    pub context: Option<String>,
    /// The value.
    pub value: String,
    /// What stands before it.
    pub before: String,
    /// What stands behind it.
    pub after: String,
    /// What was decided of it.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "\"accept\" | \"reject\" | \"redact\" | null")
    )]
    pub decided: Option<Verdict>,
}

/// Findings from a place on.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct FindingWindow {
    /// How many the filter lets through.
    pub total: u32,
    /// The place of the first row among them.
    pub from: u32,
    /// The findings.
    pub rows: Vec<FindingRow>,
}

/// Where a finding is, and what is known of it, without its words.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Place of the conversation.
    pub(crate) conversation: u32,
    /// Place of the entry in it.
    pub(crate) index: Option<u32>,
    pub(crate) role: Role,
    pub(crate) field: Field,
    pub(crate) nth: u32,
    /// Bytes of the original text.
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: Name,
    pub(crate) detector: Name,
    pub(crate) operator: &'static str,
    pub(crate) score: f32,
    pub(crate) evidence: Evidence,
    pub(crate) decided: Option<(Verdict, u32)>,
}

impl Found {
    pub(crate) fn new(
        conversation: u32,
        index: Option<u32>,
        seen: &Seen,
        finding: &Finding,
    ) -> Self {
        Self {
            conversation,
            index,
            role: seen.role,
            field: seen.field,
            nth: seen.nth,
            start: finding.start,
            end: finding.end,
            kind: finding.kind.clone(),
            detector: finding.detector.clone(),
            operator: finding.operator.name(),
            score: finding.score,
            evidence: finding.evidence,
            decided: finding.decided,
        }
    }
}

/// What part of an archive is looked at.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Places of conversations; all without it.
    pub conversations: Option<Vec<u32>>,
    /// Without what customers do not see.
    pub customer_copy: bool,
}

impl Scope {
    pub(crate) fn places(&self, timeline: &Timeline) -> Vec<u32> {
        let all = || (0..timeline.conversations.len() as u32).collect();
        self.conversations.clone().unwrap_or_else(all)
    }
}

/// All findings of an archive, in transcript order.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    pub(crate) all: Vec<Found>,
    pub(crate) values: Values,
    /// Texts that were looked at.
    pub(crate) texts: u64,
}

/// An archive seen through an engine that notes what it sees.
#[derive(Clone, Copy, Debug)]
pub struct Watched<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// Its timeline.
    pub timeline: &'a Timeline,
    /// The engine; it knows the people of the archive.
    pub engine: &'a RefCell<Engine>,
}

impl<'a> Watched<'a> {
    /// Shows every text of the scope to the engine, as an export would, and tells what it saw: conversation,
    /// entry and texts. O(all text).
    pub fn each(&self, scope: &Scope, mut tell: impl FnMut(u32, Option<u32>, Vec<Seen>)) {
        self.engine.borrow_mut().watch();
        for place in scope.places(self.timeline) {
            let Some(rows) = self.rows(place) else {
                continue;
            };
            rows.enter();
            self.engine.borrow_mut().at_entry(None);
            self.engine.borrow_mut().seen();
            // What an export tells beside entries.
            let _ = ConversationBlock::new(&rows);
            tell(place, None, self.engine.borrow_mut().seen());
            for index in 0..rows.conversation.entries.len() {
                let Some((row, _)) = rows.row(index) else {
                    continue;
                };
                let seen = self.engine.borrow_mut().seen();
                if !(scope.customer_copy && row.internal) {
                    tell(place, Some(index as u32), seen);
                }
            }
        }
        let mut engine = self.engine.borrow_mut();
        engine.at_entry(None);
        engine.unwatch();
    }

    pub(crate) fn rows(&self, place: u32) -> Option<Rows<'a>> {
        Some(Rows {
            archive: self.archive,
            timeline: self.timeline,
            conversation: self.timeline.conversations.get(place as usize)?,
            lens: Lens::Redacted(self.engine),
            detailed: true,
        })
    }

    pub(crate) fn conversation_id(&self, place: u32) -> String {
        let conversation = self.timeline.conversations.get(place as usize);
        conversation.map(|one| one.id.clone()).unwrap_or_default()
    }

    pub(crate) fn entry_id(&self, place: u32, index: u32) -> Option<String> {
        let conversation = self.timeline.conversations.get(place as usize)?;
        let placed = conversation.entries.get(index as usize)?;
        Some(
            self.archive
                .entry_id(self.timeline.entry(self.archive, *placed).id),
        )
    }

    /// Where a finding is, as a decision names it. O(its text).
    pub(crate) fn spot(&self, found: &Found) -> Option<Spot> {
        let entry = self.entry_id(found.conversation, found.index?)?;
        let texts = self.texts(found.conversation, found.index);
        let text = texts
            .iter()
            .find(|seen| seen.in_entry && (seen.field, seen.nth) == (found.field, found.nth))?;
        spot(entry, found, &text.text)
    }

    /// The texts of one entry, or of a conversation beside its entries.
    pub(crate) fn texts(&self, place: u32, index: Option<u32>) -> Vec<Seen> {
        let Some(rows) = self.rows(place) else {
            return Vec::new();
        };
        rows.enter();
        self.engine.borrow_mut().watch();
        self.engine.borrow_mut().at_entry(None);
        match index {
            Some(index) => drop(rows.row(index as usize)),
            None => drop(ConversationBlock::new(&rows)),
        }
        let mut engine = self.engine.borrow_mut();
        let seen = engine.seen();
        engine.at_entry(None);
        engine.unwatch();
        seen
    }

    /// What each decision on all alike is about, read from the data; `None` where the data do not have it.
    /// O(entries), and the texts of those that are pointed at.
    pub fn alike(&self, decisions: &Decisions) -> Vec<Option<Alike>> {
        let mut wanted: BTreeMap<&str, Vec<(usize, &Spot)>> = BTreeMap::new();
        for (nth, decision) in decisions.decisions.iter().enumerate() {
            if let (Reach::Alike, Some(spot)) = (decision.scope, &decision.at) {
                wanted.entry(&spot.entry).or_default().push((nth, spot));
            }
        }
        let mut out = vec![None; decisions.decisions.len()];
        if wanted.is_empty() {
            return out;
        }
        for (place, conversation) in self.timeline.conversations.iter().enumerate() {
            for (index, placed) in conversation.entries.iter().enumerate() {
                let id = self
                    .archive
                    .entry_id(self.timeline.entry(self.archive, *placed).id);
                let Some(spots) = wanted.get(id.as_str()) else {
                    continue;
                };
                let texts = self.texts(place as u32, Some(index as u32));
                for (nth, spot) in spots {
                    let text = texts.iter().find(|seen| {
                        seen.in_entry && (seen.field, seen.nth) == (spot.field, spot.nth)
                    });
                    out[*nth] = text.and_then(|seen| {
                        let words = spot.words(&seen.text)?;
                        if decisions.decisions[*nth].verdict == Verdict::Redact {
                            return Some(Alike {
                                kind: "SENSITIVE".into(),
                                value: words.to_owned(),
                            });
                        }
                        let found = seen.findings.iter().find(|f| {
                            seen.text.get(f.start as usize..f.end as usize) == Some(words)
                        })?;
                        Some(Alike::of(&found.kind, words))
                    });
                }
            }
        }
        out
    }
}

impl Findings {
    /// Finds all. O(all text).
    pub fn collect(watched: &Watched<'_>, scope: &Scope) -> Self {
        let (mut all, mut values, mut read) = (Vec::new(), Values::default(), 0);
        watched.each(scope, |place, index, texts| {
            read += texts.len() as u64;
            for seen in &texts {
                values.add(seen, all.len());
                let found = seen.findings.iter();
                all.extend(found.map(|finding| Found::new(place, index, seen, finding)));
            }
        });
        Self {
            all,
            values,
            texts: read,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// None at all?
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// A check of an output for the values that are redacted.
    pub fn leak_check(&self) -> LeakCheck {
        LeakCheck::new(&self.values)
    }

    /// Which decisions, by place, concern none of these findings. Words that are redacted everywhere concern
    /// those that the decision itself found.
    pub fn unmatched(&self, decisions: &Decisions, alike: &[Option<Alike>]) -> Vec<u32> {
        let mut matched = vec![false; decisions.decisions.len()];
        for (_, decision) in self.all.iter().filter_map(|found| found.decided) {
            if let Some(matched) = matched.get_mut(decision as usize) {
                *matched = true;
            }
        }
        for (nth, decision) in decisions.decisions.iter().enumerate() {
            if decision.redacts() {
                matched[nth] = match &decision.text {
                    Some(_) => self.all.iter().any(|found| &*found.detector == "decision"),
                    None => alike.get(nth).is_some_and(Option::is_some),
                };
            }
        }
        (0..matched.len() as u32)
            .filter(|&nth| !matched[nth as usize])
            .collect()
    }

    /// Findings that a filter lets through, from a place among them on. O(findings), and the texts of those
    /// that are shown.
    pub fn window(
        &self,
        watched: &Watched<'_>,
        filter: &FindingFilter,
        from: usize,
        count: usize,
    ) -> FindingWindow {
        let conversation = filter
            .conversation
            .as_ref()
            .map(|id| watched.timeline.place_of(id));
        let fits = |found: &Found| {
            conversation.is_none_or(|place| place == Some(found.conversation))
                && filter
                    .detector
                    .as_ref()
                    .is_none_or(|id| **id == *found.detector)
                && filter
                    .kind
                    .as_ref()
                    .is_none_or(|kind| **kind == *found.kind)
                && filter.role.is_none_or(|role| role == found.role)
                && filter.min_score.is_none_or(|least| found.score >= least)
                && filter.max_score.is_none_or(|most| found.score <= most)
                && !(filter.undecided == Some(true) && found.decided.is_some())
        };
        let fitting = || self.all.iter().enumerate().filter(|(_, found)| fits(found));
        let mut rows = Vec::new();
        let mut texts = Vec::new();
        let mut of = None;
        for (position, found) in fitting().skip(from).take(count) {
            let place = (found.conversation, found.index);
            if of != Some(place) {
                texts = watched.texts(place.0, place.1);
                of = Some(place);
            }
            let text = texts
                .iter()
                .filter(|seen| (seen.field, seen.nth) == (found.field, found.nth))
                .find(|seen| {
                    seen.text
                        .get(found.start as usize..found.end as usize)
                        .is_some()
                });
            rows.extend(text.and_then(|seen| row(watched, position, found, &seen.text)));
        }
        FindingWindow {
            total: fitting().count() as u32,
            from: from as u32,
            rows,
        }
    }
}

fn row(watched: &Watched<'_>, position: usize, found: &Found, text: &str) -> Option<FindingRow> {
    let (start, end) = (found.start as usize, found.end as usize);
    let conversation = watched
        .timeline
        .conversations
        .get(found.conversation as usize)?;
    let entry = found
        .index
        .and_then(|index| conversation.entries.get(index as usize))
        .map(|placed| watched.timeline.entry(watched.archive, *placed));
    let before = &text[..start];
    let skipped = before.chars().count().saturating_sub(CONTEXT);
    Some(FindingRow {
        position: position as u32,
        conversation: conversation.id.clone(),
        index: found.index,
        at: entry.and_then(|entry| entry.at).map(time::rfc3339),
        role: found.role.as_str().to_owned(),
        spot: entry.and_then(|entry| spot(watched.archive.entry_id(entry.id), found, text)),
        field: found.field,
        kind: found.kind.to_string(),
        detector: found.detector.to_string(),
        operator: found.operator.to_owned(),
        score: (f64::from(found.score) * 100.0).round() / 100.0,
        validator: found.evidence.validator.map(str::to_owned),
        context: found.evidence.context.map(str::to_owned),
        value: text[start..end].to_owned(),
        before: before.chars().skip(skipped).collect(),
        after: text[end..].chars().take(CONTEXT).collect(),
        decided: found.decided.map(|(verdict, _)| verdict),
    })
}

fn spot(entry: String, found: &Found, text: &str) -> Option<Spot> {
    let units = |to: u32| Some(text.get(..to as usize)?.encode_utf16().count() as u32);
    Some(Spot {
        entry,
        field: found.field,
        nth: found.nth,
        start: units(found.start)?,
        end: units(found.end)?,
    })
}
