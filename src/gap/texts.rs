//! Entries whose words are not in the files.

use super::{Cause, Gap, Gaps, many};
use crate::{
    archive::{Archive, SourceId},
    timeline::Timeline,
};

pub(super) fn find(archive: &Archive, timeline: &Timeline, gaps: &mut Gaps) {
    // Messages of each file that no file has words for.
    let mut wordless = vec![0_usize; archive.sources.len()];
    for &entry in timeline.wordless() {
        let copies = timeline.merged.copies(entry).iter();
        let sightings = copies.map(|&at| &archive.sightings[at as usize]);
        let mut sources: Vec<u32> = sightings.map(|one| one.source.0).collect();
        sources.dedup();
        for source in sources {
            wordless[source as usize] += 1;
        }
    }
    for (at, &wordless) in wordless.iter().enumerate().filter(|(_, count)| **count > 0) {
        let id = SourceId(at as u32);
        let source = archive.source(id);
        let entries = source.records.get("ConversationEntry").copied();
        let entries = entries.unwrap_or(0) as usize;
        match source.format.as_str() {
            "connect-entries" => gaps.of(
                id,
                Gap::new(
                    Cause::TextOnly,
                    format!("{wordless} of {} have no text", many(entries, "entry")),
                ),
            ),
            // A row without words here and there is an attachment; a file of them is a channel.
            "csv" | "query-json" if source.entries_with_text == 0 => gaps.of(
                id,
                Gap::new(
                    Cause::BlankMessages,
                    format!(
                        "this export has no text: Message is blank in all {}",
                        many(entries, "entry")
                    ),
                ),
            ),
            _ => {}
        }
    }
}
