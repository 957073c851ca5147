//! The payload of an entry: what a reader sees, and what happened.
//!
//! Shape: `conversation-public-components.yaml` 0.0.2 ("Conversation Entry Payload Schema").
//! Discriminators nobody documented are kept whole, never fatal: the set grew by 47 schemas in
//! four months.

mod body;
mod detail;
mod event;
mod form;
mod label;
mod message;
mod words;

use crate::{
    archive::{AssignedBy, Draft},
    formats::{Understood, connect, list_entries, recent::Recent, shapes::Shapes},
    json::{Kind, Malformed, Picker, Raw, Scratch},
    model::{Detail, EntryType},
};

use words::{text_of, words_of};

/// What reading one record leaves for the next; made when it is first asked for, and cheap to move.
#[derive(Debug, Default)]
pub struct Scratches(Option<Box<Room>>);

impl Scratches {
    /// What is in it.
    #[inline]
    pub(super) fn room(&mut self) -> &mut Room {
        self.0.get_or_insert_default()
    }
}

/// Room, and the way through.
#[derive(Debug)]
pub(super) struct Room {
    /// For the JSON in a payload string, and for JSON in that.
    opened: [Scratch; 2],
    picker: Picker<20>,
    /// Of what stands beside the payload.
    pub(super) senders: Recent<connect::Sender>,
    pub(super) sessions: Recent<connect::Related>,
    /// Whether what a row names is a session.
    pub(super) told_sessions: Recent<bool>,
    pub(super) entries: Shapes<Vec<list_entries::Member>>,
    /// What columns of Data Cloud tell.
    pub(super) columns: Shapes<Option<Understood>>,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            opened: Default::default(),
            picker: Picker::new(&WANTED),
            senders: Recent::default(),
            sessions: Recent::default(),
            told_sessions: Recent::default(),
            entries: Shapes::default(),
            columns: Shapes::default(),
        }
    }
}

/// What is wanted of nearly every payload, found in one pass.
const WANTED: [&[&str]; 20] = [
    &[],
    &["entryType"],
    &["wasRevised"],
    &["messageReason"],
    &["abstractMessage"],
    &["abstractMessage", "id"],
    &["abstractMessage", "inReplyToMessageId"],
    &["abstractMessage", "messageType"],
    &["abstractMessage", "staticContent"],
    &["abstractMessage", "staticContent", "formatType"],
    &["abstractMessage", "staticContent", "text"],
    &["abstractMessage", "staticContent", "citationContent"],
    &["updatedMessage"],
    &["updatedMessage", "id"],
    &["updatedMessage", "inReplyToMessageId"],
    &["updatedMessage", "messageType"],
    &["updatedMessage", "staticContent"],
    &["updatedMessage", "staticContent", "formatType"],
    &["updatedMessage", "staticContent", "text"],
    &["updatedMessage", "staticContent", "citationContent"],
];

/// Opens a payload, an object or a string that holds one, and adds what it says to the draft.
///
/// # Errors
/// A string that holds no JSON object; the reason never quotes the payload.
pub(super) fn read<'a>(
    payload: Raw<'a>,
    draft: &mut Draft<'a>,
    room: &'a mut Room,
) -> Result<(), String> {
    if payload.is_null() {
        return Ok(());
    }
    let Room {
        opened: [first, second],
        picker,
        ..
    } = room;
    let mut parts = [None; 20];
    if let Some(text) = payload.quoted()
        && picker.pick_quoted(text, &mut parts)
        && message::read_quoted(&parts, draft, second).is_some()
    {
        return Ok(());
    }
    let Some((text, lone_surrogate)) = payload.text_in(first) else {
        return open(payload, draft, picker);
    };
    draft.flags.replaced_characters |= lone_surrogate;
    if let Ok(parts) = Parts::find(text, picker) {
        return take(parts, draft);
    }
    let broken = |fault| format!("the payload string: {fault}");
    let inner = Raw::new(text).map_err(broken)?;
    // Double-encoded by some exporters.
    if inner.kind() == Kind::String
        && let Some((again, _)) = inner.text_in(second)
    {
        return open(Raw::new(again).map_err(broken)?, draft, picker);
    }
    open(inner, draft, picker)
}

