//! A hit as it is shown.

use serde::Serialize;

use crate::{
    export::{self, Rows, TranscriptRow},
    model::Millis,
    search::{
        Query, Snippet,
        index::At,
        run::View,
        shown::{Shown, each_text},
        snippet::places,
    },
};

/// Letters shown of an entry beside a hit.
const NEARBY: usize = 160;

/// An entry that was found, with everything seen through the lens; `null` where unknown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// Place among the hits, from 0.
    pub position: u32,
    /// Conversation id.
    pub conversation: String,
    /// Place of the conversation among all, from 0.
    pub conversation_position: u32,
    /// The end user's name, where known.
    pub title: Option<String>,
    /// Session id, 18 characters.
    pub session: Option<String>,
    /// Message identifier, else record id.
    pub entry: String,
    /// Place in the conversation, from 0.
    pub index: u32,
    /// RFC 3339, UTC, milliseconds.
    pub at: Option<String>,
    /// The same as epoch milliseconds.
    pub at_ms: Option<Millis>,
    /// `EndUser`, `Agent` and so on.
    pub role: String,
    /// Display name.
    pub actor: Option<String>,
    /// Entry type in CamelCase.
    pub kind: String,
    /// Not shown to the customer.
    pub internal: bool,
    /// The texts in which something was found; if filters alone were asked, the entry's first.
    pub snippets: Vec<Snippet>,
    /// Entries before it, the nearest last.
    pub before: Vec<Nearby>,
    /// Entries after it.
    pub after: Vec<Nearby>,
}

/// An entry beside a hit.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Nearby {
    /// Place in the conversation, from 0.
    pub index: u32,
    /// Epoch milliseconds.
    pub at_ms: Option<Millis>,
    /// `EndUser`, `Agent` and so on.
    pub role: String,
    /// Display name.
    pub actor: Option<String>,
    /// The beginning of its text.
    pub text: Option<String>,
}

/// Shows what was found at a place. O(texts of the entry and of those beside it).
pub(crate) fn hit(
    query: &Query,
    view: &View<'_>,
    at: At,
    position: u32,
    context: usize,
) -> Option<SearchHit> {
    let conversation = view.timeline.conversations.get(at.conversation as usize)?;
    let rows = Rows {
        archive: view.archive,
        timeline: view.timeline,
        conversation,
        lens: view.lens,
        detailed: false,
    };
    let place = at.place as usize;
    let (row, _) = rows.row(place)?;
    let mut snippets = Vec::new();
    let mut first: Option<Shown<'_>> = None;
    each_text(&rows, place, |shown| {
        let places = places(&shown.text, query.patterns());
        if !places.is_empty() {
            snippets.push(Snippet::new(&shown, &places));
        }
        first.get_or_insert(shown);
    });
    if snippets.is_empty() {
        snippets.extend(first.map(|shown| Snippet::new(&shown, &[])));
    }
    let nearby = |index: usize| rows.row(index).map(|(row, _)| Nearby::of(row));
    let last = (place + context).min(conversation.entries.len().saturating_sub(1));
    Some(SearchHit {
        position,
        conversation: row.conversation,
        conversation_position: at.conversation,
        title: export::title(conversation, view.lens),
        session: row.session,
        entry: row.entry,
        index: row.index,
        at: row.at,
        at_ms: row.at_ms,
        role: row.role,
        actor: row.actor,
        kind: row.kind,
        internal: row.internal,
        snippets,
        before: (place.saturating_sub(context)..place)
            .filter_map(nearby)
            .collect(),
        after: (place + 1..=last).filter_map(nearby).collect(),
    })
}

impl Nearby {
    fn of(row: TranscriptRow) -> Self {
        let text = row.text.map(|text| match text.char_indices().nth(NEARBY) {
            Some((cut, _)) => format!("{}…", &text[..cut]),
            None => text,
        });
        Self {
            index: row.index,
            at_ms: row.at_ms,
            role: row.role,
            actor: row.actor,
            text,
        }
    }
}
