//! Rows of Salesforce objects, from a query answer or a CSV.

use std::borrow::Cow;

use crate::{
    archive::{AssignedBy, Draft},
    diagnostics::Code,
    formats::{
        Context, Format, JsonRecord, is_session, live_chat,
        objects::{by_prefix, has_field, object_of, tells_of_conversations},
        sub_query, voice,
    },
    json::{Kind, Raw},
    model::{Role, ids},
};

/// SOQL reaches five parents up.
const MAX_PARENTS: usize = 5;

/// What a column of `ConversationEntry` says of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryField {
    Id,
    MessageIdentifier,
    ConversationId,
    ConversationEntityId,
    ConversationIdentifier,
    ActorId,
    ActorName,
    ActorType,
    EntryType,
    EntryTime,
    EntryTimeMilliSecs,
    EntryEndTime,
    ServerReceivedTimestamp,
    ClientTimestamp,
    ClientDuration,
    Message,
    MessageStatus,
    MessageStatusCode,
    Seq,
    /// Known, and it says nothing that is kept.
    Silent,
    Unknown,
}

impl EntryField {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "Id" => Self::Id,
            "MessageIdentifier" => Self::MessageIdentifier,
            "ConversationId" => Self::ConversationId,
            "ConversationEntityId" => Self::ConversationEntityId,
            "ConversationEntity.ConversationIdentifier" => Self::ConversationIdentifier,
            "ActorId" => Self::ActorId,
            "ActorName" => Self::ActorName,
            "ActorType" => Self::ActorType,
            "EntryType" => Self::EntryType,
            "EntryTime" => Self::EntryTime,
            "EntryTimeMilliSecs" => Self::EntryTimeMilliSecs,
            "EntryEndTime" => Self::EntryEndTime,
            "ServerReceivedTimestamp" => Self::ServerReceivedTimestamp,
            "ClientTimestamp" => Self::ClientTimestamp,
            "ClientDuration" => Self::ClientDuration,
            "Message" => Self::Message,
            "MessageStatus" => Self::MessageStatus,
            "MessageStatusCode" => Self::MessageStatusCode,
            "Seq" => Self::Seq,
            known if has_field("ConversationEntry", known) => Self::Silent,
            _ => Self::Unknown,
        }
    }
}

/// A row of any object: (API name, value), blank values left out.
#[derive(Debug, Default)]
pub struct ObjectRow<'a> {
    /// The cells.
    pub cells: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What each cell is in an entry, where the header of the table told it; otherwise empty.
    told: Vec<EntryField>,
}

impl<'a> ObjectRow<'a> {
    /// A row of these cells.
    pub(super) fn of(cells: Vec<(Cow<'a, str>, Cow<'a, str>)>) -> Self {
        let told = Vec::new();
        Self { cells, told }
    }

    /// Takes the next cell of a table, unless it is blank.
    pub(crate) fn push_told(&mut self, name: &'a str, field: EntryField, value: &'a str) {
        if !value.is_empty() {
            self.cells.push((name.into(), value.into()));
            self.told.push(field);
        }
    }

    /// An empty row in the room of this one.
    pub(crate) fn emptied<'b>(self) -> ObjectRow<'b> {
        let Self { cells, mut told } = self;
        told.clear();
        // Collected in place: nothing is allocated.
        let cells = cells.into_iter().filter_map(|_| None).collect();
        ObjectRow { cells, told }
    }

