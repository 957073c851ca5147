//! A message without an entry around it: an `abstractMessage`, or its `staticContent`, as
//! documentation and logs quote them. It says what was said, not by whom or when.

use crate::{
    archive::Draft,
    formats::{Context, Format, JsonRecord, entry},
    json::Raw,
};

/// The format.
#[derive(Debug)]
pub(super) struct Fragments;

impl Format for Fragments {
    fn name(&self) -> &'static str {
        "message-fragment"
    }

    fn title(&self) -> &'static str {
        "Part of a message"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        true
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        ["staticContent", "abstractMessage", "messageType"]
            .iter()
            .any(|key| record.fields.get(key).is_some())
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "a message's content without an entry around it".to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        let whole = record.fields.as_str();
        let wrapped;
        let payload = if record.fields.get("abstractMessage").is_some() {
            Raw::trusted(whole)
        } else {
            wrapped = format!("{{\"abstractMessage\":{whole}}}");
            Raw::trusted(&wrapped)
        };
        context.with_room(|context, room| {
            let mut draft = Draft::default();
            if payload.get("entryType").is_none() {
                draft.entry_type = Some("Message".into());
            }
            entry::read_payload("abstractMessage", payload, &mut draft, room, context);
            context.add_entry(draft);
        });
    }
}
