/**
 * A stand-in for the generated bindings, for tests of what is around them. It keeps their contract, the borrow
 * rules of wasm included, over a format of its own: a first line `fake`, then `conversation|role|text` lines;
 * `~` is an entry that is filtered, `!` a broken record, `crash` a trap, `silent crash` a trap in a callback, `full`
 * much memory held,
 * `slow` a pause until the signal, `loop` an endless loop, `fetch URL` an attempt to talk to somebody.
 */
import type * as core from "../src/core/sealed_transcript.js";

type Row = { conversation: string; role: string; text: string; file: string; record: number };

/** Archives that were made and not freed. */
export const alive = new Set<Archive>();

class TranscriptError extends Error {
  override readonly name = "TranscriptError";
  readonly path = null;
  readonly column = 7;
  readonly recoverable = true;
  constructor(
    readonly code: string,
    message: string,
    readonly file: string | null = null,
    readonly record: number | null = null,
    readonly offset: number | null = null,
    readonly line: number | null = null,
  ) {
    super(message);
  }
}

/** What is held: as much as a line `full` says. */
const memory = { buffer: { byteLength: 2 ** 20 } };
export default async function init() {
  return { memory };
}
export function initSync() {
  return { memory };
}
export function kpiTotals(): core.KpiReport["totals"] {
  return {};
}
export function detectors(): core.DetectorSummary[] {
  return [];
}
export function version(): string {
  return "0.0.0-fake";
}

/** No test asks for a report here. */
export class Digest {}

export class Archive {
  readonly files: core.FileReport[] = [];
  readonly diagnostics: core.Diagnostic[] = [];
  readonly rows: Row[] = [];
  borrowed = false;

  constructor(readonly options: core.ArchiveOptions | null = null) {
    alive.add(this);
  }

  open(name: string): SourceReader {
    return new SourceReader(this, name);
  }

