/* tslint:disable */
/* eslint-disable */

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



/** Milliseconds since 1970, UTC. */
export type Millis = number;



/** One customer: the id of a contact, a lead, an account or a messaging user, or a platform key. Several ids are taken for one person. */
export interface CustomerScope {
    customer: string | string[];
}

/** What is measured; everything by default. */
export interface KpiScope {
    conversation?: string | null;
    customer?: string | string[] | null;
}



/** What every call throws: an Error whose `name` is "TranscriptError". `null` where not known. */
export interface TranscriptErrorShape extends Error {
    /** Stable kind: "policy", "options", "query", "zone", "conversation_not_found", "changed", "cancelled", "finished", "unfinished", "read", "busy" or "internal". */
    code: string;
    file: string | null;
    /** The rule and field, or the option, it is about. */
    path: string | null;
    /** Byte offset in the file, or in the pattern of a policy; of a search, UTF-16 units from the start of the query. */
    offset: number | null;
    line: number | null;
    column: number | null;
    record: number | null;
    /** Whether the archive can still be used. */
    recoverable: boolean;
}



/** Where a window begins: at an entry, at the first entry from an instant on, or at the first of a session. */
export type WindowStart = { entry: string } | { atMs: number } | { session: string };


/**
 * A built-in detector as it comes.
 */
export interface DetectorSummary {
    /**
     * Id in a policy.
     */
    id: string;
    /**
     * Entity type.
     */
    type: string;
    /**
     * What it does unless a policy says otherwise.
     */
    operator: { type: string; [parameter: string]: string | number };
    /**
     * Ready-made policies in which it runs.
     */
    policies: string[];
}

/**
 * A card of a carousel, or a titled group of options.
 */
export interface Card {
    /**
     * Its title.
     */
    title: string | null;
    /**
     * What stands below the title.
     */
    subtitle: string | null;
    /**
     * How many of the entry's choices are this card's; cards take them in order.
     */
    choices: number;
    /**
     * How many of the entry's links are this card's.
     */
    links: number;
}

/**
 * A conversation in the list.
 */
export interface ConversationRow {
    /**
     * Its id.
     */
    conversation: string;
    /**
     * The end user's name, where known.
     */
    title: string | null;
    /**
     * `ChannelType` of its sessions, where known.
     */
    channel: string | null;
    /**
     * Who wrote, in order of first appearance, eight at most.
     */
    participants: string[];
    /**
     * How many sessions.
     */
    sessions: number;
    /**
     * How many entries.
     */
    entries: number;
    /**
     * How many of them are messages.
     */
    messages: number;
    /**
     * Time of the first entry or session start, epoch milliseconds.
     */
    fromMs: Millis | null;
    /**
     * Time of the last entry or session end, epoch milliseconds.
     */
    toMs: Millis | null;
    /**
     * The beginning of the customer's first message, else of the first one.
     */
    preview: string | null;
    /**
     * `conversation_inferred`, `conversation_conflict`.
     */
    flags: string[];
}

/**
 * A customer over all channels; `null` where unknown.
 */
export interface CustomerSummary {
    /**
     * The id to ask for this customer by: of a contact, a lead, a messaging user, or of their
     * first conversation.
     */
    customer: string;
    /**
     * Their name, where one is known.
     */
    name: string | null;
    /**
     * What made their channel records one: `contact`, `lead`, `account`, `decision`.
     */
    joinedBy: JoinedBy[];
    /**
     * Their channel records, by id.
     */
    channels: ChannelSummary[];
    /**
     * Ids of their conversations, by first time.
     */
    conversations: string[];
    /**
     * How many sessions they had.
     */
    sessions: number;
    /**
     * How many entries there are.
     */
    entries: number;
    /**
     * How many of them are messages.
     */
    messages: number;
    /**
     * First time, epoch milliseconds.
     */
    fromMs: Millis | null;
    /**
     * Last time, epoch milliseconds.
     */
    toMs: Millis | null;
}

/**
 * A field of a form and what was entered.
 */
export interface FormValue {
    /**
     * The field's label.
     */
    label: string | null;
    /**
     * The value, `null` where it is only asked for.
     */
    value: string | null;
}

/**
 * A file after its redaction.
 */
export interface RewrittenFile {
    /**
     * Its bytes; `null` if something of it cannot be rewritten.
     */
    bytes: Uint8Array | null;
    /**
     * A name for it.
     */
    name: string;
    /**
     * Spans that were replaced.
     */
    replaced: number;
    /**
     * What cannot be rewritten.
     */
    unwritten: Unwritten[];
}

/**
 * A file format of transcripts.
 */
export type ExportFormat = "jsonl" | "json" | "csv" | "text" | "markdown" | "html";

/**
 * A file that was sent: named, never fetched.
 */
export interface Attachment {
    /**
     * File name.
     */
    name: string | null;
    /**
     * Media type as the payload states it.
     */
    mimeType: string | null;
    /**
     * Where the platform kept it.
     */
    url: string | null;
    /**
     * The attachment's id.
     */
    id: string | null;
    /**
     * Bytes; absent where the payload does not state them.
     */
    size?: number;
}

/**
 * A found place.
 */
export interface Highlight {
    /**
     * First UTF-16 unit.
     */
    start: number;
    /**
     * UTF-16 unit after the last.
     */
    end: number;
}

/**
 * A link shown with the message.
 */
export interface Link {
    /**
     * The words of the link.
     */
    title: string | null;
    /**
     * Its target.
     */
    url: string | null;
}

/**
 * A messaging user on one channel.
 */
export interface ChannelSummary {
    /**
     * Record id of the `MessagingEndUser` (or `LiveChatVisitor`).
     */
    endUser: string | null;
    /**
     * `MessagingPlatformKey`.
     */
    platformKey: string | null;
    /**
     * `Name`.
     */
    name: string | null;
    /**
     * `MessageType`, else the `ChannelType` of its sessions.
     */
    channel: string | null;
    /**
     * `MessagingChannelId`.
     */
    channelId: string | null;
    /**
     * `MessagingConsentStatus`.
     */
    consent: string | null;
    /**
     * `ContactId`, of several the smallest.
     */
    contact: string | null;
    /**
     * `LeadId`.
     */
    lead: string | null;
    /**
     * `AccountId`.
     */
    account: string | null;
}

