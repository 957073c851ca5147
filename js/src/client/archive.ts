import { proxy, transfer, wrap, type Remote } from "comlink";

import type { Engine } from "../worker/engine.js";
import type { ReadBytes, WireFile } from "../worker/readable.js";
import { cancelled, closed, crashed, TranscriptError } from "./error.js";
import type { Host } from "./host.js";
import type {
  ArchiveClient,
  CheckedPolicy,
  ConversationOrder,
  ConversationWindow,
  CustomerScope,
  CustomerWindow,
  Decisions,
  DetectorSummary,
  DetectorTally,
  ExportOptions,
  FileReport,
  FindingFilter,
  FindingWindow,
  InspectReport,
  KpiListing,
  KpiOptions,
  KpiReport,
  KpiScope,
  KpiTable,
  KpiTallies,
  Lens,
  OpenOptions,
  PatternRule,
  PatternTrial,
  PolicyDocument,
  Progress,
  ProofSteps,
  RawRecord,
  SessionWindow,
  SearchOptions,
  SearchResult,
  SearchTask,
  SearchWindow,
  Selection,
  Source,
  Spot,
  TaskOptions,
  TranscriptWindow,
  WindowStart,
} from "./types.js";
import { carryErrors } from "./wire.js";

/** How long an engine may take to answer a cancel before its worker is ended, in milliseconds. */
const GRACE = 2000;
/** A proof looks at all text at once before it writes: that it does not answer meanwhile says nothing. */
const PROOF_GRACE = 60_000;

/**
 * Opens files as one archive, in an engine on `host`.
 *
 * A file that cannot be read does not stop the others: it is in `inspect()`, with the reason. Rejects only
 * if the engine cannot be started or stops, or on abort; then nothing is left running.
 *
 * @internal The entries of the package bind `host`.
 */
export async function openOn(
  host: Host,
  files: Iterable<Source>,
  options: OpenOptions = {},
  grace: number = GRACE,
): Promise<ArchiveClient> {
  const archive = new RemoteArchive(host, grace);
  try {
    await archive.start(options);
    await archive.add(files, options);
    if (options.signal?.aborted) throw cancelled();
    return archive;
  } catch (error) {
    await archive.close();
    throw error;
  }
}

class RemoteArchive implements ArchiveClient {
  readonly #host: Host;
  readonly #engine: Remote<Engine>;
  readonly #grace: number;
  readonly #pending = new Set<(reason: TranscriptError) => void>();
  #ended: TranscriptError | null = null;
  #tasks = 0;
  /** Whether either side can read the other's Blobs. */
  #sharesBlobs = true;

