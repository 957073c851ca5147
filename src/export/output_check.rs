//! Reads a finished output once more and looks for what should not be in it: by value, everywhere; by place, in
//! the field that a value was redacted from.

use std::cell::RefCell;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::{
    archive::Archive,
    export::{
        Findings, LeakCheck, Scope, Watched,
        findings::Found,
        leak::{Hit, Hits},
    },
    intake::Intake,
    limits::Limits,
    model::time::TimeReading,
    read_as::ReadAs,
    redact::{Engine, Field, Policy, Spot, apply, fold},
    timeline::Timeline,
};

/// What a check of an output came to. It passed if nothing leaked.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct LeakReport {
    /// Whether nothing leaked.
    pub passed: bool,
    /// Bytes of output that were read again.
    pub bytes: u64,
    /// Values that were redacted and may stand nowhere in the output.
    pub values: u32,
    /// Values that were not looked for, because a finding of the same value is kept by policy or decision.
    pub exempt: u32,
    /// Places of redacted values that were read again; `null` where the format cannot be opened again.
    pub places: Option<u32>,
    /// Values that are left somewhere, and places where a redacted value still stands.
    pub leaks: Vec<Leak>,
    /// Short values, or values in need of context, that stand somewhere: for a person to look at.
    pub review: Vec<Leak>,
}

/// A value that is left, told by the place of its finding: the value itself is never told.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Leak {
    /// "value" or "place".
    pub by: &'static str,
    /// Entity type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Detector or pattern.
    pub detector: String,
    /// Conversation of the finding.
    pub conversation: String,
    /// Where the finding is; `null` for what belongs to no entry.
    pub spot: Option<Spot>,
    /// How often the value stands in the output.
    pub times: u32,
}

/// Bytes that are looked at at once: folded, they take several times their room.
const PIECE: usize = 64 << 10;

/// Reads an output while it is written, or after.
pub struct OutputCheck {
    leaks: LeakCheck,
    reopened: Option<Archive>,
    file: Option<Intake>,
}

impl std::fmt::Debug for OutputCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutputCheck").finish_non_exhaustive()
    }
}

impl OutputCheck {
    /// A check for the values of these findings. `reading`: how times in the output are to be read, where it
    /// can be opened again; without it, places are not checked.
    pub fn new(findings: &Findings, reading: Option<TimeReading>) -> Self {
        Self {
            leaks: findings.leak_check(),
            reopened: reading.map(Archive::new),
            file: None,
        }
    }

    /// A file of the output begins.
    pub fn begin(&mut self, name: &str, read_as: ReadAs) {
        self.end();
        if let Some(archive) = &mut self.reopened {
            let intake = Intake::new(archive, name, Limits::default());
            self.file = Some(intake.read_as(archive, read_as));
        }
    }

    /// The next bytes of the output, which are text.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.feed_text(chunk);
        self.feed_file(chunk);
    }

    /// Text of the output, unpacked and as UTF-8, to be looked at for values alone.
    pub fn feed_text(&mut self, text: &[u8]) {
        for piece in text.chunks(PIECE) {
            self.leaks.feed(piece);
        }
    }

    /// Bytes of a file of the output, to be opened again alone.
    pub fn feed_file(&mut self, bytes: &[u8]) {
        if let (Some(archive), Some(file)) = (&mut self.reopened, &mut self.file) {
            file.feed(archive, bytes);
        }
    }

    fn end(&mut self) {
        if let (Some(archive), Some(file)) = (&mut self.reopened, self.file.take()) {
            file.finish(archive);
        }
    }

    /// All was written. `watched` is what the output was made from.
    pub fn finish(
        mut self,
        watched: &Watched<'_>,
        scope: &Scope,
        findings: &Findings,
    ) -> LeakReport {
        self.end();
        let hits = self.leaks.finish();
        let (places, left) = match &self.reopened {
            Some(archive) => {
                let (places, left) = places(watched, scope, archive);
                (Some(places), left)
            }
            None => (None, Vec::new()),
        };
        report(watched, findings, &hits, places, left)
    }
}

fn report(
    watched: &Watched<'_>,
    findings: &Findings,
    hits: &Hits,
    places: Option<u32>,
    left: Vec<Leak>,
) -> LeakReport {
    let told = |hits: &[Hit]| -> Vec<Leak> {
        hits.iter()
            .filter_map(|hit| {
                let found = findings.all.get(hit.first as usize)?;
                Some(leak(watched, found, "value", hit.times))
            })
            .collect()
    };
    let mut leaks = told(&hits.leaks);
    leaks.extend(left);
    LeakReport {
        passed: leaks.is_empty(),
        bytes: hits.bytes,
        values: hits.proving,
        exempt: hits.exempt,
        places,
        leaks,
        review: told(&hits.doubtful),
    }
}

fn leak(watched: &Watched<'_>, found: &Found, by: &'static str, times: u32) -> Leak {
    Leak {
        by,
        kind: found.kind.to_string(),
        detector: found.detector.to_string(),
        conversation: watched.conversation_id(found.conversation),
        spot: watched.spot(found),
        times,
    }
}

/// Compares every text from which something was redacted with what stands there in the output: how many texts
/// were compared, and where a redacted value is left. O(all text).
fn places(watched: &Watched<'_>, scope: &Scope, output: &Archive) -> (u32, Vec<Leak>) {
    let timeline = Timeline::build(output);
    // Nothing is found through this policy: it only tells which texts there are.
    let Some(Ok(engine)) = Policy::named("none").map(|policy| Engine::new(&policy)) else {
        return (0, Vec::new());
    };
    let engine = RefCell::new(engine);
    let reopened = Watched {
        archive: output,
        timeline: &timeline,
        engine: &engine,
    };
    let mut at = FxHashMap::default();
    for (place, conversation) in timeline.conversations.iter().enumerate() {
        for (index, placed) in conversation.entries.iter().enumerate() {
            let id = output.entry_id(timeline.entry(output, *placed).id);
            at.insert(id, (place as u32, index as u32));
        }
    }
    let (mut compared, mut left) = (0, Vec::new());
    watched.each(scope, |place, index, texts| {
        let changed = |seen: &&crate::redact::Seen| {
            seen.in_entry && seen.findings.iter().any(|f| f.operator.name() != "keep")
        };
        let (Some(index), Some(_)) = (index, texts.iter().find(changed)) else {
            return;
        };
        let Some(id) = watched.entry_id(place, index) else {
            return;
        };
        let Some(&(there, number)) = at.get(&id) else {
            return;
        };
        let shown = reopened.texts(there, Some(number));
        for seen in texts.iter().filter(changed) {
            // Lists may come in another order: any text of the field may be this one.
            let same_field = || {
                let mut all = shown.iter().filter(|s| s.field == seen.field);
                let nth = |s: &&crate::redact::Seen| s.nth == seen.nth || seen.field != Field::Text;
                all.find(nth).into_iter().chain(all)
            };
            let expected = apply(&seen.text, &seen.findings).text;
            compared += 1;
            if same_field().any(|s| *s.text == *expected) {
                continue;
            }
            for (nth, finding) in seen.findings.iter().enumerate() {
                let value = &seen.text[finding.start as usize..finding.end as usize];
                let value = fold(value);
                let stands = |s: &crate::redact::Seen| fold(&s.text).text.contains(&*value.text);
                if finding.operator.name() != "keep" && same_field().any(stands) {
                    left.push(Found::new(place, Some(index), seen, &seen.findings[nth]));
                }
            }
        }
    });
    let left = left.iter().map(|found| leak(watched, found, "place", 1));
    (compared, left.collect())
}