/**
 * A part of a text, as the lens leaves it. Places count UTF-16 units.
 */
export interface Snippet {
    /**
     * Where in the entry it stands.
     */
    field: Field;
    /**
     * The part.
     */
    text: string;
    /**
     * UTF-16 units of the text before it.
     */
    start: number;
    /**
     * Whether something stands before it.
     */
    cutBefore: boolean;
    /**
     * Whether something stands after it.
     */
    cutAfter: boolean;
    /**
     * What was found in it.
     */
    highlights: Highlight[];
    /**
     * What was redacted in it.
     */
    marks: Mark[];
}

/**
 * A place in the data.
 */
export interface Spot {
    /**
     * Entry id.
     */
    entry: string;
    /**
     * Field of the entry.
     */
    field?: string;
    /**
     * Which of several texts of that field, from 0.
     */
    nth?: number;
    /**
     * First UTF-16 unit in the original text.
     */
    start: number;
    /**
     * UTF-16 unit after the last.
     */
    end: number;
}

/**
 * A record as it stands in its file.
 */
export interface RawRecord {
    /**
     * Byte offset in the file, or in the unpacked file inside it.
     */
    offset: number;
    /**
     * Its JSON, byte for byte; `null` for the row of a table.
     */
    json: string | null;
    /**
     * The cells of a row: (column, cell); `null` for JSON.
     */
    cells: [string, string][] | null;
}

/**
 * A record of any object.
 */
export interface RecordSummary {
    /**
     * Salesforce object name.
     */
    object: string;
    /**
     * Record id.
     */
    id: string;
    /**
     * Every populated field: (API name, value).
     */
    fields: [string, string][];
}

/**
 * A record that told of an entry.
 */
export interface RowSource {
    /**
     * The file's name.
     */
    file: string;
    /**
     * Ordinal of the record in the file, from 0.
     */
    record: number;
}

/**
 * A redacted span in the text that is shown.
 */
export interface Mark {
    /**
     * First UTF-16 unit.
     */
    start: number;
    /**
     * UTF-16 unit after the last.
     */
    end: number;
    /**
     * Entity type, in Presidio's vocabulary.
     */
    type: string;
    /**
     * What was done.
     */
    operator: string;
}

/**
 * A row as a reader sees it among others.
 */
export interface WindowRow extends TranscriptRow {
    /**
     * Redacted spans of `text`, UTF-16 units in the text shown.
     */
    marks: Mark[];
    /**
     * The same person goes on speaking: their name need not be said again.
     */
    continues: boolean;
    /**
     * Milliseconds of silence before it, if a quarter of an hour or more.
     */
    gapMs: Millis | null;
    /**
     * Position of the entry that this one answers.
     */
    replyToPosition: number | null;
    /**
     * The wait that it ended, as the KPIs measure it; only where one conversation is read.
     */
    waitedMs: Millis | null;
}

/**
 * A session among those of a conversation or a customer.
 */
export interface WindowSession extends SessionSummary {
    /**
     * Its conversation.
     */
    conversation: string;
    /**
     * Its place among the sessions, from 0.
     */
    place: number;
    /**
     * Position of its first entry.
     */
    position: number | null;
    /**
     * How many entries it has.
     */
    entries: number;
}

/**
 * A session of a conversation; `null` where unknown.
 */
export interface SessionSummary {
    /**
     * Record id, 18 characters.
     */
    session: string;
    /**
     * The object of its row: `MessagingSession`, `VoiceCall`, `LiveChatTranscript` or
     * `AiAgentSession`.
     */
    object: string | null;
    /**
     * `Name`, such as `MS-00000012`.
     */
    name: string | null;
    /**
     * `StartTime`, epoch milliseconds.
     */
    startMs: Millis | null;
    /**
     * `AcceptTime`, epoch milliseconds.
     */
    acceptMs: Millis | null;
    /**
     * `EndTime`, epoch milliseconds.
     */
    endMs: Millis | null;
    /**
     * `Status`.
     */
    status: string | null;
    /**
     * `Origin`.
     */
    origin: string | null;
    /**
     * `AgentType`.
     */
    agentType: string | null;
    /**
     * `ChannelType`.
     */
    channelType: string | null;
    /**
     * `ChannelName`.
     */
    channelName: string | null;
    /**
     * Owner's name where a file tells it, else its id.
     */
    owner: string | null;
    /**
     * `row`, or `inferred` where no table tells of the session.
     */
    assignedBy: string;
    /**
     * `open`, `inactive` or `ended`, as its row or its last status tells.
     */
    state: State | null;
    /**
     * How many times it became active again.
     */
    resumed: number;
    /**
     * Another session of the conversation begins before it ends.
     */
    overlaps: boolean;
    /**
     * The role that ended it: `EndedByType` of its row, else as its entries tell.
     */
    endedBy: string | null;
    /**
     * Every populated field of its row: (API name, value).
     */
    fields: [string, string][];
    /**
     * Names behind ids among the fields: (API name, name).
     */
    names: [string, string][];
    /**
     * What Salesforce measured: (`MessagingSessionMetricType`, value).
     */
    metrics: [string, number][];
}

/**
 * A text that an entry had, or has in another file.
 */
export interface RowRevision {
    /**
     * The text.
     */
    text: string;
    /**
     * When it was written, epoch milliseconds.
     */
    atMs: Millis | null;
    /**
     * The file's name.
     */
    source: string;
}

/**
 * A value that is left, told by the place of its finding: the value itself is never told.
 */
export interface Leak {
    /**
     * "value" or "place".
     */
    by: string;
    /**
     * Entity type.
     */
    type: string;
    /**
     * Detector or pattern.
     */
    detector: string;
    /**
     * Conversation of the finding.
     */
    conversation: string;
    /**
     * Where the finding is; `null` for what belongs to no entry.
     */
    spot: Spot | null;
    /**
     * How often the value stands in the output.
     */
    times: number;
}

/**
 * All calls, and what they leave out.
 */
export interface WriteBacks {
    /**
     * The calls, conversation after conversation.
     */
    calls: WriteBack[];
    /**
     * Entries of which something was redacted that no call can change.
     */
    notWritten: NotWritten[];
}

