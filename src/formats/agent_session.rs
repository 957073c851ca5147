//! Agentforce session tracing in Data Cloud: `AiAgentInteractionMessage` rows are entries,
//! `AiAgentSession` rows the sessions they stand in.
//!
//! An agent session is a session of its own beside the messaging session that
//! `RelatedMessagingSessionId` names. `Input` is taken to be the end user, `Output` the AI agent.
//! Source: public notes on the session tracing data model and a public pipeline's table
//! definitions; Salesforce publishes no column list. Object names differ in case between orgs.

use crate::{
    archive::{AssignedBy, Draft},
    formats::{Context, ObjectRow},
    model::Role,
};

/// As in [`super::data_cloud`].
pub(super) const COLUMNS: &[(&str, &str)] = &[
    ("aiagentinteractionid", "AiAgentInteractionId"),
    ("aiagentsessionid", "AiAgentSessionId"),
    ("aiagentsessionparticipantid", "AiAgentSessionParticipantId"),
    (
        "aiagentinteractionmessagetype",
        "AiAgentInteractionMessageType",
    ),
    (
        "aiagentinteractionmsgcontenttype",
        "AiAgentInteractionMsgContentType",
    ),
    ("contenttext", "ContentText"),
    ("messagesenttimestamp", "MessageSentTimestamp"),
    ("messagestarttimestamp", "MessageStartTimestamp"),
    ("messageendtimestamp", "MessageEndTimestamp"),
    ("relatedmessagingsessionid", "RelatedMessagingSessionId"),
    ("aiagentchanneltype", "AiAgentChannelType"),
    ("aiagentsessionendtype", "AiAgentSessionEndType"),
    ("starttimestamp", "StartTimestamp"),
    ("endtimestamp", "EndTimestamp"),
];

/// As in [`super::data_cloud`].
pub(super) const TELLING: &[(&str, &[&str])] = &[
    (
        "AiAgentInteractionMessage",
        &[
            "AiAgentInteractionMessageType",
            "AiAgentInteractionMsgContentType",
            "ContentText",
            "MessageSentTimestamp",
        ],
    ),
    (
        "AiAgentSession",
        &[
            "RelatedMessagingSessionId",
            "AiAgentSessionEndType",
            "AiAgentChannelType",
        ],
    ),
];

/// Reads a row of one of the two objects.
pub(super) fn read(row: &ObjectRow<'_>, object: &str, context: &mut Context<'_>) {
    if object == "AiAgentInteractionMessage" {
        return read_message(row, context);
    }
    let mut session = ObjectRow::of(row.cells.clone());
    for (from, to) in [("StartTimestamp", "StartTime"), ("EndTimestamp", "EndTime")] {
        if let Some(time) = row.get(from).map(str::to_owned) {
            session.push(to, time);
        }
    }
    session.read(object, context);
}

fn read_message(row: &ObjectRow<'_>, context: &mut Context<'_>) {
    context.count("AiAgentInteractionMessage");
    let mut draft = Draft {
        entry_type: Some("Message".into()),
        ..Draft::default()
    };
    let mut started = None;
    for (name, value) in &row.cells {
        let value = value.as_ref();
        match name.as_ref() {
            "Id" => draft.id = Some(value.into()),
            "AiAgentSessionId" => {
                draft.session = Some(value.into());
                draft.session_rule = AssignedBy::RelatedRecord;
            }
            "AiAgentSessionParticipantId" => draft.actor = Some(value.into()),
            "AiAgentInteractionMessageType" => {
                draft.role = match value {
                    _ if value.eq_ignore_ascii_case("Input") => Role::EndUser,
                    _ if value.eq_ignore_ascii_case("Output") => Role::Bot,
                    _ => Role::Unknown,
                };
            }
            "ContentText" => draft.text = Some(value.into()),
            "MessageSentTimestamp" => draft.server_at = context.instant_text(name, value),
            "MessageStartTimestamp" => started = context.instant_text(name, value),
            "MessageEndTimestamp" => draft.end_at = context.instant_text(name, value),
            "AiAgentInteractionId"
            | "AiAgentInteractionMsgContentType"
            | "ParentMessageId"
            | "Modality"
            | "SessionOwnerId"
            | "IndividualId" => {}
            other => context.unknown_field(other),
        }
    }
    draft.server_at = draft.server_at.or(started);
    context.add_entry(draft);
}
