/** A list of which only the rows in sight are in the document: @tanstack/virtual-core as a Lit controller. */

import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type Rect,
  type VirtualItem,
} from "@tanstack/virtual-core";
import type { ReactiveController, ReactiveControllerHost } from "lit";

type Rows = Virtualizer<HTMLElement, HTMLElement>;

export interface VirtualRowsOptions {
  scroller(): HTMLElement | null;
  estimate(index: number): number;
  /** Rows vary in height and are measured once drawn. */
  measured: boolean;
}

export class VirtualRows implements ReactiveController {
  #host: ReactiveControllerHost & HTMLElement;
  #options: VirtualRowsOptions;
  #virtualizer: Rows;
  #unmount: (() => void) | undefined;
  #count = 0;
  /** The rows that are drawn and watched. */
  #drawn = new Set<HTMLElement>();
  #sizes: ResizeObserver | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, options: VirtualRowsOptions) {
    this.#host = host;
    this.#options = options;
    this.#virtualizer = new Virtualizer(this.#settings());
    host.addController(this);
  }

  #settings() {
    return {
      count: this.#count,
      getScrollElement: () => this.#options.scroller(),
      estimateSize: (index: number) => this.#options.estimate(index),
      overscan: 6,
      scrollToFn: elementScroll,
      observeElementRect: (virtualizer: Rows, changed: (rect: Rect) => void) =>
        observeElementRect(virtualizer, (rect) => {
          changed(rect);
          // A list that is shown again stands where it stood before, and no scrolling tells so.
          virtualizer.scrollElement?.dispatchEvent(new Event("scroll"));
        }),
      observeElementOffset,
      indexAttribute: "data-index",
      onChange: () => this.#host.requestUpdate(),
    };
  }

  hostConnected(): void {
    this.#unmount ??= this.#virtualizer._didMount();
    if (this.#options.measured) this.#sizes = new ResizeObserver((entries) => this.#measured(entries));
  }

  hostDisconnected(): void {
    this.#unmount?.();
    this.#unmount = undefined;
    this.#sizes?.disconnect();
    this.#drawn.clear();
  }

  hostUpdated(): void {
    this.#virtualizer._willUpdate();
    if (!this.#options.measured) return;
    const rows = new Set(this.#options.scroller()?.querySelectorAll<HTMLElement>("[data-index]"));
    for (const row of this.#drawn) if (!rows.has(row)) this.#sizes?.unobserve(row);
    for (const row of rows) if (!this.#drawn.has(row)) this.#sizes?.observe(row);
    this.#drawn = rows;
  }

  /**
   * Notes the heights of rows, which come together and before they are painted. The lowest first: a row above the place in
   * sight moves it, and for each row after such a one the virtualizer would place all rows of the list anew.
   */
  #measured(entries: ResizeObserverEntry[]): void {
    const heights = entries
      .filter(({ target }) => target.isConnected)
      .map(({ target, borderBoxSize }) => ({
        index: Number((target as HTMLElement).dataset.index),
        height: Math.round(borderBoxSize[0].blockSize),
      }));
    heights.sort((a, b) => b.index - a.index);
    for (const { index, height } of heights) this.#virtualizer.resizeItem(index, height);
  }

  set count(count: number) {
    if (count === this.#count) return;
    this.#count = count;
    this.#virtualizer.setOptions(this.#settings());
  }

  /** Forgets every measured height: another conversation, another width of text. */
  reset(): void {
    this.#virtualizer.setOptions(this.#settings());
    this.#virtualizer.measure();
  }

  get items(): VirtualItem[] {
    return this.#virtualizer.getVirtualItems();
  }

  get height(): number {
    return this.#virtualizer.getTotalSize();
  }

  /** The first row that is really in sight, without the margin drawn above it. */
  get first(): number {
    const offset = (this.#virtualizer.scrollOffset ?? 0) + 1;
    return this.#virtualizer.getVirtualItemForOffset(offset)?.index ?? 0;
  }

  /** How many rows fit, at the height that is expected of one. */
  get fits(): number {
    return Math.max(1, Math.floor((this.#options.scroller()?.clientHeight ?? 0) / this.#options.estimate(0)) - 1);
  }

  show(index: number, align: "auto" | "start" | "center" = "auto"): void {
    this.#virtualizer.scrollToIndex(index, { align });
  }
}
