//! Our own exports, opened again: JSON Lines and CSV of entries, and the JSON document of
//! conversations. What an entry says beyond a record (its place, the rules that decided, where it
//! came from) is taken as stated, so that the export of an opened export is the same export.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    archive::{AssignedBy, Draft, EXPORTED_SESSION, Exported, ExportedRevision, OrderedBy, RoleBy},
    diagnostics::Code,
    formats::{Context, Format, JsonRecord, ObjectRow, table::Understood},
    json::{Kind, Raw},
    model::{FormField, FormValue, Millis, Role},
};

/// Members that every row has.
const TELLING: [&str; 4] = ["entry", "orderedBy", "assignedBy", "kind"];

/// The flag of an entry of which something was replaced.
const REDACTED: &str = "redacted";

/// Entries, one a record.
#[derive(Debug)]
pub(super) struct ExportedEntries;

/// Conversations with their sessions, records and entries.
#[derive(Debug)]
pub(super) struct ExportedConversations;

impl Format for ExportedEntries {
    fn name(&self) -> &'static str {
        "transcript-jsonl"
    }

    fn title(&self) -> &'static str {
        "Our own export (JSON Lines)"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        TELLING.iter().all(|key| record.fields.get(key).is_some())
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "rows with entry, orderedBy and assignedBy: a JSON Lines export of this program".to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        read_entry(Raw::trusted(record.fields.as_str()), None, context);
    }
}

impl Format for ExportedConversations {
    fn name(&self) -> &'static str {
        "transcript-json"
    }

    fn title(&self) -> &'static str {
        "Our own export (JSON)"
    }

    fn object(&self) -> &'static str {
        "Conversation"
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        let is = |key, kind| {
            record
                .fields
                .get(key)
                .is_some_and(|value| value.kind() == kind)
        };
        is("conversation", Kind::String) && is("sessions", Kind::Array)
    }

    fn evidence(&self, record: &JsonRecord<'_>) -> String {
        let redacted = record.fields.get(REDACTED).and_then(Raw::bool) == Some(true);
        format!(
            "conversations with sessions: a{} export of this program",
            if redacted { " redacted" } else { "n" }
        )
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        context.count("Conversation");
        let get = |key| record.fields.get(key);
        let Some(conversation) = get("conversation").and_then(Raw::string) else {
            return;
        };
        let place = context.place.record.unwrap_or_default();
        context
            .archive
            .place_conversation(context.source, &conversation, place);
        if get(REDACTED).and_then(Raw::bool) == Some(true) {
            warn_of_redaction(context);
        }
        for record in elements(get("related")) {
            read_record(record, context);
        }
        for session in elements(get("sessions")) {
            read_session(session, &conversation, context);
        }
        for entry in elements(get("entries")) {
            if entry.kind() == Kind::Object {
                read_entry(entry, Some(&conversation), context);
            } else {
                context.archive.source_mut(context.source).diagnosed += 1;
                context.bad_field("entries", "a list of entries");
            }
        }
    }
}

