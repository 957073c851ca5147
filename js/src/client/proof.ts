import { Zip, ZipPassThrough } from "fflate";

import type {
  ArchiveClient,
  ExportOptions,
  NotWrittenRow,
  ProofOptions,
  ProofSteps,
  Proven,
  Source,
  TaskOptions,
} from "./types.js";
import { unusedName } from "./unused-name.js";

/** Formats that a check can open again, to look at every place. */
const REOPENED: readonly string[] = ["jsonl", "json", "csv", "source"];
/** A ZIP archive tells sizes in four bytes. */
const LARGEST = 0xffff_ffff;

/**
 * Writes the archive under the policy that lies on it, and reads it again: a file is given only if no redacted value
 * is left in it. `sources` are the files that were opened; `source` and the report read them once more. Several files
 * of format `source` come in one ZIP archive, unpacked.
 *
 * @throws TranscriptError "options" without a policy, "cancelled"
 */
export async function prove(
  archive: ArchiveClient,
  options: ProofOptions,
  sources: Iterable<Source>,
  task: TaskOptions = {},
): Promise<Proven> {
  const proof = new Proof(archive, options, task);
  try {
    return await proof.write(Array.from(sources));
  } finally {
    await archive.proof("free", []).catch(() => {});
  }
}

type FileDigest = ReturnType<ProofSteps["digested"]>;

class Proof {
  readonly #archive: ArchiveClient;
  readonly #options: ProofOptions;
  readonly #task: TaskOptions;
  readonly #outputs: FileDigest[] = [];
  readonly #notWritten: NotWrittenRow[] = [];
  #bytes = 0;

  constructor(archive: ArchiveClient, options: ProofOptions, task: TaskOptions) {
    this.#archive = archive;
    this.#options = options;
    this.#task = task;
  }

  async write(sources: readonly Source[]): Promise<Proven> {
    const { format = "jsonl", report } = this.#options;
    await this.#step("start", this.#export, REOPENED.includes(format));
    const file =
      format === "source"
        ? await this.#files(sources)
        : format === "patch"
          ? await this.#bodies()
          : await this.#transcripts();
    const notWritten = this.#notWritten;
    if (file === null) return { file, check: null, notWritten, report: null };
    const check = await this.#step("check");
    if (!check.passed) return { file: null, check, notWritten, report: null };
    return { file, check, notWritten, report: report ? await this.#report(sources) : null };
  }

  /** The options as the engine knows them. */
  get #export(): ExportOptions {
    const { format, report: _, omitUnwritable: __, ...options } = this.#options;
    return { ...options, format: format === "source" || format === "patch" ? "jsonl" : (format ?? "jsonl") };
  }

  async #transcripts(): Promise<File> {
    const file = await this.#archive.export(this.#export, this.#task);
    await this.#step("begin", file.name);
    await this.#wrote(file.name, file);
    return file;
  }

  async #bodies(): Promise<File> {
    const all = await this.#step("writeBack");
    for (const { conversation, entry, reason } of all.notWritten)
      this.#notWritten.push({ file: null, record: null, conversation, entry, reason });
    const file = new File([`${JSON.stringify(all, null, 2)}\n`], "write-back.json", { type: "application/json" });
    await this.#step("begin", file.name);
    await this.#wrote(file.name, file);
    return file;
  }

  /** Every file in its own shape; several of them together in one archive. */
  async #files(sources: readonly Source[]): Promise<File | null> {
    const omits = this.#options.omitUnwritable === true;
    const taken = new Set<string>();
    const written: { name: string; bytes: Uint8Array<ArrayBuffer> }[] = [];
    let failed = false;
    for (const source of sources) {
      const { name, blob, readAs } = named(source);
      const original = new Uint8Array(await blob.arrayBuffer());
      const rewritten = await this.#step("rewrite", name, original, readAs, omits);
      for (const { file, record, reason } of rewritten.unwritten) {
        const shown = await this.#step("fileName", file);
        this.#notWritten.push({ file: shown, record, conversation: null, entry: null, reason });
      }
      this.#progress(original.length);
      if (rewritten.bytes === null) {
        failed ||= !omits;
        continue;
      }
      const shown = unusedName(rewritten.name, taken);
      written.push({ name: shown, bytes: rewritten.bytes as Uint8Array<ArrayBuffer> });
      await this.#step("digest", rewritten.bytes);
      this.#outputs.push(await this.#step("digested", shown));
    }
    const [one] = written;
    if (failed || one === undefined) return null;
    if (sources.length === 1) return new File([one.bytes], one.name);
    const name = "redacted-files.zip";
    const length = written.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (length > LARGEST - 0x1_0000 - written.length * 0x400) {
      const reason = "Together the files are larger than 4 GB. Take fewer at a time.";
      this.#notWritten.push({ file: name, record: null, conversation: null, entry: null, reason });
      return null;
    }
    const packed = new File(zipped(written), name, { type: "application/zip" });
    await this.#digest(packed);
    this.#outputs.push(await this.#step("digested", name));
    return packed;
  }

  /** The same facts for a program and for a person. Inputs are read once more for their SHA-256. */
  async #report(sources: readonly Source[]): Promise<{ json: string; text: string }> {
    const inputs: FileDigest[] = [];
    for (const source of sources) {
      const { name, blob } = named(source);
      await this.#digest(blob);
      inputs.push(await this.#step("digested", await this.#step("fileName", name)));
    }
    return {
      json: `${JSON.stringify(await this.#step("report", inputs, this.#outputs), null, 2)}\n`,
      text: await this.#step("reportText", inputs, this.#outputs),
    };
  }

  async #wrote(name: string, blob: Blob): Promise<void> {
    for await (const chunk of chunksOf(blob)) {
      await this.#step("feed", chunk);
      this.#progress(chunk.length);
    }
    this.#outputs.push(await this.#step("digested", name));
  }

  async #digest(blob: Blob): Promise<void> {
    for await (const chunk of chunksOf(blob)) await this.#step("digest", chunk);
  }

  #step<K extends keyof ProofSteps>(step: K, ...args: Parameters<ProofSteps[K]>): Promise<ReturnType<ProofSteps[K]>> {
    return this.#archive.proof(step, args, this.#task);
  }

  #progress(bytes: number): void {
    this.#bytes += bytes;
    const at = { file: "", fileIndex: 0, files: 1, totalBytes: 0, entries: 0 };
    this.#task.onProgress?.({ ...at, bytes: this.#bytes });
  }
}

/** The parts of an archive of these files as they are, without any time of the reader's. */
function zipped(files: readonly { name: string; bytes: Uint8Array<ArrayBuffer> }[]): BlobPart[] {
  const parts: BlobPart[] = [];
  const zip = new Zip((fault, chunk) => {
    if (fault) throw fault;
    parts.push(chunk as Uint8Array<ArrayBuffer>);
  });
  for (const { name, bytes } of files) {
    const file = new ZipPassThrough(name);
    file.mtime = new Date(1980, 0, 1);
    zip.add(file);
    file.push(bytes, true);
  }
  zip.end();
  return parts;
}

function named(source: Source) {
  if ("blob" in source) return { name: source.name, blob: source.blob, readAs: source.readAs ?? null };
  return { name: source.webkitRelativePath || source.name, blob: source as Blob, readAs: null };
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