    /// The value of a field; the last where it stands twice.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.cells
            .iter()
            .rev()
            .find(|(name, _)| name == field)
            .map(|(_, value)| value.as_ref())
    }

    /// Takes a cell, unless it is blank.
    pub fn push(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        let value = value.into();
        if !value.is_empty() {
            self.cells.push((name.into(), value));
        }
    }

    /// The object that a row's id tells, for tables whose columns tell nothing.
    pub fn object_by_prefix(&self) -> Option<&'static str> {
        by_prefix(self.get("Id")?)
    }

    /// Reads the row as one of `object`.
    pub fn read(&self, object: &str, context: &mut Context<'_>) {
        match object {
            "LiveChatTranscript" => return live_chat::read_transcript(self, context),
            "LiveChatTranscriptEvent" => return live_chat::read_event(self, context),
            "VoiceCall" => return voice::with_session_times(self).read_row(object, context),
            _ => {}
        }
        self.read_row(object, context);
    }

    fn read_row(&self, object: &str, context: &mut Context<'_>) {
        context.count(object);
        if object == "ConversationEntry" {
            return self.read_entry(context);
        }
        let id = match (self.get("Id"), object) {
            (Some(id), _) => Cow::Borrowed(id),
            // Metrics rows are told apart by what they measure.
            (None, "MessagingSessionMetrics") => {
                let part = |field| self.get(field).unwrap_or_default();
                Cow::Owned(format!(
                    "{}/{}",
                    ids::canonical(part("MessagingSessionId")),
                    part("MessagingSessionMetricType")
                ))
            }
            (None, "RelatedRecord" | "ConvEntryRelatedRecordCopy") => {
                let entry = ["ConversationEntityId", "ConversationEntryId"]
                    .into_iter()
                    .find_map(|field| self.get(field));
                let record = self.get("RecordId").or(self.get("RelatedRecordId"));
                let part = |id: Option<&str>| ids::canonical(id.unwrap_or_default()).into_owned();
                Cow::Owned(format!("{}/{}", part(entry), part(record)))
            }
            // A row of an object that holds no conversation is counted, no more.
            (None, other) if !tells_of_conversations(other) => return,
            (None, _) => {
                context.diagnose(
                    Code::MissingField,
                    "Id",
                    format!("{object} row without Id: it cannot be joined to anything; export it with its Id"),
                );
                return;
            }
        };
        self.read_parent_conversation(
            "ConversationId",
            "Conversation.ConversationIdentifier",
            context,
        );
        for field in [
            "StartTime",
            "AcceptTime",
            "EndTime",
            "JoinedTime",
            "LeftTime",
        ] {
            if let Some(text) = self.get(field) {
                // Kept as text; a form nobody can read is told now, where the row is known.
                context.instant_text(field, text);
            }
        }
        let fields: Vec<(&str, &str)> = self
            .cells
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()))
            .collect();
        context.add_row(object, &id, &fields);
        if let Some(record) = self.get("RecordId").or(self.get("RelatedRecordId")) {
            // Entries are given their session by it.
            context.archive.names.intern_id(record);
        }
    }

    /// The parent conversation's UUID, where the query asked for it beside the record id.
    fn read_parent_conversation(&self, id: &str, identifier: &str, context: &mut Context<'_>) {
        if let Some(identifier) = self.get(identifier)
            && let Some(id) = self.get(id)
        {
            context.add_row(
                "Conversation",
                id,
                &[("ConversationIdentifier", identifier)],
            );
        }
    }

    fn read_entry(&self, context: &mut Context<'_>) {
        self.read_parent_conversation(
            "ConversationEntityId",
            "ConversationEntity.ConversationIdentifier",
            context,
        );
        let mut draft = Draft::default();
        let mut millis = None;
        let mut entry_time = None;
        let mut record_id = None;
        for (at, (name, value)) in self.cells.iter().enumerate() {
            let value = value.as_ref();
            let told = self.told.get(at).copied();
            match told.unwrap_or_else(|| EntryField::of(name)) {
                EntryField::Id => record_id = Some(value),
                EntryField::MessageIdentifier => draft.id = Some(value.into()),
                EntryField::ConversationId if is_session(value) => {
                    draft.session = Some(value.into());
                    draft.session_rule = AssignedBy::RelatedRecord;
                }
                EntryField::ConversationId => {
                    draft.conversation.get_or_insert_with(|| value.into());
                }
                EntryField::ConversationEntityId => draft.conversation = Some(value.into()),
                EntryField::ConversationIdentifier => {
                    draft.conversation.get_or_insert_with(|| value.into());
                }
                EntryField::ActorId => draft.actor = Some(value.into()),
                EntryField::ActorName => draft.actor_name = Some(value.into()),
                EntryField::ActorType => draft.role = Role::parse(value),
                EntryField::EntryType => draft.entry_type = Some(value.into()),
                EntryField::EntryTime => entry_time = context.instant_text(name, value),
                EntryField::EntryTimeMilliSecs => millis = value.trim().parse::<f64>().ok(),
                EntryField::EntryEndTime => draft.end_at = context.instant_text(name, value),
                EntryField::ServerReceivedTimestamp => {
                    draft.server_at = context.instant_text(name, value)
                }
                EntryField::ClientTimestamp => draft.client_at = context.instant_text(name, value),
                EntryField::ClientDuration => {
                    draft.duration = value
                        .trim()
                        .parse::<f64>()
                        .ok()
                        .map(|ms| ms as i64)
                        .filter(|ms| *ms > 0);
                }
                EntryField::Message => draft.text = Some(value.into()),
                EntryField::MessageStatus => draft.status = Some(value.into()),
                EntryField::MessageStatusCode => draft.status_code = Some(value.into()),
                EntryField::Seq => {
                    draft.sequence = value.trim().parse::<f64>().ok().map(|seq| seq as i64)
                }
                EntryField::Silent => {}
                EntryField::Unknown => context.unknown_field(name),
            }
        }
        match draft.id {
            None => draft.id = record_id.map(Into::into),
            Some(_) => draft.other_id = record_id.map(Into::into),
        }
        if draft.actor.is_none() {
            // For in-app and web channels ActorName is the platform key.
            draft.actor.clone_from(&draft.actor_name);
        }
        draft.server_at = draft
            .server_at
            .or_else(|| entry_time.map(|at| exact(at, millis)));
        context.add_entry(draft);
    }
}

