//! Windows of a conversation or a customer.

use std::rc::Rc;

use js_sys::Array;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{
    archive::{Handle, not_found},
    customer,
    error::TranscriptError,
    members::add_members,
    to_js_at_once,
};
use crate::{
    archive::Archive,
    export::{
        Lens, Mark, ParticipantSummary, RecordSummary, Rows, SessionSummary, TranscriptRow,
        one_or_many,
    },
    model::Millis,
    search::Waits,
    timeline::{Follows, Start, Timeline},
};

/// Members of an object whose number nobody needs: not none, which may be written at once.
const SOME: usize = 1;

/// A row as a reader sees it among others.
#[derive(Debug, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub(super) struct WindowRow {
    #[serde(flatten)]
    row: TranscriptRow,
    /// Redacted spans of `text`, UTF-16 units in the text shown.
    marks: Vec<Mark>,
    /// The same person goes on speaking: their name need not be said again.
    continues: bool,
    /// Milliseconds of silence before it, if a quarter of an hour or more.
    gap_ms: Option<Millis>,
    /// Position of the entry that this one answers.
    reply_to_position: Option<u32>,
    /// The wait that it ended, as the KPIs measure it; only where one conversation is read.
    waited_ms: Option<Millis>,
}

impl Serialize for WindowRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("WindowRow", SOME)?;
        add_members(&mut object, &self.row)?;
        object.serialize_field("marks", &self.marks)?;
        object.serialize_field("continues", &self.continues)?;
        object.serialize_field("gapMs", &self.gap_ms)?;
        object.serialize_field("replyToPosition", &self.reply_to_position)?;
        object.serialize_field("waitedMs", &self.waited_ms)?;
        object.end()
    }
}

/// Entries from a position on.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub(super) struct TranscriptWindow {
    /// The conversation; null for a customer, whose rows name theirs.
    conversation: Option<String>,
    /// Entries in all.
    total: u32,
    /// Position of the first row.
    from: u32,
    rows: Vec<WindowRow>,
    /// The sessions of these rows; of a conversation without entries its first ones.
    sessions: Vec<WindowSession>,
    /// Sessions in all.
    sessions_total: u32,
    /// Who took part; only in the window of a conversation that begins at 0.
    participants: Option<Vec<ParticipantSummary>>,
    /// Records that belong to the conversation; only in the window that begins at 0.
    related: Option<Vec<RecordSummary>>,
}

/// Rows that are written as one text and read by the host at once. A text of many more would lie
/// beside them, in a memory that never shrinks.
const AT_ONCE: usize = 1000;

impl TranscriptWindow {
    pub(super) fn into_js(mut self) -> Result<JsValue, TranscriptError> {
        let rest = self.rows.split_off(self.rows.len().min(AT_ONCE));
        let window = to_js_at_once(&self)?;
        if !rest.is_empty() {
            let rows = js_sys::Reflect::get(&window, &"rows".into());
            let rows: Array = rows.unwrap_or_default().unchecked_into();
            for batch in rest.chunks(AT_ONCE) {
                let batch: Array = to_js_at_once(&batch)?.unchecked_into();
                batch.for_each(&mut |row, _, _| {
                    rows.push(&row);
                });
            }
        }
        Ok(window)
    }
}

/// A session among those of a conversation or a customer.
#[derive(Debug, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub(super) struct WindowSession {
    #[serde(flatten)]
    session: SessionSummary,
    /// Its conversation.
    conversation: String,
    /// Its place among the sessions, from 0.
    place: u32,
    /// Position of its first entry.
    position: Option<u32>,
    /// How many entries it has.
    entries: u32,
}

impl Serialize for WindowSession {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("WindowSession", SOME)?;
        add_members(&mut object, &self.session)?;
        object.serialize_field("conversation", &self.conversation)?;
        object.serialize_field("place", &self.place)?;
        object.serialize_field("position", &self.position)?;
        object.serialize_field("entries", &self.entries)?;
        object.end()
    }
}

/// Sessions from a place on.
#[derive(Debug, Serialize, Tsify)]
pub(super) struct SessionWindow {
    total: u32,
    from: u32,
    sessions: Vec<WindowSession>,
}