  constructor(host: Host, grace: number) {
    carryErrors();
    this.#host = host;
    this.#grace = grace;
    this.#engine = wrap<Engine>(host.port);
    host.onFailure((detail) => this.#end(crashed(detail)));
  }

  async start({ zone = null, dateOrder = "unknown", zIsLocal = false, signal }: OpenOptions): Promise<void> {
    [this.#sharesBlobs] = await this.#task(signal, () =>
      Promise.all([this.#engine.reads(new Blob(["?"])), this.#engine.open({ zone, dateOrder, zIsLocal })]),
    );
  }

  add(files: Iterable<Source>, options: TaskOptions = {}): Promise<FileReport[]> {
    const sources = Array.from(files, named);
    return this.#task(
      options.signal,
      (task) => this.#engine.add(task, sources.map(this.#onWire), listener(options.onProgress), this.#bytesOf(sources)),
      // A cancel that came too late took nothing back: to say "cancelled" of files that are in would be wrong.
      { late: "answer" },
    );
  }

  inspect(): Promise<InspectReport> {
    return this.#ask(() => this.#engine.inspect());
  }

  conversations(
    from: number | { conversation: string },
    count: number,
    order: ConversationOrder | null = null,
  ): Promise<ConversationWindow> {
    return this.#ask(() => this.#engine.conversations(from, count, order));
  }

  transcript(of: string | CustomerScope, from: number | WindowStart, count: number): Promise<TranscriptWindow> {
    return this.#ask(() => this.#engine.transcript(of, from, count));
  }

  sessions(of: string | CustomerScope, from: number, count: number): Promise<SessionWindow> {
    return this.#ask(() => this.#engine.sessions(of, from, count));
  }

  customers(from: number, count: number): Promise<CustomerWindow> {
    return this.#ask(() => this.#engine.customers(from, count));
  }

  joinCustomers(groups: string[][]): Promise<void> {
    return this.#ask(() => this.#engine.joinCustomers(groups));
  }

  setPolicy(
    policy: string | object | null,
    decisions: Decisions | null = null,
    key: Uint8Array | null = null,
  ): Promise<Lens | null> {
    return this.#ask(() => this.#engine.setPolicy(policy, decisions, key));
  }

  detectors(): Promise<DetectorSummary[]> {
    return this.#ask(() => this.#engine.detectors());
  }

  checkPolicy(policy: string | object): Promise<CheckedPolicy> {
    return this.#ask(() => this.#engine.checkPolicy(policy));
  }

  importRules(xml: string): Promise<CheckedPolicy> {
    return this.#ask(() => this.#engine.importRules(xml));
  }

  tryPattern(
    policy: PolicyDocument,
    pattern: PatternRule,
    conversation: string | null,
    count: number,
  ): Promise<PatternTrial> {
    return this.#ask(() => this.#engine.tryPattern(policy, pattern, conversation, count));
  }

  tallies(conversation: string | null): Promise<DetectorTally[]> {
    return this.#ask(() => this.#engine.tallies(conversation));
  }

  selected(selection: Selection): Promise<Spot | null> {
    return this.#ask(() => this.#engine.selected(selection));
  }

  findings(
    filter: FindingFilter | null,
    from: number,
    count: number,
  ): Promise<FindingWindow & { readonly unmatched: readonly number[] }> {
    return this.#ask(() => this.#engine.findings(filter, from, count));
  }

  kpis(options?: KpiOptions, scope?: KpiScope): Promise<KpiReport> {
    return this.#ask(() => this.#engine.kpis(options ?? null, scope ?? null));
  }

  kpiTable(by: KpiTable, options: KpiOptions | null = null, scope: KpiScope | null = null): Promise<string> {
    return this.#ask(() => this.#engine.kpiTable(by, options, scope));
  }

  kpiListing(
    id: string,
    from: number,
    count: number,
    options: KpiOptions | null = null,
    scope: KpiScope | null = null,
  ): Promise<KpiListing> {
    return this.#ask(() => this.#engine.kpiListing(id, from, count, options, scope));
  }

  kpiTallies(options: KpiOptions | null = null, scope: KpiScope | null = null): Promise<KpiTallies> {
    return this.#ask(() => this.#engine.kpiTallies(options, scope));
  }

  kpiTotals(parts: KpiTallies[], percentile: KpiOptions["percentile"] | null = null): Promise<KpiReport["totals"]> {
    return this.#ask(() => this.#engine.kpiTotals(parts, percentile));
  }

  search(query: string, options: SearchOptions | null = null, task: SearchTask = {}): Promise<SearchResult> {
    return this.#task(task.signal, (id) => this.#engine.search(id, query, options, listener(task.onHits)));
  }

  hits(search: number, from: number, count: number): Promise<SearchWindow> {
    return this.#ask(() => this.#engine.hits(search, from, count));
  }

  rawRecord(source: Source, file: string, record: number, { signal }: TaskOptions = {}): Promise<RawRecord | null> {
    const one = named(source);
    return this.#task(signal, (id) =>
      this.#engine.rawRecord(id, this.#onWire(one), file, record, this.#bytesOf([one])),
    );
  }

  async export(options: ExportOptions, task: TaskOptions = {}): Promise<File> {
    const { fileName, mediaType, parts } = await this.#task(task.signal, (id) =>
      this.#engine.export(id, options, listener(task.onProgress), this.#sharesBlobs),
    );
    return new File(parts, fileName, { type: mediaType });
  }

