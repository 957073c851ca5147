/** The words that are needed to open files and to read a transcript. All others are in strings.ts, which adds to them. */

const plurals = new Intl.PluralRules("en");
const integers = new Intl.NumberFormat();

/** A whole number in the reader's own digits and grouping. */
export function count(n: number): string {
  return integers.format(n);
}

export function many(n: number, one: string, other: string): string {
  return `${count(n)} ${plurals.select(n) === "one" ? one : other}`;
}

export const reading = {
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
    closed: "Closed. Nothing of the files was kept.",
    theme: "Colours",
    themes: { auto: "As the system", light: "Light", dark: "Dark" },
    keys: "Keyboard",
    settings: "Settings",
    views: "Parts of the page",
    view: { files: "Files", conversations: "Conversations", transcript: "Transcript", kpis: "Measures" },
    engineLost: "The reader stopped unexpectedly. Close the archive and open the files again.",
    linkLost: "The link leads to a conversation that is not in these files.",
    search: "Search",
    heard: "OK",
    again: "Open the files again",
    printHint:
      "Only the part in sight is printed. To print everything, save the transcript as one HTML page and print that.",
  },
  seal: {
    title: "Nothing leaves this page",
    short: "Sealed",
  },
  files: {
    heading: "Files",
    drop: "Drop files or a folder anywhere on this page, or paste",
    pasted: (n: number) => `pasted ${count(n)}.txt`,
    restarted: "The engine stopped unexpectedly and was started again; the files are read anew.",
    dropNow: "Let go to open",
    dropNowHint: "Files and folders are read here, in this page.",
    choose: "Choose files",
    folder: "Choose a folder",
    sample: "Open sample data",
    guide: "How do I get my data?",
    opens: "What it reads",
    opensList: [
      [
        "Messages",
        "Connect REST and Conversation Data APIs, In-App and Web lists and event streams, bot histories, partner events",
      ],
      ["Tables", "query JSON and CSV (Data Loader, Bulk API, reports) of sessions, entries, end users, metrics"],
      ["Beside them", "Data Cloud, transcript exports, legacy chats, voice calls, Agentforce sessions"],
      ["Packed", "ZIP, gzip, HAR, and what was saved here"],
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
    failed: "could not be opened",
    failedAll: "The files could not be opened",
    status: { good: "Read", partly: "Read in part", unused: "Left out", copy: "Copy" },
  },
  conversations: {
    heading: "Conversations",
    label: (sorted: string) => `Conversations, ${sorted.toLowerCase()}`,
    find: "Filter the conversations",
    findHint: "Name, channel, session…",
    noneFound: "No conversation fits the filter.",
    ofAll: (n: number, all: number) => `${count(n)} of ${count(all)}`,
    sort: "Sort by",
    sorts: {
      first: "Oldest first",
      last: "Latest first",
      name: "By name",
      messages: "Most messages",
      sessions: "Most sessions",
    } as Record<string, string>,
    withMessages: "Only with messages",
    customers: "Customers",
    customersLabel: "Customers, oldest first",
    customersEmpty: "Nothing in these files tells whose conversations they are.",
    view: "What the list shows",
    unknown: (n: number) => `${many(n, "conversation", "conversations")} of nobody known`,
    join: "Join with another…",
    joinHint: "Choose the record of the same person",
    joinUndo: "Undo joins",
    consent: (status: string) => `consent ${status}`,
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
    people: (n: number) => `${many(n, "participant", "participants")} of this conversation`,
    records: (n: number) => `${many(n, "record", "records")} of this conversation`,
    fieldGroups: {
      times: "Times",
      status: "Status, origin, agent type",
      channel: "Channel",
      people: "People",
      records: "Records",
      counts: "Counts and metrics",
      keys: "Keys",
      preview: "Preview",
      other: "Other fields",
    } as Record<string, string>,
    notCalculated: "not calculated by Salesforce",
    notCalculatedHint: "Salesforce leaves this count blank for enhanced channels. The measures count the messages.",
    waited: (words: string) => `after ${words}`,
    waitedHint: "The wait that this reply ended, from the oldest message that had no answer yet",
    aboutEntry: "about this entry",
    goTo: "Go to…",
    presence: (joined: string, left: string) => `(joined ${joined}, left ${left})`,
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
    reply: "In reply to an earlier message",
    skew: (by: string, behind: boolean) => `Sender’s clock ${by} ${behind ? "behind" : "ahead of"} the server`,
    stateInactive: "inactive",
    resumed: (n: number) => `resumed ${many(n, "time", "times")}`,
    overlaps: "overlaps the next session",
    gapNextSession: (words: string) => `${words}, next session`,
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
    cards: "Cards",
    answers: "Answers",
    details: (n: number) => many(n, "detail", "details"),
    noText: "No text in the file",
    noEntries:
      "The files tell of this conversation but hold none of its messages. Add its messages to read it: a Connect API answer or ConversationEntry rows.",
    redacted: (type: string) => `Redacted: ${type}`,
    flags: {
      redacted: "redacted before it came into this file",
      text_conflict: "the files disagree about this text",
      conversation_conflict: "the files disagree about its conversation",
      undelivered: "not delivered",
      automated_response: "automatic reply",
      clock_client: "placed by the sender’s clock",
      clock_skew: "the sender’s clock is wrong",
      replaced_characters: "some characters could not be decoded",
      unknown_type: "of a type that nobody documented",
      conversation_inferred: "conversation inferred",
    } as Record<string, string>,
    /** Kinds of entries that their own names, as words, do not tell well. */
    kinds: {
      BotEscalated: "Bot handed over",
      ConsultConversationInfo: "Consultation",
      FlagRaise: "Flag raised",
      FlagLower: "Flag lowered",
    } as Record<string, string>,
    failed: "This part of the transcript could not be read",
    retry: "Try again",
    loading: "Loading",
    inView: (session: string) => `In view: ${session}`,
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
    memory: "Most likely no memory was left. Open fewer files at once, or close other pages.",
  },
};

/** The table in use, or what is there of it. Elements read it at render time. */
export { reading as strings };

/** A `ChannelType` in short words, else as words. */
export function channelName(channel: string): string {
  return reading.conversations.channels[channel] ?? asWords(channel);
}

/** A CamelCase or snake_case name of the data, as words: the fallback for names that no table knows. */
export function asWords(name: string): string {
  const spaced = name
    .replace(/_/g, " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}