#[wasm_bindgen(typescript_custom_section)]
const START: &str = r#"
/** Where a window begins: at an entry, at the first entry from an instant on, or at the first of a session. */
export type WindowStart = { entry: string } | { atMs: number } | { session: string };
"#;

/// Sessions given for a conversation without entries.
const SESSIONS: usize = 5;

/// Where to begin: a position, or what stands there.
pub(super) fn start(from: JsValue) -> Result<Start, TranscriptError> {
    if let Some(position) = from.as_f64() {
        return Ok(Start::Position(position.max(0.0) as usize));
    }
    serde_wasm_bindgen::from_value(from)
        .map_err(|error| TranscriptError::new("options", error.to_string()).at("from"))
}

/// Entries and sessions in the order in which they are read.
pub(super) enum Order {
    /// Of one conversation, by place.
    Conversation(u32),
    /// Of one customer.
    Customer(customer::Found),
}

/// What is read: a conversation by its id, or a customer.
pub(super) fn order(
    handle: &Handle,
    timeline: &Timeline,
    of: JsValue,
) -> Result<Order, TranscriptError> {
    #[derive(Deserialize)]
    struct Scope {
        #[serde(deserialize_with = "one_or_many")]
        customer: Vec<String>,
    }
    if let Some(id) = of.as_string() {
        return timeline
            .place_of(&id)
            .map(Order::Conversation)
            .ok_or_else(not_found);
    }
    let scope: Scope = serde_wasm_bindgen::from_value(of)
        .map_err(|error| TranscriptError::new("options", error.to_string()).at("of"))?;
    customer::one(handle, timeline, &scope.customer).map(Order::Customer)
}

/// The waits of the conversation that is read, measured once. A customer's are not: that would be
/// all of their conversations.
pub(super) fn waits(handle: &Handle, timeline: &Timeline, order: &Order) -> Option<Rc<Waits>> {
    let &Order::Conversation(place) = order else {
        return None;
    };
    let mut shared = handle.borrow_mut();
    if let Some((known, waits)) = &shared.waits
        && *known == place
    {
        return Some(Rc::clone(waits));
    }
    let conversation = &timeline.conversations[place as usize];
    let waits = Waits::of_conversation(&shared.archive, timeline, conversation);
    let waits = Rc::new(waits);
    shared.waits = Some((place, Rc::clone(&waits)));
    Some(waits)
}

/// Makes windows.
pub(super) struct Reader<'a> {
    pub(super) archive: &'a Archive,
    pub(super) timeline: &'a Timeline,
    pub(super) order: &'a Order,
    pub(super) lens: Lens<'a>,
    pub(super) waits: Option<Rc<Waits>>,
}

