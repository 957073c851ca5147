/** Settings as a file holds them: how the page looks, lists, measures and saves, and nothing of any conversation. */

import type { Zone } from "./clock.js";
import type { Measuring } from "./measuring.js";
import { strings } from "./strings.js";
import { FORMATS, type Format } from "./takeaway-formats.js";

const VERSION = 1;
/** What tells a file of settings from any other. */
const MARK = "sealed-transcript settings";

export const THEMES = ["auto", "light", "dark"] as const;
/** Policies that may lie on files from the start. The one that marks nothing is none of them. */
export const FIRST_POLICIES = ["standard", "broad", "pci", "names"] as const;
export const SORTS = ["first", "last", "name", "messages", "sessions"] as const;
export const SCOPES = ["session", "conversation", "archive"] as const;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export interface Settings {
  zone: Zone;
  theme: (typeof THEMES)[number];
  singleKeys: boolean;
  policy: (typeof FIRST_POLICIES)[number];
  list: { sort: (typeof SORTS)[number]; withMessages: boolean };
  measures: Measuring & { scope: (typeof SCOPES)[number] };
  saving: { format: Format; notes: boolean; events: boolean; related: boolean; check: boolean; report: boolean };
}

/** Some of the settings; the others stay as they are. */
export type SomeSettings = { [K in keyof Settings]?: Settings[K] extends object ? Partial<Settings[K]> : Settings[K] };

export const DEFAULTS: Settings = {
  zone: "UTC",
  theme: "auto",
  singleKeys: true,
  policy: "standard",
  list: { sort: "first", withMessages: false },
  measures: {
    scope: "session",
    anchor: "first",
    percentile: "linear",
    exclude_inactive: false,
    count_undelivered: false,
    hours: null,
    sla: { first_response: null, next_response: null, clock: "wall" },
  },
  saving: { format: "html", notes: true, events: true, related: false, check: true, report: false },
};

/** Why a text holds no settings of this version. */
export class NotSettings extends Error {}

type Check = (value: unknown, at: string) => void;

const wrong = (at: string, value: unknown, wanted: string): never => {
  throw new NotSettings(
    strings.settings.wrong.value(at, JSON.stringify(value) ?? strings.settings.wrong.missing, wanted),
  );
};
const when =
  (wanted: string | (() => string), fits: (value: unknown) => boolean): Check =>
  (value, at) => {
    if (!fits(value)) wrong(at, value, typeof wanted === "string" ? wanted : wanted());
  };
const oneOf = (values: readonly string[]): Check =>
  when(values.join(", "), (value) => values.includes(value as string));
const flag = when("true, false", (value) => typeof value === "boolean");
const like = (pattern: RegExp, example: string): Check =>
  when(example, (value) => typeof value === "string" && pattern.test(value));
const time = when(
  () => strings.settings.wrong.milliseconds,
  (value) => value === null || (typeof value === "number" && Number.isFinite(value) && value >= 0),
);
const zone = when(
  () => strings.settings.wrong.zone,
  (value) => typeof value === "string" && isZone(value),
);

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat(undefined, { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const listOf =
  (check: Check, length?: number): Check =>
  (value, at) => {
    if (!Array.isArray(value) || (length !== undefined && value.length !== length))
      return wrong(at, value, strings.settings.wrong.list(length));
    value.forEach((one, i) => check(one, `${at}[${i}]`));
  };

const fields =
  (checks: Record<string, Check>): Check =>
  (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return wrong(at, value, strings.settings.wrong.object);
    for (const [name, part] of Object.entries(value)) {
      const place = at ? `${at}.${name}` : name;
      if (!Object.hasOwn(checks, name)) throw new NotSettings(strings.settings.wrong.field(place));
      checks[name](part, place);
    }
  };

const spans = listOf(listOf(like(/^\d{1,2}:\d{2}$/, "09:00"), 2));
const hours = fields({
  zone,
  weekly: fields(Object.fromEntries(DAYS.map((day) => [day, spans]))),
  holidays: listOf(like(/^\d{4}-\d{2}-\d{2}$/, "2025-12-25")),
});

const checkAll = fields({
  zone,
  theme: oneOf(THEMES),
  singleKeys: flag,
  policy: oneOf(FIRST_POLICIES),
  list: fields({ sort: oneOf(SORTS), withMessages: flag }),
  measures: fields({
    scope: oneOf(SCOPES),
    anchor: oneOf(["first", "last"]),
    percentile: oneOf(["linear", "nearest_rank"]),
    exclude_inactive: flag,
    count_undelivered: flag,
    hours: (value, at) => {
      if (value === null) return;
      hours(value, at);
      zone((value as { zone?: unknown }).zone, `${at}.zone`);
    },
    sla: fields({ first_response: time, next_response: time, clock: oneOf(["wall", "business"]) }),
  } satisfies Record<keyof Measuring | "scope", Check>),
  saving: fields({
    format: oneOf(FORMATS),
    notes: flag,
    events: flag,
    related: flag,
    check: flag,
    report: flag,
  }),
} satisfies Record<keyof Settings, Check>);

/** Settings as the text of a file. */
export function settingsText(settings: Settings): string {
  return `${JSON.stringify({ file: MARK, version: VERSION, ...settings }, null, 2)}\n`;
}

/**
 * What a file of settings says.
 *
 * @throws {NotSettings} If it says anything that is not known here: nothing of it is then used.
 */
export function readSettings(text: string): SomeSettings {
  const t = strings.settings.wrong;
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (fault) {
    throw new NotSettings(t.json((fault as Error).message));
  }
  const { file, version, ...rest } = (read ?? {}) as Record<string, unknown>;
  if (file !== MARK) throw new NotSettings(t.other);
  if (version !== VERSION) throw new NotSettings(t.version(JSON.stringify(version), VERSION));
  checkAll(rest, "");
  return rest as SomeSettings;
}

/** Settings with some of them replaced. */
export function withSome(settings: Settings, { list, measures, saving, ...rest }: SomeSettings): Settings {
  return {
    ...settings,
    ...rest,
    list: { ...settings.list, ...list },
    measures: { ...settings.measures, ...measures },
    saving: { ...settings.saving, ...saving },
  };
}
