/**
 * A made-up archive behind the client's interface, for trying the elements without an engine.
 * The names of the files choose how much there is: `long` (100,000 entries), `many` (100,000
 * conversations), `few` (12), `broken` (cannot be read), `slow` (reads for three seconds), `vast` (for five
 * minutes), `crash` (the engine
 * stops after reading); else one conversation.
 */

import type {
  ArchiveClient,
  ArchiveFile,
  CheckedPolicy,
  ConversationOrder,
  ConversationRow,
  ExportOptions,
  FileReport,
  InspectReport,
  Kpi,
  KpiReport,
  KpiTotal,
  Mark,
  OpenOptions,
  PatternRule,
  PatternTrial,
  PolicyDocument,
  ProofSteps,
  RawRecord,
  SearchFound,
  SearchHit,
  Snippet,
  TranscriptRow,
  WindowSession,
} from "../src/elements/archive-client.js";
import type { CustomerScope, KpiListing, KpiTable, KpiTallies, WindowStart } from "../src/client/types.js";

const START = Date.UTC(2025, 2, 10, 9, 0, 0);
const NAMES = [
  "Nadia Petrova",
  "Lukas Weber",
  "Amina Yusuf",
  "Chen Wei",
  "Sofía Rodríguez",
  "יעל כהן",
  "Tom Okafor",
  "Ingrid Løvås",
];

interface Line {
  role: string;
  actor: string | null;
  kind: string;
  text: string | null;
  after: number;
  session: number;
  extra?: Partial<TranscriptRow>;
}
const line = (
  role: string,
  actor: string | null,
  text: string | null,
  after: number,
  session: number,
  extra: Partial<TranscriptRow> = {},
  kind = "Message",
): Line => ({ role, actor, kind, text, after, session, extra });

const SCRIPT: Line[] = [
  line("EndUser", "Nadia Petrova", "Hi, I was charged twice for order 48213. My card is 4111 1111 1111 1111.", 0, 0),
  line("Bot", "Riverside Assistant", "I’m sorry about that. What is it about?", 2, 0, {
    choices: [
      { title: "Billing", id: "1", selected: true },
      { title: "Delivery", id: "2", selected: false },
      { title: "Something else", id: "3", selected: false },
    ],
  }),
  line("EndUser", "Nadia Petrova", "Billing", 14, 0),
  line("Bot", "Riverside Assistant", "Please tell me how to reach you.", 2, 0),
  line("EndUser", "Nadia Petrova", null, 48, 0, {
    form: [
      { label: "E-mail", value: "nadia.petrova@example.com" },
      { label: "Order", value: "48213" },
    ],
  }),
  line("EndUser", "Nadia Petrova", "or nadia.petrova@example.com works too", 6, 0),
  line("System", null, "Owner changed from bot to a representative", 4, 0, {}, "SessionOwnerChanged"),
  line("System", null, "Ana Ferreira joined", 61, 0, {}, "ParticipantChanged"),
  line("Supervisor", "Miguel Santos", "She is a returning customer, waive the fee.", 9, 0, { internal: true }),
  line("Agent", "Ana Ferreira", "Hello Nadia, this is Ana.", 22, 0),
  line(
    "Agent",
    "Ana Ferreira",
    "I can see both charges. One is a hold that your bank will drop, the other is the payment itself. Let me take the hold off right away, so that you do not have to wait for your bank.\n\nThis usually takes three working days.",
    31,
    0,
  ),
  line(
    "EndUser",
    "Nadia Petrova",
    "Thank you! You can call me on +1 415 555 0132 if anything comes up. Here is the receipt.",
    67,
    0,
    { attachments: [{ name: "receipt-march.pdf", mimeType: "application/pdf", url: null, id: "069", size: 48_213 }] },
  ),
  line("Agent", "Ana Ferreira", "Got it. You can read how holds work here:", 28, 0, {
    links: [{ title: "Payments and holds", url: "https://help.example.com/payments/holds" }],
  }),
  line("System", null, "Session inactive", 300, 0, {}, "SessionStatusChanged"),
  line(
    "EndUser",
    "Nadia Petrova",
    "Hello again. The hold is still there, and now my statement shows DE89 3704 0044 0532 0130 00 as the account.",
    21_000,
    1,
  ),
  line("System", null, "Thanks for your message. We will be with you shortly.", 1, 1),
  line("Agent", "Bo Lindqvist", "Hi Nadia, Bo here. Ana is off today.", 50, 1, { flags: ["text_conflict"] }),
  line("EndUser", "Nadia Petrova", "שלום, אפשר גם בעברית?", 15, 1),
  line("Agent", "Bo Lindqvist", "Of course. I have asked the bank to drop the hold today.", 35, 1, {
    revisions: [{ text: "Of course. I asked the bnak.", atMs: START, source: "entries.json" }],
  }),
  line("EndUser", "Nadia Petrova", "Perfect, thanks 🙏", 20, 1),
];

