import { TranscriptError } from "../client/error.js";
import type { NotWrittenRow, ProofOptions, ReportFiles } from "../client/types.js";
import type {
  Archive,
  Digest,
  ExportOptions,
  FileDigest,
  LeakReport,
  Policy,
  ReadOptions,
  Redaction,
} from "../core/sealed_transcript.js";
import { unusedName } from "./unused-name.js";
import { Zip } from "./zip.js";

/** Formats that a check can open again, to look at every place. */
const REOPENED: readonly string[] = ["jsonl", "json", "csv", "source"];

/** A file of the person's, as it was opened. */
export interface ProofSource {
  name: string;
  blob: Blob;
  readAs: ReadOptions | null;
}

/** What was written, before it crosses to the client. */
export interface Written {
  blob: Blob | null;
  fileName: string;
  check: LeakReport | null;
  notWritten: NotWrittenRow[];
  report: ReportFiles | null;
}

/** Gives way to others, and ends the work when it is cancelled; `bytes` were written so far. */
export type Pause = (bytes: number, must?: boolean) => Promise<void>;

/**
 * Writes a redacted output and looks at it before anybody gets it: what leaked is told by its place, and then there
 * is no file.
 */
export class Proof {
  readonly #core: { Digest: typeof Digest };
  readonly #archive: Archive;
  readonly #lens: Policy;
  readonly #options: ProofOptions;
  readonly #redaction: Redaction;
  readonly #outputs: FileDigest[] = [];
  readonly #notWritten: NotWrittenRow[] = [];

  constructor(core: { Digest: typeof Digest }, archive: Archive, lens: Policy, options: ProofOptions) {
    this.#core = core;
    this.#archive = archive;
    this.#lens = lens;
    this.#options = options;
    this.#redaction = archive.redaction(this.#export, lens, REOPENED.includes(options.format ?? "jsonl"));
  }

  free(): void {
    this.#redaction.free();
  }

  async write(sources: readonly ProofSource[], pause: Pause): Promise<Written> {
    const { format } = this.#options;
    const { blob, fileName } =
      format === "source"
        ? await this.#files(sources, pause)
        : format === "patch"
          ? this.#bodies()
          : await this.#transcripts(pause);
    const notWritten = this.#notWritten;
    if (blob === null) return { blob, fileName, check: null, notWritten, report: null };
    const check = this.#redaction.check();
    await pause(blob.size, true);
    if (!check.passed) return { blob: null, fileName, check, notWritten, report: null };
    const report = this.#options.report ? await this.#report(sources, pause) : null;
    return { blob, fileName, check, notWritten, report };
  }

  /** The options as the engine knows them. */
  get #export(): ExportOptions {
    const { format, report: _, omitUnwritable: __, ...options } = this.#options;
    return { ...options, format: format === "source" || format === "patch" ? "jsonl" : (format ?? "jsonl") };
  }

  async #transcripts(pause: Pause): Promise<{ blob: Blob; fileName: string }> {
    const exporter = this.#archive.export(this.#export, this.#lens);
    const digest = new this.#core.Digest();
    try {
      const { fileName, mediaType } = exporter;
      const parts: Blob[] = [];
      let bytes = 0;
      this.#redaction.begin(fileName);
      for (let chunk = exporter.next(); chunk !== undefined; chunk = exporter.next()) {
        this.#redaction.feed(chunk);
        digest.feed(chunk);
        parts.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
        bytes += chunk.length;
        await pause(bytes);
      }
      this.#outputs.push(digest.finish(fileName));
      return { blob: new Blob(parts, { type: mediaType }), fileName };
    } finally {
      exporter.free();
    }
  }

  #bodies(): { blob: Blob; fileName: string } {
    const fileName = "write-back.json";
    const all = this.#redaction.writeBack();
    for (const { conversation, entry, reason } of all.notWritten)
      this.#notWritten.push({ file: null, record: null, conversation, entry, reason });
    const bytes = new TextEncoder().encode(`${JSON.stringify(all, null, 2)}\n`);
    this.#redaction.begin(fileName);
    this.#redaction.feed(bytes);
    this.#wrote(fileName, bytes);
    return { blob: new Blob([bytes], { type: "application/json" }), fileName };
  }

  /** Every file in its own shape; several of them together in one archive. */
  async #files(sources: readonly ProofSource[], pause: Pause): Promise<{ blob: Blob | null; fileName: string }> {
    const omits = this.#options.omitUnwritable === true;
    const taken = new Set<string>();
    const zip = new Zip();
    let only: { bytes: Uint8Array<ArrayBuffer>; name: string } | null = null;
    let bytes = 0;
    let failed = false;
    for (const { name, blob, readAs } of sources) {
      const original = new Uint8Array(await blob.arrayBuffer());
      const rewritten = this.#redaction.rewrite(name, original, readAs, omits);
      for (const { file, record, reason } of rewritten.unwritten) {
        const shown = this.#redaction.fileName(file);
        this.#notWritten.push({ file: shown, record, conversation: null, entry: null, reason });
      }
      bytes += original.length;
      await pause(bytes);
      if (rewritten.bytes === null) {
        failed ||= !omits;
        continue;
      }
      if (failed) continue;
      const shown = unusedName(rewritten.name, taken);
      this.#wrote(shown, rewritten.bytes);
      only = { bytes: rewritten.bytes as Uint8Array<ArrayBuffer>, name: shown };
      if (sources.length > 1) zip.add(shown, only.bytes);
    }
    if (failed || only === null) return { blob: null, fileName: "" };
    if (sources.length === 1) return { blob: new Blob([only.bytes]), fileName: only.name };
    if (!zip.fits)
      throw new TranscriptError({
        code: "options",
        message: "Together the files are larger than 4 GB.",
        recoverable: true,
      });
    const fileName = "redacted-files.zip";
    const packed = zip.finish();
    const digest = new this.#core.Digest();
    for await (const chunk of chunksOf(packed)) digest.feed(chunk);
    this.#outputs.push(digest.finish(fileName));
    return { blob: packed, fileName };
  }

  #wrote(name: string, bytes: Uint8Array): void {
    const digest = new this.#core.Digest();
    digest.feed(bytes);
    this.#outputs.push(digest.finish(name));
  }

  /** The same facts for a program and for a person. Inputs are read once more for their SHA-256. */
  async #report(sources: readonly ProofSource[], pause: Pause): Promise<ReportFiles> {
    const inputs: FileDigest[] = [];
    for (const { name, blob } of sources) {
      const digest = new this.#core.Digest();
      for await (const chunk of chunksOf(blob)) {
        digest.feed(chunk);
        await pause(0);
      }
      inputs.push(digest.finish(this.#redaction.fileName(name)));
    }
    return {
      json: `${JSON.stringify(this.#redaction.report(inputs, this.#outputs), null, 2)}\n`,
      text: this.#redaction.reportText(inputs, this.#outputs),
    };
  }
}

/** The bytes of a file, piece after piece. Not every engine can iterate a stream. */
async function* chunksOf(blob: Blob): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}