/// `EntryTime` has whole seconds; `EntryTimeMilliSecs` holds the rest (inferred: 0 to 999, or the
/// whole instant).
fn exact(at: i64, millis: Option<f64>) -> i64 {
    match millis.map(|ms| ms as i64) {
        Some(ms @ 0..1_000) if at % 1_000 == 0 => at + ms,
        Some(ms) if ms / 1_000 == at / 1_000 => ms,
        _ => at,
    }
}

/// Rows of a REST or SOQL query answer, also as `sf data query --json` wraps it.
#[derive(Debug)]
pub(super) struct QueryRows;

/// The object of a row and what told it.
enum Told<'a> {
    Attributes(Cow<'a, str>),
    Columns(&'static str, String),
    Prefix(&'static str),
}

impl Told<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Attributes(name) => name,
            Self::Columns(name, _) | Self::Prefix(name) => name,
        }
    }

    fn evidence(self) -> String {
        match self {
            Self::Attributes(name) => format!("query rows whose attributes say {name}"),
            Self::Columns(_, evidence) => evidence,
            Self::Prefix(_) => "rows whose Id has the key prefix of the object".to_owned(),
        }
    }
}

/// The object that `attributes` states.
pub(super) fn object_in(record: Raw<'_>) -> Option<Cow<'_, str>> {
    record.get("attributes")?.get("type")?.string()
}

impl QueryRows {
    /// The object: what `attributes` says, else what the fields tell.
    fn object<'a>(record: &JsonRecord<'a>) -> Option<Told<'a>> {
        let stated = record
            .fields
            .get("attributes")
            .and_then(|attributes| attributes.get("type"))
            .and_then(Raw::string);
        if let Some(name) = stated {
            return Some(Told::Attributes(name));
        }
        let (object, evidence) = object_of(|field| record.fields.get(field).is_some());
        if let Some(object) = object {
            return Some(Told::Columns(object, evidence));
        }
        by_prefix(&record.fields.get("Id")?.string()?).map(Told::Prefix)
    }
}

impl Format for QueryRows {
    fn name(&self) -> &'static str {
        "query-json"
    }

    fn title(&self) -> &'static str {
        "Query result (JSON)"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        Self::object(record).is_some()
    }

    fn evidence(&self, record: &JsonRecord<'_>) -> String {
        Self::object(record).map_or_else(String::new, Told::evidence)
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        let Some(object) = Self::object(record) else {
            return;
        };
        let members = record.fields.iter().map(|(key, value)| (key.into(), value));
        sub_query::read_row(members, object.name(), None, 0, context);
    }
}

/// A cell of a query row; of a parent record (`Owner`) its own fields, as `Owner.Name`.
pub(super) fn push_cell<'a>(row: &mut ObjectRow<'a>, key: Cow<'a, str>, value: Raw<'a>) {
    match value.kind() {
        Kind::Null => {}
        Kind::String => {
            if let Some(text) = value.string() {
                row.push(key, text);
            }
        }
        Kind::Object if key.bytes().filter(|byte| *byte == b'.').count() < MAX_PARENTS => {
            for (inner, value) in value.members().map_while(Result::ok) {
                if inner != "attributes" {
                    push_cell(row, format!("{key}.{inner}").into(), value);
                }
            }
        }
        // A list, as of related records, stays the JSON that it is.
        _ => row.push(key, value.as_str()),
    }
}

/// A body for the Connect REST API's PATCH: recognised, but it holds no conversation.
#[derive(Debug)]
pub(super) struct EntryUpdates;

impl Format for EntryUpdates {
    fn name(&self) -> &'static str {
        "entry-updates"
    }

    fn title(&self) -> &'static str {
        "Write-back body"
    }

    fn object(&self) -> &'static str {
        "ConversationEntryUpdate"
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        record.container == "conversationEntriesUpdates"
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "conversationEntriesUpdates: a body that writes texts back, not a conversation".to_owned()
    }

    fn read(&self, _record: &JsonRecord<'_>, context: &mut Context<'_>) {
        context.count(self.object());
    }
}
