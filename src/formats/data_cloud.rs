//! Rows from Data Cloud, and rows of the off-platform object they are built from: data model
//! objects (`ssot__…__c`, before that `std__…__c`), data lake objects (`…__c`), and names with
//! underscores (`entry_payload`). One name for each column, whoever wrote it.
//!
//! Source: Data Cloud DMO mapping guide, `ConversationEntry` and the mappings of the conversation
//! DLOs; Messaging Object Model guide. No column list of the `ConversationEntry` DLO is published:
//! its names are taken to be those of the other two with `__c` (inferred).

use std::borrow::Cow;

use crate::{
    archive::{AssignedBy, Draft},
    diagnostics::Code,
    formats::{
        Context, Format, JsonRecord, ObjectRow, Scratches, agent_session, entry, is_session,
        objects, payload::Room, table::Understood, tells_of_conversations,
    },
    json::{Kind, Raw},
    model::ids,
};

/// (Name of the column without prefix and suffix, in lower case and without underscores; its one
/// name here).
const COLUMNS: &[(&str, &str)] = &[
    ("id", "Id"),
    ("conversationid", "ConversationId"),
    ("conversationentrytype", "ConversationEntryType"),
    (
        "conversationentryvisibilitytype",
        "ConversationEntryVisibilityType",
    ),
    ("conversationentrystatus", "ConversationEntryStatus"),
    (
        "conversationentrysequencenumber",
        "ConversationEntrySequenceNumber",
    ),
    ("sequencenumber", "SequenceNumber"),
    ("engagementparticipantid", "EngagementParticipantId"),
    ("payloadtext", "PayloadText"),
    ("durationsecondscount", "DurationSecondsCount"),
    ("externalrecordid", "ExternalRecordId"),
    ("isexternallyvisible", "IsExternallyVisible"),
    ("clientdatetime", "ClientDateTime"),
    ("transcripteddatetime", "TranscriptedDateTime"),
    // The off-platform object, whose guide spells one column without its third i.
    ("identifier", "Identifier"),
    ("conversationidentifer", "ConversationIdentifier"),
    ("conversationidentifier", "ConversationIdentifier"),
    ("entrytype", "ConversationEntryType"),
    ("entrypayload", "PayloadText"),
    ("sender", "Sender"),
    ("senderdisplayname", "SenderDisplayName"),
    ("transcriptedtimestamp", "TranscriptedDateTime"),
    ("clienttimestamp", "ClientDateTime"),
    ("clientduration", "ClientDuration"),
    ("relatedrecords", "RelatedRecords"),
    // Participants and conversations.
    ("participantdisplayname", "ParticipantDisplayName"),
    ("participantrole", "ParticipantRole"),
    ("joinedtime", "JoinedTime"),
    ("lefttime", "LeftTime"),
    ("conversationchannelid", "ConversationChannelId"),
    // Related records of the off-platform object.
    ("conversationentityid", "ConversationEntityId"),
    ("recordid", "RecordId"),
    ("createdat", "CreatedAt"),
    ("orgid", "OrgId"),
];

/// Columns that tell an object, the most telling object first. One match is enough.
const TELLING: &[(&str, &[&str])] = &[
    (
        "ConversationEntry",
        &[
            "PayloadText",
            "ConversationEntryType",
            "TranscriptedDateTime",
            "ConversationEntrySequenceNumber",
            "EngagementParticipantId",
        ],
    ),
    (
        "ConversationParticipant",
        &["ParticipantDisplayName", "ParticipantRole", "JoinedTime"],
    ),
    ("Conversation", &["ConversationChannelId"]),
];

/// Columns of an entry that are known and say nothing more about it.
const SILENT: &[&str] = &[
    "ParentEntryId",
    "SourceId",
    "SourceObject",
    "Language",
    "Modality",
    "VersionNumber",
    "ExternalRecordId",
    "CreatedDate",
    "LastModifiedDate",
    "DataSourceApplicationName",
    "DataSource",
    "DataSourceId",
    "DataSourceObject",
    "DataSourceObjectId",
    "InternalOrganization",
    "InternalOrganizationId",
    "KQ_Id",
    "cdp_sys_record_currency",
];

/// What a column is called without its prefix and suffix.
fn bare(column: &str) -> &str {
    let column = column.trim();
    let column = ["ssot__", "std__"]
        .iter()
        .find_map(|prefix| {
            let head = column.get(..prefix.len())?;
            head.eq_ignore_ascii_case(prefix)
                .then(|| &column[prefix.len()..])
        })
        .unwrap_or(column);
    ["__c", "__dlm", "__dll", "Dmo__dlm"]
        .iter()
        .rev()
        .find_map(|suffix| column.strip_suffix(suffix))
        .unwrap_or(column)
}

