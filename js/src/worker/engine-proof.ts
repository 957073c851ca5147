import type {
  Archive,
  Digest,
  ExportOptions,
  FileDigest,
  LeakReport,
  Policy,
  ReadOptions,
  Redaction,
  RedactionReport,
  RewrittenFile,
  WriteBacks,
} from "../core/sealed_transcript.js";
import { closed } from "../client/error.js";
import type { ProofSteps } from "../client/types.js";

/** What a proof is made with. */
export interface ProofTools {
  core: { Digest: typeof Digest };
  archive: Archive;
  policy: Policy;
}

/** The engine's part of a proof: one after the other, as `prove` asks for them. */
export class EngineProof implements ProofSteps {
  readonly #tools: () => ProofTools;
  #redaction: Redaction | null = null;
  #digest: Digest | null = null;

  constructor(tools: () => ProofTools) {
    this.#tools = tools;
  }

  /** Finds all there is to redact under the policy that lies on the archive. */
  start(options: ExportOptions, reopened: boolean): void {
    this.free();
    const { archive, policy } = this.#tools();
    this.#redaction = archive.redaction(options, policy, reopened);
  }

  begin(name: string): void {
    this.#found.begin(name);
  }

  /** The next bytes of the output. */
  feed(bytes: Uint8Array): void {
    this.#found.feed(bytes);
    this.digest(bytes);
  }

  check(): LeakReport {
    return this.#found.check();
  }

  rewrite(name: string, bytes: Uint8Array, readAs: ReadOptions | null, omits: boolean): RewrittenFile {
    return this.#found.rewrite(name, bytes, readAs, omits);
  }

  writeBack(): WriteBacks {
    return this.#found.writeBack();
  }

  /** A file's name as the policy lets it be seen. */
  fileName(name: string): string {
    return this.#found.fileName(name);
  }

  digest(bytes: Uint8Array): void {
    this.#digest ??= new (this.#tools().core.Digest)();
    this.#digest.feed(bytes);
  }

  /** The SHA-256 of the bytes since the last one. */
  digested(name: string): FileDigest {
    this.#digest ??= new (this.#tools().core.Digest)();
    const digest = this.#digest;
    this.#digest = null;
    return digest.finish(name);
  }

  report(inputs: FileDigest[], outputs: FileDigest[]): RedactionReport {
    return this.#found.report(inputs, outputs);
  }

  reportText(inputs: FileDigest[], outputs: FileDigest[]): string {
    return this.#found.reportText(inputs, outputs);
  }

  free(): void {
    this.#redaction?.free();
    this.#digest?.free();
    this.#redaction = null;
    this.#digest = null;
  }

  get #found(): Redaction {
    if (this.#redaction === null) throw closed();
    return this.#redaction;
  }
}
