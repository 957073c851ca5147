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



/** Milliseconds since 1970, UTC. */
export type Millis = number;



/** What every call throws: an Error whose `name` is "TranscriptError". `null` where not known. */
export interface TranscriptErrorShape extends Error {
    /** Stable kind: "policy", "options", "zone", "conversation_not_found", "cancelled", "finished", "read", "busy" or "internal". */
    code: string;
    file: string | null;
    /** The rule and field, or the option, it is about. */
    path: string | null;
    /** Byte offset in the file, or in the pattern of a policy. */
    offset: number | null;
    line: number | null;
    column: number | null;
    record: number | null;
    /** Whether the archive can still be used. */
    recoverable: boolean;
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
 * A file format of transcripts.
 */
export type ExportFormat = "jsonl" | "json" | "csv" | "text" | "markdown";

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
 * A row and where its text was redacted.
 */
export interface WindowRow extends TranscriptRow {
    /**
     * Redacted spans of `text`, UTF-16 units in the text shown.
     */
    marks: Mark[];
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
     * Display name.
     */
    actor: string | null;
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
     * `clock_client`, `replaced_characters`, `unknown_type`, `conversation_inferred`,
     * `conversation_conflict`, `redacted` (something of the text was replaced).
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
 * Entries of a conversation from a position on.
 */
export interface TranscriptWindow {
    conversation: string;
    total: number;
    from: number;
    rows: WindowRow[];
    /**
     * All sessions of the conversation, in order.
     */
    sessions: SessionSummary[];
    /**
     * Who took part; only in the window that begins at 0.
     */
    participants: ParticipantSummary[] | null;
    /**
     * Records that belong to the conversation; only in the window that begins at 0.
     */
    related: RecordSummary[] | null;
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
 * The key that placed an entry.
 */
export type OrderedBy = "server" | "sequence" | "client" | "id";

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
     * Leave internal notes and whispers out.
     */
    customerCopy?: boolean;
    /**
     * Also what is no entry, so that the export opens again without loss: participants, records
     * of other objects, ids of authors, events. In JSON by default, unless it is a customer copy;
     * in JSON Lines a line of its own before the entries of each conversation.
     */
    related?: boolean | null;
    /**
     * IANA name of the zone in which text and Markdown print times; UTC by default.
     */
    zone?: string | null;
}

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
 * Which rule of the ladder gave an entry its session.
 */
export type AssignedBy = "related_record" | "payload" | "time" | "neighbour" | "unassigned";

/**
 * Why something was left out or needs attention.
 */
export type Code = "empty_file" | "unrecognised" | "no_conversation_data" | "duplicate_file" | "cancelled" | "truncated" | "bad_record" | "missing_field" | "missing_column" | "bad_field" | "bad_time" | "ambiguous_date" | "bad_encoding" | "uneven_row" | "limit" | "bad_member" | "unsafe_path" | "unknown_type" | "no_text" | "conflict" | "unfit_override";


/**
 * The contents of all files opened together. Free it to give its memory back.
 */
export class Archive {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Conversations by first time, then id. O(count).
     */
    conversations(from: number, count: number, policy?: Policy | null): ConversationWindow;
    /**
     * Begins an export. Pull its chunks; the archive stays as it is in the meantime.
     *
     * @throws TranscriptError "conversation_not_found", "zone", "options"
     */
    export(options: ExportOptions, policy?: Policy | null): Exporter;
    /**
     * What each file was, what was read of it and what was not.
     */
    inspect(policy?: Policy | null): InspectReport;
    /**
     * The same KPIs for a terminal ("table"), or as CSV with one row per "session", "episode" or
     * "agent" and the same columns for every archive. O(entries).
     *
     * @throws TranscriptError "options" if an option or `by` is not known
     */
    kpiTable(options: KpiOptions | null, by: "table" | "session" | "episode" | "agent", policy?: Policy | null): string;
    /**
     * KPIs of all sessions, conversations and agents. They read the archive, never a lens: a
     * policy changes the names that are shown, and no number. O(entries).
     *
     * @throws TranscriptError "options" if an option is not known
     */
    kpis(options?: KpiOptions | null, policy?: Policy | null): KpiReport;
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
     * Reads a File or Blob as a stream, 1 MiB at a time; never holds it whole.
     *
     * @throws TranscriptError "cancelled" after `signal` aborts (nothing of the file stays), "read" if the browser cannot read it, "options", "zone"
     */
    readBlob(name: string, blob: Blob, on_progress: ((bytes: number, entries: number) => void) | null, signal: AbortSignal | null | undefined, options?: ReadOptions | null): Promise<FileReport>;
    /**
     * Entries of a conversation in order, with all its sessions. O(count + sessions).
     *
     * @throws TranscriptError "conversation_not_found"
     */
    transcript(conversation: string, from: number, count: number, policy?: Policy | null): TranscriptWindow;
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
     * Ends the file and says what it was.
     *
     * @throws TranscriptError "finished"
     */
    finish(): FileReport;
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
 * Names of all formats, as reports print them and `ReadOptions` takes them.
 */
export function formats(): string[];

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
