//! What is not there: rows cut off, tables missing, texts left blank. Each gap has its likely cause and the
//! next step. Pure functions of the archive and its timeline, so that a page that was opened closes the gap,
//! in whatever order the files came.
//!
//! Facts: object reference of `ConversationEntry` and `MessagingSession` (when rows are written, and what
//! enhanced channels leave blank), Connect REST, Query and Data Cloud query guides (page sizes), the
//! Messaging Object Model guide (Data Cloud's delay, the export tool's seven days).

mod cause;
mod lateness;
mod pages;
mod query;
mod refusals;
mod sessions;
mod texts;

use serde::Serialize;

pub use cause::Cause;

use crate::{
    archive::{Archive, SourceId},
    timeline::Timeline,
};

/// Something that is likely missing, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Gap {
    /// What it is; stable.
    pub code: Cause,
    /// What was seen, in words. Never quotes a value.
    pub message: String,
    /// Its likely cause and the next step.
    pub advice: &'static str,
    /// The query that fetches it, with the ids that are known here; to be copied.
    pub query: Option<String>,
}

impl Gap {
    fn new(code: Cause, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            advice: code.advice(),
            query: None,
        }
    }

    fn with_query(mut self, query: Option<String>) -> Self {
        self.query = query;
        self
    }
}

/// All gaps of an archive.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    /// Of each file, in the order of opening.
    pub files: Vec<Vec<Gap>>,
    /// Of all files together.
    pub whole: Vec<Gap>,
}

impl Gaps {
    /// Finds them. O(entries + rows).
    pub fn find(archive: &Archive, timeline: &Timeline) -> Self {
        let mut gaps = Self {
            files: vec![Vec::new(); archive.sources.len()],
            whole: Vec::new(),
        };
        if archive.sources.is_empty() {
            return gaps;
        }
        pages::find(archive, timeline, &mut gaps);
        texts::find(archive, timeline, &mut gaps);
        refusals::find(archive, &mut gaps);
        lateness::find(archive, timeline, &mut gaps);
        sessions::find(archive, timeline, &mut gaps);
        gaps
    }

    fn of(&mut self, source: SourceId, gap: Gap) {
        if let Some(found) = self.files.get_mut(source.0 as usize) {
            found.push(gap);
        }
    }
}

/// `1 session`, `2 sessions`.
fn many(count: usize, noun: &str) -> String {
    let plural = match (count, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    };
    format!("{count} {plural}")
}
