/** How to measure, as a form: the options that every report states. */

import { html, type TemplateResult } from "lit";

import type { KpiHours, KpiOptions } from "./archive-client.js";
import { localZone } from "./clock.js";
import { wordDuration } from "./duration.js";
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

/** A target as it is written in the form. */
function written(target: number | null | undefined): string {
  if (target == null) return "";
  const [length, unit] = [[3_600_000, "h"] as const, [60_000, "m"] as const].find(
    ([length]) => target % length === 0,
  ) ?? [1000, "s"];
  return `${target / length}${unit}`;
}

/** How it is measured, in words. */
export function stated({ anchor, percentile, exclude_inactive, count_undelivered, hours, sla }: Measuring): string {
  const t = strings.kpis;
  return [
    t.anchored[anchor ?? "first"],
    t.stated[percentile ?? "linear"],
    ...(exclude_inactive ? [t.stated.inactive] : []),
    ...(count_undelivered ? [t.stated.undelivered] : []),
    hours ? t.stated.hours(hours.zone) : t.stated.noHours,
    ...(["first_response", "next_response"] as const).flatMap((which, i) => {
      const target = sla?.[which];
      return target ? [t.stated.target([t.options.first, t.options.next][i], wordDuration(target))] : [];
    }),
  ].join(" ");
}

/** The form, as it was last filled in. It fires `submit`; what it says is {@link read}. */
export function form(submit: (event: SubmitEvent) => void, fault: string, now: Measuring): TemplateResult {
  const t = strings.kpis.options;
  const field = (name: string, label: string, hint: string, value: string) =>
    html`<label class="field"><span>${label}</span><input type="text" name=${name} placeholder=${hint} autocomplete="off" .value=${value}></label>`;
  const choice = (name: string, label: string, all: [string, string][], chosen: string | undefined) =>
    html`<label class="field"><span>${label}</span><select name=${name}>${all.map(([value, words]) => html`<option value=${value} .selected=${value === chosen}>${words}</option>`)}</select></label>`;
  const check = (name: string, label: string, on: boolean | undefined) =>
    html`<label class="row"><input type="checkbox" name=${name} .checked=${on ?? false}><span>${label}</span></label>`;
  const open = (day: (typeof DAYS)[number]) =>
    (now.hours?.weekly?.[day] ?? []).map(([from, to]) => `${from}-${to}`).join(", ");
  const office = (event: Event) => {
    const form = (event.target as HTMLElement).closest("form")!;
    const inputs = [
      ...form.querySelectorAll<HTMLInputElement>("[name=mon],[name=tue],[name=wed],[name=thu],[name=fri]"),
    ];
    for (const input of inputs) input.value = "09:00-17:00";
  };
  return html`
    <form class="options small" @submit=${submit} novalidate>
      ${choice("anchor", t.anchor, t.anchors, now.anchor ?? "first")}
      ${choice("percentile", t.percentile, t.percentiles, now.percentile ?? "linear")}
      ${check("exclude_inactive", t.inactive, now.exclude_inactive)}
      ${check("count_undelivered", t.undelivered, now.count_undelivered)}
      <fieldset><legend>${t.targets}</legend>
        ${field("first_response", t.first, "2m", written(now.sla?.first_response))}
        ${field("next_response", t.next, "5m", written(now.sla?.next_response))}
        ${choice("clock", t.clock, t.clocks, now.sla?.clock ?? "wall")}
      </fieldset>
      <fieldset><legend>${t.hours}</legend>
        <p class="quiet tiny">${t.hoursHint}</p>
        ${DAYS.map((day) => field(day, t.days[day], "09:00-17:00", open(day)))}
        <button type="button" class="plain" @click=${office}>${t.office}</button>
        ${field("zone", t.zone, localZone(), now.hours?.zone ?? "")}
        ${field("holidays", t.holidays, "2025-12-25", (now.hours?.holidays ?? []).join(", "))}
      </fieldset>
      ${fault ? html`<p class="error" role="alert">${fault}</p>` : ""}
      <button class="primary" type="submit">${t.apply}</button>
    </form>`;
}