fn elements(list: Option<Raw<'_>>) -> impl Iterator<Item = Raw<'_>> {
    list.into_iter()
        .flat_map(|list| list.elements().map_while(Result::ok))
}

fn warn_of_redaction(context: &mut Context<'_>) {
    context.archive.source_mut(context.source).redacted = true;
    context.warn(
        "this export was redacted: what was replaced is not in it, and what it shows is what was left".to_owned(),
    );
}

/// A member as text; `null` and what is absent are nothing.
fn text<'a>(object: Raw<'a>, key: &str, context: &mut Context<'_>) -> Option<Cow<'a, str>> {
    let value = object.get(key).filter(|value| !value.is_null())?;
    let text = value.string();
    if text.is_none() {
        context.bad_string(key, value);
    }
    text
}

/// A member as a whole number.
fn number(object: Raw<'_>, key: &str, context: &mut Context<'_>) -> Option<i64> {
    let value = object.get(key).filter(|value| !value.is_null())?;
    let number = value.i64();
    if number.is_none() {
        context.bad_field(key, "a whole number");
    }
    number
}

/// A member of a type that the model itself knows how to read.
fn member<T: DeserializeOwned + Default>(
    object: Raw<'_>,
    key: &str,
    context: &mut Context<'_>,
) -> T {
    let Some(value) = object.get(key).filter(|value| !value.is_null()) else {
        return T::default();
    };
    serde_json::from_str(value.as_str()).unwrap_or_else(|_| {
        context.bad_field(key, "what an export of this program has there");
        T::default()
    })
}

fn read_entry(row: Raw<'_>, conversation: Option<&str>, context: &mut Context<'_>) {
    context.count("ConversationEntry");
    let flags: Vec<String> = member(row, "flags", context);
    let is = |flag: &str| flags.iter().any(|set| set == flag);
    if is(REDACTED) {
        warn_of_redaction(context);
    }
    let named = text(row, "conversation", context);
    if let (None, Some(named)) = (conversation, &named) {
        let place = context.place.record.unwrap_or_default();
        context
            .archive
            .place_conversation(context.source, named, place);
    }
    let assigned_by: AssignedBy = member(row, "assignedBy", context);
    let at = number(row, "atMs", context);
    let mut draft = Draft {
        id: text(row, "entry", context),
        entry_type: text(row, "kind", context),
        conversation: named.or(conversation.map(Into::into)),
        session: text(row, "session", context),
        session_rule: assigned_by,
        role: text(row, "role", context).map_or(Role::Unknown, |role| Role::parse(&role)),
        actor: text(row, "actorId", context),
        actor_name: text(row, "actor", context),
        client_at: number(row, "clientAtMs", context),
        end_at: number(row, "endMs", context),
        duration: number(row, "durationMs", context),
        text: text(row, "text", context),
        status: text(row, "status", context),
        status_code: text(row, "statusCode", context),
        ..Draft::default()
    };
    draft.flags.internal = row.get("internal").and_then(Raw::bool) == Some(true);
    draft.flags.automated = is("automated_response");
    draft.flags.replaced_characters = is("replaced_characters");
    draft.flags.has_no_server_time = is("clock_client");
    if draft.flags.has_no_server_time {
        draft.client_at = draft.client_at.or(at);
    } else {
        draft.server_at = at;
    }
    draft.content.attachments = member(row, "attachments", context);
    draft.content.links = member(row, "links", context);
    draft.content.choices = member(row, "choices", context);
    let form: Vec<FormValue> = member(row, "form", context);
    draft.content.form = form
        .into_iter()
        .map(|FormValue { label, value }| FormField {
            label,
            value,
            ..FormField::default()
        })
        .collect();
    draft.content.cards = member(row, "cards", context);
    draft.content.details = member(row, "details", context);
    draft.content.in_reply_to = member(row, "inReplyTo", context);
    draft.content.event = member(row, "event", context);
    draft.content.extra = row
        .get("extra")
        .filter(|extra| !extra.is_null())
        .map(|extra| extra.as_str().to_owned());
    let role_by: Option<RoleBy> = member(row, "roleBy", context);
    let part =
        text(row, "participant", context).and_then(|label| label.rsplit_once('-')?.1.parse().ok());
    let revisions: Vec<RowRevision> = member(row, "revisions", context);
    let sources: Vec<RowSource> = member(row, "sources", context);
    let names = &mut context.archive.names;
    let exported = Exported {
        assigned_by,
        role_by,
        part,
        revisions: revisions
            .into_iter()
            .map(|revision| ExportedRevision {
                text: revision.text.into(),
                at: revision.at_ms,
                source: names.intern(&revision.source),
            })
            .collect(),
        sources: sources
            .into_iter()
            .map(|source| (names.intern(&source.file), source.record))
            .collect(),
        flags: flags.iter().map(|flag| names.intern(flag)).collect(),
        index: 0,
        ordered_by: OrderedBy::Id,
    };
    draft.exported = Some(Box::new(Exported {
        index: number(row, "index", context).unwrap_or_default() as u32,
        ordered_by: member(row, "orderedBy", context),
        ..exported
    }));
    context.add_entry(draft);
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct RowRevision {
    text: String,
    at_ms: Option<Millis>,
    source: String,
}

#[derive(serde::Deserialize)]
struct RowSource {
    file: String,
    record: u64,
}

type Fields = Vec<(String, String)>;

fn borrowed(fields: &Fields) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// A record beside the sessions: `{"object","id","fields"}`.
fn read_record(record: Raw<'_>, context: &mut Context<'_>) {
    let object = text(record, "object", context);
    let id = text(record, "id", context);
    let fields: Fields = member(record, "fields", context);
    if let (Some(object), Some(id)) = (object, id) {
        context.count(&object);
        context.add_row(&object, &id, &borrowed(&fields));
    }
}

/// A session, as its summary has it.
fn read_session(session: Raw<'_>, conversation: &str, context: &mut Context<'_>) {
    let Some(id) = text(session, "session", context) else {
        return;
    };
    let fields: Fields = member(session, "fields", context);
    let object = text(session, "object", context);
    if let Some(object) = object {
        context.count(&object);
        context.add_row(&object, &id, &borrowed(&fields));
    }
    let mut stated = vec![("Conversation".to_owned(), conversation.to_owned())];
    if let Some(owner) = text(session, "owner", context) {
        stated.push(("OwnerName".to_owned(), owner.into_owned()));
    }
    for (key, field) in [
        ("status", "Status"),
        ("agentType", "AgentType"),
        ("endedBy", "EndedByType"),
    ] {
        if let Some(value) = text(session, key, context) {
            stated.push((field.to_owned(), value.into_owned()));
        }
    }
    for (key, field) in [
        ("startMs", "StartTime"),
        ("acceptMs", "AcceptTime"),
        ("endMs", "EndTime"),
        ("resumed", "Resumed"),
    ] {
        if let Some(at) = number(session, key, context) {
            stated.push((field.to_owned(), at.to_string()));
        }
    }
    context.add_row(EXPORTED_SESSION, &id, &borrowed(&stated));
}

/// Columns of a CSV export.
pub(super) fn understand(columns: &[&str]) -> Option<Understood> {
    TELLING
        .iter()
        .all(|wanted| columns.contains(wanted))
        .then(|| Understood {
            format: "transcript-csv",
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            object: "ConversationEntry",
            evidence: "columns entry, orderedBy and assignedBy: a CSV export of this program"
                .to_owned(),
            missing: Vec::new(),
            read: read_csv,
        })
}

fn read_csv(row: &ObjectRow<'_>, _object: &str, context: &mut Context<'_>) {
    context.warn(
        "a CSV export holds entries only: session times, records, events for KPIs and payloads of unknown types are not in it. Open the JSON export, or the files it was made from, for them".to_owned(),
    );
    let mut members = Map::new();
    for (name, value) in &row.cells {
        let value = value.as_ref();
        let member = match name.as_ref() {
            "index" | "atMs" | "endMs" | "durationMs" | "clientAtMs" | "skewMs" | "internal"
            | "revisions" | "attachments" | "links" | "choices" | "form" | "cards" | "details"
            | "sources" => serde_json::from_str(value).unwrap_or_else(|_| value.into()),
            "flags" => value.split(' ').collect(),
            _ => Value::from(value),
        };
        members.insert(name.to_string(), member);
    }
    let json = Value::Object(members).to_string();
    match Raw::new(&json) {
        Ok(row) => read_entry(row, None, context),
        Err(_) => context.diagnose(
            Code::BadRecord,
            "",
            "a row that cannot be read; it is left out",
        ),
    }
}
