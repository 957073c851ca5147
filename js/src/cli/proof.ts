import { writeFile } from "node:fs/promises";

import {
  Digest,
  type Archive,
  type ExportOptions,
  type FileDigest,
  type LeakReport,
  type Policy,
  type Redaction,
} from "../core/sealed_transcript.js";
import { report } from "./diagnostics.js";
import { refused } from "./options.js";

/** What is written under a policy, watched: every byte is read again, and told of in a report. */
export class Proof {
  readonly redaction: Redaction;
  readonly #outputs: FileDigest[] = [];

  constructor(archive: Archive, options: ExportOptions, lens: Policy, reopens: boolean) {
    this.redaction = refused(() => archive.redaction(options, lens, reopens));
    for (const place of this.redaction.unmatched()) {
      tell("unmatched_decision", `Decision ${place} concerns nothing in these files.`);
    }
  }

  /** The chunks of a file that is written, while they are looked at. */
  *watch(name: string, chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
    this.redaction.begin(name);
    const digest = new Digest();
    for (const chunk of chunks) {
      this.redaction.feed(chunk);
      digest.feed(chunk);
      yield chunk;
    }
    this.#outputs.push(digest.finish(name));
  }

  /** A file that was looked at elsewhere. */
  wrote(name: string, bytes: Uint8Array): void {
    const digest = new Digest();
    digest.feed(bytes);
    this.#outputs.push(digest.finish(name));
  }

  /** Whether nothing leaked; what did is told by its place. */
  passed(): boolean {
    const check = this.redaction.check();
    for (const leak of check.leaks) tell("leak", leakLine(leak), leak.spot?.entry ?? null);
    if (check.review.length > 0) {
      tell(
        "leak_review",
        `${check.review.length} values that need their context stand in the output; the report says which findings.`,
      );
    }
    return check.passed;
  }

  /** Writes the report: for people if its name ends in .txt or .md, else JSON. */
  async write(file: string, inputs: readonly FileDigest[]): Promise<void> {
    const named = inputs.map((input) => ({ ...input, file: this.redaction.fileName(input.file) }));
    const text = /\.(txt|md)$/i.test(file)
      ? this.redaction.reportText(named, this.#outputs)
      : `${JSON.stringify(this.redaction.report(named, this.#outputs), null, 2)}\n`;
    await writeFile(file, text, { mode: 0o600 });
  }
}

function leakLine({ by, type, detector, times }: LeakReport["leaks"][number]): string {
  return by === "place"
    ? `A value of type ${type} (${detector}) is left in the text that it was redacted from.`
    : `A value of type ${type} (${detector}) that was redacted stands ${times} times in the output.`;
}

function tell(code: string, message: string, path: string | null = null): void {
  report([{ code, file: "", record: null, offset: null, line: null, path, message }]);
}