/**
 * All files together.
 */
export interface TotalReport {
    /**
     * Files opened.
     */
    files: number;
    /**
     * Conversations found.
     */
    conversations: number;
    /**
     * Sessions found.
     */
    sessions: number;
    /**
     * Records by Salesforce object name.
     */
    records: Record<string, number>;
    /**
     * Where the entries went.
     */
    entries: Counts;
    /**
     * Time of the first entry or session start, RFC 3339.
     */
    from: string | null;
    /**
     * Time of the last entry or session end, RFC 3339.
     */
    to: string | null;
    /**
     * What is likely missing from all files together, why, and what to do.
     */
    gaps: Gap[];
    /**
     * Diagnostics beyond those kept.
     */
    moreDiagnostics: number;
}

/**
 * An entry beside a hit.
 */
export interface Nearby {
    /**
     * Place in the conversation, from 0.
     */
    index: number;
    /**
     * Epoch milliseconds.
     */
    atMs: Millis | null;
    /**
     * `EndUser`, `Agent` and so on.
     */
    role: string;
    /**
     * Display name.
     */
    actor: string | null;
    /**
     * The beginning of its text.
     */
    text: string | null;
}

/**
 * An entry in its transcript; `null` where unknown. One line of a JSON Lines export.
 */
export interface TranscriptRow {
    /**
     * Conversation id: UUID, record id or `unknown:…`.
     */
    conversation: string;
    /**
     * Session id, 18 characters.
     */
    session: string | null;
    /**
     * Message identifier, else record id.
     */
    entry: string;
    /**
     * Place in the conversation, from 0.
     */
    index: number;
    /**
     * RFC 3339, UTC, milliseconds.
     */
    at: string | null;
    /**
     * The same as epoch milliseconds.
     */
    atMs: Millis | null;
    /**
     * The key that placed the entry.
     */
    orderedBy: OrderedBy;
    /**
     * The rule that gave it its session.
     */
    assignedBy: AssignedBy;
    /**
     * `EndUser`, `Agent`, `Bot`, `System`, `Supervisor`, `Router`, `DigitalWorker` or `Unknown`.
     */
    role: string;
    /**
     * What told the role.
     */
    roleBy: RoleBy;
    /**
     * Display name.
     */
    actor: string | null;
    /**
     * The author, whatever name or key they go by: role and number in the conversation.
     */
    participant: string;
    /**
     * Entry type in CamelCase.
     */
    kind: string;
    /**
     * The newest text; for an event a line that says what happened.
     */
    text: string | null;
    /**
     * Earlier texts, and those of other files where they differ.
     */
    revisions: RowRevision[];
    /**
     * Files sent, never fetched.
     */
    attachments: Attachment[];
    /**
     * Links shown.
     */
    links: Link[];
    /**
     * Options offered or chosen.
     */
    choices: Choice[];
    /**
     * Form fields.
     */
    form: FormValue[];
    /**
     * Not shown to the customer.
     */
    internal: boolean;
    /**
     * End of an utterance, epoch milliseconds.
     */
    endMs: Millis | null;
    /**
     * Its length in milliseconds.
     */
    durationMs: number | null;
    /**
     * Client time, epoch milliseconds.
     */
    clientAtMs: Millis | null;
    /**
     * Client time minus server time, milliseconds.
     */
    skewMs: number | null;
    /**
     * Delivery status.
     */
    status: string | null;
    /**
     * Delivery status code.
     */
    statusCode: string | null;
    /**
     * The records that told of it, lowest file rank first.
     */
    sources: RowSource[];
    /**
     * What a reader should know: `edited`, `text_conflict`, `undelivered`, `automated_response`,
     * `clock_client`, `clock_skew`, `replaced_characters`, `unknown_type`, `conversation_inferred`,
     * `conversation_conflict`, `redacted` (something of the text was replaced); in exports through a policy `policy:` and
     * the first 16 digits of its hash.
     */
    flags: string[];
    /**
     * The entry that this one answers; absent where it answers none.
     */
    inReplyTo?: string;
    /**
     * Cards of a carousel, and titled groups of options; absent where there are none.
     */
    cards?: Card[];
    /**
     * What has no place of its own: amounts, addresses, variables, reasons; absent where there is
     * nothing.
     */
    details?: Detail[];
    /**
     * Payload of a type nobody documented; absent otherwise.
     */
    extra?: unknown;
    /**
     * The author's subject or id; only in exports with records.
     */
    actorId?: string;
    /**
     * What happened, as KPIs read it; only in exports with records.
     */
    event?: unknown;
}

/**
 * An entry that was found, with everything seen through the lens; `null` where unknown.
 */
export interface SearchHit {
    /**
     * Place among the hits, from 0.
     */
    position: number;
    /**
     * Conversation id.
     */
    conversation: string;
    /**
     * Place of the conversation among all, from 0.
     */
    conversationPosition: number;
    /**
     * The end user's name, where known.
     */
    title: string | null;
    /**
     * Session id, 18 characters.
     */
    session: string | null;
    /**
     * Message identifier, else record id.
     */
    entry: string;
    /**
     * Place in the conversation, from 0.
     */
    index: number;
    /**
     * RFC 3339, UTC, milliseconds.
     */
    at: string | null;
    /**
     * The same as epoch milliseconds.
     */
    atMs: Millis | null;
    /**
     * `EndUser`, `Agent` and so on.
     */
    role: string;
    /**
     * Display name.
     */
    actor: string | null;
    /**
     * Entry type in CamelCase.
     */
    kind: string;
    /**
     * Not shown to the customer.
     */
    internal: boolean;
    /**
     * The texts in which something was found; if filters alone were asked, the entry's first.
     */
    snippets: Snippet[];
    /**
     * Entries before it, the nearest last.
     */
    before: Nearby[];
    /**
     * Entries after it.
     */
    after: Nearby[];
}

/**
 * An entry whose redaction cannot be written back.
 */
export interface NotWritten {
    /**
     * Its conversation.
     */
    conversation: string;
    /**
     * Its id.
     */
    entry: string;
    /**
     * Why.
     */
    reason: string;
}

/**
 * An option that was offered or chosen.
 */
