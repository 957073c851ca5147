/** How to measure, as a form: the options that every report states. */

import { html, type TemplateResult } from "lit";

import type { KpiHours, KpiOptions } from "./archive-client.js";
import { localZone } from "./clock.js";
import { strings } from "./strings.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** The options a person chose; the rest is how reports come by default. */
export type Measuring = Pick<
  KpiOptions,
  "anchor" | "exclude_inactive" | "count_undelivered" | "percentile" | "hours" | "sla"
>;

/** What was written in the form cannot be measured with. */
export class Unreadable extends Error {}

/** `90s`, `2m`, `1h`, or minutes without a unit, in milliseconds; null for nothing. */
export function target(text: string): number | null {
  const words = text.trim();
  if (words === "") return null;
  const [, number, unit = "m"] = /^(\d+(?:[.,]\d+)?)\s*(s|m|min|h)?$/i.exec(words) ?? [];
  if (number === undefined) throw new Unreadable(strings.kpis.options.badTarget(words));
  const length = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000 }[unit.toLowerCase()]!;
  return Math.round(Number(number.replace(",", ".")) * length);
}

/** `09:00-12:00, 13:00-17:00` as spans. */
function spans(text: string): [string, string][] {
  const parts = text.split(/[,;]/).map((part) => part.trim());
  return parts
    .filter((part) => part !== "")
    .map((part) => {
      const [, from, to] = /^(\d{1,2}:\d{2})\s*(?:-|–|to)\s*(\d{1,2}:\d{2})$/.exec(part) ?? [];
      if (from === undefined) throw new Unreadable(strings.kpis.options.badHours(part));
      return [from, to];
    });
}

/** What the form says. */
export function read(form: HTMLFormElement): Measuring {
  const data = new FormData(form);
  const text = (name: string): string => String(data.get(name) ?? "");
  const weekly: KpiHours["weekly"] = {};
  for (const day of DAYS) {
    const open = spans(text(day));
    if (open.length > 0) weekly[day] = open;
  }
  const holidays = text("holidays")
    .split(/[\s,;]+/)
    .filter((day) => day !== "");
  const bad = holidays.find((day) => !/^\d{4}-\d{2}-\d{2}$/.test(day));
  if (bad !== undefined) throw new Unreadable(strings.kpis.options.badHoliday(bad));
  const hours = Object.keys(weekly).length > 0 ? { zone: text("zone").trim() || localZone(), weekly, holidays } : null;
  return {
    anchor: text("anchor") === "last" ? "last" : "first",
    percentile: text("percentile") === "nearest_rank" ? "nearest_rank" : "linear",
    exclude_inactive: data.has("exclude_inactive"),
    count_undelivered: data.has("count_undelivered"),
    hours,
    sla: {
      first_response: target(text("first_response")),
      next_response: target(text("next_response")),
      clock: text("clock") === "business" && hours !== null ? "business" : "wall",
    },
  };
}

/** The form. It fires `submit`; what it says is {@link read}. */
export function form(submit: (event: SubmitEvent) => void, fault: string): TemplateResult {
  const t = strings.kpis.options;
  const field = (name: string, label: string, hint: string) =>
    html`<label class="field"><span>${label}</span><input type="text" name=${name} placeholder=${hint} autocomplete="off"></label>`;
  const choice = (name: string, label: string, all: [string, string][]) =>
    html`<label class="field"><span>${label}</span><select name=${name}>${all.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select></label>`;
  const check = (name: string, label: string) =>
    html`<label class="row"><input type="checkbox" name=${name}><span>${label}</span></label>`;
  const office = (event: Event) => {
    const form = (event.target as HTMLElement).closest("form")!;
    const inputs = [
      ...form.querySelectorAll<HTMLInputElement>("[name=mon],[name=tue],[name=wed],[name=thu],[name=fri]"),
    ];
    for (const input of inputs) input.value = "09:00-17:00";
  };
  return html`
    <form class="options small" @submit=${submit} novalidate>
      ${choice("anchor", t.anchor, t.anchors)}
      ${choice("percentile", t.percentile, t.percentiles)}
      ${check("exclude_inactive", t.inactive)}
      ${check("count_undelivered", t.undelivered)}
      <fieldset><legend>${t.targets}</legend>
        ${field("first_response", t.first, "2m")}
        ${field("next_response", t.next, "5m")}
        ${choice("clock", t.clock, t.clocks)}
      </fieldset>
      <fieldset><legend>${t.hours}</legend>
        <p class="quiet tiny">${t.hoursHint}</p>
        ${DAYS.map((day) => field(day, t.days[day], "09:00-17:00"))}
        <button type="button" class="plain" @click=${office}>${t.office}</button>
        ${field("zone", t.zone, localZone())}
        ${field("holidays", t.holidays, "2025-12-25")}
      </fieldset>
      ${fault ? html`<p class="error" role="alert">${fault}</p>` : ""}
      <button class="primary" type="submit">${t.apply}</button>
    </form>`;
}