const DETECTORS: [string, string, RegExp, (hit: string) => string][] = [
  ["CREDIT_CARD", "mask", /\b(?:\d{4}[ -]?){3}\d{4}\b/g, (hit) => `•••• •••• •••• ${hit.slice(-4)}`],
  ["EMAIL_ADDRESS", "replace", /[\w.+-]+@[\w-]+\.\w+/g, () => "[EMAIL_ADDRESS]"],
  ["PHONE_NUMBER", "replace", /\+1 \d{3} \d{3} \d{4}/g, () => "[PHONE_NUMBER]"],
  ["IBAN_CODE", "mask", /\bDE\d{2}(?: \d{4}){4} \d{2}\b/g, (hit) => `•••••• ${hit.slice(-2)}`],
];

function redact(text: string | null, policy: string | null): { text: string | null; marks: Mark[] } {
  if (text === null || policy === null || policy === "none") return { text, marks: [] };
  const hits = DETECTORS.filter(([type]) => policy !== "pci" || type === "CREDIT_CARD")
    .flatMap(([type, operator, pattern, by]) =>
      [...text.matchAll(pattern)].map((m) => ({ type, operator, at: m.index, length: m[0].length, by: by(m[0]) })),
    )
    .sort((a, b) => a.at - b.at);
  let out = "";
  let at = 0;
  const marks: Mark[] = [];
  for (const hit of hits) {
    out += text.slice(at, hit.at);
    marks.push({ start: out.length, end: out.length + hit.by.length, type: hit.type, operator: hit.operator });
    out += hit.by;
    at = hit.at + hit.length;
  }
  return { text: out + text.slice(at), marks };
}

const LENGTH = SCRIPT.reduce((sum, l) => sum + l.after, 0) * 1000 + 86_400_000;

/** Whether a line goes on under the name of the line before it. */
function continues(i: number): boolean {
  const [before, line] = [SCRIPT[i - 1], SCRIPT[i]];
  return (
    before !== undefined &&
    line.kind === "Message" &&
    before.kind === "Message" &&
    before.role === line.role &&
    before.actor === line.actor &&
    before.session === line.session &&
    before.extra?.internal === line.extra?.internal
  );
}

function named(of: string | CustomerScope): string {
  return typeof of === "string" ? of : String(of.customer);
}

class FakeClient implements ArchiveClient {
  closed = false;
  policy: string | null = null;
  groups: string[][] = [];
  files: FileReport[] = [];
  constructor(
    readonly conversationsHeld: number,
    readonly entriesEach: number,
  ) {}

  async add(files: Iterable<ArchiveFile>, options: OpenOptions = {}): Promise<FileReport[]> {
    const list = [...files];
    const bytes = list.map((f) => (f instanceof File ? f.size : f.blob.size));
    const totalBytes = bytes.reduce((a, b) => a + b, 0);
    let done = 0;
    for (const [i, file] of list.entries()) {
      const steps = file.name.includes("vast") ? 3000 : file.name.includes("slow") ? 30 : 1;
      for (let step = 1; step <= steps; step += 1) {
        if (steps > 1) await new Promise((go) => setTimeout(go, 100));
        if (options.signal?.aborted)
          throw Object.assign(new Error("Cancelled."), { name: "TranscriptError", code: "cancelled" });
        options.onProgress?.({
          file: file.name,
          fileIndex: i,
          files: list.length,
          bytes: done + (bytes[i] * step) / steps,
          totalBytes,
          entries: step * 1000,
        });
      }
      done += bytes[i];
      const csv = file.name.endsWith(".csv");
      const broken = file.name.includes("broken");
      this.files.push({
        file: file.name,
        format: broken ? "unrecognised" : csv ? "csv" : "connect-entries",
        evidence: broken ? "" : csv ? "columns Id, Status, StartTime" : "conversationEntries[].messageText",
        records: broken ? {} : csv ? { MessagingSession: 2 } : { ConversationEntry: this.entriesEach },
        entries: broken
          ? { read: 1, shown: 0, merged: 0, filtered: 0, diagnosed: 1 }
          : {
              read: csv ? 0 : this.entriesEach,
              shown: csv ? 0 : this.entriesEach - 3,
              merged: csv ? 0 : 1,
              filtered: csv ? 0 : 2,
              diagnosed: 0,
            },
        from: csv ? null : new Date(START).toISOString(),
        to: csv ? null : new Date(START + LENGTH).toISOString(),
        gaps: [],
        warnings: [],
      });
    }
    return this.files;
  }

