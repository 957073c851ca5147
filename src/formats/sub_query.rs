//! Child rows inside a parent's row, as a SOQL sub-query answers:
//! `"ConversationEntries":{"totalSize","done","records":[…]}`. A child that does not name its
//! parent inherits the parent's id.

use std::borrow::Cow;

use crate::{
    archive::Answer,
    formats::{
        Context,
        object_row::{ObjectRow, object_in, push_cell},
        objects::known_fields,
        table::plain,
    },
    json::{Kind, Raw},
};

/// SOQL allows five levels; deeper nesting is no answer to a query.
const MAX_LEVELS: u32 = 5;

/// (Child object, parent object, the field of the child that holds the parent's id). On the
/// platform `ConversationEntry.ConversationId` names a session or a call, not the conversation.
const LINKS: &[(&str, &str, &str)] = &[
    ("ConversationEntry", "MessagingSession", "ConversationId"),
    ("ConversationEntry", "VoiceCall", "ConversationId"),
    ("ConversationEntry", "Conversation", "ConversationEntityId"),
    ("MessagingSession", "Conversation", "ConversationId"),
    ("MessagingSession", "MessagingEndUser", "MessagingEndUserId"),
    ("MessagingSession", "MessagingChannel", "MessagingChannelId"),
    ("MessagingSession", "Contact", "EndUserContactId"),
    ("MessagingSession", "Account", "EndUserAccountId"),
    ("MessagingSession", "Case", "CaseId"),
    ("MessagingEndUser", "MessagingChannel", "MessagingChannelId"),
    ("MessagingEndUser", "Contact", "ContactId"),
    ("MessagingEndUser", "Account", "AccountId"),
    (
        "MessagingSessionMetrics",
        "MessagingSession",
        "MessagingSessionId",
    ),
    ("ConversationParticipant", "Conversation", "ConversationId"),
    ("ConversationParticipant", "Participant", "ParticipantId"),
    ("AgentWork", "MessagingSession", "WorkItemId"),
    ("AgentWork", "VoiceCall", "WorkItemId"),
    ("AgentWork", "LiveChatTranscript", "WorkItemId"),
    ("AgentWork", "User", "UserId"),
    (
        "LiveChatTranscriptEvent",
        "LiveChatTranscript",
        "LiveChatTranscriptId",
    ),
    ("LiveChatTranscript", "LiveChatVisitor", "LiveChatVisitorId"),
    ("LiveChatTranscript", "Contact", "ContactId"),
    ("LiveChatTranscript", "Account", "AccountId"),
    ("LiveChatTranscript", "Case", "CaseId"),
    ("VoiceCall", "Conversation", "ConversationId"),
    ("RelatedRecord", "ConversationEntry", "ConversationEntityId"),
    (
        "ConvEntryRelatedRecordCopy",
        "ConversationEntry",
        "ConversationEntityId",
    ),
];

/// Names of child relationships, for children whose `attributes` were taken away.
const RELATIONSHIPS: &[(&str, &str)] = &[
    ("ConversationEntries", "ConversationEntry"),
    ("MessagingSessions", "MessagingSession"),
    ("MessagingEndUsers", "MessagingEndUser"),
    ("MessagingSessionMetricsAgg", "MessagingSessionMetrics"),
    ("MessagingSessionMetrics", "MessagingSessionMetrics"),
    ("ConversationParticipants", "ConversationParticipant"),
    ("AgentWorks", "AgentWork"),
    ("LiveChatTranscripts", "LiveChatTranscript"),
    ("LiveChatTranscriptEvents", "LiveChatTranscriptEvent"),
    ("VoiceCalls", "VoiceCall"),
    ("Cases", "Case"),
];

/// The rows of a sub-query, if a value is its answer.
pub(super) fn rows(value: Raw<'_>) -> Option<Raw<'_>> {
    if value.kind() != Kind::Object {
        return None;
    }
    value
        .get("records")
        .filter(|records| records.kind() == Kind::Array)
}

/// Reads the children of a row of `parent` that stand under a relationship.
pub(super) fn read(
    relationship: &str,
    answer: Raw<'_>,
    parent: (&str, &str),
    level: u32,
    context: &mut Context<'_>,
) {
    if level > MAX_LEVELS {
        context.unknown_field(relationship);
        return;
    }
    tell_unfinished(relationship, answer, context);
    let Some(records) = rows(answer) else { return };
    for child in records.elements().map_while(Result::ok) {
        let told = object_in(child).map(Cow::into_owned);
        let object = told.or_else(|| object_of_relationship(relationship).map(str::to_owned));
        let Some(object) = object else {
            context.unknown_field(relationship);
            continue;
        };
        let members = child.members().map_while(Result::ok);
        read_row(members, &object, Some(parent), level, context);
    }
}

/// An answer inside a row that has more rows than it holds is kept as one of the file's answers.
fn tell_unfinished(relationship: &str, answer: Raw<'_>, context: &mut Context<'_>) {
    let [done, next, size] = answer.pick(["done", "nextRecordsUrl", "totalSize"]);
    let done = done.and_then(Raw::bool);
    let next = next.and_then(Raw::string);
    if done != Some(false) && next.is_none() {
        return;
    }
    let records = rows(answer).map_or(0, |records| records.elements().count() as u64);
    let source = context.archive.source_mut(context.source);
    source.answers.push(Answer {
        response: context.response,
        records,
        counted: size
            .and_then(Raw::i64)
            .and_then(|size| size.try_into().ok()),
        done,
        next: next.map(|next| ("nextRecordsUrl".to_owned(), next.into_owned())),
        query: None,
        sub_query: Some(relationship.to_owned()),
    });
}

/// Reads a row and the children inside it. `parent`: (object, id) of the row around it.
pub(super) fn read_row<'a>(
    members: impl Iterator<Item = (Cow<'a, str>, Raw<'a>)>,
    object: &str,
    parent: Option<(&str, &str)>,
    level: u32,
    context: &mut Context<'_>,
) {
    let mut row = ObjectRow::default();
    let mut children = Vec::new();
    for (key, value) in members {
        if key == "attributes" {
            continue;
        }
        if rows(value).is_some() {
            children.push((key, value));
        } else {
            push_cell(&mut row, api_name(key), value);
        }
    }
    if let Some((parent, id)) = parent {
        let link = LINKS
            .iter()
            .find(|(child, of, _)| *child == object && *of == parent);
        if let Some((_, _, field)) = link
            && row.get(field).is_none()
        {
            row.push(*field, id);
        }
    }
    row.read(object, context);
    let id = row.get("Id").unwrap_or_default();
    for (relationship, answer) in children {
        read(&relationship, answer, (object, id), level + 1, context);
    }
}

/// The API name of a key, which off-platform objects write with underscores.
fn api_name(key: Cow<'_, str>) -> Cow<'_, str> {
    if !key.contains('_') || key.contains("__") {
        return key;
    }
    let wanted = plain(&key);
    match known_fields().find(|field| plain(field) == wanted) {
        Some(known) => known.into(),
        None => key,
    }
}

fn object_of_relationship(relationship: &str) -> Option<&'static str> {
    RELATIONSHIPS
        .iter()
        .find(|(name, _)| *name == relationship)
        .map(|&(_, object)| object)
}
