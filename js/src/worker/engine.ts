import { releaseProxy, transfer, type ProxyMethods, type Remote } from "comlink";

import { cancelled, closed, TranscriptError } from "../client/error.js";
import type {
  CheckedPolicy,
  Decisions,
  Diagnostic,
  InspectReport,
  Lens,
  PatternRule,
  PatternTrial,
  PolicyDocument,
  Progress,
  ProofSteps,
  SearchFound,
  SearchResult,
} from "../client/types.js";
import { carryErrors } from "../client/wire.js";
import type {
  Archive,
  ArchiveOptions,
  ConversationOrder,
  ConversationWindow,
  CustomerScope,
  CustomerWindow,
  DetectorSummary,
  DetectorTally,
  ExportOptions,
  FileReport,
  FindingFilter,
  FindingWindow,
  KpiListing,
  KpiOptions,
  KpiReport,
  KpiScope,
  KpiTable,
  KpiTallies,
  Policy,
  RawRecord,
  SessionWindow,
  SourceReader,
  Redaction,
  Search,
  SearchOptions,
  SearchWindow,
  Selection,
  Spot,
  TranscriptWindow,
  WindowStart,
} from "../core/sealed_transcript.js";
import { diagnosticOf, withFailures } from "./failures.js";
import { tryPattern } from "./pattern-trial.js";
import { EngineProof } from "./engine-proof.js";
import { readable, type BytesOf, type WireFile } from "./readable.js";
import { explained } from "./trap.js";

/** The generated bindings, once their wasm is there. */
export type Core = Pick<
  typeof import("../core/sealed_transcript.js"),
  "Archive" | "Digest" | "Policy" | "RawRecordSearch" | "detectors" | "kpiTotals" | "version"
> & {
  /** What the engine holds, where its host can tell. */
  readonly memory?: WebAssembly.Memory;
};

/** A callback of the other side; every call of it is a message. */
export type Listener<T = Progress> = Remote<(progress: T) => void> | ((progress: T) => void) | null;

/** A file made here: one Blob, or its bytes where Blobs cannot be shared. */
export interface Exported {
  fileName: string;
  mediaType: string;
  parts: BlobPart[];
}

/** Milliseconds between two progress messages, and between two looks at the message queue while exporting. */
const REPORT_EVERY = 100;
const YIELD_EVERY = 50;
/** Milliseconds a search may take before others have their turn. */
const SEARCH_FOR = 12;
/** Milliseconds within which the next question of a series follows, as a page has them that draws itself. */
const FOLLOWS_WITHIN = 50;
/** Milliseconds that reading stands still for questions, beyond as long as it read. */
const MOST_WAY = 1000;
/** Hits told while a search goes on. */
const FIRST_HITS = 50;
/** Export chunks are handed to the browser's own Blob store whenever they reach this size, off our heap. */
const SPILL_BYTES = 16 * 1024 * 1024;

/**
 * The engine's side of the wire: one archive and the lens that lies on it.
 *
 * Calls are answered one after the other. A long one gives way only where its archive is whole: between two
 * files, never inside one.
 */