  async inspect(): Promise<InspectReport> {
    const entries = { read: 0, shown: 0, merged: 0, filtered: 0, diagnosed: 0 };
    for (const file of this.files)
      for (const key of Object.keys(entries) as (keyof typeof entries)[]) entries[key] += file.entries[key];
    const diagnostics = this.files
      .filter((f) => f.entries.diagnosed > 0)
      .map((f) => ({
        code: "truncated_json",
        file: f.file,
        record: 3,
        offset: 1847,
        line: 41,
        path: "conversationEntries[3].messageText",
        message: "the text ends inside a string",
      }));
    const files = this.files.length;
    const total = { files, conversations: this.conversationsHeld, sessions: 2, records: {}, entries };
    return { files: this.files, total: { ...total, from: null, to: null, gaps: [], moreDiagnostics: 0 }, diagnostics };
  }

  async conversations(start: number | { conversation: string }, count: number, order: ConversationOrder | null = null) {
    const title = (i: number) => (i % 11 === 10 ? null : NAMES[i % NAMES.length]);
    let places = Array.from({ length: this.conversationsHeld }, (_, i) => i);
    const find = order?.find?.toLowerCase() ?? "";
    if (find) places = places.filter((i) => title(i)?.toLowerCase().includes(find));
    if (order?.sort === "name") places.sort((a, b) => (title(a) ?? "").localeCompare(title(b) ?? ""));
    if (order?.descending) places.reverse();
    const total = places.length;
    const from = typeof start === "number" ? start : places.findIndex((i) => `c${i}` === start.conversation);
    if (from < 0) throw Object.assign(new Error("not listed"), { code: "conversation_not_found" });
    const rows: ConversationRow[] = [];
    for (const i of places.slice(from, from + count)) {
      rows.push({
        conversation: `c${i}`,
        title: title(i),
        channel: ["Web", "SMS", "WhatsApp"][i % 3],
        participants: ["Ana Ferreira"],
        sessions: 2,
        entries: this.entriesEach,
        messages: this.entriesEach - 4,
        fromMs: START + i * 3_600_000,
        toMs: START + i * 3_600_000 + LENGTH,
        preview: redact(SCRIPT[0].text, this.policy).text,
        flags: [],
      });
    }
    return { total, from, rows };
  }

  async customers(from: number, count: number) {
    const { total, rows } = await this.conversations(from, count);
    return {
      total,
      from,
      unknown: 1,
      rows: rows.map((row) => ({
        customer: row.conversation,
        name: row.title,
        joinedBy: [],
        channels: [
          {
            endUser: null,
            platformKey: `key-${row.conversation}`,
            name: row.title,
            channel: row.channel,
            channelId: null,
            consent: "OptedIn",
            contact: null,
            lead: null,
            account: null,
          },
        ],
        conversations: [row.conversation],
        sessions: row.sessions,
        entries: row.entries,
        messages: row.messages,
        fromMs: row.fromMs,
        toMs: row.toMs,
      })),
    };
  }

  async joinCustomers(groups: string[][]): Promise<void> {
    this.groups = groups;
  }

  async sessions(of: string | CustomerScope, from: number, count: number) {
    const sessions = this.sessionsOf(named(of));
    return { total: sessions.length, from, sessions: sessions.slice(from, from + count) };
  }

