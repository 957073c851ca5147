//! The payload of an entry: what a reader sees, and what happened.
//!
//! Shape: `conversation-public-components.yaml` 0.0.2 ("Conversation Entry Payload Schema").
//! Discriminators nobody documented are kept whole, never fatal: the set grew by 47 schemas in
//! four months.

mod event;
mod message;

use crate::{
    archive::{AssignedBy, Draft},
    json::Raw,
    model::EntryType,
};

/// Opens a payload, an object or a string that holds one, and adds what it says to the draft.
///
/// # Errors
/// A string that holds no JSON object; the reason never quotes the payload.
pub(super) fn read<'a>(payload: Raw<'a>, draft: &mut Draft<'a>) -> Result<(), String> {
    if payload.is_null() {
        return Ok(());
    }
    let Some(text) = payload.text() else {
        return open(payload, draft);
    };
    draft.flags.replaced_characters |= text.lone_surrogate;
    let inner = Raw::new(&text.value).map_err(|fault| format!("the payload string: {fault}"))?;
    // Double-encoded by some exporters.
    if let Some(again) = inner.string() {
        let inner = Raw::new(&again).map_err(|fault| format!("the payload string: {fault}"))?;
        return open(inner, draft);
    }
    open(inner, draft)
}

fn open(payload: Raw<'_>, draft: &mut Draft<'_>) -> Result<(), String> {
    if payload.members().next().is_none() {
        return Err("the payload is not an object".to_owned());
    }
    let stated = payload.get("entryType").and_then(Raw::string);
    let entry_type = draft
        .entry_type
        .as_deref()
        .or(stated.as_deref())
        .and_then(EntryType::parse);
    if draft.entry_type.is_none()
        && let Some(stated) = &stated
    {
        draft.entry_type = Some(stated.clone().into_owned().into());
    }
    match entry_type {
        Some(EntryType::Message) => {
            draft.flags.revised |= payload.get("wasRevised").and_then(Raw::bool) == Some(true);
            let reason = payload.get("messageReason").and_then(Raw::string);
            draft.flags.automated |= reason.as_deref() == Some("AutomatedResponse");
            read_message(payload.get("abstractMessage"), draft);
        }
        Some(EntryType::MessageUpdated) => {
            let message = payload.get("updatedMessage");
            draft.content.event = Some(event::updated(message));
            read_message(message, draft);
        }
        Some(EntryType::Note | EntryType::FlagRaise | EntryType::FlagLower) => {
            draft.flags.internal = true;
            read_message(payload.get("abstractMessage"), draft);
        }
        Some(known) => event::read(known, payload, draft),
        None => draft.content.extra = Some(payload.as_str().to_owned()),
    }
    Ok(())
}

fn read_message(message: Option<Raw<'_>>, draft: &mut Draft<'_>) {
    let Some(message) = message else { return };
    let id = text_of(message.get("id"));
    if id.is_some() && id.as_deref() != draft.id.as_deref() {
        draft.content.message_id.clone_from(&id);
    }
    if draft.id.is_none() {
        draft.id = id.map(Into::into);
    }
    message::read(message, draft);
}

/// The session an entry's payload names.
fn name_session(id: Option<Raw<'_>>, draft: &mut Draft<'_>) {
    if draft.session.is_some() {
        return;
    }
    if let Some(id) = text_of(id).filter(|id| super::is_session(id)) {
        draft.session = Some(id.into());
        draft.session_rule = AssignedBy::Payload;
    }
}

/// The text of a string, or the digits of a number; blank is nothing.
fn text_of(value: Option<Raw<'_>>) -> Option<String> {
    let value = value?;
    let text = match value.string() {
        Some(text) => text.into_owned(),
        None => {
            value.f64()?;
            value.as_str().to_owned()
        }
    };
    (!text.trim().is_empty()).then_some(text)
}