export interface Choice {
    /**
     * The words of the option.
     */
    title: string | null;
    /**
     * `optionIdentifier`.
     */
    id: string | null;
    /**
     * Whether this entry chooses it.
     */
    selected: boolean;
}

/**
 * Conversations from a position on.
 */
export interface ConversationWindow {
    total: number;
    from: number;
    rows: ConversationRow[];
}

/**
 * Customers from a position on.
 */
export interface CustomerWindow {
    total: number;
    from: number;
    /**
     * Conversations whose customer nothing tells.
     */
    unknown: number;
    rows: CustomerSummary[];
}

/**
 * Entries from a position on.
 */
export interface TranscriptWindow {
    /**
     * The conversation; null for a customer, whose rows name theirs.
     */
    conversation: string | null;
    /**
     * Entries in all.
     */
    total: number;
    /**
     * Position of the first row.
     */
    from: number;
    rows: WindowRow[];
    /**
     * The sessions of these rows; of a conversation without entries its first ones.
     */
    sessions: WindowSession[];
    /**
     * Sessions in all.
     */
    sessionsTotal: number;
    /**
     * Who took part; only in the window of a conversation that begins at 0.
     */
    participants: ParticipantSummary[] | null;
    /**
     * Records that belong to the conversation; only in the window that begins at 0.
     */
    related: RecordSummary[] | null;
}

/**
 * Findings from a place on.
 */
export interface FindingWindow {
    /**
     * How many the filter lets through.
     */
    total: number;
    /**
     * The place of the first row among them.
     */
    from: number;
    /**
     * The findings.
     */
    rows: FindingRow[];
}

/**
 * Findings of a detector.
 */
export interface DetectorTally extends Tally {
    /**
     * Its id.
     */
    detector: string;
    /**
     * Entity type.
     */
    type: string;
}

/**
 * Findings under a name.
 */
export interface NamedTally extends Tally {
    /**
     * The role, or the conversation id.
     */
    name: string;
}

/**
 * Findings, by what became of them.
 */
export interface Tally {
    /**
     * Removed by these rules.
     */
    removed: number;
    /**
     * Left in the text, by policy or decision.
     */
    kept: number;
}

/**
 * Hits from a position on, in transcript order.
 */
export interface SearchWindow {
    /**
     * Hits found so far.
     */
    total: number;
    from: number;
    hits: SearchHit[];
}

/**
 * How far a search has come.
 */
export interface SearchProgress {
    /**
     * Entries found so far.
     */
    found: number;
    /**
     * Conversations they stand in.
     */
    conversations: number;
    /**
     * Entries looked at.
     */
    entries: number;
    /**
     * Entries to look at.
     */
    total: number;
    /**
     * Whether all were looked at.
     */
    done: boolean;
}

/**
 * How far a session has come.
 */
export type State = "open" | "inactive" | "ended";

/**
 * How much was looked at.
 */
export interface Examined {
    /**
     * Conversations.
     */
    conversations: number;
    /**
     * Entries.
     */
    entries: number;
    /**
     * Texts in them and beside them.
     */
    texts: number;
}

/**
 * How one file is to be read, where it is to be read otherwise than its content tells.
 */
export interface ReadOptions {
    /**
     * A format by its name in the report, one of `formats()`.
     */
    format?: string | null;
    /**
     * What stands between the cells of a table: one of `, ; | ^ \`` or "tab".
     */
    delimiter?: string | null;
    /**
     * IANA zone of its times without an offset; by default the archive's.
     */
    zone?: string | null;
    /**
     * Order of day and month in its dates; by default the archive's.
     */
    dateOrder?: "mdy" | "dmy" | "unknown" | null;
    /**
     * Its times labelled Z are times of `zone` all the same; by default the archive's.
     */
    zIsLocal?: boolean | null;
    /**
     * The file of the same name is read once more: what was read of it is forgotten.
     */
    again?: boolean;
}

/**
 * How the files of an archive write their times.
 */
export interface ArchiveOptions {
    /**
     * IANA zone of times without an offset; UTC by default.
     */
    zone?: string | null;
    /**
     * Order of day and month in dates such as 1/5/2024: "mdy", "dmy" or "unknown" (the default),
     * which reads them only where a number above 12 settles it.
     */
    dateOrder?: "mdy" | "dmy" | "unknown";
    /**
     * Times labelled Z are times of `zone` all the same.
     */
    zIsLocal?: boolean;
    /**
     * Also check what no format opens: every record goes through a strict JSON reader. Slower.
     */
    strict?: boolean;
}

/**
 * One call.
 */
export interface WriteBack {
    /**
     * The conversation in the address of the call.
     */
    conversation: string;
    /**
     * Its id is not stated by the data: look it up before the call.
     */
    conversationInferred: boolean;
    /**
     * The body of the call.
     */
    body: WriteBackBody;
}

/**
 * One file.
 */
export interface FileReport {
    /**
     * The name it was opened by.
     */
    file: string;
    /**
     * Name of the format, one of those `--as` takes; `zip`, `gzip` or `har` for a file whose files
     * are in the report on their own, named `outer.zip/inner.csv`; or `empty`, `unrecognised`,
     * `cancelled`.
     */
    format: string;
    /**
     * What told the format.
     */
    evidence: string;
    /**
     * Records by Salesforce object name.
     */
    records: Record<string, number>;
    /**
     * Where its entries went.
     */
    entries: Counts;
    /**
     * Time of its first entry or session start, RFC 3339.
     */
    from: string | null;
    /**
     * Time of its last entry or session end, RFC 3339.
     */
    to: string | null;
    /**
     * What is likely missing from it, why, and what to do.
     */
    gaps: Gap[];
    /**
     * What else a reader should know.
     */
    warnings: string[];
}

/**
 * One finding about one file.
 */
export interface Diagnostic {
    /**
     * The file's name as given.
     */
    file: string;
    /**
     * Ordinal of the record in its file, from 0.
     */
    record: number | null;
    /**
     * Byte offset in the file.
     */
    offset: number | null;
    /**
     * What it is.
     */
    code: Code;
    /**
     * Line in the file, from 1, where it was counted.
     */
    line: number | null;
    /**
     * The field it is about.
     */
    path: string | null;
    /**
     * What happened and what to do, in words.
     */
    message: string;
}

/**
 * One finding, in the words of the original: whoever reviews it must see what it is.
 */
