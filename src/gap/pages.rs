//! Answers that are not all there.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Cause, Gap, Gaps};
use crate::{
    archive::{Answer, Archive, Source, SourceId},
    model::Millis,
    timeline::Timeline,
};

/// Entries that an API gives at once: by default, and at most.
fn limits(format: &str) -> &'static [u64] {
    match format {
        "connect-entries" => &[25, 1_000],
        "list-entries" => &[20, 50],
        "byob-entries" => &[20],
        "query-json" | "csv" => &[2_000],
        _ => &[],
    }
}

pub(super) fn find(archive: &Archive, timeline: &Timeline, gaps: &mut Gaps) {
    let mut pages = None;
    for at in 0..archive.sources.len() {
        let id = SourceId(at as u32);
        let source = archive.source(id);
        // One gap of a kind is enough of a file; it says how many answers it is about.
        let mut found = BTreeMap::<Cause, (String, usize)>::new();
        for answer in &source.answers {
            if !answer.is_suspicious(source) {
                continue;
            }
            let pages = pages.get_or_insert_with(|| Pages::of(archive, timeline));
            if let Some((cause, message)) = gap(archive, id, answer, pages) {
                found.entry(cause).or_insert((message, 0)).1 += 1;
            }
        }
        for (cause, (message, answers)) in found {
            let message = match answers {
                1 => message,
                _ => format!("{message}; so in {answers} answers of this file"),
            };
            gaps.of(id, Gap::new(cause, message));
        }
    }
}

impl Answer {
    fn is_full(&self, source: &Source) -> bool {
        limits(&source.format).contains(&self.records)
    }

    fn is_suspicious(&self, source: &Source) -> bool {
        self.next.is_some()
            || self.done == Some(false)
            || self.counted.is_some_and(|counted| self.records < counted)
            || (self.is_full(source) && self.done.is_none())
    }
}

fn gap(archive: &Archive, id: SourceId, answer: &Answer, pages: &Pages) -> Option<(Cause, String)> {
    let source = archive.source(id);
    if source.responses_are_conversations {
        if pages.continue_after(id, answer) {
            return None;
        }
    } else if rest_is_there(archive, id, answer) {
        return None;
    }
    let records = answer.records;
    if answer.next.is_some() || answer.done == Some(false) {
        let why = match &answer.next {
            Some((member, _)) => format!("{member} is set"),
            None => "done is false".to_owned(),
        };
        let which = answer.sub_query.as_ref().map_or_else(
            || "the answer".to_owned(),
            |relationship| format!("the answer to the sub-query {relationship}"),
        );
        return Some((
            Cause::MorePages,
            format!(
                "{which} holds {records} rows and has a next page ({why}) that is not among the files"
            ),
        ));
    }
    if let Some(counted) = answer.counted.filter(|counted| records < *counted) {
        return Some((
            Cause::RowsBelowCount,
            format!("the answer holds {records} of {counted} rows and names no next page"),
        ));
    }
    Some((
        Cause::PageFull,
        format!("exactly {records} entries, the number that this API gives at once"),
    ))
}

