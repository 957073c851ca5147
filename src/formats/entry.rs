//! One entry of the public conversation schema, wherever it stands: in a partner's event, in a
//! bot's history, in a row of the off-platform object. Field names in camel case or with
//! underscores, values bare or in an Avro union (`{"string": "…"}`).
//!
//! Source: `conversation-public-components.yaml` 0.0.2, `ConversationEntry`; Messaging Object
//! Model guide, `ConversationEntry` (which spells `conversation_identifer` without its third i).

use std::borrow::Cow;

use crate::{
    archive::{AssignedBy, Draft},
    diagnostics::Code,
    formats::{
        Context, is_session,
        payload::{self, Room},
    },
    json::{Kind, Object, Raw},
    model::{EntryType, Role, entry_type::Class},
};

/// Names of Avro's primitive types, as its JSON encoding puts them around a value of a union.
const AVRO: [&str; 7] = [
    "string", "long", "int", "double", "float", "boolean", "bytes",
];

/// The value inside an Avro union, or the value itself.
pub(super) fn plain(value: Raw<'_>) -> Raw<'_> {
    if value.kind() != Kind::Object {
        return value;
    }
    let mut members = value.members().map_while(Result::ok);
    match (members.next(), members.next()) {
        (Some((name, inner)), None) if AVRO.contains(&name.as_ref()) => inner,
        _ => value,
    }
}

/// The text of a member, out of its union.
pub(super) fn text<'a>(object: Raw<'a>, key: &str) -> Option<Cow<'a, str>> {
    words(object.get(key)?)
}

/// The text of a value, out of its union; blank is nothing.
pub(super) fn words(value: Raw<'_>) -> Option<Cow<'_, str>> {
    plain(value).string().filter(|text| !text.trim().is_empty())
}

/// Adds what an entry says to the draft. Members in `around` belong to what the entry stands in;
/// any other is counted by its name. Linear in the length of the entry.
pub(super) fn read<'a, 'e: 'a>(
    entry: impl Object<'e>,
    around: &[&str],
    draft: &mut Draft<'a>,
    room: &'a mut Room,
    context: &mut Context<'_>,
) {
    let mut entry_payload = None;
    for (key, value) in entry.each() {
        let value = plain(value);
        let key = key.as_ref();
        match key {
            "identifier" => draft.id = string(key, value, context),
            "entryType" | "entry_type" => draft.entry_type = string(key, value, context),
            "entryPayload" | "entry_payload" => entry_payload = Some(value),
            "transcriptedTimestamp" | "transcripted_timestamp" | "serverReceivedTimestamp" => {
                draft.server_at = draft.server_at.or(context.instant(key, value));
            }
            "clientTimestamp" | "client_timestamp" => draft.client_at = context.instant(key, value),
            "clientDuration" | "client_duration" => {
                draft.duration = value.i64().filter(|length| *length > 0);
            }
            "relatedRecords" | "related_records" => related(value, draft),
            "sender" => sender(value, draft, context),
            "senderDisplayName" | "sender_display_name" => {
                draft.actor_name = string(key, value, context);
            }
            "conversationIdentifier"
            | "conversation_identifier"
            | "conversation_identifer"
            | "conversationId" => {
                if let Some(named) = string(key, value, context).filter(|id| !id.is_empty()) {
                    draft.conversation = Some(named);
                }
            }
            "visibilityStrategy" | "visibility_strategy" => {
                draft.flags.internal |= value.string().as_deref() == Some("Internal");
            }
            "recipients" => payload::recipients(value, draft),
            "modality" => {}
            other if around.contains(&other) => {}
            other => context.unknown_field(other),
        }
    }
    if let Some(value) = entry_payload {
        read_payload("entryPayload", value, draft, room, context);
    }
}

/// Opens a payload unless entries of its type are only counted. Its id stands in for a missing
/// identifier of the entry.
pub(super) fn read_payload<'a>(
    path: &str,
    value: Raw<'a>,
    draft: &mut Draft<'a>,
    room: &'a mut Room,
    context: &mut Context<'_>,
) {
    if draft.id.is_none() {
        draft.id = value.get("id").and_then(Raw::string);
    }
    let filtered = draft
        .entry_type
        .as_deref()
        .and_then(EntryType::parse)
        .is_some_and(|known| known.class() == Class::Filtered);
    if filtered {
        return;
    }
    if let Err(reason) = payload::read(value, draft, room) {
        context.bad_payload(path, &reason);
    }
}

fn string<'a>(path: &str, value: Raw<'a>, context: &mut Context<'_>) -> Option<Cow<'a, str>> {
    let text = value.string();
    if text.is_none() && !value.is_null() {
        context.bad_field(path, "a string");
    }
    text
}

/// `sender`, an object or the JSON text of one.
///
/// Until Spring '24 `role` could be a number in a string. What it stood for is not published, so
/// the role is unknown, and the record says so.
pub(super) fn sender(value: Raw<'_>, draft: &mut Draft<'_>, context: &mut Context<'_>) {
    if let Some(text) = value.string() {
        match Raw::new(&text) {
            Ok(inner) if inner.kind() == Kind::Object => sender(inner, draft, context),
            _ if text.trim().is_empty() => {}
            _ => context.bad_field("sender", "an object, nor the JSON text of one"),
        }
        return;
    }
    if value.is_null() {
        return;
    }
    if value.kind() != Kind::Object {
        context.bad_field("sender", "an object");
        return;
    }
    let [role, subject] = value.pick(["role", "subject"]);
    let role = role.map(plain);
    if let Some(role) = role.filter(|role| !role.is_null()) {
        let spelled = role.string();
        let spelled = spelled.as_deref().unwrap_or(role.as_str());
        draft.role = Role::parse(spelled);
        if draft.role == Role::Unknown {
            let what = if spelled.bytes().all(|byte| byte.is_ascii_digit()) {
                "a number, as partner events had it before Spring '24; what it stood for is not published"
            } else {
                "not documented"
            };
            context.diagnose(
                Code::UnknownType,
                "sender.role",
                format!("the sender's role is {what}: the entry is shown with role Unknown"),
            );
        }
    }
    draft.actor = subject
        .map(plain)
        .and_then(Raw::string)
        .filter(|subject| !subject.is_empty())
        .map(|subject| subject.into_owned().into());
}

/// `relatedRecords`: the first session or voice call in a list, or in text that lists them.
pub(super) fn related(value: Raw<'_>, draft: &mut Draft<'_>) {
    let session = match value.string() {
        Some(text) => session_in(&text),
        None => value
            .elements()
            .map_while(Result::ok)
            .filter_map(Raw::string)
            .find(|id| is_session(id))
            .map(Cow::into_owned),
    };
    if let Some(session) = session {
        draft.session = Some(session.into());
        draft.session_rule = AssignedBy::RelatedRecord;
    }
}

/// The first id of a session or voice call in a text.
pub(super) fn session_in(text: &str) -> Option<String> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric())
        .find(|id| is_session(id))
        .map(str::to_owned)
}