fn has_prefix(column: &str) -> bool {
    let column = column.trim();
    ["ssot__", "std__"].iter().any(|prefix| {
        column
            .get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    })
}

/// The one name of a column.
fn name(column: &str) -> Cow<'_, str> {
    let bare = bare(column);
    let plain = super::table::plain(bare);
    let known = COLUMNS
        .iter()
        .chain(agent_session::COLUMNS)
        .find(|(from, _)| *from == plain);
    match known {
        Some(&(_, name)) => name.into(),
        None => objects::known_fields()
            .find(|field| field.eq_ignore_ascii_case(bare))
            .map_or(bare.into(), Into::into),
    }
}

/// Understands the columns of a table that comes from Data Cloud or the off-platform object.
pub(super) fn understand(columns: &[&str]) -> Option<Understood> {
    let count = |test: &dyn Fn(&str) -> bool| columns.iter().filter(|column| test(column)).count();
    let prefixed = count(&has_prefix);
    let suffixed = count(&|column| column.trim().ends_with("__c"));
    let has = |wanted: &str| columns.iter().any(|column| column.trim() == wanted);
    let off_platform =
        has("entry_payload") || has("conversation_identifer") || has("conversation_entity_id");
    // In rows of the platform only custom fields end in __c; its Id does not.
    let lake = suffixed > 0 && suffixed * 2 >= columns.len() && !has("Id") && !has("ID");
    let origin = if prefixed > 0 {
        "of a data model object"
    } else if off_platform {
        "of the off-platform object"
    } else if lake {
        "of a data lake object"
    } else {
        return None;
    };
    let names: Vec<String> = columns
        .iter()
        .map(|column| name(column).into_owned())
        .collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let told = agent_session::TELLING
        .iter()
        .chain(TELLING)
        .find_map(|(object, telling)| {
            let found = columns
                .iter()
                .zip(&names)
                .filter(|(_, name)| telling.contains(&name.as_str()))
                .map(|(column, _)| column.trim())
                .take(3)
                .collect::<Vec<_>>()
                .join(", ");
            (!found.is_empty()).then(|| (*object, format!("columns {found} {origin}: {object}")))
        });
    let (object, evidence) = match told {
        Some(told) => told,
        None => match objects::object_of(has) {
            (Some(object), evidence) => (object, format!("{evidence}, named as those {origin}")),
            (None, _) => return None,
        },
    };
    let missing = match object {
        "ConversationEntry" => needed(
            &[
                (
                    "TranscriptedDateTime",
                    &["TranscriptedDateTime", "ClientDateTime"],
                ),
                (
                    "ConversationId",
                    &["ConversationId", "ConversationIdentifier", "RelatedRecords"],
                ),
                ("PayloadText", &["PayloadText"]),
            ],
            has,
        ),
        "AiAgentInteractionMessage" => needed(
            &[
                (
                    "AiAgentSessionId",
                    &["AiAgentSessionId", "AiAgentInteractionId"],
                ),
                ("ContentText", &["ContentText"]),
            ],
            has,
        ),
        "RelatedRecord" | "MessagingSessionMetrics" => objects::missing(object, has),
        _ => needed(&[("Id", &["Id", "Identifier"])], has),
    };
    Some(Understood {
        format: "data-cloud",
        columns: names,
        object,
        evidence,
        missing,
        read,
    })
}

