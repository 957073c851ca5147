//! Connect REST API, "Conversation Entries": `conversationEntries[].messageText`.
//!
//! No entry type, no display name, no payload; newest first; HTML entities in the text; bot
//! entries without related records. Source: Connect REST API Developer Guide, "Conversation
//! Entry" and "Conversation Entries", and a public sample response.

use crate::{
    archive::{AssignedBy, Draft},
    formats::{Context, Format, JsonRecord, Scratches, entities},
    json::Raw,
    model::Role,
};

/// The format.
#[derive(Debug)]
pub(super) struct ConnectEntries;

impl Format for ConnectEntries {
    fn name(&self) -> &'static str {
        "connect-entries"
    }

    fn title(&self) -> &'static str {
        "Connect REST conversation entries"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        true
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        let has = |key| record.fields.get(key).is_some();
        has("serverReceivedTimestamp") && has("identifier") && !has("entryPayload")
    }

    fn needs(&self) -> &'static [&'static str] {
        &["messageText", "serverReceivedTimestamp"]
    }

    fn evidence(&self, record: &JsonRecord<'_>) -> String {
        let text = match record.fields.get("messageText") {
            Some(_) => "messageText and ",
            None => "",
        };
        format!(
            "entries with {text}serverReceivedTimestamp, without entryPayload: a Connect REST API answer"
        )
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        let mut draft = Draft::default();
        for (key, value) in record.fields.iter() {
            match key {
                "identifier" => draft.id = value.string(),
                "messageText" => {
                    if let Some(read) = value.text() {
                        draft.flags.replaced_characters = read.lone_surrogate;
                        draft.text = Some(match read.value {
                            std::borrow::Cow::Borrowed(text) => entities::decode(text),
                            std::borrow::Cow::Owned(text) => {
                                entities::decode(&text).into_owned().into()
                            }
                        });
                    } else if !value.is_null() {
                        context.bad_string(key, value);
                    }
                }
                "serverReceivedTimestamp" => draft.server_at = context.instant(key, value),
                "clientTimestamp" => draft.client_at = context.instant(key, value),
                "clientDuration" => draft.duration = value.i64().filter(|length| *length > 0),
                "relatedRecords" => related(value, &mut draft),
                "sender" => sender(value, &mut draft, context.scratches),
                "senderDisplayName" => draft.actor_name = value.string(),
                "conversationIdentifier" | "conversationId" => draft.conversation = value.string(),
                _ => context.unknown_field(key),
            }
        }
        context.add_entry(draft);
    }
}

/// `sender`: role, subject and application.
pub(super) fn sender<'a>(value: Raw<'a>, draft: &mut Draft<'a>, scratches: &mut Scratches) {
    let picked = scratches.senders.pick(value.as_str());
    let [role, subject] = picked.unwrap_or_default();
    if let Some(role) = role.and_then(Raw::string) {
        draft.role = Role::parse(&role);
    }
    draft.actor = subject
        .and_then(Raw::string)
        .filter(|subject| !subject.is_empty());
}

/// `relatedRecords`: the first session or voice call in it.
pub(super) fn related<'a>(value: Raw<'a>, draft: &mut Draft<'a>) {
    let session = value
        .elements()
        .map_while(Result::ok)
        .filter_map(Raw::string)
        .find(|id| super::is_session(id));
    if session.is_some() {
        draft.session = session;
        draft.session_rule = AssignedBy::RelatedRecord;
    }
}
