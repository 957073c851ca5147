//! Files opened together, as a reader sees them.

use std::{fs, path::PathBuf};

use sealed_transcript::{
    archive::{Archive, Source},
    diagnostics::Code,
    export::{InspectReport, Lens, Rows, TranscriptRow},
    gap::{Gap, Gaps},
    intake::Intake,
    limits::Limits,
    timeline::Timeline,
};

/// An archive and its timeline.
pub(crate) struct Opened {
    pub(crate) archive: Archive,
    pub(crate) timeline: Timeline,
    sources: Vec<sealed_transcript::archive::SourceId>,
}

/// Opens files, each in one chunk.
pub(crate) fn open(files: &[(&str, &[u8])]) -> Opened {
    open_in_chunks(files, usize::MAX, Limits::default())
}

/// Opens files in chunks of a size.
pub(crate) fn open_in_chunks(files: &[(&str, &[u8])], size: usize, limits: Limits) -> Opened {
    let mut archive = Archive::default();
    let sources = files
        .iter()
        .map(|(name, bytes)| {
            let mut file = Intake::new(&mut archive, name, limits);
            for chunk in bytes.chunks(size.min(bytes.len().max(1))) {
                file.feed(&mut archive, chunk);
            }
            file.finish(&mut archive)
        })
        .collect();
    let timeline = Timeline::build(&archive);
    Opened {
        archive,
        timeline,
        sources,
    }
}

impl Opened {
    /// The only file.
    pub(crate) fn file(&self) -> &Source {
        self.archive.source(self.sources[0])
    }

    /// What `inspect` says.
    pub(crate) fn report(&self) -> InspectReport {
        InspectReport::new(&self.archive, &self.timeline, Lens::Original)
    }

    /// The transcripts as JSON, without the files that told them.
    pub(crate) fn told(&self) -> Vec<serde_json::Value> {
        let rows = self.rows().into_iter().map(|row| {
            let mut row = serde_json::to_value(row).expect("a row");
            row["sources"] = serde_json::Value::Null;
            row
        });
        rows.collect()
    }

    /// What is likely missing from the only file.
    pub(crate) fn gaps(&self) -> Vec<Gap> {
        Gaps::find(&self.archive, &self.timeline).files.remove(0)
    }

    /// Codes of what could not be read.
    pub(crate) fn codes(&self) -> Vec<Code> {
        self.file()
            .diagnostics
            .iter()
            .map(|found| found.code)
            .collect()
    }

    /// Records of an object in the first file.
    pub(crate) fn records(&self, object: &str) -> u64 {
        self.file().records.get(object).copied().unwrap_or_default()
    }

    /// All transcripts, one after the other.
    pub(crate) fn rows(&self) -> Vec<TranscriptRow> {
        let mut rows = Vec::new();
        for conversation in &self.timeline.conversations {
            let all = Rows {
                archive: &self.archive,
                timeline: &self.timeline,
                conversation,
                lens: Lens::Original,
                detailed: false,
            };
            rows.extend((0..conversation.entries.len()).filter_map(|at| Some(all.row(at)?.0)));
        }
        rows
    }
}

/// A published sample, where the samples are there.
pub(crate) fn sample(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/samples")
        .join(name);
    fs::read(path).ok()
}
