//! Copies that are older than the conversations they are of.

use super::{Cause, Gap, Gaps, many};
use crate::{
    archive::{Archive, SourceId},
    model::Millis,
    timeline::Timeline,
};

/// How late Data Cloud may be.
const HOUR: Millis = 3_600_000;

pub(super) fn find(archive: &Archive, timeline: &Timeline, gaps: &mut Gaps) {
    for (at, span) in timeline.spans().iter().enumerate() {
        let Some((_, newest_here)) = *span else {
            continue;
        };
        let id = SourceId(at as u32);
        let source = archive.source(id);
        let (code, until) = if source.is_off_platform {
            (Cause::ExportToolLate, Millis::MAX)
        } else if source.format.starts_with("data-cloud") {
            (Cause::DataCloudLate, newest_here + HOUR)
        } else {
            continue;
        };
        let later = |at: Option<Millis>| at.is_some_and(|at| at > newest_here && at <= until);
        // What any other file knows to have happened after.
        let entries = timeline
            .merged
            .entries(archive)
            .filter(|entry| later(entry.at))
            .count();
        let sessions = timeline
            .conversations
            .iter()
            .flat_map(|conversation| &conversation.sessions)
            .filter(|session| later(session.start) || later(session.end))
            .count();
        if entries + sessions == 0 {
            continue;
        }
        let mut known = Vec::new();
        if entries > 0 {
            known.push(many(entries, "entry"));
        }
        if sessions > 0 {
            known.push(many(sessions, "session"));
        }
        let known = known.join(" and ");
        let message = match code {
            Cause::DataCloudLate => {
                format!("other files know {known} of the hour after the newest entry of this one")
            }
            _ => format!("other files know {known} newer than the newest entry of this export"),
        };
        gaps.of(id, Gap::new(code, message));
    }
}