impl<'a> Reader<'a> {
    fn rows(&self, conversation: u32) -> Rows<'a> {
        Rows {
            archive: self.archive,
            timeline: self.timeline,
            conversation: &self.timeline.conversations[conversation as usize],
            lens: self.lens,
            detailed: false,
        }
    }

    fn total(&self) -> usize {
        match self.order {
            Order::Conversation(at) => self.rows(*at).conversation.entries.len(),
            Order::Customer(one) => one.1.entries.len(),
        }
    }

    /// (conversation, place in it) of a position.
    fn at(&self, position: usize) -> Option<(u32, u32)> {
        match self.order {
            Order::Conversation(at) => (position < self.total()).then_some((*at, position as u32)),
            Order::Customer(one) => one.1.entries.get(position).copied(),
        }
    }

    /// The position of a place in a conversation.
    fn position(&self, conversation: u32, place: u32) -> Option<u32> {
        match self.order {
            Order::Conversation(_) => Some(place),
            Order::Customer(one) => one.1.position(conversation, place).map(|at| at as u32),
        }
    }

    pub(super) fn window(
        &self,
        start: &Start,
        count: usize,
    ) -> Result<TranscriptWindow, TranscriptError> {
        let from = match self.order {
            Order::Conversation(at) => {
                let of = self.rows(*at).conversation;
                self.timeline.start(self.archive, of, start)
            }
            Order::Customer(one) => one.1.start(self.archive, self.timeline, &one.0, start),
        };
        let from = from.ok_or_else(|| {
            TranscriptError::new("entry_not_found", "no such entry or session is in it").at("from")
        })?;
        let total = self.total();
        let end = from.saturating_add(count).min(total);
        let mut shown: Vec<(u32, u32)> = Vec::new();
        let rows = (from..end)
            .filter_map(|position| {
                let (conversation, place) = self.at(position)?;
                let session = self.rows(conversation).conversation.entries[place as usize].session;
                if let Some(session) = session
                    && !shown.contains(&(conversation, session))
                {
                    shown.push((conversation, session));
                }
                self.row(position)
            })
            .collect();
        let sessions = if total == 0 {
            (0..SESSIONS)
                .filter_map(|place| self.session(place))
                .collect()
        } else {
            let place = |&(of, session): &(u32, u32)| self.session(self.place(of, session)?);
            shown.iter().filter_map(place).collect()
        };
        let beside = match self.order {
            Order::Conversation(at) if from == 0 => Some(self.rows(*at)),
            _ => None,
        };
        if let Some(rows) = &beside {
            rows.beside_entries();
        }
        Ok(TranscriptWindow {
            conversation: match self.order {
                Order::Conversation(at) => Some(self.rows(*at).conversation.id.clone()),
                Order::Customer(_) => None,
            },
            total: total as u32,
            from: from as u32,
            rows,
            sessions,
            sessions_total: self.sessions_total() as u32,
            participants: beside.as_ref().map(ParticipantSummary::all),
            related: beside.as_ref().map(RecordSummary::all),
        })
    }

    fn row(&self, position: usize) -> Option<WindowRow> {
        let (conversation, place) = self.at(position)?;
        let rows = self.rows(conversation);
        let (row, marks) = rows.row(place as usize)?;
        let placed = rows.conversation.entries[place as usize];
        let before = position.checked_sub(1).and_then(|before| self.at(before));
        let follows = before.map_or_else(Follows::default, |(before_of, before)| {
            let before_in = self.rows(before_of).conversation;
            let before = before_in.entries[before as usize];
            self.timeline.follows(
                rows.archive,
                (before_in, before),
                (rows.conversation, placed),
            )
        });
        let answered = self.timeline.answered_at(rows.conversation, place);
        Some(WindowRow {
            row,
            marks,
            continues: follows.continues,
            gap_ms: follows.gap,
            reply_to_position: answered.and_then(|place| self.position(conversation, place)),
            waited_ms: (self.waits.as_ref()).and_then(|waits| waits.of(placed.entry)),
        })
    }

    fn sessions_total(&self) -> usize {
        match self.order {
            Order::Conversation(at) => self.rows(*at).conversation.sessions.len(),
            Order::Customer(one) => one.1.sessions.len(),
        }
    }

    /// The place of a conversation's session among all.
    fn place(&self, conversation: u32, session: u32) -> Option<usize> {
        match self.order {
            Order::Conversation(_) => Some(session as usize),
            Order::Customer(one) => {
                let mut sessions = one.1.sessions.iter();
                sessions.position(|one| *one == (conversation, session))
            }
        }
    }

    fn session(&self, place: usize) -> Option<WindowSession> {
        let (conversation, session) = match self.order {
            Order::Conversation(at) => (*at, place as u32),
            Order::Customer(one) => one.1.sessions.get(place).copied()?,
        };
        let rows = self.rows(conversation);
        let of = rows.conversation;
        let session = of.sessions.get(session as usize)?;
        let first = session.first;
        Some(WindowSession {
            session: SessionSummary::new(session, self.lens).with_records(session, &rows),
            conversation: of.id.clone(),
            place: place as u32,
            position: first.and_then(|first| self.position(conversation, first)),
            entries: session.entries,
        })
    }

    pub(super) fn sessions(&self, from: usize, count: usize) -> SessionWindow {
        let total = self.sessions_total();
        let end = from.saturating_add(count).min(total);
        SessionWindow {
            total: total as u32,
            from: from as u32,
            sessions: (from..end)
                .filter_map(|place| self.session(place))
                .collect(),
        }
    }
}