export interface FindingRow {
    /**
     * Place among all findings, from 0.
     */
    position: number;
    /**
     * Conversation id.
     */
    conversation: string;
    /**
     * Place of the entry in the conversation; `null` for what belongs to no entry.
     */
    index: number | null;
    /**
     * RFC 3339 time of the entry.
     */
    at: string | null;
    /**
     * Who wrote it.
     */
    role: string;
    /**
     * Where it stands, for a decision; `null` for what belongs to no entry.
     */
    spot: Spot | null;
    /**
     * What it is in its entry.
     */
    field: string;
    /**
     * Entity type.
     */
    type: string;
    /**
     * Detector or pattern.
     */
    detector: string;
    /**
     * What the policy does with it.
     */
    operator: string;
    /**
     * Confidence, 0 to 1.
     */
    score: number;
    /**
     * The check that proved it; `null` where shape alone was enough.
     */
    validator: string | null;
    /**
     * The kind of context that spoke for it.
     */
    context: string | null;
    /**
     * The value.
     */
    value: string;
    /**
     * What stands before it.
     */
    before: string;
    /**
     * What stands behind it.
     */
    after: string;
    /**
     * What was decided of it.
     */
    decided: "accept" | "reject" | "redact" | null;
}

/**
 * Sessions from a place on.
 */
export interface SessionWindow {
    total: number;
    from: number;
    sessions: WindowSession[];
}

/**
 * Someone who took part; `null` where unknown.
 */
export interface ParticipantSummary {
    /**
     * Subject or record id.
     */
    id: string | null;
    /**
     * Display name.
     */
    name: string | null;
    /**
     * As in a row.
     */
    role: string;
    /**
     * As in a row: role and number, whatever name or key they go by. `null` for who wrote nothing.
     */
    participant: string | null;
    /**
     * `appType` of the payloads.
     */
    appType: string | null;
    /**
     * When they joined, epoch milliseconds.
     */
    joinedMs: Millis | null;
    /**
     * When they left, epoch milliseconds.
     */
    leftMs: Millis | null;
}

/**
 * Something that cannot be rewritten.
 */
export interface Unwritten {
    /**
     * The file, or the file inside a file.
     */
    file: string;
    /**
     * Ordinal of the record, if it is about one.
     */
    record: number | null;
    /**
     * Why.
     */
    reason: string;
}

/**
 * Something that is likely missing, why, and what to do.
 */
export interface Gap {
    /**
     * What it is; stable.
     */
    code: Cause;
    /**
     * What was seen, in words. Never quotes a value.
     */
    message: string;
    /**
     * Its likely cause and the next step.
     */
    advice: string;
    /**
     * The query that fetches it, with the ids that are known here; to be copied.
     */
    query: string | null;
}

/**
 * Something that was not looked at.
 */
export interface NotExamined {
    /**
     * What.
     */
    what: string;
    /**
     * How much of it.
     */
    count: number;
}

/**
 * The body of a call.
 */
export interface WriteBackBody {
    /**
     * Entries with their new words.
     */
    conversationEntriesUpdates: EntryUpdate[];
}

/**
 * The key that placed an entry.
 */
export type OrderedBy = "server" | "sequence" | "client" | "id";

/**
 * The new words of an entry.
 */
export interface EntryUpdate {
    /**
     * Message identifier.
     */
    identifier: string;
    /**
     * Redacted text.
     */
    messageText: string;
}

/**
 * The proof of a redaction.
 */
export interface RedactionReport {
    /**
     * What this is, and what it is not.
     */
    statement: string;
    /**
     * Version of the program.
     */
    version: string;
    /**
     * Name of the policy.
     */
    policy: string;
    /**
     * SHA-256 of the policy; its key is no part of it.
     */
    policyHash: string;
    /**
     * Languages whose context words were read.
     */
    languages: string[];
    /**
     * Conversations, entries and texts that were looked at.
     */
    examined: Examined;
    /**
     * Findings, by what became of them.
     */
    findings: Tally;
    /**
     * The same by detector.
     */
    byDetector: DetectorTally[];
    /**
     * The same by who wrote the text.
     */
    byRole: NamedTally[];
    /**
     * The same by conversation; those without findings are left out.
     */
    byConversation: NamedTally[];
    /**
     * What reviewers decided.
     */
    decisions: DecisionTally;
    /**
     * What was not looked at, and how much of it there is.
     */
    notExamined: NotExamined[];
    /**
     * Files that were read.
     */
    inputs: FileDigest[];
    /**
     * Files that were written.
     */
    outputs: FileDigest[];
    /**
     * What became of the check of the output; `null` where none was made.
     */
    leakCheck: LeakReport | null;
}

/**
 * The report of `inspect`.
 */
export interface InspectReport {
    /**
     * Files by name, then content.
     */
    files: FileReport[];
    /**
     * All together.
     */
    total: TotalReport;
    /**
     * What could not be read, by file, record and offset. Never quotes a value.
     */
    diagnostics: Diagnostic[];
}

/**
 * What a check of an output came to. It passed if nothing leaked.
 */
export interface LeakReport {
    /**
     * Whether nothing leaked.
     */
    passed: boolean;
    /**
     * Bytes of output that were read again.
     */
    bytes: number;
    /**
     * Values that were redacted and may stand nowhere in the output.
     */
    values: number;
    /**
     * Values that were not looked for, because a finding of the same value is kept by policy or decision.
     */
    exempt: number;
    /**
     * Places of redacted values that were read again; `null` where the format cannot be opened again.
     */
    places: number | null;
    /**
     * Values that are left somewhere, and places where a redacted value still stands.
     */
    leaks: Leak[];
    /**
     * Short values, or values in need of context, that stand somewhere: for a person to look at.
     */
    review: Leak[];
}

/**
 * What a list of conversations is ordered by.
 */
export type ConversationSort = "first" | "last" | "name" | "messages" | "sessions";

/**
 * What has no place of its own: amounts, addresses, times, names of templates.
 */
export interface Detail {
    /**
     * Where it stands in the payload, in words.
     */
    label: string;
    /**
     * What stands there.
     */
    value: string;
}

/**
 * What is known of a conversation as a whole.
 */