  async readBlob(
    name: string,
    blob: Blob,
    onProgress: ((bytes: number, entries: number) => void) | null,
    signal: AbortSignal | null = null,
    _options: core.ReadOptions | null = null,
  ): Promise<SourceReader> {
    this.borrow();
    this.borrowed = true;
    try {
      const reader = new SourceReader(this, name);
      let bytes = 0;
      for await (const chunk of blob.stream() as unknown as AsyncIterable<Uint8Array>) {
        reader.feed(chunk);
        if (reader.silent) {
          setTimeout(() => {
            throw new WebAssembly.RuntimeError("unreachable");
          });
          await new Promise(() => {});
        }
        const url = /\nfetch (\S+)\n/.exec(new TextDecoder().decode(chunk))?.[1];
        if (url !== undefined) {
          const text = await fetch(url, { mode: "no-cors" }).then(
            () => "sent",
            () => "refused",
          );
          this.rows.push({ conversation: "fetch", role: "System", text, file: name, record: 0 });
        }
        bytes += chunk.length;
        for (let step = 0; step < 5; step += 1) onProgress?.(bytes, 0);
        while (reader.slow) {
          if (signal?.aborted) throw new TranscriptError("cancelled", "stopped", name);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
      reader.finish();
      return reader;
    } finally {
      this.borrowed = false;
    }
  }

  inspect(policy: Policy | null = null): core.InspectReport {
    this.borrow();
    const sum = (key: keyof core.Counts): number => this.files.reduce((total, { entries }) => total + entries[key], 0);
    const [read, shown, merged, filtered, diagnosed] = (
      ["read", "shown", "merged", "filtered", "diagnosed"] as const
    ).map(sum) as [number, number, number, number, number];
    const entries = { read, shown, merged, filtered, diagnosed };
    const named = <T extends { file: string }>(report: T): T => ({ ...report, file: laid(report.file, policy) });
    return {
      files: this.files.map(named),
      total: {
        files: this.files.length,
        conversations: 2,
        sessions: 0,
        records: {},
        entries,
        from: null,
        to: null,
        gaps: [],
        moreDiagnostics: 0,
      },
      diagnostics: this.diagnostics.map(named),
    };
  }

  conversations(
    start: number | { conversation: string },
    count: number,
    policy: Policy | null = null,
  ): core.ConversationWindow {
    this.borrow();
    const ids = [...new Set(this.rows.map(({ conversation }) => conversation))].sort();
    const from = typeof start === "number" ? start : ids.indexOf(start.conversation);
    return {
      total: ids.length,
      from,
      rows: ids.slice(from, from + count).map(
        (conversation) =>
          ({
            conversation,
            title: laid("Ada 12345", policy),
            preview: "my number",
            participants: ["Ada", "Agent"],
          }) as unknown as core.ConversationRow,
      ),
    };
  }

  transcript(conversation: string, from: number, count: number, policy: Policy | null = null): core.TranscriptWindow {
    this.borrow();
    const rows = this.rows.filter((row) => row.conversation === conversation);
    if (rows.length === 0) throw new TranscriptError("conversation", "no such conversation", "f.txt", 3, 44, 5);
    return {
      conversation,
      total: rows.length,
      from,
      sessions: [],
      sessionsTotal: 0,
      participants: null,
      related: null,
      rows: rows
        .slice(from, from + count)
        .map((row) => ({ ...row, text: laid(row.text, policy) }) as unknown as core.WindowRow),
    };
  }

  kpis(options: core.KpiOptions | null = null): core.KpiReport {
    this.borrow();
    const anchor = options?.anchor ?? "first";
    return {
      options: { anchor },
      definitions: [],
      sessions: [],
      conversations: [],
      agents: [],
      totals: {},
      sla: [],
      groups: [],
      heatmap: { zone: "UTC", messages: [] },
      reported: [],
      calibration: [],
    };
  }

  kpiTable(): string {
    this.borrow();
    return "session\r\n";
  }

  kpiListing(id: string): core.KpiListing {
    this.borrow();
    return { id, unit: "ms", total: 0, from: 0, rows: [], values: new Float64Array(), bh: null };
  }

  kpiTallies(): core.KpiTallies {
    this.borrow();
    return {};
  }

  export(options: core.ExportOptions, policy: Policy | null = null): Exporter {
    this.borrow();
    const rows = this.rows.filter(({ conversation }) => (options.conversation ?? conversation) === conversation);
    if (rows.length === 0) throw new TranscriptError("conversation", "no such conversation");
    return new Exporter(
      rows.map((row) => `${JSON.stringify({ ...row, text: laid(row.text, policy) })}\n`),
      options.format ?? "jsonl",
    );
  }

  free(): void {
    if (this.borrowed) throw new Error("attempted to take ownership of Rust value while it was borrowed");
    alive.delete(this);
  }

  borrow(): void {
    if (this.borrowed)
      throw new Error("recursive use of an object detected which would lead to unsafe aliasing in rust");
    if (!alive.has(this)) throw new Error("null pointer passed to rust");
  }
}

export class SourceReader {
  entries = 0;
  slow = false;
  silent = false;
  #bytes: Uint8Array[] = [];
  #report: core.FileReport | null = null;
  constructor(
    readonly archive: Archive,
    readonly name: string,
  ) {}

  feed(chunk: Uint8Array): void {
    if (chunk.length > 1024 * 1024) throw new TranscriptError("limit", "a chunk over one mebibyte");
    // A copy, as the real one makes: the caller's buffer is used again.
    this.#bytes.push(chunk.slice());
    const text = new TextDecoder().decode(chunk);
    this.slow = text.includes("\nslow\n");
    this.silent = text.includes("\nsilent crash\n");
    if (text.includes("\nfull\n")) memory.buffer.byteLength = 2.5 * 2 ** 30;
    while (text.includes("\nloop\n")) performance.now();
  }

  finish(): void {
    const decoder = new TextDecoder();
    const [head, ...lines] = this.#bytes
      .map((bytes) => decoder.decode(bytes, { stream: true }))
      .join("")
      .split("\n");
    const entries = { read: 0, shown: 0, merged: 0, filtered: 0, diagnosed: 0 };
    const known = head === "fake";
    const diagnose = (code: core.Code, record: number | null) =>
      this.archive.diagnostics.push({
        code,
        file: this.name,
        record,
        offset: record === null ? 0 : 5,
        line: record === null ? 1 : record + 2,
        path: null,
        message: "It is broken.",
      });
    if (head === "throws") throw new TranscriptError("limit", "too much", this.name, null, 9);
    if (!known) diagnose(head === "" ? "empty_file" : "unrecognised", null);
    for (const [record, line] of (known ? lines : []).entries()) {
      if (line === "") continue;
      if (line === "crash") throw new WebAssembly.RuntimeError("unreachable");
      entries.read += 1;
      if (line === "~") entries.filtered += 1;
      else if (line.startsWith("!")) {
        entries.diagnosed += 1;
        diagnose("bad_record", record);
      } else {
        const [conversation = "", role = "", text = ""] = line.split("|");
        this.archive.rows.push({ conversation, role, text, file: this.name, record });
        entries.shown += 1;
      }
    }
    this.entries = entries.read;
    this.#report = {
      file: this.name,
      format: known ? "fake" : "unknown",
      evidence: known ? "first line" : "",
      records: known ? { Fake: entries.read - entries.diagnosed } : {},
      entries,
      from: null,
      to: null,
      gaps: [],
      warnings: [],
    };
    this.archive.files.push(this.#report);
  }

  report(): core.FileReport {
    if (this.#report === null) throw new TranscriptError("unfinished", "still being read", this.name);
    return this.#report;
  }

  cancel(): void {}
  free(): void {}
}

/** Looks for a line: what stands in it is the record. */
export class RawRecordSearch {
  #text = "";
  constructor(
    readonly name: string,
    readonly file: string,
    readonly record: number,
  ) {}
  feed(bytes: Uint8Array): core.RawRecord | null {
    this.#text += new TextDecoder().decode(bytes);
    return null;
  }
  finish(): core.RawRecord | null {
    const json = this.#text.split("\n")[this.record + 1];
    return json === undefined || this.name !== this.file
      ? null
      : { offset: this.#text.indexOf(json), json, cells: null };
  }
  free(): void {}
}

export class Policy {
  readonly hash = "abc";
  private constructor(readonly name: string) {}

  static named(name: string): Policy {
    if (!["standard", "pci", "none"].includes(name)) throw new TranscriptError("policy", "no such policy");
    return new Policy(name);
  }

  static parse(json: string): Policy {
    let name: unknown;
    try {
      ({ name } = JSON.parse(json) as { name: unknown });
    } catch {
      // Said below.
    }
    if (typeof name !== "string") throw new TranscriptError("policy", "a policy needs a name", null, null, 2, 1);
    return new Policy(name);
  }

  toJson(): string {
    return JSON.stringify({ name: this.name });
  }

  scan(line: string): string[] {
    let text: unknown;
    try {
      ({ text } = JSON.parse(line) as { text: unknown });
    } catch {
      if (line === "throw") throw new TranscriptError("bad_record", "not JSON", null, null, 0);
      return [JSON.stringify({ spans: [], error: "not JSON" })];
    }
    const spans = [...String(text).matchAll(/\d{4,}/g)].map((match) => {
      const start = [...String(text).slice(0, match.index)].length;
      return { start, end: start + match[0].length, type: "NUMBER", score: 1 };
    });
    return [JSON.stringify({ spans })];
  }

  free(): void {}
}

export class Exporter {
  readonly fileName: string;
  readonly mediaType = "text/plain";
  readonly #lines: string[];
  constructor(lines: string[], format: string) {
    this.#lines = [...lines];
    this.fileName = `transcript.${format}`;
  }

  next(): Uint8Array | undefined {
    const line = this.#lines.shift();
    return line === undefined ? undefined : new TextEncoder().encode(line);
  }

  free(): void {}
}

function laid(text: string, policy: Policy | null): string {
  return policy === null || policy.name === "none" ? text : text.replaceAll(/\d{4,}/g, "[NUMBER]");
}

export function formats(): string[] {
  return ["fake"];
}
