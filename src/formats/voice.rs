//! Service Cloud Voice: messages as the Telephony API takes them, and rows of `VoiceCall`.
//!
//! Source: Voice developer guide, `POST /telephony/v1/voiceCalls/{vendorCallKey}/messages`. The
//! key of the call stands in the address, not in the body: the messages of one file are one call.
//! Fields of `VoiceCall` are from memory of the platform.

use crate::{
    archive::Draft,
    diagnostics::Code,
    formats::{Context, Format, JsonRecord, ObjectRow},
    json::Raw,
    model::Role,
};

/// Messages of a call.
#[derive(Debug)]
pub(super) struct CallMessages;

impl Format for CallMessages {
    fn name(&self) -> &'static str {
        "voice-messages"
    }

    fn title(&self) -> &'static str {
        "Voice transcript"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        true
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        let has = |key| record.fields.get(key).is_some();
        has("messageId") && has("content") && (has("senderType") || has("participantId"))
    }

    fn needs(&self) -> &'static [&'static str] {
        &["content"]
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "messages with messageId, content and senderType: a voice transcript for the Telephony API"
            .to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        let mut draft = Draft {
            entry_type: Some("Message".into()),
            ..Draft::default()
        };
        for (key, value) in record.fields.iter() {
            match key {
                "messageId" => draft.id = value.string(),
                "participantId" => draft.actor = value.string(),
                "startTime" => draft.server_at = context.instant(key, value),
                "endTime" => draft.end_at = context.instant(key, value),
                "content" => {
                    draft.text = value.string();
                    if draft.text.is_none() && !value.is_null() {
                        context.bad_field(key, "a string");
                    }
                }
                "senderType" => sender(value, &mut draft, context),
                _ => context.unknown_field(key),
            }
        }
        draft.duration = draft
            .server_at
            .zip(draft.end_at)
            .map(|(start, end)| end - start)
            .filter(|length| *length > 0);
        context.add_entry(draft);
    }
}

fn sender(value: Raw<'_>, draft: &mut Draft<'_>, context: &mut Context<'_>) {
    let Some(kind) = value.string() else {
        if !value.is_null() {
            context.bad_field("senderType", "a string");
        }
        return;
    };
    draft.role = Role::parse(&kind);
    if draft.role == Role::Unknown {
        context.diagnose(
            Code::UnknownType,
            "senderType",
            "a type of sender nobody documented: the message is shown with role Unknown",
        );
    }
}

/// Reads a row of `VoiceCall`: a session under its own names of start and end.
pub(super) fn with_session_times<'a>(row: &ObjectRow<'a>) -> ObjectRow<'a> {
    let mut session = ObjectRow::of(row.cells.clone());
    for (from, to) in [
        ("CallStartDateTime", "StartTime"),
        ("CallAcceptDateTime", "AcceptTime"),
        ("CallEndDateTime", "EndTime"),
    ] {
        if let Some(time) = row.get(from).map(str::to_owned)
            && row.get(to).is_none()
        {
            session.push(to, time);
        }
    }
    session
}