  async transcript(of: string | CustomerScope, start: number | WindowStart, count: number) {
    const conversation = named(of);
    const all = this.sessionsOf(conversation);
    const found =
      typeof start === "number"
        ? start
        : "session" in start
          ? all.find((s) => s.session === start.session)?.position
          : "entry" in start
            ? Number(start.entry.split("-")[1])
            : all.find((s) => (s.startMs ?? 0) >= start.atMs)?.position;
    const from = found ?? 0;
    if (this.files.some((file) => file.file.includes("crash"))) {
      throw Object.assign(new Error("The engine stopped unexpectedly (unreachable)."), {
        name: "TranscriptError",
        code: "crashed",
      });
    }
    const base = START + Number(conversation.slice(1)) * 3_600_000;
    const rows: TranscriptRow[] = [];
    for (let i = from; i < Math.min(from + count, this.entriesEach); i += 1) {
      const { role, actor, kind, text, session, extra } = SCRIPT[i % SCRIPT.length];
      const round = Math.floor(i / SCRIPT.length);
      const at =
        base + round * LENGTH + SCRIPT.slice(0, (i % SCRIPT.length) + 1).reduce((sum, l) => sum + l.after, 0) * 1000;
      const shown = redact(text, this.policy);
      const silence = i % SCRIPT.length === 0 ? 86_400 : SCRIPT[i % SCRIPT.length].after;
      const name = role === "EndUser" ? NAMES[Number(conversation.slice(1)) % NAMES.length] : actor;
      rows.push({
        conversation,
        session: `${conversation}s${round * 2 + session}`,
        entry: `${conversation}-${i}`,
        index: i,
        at: new Date(at).toISOString(),
        atMs: at,
        orderedBy: "server",
        assignedBy: "related_record",
        role,
        roleBy: "stated",
        participant: `${role}-1`,
        replyToPosition: null,
        waitedMs:
          role === "Agent" && SCRIPT[(i % SCRIPT.length) - 1]?.role !== "Agent"
            ? SCRIPT[i % SCRIPT.length].after * 1000
            : null,
        continues: continues(i % SCRIPT.length),
        gapMs: i > 0 && silence >= 900 ? silence * 1000 : null,
        actor: name,
        kind,
        revisions: [],
        attachments: [],
        links: [],
        choices: [],
        form: [],
        internal: false,
        endMs: null,
        durationMs: null,
        clientAtMs: at - 40,
        skewMs: 40,
        status: null,
        statusCode: null,
        sources: [{ file: this.files[0]?.file ?? "entries.json", record: i }],
        flags: [],
        ...extra,
        ...shown,
        ...(extra?.form
          ? { form: extra.form.map((f) => ({ label: f.label, value: redact(f.value, this.policy).text })) }
          : {}),
      });
    }
    const known = new Set(rows.map((row) => row.session));
    return {
      conversation,
      total: this.entriesEach,
      from,
      rows,
      sessions: all.filter(({ session }) => known.has(session)),
      sessionsTotal: all.length,
      participants: null,
      related: null,
    };
  }

  private sessionsOf(conversation: string): WindowSession[] {
    const base = START + Number(conversation.slice(1)) * 3_600_000;
    const rounds = Math.ceil(this.entriesEach / SCRIPT.length);
    const second = SCRIPT.findIndex((line) => line.session === 1);
    return Array.from({ length: rounds * 2 }, (_, i) => {
      const startMs = base + Math.floor(i / 2) * LENGTH + (i % 2) * 21_594_000;
      return {
        place: i,
        position: Math.floor(i / 2) * SCRIPT.length + (i % 2 ? second : 0),
        conversation,
        state: "ended" as const,
        resumed: 0,
        overlaps: false,
        endedBy: null,
        entries: 1,
        session: `${conversation}s${i}`,
        object: "MessagingSession",
        name: `MS-${String(1042 + i).padStart(8, "0")}`,
        startMs,
        acceptMs: startMs + 131_000,
        endMs: startMs + (i % 2 ? 180_000 : 594_000),
        status: "Ended",
        origin: "InboundInitiated",
        agentType: i % 2 ? "Agent" : "BotToAgent",
        channelType: "EmbeddedMessaging",
        channelName: "Web chat",
        owner: i % 2 ? "Bo Lindqvist" : "Ana Ferreira",
        assignedBy: "row",
        fields: [
          ["StartTime", new Date(startMs).toISOString()],
          ["OwnerId", "005Kj00000AnaFeAAK"],
          ["PreviewDetails", "Hi, I was charged twice"],
          ["Id", "0MwKj000007sdiMKAQ"],
          ["Status", "Ended"],
          ["AgentType", "BotToAgent"],
          ["ChannelType", "EmbeddedMessaging"],
        ],
        names: [["OwnerId", "Ana Ferreira"]],
        metrics: [],
      };
    });
  }

