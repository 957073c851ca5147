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
    json::{Kind, Malformed, Raw, Scratch, Walk},
    model::{Detail, EntryType},
};

use words::{text_of, words_of};

/// Room for the JSON in a payload string, and for JSON in that.
pub type Scratches = [Scratch; 2];

/// Opens a payload, an object or a string that holds one, and adds what it says to the draft.
///
/// # Errors
/// A string that holds no JSON object; the reason never quotes the payload.
pub(super) fn read<'a>(
    payload: Raw<'a>,
    draft: &mut Draft<'a>,
    [first, second]: &'a mut Scratches,
) -> Result<(), String> {
    if payload.is_null() {
        return Ok(());
    }
    let Some((text, lone_surrogate)) = payload.text_in(first) else {
        return open(payload, draft);
    };
    draft.flags.replaced_characters |= lone_surrogate;
    if let Ok(parts) = Parts::find(text) {
        return take(parts, draft);
    }
    let broken = |fault| format!("the payload string: {fault}");
    let inner = Raw::new(text).map_err(broken)?;
    // Double-encoded by some exporters.
    if inner.kind() == Kind::String
        && let Some((again, _)) = inner.text_in(second)
    {
        return open(Raw::new(again).map_err(broken)?, draft);
    }
    open(inner, draft)
}

/// Like [`read`], for a payload whose entry has no room to lend: what it adds is copied.
pub(super) fn read_copied(payload: Raw<'_>, draft: &mut Draft<'_>) -> Result<(), String> {
    let mut room = Scratches::default();
    let mut inner = std::mem::take(draft);
    let read = read(payload, &mut inner, &mut room);
    *draft = inner.into_owned();
    read
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

/// What is wanted of nearly every payload, found in one pass.
struct Parts<'a> {
    payload: Raw<'a>,
    entry_type: Option<Raw<'a>>,
    was_revised: Option<Raw<'a>>,
    reason: Option<Raw<'a>>,
    message: Option<message::Parts<'a>>,
    updated: Option<message::Parts<'a>>,
}

impl<'a> Parts<'a> {
    fn of(payload: Raw<'a>) -> Self {
        Self {
            payload,
            entry_type: None,
            was_revised: None,
            reason: None,
            message: None,
            updated: None,
        }
    }

    /// The parts of an object that is well-formed as far as it is entered.
    fn find(text: &'a str) -> Result<Self, Malformed> {
        let mut parts = Self::of(Raw::NULL);
        let mut walk = Walk::new(text);
        parts.payload = walk.object(|walk, key| {
            match key {
                "entryType" => parts.entry_type = Some(walk.take()?),
                "wasRevised" => parts.was_revised = Some(walk.take()?),
                "messageReason" => parts.reason = Some(walk.take()?),
                "abstractMessage" => parts.message = Some(message::Parts::find(walk)?),
                "updatedMessage" => parts.updated = Some(message::Parts::find(walk)?),
                _ => {
                    walk.take()?;
                }
            }
            Ok(())
        })?;
        walk.end()?;
        if parts.payload.kind() == Kind::Object {
            Ok(parts)
        } else {
            Err(Malformed::new(0, "expected `{`"))
        }
    }
}

/// Opens what is no string.
fn open<'a>(payload: Raw<'a>, draft: &mut Draft<'a>) -> Result<(), String> {
    // Where an inner object is broken, the rest of the payload still tells something.
    let parts = Parts::find(payload.as_str()).unwrap_or_else(|_| {
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
        Some(EntryType::Message) => {
            draft.flags.revised |= parts.was_revised.and_then(Raw::bool) == Some(true);
            let reason = parts.reason.and_then(Raw::string);
            draft.flags.automated |= reason.as_deref() == Some("AutomatedResponse");
            read_message(parts.message, draft);
        }
        Some(EntryType::MessageUpdated) => {
            let message = parts.updated.as_ref().map(|message| message.whole);
            draft.content.event = Some(event::updated(message));
            read_message(parts.updated, draft);
        }
        Some(EntryType::Note | EntryType::FlagRaise | EntryType::FlagLower) => {
            draft.flags.internal = true;
            read_message(parts.message, draft);
        }
        Some(known) => event::read(known, payload, draft),
        None => {
            draft.content.extra = Some(payload.as_str().to_owned());
            detail::rest(payload, &[], "", &mut draft.content.details);
        }
    }
    Ok(())
}

fn read_message<'a>(message: Option<message::Parts<'a>>, draft: &mut Draft<'a>) {
    if let Some(message) = message {
        message::read(&message, draft);
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