type Needed = (&'static str, &'static [&'static str]);

fn needed(columns: &[Needed], has: impl Fn(&str) -> bool) -> Vec<&'static str> {
    columns
        .iter()
        .filter(|(_, any)| !any.iter().any(|column| has(column)))
        .map(|&(column, _)| column)
        .collect()
}

/// Reads a row whose columns have their one name.
fn read(row: &ObjectRow<'_>, object: &str, context: &mut Context<'_>) {
    match object {
        "ConversationEntry" => read_entry(row, context),
        "ConversationParticipant" => read_participant(row, context),
        "AiAgentInteractionMessage" | "AiAgentSession" => agent_session::read(row, object, context),
        "Conversation" => {
            let mut row = ObjectRow::of(row.cells.clone());
            // The DMO keeps `ConversationIdentifier` as the external id.
            if row.get("ConversationIdentifier").is_none()
                && let Some(identifier) = row.get("ExternalRecordId").map(str::to_owned)
            {
                row.push("ConversationIdentifier", identifier);
            }
            row.read(object, context);
        }
        _ => row.read(object, context),
    }
}

fn read_participant(row: &ObjectRow<'_>, context: &mut Context<'_>) {
    let object = "ConversationParticipant";
    let mut named = ObjectRow::of(row.cells.clone());
    if named.get("Name").is_none()
        && let Some(name) = row.get("ParticipantDisplayName").map(str::to_owned)
    {
        named.push("Name", name);
    }
    named.read(object, context);
}

fn read_entry(row: &ObjectRow<'_>, context: &mut Context<'_>) {
    context.count("ConversationEntry");
    let wrapped;
    let mut draft = Draft::default();
    let mut payload = None;
    let mut record_id = None;
    for (name, value) in &row.cells {
        let value = value.as_ref();
        match name.as_ref() {
            "Identifier" => draft.id = Some(value.into()),
            "Id" => record_id = Some(value),
            // Described as the session's id and as a key of the conversation: the prefix tells.
            "ConversationId" if is_session(value) => {
                draft.session = Some(value.into());
                draft.session_rule = AssignedBy::RelatedRecord;
            }
            "ConversationId" => {
                draft.conversation.get_or_insert(value.into());
            }
            "ConversationIdentifier" => draft.conversation = Some(value.into()),
            "ConversationEntryType" => draft.entry_type = Some(value.into()),
            "ConversationEntryVisibilityType" => {
                draft.flags.internal |= value.eq_ignore_ascii_case("Not Visible");
            }
            "IsExternallyVisible" => draft.flags.internal |= value.eq_ignore_ascii_case("false"),
            "ConversationEntryStatus" => draft.status = Some(value.into()),
            "ConversationEntrySequenceNumber" | "SequenceNumber" => {
                match value.trim().parse::<f64>() {
                    Ok(number) => draft.sequence = Some(number as i64),
                    Err(_) => context.bad_field(name, "a number"),
                }
            }
            "EngagementParticipantId" => {
                draft.actor.get_or_insert(value.into());
            }
            "PayloadText" => payload = Some(value),
            "TranscriptedDateTime" => draft.server_at = context.instant_text(name, value),
            "ClientDateTime" => draft.client_at = context.instant_text(name, value),
            "DurationSecondsCount" | "ClientDuration" => match value.trim().parse::<f64>() {
                Ok(length) => {
                    let unit = if name == "ClientDuration" {
                        1.0
                    } else {
                        1_000.0
                    };
                    draft.duration = Some((length * unit) as i64).filter(|length| *length > 0);
                }
                Err(_) => context.bad_field(name, "a number"),
            },
            "Sender" => match Raw::new(value) {
                Ok(sender) => entry::sender(sender, &mut draft, context),
                Err(_) => context.bad_field("sender", "the JSON text of an object"),
            },
            "SenderDisplayName" => draft.actor_name = Some(value.into()),
            "RelatedRecords" => {
                if let Some(session) = entry::session_in(value) {
                    draft.session = Some(session.into());
                    draft.session_rule = AssignedBy::RelatedRecord;
                }
            }
            known if SILENT.contains(&known) => {}
            other => context.unknown_field(other),
        }
    }
    if draft.id.is_none() {
        // As for conversations and participants, the external id is taken to be the identifier
        // (inferred) where the row's own id is no UUID.
        let uuid = |id: &&str| ids::pack_uuid(id).is_some();
        let external = row.get("ExternalRecordId").filter(uuid);
        match (record_id.filter(uuid), external) {
            (None, Some(external)) => {
                draft.id = Some(external.into());
                draft.other_id = record_id.map(Into::into);
            }
            _ => draft.id = record_id.map(Into::into),
        }
    }
    // JSON in production, plain words in a published example.
    let mut opened = payload.map(|text| (text, Raw::new(text).ok()));
    if let Some((_, Some(inner))) = &mut opened
        && let Some(message) = around_message(*inner)
    {
        wrapped = message;
        *inner = Raw::trusted(&wrapped);
        draft.entry_type.get_or_insert("Message".into());
    }
    context.with_room(move |context, room| {
        let mut draft = draft;
        read_payload(opened, &mut draft, room, context);
        context.add_entry(draft);
    });
}

/// A message that stands without its entry, with what should be around it.
fn around_message(payload: Raw<'_>) -> Option<String> {
    if payload.kind() != Kind::Object {
        return None;
    }
    let [kind, body, message] = payload.pick(["messageType", "staticContent", "abstractMessage"]);
    let is_bare = (kind.is_some() || body.is_some()) && message.is_none();
    is_bare.then(|| format!("{{\"abstractMessage\":{}}}", payload.as_str()))
}

/// Adds a payload, whose text may hold JSON.
fn read_payload<'a>(
    payload: Option<(&'a str, Option<Raw<'a>>)>,
    draft: &mut Draft<'a>,
    room: &'a mut Room,
    context: &mut Context<'_>,
) {
    match payload {
        Some((_, Some(inner))) if matches!(inner.kind(), Kind::Object | Kind::String) => {
            entry::read_payload("PayloadText", inner, draft, room, context);
        }
        Some((text, _)) if text.trim_start().starts_with('{') => {
            context.diagnose(
                Code::BadField,
                "PayloadText",
                "the payload is cut off or no JSON: it is shown as text. Data Cloud cuts long columns; ask for fewer columns or rows",
            );
            draft.text = Some(text.into());
        }
        Some((text, _)) => draft.text = Some(text.into()),
        None => {}
    }
}