  #hits: SearchHit[] = [];
  #searches = 0;

  /** Words only, in the first conversations. */
  async search(
    query: string,
    options: { conversation?: string | null } | null = null,
    task: { signal?: AbortSignal | undefined; onHits?: ((found: SearchFound) => void) | undefined } = {},
  ) {
    const wrong = query.indexOf("role:boss");
    if (wrong >= 0)
      throw Object.assign(new Error("no role has this name; write customer, agent"), {
        name: "TranscriptError",
        code: "query",
        offset: wrong + 5,
      });
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const search = ++this.#searches;
    const hits: SearchHit[] = [];
    for (let c = 0; c < Math.min(this.conversationsHeld, 20); c += 1) {
      if (options?.conversation && options.conversation !== `c${c}`) continue;
      const { rows } = await this.transcript(`c${c}`, 0, 200);
      for (const row of rows) {
        const texts: [Snippet["field"], string | null | undefined][] = [
          ["text", row.text],
          ...(row.cards ?? []).flatMap((card): [Snippet["field"], string | null][] => [
            ["card", card.title],
            ["card", card.subtitle],
          ]),
          ...row.choices.map((choice): [Snippet["field"], string | null] => ["choice", choice.title]),
          ...row.form.flatMap((field): [Snippet["field"], string | null][] => [
            ["form", field.label],
            ["form", field.value],
          ]),
          ...row.attachments.map((file): [Snippet["field"], string | null] => ["attachment", file.name]),
        ];
        const snippets = texts.flatMap(([field, text]) => {
          const lower = (text ?? "").toLowerCase();
          const highlights = words
            .map((word) => ({ start: lower.indexOf(word), length: word.length }))
            .filter(({ start }) => start >= 0)
            .map(({ start, length }) => ({ start, end: start + length }))
            .sort((a, b) => a.start - b.start);
          const marks = field === "text" ? row.marks : [];
          return text && highlights.length > 0
            ? [{ field, text, start: 0, cutBefore: false, cutAfter: false, highlights, marks }]
            : [];
        });
        const said = snippets.map(({ text }) => text.toLowerCase());
        if (!words.every((word) => said.some((text) => text.includes(word)))) continue;
        const { conversation, session, entry, index, at, atMs, role, actor, kind, internal } = row;
        hits.push({
          ...{ conversation, session, entry, index, at, atMs, role, actor, kind, internal },
          position: hits.length,
          conversationPosition: c,
          title: c % 11 === 10 ? null : NAMES[c % NAMES.length],
          snippets,
          before: [],
          after: [],
        });
      }
    }
    this.#hits = hits;
    const conversations = new Set(hits.map((hit) => hit.conversation)).size;
    const entries = this.conversationsHeld * this.entriesEach;
    const found = { search, found: hits.length, conversations, entries, total: entries, done: true };
    task.onHits?.({ ...found, hits: hits.slice(0, 50) });
    return found;
  }

