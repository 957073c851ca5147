//! Bring Your Own Bot, Interaction Service: answers of `GET conversationEntry` and bodies of
//! `POST conversationHistory`.
//!
//! Entries have a payload, a sender and a client time, but neither a server time nor an identifier
//! of their own: `entryPayload.id` identifies them, and as histories are uploaded latest first,
//! client time is their true order. Source: `inbound-interaction-api.yaml` of Salesforce's
//! interaction-service-apis.

use crate::{
    archive::Draft,
    diagnostics::Code,
    formats::{
        Context, Format, JsonRecord,
        entry::{self, plain, text},
    },
    json::Raw,
};

/// Entries without server time.
#[derive(Debug)]
pub(super) struct BotEntries;

/// `conversationParticipants` of an upload.
#[derive(Debug)]
pub(super) struct BotParticipants;

impl Format for BotEntries {
    fn name(&self) -> &'static str {
        "byob-entries"
    }

    fn title(&self) -> &'static str {
        "Bot history"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        true
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        let has = |key| record.fields.get(key).is_some();
        record.container == "conversationEntries"
            && has("entryPayload")
            && has("clientTimestamp")
            && !has("identifier")
            && !has("transcriptedTimestamp")
            && !has("serverReceivedTimestamp")
    }

    fn needs(&self) -> &'static [&'static str] {
        &["entryPayload"]
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "entries with entryPayload and clientTimestamp, without identifier and server time: a bot's history (Interaction Service)"
            .to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        context.with_room(|context, room| {
            let mut draft = Draft::default();
            entry::read(record.fields, &[], &mut draft, room, context);
            context.add_entry(draft);
        });
    }
}

impl Format for BotParticipants {
    fn name(&self) -> &'static str {
        "byob-entries"
    }

    fn title(&self) -> &'static str {
        "Bot history"
    }

    fn object(&self) -> &'static str {
        "ConversationParticipant"
    }

    fn responses_are_conversations(&self) -> bool {
        true
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        record.container == "conversationParticipants"
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "conversationParticipants: a bot's history on its way up (Interaction Service)".to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        let whole = Raw::trusted(record.fields.as_str());
        let participant = record.fields.get("participant");
        let of = |key| participant.and_then(|participant| text(participant, key));
        let Some(subject) = of("subject") else {
            context.diagnose(
                Code::MissingField,
                "participant.subject",
                "a participant without subject: no entry can be told to be theirs",
            );
            return;
        };
        let name = text(whole, "displayName").unwrap_or_default();
        let (role, app) = (
            of("role").unwrap_or_default(),
            of("appType").unwrap_or_default(),
        );
        let time = |key, context: &mut Context<'_>| {
            let at = record.fields.get(key).map(plain)?;
            context.instant(key, at).map(|at| at.to_string())
        };
        let joined = time("joinedTime", context).unwrap_or_default();
        let left = time("leftTime", context).unwrap_or_default();
        for (key, _) in record.fields.iter() {
            if !matches!(
                key,
                "participant" | "displayName" | "joinedTime" | "leftTime"
            ) {
                context.unknown_field(key);
            }
        }
        let fields = [
            ("Name", name.as_ref()),
            ("ParticipantDisplayName", name.as_ref()),
            ("ParticipantRole", role.as_ref()),
            ("AppType", app.as_ref()),
            ("JoinedTime", joined.as_str()),
            ("LeftTime", left.as_str()),
        ]
        .map(|(name, value)| (name, value.trim()));
        let filled: Vec<_> = fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        context.add_row("ConversationParticipant", &subject, &filled);
    }
}
