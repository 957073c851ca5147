//! Entries with an `entryPayload`: Messaging for In-App and Web list entries, where it is an
//! object, and everything that keeps it as a string of JSON.
//!
//! Source: the Messaging for Web sample app and `conversation-public-components.yaml`,
//! `ConversationEntry`.

use crate::{
    archive::Draft,
    formats::{Context, Format, JsonRecord, connect, payload},
    json::Kind,
    model::{EntryType, entry_type::Class},
};

/// The format.
#[derive(Debug)]
pub(super) struct ListEntries;

impl Format for ListEntries {
    fn name(&self) -> &'static str {
        "list-entries"
    }

    fn title(&self) -> &'static str {
        "Messaging for In-App and Web entries"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        true
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        record
            .fields
            .get("entryPayload")
            .is_some_and(|payload| matches!(payload.kind(), Kind::Object | Kind::String))
    }

    fn needs(&self) -> &'static [&'static str] {
        &["entryPayload"]
    }

    fn evidence(&self, record: &JsonRecord<'_>) -> String {
        let kind = record
            .fields
            .get("entryPayload")
            .map(crate::json::Raw::kind);
        let how = match kind {
            Some(Kind::Object) => "an object: Messaging for In-App and Web list entries",
            _ => "a string of JSON: entries of the public conversation schema",
        };
        format!("entries whose entryPayload is {how}")
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        let mut draft = Draft::default();
        let mut entry_payload = None;
        for (key, value) in record.fields.iter() {
            match key {
                "identifier" => draft.id = value.string(),
                "entryType" => draft.entry_type = value.string(),
                "entryPayload" => entry_payload = Some(value),
                "transcriptedTimestamp" => draft.server_at = context.instant(key, value),
                "serverReceivedTimestamp" => {
                    if draft.server_at.is_none() {
                        draft.server_at = context.instant(key, value);
                    }
                }
                "clientTimestamp" => draft.client_at = context.instant(key, value),
                "clientDuration" => draft.duration = value.i64().filter(|length| *length > 0),
                "relatedRecords" => connect::related(value, &mut draft),
                "sender" => connect::sender(value, &mut draft, context.scratches),
                "senderDisplayName" => draft.actor_name = value.string(),
                "conversationIdentifier" | "conversationId" => draft.conversation = value.string(),
                "visibilityStrategy" => {
                    draft.flags.internal |= value.string().as_deref() == Some("Internal");
                }
                "recipients" => payload::recipients(value, &mut draft),
                "modality" => {}
                _ => context.unknown_field(key),
            }
        }
        // Typing and acknowledgements are only counted; their payload is never opened.
        let filtered = draft
            .entry_type
            .as_deref()
            .and_then(EntryType::parse)
            .is_some_and(|known| known.class() == Class::Filtered);
        let mut scratches = std::mem::take(context.scratches);
        let read = match entry_payload {
            Some(value) if !filtered => payload::read(value, &mut draft, &mut scratches),
            _ => Ok(()),
        };
        if let Err(reason) = read {
            context.bad_payload("entryPayload", &reason);
        }
        context.add_entry(draft);
        *context.scratches = scratches;
    }
}