  async hits(_search: number, from: number, count: number) {
    return { total: this.#hits.length, from, hits: this.#hits.slice(from, from + count) };
  }

  async setPolicy(policy: string | object | null) {
    if (typeof policy === "object" && policy !== null && !("detectors" in policy)) {
      throw Object.assign(new Error("the policy has no “detectors”"), { name: "TranscriptError", code: "policy" });
    }
    this.policy = policy === null ? null : typeof policy === "string" ? policy : "standard";
    return policy === null
      ? null
      : {
          name: typeof policy === "string" ? policy : "custom",
          hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        };
  }

  async findings(_filter: unknown, from: number, count: number) {
    return { total: 0, from, rows: [].slice(from, from + count), unmatched: [] };
  }

  async detectors() {
    return DETECTORS.map(([type, operator]) => ({
      id: type.toLowerCase(),
      type,
      operator: { type: operator },
      policies: type === "CREDIT_CARD" ? ["standard", "pci", "broad"] : ["standard", "broad"],
    }));
  }

  async checkPolicy(policy: string | object): Promise<CheckedPolicy> {
    const document: PolicyDocument =
      typeof policy === "string" ? { version: 1, name: policy } : (policy as PolicyDocument);
    return { policy: document, name: document.name ?? "", hash: "9f86d081884c7d65" };
  }

  async importRules(): Promise<CheckedPolicy> {
    return this.checkPolicy("none");
  }

  /** Tries it as a JavaScript expression. */
  async tryPattern(
    _policy: PolicyDocument,
    { pattern, examples_match = [], examples_no_match = [] }: PatternRule,
  ): Promise<PatternTrial> {
    const finds = (text: string) => new RegExp(pattern).test(text);
    return {
      missed: examples_match.flatMap((text, at) => (finds(text) ? [] : [at])),
      found: examples_no_match.flatMap((text, at) => (finds(text) ? [at] : [])),
      total: SCRIPT.filter(({ text }) => text !== null && finds(text)).length,
      rows: [],
    };
  }

  async tallies() {
    return [];
  }

  async selected() {
    return null;
  }

  async proof<K extends keyof ProofSteps>(
    step: K,
    args: Parameters<ProofSteps[K]>,
  ): Promise<ReturnType<ProofSteps[K]>> {
    const check = { passed: true, bytes: 1, values: 4, exempt: 0, places: 4, leaks: [], review: [] };
    const digested = { file: String(args[0]), bytes: 1, sha256: "0".repeat(64) };
    const answers: Partial<Record<keyof ProofSteps, unknown>> = { check, digested, fileName: args[0] };
    return answers[step] as ReturnType<ProofSteps[K]>;
  }

  async kpiTable(by: KpiTable): Promise<string> {
    return by === "summary" ? "1 session\n" : "session,R2\r\nc0s0,92000\r\n";
  }

  async kpiListing(id: string, from: number, count: number): Promise<KpiListing> {
    const values = Float64Array.from([92_000, 50_000, 31_000, 18_000, 9_000, 4_000]);
    return {
      id,
      unit: "ms",
      total: values.length,
      from,
      values,
      bh: null,
      rows: [...values].slice(from, from + count).map((value, i) => ({
        session: "c0s0",
        conversation: "c0",
        conversation_position: 0,
        value,
        bh: null,
        from_entry: "e0",
        to_entry: "e4",
        from_ms: START,
        to_ms: START + value,
        actor: "Agent",
        index: 4 + from + i,
      })),
    };
  }

  async kpiTallies(): Promise<KpiTallies> {
    return {};
  }

  async kpiTotals(): Promise<KpiReport["totals"]> {
    return {};
  }

  async kpis(): Promise<KpiReport> {
    const of = (value: Kpi["value"], unit: Kpi["unit"] = "ms", reason: string | null = null): Kpi => ({
      value,
      bh: null,
      unit,
      reason,
      n: 1,
      flags: [],
      reported: null,
      episodes: [],
    });
    const family = (n: number, mean: number, median: number, max: number) => ({
      n,
      mean,
      median,
      p75: median,
      p90: max,
      p95: max,
      max,
      sum: mean * n,
    });
    const agentSession = {
      R2: of(50_000),
      R5: of(family(2, 42_500, 42_500, 50_000)),
      R6: of(family(2, 17_500, 17_500, 20_000)),
      R7: of(null, "ms", "no_human"),
      D1: of(180_000),
      Q1: of(20_000),
      "W1.human": of(85_000),
      "W1.bot": of(0),
      "W1.customer": of(95_000),
      "W1.before_first": of(0),
      "M1.c": of(3, "count"),
      "M1.h": of(2, "count"),
      "M1.b": of(0, "count"),
      "W2.unanswered": of(false, "bool"),
    };
    const botSession = {
      ...agentSession,
      R2: { ...of(92_000), flags: ["inferred_handoff"], reported: 95_000 },
      R5: of(family(3, 47_000, 31_000, 92_000)),
      R7: of(family(2, 2_000, 2_000, 2_000)),
      D1: of(594_000),
      Q1: of(null, "ms", "no_accept_time"),
      "W1.human": of(141_000),
      "W1.bot": of(4_000),
      "W1.customer": of(449_000),
    };
    const formulas: Record<string, [string, string, string, string[]]> = {
      R2: [
        "first_response",
        "ms",
        "handoff (else first customer message) to the first agent message",
        ["agent_initiated", "unanswered", "no_human"],
      ],
      R5: ["agent_response", "ms", "each customer message waiting longest to the agent’s answer", ["no_human"]],
      R6: ["customer_response", "ms", "agent or bot message to the customer’s answer", []],
      R7: ["bot_response", "ms", "customer message to the bot’s answer", []],
      D1: ["session_duration", "ms", "EndTime − StartTime", ["still_open"]],
      Q1: ["speed_to_answer", "ms", "AcceptTime − max(StartTime, handoff)", ["no_accept_time"]],
      "M1.c": ["messages.c", "count", "messages of the customer", []],
      "M1.h": ["messages.h", "count", "messages of agents", []],
      "M1.b": ["messages.b", "count", "messages of bots", []],
      "W2.unanswered": ["unanswered", "bool", "the customer waits at the end", []],
    };
    const sessions = Array.from({ length: Math.min(this.conversationsHeld, 200) }, (_, c) =>
      Array.from({ length: Math.min(Math.ceil(this.entriesEach / SCRIPT.length) * 2, 2000) }, (_, i) => ({
        session: `c${c}s${i}`,
        conversation: `c${c}`,
        kpis: i % 2 ? agentSession : botSession,
      })),
    ).flat();
    const total = (pooled: KpiTotal["pooled"], excluded: Record<string, number> = {}) => ({
      pooled,
      session_means: null,
      bh: null,
      n_zero_bh: 0,
      excluded,
    });
    return {
      options: {},
      agents: [],
      definitions: Object.entries(formulas).map(([id, [name, unit, formula, nullWhen]]) => ({
        id,
        name,
        unit,
        formula,
        nullWhen: nullWhen.join(", "),
      })),
      sessions,
      conversations: Array.from({ length: Math.min(this.conversationsHeld, 200) }, (_, c) => ({
        conversation: `c${c}`,
        sessions: 2,
        kpis: botSession,
      })),
      totals: {
        R2: total(family(sessions.length, 71_000, 61_000, 92_000), { unanswered: 3 }),
        R5: total(family(sessions.length * 2, 45_200, 40_100, 92_000)),
        R7: total(null, { no_bot: 4 }),
        "M1.c": total(family(sessions.length, 3.5, 3, 9)),
        "W2.unanswered": total({ n: 8, yes: 2, share: 0.25 }),
      },
      sla: [],
      groups: [],
      heatmap: {
        zone: "UTC",
        messages: Array.from({ length: 7 }, (_, day) =>
          Array.from({ length: 24 }, (_, hour) =>
            day < 5 && hour > 7 && hour < 19 ? ((day * 5 + hour * 3) % 9) + 1 : 0,
          ),
        ),
      },
      reported: [],
      calibration: [],
    };
  }

  async rawRecord(source: ArchiveFile, file: string, record: number): Promise<RawRecord | null> {
    return source.name === file ? { offset: 120, json: `{"record":${record}}`, cells: null } : null;
  }

  async export(options: ExportOptions): Promise<File> {
    const { rows } = await this.transcript(options.conversation ?? "c0", 0, 100);
    return new File(
      [
        options.format === "text"
          ? rows.map((r) => `${r.at} ${r.actor}: ${r.text}`).join("\n")
          : rows.map((r) => `${JSON.stringify({ ...r, marks: undefined })}\n`).join(""),
      ],
      `transcripts-${this.policy ? "redacted" : "original"}.${options.format === "text" ? "txt" : "jsonl"}`,
    );
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

export async function openArchive(files: Iterable<ArchiveFile>, options: OpenOptions = {}): Promise<ArchiveClient> {
  const list = [...files];
  const name = list.map((file) => file.name).join(" ");
  if (name.includes("impossible"))
    throw Object.assign(new Error("the engine could not be started"), {
      name: "TranscriptError",
      code: "internal",
      file: name,
      offset: 12,
    });
  const client = new FakeClient(
    list.every((file) => file.name.includes("broken"))
      ? 0
      : name.includes("many")
        ? 100_000
        : name.includes("few")
          ? 12
          : 1,
    name.includes("long") ? 100_000 : SCRIPT.length,
  );
  await client.add(list, options);
  return client;
}
