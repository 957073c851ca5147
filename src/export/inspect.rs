//! What each file was, what was read of it, what was not.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    archive::{Archive, Source, SourceId},
    diagnostics::{Code, Diagnostic},
    export::Lens,
    gap::{Gap, Gaps},
    model::{Millis, Role, time},
    timeline::{Counts, Timeline},
};

/// One file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct FileReport {
    /// The name it was opened by.
    pub file: String,
    /// Name of the format, one of those `--as` takes; `zip`, `gzip` or `har` for a file whose files
    /// are in the report on their own, named `outer.zip/inner.csv`; or `empty`, `unrecognised`,
    /// `cancelled`.
    pub format: String,
    /// What told the format.
    pub evidence: String,
    /// Records by Salesforce object name.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub records: BTreeMap<String, u64>,
    /// Where its entries went.
    pub entries: Counts,
    /// Time of its first entry or session start, RFC 3339.
    pub from: Option<String>,
    /// Time of its last entry or session end, RFC 3339.
    pub to: Option<String>,
    /// What is likely missing from it, why, and what to do.
    pub gaps: Vec<Gap>,
    /// What else a reader should know.
    pub warnings: Vec<String>,
}

/// All files together.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct TotalReport {
    /// Files opened.
    pub files: u64,
    /// Conversations found.
    pub conversations: u64,
    /// Sessions found.
    pub sessions: u64,
    /// Records by Salesforce object name.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub records: BTreeMap<String, u64>,
    /// Where the entries went.
    pub entries: Counts,
    /// Time of the first entry or session start, RFC 3339.
    pub from: Option<String>,
    /// Time of the last entry or session end, RFC 3339.
    pub to: Option<String>,
    /// What is likely missing from all files together, why, and what to do.
    pub gaps: Vec<Gap>,
    /// Diagnostics beyond those kept.
    #[serde(rename = "moreDiagnostics")]
    pub more_diagnostics: u64,
}

/// The report of `inspect`.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct InspectReport {
    /// Files by name, then content.
    pub files: Vec<FileReport>,
    /// All together.
    pub total: TotalReport,
    /// What could not be read, by file, record and offset. Never quotes a value.
    pub diagnostics: Vec<Diagnostic>,
}

type TimeSpan = Option<(Millis, Millis)>;

fn widen(span: &mut TimeSpan, at: Millis) {
    *span = Some(span.map_or((at, at), |(from, to)| (from.min(at), to.max(at))));
}

/// Time span of each source.
fn spans(archive: &Archive, timeline: &Timeline) -> Vec<TimeSpan> {
    let mut spans = timeline.spans().to_vec();
    for row in &archive.rows {
        for (name, value) in row.fields(archive) {
            if matches!(name, "StartTime" | "EndTime")
                && let Ok(at) = time::parse(value, archive.reading_of(row.source))
            {
                widen(&mut spans[row.source.0 as usize], at);
            }
        }
    }
    spans
}

impl InspectReport {
    /// Makes the report; file names are seen through the lens. O(entries + rows).
    pub fn new(archive: &Archive, timeline: &Timeline, lens: Lens<'_>) -> Self {
        let ranks = archive.ranks();
        let mut order: Vec<u32> = (0..ranks.len() as u32).collect();
        order.sort_by_key(|&at| ranks[at as usize]);
        let spans = spans(archive, timeline);
        let mut report = Self::default();
        let mut whole = None;
        let mut gaps = Gaps::find(archive, timeline);
        for &at in &order {
            let source = archive.source(SourceId(at));
            let span = spans[at as usize];
            if let Some((from, to)) = span {
                widen(&mut whole, from);
                widen(&mut whole, to);
            }
            let counts = timeline.counts()[at as usize];
            let file = lens.text(&source.name, Role::Unknown).into_owned();
            report.total.entries.add(counts);
            for (object, count) in &source.records {
                *report.total.records.entry(object.clone()).or_default() += count;
            }
            report.total.more_diagnostics += source.more_diagnostics;
            let mut found = source.diagnostics.clone();
            found.extend(duplicate(archive, &order, at));
            for diagnostic in &mut found {
                diagnostic.file.clone_from(&file);
            }
            found.sort();
            report.diagnostics.extend(found);
            report.files.push(FileReport {
                file,
                format: source.format.clone(),
                evidence: source.evidence.clone(),
                records: source.records.clone(),
                entries: counts,
                from: span.map(|(from, _)| time::rfc3339(from)),
                to: span.map(|(_, to)| time::rfc3339(to)),
                gaps: std::mem::take(&mut gaps.files[at as usize]),
                warnings: warnings(source),
            });
        }
        report.total.files = order.len() as u64;
        report.total.conversations = timeline.conversations.len() as u64;
        report.total.sessions = timeline
            .conversations
            .iter()
            .map(|conversation| conversation.sessions.len() as u64)
            .sum();
        report.total.gaps = gaps.whole;
        report.total.from = whole.map(|(from, _)| time::rfc3339(from));
        report.total.to = whole.map(|(_, to)| time::rfc3339(to));
        report
    }
}

fn warnings(source: &Source) -> Vec<String> {
    let mut warnings = source.warnings.clone();
    if !source.unknown_fields.is_empty() {
        let fields = source
            .unknown_fields
            .iter()
            .map(|(name, count)| format!("{name} ({count})"))
            .collect::<Vec<_>>()
            .join(", ");
        warnings.push(format!("fields not shown: {fields}"));
    }
    if source.more_diagnostics > 0 {
        warnings.push(format!(
            "{} more diagnostics of this file are counted, not listed",
            source.more_diagnostics
        ));
    }
    warnings
}

/// The same bytes opened twice: of equal files the first in rank is the one that counts.
fn duplicate(archive: &Archive, order: &[u32], at: u32) -> Option<Diagnostic> {
    let source = archive.source(SourceId(at));
    if source.bytes == 0 || source.format == "cancelled" {
        return None;
    }
    let first = order
        .iter()
        .map(|&other| (other, archive.source(SourceId(other))))
        .find(|(_, other)| (other.hash, other.bytes) == (source.hash, source.bytes))?;
    (first.0 != at).then(|| Diagnostic {
        file: source.name.clone(),
        record: None,
        offset: None,
        code: Code::DuplicateFile,
        line: None,
        path: None,
        message:
            "the same bytes as another file that is open; its entries are merged into that file's"
                .to_owned(),
    })
}