export interface ConversationBlock {
    /**
     * Its id.
     */
    conversation: string;
    /**
     * Set where a policy was laid on: what it replaced or withheld is not here.
     */
    redacted?: boolean;
    /**
     * Its sessions, in order.
     */
    sessions: SessionSummary[];
    /**
     * Who took part, by when they joined.
     */
    participants?: ParticipantSummary[];
    /**
     * The conversation's own row, its end user and channel, metrics, work, related records, and
     * whoever stands behind an id, by object and id.
     */
    related?: RecordSummary[];
}

/**
 * What is missing, or why it may be.
 */
export type Cause = "more_pages" | "page_full" | "rows_below_count" | "no_sessions" | "sessions_without_row" | "no_messages" | "sessions_without_messages" | "session_not_ended" | "first_message_only" | "tab_not_closed" | "enhanced_channel" | "blank_messages" | "call_open" | "data_cloud_late" | "text_only" | "permission_missing" | "field_too_new" | "refused" | "export_tool_late";

/**
 * What makes several messaging users one customer.
 */
export type JoinedBy = "contact" | "lead" | "account" | "decision";

/**
 * What reviewers decided.
 */
export interface DecisionTally {
    /**
     * Decisions.
     */
    total: number;
    /**
     * Findings that were accepted.
     */
    accepted: number;
    /**
     * Findings that were rejected, and are left in the text.
     */
    rejected: number;
    /**
     * Decisions, by their place in the file, that concern nothing in these data.
     */
    unmatched: number[];
}

/**
 * What to export.
 */
export interface ExportOptions {
    /**
     * File format.
     */
    format?: ExportFormat;
    /**
     * One conversation only, by id.
     */
    conversation?: string | null;
    /**
     * One customer only: ids of a contact, a lead, an account, messaging users, or platform keys;
     * several are taken for one person.
     */
    customer?: string | string[] | null;
    /**
     * Leave internal notes and whispers out.
     */
    customerCopy?: boolean;
    /**
     * Leave out what nobody said: routing, joining, changes of status.
     */
    withoutEvents?: boolean;
    /**
     * Also what is no entry, so that the export opens again without loss: participants, records
     * of other objects, ids of authors, events. In JSON by default, unless it is a customer copy;
     * in JSON Lines a line of its own before the entries of each conversation.
     */
    related?: boolean | null;
    /**
     * IANA name of the zone in which text, Markdown and HTML print times; UTC by default.
     */
    zone?: string | null;
}

/**
 * What told the role of an entry's author.
 */
export type RoleBy = "stated" | "table" | "peer" | "key" | "unknown";

/**
 * Where in an entry a text stands.
 */
export type Field = "text" | "choice" | "form" | "link" | "attachment" | "card" | "detail" | "revision";

/**
 * Where the entries of a file went. `read` is always the sum of the other four.
 */
export interface Counts {
    /**
     * Entries that the file holds.
     */
    read: number;
    /**
     * Entries in the transcripts.
     */
    shown: number;
    /**
     * Second copies and updates of entries that are shown.
     */
    merged: number;
    /**
     * Typing, acknowledgements, stream fragments.
     */
    filtered: number;
    /**
     * Records that could not be read.
     */
    diagnosed: number;
}

/**
 * Where to search, and what to show.
 */
export interface SearchOptions {
    /**
     * One conversation only, by id.
     */
    conversation?: string | null;
    /**
     * Entries shown before and after each hit; none by default.
     */
    context?: number;
    /**
     * IANA name of the zone of days and times in the query; UTC by default.
     */
    zone?: string | null;
}

/**
 * Which bytes a report is about.
 */
export interface FileDigest {
    /**
     * Name of the file.
     */
    file: string;
    /**
     * Its length.
     */
    bytes: number;
    /**
     * SHA-256 of its bytes, in hex.
     */
    sha256: string;
}

/**
 * Which conversations are listed, and in what order.
 */
export interface ConversationOrder {
    /**
     * What to order by; among equals, first time, then id.
     */
    sort?: ConversationSort;
    /**
     * The other way round.
     */
    descending?: boolean;
    /**
     * Words that all stand in the end user's name, the channel, an id, or the name or owner of a session.
     */
    find?: string | null;
    /**
     * Leave out those without a message.
     */
    withMessages?: boolean;
}

/**
 * Which findings are wanted; everything by default.
 */
export interface FindingFilter {
    /**
     * Of this conversation.
     */
    conversation?: string | null;
    /**
     * Of this detector, by id.
     */
    detector?: string | null;
    /**
     * Of this entity type.
     */
    type?: string | null;
    /**
     * In texts of this role.
     */
    role?: string | null;
    /**
     * With at least this score.
     */
    minScore?: number | null;
    /**
     * With at most this score: the doubtful ones.
     */
    maxScore?: number | null;
    /**
     * Only those that nobody decided on yet.
     */
    undecided?: boolean | null;
}

/**
 * Which rule of the ladder gave an entry its session.
 */
export type AssignedBy = "related_record" | "payload" | "time" | "neighbour" | "unassigned";

/**
 * Why something was left out or needs attention.
 */
export type Code = "empty_file" | "unrecognised" | "no_conversation_data" | "duplicate_file" | "cancelled" | "truncated" | "bad_record" | "missing_field" | "missing_column" | "bad_field" | "bad_time" | "ambiguous_date" | "bad_encoding" | "uneven_row" | "limit" | "bad_member" | "unsafe_path" | "unknown_type" | "no_text" | "conflict" | "unfit_override";

/**
 * Words of an entry, as they are shown.
 */
export interface Selection {
    /**
     * Conversation id.
     */
    conversation?: string;
    /**
     * Entry id.
     */
    entry?: string;
    /**
     * The words.
     */
    words?: string;
    /**
     * Where they begin in the entry's text, in UTF-16 units; `null` if they stand beside it, or that is not known.
     */
    start?: number | null;
}


/**
 * The contents of all files opened together. Free it to give its memory back.
 */
