//! One session as every output shows it.

use serde::Serialize;

use crate::{
    export::{Lens, Rows},
    model::{
        Millis, Role, ids,
        time::{self, TimeFault, TimeReading},
    },
    timeline::{Session, State},
};

/// A session of a conversation; `null` where unknown.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct SessionSummary {
    /// Record id, 18 characters.
    pub session: String,
    /// The object of its row: `MessagingSession`, `VoiceCall`, `LiveChatTranscript` or
    /// `AiAgentSession`.
    pub object: Option<String>,
    /// `Name`, such as `MS-00000012`.
    pub name: Option<String>,
    /// `StartTime`, epoch milliseconds.
    pub start_ms: Option<Millis>,
    /// `AcceptTime`, epoch milliseconds.
    pub accept_ms: Option<Millis>,
    /// `EndTime`, epoch milliseconds.
    pub end_ms: Option<Millis>,
    /// `Status`.
    pub status: Option<String>,
    /// `Origin`.
    pub origin: Option<String>,
    /// `AgentType`.
    pub agent_type: Option<String>,
    /// `ChannelType`.
    pub channel_type: Option<String>,
    /// `ChannelName`.
    pub channel_name: Option<String>,
    /// Owner's name where a file tells it, else its id.
    pub owner: Option<String>,
    /// `row`, or `inferred` where no table tells of the session.
    pub assigned_by: String,
    /// `open`, `inactive` or `ended`, as its row or its last status tells.
    pub state: Option<State>,
    /// How many times it became active again.
    pub resumed: u32,
    /// Another session of the conversation begins before it ends.
    pub overlaps: bool,
    /// The role that ended it: `EndedByType` of its row, else as its entries tell.
    pub ended_by: Option<String>,
    /// Every populated field of its row: (API name, value).
    #[cfg_attr(target_arch = "wasm32", tsify(type = "[string, string][]"))]
    pub fields: Vec<(String, String)>,
    /// Names behind ids among the fields: (API name, name).
    #[cfg_attr(target_arch = "wasm32", tsify(type = "[string, string][]"))]
    pub names: Vec<(String, String)>,
    /// What Salesforce measured: (`MessagingSessionMetricType`, value).
    #[cfg_attr(target_arch = "wasm32", tsify(type = "[string, number][]"))]
    pub metrics: Vec<(String, f64)>,
}

impl SessionSummary {
    /// Makes the summary, its texts seen through a lens.
    pub fn new(session: &Session, lens: Lens<'_>) -> Self {
        let seen = |text: &str| lens.text(text, Role::Unknown).into_owned();
        let field = |name: &str| session.field(name).map(seen);
        Self {
            session: session.id.clone(),
            object: session.object.map(str::to_owned),
            name: field("Name"),
            start_ms: session.start,
            accept_ms: session.accept.or(session.told.accept),
            end_ms: session.end,
            status: session.status().map(seen),
            origin: field("Origin"),
            agent_type: field("AgentType")
                .or_else(|| session.told.owners.agent_type().map(str::to_owned)),
            channel_type: field("ChannelType"),
            channel_name: field("ChannelName"),
            owner: field("Owner.Name")
                .or_else(|| session.owner_name.as_deref().map(seen))
                .or_else(|| field("OwnerId"))
                .or_else(|| session.told.owner.as_deref().map(seen)),
            assigned_by: if session.has_row { "row" } else { "inferred" }.to_owned(),
            state: session.state(),
            resumed: session.told.resumed,
            overlaps: session.overlaps,
            ended_by: field("EndedByType").or_else(|| session.told.ended_by.as_deref().map(seen)),
            fields: session
                .fields
                .iter()
                .map(|(name, value)| (name.clone(), field_seen(name, value, lens)))
                .collect(),
            names: Vec::new(),
            metrics: Vec::new(),
        }
    }

    /// With what other records tell of the session.
    #[must_use]
    pub fn with_records(mut self, session: &Session, rows: &Rows<'_>) -> Self {
        self.names = session
            .fields
            .iter()
            .filter(|(name, _)| name.ends_with("Id") && name != "Id")
            .filter_map(|(field, id)| {
                let name = rows.timeline.name_of(rows.archive, id)?;
                let role = if field.contains("EndUser") {
                    Role::EndUser
                } else {
                    Role::Unknown
                };
                Some((field.clone(), rows.lens.text(name, role).into_owned()))
            })
            .collect();
        self.metrics = session
            .metrics
            .iter()
            .map(|(name, value)| (name.clone(), *value as f64))
            .collect();
        self
    }
}

/// The value of a field as a lens shows it. Ids and times hold nothing to redact; a lens could
/// only damage them.
pub(super) fn field_seen(name: &str, value: &str, lens: Lens<'_>) -> String {
    if is_structural(name, value) {
        return value.to_owned();
    }
    lens.text(value, Role::Unknown).into_owned()
}

/// Fields that the platform fills with ids, times and counts, and that hold one.
pub(super) fn is_structural(name: &str, value: &str) -> bool {
    let ends = |ending: &str| name.ends_with(ending);
    if ends("Id") {
        return ids::is_record_id(value);
    }
    if ends("Count") {
        return value.len() < 9 && value.parse::<f64>().is_ok();
    }
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    (ends("Time") || ends("Date") || name == "SystemModstamp")
        && !digits
        && time::parse(value, &TimeReading::default()) != Err(TimeFault::Form)
}
