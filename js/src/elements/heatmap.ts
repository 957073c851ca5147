/** When customers write: messages by weekday and hour, darker where there are more. Each cell holds its number as text. */

import { html, nothing, type TemplateResult } from "lit";

import { count, strings } from "./strings.js";
import { styled } from "./styled.js";

/** 5 January 2026 was a Monday. */
const MONDAY = Date.UTC(2026, 0, 5);

/** The map of a report: Monday first, 24 hours each. */
export function heatmap({ zone, messages }: { zone: string; messages: number[][] }): TemplateResult | typeof nothing {
  const t = strings.kpis.heatmap;
  const most = Math.max(0, ...messages.flat());
  if (most === 0) return nothing;
  const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short", timeZone: "UTC" });
  const hour = (at: number): string => String(at).padStart(2, "0");
  return html`
    <section><h3>${t.heading} <span class="quiet">(${zone})</span></h3>
      <table class="heatmap number">
        <caption class="hidden">${t.caption(zone)}</caption>
        <thead><tr><td></td>${messages[0].map((_, at) => html`<th scope="col">${at % 6 === 0 ? hour(at) : html`<span class="hidden">${hour(at)}</span>`}</th>`)}</tr></thead>
        <tbody>${messages.map(
          (day, i) =>
            html`<tr><th scope="row">${weekday.format(MONDAY + i * 86_400_000)}</th>${day.map((n, at) => html`<td title=${t.cell(n, hour(at))}><span class="heat" ${styled({ opacity: n === 0 ? "0" : String(0.15 + (0.85 * n) / most) })}></span><span class="hidden">${count(n)}</span></td>`)}</tr>`,
        )}</tbody>
      </table></section>`;
}