/// Adds whom an entry was sent to, as far as it names them.
pub(super) fn recipients(value: Raw<'_>, draft: &mut Draft<'_>) {
    for (group, list) in words::members(value) {
        for person in words::each(Some(list)) {
            let told = person.pick(["displayName", "contact"]).map(text_of);
            let told: Vec<String> = told.into_iter().flatten().collect();
            if !told.is_empty() {
                draft.content.details.push(Detail {
                    label: label::within("Recipients", &label::words(&group)),
                    value: told.join(", "),
                });
            }
        }
    }
}

/// What was found of it.
struct Parts<'a> {
    payload: Raw<'a>,
    entry_type: Option<Raw<'a>>,
    was_revised: Option<Raw<'a>>,
    reason: Option<Raw<'a>>,
    message: Option<message::Parts<'a>>,
    updated: Option<message::Parts<'a>>,
}

impl<'a> Parts<'a> {
    /// The parts of an object that is well-formed as far as it is entered.
    fn find(text: &'a str, picker: &mut Picker<20>) -> Result<Self, Malformed> {
        let [whole, entry_type, was_revised, reason, picked @ ..] = picker.pick(text)?;
        let (first, second) = picked.split_at(8);
        let message = |picked: &[Option<Raw<'a>>]| {
            picked
                .first_chunk()
                .and_then(|p| message::Parts::picked(*p))
        };
        Ok(Self {
            payload: whole.unwrap_or(Raw::NULL),
            entry_type,
            was_revised,
            reason,
            message: message(first),
            updated: message(second),
        })
    }
}

/// Opens what is no string.
fn open<'a>(
    payload: Raw<'a>,
    draft: &mut Draft<'a>,
    picker: &mut Picker<20>,
) -> Result<(), String> {
    // Where an inner object is broken, the rest of the payload still tells something.
    let parts = Parts::find(payload.as_str(), picker).unwrap_or_else(|_| {
        let [entry_type, was_revised, reason, message, updated] = payload.pick([
            "entryType",
            "wasRevised",
            "messageReason",
            "abstractMessage",
            "updatedMessage",
        ]);
        Parts {
            payload,
            entry_type,
            was_revised,
            reason,
            message: message.map(message::Parts::of),
            updated: updated.map(message::Parts::of),
        }
    });
    take(parts, draft)
}

fn take<'a>(parts: Parts<'a>, draft: &mut Draft<'a>) -> Result<(), String> {
    let payload = parts.payload;
    if payload.members().next().is_none() {
        return Err("the payload is not an object".to_owned());
    }
    let stated = parts.entry_type.and_then(Raw::string);
    let entry_type = draft
        .entry_type
        .as_deref()
        .or(stated.as_deref())
        .and_then(EntryType::parse);
    if draft.entry_type.is_none()
        && let Some(stated) = &stated
    {
        draft.entry_type = Some(stated.clone());
    }
    match entry_type {
        Some(known @ EntryType::Message) => {
            draft.flags.revised |= parts.was_revised.and_then(Raw::bool) == Some(true);
            let reason = parts.reason.and_then(Raw::string);
            draft.flags.automated |= reason.as_deref() == Some("AutomatedResponse");
            read_message(parts.message, known, payload, draft);
        }
        Some(known @ EntryType::MessageUpdated) => {
            let message = parts.updated.as_ref().map(|message| message.whole);
            draft.content.event = Some(event::updated(message));
            read_message(parts.updated, known, payload, draft);
        }
        Some(known @ (EntryType::Note | EntryType::FlagRaise | EntryType::FlagLower)) => {
            draft.flags.internal = true;
            read_message(parts.message, known, payload, draft);
        }
        Some(known) => event::read(known, payload, draft),
        None => {
            draft.content.extra = Some(payload.as_str().to_owned());
            detail::rest(payload, &[], "", &mut draft.content.details);
        }
    }
    Ok(())
}

/// The message of a payload; without one, all that the payload says instead.
fn read_message<'a>(
    message: Option<message::Parts<'a>>,
    entry_type: EntryType,
    payload: Raw<'a>,
    draft: &mut Draft<'a>,
) {
    match message {
        Some(message) => message::read(&message, draft),
        None => message::keep_odd(payload, entry_type.name().unwrap_or("Message"), draft),
    }
}

/// The session an entry's payload names.
fn name_session<'a>(id: Option<Raw<'a>>, draft: &mut Draft<'a>) {
    if draft.session.is_some() {
        return;
    }
    if let Some(id) = words_of(id).filter(|id| super::is_session(id)) {
        draft.session = Some(id);
        draft.session_rule = AssignedBy::Payload;
    }
}
