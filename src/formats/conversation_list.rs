//! The conversations of an end user, as Messaging for In-App and Web lists them: which there are, from when to
//! when, and no word of them.
//!
//! Source: `GET /iamessage/api/v2/conversation/list` in a public adaptive client.

use crate::{
    formats::{Context, Format, JsonRecord},
    json::Raw,
    model::time,
};

/// Members of a conversation, and the columns of `Conversation` that they are.
const COLUMNS: [(&str, &str); 2] = [("startTimestamp", "StartTime"), ("endTimestamp", "EndTime")];

/// The format.
#[derive(Debug)]
pub(super) struct ListedConversations;

impl Format for ListedConversations {
    fn name(&self) -> &'static str {
        "conversation-list"
    }

    fn title(&self) -> &'static str {
        "List of conversations"
    }

    fn object(&self) -> &'static str {
        "Conversation"
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        let has = |key| record.fields.get(key).is_some();
        record.container == "conversations" && has("conversationId") && has("startTimestamp")
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "conversations with conversationId and startTimestamp: the list of a user's conversations"
            .to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        context.count(self.object());
        let Some(id) = record.fields.get("conversationId").and_then(Raw::string) else {
            return context.bad_field("conversationId", "a string");
        };
        let mut told = Vec::new();
        for (key, value) in record.fields.iter() {
            match COLUMNS.iter().find(|(member, _)| *member == key) {
                // A conversation that is open ends at 0.
                Some(_) if value.i64() == Some(0) => {}
                Some((_, column)) => {
                    told.extend(
                        context
                            .instant(key, value)
                            .map(|at| (*column, time::rfc3339(at))),
                    );
                }
                None if key == "conversationId" => {}
                None => context.unknown_field(key),
            }
        }
        let mut fields = vec![("ConversationIdentifier", id.as_ref())];
        fields.extend(told.iter().map(|(column, at)| (*column, at.as_str())));
        context.add_row(self.object(), &id, &fields);
    }
}
