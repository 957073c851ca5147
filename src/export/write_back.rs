//! Bodies for the Connect REST API that put the redacted words in the place of the original ones:
//! `PATCH …/connect/conversation/{id}/entries` with `conversationEntriesUpdates`. Nothing here sends them.
//!
//! Limits of one call are not published: bodies are split at [`ENTRIES`] entries unless told otherwise.

use serde::Serialize;

use crate::{
    archive::Archive,
    export::{Lens, Rows, Scope},
    model::EntryType,
    timeline::{Entry, Timeline},
};

/// Entries in a body, unless told otherwise.
pub const ENTRIES: usize = 100;

/// One call.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct WriteBack {
    /// The conversation in the address of the call.
    pub conversation: String,
    /// Its id is not stated by the data: look it up before the call.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub conversation_inferred: bool,
    /// The body of the call.
    pub body: WriteBackBody,
}

/// The body of a call.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct WriteBackBody {
    /// Entries with their new words.
    pub conversation_entries_updates: Vec<EntryUpdate>,
}

/// The new words of an entry.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct EntryUpdate {
    /// Message identifier.
    pub identifier: String,
    /// Redacted text.
    pub message_text: String,
}

/// An entry whose redaction cannot be written back.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NotWritten {
    /// Its conversation.
    pub conversation: String,
    /// Its id.
    pub entry: String,
    /// Why.
    pub reason: &'static str,
}

/// All calls, and what they leave out.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct WriteBacks {
    /// The calls, conversation after conversation.
    pub calls: Vec<WriteBack>,
    /// Entries of which something was redacted that no call can change.
    pub not_written: Vec<NotWritten>,
}

impl WriteBacks {
    /// Makes the calls for what the lens changes; at most `entries` in each. O(all text).
    pub fn new(
        archive: &Archive,
        timeline: &Timeline,
        lens: Lens<'_>,
        scope: &Scope,
        entries: usize,
    ) -> Self {
        let mut out = Self::default();
        for place in scope.places(timeline) {
            let Some(conversation) = timeline.conversations.get(place as usize) else {
                continue;
            };
            let rows = |lens| Rows {
                archive,
                timeline,
                conversation,
                lens,
                detailed: false,
            };
            let mut updates = Vec::new();
            for (index, placed) in conversation.entries.iter().enumerate() {
                let entry = &timeline.entry(archive, *placed);
                let (Some((shown, _)), Some((original, _))) =
                    (rows(lens).row(index), rows(Lens::Original).row(index))
                else {
                    continue;
                };
                if scope.customer_copy && shown.internal {
                    continue;
                }
                let not = |reason| NotWritten {
                    conversation: conversation.id.clone(),
                    entry: shown.entry.clone(),
                    reason,
                };
                let text_changed = shown.text != original.text;
                let rest_changed = (
                    &shown.attachments,
                    &shown.links,
                    &shown.choices,
                    &shown.form,
                ) != (
                    &original.attachments,
                    &original.links,
                    &original.choices,
                    &original.form,
                ) || (&shown.cards, &shown.details, &shown.extra)
                    != (&original.cards, &original.details, &original.extra);
                if !text_changed && !rest_changed {
                    continue;
                }
                if let Some(reason) = hindrance(archive, timeline, entry) {
                    out.not_written.push(not(reason));
                    continue;
                }
                if rest_changed {
                    out.not_written.push(not(
                        "a value stands beside the text (a choice, form, link or attachment), and the call changes text alone",
                    ));
                }
                if let Some(message_text) = shown.text.clone().filter(|_| text_changed) {
                    updates.push(EntryUpdate {
                        identifier: shown.entry.clone(),
                        message_text,
                    });
                }
            }
            for part in updates.chunks(entries.max(1)) {
                out.calls.push(WriteBack {
                    conversation: conversation.id.clone(),
                    conversation_inferred: conversation.inferred,
                    body: WriteBackBody {
                        conversation_entries_updates: part.to_vec(),
                    },
                });
            }
        }
        out
    }
}

/// Why an entry cannot be written back.
fn hindrance(archive: &Archive, timeline: &Timeline, entry: &Entry) -> Option<&'static str> {
    if entry.entry_type != EntryType::Message {
        return Some("it is no message: its line is made from an event");
    }
    if entry.text.is_none() {
        return Some("it has no text of its own");
    }
    let content = entry
        .content
        .and_then(|at| archive.contents.get(at as usize));
    if content.is_some_and(|c| !(c.choices.is_empty() && c.form.is_empty() && c.cards.is_empty())) {
        return Some(
            "it is of a rich type: its words are made from its parts, and the call changes text alone",
        );
    }
    if entry.duration.is_some() || entry.end_at.is_some() {
        return Some("it is a spoken utterance, which the call does not change");
    }
    if crate::model::ids::pack_uuid(&archive.entry_id(entry.id)).is_none() {
        return Some(
            "it has no message identifier: rows of standard channels are known by record id",
        );
    }
    let mut copies = timeline.merged.copies(entry.number).iter();
    let of_data_cloud = |copy: &u32| {
        let source = archive.sightings[*copy as usize].source;
        archive.source(source).format.starts_with("data-cloud")
    };
    if copies.all(of_data_cloud) {
        return Some("it is known from a copy in Data Cloud alone, which the call does not change");
    }
    None
}
