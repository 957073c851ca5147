//! The shapes that only JavaScript sees.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::{
    archive::Archive,
    export::{self, Lens},
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

/// Where to find a conversation in a list.
pub(super) fn position(timeline: &Timeline, places: Option<&[u32]>, id: &str) -> Option<usize> {
    let place = timeline.place_of(id)?;
    match places {
        Some(places) => places.iter().position(|&one| one == place),
        None => Some(place as usize),
    }
}

/// Rows of the list of conversations, seen through a lens: of those at `places`, or of all.
pub(super) fn conversations(
    archive: &Archive,
    timeline: &Timeline,
    places: Option<&[u32]>,
    from: usize,
    count: usize,
    lens: Lens<'_>,
) -> ConversationWindow {
    let total = places.map_or(timeline.conversations.len(), <[u32]>::len);
    let end = from.saturating_add(count).min(total);
    ConversationWindow {
        total: total as u32,
        from: from as u32,
        rows: (from..end)
            .map(|at| {
                let place = places.map_or(at, |places| places[at] as usize);
                row(archive, timeline, &timeline.conversations[place], lens)
            })
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
            .map(|&entry| timeline.merged.entry(archive, entry))
    };
    let participants = authors()
        .take(PARTICIPANTS)
        .map(|entry| match timeline.actor_name(archive, &entry) {
            Some(name) => lens.text(name, entry.role).into_owned(),
            None => entry.role.as_str().to_owned(),
        })
        .collect();
    let wrote = || {
        authors().filter(|entry| entry.entry_type.class() == Class::Message && entry.text.is_some())
    };
    let customer = wrote().find(|entry| entry.role == Role::EndUser);
    let first = customer.or_else(|| wrote().next());
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
        title: export::title(conversation, lens),
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
  /** Leave out the rows of sessions and conversations: a report of totals alone, and fast. */
  omit_sessions?: boolean;
  /** Milliseconds: a customer who left a queue sooner did not abandon it (A1). */
  short_abandon?: number;
  /** Only the sessions of one group: of one agent, queue or channel. */
  only?: { by: KpiDimension; key: string | null } | null;
  hours?: KpiHours | null;
  sla?: KpiTargets;
  group_by?: KpiDimension[];
  /** To which hour, day, week or month a value belongs; default "session_start". */
  attribution?: "session_start" | "event_end";
  /** IANA name of the zone of the heatmap and of periods; default UTC. */
  zone?: string;
}

/** A weekly schedule: spans such as ["09:00", "17:00"]; an end that is not later is after midnight. */
export interface KpiHours {
  /** IANA name. */
  zone: string;
  weekly?: Partial<Record<"mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun", [string, string][]>>;
  /** Days on which nothing opens, such as "2025-12-25". */
  holidays?: string[];
}

/** Milliseconds; a response that takes exactly the target meets it. */
export interface KpiTargets {
  first_response?: number | null;
  next_response?: number | null;
  clock?: "wall" | "business";
}

/** By what sessions are grouped. */
export type KpiDimension =
  | "agent" | "owner" | "channel_name" | "channel_type" | "channel_group" | "channel_intent"
  | "channel_locale" | "origin" | "status" | "agent_type" | "customer"
  | "weekday" | "hour" | "day" | "week" | "month";

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
  /** The part within business hours; null without a schedule. */
  bh: number | null;
  actor: string | null;
}

export interface Kpi {
  value: number | boolean | KpiFamily | null;
  /** The part of the same stretches within business hours; null without a schedule. */
  bh: number | KpiFamily | null;
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
  /** The values within business hours; null without a schedule. */
  bh: KpiFamily | null;
  /** Values that lie wholly outside business hours. */
  n_zero_bh: number;
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
  /** How often the targets were met; empty without targets. */
  sla: KpiAttainment[];
  /** Totals of groups of sessions, by the dimensions that were asked for. */
  groups: { dimension: KpiDimension; key: string | null; sessions: number; totals: Record<string, KpiTotal> }[];
  /** Messages of customers: Monday to Sunday, 24 hours each. */
  heatmap: { zone: string; messages: number[][] };
  /** Salesforce's own values beside ours. */
  reported: KpiComparison[];
  /** Which way to measure comes closest to Salesforce's averages, closest first. */
  calibration: { id: string; salesforce: string; variants: KpiVariant[] }[];
}

/** How often a target was met; unanswered waits count as breached once they are older than it. */
export interface KpiAttainment {
  id: "S1" | "S2";
  target: number;
  clock: "wall" | "business";
  met: number;
  breached: number;
  undetermined: number;
  answered: number;
  /** met / (met + breached) */
  attainment: number | null;
  /** met / answered, the rosier one. */
  answered_only: number | null;
}

/** A value of Salesforce's beside ours. */
export interface KpiComparison {
  session: string;
  id: string;
  /** Where Salesforce holds it. */
  salesforce: string;
  reported: number;
  computed: number | null;
  difference: number | null;
  /** The most likely reason; null where they agree. */
  likely:
    | "not_calculated" | "no_value" | "missing_entries" | "inferred_handoff" | "client_clock"
    | "anchor" | "reassigned" | "approx" | "first_response" | "business_hours" | "unknown" | null;
}

/** What `kpiTable` writes. */
export type KpiTable =
  | "table" | "summary" | "session" | "conversation" | "episode" | "agent" | "group" | "total"
  | "reported";

/** The values of one id, the largest first, and where some of them were measured. */
export interface KpiListing {
  id: string;
  unit: "ms" | "count" | "ratio" | "bool";
  total: number;
  from: number;
  rows: KpiListed[];
  /** All values; yes is 1, no is 0. */
  values: Float64Array;
  /** Their parts within business hours, in the same order; null without a schedule. */
  bh: Float64Array | null;
}

/** One value, and the messages behind it. */
export interface KpiListed {
  /** Null for what is measured of conversations. */
  session: string | null;
  conversation: string;
  /** Its place among all conversations. */
  conversation_position: number | null;
  value: number;
  bh: number | null;
  from_entry: string | null;
  to_entry: string | null;
  from_ms: number | null;
  to_ms: number | null;
  actor: string | null;
  /** Place in its conversation of the entry that ended the stretch, else of the one that began it. */
  index: number | null;
}

/** The values behind totals, by id; to be merged by `kpiTotals`. */
export type KpiTallies = Record<string, object>;

/** One way to measure an average. */
export interface KpiVariant {
  anchor: "first" | "last";
  with_first: boolean;
  sessions: number;
  /** Sessions that differ by less than a second. */
  equal: number;
  mean_difference: number | null;
}
"#;
