import { html, LitElement, css, nothing, type PropertyValues } from "lit";
import type {
  ArchiveClient,
  ArchiveFile,
  InspectReport,
  OpenArchive,
  Progress,
  ReadOptions,
  TaskOptions,
} from "./archive-client.js";
import { pickedFiles } from "./dropped.js";
import { byteSize, wordDuration } from "./duration.js";
import { faultText, isCancel } from "./fault.js";
import { strings } from "./reading-strings.js";
import { controls, theme } from "./theme.js";

/** Milliseconds after which what has been read is shown, though more is being read. */
const LATE_MS = 300;

/**
 * `<st-files>`: opens files and says what became of each of them.
 *
 * Set `openArchive` (how a client is made) and, if wanted, `samples`. It makes the client with the first
 * files and adds later ones to it.
 *
 * @fires st-archive After files were read, and after the first if the others take long: `detail` is `{client, report}`.
 * @fires st-reading While files are read: `detail` is `{name, share}`, at the end null.
 * @fires st-lost When the engine stopped and everything that was read is gone.
 * @fires st-faults When files could not be opened: `detail` is their number.
 * @fires st-guide When the reader asks how to get the data.
 */
export class StFiles extends LitElement {
  static override properties = {
    openArchive: { attribute: false },
    samples: { attribute: false },
    client: { state: true },
    report: { state: true },
    progress: { state: true },
    faults: { state: true },
    said: { state: true },
    queue: { state: true },
    opening: { state: true },
  };

  declare openArchive: OpenArchive | null;
  declare samples: () => ArchiveFile[];
  declare client: ArchiveClient | null;
  declare report: InspectReport | null;
  declare progress: Progress | null;
  /** Files that could not be opened, and what else went wrong: of no file (null), or of all (empty). */
  declare faults: { file: string | null; text: string }[];
  declare said: string;
  declare queue: ArchiveFile[];
  declare opening: boolean;

  #abort: AbortController | null = null;
  #started = 0;
  /** What was opened completely, in order. */
  #sources: ArchiveFile[] = [];
  /** What was opened, by name: to be read once more. Of two files of one name neither can be meant. */
  readonly #opened = new Map<string, Blob | null>();

  constructor() {
    super();
    this.openArchive = null;
    this.samples = () => [];
    // What it shows comes later, where the page loads its panels on demand.
    void customElements.whenDefined("st-report").then(() => this.requestUpdate());
    this.#forget();
  }