export class Engine {
  readonly #load: () => Promise<Core>;
  readonly #tasks = new Map<number, AbortController>();
  readonly #failures: Diagnostic[] = [];
  #core: Core | null = null;
  #archive: Archive | null = null;
  #policy: Policy | null = null;
  /** What the policy finds, until it or the archive changes. */
  #review: Redaction | null = null;
  readonly #proof = new EngineProof(() => ({
    core: this.#core as Core,
    archive: this.#open(),
    policy: this.#policy as Policy,
  }));
  /** The latest search, by the number of its task. */
  #search: { id: number; steps: Search } | null = null;
  #stopped: TranscriptError | null = null;
  #last: Promise<unknown> = Promise.resolve();
  /** Questions that wait for their answer, and when one was last answered. */
  #asked = 0;
  #answered = -Infinity;

  constructor(load: () => Promise<Core>) {
    carryErrors();
    this.#load = load;
  }

  /** Bytes of memory that the engine holds. */
  get held(): number {
    return this.#core?.memory?.buffer.byteLength ?? 0;
  }

  /** Loads the wasm and makes the empty archive. The first call. Gives the engine's version. */
  open(options: ArchiveOptions): Promise<string> {
    return this.#inTurn(async () => {
      this.#core = await this.#load();
      this.#archive = new this.#core.Archive(options);
      return this.#core.version();
    });
  }

  /** Whether a Blob of the other side can be read here. Where it cannot, none of ours can be read there. */
  async reads(blob: Blob): Promise<boolean> {
    return blob.arrayBuffer().then(
      () => true,
      () => false,
    );
  }

  /** Reads files, in order. One that cannot be read is in `inspect()`, and the others are read all the same. */
  add(task: number, files: WireFile[], listener: Listener, bytesOf: BytesOf): Promise<FileReport[]> {
    const readers: SourceReader[] = [];
    const reports = this.#cancellable(
      task,
      async (signal) => {
        const sources = files.map((file, i) => ({ ...file, blob: readable(file.blob, i, bytesOf) }));
        const totalBytes = sources.reduce((sum, { blob }) => sum + blob.size, 0);
        const report = throttled(listener);
        const began = performance.now();
        let gaveWay = 0;
        let bytesBefore = 0;
        let entriesBefore = 0;
        for (const [fileIndex, { name, blob, readAs }] of sources.entries()) {
          let entriesHere = 0;
          const at = (bytes: number): Progress => ({
            file: name,
            fileIndex,
            files: sources.length,
            bytes: bytesBefore + bytes,
            totalBytes,
            entries: entriesBefore + entriesHere,
          });
          if (fileIndex > 0) gaveWay += await this.#giveWay(MOST_WAY + performance.now() - began - 2 * gaveWay, signal);
          await this.#queued(async () => {
            signal.throwIfAborted();
            const onProgress = (bytes: number, entries: number): void => {
              entriesHere = entries;
              void report(at(bytes));
            };
            try {
              this.#forgetReview();
              const reader = await this.#open().readBlob(name, blob, onProgress, signal, readAs);
              entriesHere = reader.entries;
              readers.push(reader);
            } catch (thrown) {
              const error = this.#errorOf(thrown);
              if (signal.aborted || !error.recoverable || error.code === "cancelled") throw error;
              this.#failures.push(diagnosticOf(name, error));
            }
          });
          void report(at(blob.size), fileIndex === sources.length - 1);
          bytesBefore += blob.size;
          entriesBefore += entriesHere;
        }
        return this.#inTurn(() => readers.map((reader) => reader.report()));
      },
      listener,
      bytesOf,
    );
    return reports.finally(() => {
      for (const reader of readers) reader.free();
    });
  }

  inspect(): Promise<InspectReport> {
    return this.#inTurn(() => withFailures(this.#open().inspect(this.#policy), this.#failures, this.#policy));
  }

  conversations(
    from: number | { conversation: string },
    count: number,
    order: ConversationOrder | null,
  ): Promise<ConversationWindow> {
    return this.#inTurn(() => this.#open().conversations(from, count, this.#policy, order));
  }

  transcript(of: string | CustomerScope, from: number | WindowStart, count: number): Promise<TranscriptWindow> {
    return this.#inTurn(() => this.#open().transcript(of, from, count, this.#policy));
  }

  sessions(of: string | CustomerScope, from: number, count: number): Promise<SessionWindow> {
    return this.#inTurn(() => this.#open().sessions(of, from, count, this.#policy));
  }

  customers(from: number, count: number): Promise<CustomerWindow> {
    return this.#inTurn(() => this.#open().customers(from, count, this.#policy));
  }

  joinCustomers(groups: string[][]): Promise<void> {
    return this.#inTurn(() => this.#open().joinCustomers(groups));
  }

  setPolicy(policy: string | object | null, decisions: Decisions | null, key: Uint8Array | null): Promise<Lens | null> {
    return this.#inTurn(() => {
      this.#open();
      const { Policy } = this.#core as Core;
      let next =
        policy === null
          ? null
          : typeof policy === "string"
            ? Policy.named(policy)
            : Policy.parse(JSON.stringify(policy), key);
      if (next !== null && decisions !== null) {
        const plain = next;
        try {
          next = plain.decided(JSON.stringify(decisions));
        } finally {
          plain.free();
        }
      }
      // What was found through the earlier lens must not be read past this one.
      this.#forgetSearch();
      this.#forgetReview();
      this.#policy?.free();
      this.#policy = next;
      return next && { name: next.name, hash: next.hash };
    });
  }

  findings(
    filter: FindingFilter | null,
    from: number,
    count: number,
  ): Promise<FindingWindow & { readonly unmatched: readonly number[] }> {
    return this.#inTurn(() => {
      const review = this.#reviewed();
      return { ...review.findings(filter, from, count), unmatched: Array.from(review.unmatched()) };
    });
  }

  detectors(): Promise<DetectorSummary[]> {
    return this.#inTurn(() => {
      this.#open();
      return (this.#core as Core).detectors();
    });
  }

  checkPolicy(policy: string | object): Promise<CheckedPolicy> {
    return this.#inTurn(() => {
      this.#open();
      const { Policy } = this.#core as Core;
      // Whether a key is at hand is no fault of the policy: any will do to look at it.
      return asData(
        typeof policy === "string" ? Policy.named(policy) : Policy.parse(JSON.stringify(policy), new Uint8Array(32)),
      );
    });
  }

  importRules(xml: string): Promise<CheckedPolicy> {
    return this.#inTurn(() => {
      this.#open();
      return asData((this.#core as Core).Policy.importRules(xml));
    });
  }

  tryPattern(
    policy: PolicyDocument,
    pattern: PatternRule,
    conversation: string | null,
    count: number,
  ): Promise<PatternTrial> {
    return this.#inTurn(() => tryPattern(this.#core as Core, this.#open(), policy, pattern, conversation, count));
  }

  tallies(conversation: string | null): Promise<DetectorTally[]> {
    return this.#inTurn(() => {
      if (this.#policy === null) return [];
      const one =
        conversation === null ? this.#reviewed() : this.#open().redaction({ conversation }, this.#policy, false);
      try {
        return one.report([], []).byDetector;
      } finally {
        if (one !== this.#review) one.free();
      }
    });
  }

  selected(selection: Selection): Promise<Spot | null> {
    return this.#inTurn(() => this.#open().selected(selection, this.#policy));
  }

  kpis(options: KpiOptions | null, scope: KpiScope | null): Promise<KpiReport> {
    return this.#inTurn(() => this.#open().kpis(options, this.#policy, scope));
  }

  kpiTable(by: KpiTable, options: KpiOptions | null, scope: KpiScope | null): Promise<string> {
    return this.#inTurn(() => this.#open().kpiTable(options, by, this.#policy, scope));
  }

  kpiListing(
    id: string,
    from: number,
    count: number,
    options: KpiOptions | null,
    scope: KpiScope | null,
  ): Promise<KpiListing> {
    return this.#inTurn(() => this.#open().kpiListing(id, options, scope, from, count, this.#policy));
  }

  kpiTallies(options: KpiOptions | null, scope: KpiScope | null): Promise<KpiTallies> {
    return this.#inTurn(() => this.#open().kpiTallies(options, scope));
  }

  kpiTotals(parts: KpiTallies[], percentile: KpiOptions["percentile"] | null): Promise<KpiReport["totals"]> {
    return this.#inTurn(() => {
      this.#open();
      return (this.#core as Core).kpiTotals(parts, percentile);
    });
  }

  /** Looks through the archive a little at a time: other calls are answered in between. */
  search(
    task: number,
    query: string,
    options: SearchOptions | null,
    listener: Listener<SearchFound>,
  ): Promise<SearchResult> {
    return this.#cancellable(
      task,
      async (signal) => {
        await this.#inTurn(() => {
          signal.throwIfAborted();
          const steps = this.#open().search(query, options, this.#policy);
          this.#forgetSearch();
          this.#search = { id: task, steps };
        });
        const report = throttled(listener);
        for (let told = false; ;) {
          const found = await this.#inTurn(() => {
            signal.throwIfAborted();
            const { steps } = this.#searched(task);
            const until = performance.now() + SEARCH_FOR;
            let progress = steps.step();
            while (!progress.done && performance.now() < until) progress = steps.step();
            const first = progress.found > 0 && !told;
            const hits = progress.done || first ? steps.window(0, FIRST_HITS).hits : [];
            return { ...progress, search: task, hits };
          });
          const must = found.done || found.hits.length > 0;
          // Heard before the listener is let go: a port with a call under way would stay open.
          await report(found, must);
          told ||= must;
          if (found.done) {
            const { hits: _, ...result } = found;
            return result;
          }
          await nextTurn();
        }
      },
      listener,
    );
  }

  hits(search: number, from: number, count: number): Promise<SearchWindow> {
    return this.#inTurn(() => this.#searched(search).steps.window(from, count));
  }

  rawRecord(
    task: number,
    { name, blob, readAs }: WireFile,
    file: string,
    record: number,
    bytesOf: BytesOf,
  ): Promise<RawRecord | null> {
    return this.#cancellable(
      task,
      (signal) =>
        this.#inTurn(async () => {
          const { RawRecordSearch } = this.#core as Core;
          const search = new RawRecordSearch(name, file, record, readAs);
          const reader = readable(blob, 0, bytesOf).stream().getReader();
          try {
            let turn = performance.now();
            for (;;) {
              signal.throwIfAborted();
              const { value, done } = await reader.read();
              const found = done ? search.finish() : search.feed(value);
              if (found !== null || done) return found;
              if (performance.now() - turn > YIELD_EVERY) {
                await nextTurn();
                turn = performance.now();
              }
            }
          } finally {
            void reader.cancel().catch(() => {});
            search.free();
          }
        }),
      null,
      bytesOf,
    );
  }

  /** `sharesBlobs`: the file is a Blob of ours; else it is the bytes themselves. */
  export(task: number, options: ExportOptions, listener: Listener, sharesBlobs: boolean): Promise<Exported> {
    return this.#cancellable(
      task,
      (signal) =>
        this.#inTurn(async () => {
          const exporter = this.#open().export(options, this.#policy);
          try {
            const { fileName, mediaType } = exporter;
            const report = throttled(listener);
            const at = (bytes: number): Progress => ({
              file: fileName,
              fileIndex: 0,
              files: 1,
              bytes,
              totalBytes: 0,
              entries: 0,
            });
            let parts: BlobPart[] = [];
            let [bytes, unspilled, turn] = [0, 0, performance.now()];
            for (let chunk = exporter.next(); chunk !== undefined; chunk = exporter.next()) {
              parts.push(chunk as Uint8Array<ArrayBuffer>);
              bytes += chunk.length;
              unspilled += chunk.length;
              if (sharesBlobs && unspilled >= SPILL_BYTES) {
                parts = [new Blob(parts)];
                unspilled = 0;
              }
              if (performance.now() - turn > YIELD_EVERY) {
                void report(at(bytes));
                await nextTurn();
                signal.throwIfAborted();
                turn = performance.now();
              }
            }
            report(at(bytes), true);
            if (sharesBlobs) return { fileName, mediaType, parts: [new Blob(parts)] };
            const buffers = (parts as Uint8Array[]).map(({ buffer }) => buffer);
            return transfer({ fileName, mediaType, parts }, buffers);
          } finally {
            exporter.free();
          }
        }),
      listener,
    );
  }

  /** One step of a proof. */
  proof<K extends keyof ProofSteps>(step: K, args: Parameters<ProofSteps[K]>): Promise<ReturnType<ProofSteps[K]>> {
    return this.#inTurn(() => (this.#proof[step] as (...args: unknown[]) => ReturnType<ProofSteps[K]>)(...args));
  }

  /** Asks a task to stop. It answers its own call. */
  cancel(task: number): void {
    this.#tasks.get(task)?.abort();
  }

  /** Gives the wasm memory's contents back, after what is under way has stopped. */
  dispose(): Promise<void> {
    for (const task of this.#tasks.values()) task.abort();
    const freed = this.#last.then(() => {
      // After a trap the allocator is in an unknown state: leave it alone.
      if (this.#stopped === null) {
        this.#forgetSearch();
        this.#forgetReview();
        this.#proof.free();
        this.#policy?.free();
        this.#archive?.free();
      }
      this.#policy = null;
      this.#archive = null;
      this.#stopped ??= closed();
    });
    this.#last = freed;
    return freed;
  }

  /** What the policy finds in the whole archive. Without a policy the engine says what is wrong. */
  #reviewed(): Redaction {
    return (this.#review ??= this.#open().redaction({}, this.#policy as Policy, false));
  }

  #searched(id: number): { steps: Search } {
    if (this.#search?.id !== id) throw cancelled();
    return this.#search;
  }

  #forgetSearch(): void {
    this.#search?.steps.free();
    this.#search = null;
  }

  #forgetReview(): void {
    this.#review?.free();
    this.#review = null;
  }

  #open(): Archive {
    if (this.#archive === null) throw closed();
    return this.#archive;
  }

  /** Runs `work` when all that was asked before is done: the archive cannot be looked at while a file goes in. */
  /** Answers a question of the page, after those before it. */
  async #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    this.#asked += 1;
    try {
      return await this.#queued(work);
    } finally {
      this.#asked -= 1;
      this.#answered = performance.now();
    }
  }

  /**
   * Waits while there are questions and the next of a series may follow, so that somebody who reads what is there does not
   * wait for a file each time. Not longer than `most` milliseconds. Gives how long it was.
   */
  async #giveWay(most: number, signal: AbortSignal): Promise<number> {
    const began = performance.now();
    for (let now = began; ; now = performance.now()) {
      const asks = this.#asked > 0 || now - this.#answered < FOLLOWS_WITHIN;
      if (!asks || now - began >= most || signal.aborted) return now - began;
      await nextTurn();
    }
  }

  #errorOf(thrown: unknown): TranscriptError {
    return TranscriptError.from(explained(thrown, this.held));
  }

  #queued<T>(work: () => T | Promise<T>): Promise<T> {
    const answer = this.#last.then(async () => {
      if (this.#stopped !== null) throw this.#stopped;
      try {
        return await work();
      } catch (thrown) {
        const error = this.#errorOf(thrown);
        if (error.code === "crashed") this.#stopped = error;
        throw error;
      }
    });
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #cancellable<T, P>(
    task: number,
    work: (signal: AbortSignal) => Promise<T>,
    ...callbacks: (Listener<P> | BytesOf)[]
  ): Promise<T> {
    const controller = new AbortController();
    this.#tasks.set(task, controller);
    try {
      return await work(controller.signal);
    } catch (thrown) {
      throw controller.signal.aborted && this.#stopped === null ? cancelled() : thrown;
    } finally {
      this.#tasks.delete(task);
      // Asked of the proxy itself, which has no answer to `in`: else its port keeps a process of Node alive.
      for (const callback of callbacks) (callback as Partial<ProxyMethods> | null)?.[releaseProxy]?.();
    }
  }
}

/** A policy as data; the handle is freed. */
function asData(policy: Policy): CheckedPolicy {
  try {
    return { policy: JSON.parse(policy.toJson()) as PolicyDocument, name: policy.name, hash: policy.hash };
  } finally {
    policy.free();
  }
}

/** Lets through one call in `REPORT_EVERY` milliseconds, and every call that says it must. */
function throttled<T>(listener: Listener<T>): (progress: T, must?: boolean) => Promise<void> {
  let last = -Infinity;
  return async (progress, must = false) => {
    if (listener === null || (!must && performance.now() - last < REPORT_EVERY)) return;
    last = performance.now();
    // A listener that throws is the other side's affair.
    await Promise.resolve((listener as (progress: T) => void)(progress)).catch(() => {});
  };
}

/** A turn of the event loop, in which messages such as a cancel are delivered. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