  proof<K extends keyof ProofSteps>(
    step: K,
    args: Parameters<ProofSteps[K]>,
    { signal }: TaskOptions = {},
  ): Promise<ReturnType<ProofSteps[K]>> {
    const question = () => this.#engine.proof(step, args) as Promise<ReturnType<ProofSteps[K]>>;
    return this.#task(signal, question, { grace: PROOF_GRACE });
  }

  async close(): Promise<void> {
    this.#end(closed());
  }

  readonly #onWire = (file: Named): WireFile =>
    this.#sharesBlobs ? file : { ...file, blob: { size: file.blob.size } };

  /** Hands out the bytes of files that the engine cannot read itself. */
  #bytesOf(files: readonly Named[]): ReadBytes | null {
    if (this.#sharesBlobs) return null;
    return proxy(async (place: number, from: number, to: number) => {
      const bytes = await (files[place] as Named).blob.slice(from, to).arrayBuffer();
      return transfer(bytes, [bytes]);
    });
  }

  /** Asks the engine, unless it is gone; if it goes meanwhile, the answer is why. */
  #ask<T>(question: () => PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended !== null) return reject(this.#ended);
      this.#pending.add(reject);
      Promise.resolve(question()).then(
        (answer) => {
          this.#pending.delete(reject);
          resolve(answer);
        },
        (thrown: unknown) => {
          this.#pending.delete(reject);
          const error = TranscriptError.from(thrown);
          reject(error);
          if (error.code === "crashed") this.#end(error);
        },
      );
    });
  }

  /**
   * Asks for something long: an abort is passed on, and enforced if it is not answered in time. `late` says what
   * becomes of an answer that was under way already.
   */
  async #task<T>(
    signal: AbortSignal | undefined,
    question: (task: number) => PromiseLike<T>,
    { grace = this.#grace, late = "reject" }: { grace?: number; late?: "reject" | "answer" } = {},
  ): Promise<T> {
    if (signal?.aborted) throw cancelled();
    const task = ++this.#tasks;
    let overdue: ReturnType<typeof setTimeout> | undefined;
    const abort = (): void => {
      if (this.#ended !== null) return;
      Promise.resolve(this.#engine.cancel(task)).catch(() => {});
      overdue = setTimeout(() => this.#end(unanswered()), grace);
    };
    signal?.addEventListener("abort", abort, { once: true });
    try {
      const answer = await this.#ask(() => question(task));
      if (signal?.aborted && late === "reject") throw cancelled();
      return answer;
    } finally {
      clearTimeout(overdue);
      signal?.removeEventListener("abort", abort);
    }
  }

  #end(reason: TranscriptError): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    this.#host.terminate();
    for (const reject of this.#pending) reject(reason);
    this.#pending.clear();
  }
}

/** The worker had to be ended to honour a cancel, and the archive with it. */
function unanswered(): TranscriptError {
  return new TranscriptError({
    code: "cancelled",
    message: "Cancelled. The engine did not answer in time and was ended: open the files again.",
    recoverable: false,
  });
}

type Named = WireFile & { blob: Blob };

function named(source: Source): Named {
  if ("blob" in source) return { name: source.name, blob: source.blob, readAs: source.readAs ?? null };
  // Files of a picked folder may share a name; their path inside the folder tells them apart.
  return { name: source.webkitRelativePath || source.name, blob: source, readAs: null };
}

function listener<T = Progress>(onProgress: ((progress: T) => void) | undefined): ((progress: T) => void) | null {
  return onProgress === undefined ? null : proxy((progress: T) => onProgress(progress));
}