/// Rows as objects, from the query API v1 or a script.
#[derive(Debug)]
pub(super) struct DataCloudRows;

fn keys<'a>(record: &JsonRecord<'a>) -> Vec<&'a str> {
    record.fields.iter().map(|(key, _)| key).collect()
}

/// A cell as text; objects and arrays as the JSON they are.
pub(super) fn cell(value: Raw<'_>) -> Option<Cow<'_, str>> {
    match value.kind() {
        Kind::Null => None,
        Kind::String => value.string(),
        _ => Some(Cow::Borrowed(value.as_str())),
    }
}

impl Format for DataCloudRows {
    fn name(&self) -> &'static str {
        "data-cloud"
    }

    fn title(&self) -> &'static str {
        "Data Cloud rows"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        record.fields.get("attributes").is_none() && understand(&keys(record)).is_some()
    }

    fn evidence(&self, record: &JsonRecord<'_>) -> String {
        understand(&keys(record)).map_or_else(String::new, |known| known.evidence)
    }

    fn fits_again(&self, record: &JsonRecord<'_>, scratches: &mut Scratches) -> bool {
        let columns = &mut scratches.room().columns;
        record.fields.get("attributes").is_none()
            && columns
                .of(&record.fields, || understand(&keys(record)))
                .is_some()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        let mut columns = std::mem::take(&mut context.scratches.room().columns);
        if let Some(known) = columns.of(&record.fields, || understand(&keys(record))) {
            let mut row = ObjectRow::default();
            for (name, (_, value)) in known.columns.iter().zip(record.fields.iter()) {
                if let Some(value) = cell(value) {
                    row.push(name.as_str(), value);
                }
            }
            (known.read)(&row, known.object, context);
        }
        context.scratches.room().columns = columns;
    }
}

/// A data graph: one object with arrays of rows inside rows, each under the name of its DMO.
#[derive(Debug)]
pub(super) struct DataGraph;

/// Graphs are trees of a few levels; deeper nesting is no data graph.
const MAX_LEVELS: u32 = 16;

fn is_rows(key: &str, value: Raw<'_>) -> bool {
    key.ends_with("__dlm") && value.kind() == Kind::Array
}

impl Format for DataGraph {
    fn name(&self) -> &'static str {
        "data-graph"
    }

    fn title(&self) -> &'static str {
        "Data graph"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        record.fields.iter().any(|(key, value)| is_rows(key, value))
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "arrays of rows under names of data model objects (…__dlm): a Data Cloud data graph"
            .to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        walk(Raw::trusted(record.fields.as_str()), None, 0, context);
    }
}

fn walk(node: Raw<'_>, conversation: Option<&str>, level: u32, context: &mut Context<'_>) {
    if level > MAX_LEVELS {
        context.diagnose(
            Code::Limit,
            "",
            format!("a data graph of more than {MAX_LEVELS} levels; what lies deeper is left out"),
        );
        return;
    }
    for (key, value) in node.members().map_while(Result::ok) {
        if !is_rows(&key, value) {
            continue;
        }
        let object = bare(&key);
        for element in value.elements().map_while(Result::ok) {
            let own = element
                .members()
                .map_while(Result::ok)
                .find_map(|(key, value)| {
                    let plain = super::table::plain(bare(&key));
                    let named = plain.ends_with("conversationid");
                    value.string().filter(|id| named && !id.is_empty())
                });
            let conversation = own.as_deref().or(conversation);
            if tells_of_conversations(object) {
                let mut row = ObjectRow::default();
                for (key, value) in element.members().map_while(Result::ok) {
                    if !is_rows(&key, value)
                        && let Some(text) = cell(value)
                    {
                        row.push(name(&key).into_owned(), text);
                    }
                }
                if row.get("ConversationId").is_none()
                    && let Some(conversation) = conversation
                {
                    row.push("ConversationId", conversation);
                }
                read(&row, object, context);
            } else {
                context.count(object);
            }
            walk(element, conversation, level + 1, context);
        }
    }
}
