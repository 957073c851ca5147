/**
 * Every word the page shows, in one table. A translation is another object of this shape, laid over
 * the English one with {@link useStrings} before the elements are placed.
 */

const plurals = new Intl.PluralRules("en");
const integers = new Intl.NumberFormat();

/** A whole number in the reader's own digits and grouping. */
export function count(n: number): string {
  return integers.format(n);
}

function many(n: number, one: string, other: string): string {
  return `${count(n)} ${plurals.select(n) === "one" ? one : other}`;
}

const english = {
  app: {
    name: "Sealed Transcript",
    /** The middle part stands on a bar. */
    headline: ["Read, ", "redact", " and measure exported conversations."],
    lead: "Drop the message exports and the session tables of your org. They become one ordered transcript per customer, with card numbers masked and response times beside it.",
    skip: "Skip to the transcript",
    add: "Add files",
    close: "Close and forget",
    closeShort: "Close",
    closeHint: "Close the archive and forget everything that was read",
    closed: "Closed. Nothing was kept.",
    theme: "Colours",
    themes: { auto: "As the system", light: "Light", dark: "Dark" },
    keys: "Keyboard",
    views: "Parts of the page",
    view: { files: "Files", conversations: "Conversations", transcript: "Transcript", kpis: "Measures" },
    noScript: "This page does its work in your browser and needs JavaScript for it. Nothing is sent anywhere.",
    engineLost: "The reader stopped unexpectedly. Close the archive and open the files again.",
  },
  seal: {
    title: "Nothing leaves this page",
    short: "Sealed",
    how: "The page carries a policy that the browser enforces, not a promise. It holds for the reader in the background too.",
    refused: "Refused by the browser",
    refusedList: [
      "any connection: fetch, XMLHttpRequest, WebSocket, EventSource, beacons",
      "scripts, styles, images, fonts, media and frames from any other place",
      "sending forms, and changing where links lead",
    ],
    allowed: "Allowed",
    allowedList: [
      "the one script and the style inside this page, known by their hash",
      "the reader (WebAssembly) inside this page, in a background worker made from it",
      "files that you choose, and files that you save",
    ],
    requests: (n: number) => `${many(n, "request", "requests")} since this page was loaded`,
    violations: (n: number) => `${many(n, "attempt", "attempts")} refused`,
    stored: "Nothing is stored in the browser. Close the page and it is gone.",
    policy: "The policy, word by word",
    noPolicy: "No policy found: this copy of the page was built for development.",
    done: "Close",
  },
  files: {
    heading: "Files",
    drop: "Drop files or a folder anywhere on this page",
    dropNow: "Let go to open",
    dropNowHint: "Files and folders are read here, in this page.",
    choose: "Choose files",
    folder: "Choose a folder",
    sample: "Open sample data",
    sampleNote: "A made-up customer with several sessions: bot, handoff, transfer.",
    opens: "What it reads",
    opensList: [
      ["Connect REST API", "messages of a conversation (conversationEntries)"],
      ["Messaging for In-App and Web", "entry lists, as objects or strings"],
      [
        "SOQL and REST query JSON",
        "MessagingSession, ConversationEntry, Conversation, MessagingEndUser, MessagingSessionMetrics",
      ],
      ["CSV", "the same objects, from Data Loader, Bulk API or a report"],
    ] as [string, string][],
    byContent: "Files are recognised by what is in them, not by their names.",
    reading: (i: number, n: number, name: string) =>
      n > 1 ? `Reading file ${count(i)} of ${count(n)}: ${name}` : `Reading ${name}`,
    waiting: (n: number) => `${many(n, "file waits", "files wait")} for its turn`,
    progress: (done: string, all: string, entries: number) =>
      `${done} of ${all} · ${many(entries, "entry", "entries")}`,
    left: (time: string) => `about ${time} left`,
    cancel: "Cancel",
    cancelled: "Cancelled. What had been read before is still here.",
    cancelledEmpty: "Cancelled. Nothing was kept.",
    ready: (files: number, conversations: number) =>
      `${many(files, "file", "files")} read, ${many(conversations, "conversation", "conversations")}`,
    read: "Read",
    shown: "Shown",
    merged: "Merged",
    filtered: "Set aside",
    diagnosed: "Left out",
    readHint: "Entries found in the file",
    shownHint: "Entries that stand in a transcript",
    mergedHint: "Second copies, edits and delivery notices, folded into the entry that they belong to",
    filteredHint: "Typing, acknowledgements and other signals that say nothing",
    diagnosedHint: "Records that could not be read; each is listed below with its reason",
    evidence: "Recognised by",
    /** What the entries read add up from; parts that are none are left out. */
    sum: (shown: number, merged: number, filtered: number, diagnosed: number): string =>
      [
        `${count(shown)} shown`,
        ...(merged ? [`${count(merged)} merged`] : []),
        ...(filtered ? [`${count(filtered)} set aside`] : []),
        ...(diagnosed ? [`${count(diagnosed)} left out`] : []),
      ].join(" + "),
    /** Records that could not be read, and files of which nothing could be used. */
    leftOut: (records: number, files: number) =>
      `${[...(records ? [many(records, "record", "records")] : []), ...(files ? [many(files, "file", "files")] : [])].join(" and ")} left out`,
    leftOutNone: "Nothing left out",
    summary: (files: number, entries: number) =>
      `${many(files, "file", "files")} · ${many(entries, "entry", "entries")}`,
    gaps: "What is likely missing, and how to get it",
    missing: "Missing",
    query: "The query that fetches it",
    copy: "Copy",
    diagnostics: "What needs attention, and why",
    diagnosticsMore: (n: number) => `and ${many(n, "more", "more")}`,
    diagnosticsCopy: "Save the list",
    column: { file: "File", record: "Record", offset: "Byte", reason: "Reason" },
    failed: "could not be opened",
    failedAll: "The files could not be opened",
    status: { good: "Read", partly: "Read in part", unused: "Left out", copy: "Copy" },
    steps: {
      unused: "Nothing of this file could be used.",
      copy: "The same bytes as another file; its entries are merged.",
      messagesOnly: "Add the MessagingSession table to get session dividers, owners and durations.",
      sessionsOnly: "Add the messages of these sessions (Connect API answer or ConversationEntry rows) to read them.",
      sessionsGood: "Its sessions divide the transcripts.",
      good: "Its entries stand in the transcripts.",
    },
    formats: {
      "connect-entries": "Connect REST conversation entries",
      "list-entries": "Messaging for In-App and Web entries",
      "query-json": "Query result (JSON)",
      csv: "Table (CSV)",
      "entry-updates": "Write-back body",
      empty: "Empty file",
      unrecognised: "Not recognised",
      cancelled: "Reading was cancelled",
    } as Record<string, string>,
  },
  conversations: {
    heading: "Conversations",
    label: "Conversations, oldest first",
    count: (n: number) => many(n, "conversation", "conversations"),
    untitled: "Unknown customer",
    sessions: (n: number) => many(n, "session", "sessions"),
    messages: (n: number) => many(n, "message", "messages"),
    channels: {
      EmbeddedMessaging: "Web",
      Text: "SMS",
      WhatsApp: "WhatsApp",
      Facebook: "Facebook",
      AppleBusinessChat: "Apple",
      AppleMessagesForBusiness: "Apple",
      Line: "LINE",
    } as Record<string, string>,
    noPreview: "No message text",
    noTime: "No time known",
    days: (zone: string) => `Days in ${zone}`,
    loading: "Loading",
    empty: "No conversations in these files yet.",
    emptyHint: "The file cards say what was recognised and what is missing.",
  },
  transcript: {
    heading: "Transcript",
    pick: "Choose a conversation to read it.",
    label: (title: string) => `Transcript of ${title}`,
    list: "Entries, oldest first",
    entries: (n: number) => many(n, "entry", "entries"),
    roles: {
      EndUser: "Customer",
      Agent: "Agent",
      Bot: "Bot",
      System: "System",
      Supervisor: "Supervisor",
      Router: "Routing",
      DigitalWorker: "Digital worker",
      Unknown: "Unknown speaker",
    } as Record<string, string>,
    session: (i: number, n: number) => `Session ${count(i)} of ${count(n)}`,
    sessionLost: "A session that is not in the files",
    unassigned: "Not assigned to a session",
    inferred: "inferred",
    inferredHint: "No row of the session table names this session; it is inferred from the entries.",
    open: "still open",
    owner: "Owner",
    fields: (n: number) => `${many(n, "field", "fields")} of this session`,
    previousSession: "Previous session",
    nextSession: "Next session",
    gap: (words: string) => `${words} of silence`,
    zone: "Times in",
    zoneUtc: "UTC",
    zoneLocal: (name: string) => `Local (${name})`,
    noTime: "no time",
    noTimeHint: "The file gives no time for this entry; it stands last in its session.",
    orderedBy: {
      server: "Ordered by server time",
      sequence: "Ordered by sequence",
      client: "Ordered by the sender’s clock",
      id: "Ordered by id",
    } as Record<string, string>,
    clientTime: (time: string) => `Sender’s clock: ${time}`,
    internal: "Internal note",
    internalHint: "Never shown to the customer",
    edited: "Edited",
    editedHint: (n: number) => `${many(n, "other text", "other texts")}`,
    notDelivered: "Not delivered",
    attachment: "Attachment",
    attachmentHint: "Attachments are named, never loaded",
    linkHint: "Links are shown as text and are not followed",
    choices: "Offered choices",
    chosen: "chosen",
    form: "Form",
    noText: "No text in the file",
    noEntries:
      "The files tell of this conversation but hold none of its messages. Add its messages to read it: a Connect API answer or ConversationEntry rows.",
    redacted: (type: string) => `Redacted: ${type}`,
    flags: {
      text_conflict: "the files disagree about this text",
      conversation_conflict: "the files disagree about its conversation",
      undelivered: "not delivered",
      automated_response: "automatic reply",
      clock_client: "placed by the sender’s clock",
      replaced_characters: "some characters could not be decoded",
      unknown_type: "of a type that nobody documented",
      conversation_inferred: "conversation inferred",
    } as Record<string, string>,
    kinds: {
      ParticipantChanged: "Participants changed",
      RoutingResult: "Routing",
      RoutingWorkResult: "Routing of work",
      SessionStatusChanged: "Session status",
      SessionOwnerChanged: "New owner",
      MessageDeliveryFailed: "Delivery failed",
      EndUserConsentUpdated: "Consent",
      SessionContext: "Session context",
      BotEscalated: "Bot handed over",
      ChatbotEstablished: "Bot joined",
      EndUserOptedIn: "Customer opted in",
      EndUserOptedOut: "Customer opted out",
      SendTranscriptRequestReceived: "Transcript requested",
      FlagRaise: "Flag raised",
      FlagLower: "Flag lowered",
      Note: "Note",
      ConsultConversationInfo: "Consultation",
      ConversationUpdated: "Conversation updated",
    } as Record<string, string>,
    failed: "This part of the transcript could not be read",
    retry: "Try again",
    loading: "Loading",
    inView: (session: string) => `In view: ${session}`,
  },
  redaction: {
    heading: "Redaction",
    on: "Redacted",
    off: "Original",
    toggle: "Redact",
    policy: "Policy",
    policies: { standard: "Standard", pci: "Payment cards only", none: "None (marks nothing)" } as Record<
      string,
      string
    >,
    file: (name: string) => `From file: ${name}`,
    load: "Load a policy file…",
    loadLabel: "Policy file (JSON)",
    hash: (hash: string) => `Policy fingerprint ${hash}`,
    /** `entries` were looked at so far of `total`. */
    seen: (n: number, entries: number, total: number) =>
      `${many(n, "place", "places")} redacted${english.redaction.sofar(entries, total)}`,
    seenNone: (entries: number, total: number) => `Nothing to redact${english.redaction.sofar(entries, total)}`,
    sofar: (entries: number, total: number) =>
      entries < total ? ` in the ${many(entries, "entry", "entries")} looked at so far` : "",
    original: "You are looking at the original text.",
    failed: "The policy was not accepted; the earlier one stays.",
    failedOff: "The policy could not be laid on; the text shown is original.",
  },
  kpis: {
    heading: "Measures",
    scope: "Measures of",
    session: "Session in view",
    conversation: "Conversation",
    archive: "Whole archive",
    measure: (n: number) => `Measure ${many(n, "conversation", "conversations")}`,
    measuring: "Measuring",
    none: "No measures for this session.",
    noSession: "No session in view.",
    failed: "The measures could not be taken",
    waits: "Waiting",
    waitsTotal: (time: string) => `${time} in all`,
    wait: {
      human: "for an agent",
      bot: "for the bot",
      customer: "for the customer",
      before_first: "before any message",
    } as Record<string, string>,
    mean: "mean",
    median: "median",
    p90: "p90",
    max: "longest",
    family: (n: number, median: string, max: string) => `mean of ${count(n)} · median ${median} · max ${max}`,
    familyOne: "one value",
    sum: (n: number, mean: string, max: string) =>
      `over ${many(n, "session", "sessions")} · mean ${mean} · most ${max}`,
    share: (yes: number, n: number) => `${count(yes)} of ${many(n, "session", "sessions")}`,
    excluded: (n: number) => `${many(n, "session", "sessions")} without a value`,
    reported: (value: string) => `Salesforce reports ${value}`,
    definition: "How it is measured",
    nullWhen: "No value when",
    yes: "yes",
    no: "no",
    wallClock: "Wall-clock time. The customer’s oldest unanswered message starts each wait.",
    flags: {
      approx: "approximate",
      inferred_handoff: "handoff inferred",
      clock_client: "sender’s clock",
      anchor_last: "from the last message",
      end_is_message: "ends with the last message",
      start_is_message: "starts with the first message",
      inferred: "inferred",
      inactive_excluded: "inactive time left out",
      still_open: "still open",
      no_session_row: "no session row",
      pending: "a reply is pending",
      skew: "clocks disagree",
      overlap: "sessions overlap",
    } as Record<string, string>,
    reasons: {
      agent_initiated: "the agent wrote first",
      no_customer_message: "the customer wrote nothing",
      no_human: "no person answered",
      unanswered: "the customer was not answered",
      still_open: "the session is still open",
      no_session_row: "the session table is not among the files",
      no_accept_time: "the session has no AcceptTime",
      no_schedule: "no business hours were given",
      data_window: "the files end too early to tell",
      no_bot: "no bot was in charge",
      not_outbound: "the session is not outbound",
      no_transfer: "nothing was transferred",
      nothing_open: "nobody was left waiting",
      no_client_time: "the sender’s clock is not in the files",
      one_session: "the conversation has one session",
    } as Record<string, string>,
    names: {
      R2: "First response",
      R1: "First response (any)",
      R3: "First response since start",
      R4: "Response after accepting",
      R5: "Agent response",
      R6: "Customer response",
      R7: "Bot response",
      Q1: "Speed to answer",
      Q2: "Handle time",
      D1: "Session duration",
      D2: "Conversation span",
      "D2.span": "Conversation span",
      D3: "Engaged time",
      C1: "Close lag",
      C2: "Time to end",
      C3: "Answered in one turn",
      "D2.in_session": "Time in sessions",
      "D2.gaps": "Gaps between sessions",
      "M1.c": "Customer messages",
      "M1.h": "Agent messages",
      "M1.b": "Bot messages",
      "M1.s": "System messages",
      M3: "Turns",
      M4: "Exchanges",
      "W2.unanswered": "Left unanswered",
      "W2.open_wait": "Open wait at the end",
      W3: "Longest silence",
      "T1.agents": "Agents",
      "T1.transfers": "Transfers",
    } as Record<string, string>,
    group: { response: "Response", time: "Time", messages: "Messages", hands: "Hands" },
  },
  takeaway: {
    open: "Save transcript…",
    openShort: "Save…",
    heading: "What will leave this page",
    intro: "A file is written to your computer. Nothing is sent anywhere.",
    scope: "Conversations",
    scopeOne: (title: string) => `This one: ${title}`,
    scopeAll: (n: number) => `All ${count(n)}`,
    format: "Form",
    formats: { jsonl: "JSON Lines, one entry a line", text: "Plain text, to read" } as Record<string, string>,
    internal: "Internal notes",
    internalKeep: "Include internal notes",
    contents: "The file holds",
    redacted: (policy: string) => `Message text redacted by the policy “${policy}”`,
    original: "Original message text. Nothing is redacted.",
    names: "Names, record ids, times and events, as the policy leaves them",
    namesOriginal: "Names, record ids, times and events, as they are in the files",
    internalIn: "Internal notes that the customer never saw",
    internalOut: "No internal notes",
    acknowledge: "Save it with the original text",
    save: "Save redacted file",
    saveOriginal: "Save original file",
    cancel: "Cancel",
    saving: "Writing",
    saved: (name: string, size: string) => `Saved ${name} (${size})`,
    failed: "The file could not be written",
  },
  keys: {
    heading: "Keyboard",
    enabled: "Single keys work",
    enabledHint: "Turn off if they get in the way of speech input or a screen reader.",
    list: [
      ["?", "This sheet"],
      ["o", "Open files"],
      ["j / k", "Next / previous conversation"],
      ["n / p", "Next / previous session"],
      ["r", "Redaction on or off"],
      ["z", "UTC or local time"],
      ["s", "Save transcript"],
      ["1 2 3 4", "Files, conversations, transcript, measures"],
    ] as [string, string][],
    lists: "In a list: arrows, Page Up, Page Down, Home, End; Enter opens.",
    done: "Close",
  },
  duration: {
    parts: (days: number, hours: number, minutes: number, seconds: number): string => {
      const two = (a: string, b: string) => (b ? `${a} ${b}` : a);
      if (days > 0) return two(many(days, "day", "days"), hours ? `${count(hours)} h` : "");
      if (hours > 0) return two(`${count(hours)} h`, minutes ? `${count(minutes)} min` : "");
      if (minutes > 0) return two(`${count(minutes)} min`, seconds ? `${count(seconds)} s` : "");
      return `${count(seconds)} s`;
    },
  },
  error: {
    at: "at byte",
    inFile: "in",
    record: "record",
    line: "line",
    memory: "The browser ran out of memory. Open fewer files at once, or close other pages.",
  },
};

export type Strings = typeof english;

/** The table in use. Elements read it at render time, so lay a translation over it before placing them. */
export const strings: Strings = english;

/** Lays a (partial) translation over the table, group by group. */
export function useStrings(translation: { [K in keyof Strings]?: Partial<Strings[K]> }): void {
  for (const [group, words] of Object.entries(translation)) Object.assign(strings[group as keyof Strings], words);
}

/** A `ChannelType` in short words, else as words. */
export function channelName(channel: string): string {
  return english.conversations.channels[channel] ?? asWords(channel);
}

/** A CamelCase or snake_case name of the data, as words: the fallback for names that no table knows. */
export function asWords(name: string): string {
  const spaced = name
    .replace(/_/g, " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}
