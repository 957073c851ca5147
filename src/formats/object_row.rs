//! Rows of Salesforce objects, from a query answer or a CSV.

use std::borrow::Cow;

use crate::{
    diagnostics::Code,
    formats::{
        Context, Format, JsonRecord,
        entry_row::{EntryCells, EntryField},
        live_chat,
        objects::{by_prefix, object_of, tells_of_conversations},
        sub_query, voice,
    },
    json::{Kind, Raw},
    model::ids,
};

/// SOQL reaches five parents up.
const MAX_PARENTS: usize = 5;

/// A row of any object: (API name, value), blank values left out.
#[derive(Debug, Default)]
pub struct ObjectRow<'a> {
    /// The cells.
    pub cells: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> ObjectRow<'a> {
    /// A row of these cells.
    pub(super) fn of(cells: Vec<(Cow<'a, str>, Cow<'a, str>)>) -> Self {
        Self { cells }
    }

    /// An empty row in the room of this one.
    pub(super) fn emptied<'b>(self) -> ObjectRow<'b> {
        // Collected in place: nothing is allocated.
        ObjectRow::of(self.cells.into_iter().map_while(|_| None).collect())
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
        // The UUID, where the query asked for it beside the record id.
        if let Some(identifier) = self.get("Conversation.ConversationIdentifier")
            && let Some(id) = self.get("ConversationId")
        {
            context.add_parent_conversation(id, identifier);
        }
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

    fn read_entry(&self, context: &mut Context<'_>) {
        let mut entry = EntryCells::default();
        for (name, value) in &self.cells {
            entry.take(EntryField::of(name), name, value, context);
        }
        entry.finish(context);
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
