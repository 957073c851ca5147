/** How values are distributed: a table, and beside its rows the bars, which print in black and white. */

import { bin } from "d3-array";
import { html, nothing, type TemplateResult } from "lit";

import { wordDuration } from "./duration.js";
import { count, strings } from "./strings.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Waits span seconds to days: steps that people think in, not equal ones. */
const EDGES = [
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  4 * HOUR,
  12 * HOUR,
  DAY,
  3 * DAY,
  7 * DAY,
];
/** Beyond so many different counts, ranges of them are shown. */
const BARS = 10;

/** A bar: values from `from` (included) to `to` (excluded; the last bar's included). */
export interface Bin {
  from: number;
  to: number;
  n: number;
  /** Of them within business hours, by the time that passed there; null without a schedule. */
  open: number | null;
  /** Place of the first of them in a list that begins with the largest. */
  rank: number;
}

/** Values, the largest first, in bars that begin with the smallest; empty ends are left out. */
export function binned(values: ArrayLike<number>, bh: ArrayLike<number> | null, unit: string): Bin[] {
  const list = Array.from(values);
  if (list.length === 0) return [];
  const largest = Math.max(list[0], ...(bh === null ? [] : [Array.from(bh).reduce((a, b) => Math.max(a, b), 0)]));
  const domain: [number, number] = [Math.min(0, list[list.length - 1]), largest];
  const binOf = bin<number, number>().domain(domain);
  if (unit === "ms") binOf.thresholds(EDGES.filter((edge) => edge <= largest));
  else if (unit === "ratio") binOf.domain([0, 1]).thresholds([0.2, 0.4, 0.6, 0.8]);
  else if (largest <= BARS) binOf.thresholds(Array.from({ length: Math.floor(largest) }, (_, i) => i + 1));
  else binOf.thresholds(BARS);
  const open = bh === null ? null : binOf(Array.from(bh));
  let above = list.length;
  const bins = binOf(list).map((found, i): Bin => {
    above -= found.length;
    return { from: found.x0 ?? 0, to: found.x1 ?? 0, n: found.length, open: open?.[i]?.length ?? null, rank: above };
  });
  const used = (one: Bin): boolean => one.n > 0 || (one.open ?? 0) > 0;
  const first = bins.findIndex(used);
  const last = bins.findLastIndex(used);
  return bins.slice(first, last + 1);
}

/** The table; `show` leads to the values of a bar. */
export function distribution(bins: Bin[], unit: string, show: (one: Bin) => void): TemplateResult | typeof nothing {
  const t = strings.kpis.distribution;
  if (bins.length === 0) return nothing;
  const hours = bins.some((one) => one.open !== null);
  const chart = html`<td class="chart" rowspan=${bins.length} aria-hidden="true"><st-bars .bars=${bins}></st-bars></td>`;
  return html`
    <table class="distribution small">
      <caption class="hidden">${t.caption}</caption>
      <thead class=${hours ? "" : "hidden"}><tr><th scope="col">${t.range[unit] ?? ""}</th><td aria-hidden="true"></td><th scope="col" class="wall">${hours ? t.wall : t.n}</th>${hours ? html`<th scope="col" class="open">${t.open}</th>` : nothing}</tr></thead>
      <tbody>${bins.map((one, i) => {
        const range = rangeOf(one, unit, i === bins.length - 1);
        return html`
        <tr><th scope="row"><button class="plain" aria-label=${t.show(one.n, range)} ?disabled=${one.n === 0} @click=${() => show(one)}>${range}</button></th>
        ${i === 0 ? chart : nothing}<td class="number">${count(one.n)}</td>${hours ? html`<td class="number">${count(one.open ?? 0)}</td>` : nothing}</tr>`;
      })}</tbody>
    </table>`;
}

function rangeOf({ from, to }: Bin, unit: string, last: boolean): string {
  const t = strings.kpis.distribution;
  if (unit === "ms")
    return last && !EDGES.includes(to)
      ? t.from(wordDuration(from))
      : from === 0
        ? t.under(wordDuration(to))
        : t.between(wordDuration(from), wordDuration(to));
  if (unit === "ratio") return t.between(percent(from), percent(to));
  return to - from <= 1
    ? count(Math.ceil(from))
    : t.between(count(Math.ceil(from)), count(last ? Math.floor(to) : Math.ceil(to) - 1));
}

function percent(share: number): string {
  return new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 }).format(share);
}
