//! A conversation beside its entries: sessions, who took part, the records that belong to it.

use serde::Serialize;

use crate::{
    export::{
        Lens, Rows, SessionSummary,
        session_summary::{field_seen, is_structural},
    },
    model::{Millis, Role, ids},
    timeline::{Participant, RelatedRecord},
};

/// What is known of a conversation as a whole.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct ConversationBlock {
    /// Its id.
    pub conversation: String,
    /// Set where a policy was laid on: what it replaced or withheld is not here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub redacted: bool,
    /// Its sessions, in order.
    pub sessions: Vec<SessionSummary>,
    /// Who took part, by when they joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub participants: Option<Vec<ParticipantSummary>>,
    /// The conversation's own row, its end user and channel, metrics, work, related records, and
    /// whoever stands behind an id, by object and id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub related: Option<Vec<RecordSummary>>,
}

/// Someone who took part; `null` where unknown.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct ParticipantSummary {
    /// Subject or record id.
    pub id: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// As in a row.
    pub role: String,
    /// As in a row: role and number, whatever name or key they go by. `null` for who wrote nothing.
    pub participant: Option<String>,
    /// `appType` of the payloads.
    pub app_type: Option<String>,
    /// When they joined, epoch milliseconds.
    pub joined_ms: Option<Millis>,
    /// When they left, epoch milliseconds.
    pub left_ms: Option<Millis>,
}

/// A record of any object.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct RecordSummary {
    /// Salesforce object name.
    pub object: String,
    /// Record id.
    pub id: String,
    /// Every populated field: (API name, value).
    #[cfg_attr(target_arch = "wasm32", tsify(type = "[string, string][]"))]
    pub fields: Vec<(String, String)>,
}

impl ConversationBlock {
    /// Makes the block, its texts seen through the lens of `rows`; participants and records only
    /// where the rows are detailed. O(sessions + records).
    pub fn new(rows: &Rows<'_>) -> Self {
        let conversation = rows.conversation;
        rows.beside_entries();
        let summary = |session| {
            let summary = SessionSummary::new(session, rows.lens);
            if rows.detailed {
                summary.with_records(session, rows)
            } else {
                summary
            }
        };
        Self {
            conversation: conversation.id.clone(),
            redacted: matches!(rows.lens, Lens::Redacted(_))
                || rows.archive.sources.iter().any(|source| source.redacted),
            sessions: conversation.sessions.iter().map(summary).collect(),
            participants: rows.detailed.then(|| ParticipantSummary::all(rows)),
            related: rows.detailed.then(|| RecordSummary::all(rows)),
        }
    }
}

impl ParticipantSummary {
    /// Everyone who took part, by when they joined.
    pub(crate) fn all(rows: &Rows<'_>) -> Vec<Self> {
        let participants = rows.timeline.participants(rows.archive, rows.conversation);
        let participants = participants.iter();
        participants.map(|one| Self::new(one, rows)).collect()
    }

    fn new(participant: &Participant, rows: &Rows<'_>) -> Self {
        let (role, lens) = (participant.role, rows.lens);
        let part = |at: u32| rows.conversation.parts.get(at as usize);
        Self {
            id: id_seen(participant.id.as_deref(), role, lens),
            name: lens.option(participant.name.as_deref(), role),
            role: role.as_str().to_owned(),
            participant: participant.part.and_then(part).map(|part| part.label()),
            app_type: lens.option(participant.app_type.as_deref(), Role::Unknown),
            joined_ms: participant.joined,
            left_ms: participant.left,
        }
    }
}

/// The id of an author. A customer's key names a person: a policy withholds it whole.
pub(super) fn id_seen(id: Option<&str>, role: Role, lens: Lens<'_>) -> Option<String> {
    let id = id?;
    let harmless = ids::is_record_id(id) && role != Role::EndUser;
    (matches!(lens, Lens::Original) || harmless).then(|| id.to_owned())
}

/// Objects whose rows describe a person: a policy withholds their free text.
const PERSONS: [&str; 8] = [
    "Account",
    "Case",
    "Contact",
    "ConversationParticipant",
    "Lead",
    "LiveChatVisitor",
    "MessagingEndUser",
    "Participant",
];

/// Fields of persons that hold one of few values.
const PICKLISTS: [&str; 9] = [
    "AppType",
    "HasInitialResponseSent",
    "IsFullyOptedIn",
    "IsOptedOut",
    "Language",
    "Locale",
    "MessageType",
    "MessagingConsentStatus",
    "ParticipantRole",
];

impl RecordSummary {
    /// The records that belong to the conversation, by object and id.
    pub(crate) fn all(rows: &Rows<'_>) -> Vec<Self> {
        let records = rows.conversation.records.iter();
        records
            .filter_map(|&at| rows.timeline.records.get(at as usize))
            .map(|record| Self::new(record, rows.lens))
            .collect()
    }

    fn new(record: &RelatedRecord, lens: Lens<'_>) -> Self {
        let person = PERSONS.contains(&record.object.as_str());
        let withheld = |name: &str, value: &str| {
            person
                && matches!(lens, Lens::Redacted(_))
                && !PICKLISTS.contains(&name)
                && !is_structural(name, value)
        };
        Self {
            object: record.object.clone(),
            id: match (person, ids::is_record_id(&record.id)) {
                // A bot's history knows participants by their subject.
                (true, false) if matches!(lens, Lens::Redacted(_)) => String::new(),
                _ => record.id.clone(),
            },
            fields: record
                .fields
                .iter()
                .filter(|(name, value)| !withheld(name, value))
                .map(|(name, value)| (name.clone(), field_seen(name, value, lens)))
                .collect(),
        }
    }
}
