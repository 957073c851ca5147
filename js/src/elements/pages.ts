/** Rows of a long list, read in pages around what is in sight; never all of them. */

export interface Page<Row> {
  total: number;
  rows: Row[];
}

/** Rows a page holds; a window of the engine costs far less than a frame at this size. */
const PAGE = 100;
/** Pages kept; beyond it the least recently used go. */
const KEPT = 24;
/** Pages asked for at a time. */
const UNDER_WAY = 2;

export class Pages<Row> {
  total: number;
  /** Grows whenever rows came. */
  version = 0;
  #fetch: (from: number, count: number) => Promise<Page<Row>>;
  #changed: (error?: unknown) => void;
  #pages = new Map<number, Row[]>();
  #asked = new Set<number>();
  #wanted: number[] = [];
  #failed = new Set<number>();
  #era = 0;

  constructor(
    fetch: (from: number, count: number) => Promise<Page<Row>>,
    changed: (error?: unknown) => void,
    total = 0,
  ) {
    this.#fetch = fetch;
    this.#changed = changed;
    this.total = total;
  }

  /** The row if it is here; nothing is asked for. */
  at(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Every row that is here, in no order worth relying on. */
  *held(): Iterable<Row> {
    for (const rows of this.#pages.values()) yield* rows;
  }

  /** Asks for the pages that cover `from..to` (inclusive) and marks them as used. Earlier wishes are forgotten. */
  want(from: number, to: number): void {
    const first = Math.floor(Math.max(0, from) / PAGE);
    const last = Math.floor(Math.max(0, Math.min(to, this.total - 1)) / PAGE);
    this.#wanted = [];
    for (let page = first; page <= last; page += 1) {
      const rows = this.#pages.get(page);
      if (rows) {
        this.#pages.delete(page);
        this.#pages.set(page, rows);
      } else if (!this.#asked.has(page) && !this.#failed.has(page)) {
        this.#wanted.push(page);
      }
    }
    this.#next();
  }

  /** Few pages are under way at a time: what was scrolled past in haste is never read. */
  #next(): void {
    while (this.#asked.size < UNDER_WAY) {
      const page = this.#wanted.shift();
      if (page === undefined) return;
      void this.#load(page).then(() => this.#next());
    }
  }

  /** The first rows, read anew and not kept. */
  async first(count: number): Promise<Row[]> {
    return (await this.#fetch(0, count)).rows;
  }

  /** Reads one row, from its page. */
  async row(index: number): Promise<Row | undefined> {
    const page = Math.floor(index / PAGE);
    if (!this.#pages.has(page)) await this.#load(page);
    return this.at(index);
  }

  /**
   * Reads the pages in sight anew (another policy, more files) and swaps them in at once, so that what
   * is on the screen is wholly old or wholly new, never a mixture.
   */
  async renew(from: number, to: number): Promise<void> {
    this.#era += 1;
    const era = this.#era;
    this.#asked.clear();
    this.#wanted = [];
    this.#failed.clear();
    const fresh = new Map<number, Row[]>();
    const first = Math.floor(Math.max(0, from) / PAGE);
    const last = Math.floor(Math.max(0, to) / PAGE);
    let total = this.total;
    for (let page = first; page <= last; page += 1) {
      const answer = await this.#fetch(page * PAGE, PAGE);
      if (era !== this.#era) return;
      fresh.set(page, answer.rows);
      total = answer.total;
    }
    this.#pages = fresh;
    this.total = total;
    this.version += 1;
    this.#changed();
  }

  /** Lets pages that failed be asked for again. */
  retry(): void {
    this.#failed.clear();
    this.#changed();
  }

  async #load(page: number): Promise<void> {
    const era = this.#era;
    this.#asked.add(page);
    try {
      const answer = await this.#fetch(page * PAGE, PAGE);
      if (era !== this.#era) return;
      this.total = answer.total;
      this.#pages.set(page, answer.rows);
      this.version += 1;
      for (const old of this.#pages.keys()) {
        if (this.#pages.size <= KEPT) break;
        this.#pages.delete(old);
      }
      this.#asked.delete(page);
      this.#changed();
    } catch (error) {
      if (era !== this.#era) return;
      this.#asked.delete(page);
      this.#failed.add(page);
      this.#changed(error);
    }
  }
}
