//! Rows of Salesforce objects, from a query answer or a CSV.
//!
//! Fields: object reference of `MessagingSession`, `ConversationEntry`, `Conversation`,
//! `MessagingEndUser` and `MessagingSessionMetrics`, and the Apex standard-type stubs.

use std::borrow::Cow;

use crate::{
    archive::{AssignedBy, Draft},
    diagnostics::Code,
    formats::{Context, Format, JsonRecord, is_session, live_chat, voice},
    json::{Kind, Raw},
    model::{Role, ids},
};

/// Columns that tell an object, the most telling object first. One match is enough.
const TELLING: &[(&str, &[&str])] = &[
    (
        "MessagingSessionMetrics",
        &["MessagingSessionMetricType", "MessagingSessionMetricValue"],
    ),
    (
        "ConversationEntry",
        &[
            "MessageIdentifier",
            "EntryType",
            "EntryTime",
            "EntryTimeMilliSecs",
            "ActorType",
            "ConversationEntityId",
        ],
    ),
    ("Conversation", &["ConversationIdentifier"]),
    ("LiveChatTranscriptEvent", &["LiveChatTranscriptId"]),
    (
        "LiveChatTranscript",
        &[
            "ChatKey",
            "LiveChatVisitorId",
            "LiveChatDeploymentId",
            "LiveChatButtonId",
            "ChatDuration",
        ],
    ),
    (
        "VoiceCall",
        &[
            "CallStartDateTime",
            "CallEndDateTime",
            "VendorCallKey",
            "FromPhoneNumber",
        ],
    ),
    (
        "MessagingSession",
        &[
            "AcceptTime",
            "AgentType",
            "SessionKey",
            "MessagingEndUserId",
            "ChannelEndUserFormula",
            "EndUserMessageCount",
            "EndedByType",
        ],
    ),
    (
        "MessagingEndUser",
        &[
            "MessagingPlatformKey",
            "MessagingConsentStatus",
            "IsFullyOptedIn",
            "MessagingExternalUserKey",
        ],
    ),
];

/// Objects by key prefix, for tables whose columns tell nothing.
const PREFIXES: &[(&str, &str)] = &[
    ("001", "Account"),
    ("003", "Contact"),
    ("500", "Case"),
    ("0Mw", "MessagingSession"),
    ("570", "LiveChatTranscript"),
    ("0LQ", "VoiceCall"),
    ("005", "User"),
    ("00G", "Group"),
];

/// Every field with a name of its own here, so that labels and other cases find it.
const FIELDS: &[&str] = &[
    "Id",
    "Name",
    "CreatedDate",
    "LastModifiedDate",
    "SystemModstamp",
    "OwnerId",
    "IsDeleted",
    "CreatedById",
    "LastModifiedById",
    "CurrencyIsoCode",
    "LastReferencedDate",
    "LastViewedDate",
    // MessagingSession
    "AcceptTime",
    "AgentMessageCount",
    "AgentType",
    "CampaignId",
    "CaseId",
    "ChannelEndUserFormula",
    "ChannelGroup",
    "ChannelIntent",
    "ChannelKey",
    "ChannelLocale",
    "ChannelName",
    "ChannelType",
    "ConversationId",
    "EndTime",
    "EndUserAccountId",
    "EndUserContactId",
    "EndUserLanguage",
    "EndUserMessageCount",
    "EndedByType",
    "LeadId",
    "MessagingChannelId",
    "MessagingEndUserId",
    "OpportunityId",
    "Origin",
    "PreviewDetails",
    "SessionKey",
    "StartTime",
    "Status",
    "TargetUserId",
    // ConversationEntry
    "ActorId",
    "ActorName",
    "ActorType",
    "ClientDuration",
    "ClientTimestamp",
    "ConversationEntityId",
    "EntryEndTime",
    "EntryTime",
    "EntryTimeMilliSecs",
    "EntryType",
    "HasAttachments",
    "Message",
    "MessageDeliverTime",
    "MessageIdentifier",
    "MessageReadTime",
    "MessageSendTime",
    "MessageStatus",
    "MessageStatusCode",
    "Seq",
    "ServerReceivedTimestamp",
    // Conversation
    "ConversationChannelId",
    "ConversationIdentifier",
    "StartTimeMilliSecs",
    "EndTimeMilliSecs",
    // MessagingEndUser
    "AccountId",
    "AuthenticatedEndUserId",
    "ContactId",
    "HasInitialResponseSent",
    "IsFullyOptedIn",
    "IsOptedOut",
    "IsoCountryCode",
    "Language",
    "Locale",
    "MessageType",
    "MessagingConsentStatus",
    "MessagingExternalUserKey",
    "MessagingPlatformKey",
    "ProfilePictureUrl",
    // MessagingSessionMetrics
    "MessagingSessionId",
    "MessagingSessionMetricType",
    "MessagingSessionMetricValue",
    // LiveChatTranscript
    "Abandoned",
    "AverageResponseTimeOperator",
    "AverageResponseTimeVisitor",
    "Body",
    "Browser",
    "BrowserLanguage",
    "ChatDuration",
    "ChatKey",
    "EndedBy",
    "IpAddress",
    "IsChatbotSession",
    "LiveChatButtonId",
    "LiveChatDeploymentId",
    "LiveChatVisitorId",
    "Location",
    "MaxResponseTimeOperator",
    "MaxResponseTimeVisitor",
    "OperatorMessageCount",
    "Platform",
    "ReferrerUri",
    "RequestTime",
    "SupervisorTranscriptBody",
    "UserAgent",
    "VisitorMessageCount",
    "WaitTime",
    // LiveChatTranscriptEvent
    "AgentId",
    "Detail",
    "LiveChatTranscriptId",
    "Time",
    "Type",
    // VoiceCall
    "CallAcceptDateTime",
    "CallDisposition",
    "CallDurationInSeconds",
    "CallEndDateTime",
    "CallStartDateTime",
    "CallType",
    "FromPhoneNumber",
    "ToPhoneNumber",
    "VendorCallKey",
];