export class Archive {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Conversations by first time, then id, or as `order` says. O(count); the first time in an
     * order of its own O(conversations · log). `from` is a position, or the id of a conversation.
     *
     * @throws TranscriptError "options"; "conversation_not_found" if it is not among those listed
     */
    conversations(from: number | { conversation: string }, count: number, policy?: Policy | null, order?: ConversationOrder | null): ConversationWindow;
    /**
     * Customers over all channels, by first time, then id. O(count) once they are found.
     */
    customers(from: number, count: number, policy?: Policy | null): CustomerWindow;
    /**
     * Begins an export. Pull its chunks; the archive stays as it is in the meantime.
     *
     * @throws TranscriptError "conversation_not_found", "customer_not_found", "zone", "options"
     */
    export(options: ExportOptions, policy?: Policy | null): Exporter;
    /**
     * What each file was, what was read of it and what was not.
     */
    inspect(policy?: Policy | null): InspectReport;
    /**
     * Takes each group of ids (of contacts, leads, messaging users, or platform keys) for one
     * person, in place of what was decided before.
     *
     * @throws TranscriptError "options" if it is no list of lists
     */
    joinCustomers(groups: string[][]): void;
    /**
     * Every value of one id, the largest first, and of some of them where they were measured.
     * O(entries measured).
     *
     * @throws TranscriptError "options" if an option or the id is not known, "conversation_not_found", "customer_not_found"
     */
    kpiListing(id: string, options: KpiOptions | null, scope: KpiScope | null, from: number, count: number, policy?: Policy | null): KpiListing;
    /**
     * The same KPIs to read ("table", "summary": one page), or as CSV with one row per "session",
     * "conversation", "episode", "agent", "group" or "total", or per value that Salesforce
     * "reported", and the same columns for every archive. O(entries).
     *
     * @throws TranscriptError "options" if an option or `by` is not known, "conversation_not_found", "customer_not_found"
     */
    kpiTable(options: KpiOptions | null, by: KpiTable, policy?: Policy | null, scope?: KpiScope | null): string;
    /**
     * The values behind the totals, to be put together with those of other archives by
     * `kpiTotals`. Parts must be cut between conversations, and `data_until` be that of the
     * whole. O(entries measured).
     *
     * @throws TranscriptError "options" if an option is not known, "conversation_not_found", "customer_not_found"
     */
    kpiTallies(options?: KpiOptions | null, scope?: KpiScope | null): KpiTallies;
    /**
     * KPIs of all sessions, conversations and agents, or of one conversation or customer. They
     * read the archive, never a lens: a policy changes the names that are shown, and no number.
     * O(entries measured).
     *
     * @throws TranscriptError "options" if an option is not known, "conversation_not_found", "customer_not_found"
     */
    kpis(options?: KpiOptions | null, policy?: Policy | null, scope?: KpiScope | null): KpiReport;
    /**
     * An empty archive.
     *
     * @throws TranscriptError "zone" if the host does not know the zone, "options" if an option is not known
     */
    constructor(options?: ArchiveOptions | null);
    /**
     * Begins a file; feed it and finish it. Several may be open at once. The name never decides
     * what a file is.
     *
     * @throws TranscriptError "options", "zone"
     */
    open(name: string, options?: ReadOptions | null): SourceReader;
    /**
     * Reads a File or Blob as a stream, 1 MiB at a time; never holds it whole. Gives the reader,
     * finished, for its report.
     *
     * @throws TranscriptError "cancelled" after `signal` aborts (nothing of the file stays), "read" if the browser cannot read it, "options", "zone"
     */
    readBlob(name: string, blob: Blob, on_progress: ((bytes: number, entries: number) => void) | null, signal: AbortSignal | null | undefined, options?: ReadOptions | null): Promise<SourceReader>;
    /**
     * Begins a review: everything that the policy finds in what these options would export. `reopens`: the
     * output will be JSON, JSON Lines, CSV or the files themselves, which the check can open again.
     *
     * @throws TranscriptError "conversation_not_found", "customer_not_found", "options"
     */
    redaction(options: ExportOptions, policy: Policy, reopens: boolean): Redaction;
    /**
     * Begins a search: words, "phrases", /regular expressions/ and filters (`from:`, `role:`,
     * `session:`, `channel:`, `before:`, `after:`, `has:`, `kind:`, `wait>120s`; `-` before a term
     * leaves out what it finds). Step it forward and read its hits. Nothing is found or shown
     * that the policy takes away.
     *
     * @throws TranscriptError "query" with the place in the query and what to write instead, "conversation_not_found", "zone", "options"
     */
    search(query: string, options?: SearchOptions | null, policy?: Policy | null): Search;
    /**
     * Where words that were marked in what is shown stand in the original, for a decision; `null` where nothing but
     * a redacted value was marked, or the entry has no such words. O(entries of the conversation).
     *
     * @throws TranscriptError "options"
     */
    selected(selection: Selection, policy?: Policy | null): Spot | null;
    /**
     * Sessions of a conversation or a customer, by start, then id; each with the position of its
     * first entry. O(count), for a customer O(count · entries).
     *
     * @throws TranscriptError "conversation_not_found", "customer_not_found"
     */
    sessions(of: string | CustomerScope, from: number, count: number, policy?: Policy | null): SessionWindow;
    /**
     * Entries of a conversation, or of a customer over all conversations, in order, with the
     * sessions that they belong to. `from` is a position, or says where to begin. O(count), and
     * O(entries) where `from` is no position.
     *
     * @throws TranscriptError "conversation_not_found", "customer_not_found"; "entry_not_found" if `from` names nothing in it
     */
    transcript(of: string | CustomerScope, from: number | WindowStart, count: number, policy?: Policy | null): TranscriptWindow;
}

/**
 * SHA-256 of bytes that come in chunks.
 */
export class Digest {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The next bytes.
     */
    feed(chunk: Uint8Array | number[]): void;
    /**
     * The digest of a file of this name.
     */
    finish(file: string): FileDigest;
    /**
     * Of nothing yet.
     */
    constructor();
}

/**
 * Gives an export in chunks of about 1 MiB.
 */
export class Exporter {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The next chunk; `undefined` at the end.
     */
    next(): Uint8Array | undefined;
    /**
     * A name for the file.
     */
    readonly fileName: string;
    /**
     * Its media type.
     */
    readonly mediaType: string;
}

/**
 * A redaction policy, ready to use.
 */
