//! Server-sent events of Messaging for In-App and Web: an entry under `conversationEntry`, the
//! conversation and its channel beside it.
//!
//! Source: the Messaging for Web sample app and a public adaptive client, `/eventrouter/v1/sse`.
//! That an event may come without an entry is inferred.

use crate::{
    archive::Draft,
    formats::{
        Context, Format, JsonRecord,
        entry::{self, text},
    },
    json::{Kind, Raw},
};

/// Members around an entry.
const AROUND: [&str; 5] = [
    "conversationEntry",
    "conversationId",
    "channelAddressIdentifier",
    "channelPlatformKey",
    "channelType",
];

/// The format.
#[derive(Debug)]
pub(super) struct ServerSentEvents;

impl Format for ServerSentEvents {
    fn name(&self) -> &'static str {
        "server-sent-events"
    }

    fn title(&self) -> &'static str {
        "Event stream of Messaging for In-App and Web"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        let has = |key| record.fields.get(key).is_some();
        has("conversationEntry") || has("conversationId") && has("channelType")
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "an entry under conversationEntry: server-sent events of Messaging for In-App and Web"
            .to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        for (key, _) in record.fields.iter() {
            if !AROUND.contains(&key) {
                context.unknown_field(key);
            }
        }
        context.count("ConversationEntry");
        let Some(entry) = record.fields.get("conversationEntry") else {
            // It tells the client that something happened to the conversation, and no more.
            context.archive.source_mut(context.source).filtered += 1;
            return;
        };
        // The entry may itself be text, as its payload is.
        match entry.string() {
            Some(text) => match Raw::new(&text) {
                Ok(inner) if inner.kind() == Kind::Object => read_entry(record, inner, context),
                _ => context.bad_payload("conversationEntry", "the text holds no object"),
            },
            None if entry.kind() == Kind::Object => read_entry(record, entry, context),
            None => {
                context.archive.source_mut(context.source).diagnosed += 1;
                context.bad_field("conversationEntry", "an object");
            }
        }
    }
}

fn read_entry(record: &JsonRecord<'_>, entry: Raw<'_>, context: &mut Context<'_>) {
    context.with_room(|context, room| {
        let mut draft = Draft::default();
        entry::read(entry, &[], &mut draft, room, context);
        if draft.conversation.is_none() {
            draft.conversation = text(Raw::trusted(record.fields.as_str()), "conversationId");
        }
        context.add_entry(draft);
    });
}