/// Objects that say something about conversations, or whose names stand behind ids.
const CONVERSATION: &[&str] = &[
    "ConversationEntry",
    "MessagingSession",
    "MessagingSessionMetrics",
    "Conversation",
    "MessagingEndUser",
    "User",
    "Group",
    "Queue",
    "BotDefinition",
    "ConversationParticipant",
    "AiAgentInteractionMessage",
    "AiAgentSession",
    "LiveChatTranscript",
    "LiveChatTranscriptEvent",
    "VoiceCall",
];

/// Whether rows of an object belong in an archive of conversations.
pub(crate) fn tells_of_conversations(object: &str) -> bool {
    CONVERSATION.contains(&object)
}

/// Every field known by name.
pub(super) fn known_fields() -> &'static [&'static str] {
    FIELDS
}

/// The object that columns tell, and how.
pub(super) fn object_of(has: impl Fn(&str) -> bool) -> (Option<&'static str>, String) {
    for (object, telling) in TELLING {
        let found: Vec<&str> = telling
            .iter()
            .copied()
            .filter(|column| has(column))
            .take(3)
            .collect();
        if !found.is_empty() {
            return (
                Some(object),
                format!("columns {} of {object}", found.join(", ")),
            );
        }
    }
    if has("StartTime") && (has("EndTime") || has("Status")) {
        return (
            Some("MessagingSession"),
            "columns StartTime and EndTime or Status, as in MessagingSession".to_owned(),
        );
    }
    if has("ActorName") || has("Seq") {
        return (
            Some("ConversationEntry"),
            "column ActorName or Seq of ConversationEntry".to_owned(),
        );
    }
    (None, String::new())
}

