//! The shapes that only JavaScript sees.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::{
    archive::Archive,
    export::{Lens, Mark, ParticipantSummary, RecordSummary, SessionSummary, TranscriptRow},
    model::{Millis, Role, entry_type::Class},
    redact::Field,
    timeline::{Conversation, Timeline},
};

/// Letters of the first message shown in the list.
const PREVIEW: usize = 140;
/// Participants named in the list.
const PARTICIPANTS: usize = 8;

/// A conversation in the list.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub(super) struct ConversationRow {
    /// Its id.
    conversation: String,
    /// The end user's name, where known.
    title: Option<String>,
    /// `ChannelType` of its sessions, where known.
    channel: Option<String>,
    /// Who wrote, in order of first appearance, eight at most.
    participants: Vec<String>,
    /// How many sessions.
    sessions: u32,
    /// How many entries.
    entries: u32,
    /// How many of them are messages.
    messages: f64,
    /// Time of the first entry or session start, epoch milliseconds.
    from_ms: Option<Millis>,
    /// Time of the last entry or session end, epoch milliseconds.
    to_ms: Option<Millis>,
    /// The beginning of the customer's first message, else of the first one.
    preview: Option<String>,
    /// `conversation_inferred`, `conversation_conflict`.
    flags: Vec<String>,
}

/// Conversations from a position on.
#[derive(Debug, Serialize, Tsify)]
pub(super) struct ConversationWindow {
    total: u32,
    from: u32,
    rows: Vec<ConversationRow>,
}

/// A row and where its text was redacted.
#[derive(Debug, Serialize, Tsify)]
pub(super) struct WindowRow {
    #[serde(flatten)]
    pub(super) row: TranscriptRow,
    /// Redacted spans of `text`, UTF-16 units in the text shown.
    pub(super) marks: Vec<Mark>,
}

/// Entries of a conversation from a position on.
#[derive(Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub(super) struct TranscriptWindow {
    pub(super) conversation: String,
    pub(super) total: u32,
    pub(super) from: u32,
    pub(super) rows: Vec<WindowRow>,
    /// All sessions of the conversation, in order.
    pub(super) sessions: Vec<SessionSummary>,
    /// Who took part; only in the window that begins at 0.
    pub(super) participants: Option<Vec<ParticipantSummary>>,
    /// Records that belong to the conversation; only in the window that begins at 0.
    pub(super) related: Option<Vec<RecordSummary>>,
}

/// Rows of the list of conversations, seen through a lens.
pub(super) fn conversations(
    archive: &Archive,
    timeline: &Timeline,
    from: usize,
    count: usize,
    lens: Lens<'_>,
) -> ConversationWindow {
    ConversationWindow {
        total: timeline.conversations.len() as u32,
        from: from as u32,
        rows: timeline
            .conversations
            .iter()
            .skip(from)
            .take(count)
            .map(|conversation| row(archive, timeline, conversation, lens))
            .collect(),
    }
}

fn row(
    archive: &Archive,
    timeline: &Timeline,
    conversation: &Conversation,
    lens: Lens<'_>,
) -> ConversationRow {
    lens.enter(&conversation.id);
    let authors = || {
        conversation
            .authors
            .iter()
            .map(|&entry| &timeline.merged.entries[entry as usize])
    };
    let participants = authors()
        .take(PARTICIPANTS)
        .map(|entry| match timeline.actor_name(archive, entry) {
            Some(name) => lens.text(name, entry.role).into_owned(),
            None => entry.role.as_str().to_owned(),
        })
        .collect();
    let first = authors()
        .filter(|entry| entry.entry_type.class() == Class::Message && entry.text.is_some())
        .min_by_key(|entry| entry.role != Role::EndUser);
    let preview = first.and_then(|entry| {
        let text = archive.texts.get(entry.text?);
        let text = lens.field(text, entry.role, Field::Preview);
        let cut = text.char_indices().nth(PREVIEW).map(|(at, _)| at);
        Some(match cut {
            Some(cut) => format!("{}…", &text[..cut]),
            None => text.into_owned(),
        })
    });
    let channel = conversation
        .sessions
        .iter()
        .find_map(|session| session.field("ChannelType"))
        .map(str::to_owned);
    ConversationRow {
        conversation: conversation.id.clone(),
        title: lens.option(conversation.end_user_name.as_deref(), Role::EndUser),
        channel,
        participants,
        sessions: conversation.sessions.len() as u32,
        entries: conversation.entries.len() as u32,
        messages: conversation.messages as f64,
        from_ms: conversation.from,
        to_ms: conversation.to,
        preview,
        flags: [
            (conversation.inferred, "conversation_inferred"),
            (conversation.conflict, "conversation_conflict"),
        ]
        .into_iter()
        .filter(|(set, _)| *set)
        .map(|(_, flag)| flag.to_owned())
        .collect(),
    }
}

#[wasm_bindgen(typescript_custom_section)]
const TIME_TYPES: &str = r#"
/** Milliseconds since 1970, UTC. */
export type Millis = number;
"#;

#[wasm_bindgen(typescript_custom_section)]
const KPI_TYPES: &str = r#"
/** How to measure; every report states it. */
export interface KpiOptions {
  /** Which message of a burst starts the clock of a response; default "first". */
  anchor?: "first" | "last";
  exclude_inactive?: boolean;
  /** Milliseconds. */
  idle_cap?: number | null;
  count_undelivered?: boolean;
  /** Until when the data is complete, epoch milliseconds; default: the latest time seen. */
  data_until?: number | null;
  percentile?: "linear" | "nearest_rank";
  omit_episodes?: boolean;
}

/** Durations in milliseconds, or counts. */
export interface KpiFamily {
  n: number;
  mean: number;
  median: number;
  p75: number;
  p90: number;
  p95: number;
  max: number;
  sum: number;
}

/** How many of `n` say yes. */
export interface KpiShare {
  n: number;
  yes: number;
  share: number;
}

/** The messages behind a value. */
export interface KpiEpisode {
  from_entry: string | null;
  to_entry: string | null;
  from_ms: number | null;
  to_ms: number | null;
  value: number | null;
  actor: string | null;
}

export interface Kpi {
  value: number | boolean | KpiFamily | null;
  /** The same in business hours; null without a schedule. */
  bh: number | null;
  unit: "ms" | "count" | "ratio" | "bool";
  /** Why the value is null. */
  reason: string | null;
  n: number;
  flags: string[];
  /** What Salesforce itself reports, where the files hold it. */
  reported: number | null;
  episodes: KpiEpisode[];
}

export interface KpiDefinition {
  id: string;
  name: string;
  unit: string;
  formula: string;
  nullWhen: string;
  [more: string]: unknown;
}

export interface KpiTotal {
  pooled: KpiFamily | KpiShare | null;
  session_means: KpiFamily | null;
  /** Sessions without a value, by reason. */
  excluded: Record<string, number>;
}

export interface KpiReport {
  options: Record<string, unknown>;
  definitions: KpiDefinition[];
  sessions: { session: string; conversation: string; kpis: Record<string, Kpi> }[];
  conversations: { conversation: string; sessions: number; kpis: Record<string, Kpi> }[];
  agents: { agent: string; name: string | null; sessions: number; kpis: Record<string, Kpi> }[];
  totals: Record<string, KpiTotal>;
}
"#;