/// Of answers that are not one conversation each: whether the other files have the rest.
fn rest_is_there(archive: &Archive, id: SourceId, answer: &Answer) -> bool {
    let source = archive.source(id);
    let others = || {
        archive
            .sources
            .iter()
            .filter(|other| other.format == source.format)
            .flat_map(|other| other.answers.iter().map(move |answer| (other, answer)))
            .filter(|(other, answer_of)| {
                !std::ptr::eq(*answer_of, answer)
                    && (answer.next.is_some() || answer_of.sub_query == answer.sub_query)
                    && (std::ptr::eq(*other, source)
                        || (other.hash, other.bytes) != (source.hash, source.bytes))
            })
            .map(|(_, answer)| answer)
    };
    match &answer.next {
        Some((_, next)) if answer.query.is_none() => {
            let Some((cursor, to)) = position(next) else {
                return false;
            };
            // The next page begins where this one ends: it names a later place of the same cursor,
            // or is the last and holds what is left of the total.
            others().any(
                |other| match other.next.as_ref().and_then(|(_, next)| position(next)) {
                    Some((other_cursor, end)) => {
                        other_cursor == cursor
                            && end.saturating_sub(other.records) == to
                            && end > to
                    }
                    None => {
                        other.done == Some(true)
                            && other.counted == answer.counted
                            && answer.counted == Some(to + other.records)
                    }
                },
            )
        }
        // Batches of one query: which is which cannot be told, but that there are others can.
        Some(next) => others().any(|other| {
            other.query.is_some()
                && other.query == answer.query
                && other.next.as_ref() != Some(next)
        }),
        None if answer
            .counted
            .is_some_and(|counted| answer.records < counted) =>
        {
            let rest: u64 = others().map(|other| other.records).sum();
            answer.counted <= Some(answer.records + rest)
        }
        None if answer.done == Some(false) => false,
        // A full table: another of its kind that is not full is its last part.
        None => archive.sources.iter().any(|other| {
            other.format == source.format
                && other.records.keys().eq(source.records.keys())
                && other.answers.iter().any(|answer| !answer.is_full(other))
        }),
    }
}

/// `…/query/01gxx0000000001-2000`: the cursor, and how many rows are before the next page.
fn position(next: &str) -> Option<(&str, u64)> {
    let (cursor, at) = next.rsplit_once('-')?;
    Some((
        cursor.rsplit_once('/').map_or(cursor, |(_, id)| id),
        at.parse().ok()?,
    ))
}

/// The entries of one answer, in time.
struct Page {
    source: u32,
    conversation: u32,
    first: Millis,
    last: Millis,
    low: Millis,
    high: Millis,
}

struct Pages {
    by_answer: FxHashMap<(u32, u32), Page>,
    /// (Source, its format) of pages by conversation.
    by_conversation: FxHashMap<u32, Vec<(u32, u32)>>,
    formats: Vec<String>,
}

impl Pages {
    fn of(archive: &Archive, timeline: &Timeline) -> Self {
        let mut conversations = vec![u32::MAX; archive.sightings.len()];
        for (number, conversation) in timeline.conversations.iter().enumerate() {
            for placed in &conversation.entries {
                for &copy in timeline.merged.copies(placed.entry) {
                    conversations[copy as usize] = number as u32;
                }
            }
        }
        let mut by_answer = FxHashMap::<(u32, u32), Page>::default();
        for (sighting, conversation) in archive.sightings.iter().zip(conversations) {
            let Some(at) = sighting.any_time() else {
                continue;
            };
            let source = sighting.source.0;
            if conversation == u32::MAX
                || !archive.source(sighting.source).responses_are_conversations
            {
                continue;
            }
            let page = by_answer
                .entry((source, sighting.response))
                .or_insert(Page {
                    source,
                    conversation,
                    first: at,
                    last: at,
                    low: at,
                    high: at,
                });
            page.last = at;
            page.low = page.low.min(at);
            page.high = page.high.max(at);
        }
        let mut by_conversation = FxHashMap::<u32, Vec<(u32, u32)>>::default();
        for (&answer, page) in &by_answer {
            by_conversation
                .entry(page.conversation)
                .or_default()
                .push(answer);
        }
        Self {
            by_answer,
            by_conversation,
            formats: archive
                .sources
                .iter()
                .map(|source| source.format.clone())
                .collect(),
        }
    }

    /// Whether another answer of the same API goes on where this one ends. Newest first, the next
    /// page is older; oldest first, it is newer.
    fn continue_after(&self, id: SourceId, answer: &Answer) -> bool {
        let key = (id.0, answer.response);
        let Some(page) = self.by_answer.get(&key) else {
            return false;
        };
        let others = self.by_conversation.get(&page.conversation);
        others
            .into_iter()
            .flatten()
            .filter(|other| **other != key)
            .filter_map(|other| self.by_answer.get(other))
            .filter(|other| {
                self.formats[other.source as usize] == self.formats[page.source as usize]
            })
            .any(|other| {
                if page.first >= page.last {
                    other.low < page.low
                } else {
                    other.high > page.high
                }
            })
    }
}