/// The columns without which rows of an object cannot be placed.
pub(super) fn missing(object: &str, has: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let needed: &[&[&'static str]] = match object {
        "ConversationEntry" => &[
            &["EntryTime", "ServerReceivedTimestamp", "ClientTimestamp"],
            &["ConversationId", "ConversationEntityId"],
        ],
        "MessagingSessionMetrics" => &[
            &["MessagingSessionId"],
            &["MessagingSessionMetricType"],
            &["MessagingSessionMetricValue"],
        ],
        "LiveChatTranscript" => &[&["Id", "Body"]],
        "LiveChatTranscriptEvent" => &[&["LiveChatTranscriptId"], &["Time"]],
        _ => &[&["Id"]],
    };
    needed
        .iter()
        .filter(|choices| !choices.iter().any(|column| has(column)))
        .map(|choices| choices[0])
        .collect()
}

/// A row of any object: (API name, value), blank values left out.
#[derive(Debug, Default)]
pub struct ObjectRow<'a> {
    /// The cells.
    pub cells: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> ObjectRow<'a> {
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
        let id = self.get("Id")?;
        PREFIXES
            .iter()
            .find(|(prefix, _)| id.starts_with(prefix))
            .map(|&(_, object)| object)
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
        for field in ["StartTime", "AcceptTime", "EndTime"] {
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
    }

    fn read_entry(&self, context: &mut Context<'_>) {
        let mut draft = Draft::default();
        let mut millis = None;
        let mut entry_time = None;
        let mut record_id = None;
        for (name, value) in &self.cells {
            let value = value.as_ref();
            match name.as_ref() {
                "Id" => record_id = Some(value),
                "MessageIdentifier" => draft.id = Some(value.into()),
                "ConversationId" if is_session(value) => {
                    draft.session = Some(value.into());
                    draft.session_rule = AssignedBy::RelatedRecord;
                }
                "ConversationId" => {
                    draft.conversation.get_or_insert_with(|| value.into());
                }
                "ConversationEntityId" => draft.conversation = Some(value.into()),
                "ActorId" => draft.actor = Some(value.into()),
                "ActorName" => draft.actor_name = Some(value.into()),
                "ActorType" => draft.role = Role::parse(value),
                "EntryType" => draft.entry_type = Some(value.into()),
                "EntryTime" => entry_time = context.instant_text(name, value),
                "EntryTimeMilliSecs" => millis = value.trim().parse::<f64>().ok(),
                "EntryEndTime" => draft.end_at = context.instant_text(name, value),
                "ServerReceivedTimestamp" => draft.server_at = context.instant_text(name, value),
                "ClientTimestamp" => draft.client_at = context.instant_text(name, value),
                "ClientDuration" => {
                    draft.duration = value
                        .trim()
                        .parse::<f64>()
                        .ok()
                        .map(|ms| ms as i64)
                        .filter(|ms| *ms > 0);
                }
                "Message" => draft.text = Some(value.into()),
                "MessageStatus" => draft.status = Some(value.into()),
                "MessageStatusCode" => draft.status_code = Some(value.into()),
                "Seq" => draft.sequence = value.trim().parse::<f64>().ok().map(|seq| seq as i64),
                known if known_fields().contains(&known) => {}
                other => context.unknown_field(other),
            }
        }
        if draft.id.is_none() {
            draft.id = record_id.map(Into::into);
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
        let id = record.fields.get("Id")?.string()?;
        let (_, object) = PREFIXES.iter().find(|(prefix, _)| id.starts_with(prefix))?;
        Some(Told::Prefix(object))
    }
}

impl Format for QueryRows {
    fn name(&self) -> &'static str {
        "query-json"
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
        let mut row = ObjectRow::default();
        for (key, value) in record.fields.iter() {
            if key != "attributes" {
                push_cell(&mut row, key, value);
            }
        }
        row.read(object.name(), context);
    }
}

/// A cell of a query row; of a parent record (`Owner`) its own fields, as `Owner.Name`.
fn push_cell<'a>(row: &mut ObjectRow<'a>, key: &'a str, value: Raw<'a>) {
    match value.kind() {
        Kind::Null | Kind::Array => {}
        Kind::String => {
            if let Some(text) = value.string() {
                row.push(key, text);
            }
        }
        Kind::Bool | Kind::Number => row.push(key, value.as_str()),
        Kind::Object => {
            for (inner, value) in value.members().map_while(Result::ok) {
                let text = match value.kind() {
                    Kind::String => value.string(),
                    Kind::Number | Kind::Bool => Some(Cow::Borrowed(value.as_str())),
                    _ => None,
                };
                if inner != "attributes"
                    && let Some(text) = text
                {
                    row.push(format!("{key}.{inner}"), text);
                }
            }
        }
    }
}

/// A body for the Connect REST API's PATCH: recognised, but it holds no conversation.
#[derive(Debug)]
pub(super) struct EntryUpdates;

impl Format for EntryUpdates {
    fn name(&self) -> &'static str {
        "entry-updates"
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