  #forget(): void {
    this.#opened.clear();
    this.#sources = [];
    this.client = null;
    this.report = null;
    this.progress = null;
    this.faults = [];
    this.said = "";
    this.queue = [];
    this.opening = false;
  }

  /** Opens files, or puts them behind the ones being read. */
  async open(files: Iterable<ArchiveFile>): Promise<void> {
    this.queue = [...this.queue, ...files];
    if (this.opening || this.queue.length === 0) return;
    this.opening = true;
    this.faults = [];
    this.#emit("st-reading", { name: "", share: 0 });
    while (this.queue.length > 0) {
      const batch = this.queue;
      this.queue = [];
      await this.#read(batch);
    }
    this.opening = false;
    this.progress = null;
    this.#emit("st-reading", null);
    const told = this.faults.filter(({ file }) => file !== null).length;
    if (told > 0) this.#emit("st-faults", told);
  }

  /** Whether a file can be read once more: of two of one name neither can be meant. */
  readonly readable = (name: string): boolean => Boolean(this.#opened.get(name));

  /** Reads the report anew, seen through another lens. */
  async refresh(): Promise<InspectReport | null> {
    if (this.client) this.report = await this.client.inspect();
    return this.report;
  }

  /** Stops reading. What was read completely stays. */
  cancel(): void {
    this.queue = [];
    this.#abort?.abort();
  }

  /** Frees the engine and forgets all that was read. */
  async close(): Promise<void> {
    this.cancel();
    const client = this.client;
    this.#forget();
    await client?.close();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("button")?.focus();
  }

  /** Shows the file picker. */
  pick(): void {
    this.renderRoot.querySelector<HTMLInputElement>("#pick")?.click();
  }

  async #read(files: ArchiveFile[]): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#started = performance.now();
    this.said = "";
    // Messages still under way when the reading has ended or was cancelled say nothing any more.
    const onProgress = (progress: Progress) => {
      if (this.#abort === abort && !abort.signal.aborted) this.#advance(progress);
    };
    const options = { signal: abort.signal, onProgress };
    try {
      if (this.client) await this.client.add(files, options);
      else if (this.openArchive) {
        const [first, ...rest] = files;
        let read = { fileIndex: 0, bytes: 0, entries: 0 };
        const ofAll = (progress: Progress) => onProgress(added(progress, read, files));
        this.client = await this.openArchive([first], { ...options, onProgress: ofAll });
        read = { fileIndex: 1, bytes: blobOf(first).size, entries: this.progress?.entries ?? 0 };
        if (rest.length > 0) await this.#readOn(this.client, rest, { ...options, onProgress: ofAll });
      }
    } catch (fault) {
      if ((fault as { code?: string }).code === "crashed") return this.#restart(files, faultText(fault));
      if (this.client && (fault as { recoverable?: boolean }).recoverable === false) {
        await this.#lose(faultText(fault));
        return;
      }
      if (isCancel(fault)) this.said = this.client ? strings.files.cancelled : strings.files.cancelledEmpty;
      else this.faults = [...this.faults, { file: files.length === 1 ? files[0].name : "", text: faultText(fault) }];
    }
    this.#abort = null;
    if (!this.client) return;
    try {
      this.report = await this.client.inspect();
      this.#remember(files);
      const { total } = await this.client.conversations(0, 1);
      this.said ||= strings.files.ready(this.report.files.length, total);
      this.#emit("st-archive", { client: this.client, report: this.report });
    } catch (fault) {
      this.faults = [...this.faults, { file: "", text: faultText(fault) }];
    }
  }

  /** Reads the files after the first. If that takes long, the first is there to be read meanwhile. */
  async #readOn(client: ArchiveClient, files: ArchiveFile[], options: TaskOptions): Promise<void> {
    let shown: Promise<void> | null = null;
    const late = setTimeout(() => (shown = this.#show(client).catch(() => {})), LATE_MS);
    try {
      await client.add(files, options);
    } finally {
      clearTimeout(late);
      await shown;
    }
  }

  async #show(client: ArchiveClient): Promise<void> {
    const { total } = await client.conversations(0, 1);
    if (total === 0 || this.client !== client || !this.#abort) return;
    this.report = await client.inspect();
    this.#emit("st-archive", { client, report: this.report });
  }

  /** The files that were read, in order, to be read once more. */
  get sources(): readonly ArchiveFile[] {
    return this.#sources;
  }

  /** The file that an entry's source names: itself, or the one that it is inside of. */
  fileOf(name: string): ArchiveFile | null {
    const outer = [...this.#opened.keys()].find((known) => name === known || name.startsWith(`${known}/`));
    const blob = outer === undefined ? null : this.#opened.get(outer);
    return outer === undefined || !blob ? null : { name: outer, blob };
  }

  /** Reads all files once more, in an engine of their own: the one that held them has stopped. */
  async reopen(): Promise<void> {
    const sources = this.#sources;
    await this.#lose(strings.files.restarted);
    this.opening = false;
    const opened = this.open(sources);
    this.faults = [{ file: null, text: strings.files.restarted }];
    await opened;
  }

  /** The engine stopped at one of these files: the others, and all that were open before, are read in a new one. */
  async #restart(files: readonly ArchiveFile[], text: string): Promise<void> {
    const at = this.progress?.file;
    const suspects = files.filter((file) => nameOf(file) === at);
    const culprits = new Set(suspects.length > 0 ? suspects : files);
    const again = [...this.#sources, ...files].filter((file) => !culprits.has(file));
    await this.#lose(text);
    this.faults = [
      ...[...culprits].map((file) => ({ file: nameOf(file), text })),
      ...(again.length > 0 ? [{ file: null, text: strings.files.restarted }] : []),
    ];
    this.queue = [...again, ...this.queue];
  }

  /** The engine is gone, and the archive with it: says so where files are opened. */
  async #lose(text: string): Promise<void> {
    const { client, queue } = this;
    this.#forget();
    this.queue = queue;
    this.opening = true;
    this.faults = [{ file: "", text }];
    this.#emit("st-lost", null);
    await client?.close();
  }

  #remember(files: readonly ArchiveFile[]): void {
    for (const file of files) {
      const [name, blob, again] =
        "blob" in file
          ? [file.name, file.blob, file.readAs?.again]
          : [file.webkitRelativePath || file.name, file, false];
      this.#opened.set(name, again || !this.#opened.has(name) ? blob : null);
      if (again) this.#sources = this.#sources.filter((source) => nameOf(source) !== name);
      this.#sources.push(file);
    }
  }

  /** Reads a file once more, as the person says. */
  #reread({ name, readAs }: { name: string; readAs: ReadOptions }): void {
    const blob = this.#opened.get(name);
    if (blob) void this.open([{ name, blob, readAs: { ...readAs, again: true } }]);
  }

  #advance(progress: Progress): void {
    this.progress = progress;
    this.#emit("st-reading", {
      name: progress.file,
      share: progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 0,
    });
  }

  #emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    void this.open(pickedFiles(input.files));
    input.value = "";
  }

  protected override willUpdate(_: PropertyValues): void {
    this.toggleAttribute("data-open", this.client !== null);
  }

  protected override render() {
    const t = strings.files;
    return html`
      <div class="choose">
        <p class="drop">${t.drop}</p>
        <div class="row">
          <button class="primary" @click=${this.pick}>${t.choose}</button>
          <button @click=${() => this.renderRoot.querySelector<HTMLInputElement>("#folder")?.click()}>${t.folder}</button>
          <button class="plain" @click=${() => void this.open(this.samples())}>${t.sample}</button>
          <button class="plain" @click=${() => this.#emit("st-guide", null)}>${t.guide}</button>
        </div>
        <input id="pick" hidden type="file" multiple aria-label=${t.choose} @change=${this.#picked}>
        <input id="folder" hidden type="file" webkitdirectory aria-label=${t.folder} @change=${this.#picked}>
      </div>
      ${this.opening ? this.#renderProgress() : nothing}
      <p class="said small quiet" role="status">${this.opening ? "" : this.said}</p>
      ${
        this.faults.length
          ? html`<ul class="faults" role="alert">${this.faults.map(
              (fault) => html`
        <li class="error">${fault.file === null ? nothing : html`<strong>${fault.file ? `${fault.file} ${t.failed}` : t.failedAll}.</strong> `}${fault.text}</li>`,
            )}</ul>`
          : nothing
      }
      ${this.report ? html`<st-report .report=${this.report} .readable=${this.readable} .busy=${this.opening} @st-reread=${(event: CustomEvent<{ name: string; readAs: ReadOptions }>) => this.#reread(event.detail)}></st-report>` : nothing}
    `;
  }

  #renderProgress() {
    const t = strings.files;
    const p = this.progress;
    const share = p && p.totalBytes > 0 ? p.bytes / p.totalBytes : null;
    const elapsed = performance.now() - this.#started;
    const left = share && elapsed > 800 ? (elapsed / share) * (1 - share) : null;
    const title = p ? t.reading(Math.min(p.fileIndex + 1, p.files), p.files, p.file) : strings.conversations.loading;
    return html`
      <div class="progress">
        <div class="row spread"><strong>${title}</strong><button @click=${this.cancel}>${t.cancel}</button></div>
        <progress aria-label=${title} max="1" .value=${share ?? 0}></progress>
        <p class="small quiet number">${p ? t.progress(byteSize(p.bytes), byteSize(p.totalBytes), p.entries) : nothing}${left === null ? nothing : html` · ${t.left(wordDuration(left))}`}</p>
        ${this.queue.length ? html`<p class="small quiet">${t.waiting(this.queue.length)}</p>` : nothing}
      </div>`;
  }

  static override styles = [
    theme,
    controls,
    css`
    :host { display: flex; flex-direction: column; gap: 1rem; }
    .choose { display: grid; gap: 0.75rem; padding: 1.5rem; border: 1px dashed var(--_edge); border-radius: calc(var(--_radius) * 2); background: var(--_paper); }
    :host([data-open]) .choose { padding: 0.75rem 1rem; display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; }
    .drop { font-size: 1.0625rem; font-weight: 550; }
    :host([data-open]) .drop { font-size: 0.9375rem; font-weight: 400; color: var(--_quiet); }
    .spread { justify-content: space-between; }
    .progress { display: grid; gap: 0.375rem; padding: 1rem; border: 1px solid var(--_rule); border-radius: var(--_radius); background: var(--_raised); overflow-wrap: anywhere; }
    .said:empty { display: none; }
    .faults { display: grid; gap: 0.5rem; }
  `,
  ];
}

/** The name by which the engine knows a file. */
function nameOf(file: ArchiveFile): string {
  return "blob" in file ? file.name : file.webkitRelativePath || file.name;
}

function blobOf(file: ArchiveFile): Blob {
  return "blob" in file ? file.blob : file;
}

/** How far the reading of all files is, after some of them were read before. */
function added(
  progress: Progress,
  read: Pick<Progress, "fileIndex" | "bytes" | "entries">,
  files: ArchiveFile[],
): Progress {
  return {
    file: progress.file,
    fileIndex: read.fileIndex + progress.fileIndex,
    files: files.length,
    bytes: read.bytes + progress.bytes,
    totalBytes: files.reduce((sum, file) => sum + blobOf(file).size, 0),
    entries: read.entries + progress.entries,
  };
}
