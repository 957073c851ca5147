//! Entries with an `entryPayload`: Messaging for In-App and Web list entries, where it is an
//! object, and everything that keeps it as a string of JSON.
//!
//! Source: the Messaging for Web sample app and `conversation-public-components.yaml`,
//! `ConversationEntry`.

use crate::{
    archive::Draft,
    formats::{Context, Format, JsonRecord, Scratches, connect, payload},
    json::Kind,
    model::{EntryType, entry_type::Class},
};

/// The format.
#[derive(Debug)]
pub(super) struct ListEntries;

/// What a member of an entry is.
#[derive(Debug)]
pub(super) enum Member {
    Identifier,
    EntryType,
    EntryPayload,
    TranscriptedTimestamp,
    ServerReceivedTimestamp,
    ClientTimestamp,
    ClientDuration,
    RelatedRecords,
    Sender,
    SenderDisplayName,
    Conversation,
    VisibilityStrategy,
    Recipients,
    /// Known, and it says nothing that is kept.
    Silent,
    Unknown,
}

impl Member {
    fn of(key: &str) -> Self {
        match key {
            "identifier" => Self::Identifier,
            "entryType" => Self::EntryType,
            "entryPayload" => Self::EntryPayload,
            "transcriptedTimestamp" => Self::TranscriptedTimestamp,
            "serverReceivedTimestamp" => Self::ServerReceivedTimestamp,
            "clientTimestamp" => Self::ClientTimestamp,
            "clientDuration" => Self::ClientDuration,
            "relatedRecords" => Self::RelatedRecords,
            "sender" => Self::Sender,
            "senderDisplayName" => Self::SenderDisplayName,
            "conversationIdentifier" | "conversationId" => Self::Conversation,
            "visibilityStrategy" => Self::VisibilityStrategy,
            "recipients" => Self::Recipients,
            "modality" => Self::Silent,
            _ => Self::Unknown,
        }
    }
}

fn members(record: &JsonRecord<'_>) -> Vec<Member> {
    let keys = record.fields.iter().map(|(key, _)| key);
    keys.map(Member::of).collect()
}

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

    fn fits_again(&self, record: &JsonRecord<'_>, scratches: &mut Scratches) -> bool {
        let known = scratches
            .room()
            .entries
            .of(&record.fields, || members(record));
        let payload = known
            .iter()
            .rposition(|member| matches!(member, Member::EntryPayload))
            .and_then(|at| record.fields.values().nth(at));
        payload.is_some_and(|payload| matches!(payload.kind(), Kind::Object | Kind::String))
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
        let mut scratches = std::mem::take(context.scratches);
        let room = scratches.room();
        let known = room.entries.of(&record.fields, || members(record));
        for (at, (member, value)) in known.iter().zip(record.fields.values()).enumerate() {
            match member {
                Member::Identifier => draft.id = value.string(),
                Member::EntryType => draft.entry_type = value.string(),
                Member::EntryPayload => entry_payload = Some(value),
                Member::TranscriptedTimestamp => {
                    draft.server_at = context.instant("transcriptedTimestamp", value);
                }
                Member::ServerReceivedTimestamp => {
                    if draft.server_at.is_none() {
                        draft.server_at = context.instant("serverReceivedTimestamp", value);
                    }
                }
                Member::ClientTimestamp => {
                    draft.client_at = context.instant("clientTimestamp", value);
                }
                Member::ClientDuration => {
                    draft.duration = value.i64().filter(|length| *length > 0);
                }
                Member::RelatedRecords => {
                    connect::related(value, &mut draft, &mut room.sessions);
                }
                Member::Sender => connect::sender(value, &mut draft, &mut room.senders),
                Member::SenderDisplayName => draft.actor_name = value.string(),
                Member::Conversation => draft.conversation = value.string(),
                Member::VisibilityStrategy => {
                    draft.flags.internal |= value.string().as_deref() == Some("Internal");
                }
                Member::Recipients => payload::recipients(value, &mut draft),
                Member::Silent => {}
                Member::Unknown => context.unknown_field(record.fields.key(at).unwrap_or_default()),
            }
        }
        // Typing and acknowledgements are only counted; their payload is never opened.
        let filtered = draft
            .entry_type
            .as_deref()
            .and_then(EntryType::parse)
            .is_some_and(|known| known.class() == Class::Filtered);
        let read = match entry_payload {
            Some(value) if !filtered => payload::read(value, &mut draft, room),
            _ => Ok(()),
        };
        if let Err(reason) = read {
            context.bad_payload("entryPayload", &reason);
        }
        context.add_entry(draft);
        *context.scratches = scratches;
    }
}
