//! Connect REST API, "Conversation Entries": `conversationEntries[].messageText`.
//!
//! No entry type, no display name, no payload; newest first; HTML entities in the text; bot
//! entries without related records. Source: Connect REST API Developer Guide, "Conversation
//! Entry" and "Conversation Entries", and a public sample response.

use std::{borrow::Cow, ops::Range};

use crate::{
    archive::{AssignedBy, Draft},
    formats::{Context, Format, JsonRecord, entities, recent::Recent},
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
                            Cow::Borrowed(text) => entities::decode(text),
                            Cow::Owned(text) => entities::decode(&text).into_owned().into(),
                        });
                    } else if !value.is_null() {
                        context.bad_string(key, value);
                    }
                }
                "serverReceivedTimestamp" => draft.server_at = context.instant(key, value),
                "clientTimestamp" => draft.client_at = context.instant(key, value),
                "clientDuration" => draft.duration = value.i64().filter(|length| *length > 0),
                "relatedRecords" => {
                    related(value, &mut draft, &mut context.scratches.room().sessions)
                }
                "sender" => sender(value, &mut draft, &mut context.scratches.room().senders),
                "senderDisplayName" => draft.actor_name = value.string(),
                "conversationIdentifier" | "conversationId" => draft.conversation = value.string(),
                _ => context.unknown_field(key),
            }
        }
        context.add_entry(draft);
    }
}

/// Role and place of the subject in the text of a `sender`; nothing if the subject has escapes.
pub(super) type Sender = Option<(Option<Role>, Option<Range<usize>>)>;

/// `sender`: role, subject and application.
pub(super) fn sender<'a>(value: Raw<'a>, draft: &mut Draft<'a>, senders: &mut Recent<Sender>) {
    let text = value.as_str();
    let known = senders.read(text, || {
        let (role, subject) = open_sender(value);
        match subject {
            Some(Cow::Owned(_)) => None,
            Some(Cow::Borrowed(subject)) => Some((role, place(subject, text))),
            None => Some((role, None)),
        }
    });
    let (role, subject) = match known {
        Some((role, subject)) => (role, subject.and_then(|at| text.get(at)).map(Cow::Borrowed)),
        None => open_sender(value),
    };
    draft.role = role.unwrap_or(draft.role);
    draft.actor = subject;
}

fn open_sender(value: Raw<'_>) -> (Option<Role>, Option<Cow<'_, str>>) {
    let [role, subject] = value.pick(["role", "subject"]);
    (
        role.and_then(Raw::string).map(|role| Role::parse(&role)),
        subject
            .and_then(Raw::string)
            .filter(|subject| !subject.is_empty()),
    )
}

/// Place of the session in the text of `relatedRecords`; nothing if it has escapes.
pub(super) type Related = Option<Option<Range<usize>>>;

/// `relatedRecords`: the first session or voice call in it.
pub(super) fn related<'a>(value: Raw<'a>, draft: &mut Draft<'a>, sessions: &mut Recent<Related>) {
    let text = value.as_str();
    let known = sessions.read(text, || match open_related(value) {
        Some(Cow::Owned(_)) => None,
        Some(Cow::Borrowed(session)) => Some(place(session, text)),
        None => Some(None),
    });
    let session = match known {
        Some(session) => session.and_then(|at| text.get(at)).map(Cow::Borrowed),
        None => open_related(value),
    };
    if session.is_some() {
        draft.session = session;
        draft.session_rule = AssignedBy::RelatedRecord;
    }
}

fn open_related(value: Raw<'_>) -> Option<Cow<'_, str>> {
    value
        .elements()
        .map_while(Result::ok)
        .filter_map(Raw::string)
        .find(|id| super::is_session(id))
}

/// Where a part of a text stands in it.
fn place(part: &str, whole: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    Some(start..start + part.len())
}