export class Policy {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The same policy with a reviewer's decisions laid on it, as JSON; in place of earlier ones.
     *
     * @throws TranscriptError "policy", naming the decision and its member
     */
    decided(decisions: string): Policy;
    /**
     * The answers of lines that still wait.
     */
    endScan(): string[];
    /**
     * A policy from rules of Salesforce: the XML of `LiveChatSensitiveDataRule` metadata, one file or more
     * put one behind the other. Look-around and back-references are refused by name.
     *
     * @throws TranscriptError "policy", naming the rule, the field and the place in the pattern
     */
    static importRules(xml: string): Policy;
    /**
     * A ready-made policy: "standard", "pci", "broad", "names" or "none".
     *
     * @throws TranscriptError "policy" if there is none of that name
     */
    static named(name: string): Policy;
    /**
     * A policy from JSON. Its own examples are run. `key` is the secret of its hashes; it is no part of
     * the policy's hash.
     *
     * @throws TranscriptError "policy", naming the rule, the field and the place in the pattern
     */
    static parse(json: string, key?: Uint8Array | number[] | null): Policy;
    /**
     * Takes in one JSON line `{"text", "conversation"?, "role"?, "region"?, "language"?, "fields"?}` and gives
     * the answers that are ready, in the order of the lines: `{"spans":[{"start","end","type","score"}]}` in
     * code points. Lines that share a conversation are neighbours in order, and wait for those behind them.
     */
    scan(line: string): string[];
    /**
     * Another handle of the same compiled policy.
     */
    share(): Policy;
    /**
     * The policy as JSON.
     */
    toJson(): string;
    /**
     * SHA-256 of the policy, the same whatever the order of its keys.
     */
    readonly hash: string;
    /**
     * Its name.
     */
    readonly name: string;
}

/**
 * Looks for one record while a file is read once more; free it when done.
 */
export class RawRecordSearch {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Takes the next bytes; gives the record once it is found, until then `null`.
     */
    feed(bytes: Uint8Array): RawRecord | null;
    /**
     * Ends the file; gives the record if it stood at the end, else `null`.
     */
    finish(): RawRecord | null;
    /**
     * Looks in the file of that `name` for a record of `file`, as rows name their sources: itself,
     * or a file inside it.
     *
     * @throws TranscriptError "options", "zone"
     */
    constructor(name: string, file: string, record: number, options?: ReadOptions | null);
}

/**
 * What a policy does to an archive, for review and proof. Free it when done.
 */
export class Redaction {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * A file of the output begins, to be read again.
     *
     * @throws TranscriptError "options"
     */
    begin(name: string, options?: ReadOptions | null): void;
    /**
     * All was written: what the check came to.
     *
     * @throws TranscriptError "changed"
     */
    check(): LeakReport;
    /**
     * The next bytes of the output.
     */
    feed(chunk: Uint8Array | number[]): void;
    /**
     * How the policy shows a file's name.
     */
    fileName(name: string): string;
    /**
     * Findings that a filter lets through, from a place among them on, in the words of the original.
     * O(findings), and the texts of those that are shown.
     *
     * @throws TranscriptError "changed", "options"
     */
    findings(filter: FindingFilter | null, from: number, count: number): FindingWindow;
    /**
     * The same for a person to read and to sign.
     *
     * @throws TranscriptError "changed", "options"
     */
    reportText(inputs: FileDigest[], outputs: FileDigest[]): string;
    /**
     * The proof: counts, policy, decisions, what was not examined. No value is in it.
     *
     * @throws TranscriptError "changed", "options"
     */
    report(inputs: FileDigest[], outputs: FileDigest[]): RedactionReport;
    /**
     * Rewrites a file as it was read: its bytes with redacted spans replaced. What is written is checked too.
     * With `omits`, files in archives that cannot be rewritten are left out of them.
     *
     * @throws TranscriptError "changed", "options"
     */
    rewrite(name: string, bytes: Uint8Array, options: ReadOptions | null, omits: boolean): RewrittenFile;
    /**
     * Decisions, by their place in the file, that concern nothing in these data.
     */
    unmatched(): Uint32Array;
    /**
     * Bodies for `PATCH …/connect/conversation/{id}/entries`, and the entries that they cannot change.
     *
     * @throws TranscriptError "changed"
     */
    writeBack(entries?: number | null): WriteBacks;
}

/**
 * Looks through the archive step by step; hits can be read after every step. Free it when done.
 */
export class Search {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Looks at the next entries, about a mebibyte of text, and tells how far it has come. After
     * the end it only tells.
     *
     * @throws TranscriptError "changed" if files were added since the search began
     */
    step(): SearchProgress;
    /**
     * Hits found so far, in transcript order. O(count).
     *
     * @throws TranscriptError "changed" if files were added since the search began
     */
    window(from: number, count: number): SearchWindow;
}

/**
 * Takes the bytes of one file, in chunks of any size.
 */
export class SourceReader {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Gives up: nothing of the file stays but its name and the note that it was cancelled.
     */
    cancel(): void;
    /**
     * Takes the next bytes. They are copied, so the buffer may be reused.
     *
     * @throws TranscriptError "finished"
     */
    feed(chunk: Uint8Array): void;
    /**
     * Ends the file. What it was is in [`report`](Self::report); nothing is put in order before
     * somebody asks, so that many files cost no more than one of their length.
     *
     * @throws TranscriptError "finished"
     */
    finish(): void;
    /**
     * What a finished file was. What of it merged with other files is known of all that have been
     * read so far. O(entries of all files) after one was finished, else O(files).
     *
     * @throws TranscriptError "unfinished"
     */
    report(): FileReport;
    /**
     * Entries read from this file so far; of files that are read at the same time, together.
     */
    readonly entries: number;
    /**
     * The name it was opened by.
     */
    readonly name: string;
}

/**
 * The built-in detectors, for whoever writes a policy.
 */
export function detectors(): DetectorSummary[];

/**
 * Names of all formats, as reports print them and `ReadOptions` takes them.
 */
export function formats(): string[];

/**
 * The totals of parts that were measured apart, as if they had been measured together.
 * O(values).
 *
 * @throws TranscriptError "options" if a part is not what `kpiTallies` gives
 */
export function kpiTotals(parts: KpiTallies[], percentile?: KpiOptions["percentile"] | null): KpiReport["totals"];

/**
 * The version of this package.
 */
export function version(): string;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
