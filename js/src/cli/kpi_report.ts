import type { Kpi, KpiFamily, KpiReport, KpiTotal } from "../client/types.js";
import { printable, table, type Column } from "./table.js";

/** The report as one line of JSON, in pieces: that of a large archive is longer than a string can be. */
export function* kpiJson(report: KpiReport): Generator<string> {
  let before = "{";
  for (const [key, value] of Object.entries(report)) {
    yield `${before}${JSON.stringify(key)}:`;
    if (Array.isArray(value)) {
      yield "[";
      for (const [at, row] of value.entries()) yield `${at === 0 ? "" : ","}${JSON.stringify(row)}`;
      yield "]";
    } else {
      yield JSON.stringify(value);
    }
    before = ",";
  }
  yield "}\n";
}

const FAMILY = ["mean", "median", "p75", "p90", "p95", "max", "sum"] as const;
const CSV_HEADER = [
  "level",
  "conversation",
  "session",
  "agent",
  "agent_name",
  "kpi",
  "unit",
  "value",
  "n",
  ...FAMILY,
  "bh",
  "reason",
  "reported",
  "flags",
];

/**
 * One measure of one session, conversation or agent a row; then those of the whole, by level `total`: every value
 * pooled, and `total_of_means`: the population of the sessions' means. There `reason` says why sessions gave none.
 */
export function* kpiCsv(report: KpiReport): Generator<string> {
  yield csvLine(CSV_HEADER);
  for (const { level, conversation, session, agent, name, kpis } of levels(report)) {
    for (const [id, kpi] of Object.entries(kpis)) {
      const family = familyOf(kpi);
      yield csvLine([
        level,
        conversation,
        session,
        agent,
        name,
        id,
        kpi.unit,
        family === null ? text(kpi.value) : "",
        text(kpi.n),
        ...FAMILY.map((key) => text(family?.[key])),
        text(kpi.bh),
        text(kpi.reason),
        text(kpi.reported),
        kpi.flags.join(" "),
      ]);
    }
  }
  const units = new Map<string, string>(report.definitions.map(({ id, unit }) => [id, unit]));
  for (const [id, { pooled, session_means, excluded }] of Object.entries(report.totals)) {
    for (const [level, part] of [
      ["total", pooled],
      ["total_of_means", session_means],
    ] as const) {
      if (level === "total_of_means" && part === null) continue;
      const share = part !== null && "share" in part ? part.share : null;
      const family = part !== null && "mean" in part ? part : null;
      yield csvLine([
        level,
        "",
        "",
        "",
        "",
        id,
        units.get(id) ?? "",
        text(share),
        text(part?.n ?? 0),
        ...FAMILY.map((key) => text(family?.[key])),
        "",
        reasons(excluded),
        "",
        "",
      ]);
    }
  }
}

const BLOCK: Column[] = [
  { title: "KPI" },
  { title: "" },
  { title: "value", align: "right" },
  { title: "n", align: "right" },
  { title: "" },
];

/** A block for the whole, then for each session, conversation and agent: what was measured, and why the rest was not. */
export function* kpiTable(report: KpiReport): Generator<string> {
  const definitions = new Map(report.definitions.map((definition) => [definition.id, definition]));
  const totals = Object.entries(report.totals).map(([id, { pooled, excluded }]) => {
    const { name, unit } = definitions.get(id) ?? { name: "", unit: "count" };
    return [id, name, shown(pooled, unit), text(pooled?.n ?? 0), reasons(excluded, ", ")];
  });
  if (totals.length > 0) yield `all ${report.sessions.length} sessions\n${table(BLOCK, totals)}\n`;
  for (const { level, conversation, session, agent, name, kpis } of levels(report)) {
    const rows = Object.entries(kpis).map(([id, { value, unit, n, reason, flags }]) => [
      id,
      definitions.get(id)?.name ?? "",
      shown(value, unit),
      text(n),
      [reason ?? "", ...flags].filter((word) => word !== "").join(", "),
    ]);
    const title = { session, conversation, agent: name === "" ? agent : `${name} (${agent})` }[level];
    yield `${level} ${printable(title)}\n${table(BLOCK, rows)}\n`;
  }
}

interface Level {
  level: "session" | "conversation" | "agent";
  conversation: string;
  session: string;
  agent: string;
  name: string;
  kpis: Record<string, Kpi>;
}

function* levels({ sessions, conversations, agents }: KpiReport): Generator<Level> {
  const none = { conversation: "", session: "", agent: "", name: "" };
  for (const { session, conversation, kpis } of sessions)
    yield { ...none, level: "session", conversation, session, kpis };
  for (const { conversation, kpis } of conversations) yield { ...none, level: "conversation", conversation, kpis };
  for (const { agent, name, kpis } of agents) yield { ...none, level: "agent", agent, name: name ?? "", kpis };
}

/** `2 no_human 1 unanswered` */
function reasons(excluded: Record<string, number>, between = " "): string {
  return Object.entries(excluded)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(between);
}

function familyOf({ value }: Kpi): KpiFamily | null {
  return typeof value === "object" ? value : null;
}

function text(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

/** For people: milliseconds as a duration, a family by its mean, median and maximum. */
function shown(value: Kpi["value"] | KpiTotal["pooled"], unit: Kpi["unit"]): string {
  const one = (number: number | null): string =>
    number === null ? "–" : unit === "ms" ? duration(number) : rounded(number);
  if (value === null) return "–";
  if (typeof value === "number") return one(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if ("share" in value) return `${rounded(value.share * 100)} %`;
  return `${one(value.mean)} mean, ${one(value.median)} median, ${one(value.max)} max`;
}

function rounded(number: number): string {
  return String(Number(number.toFixed(3)));
}

/** `1 d 02:03:04`, `02:03:04`, `3:04`, `4.2 s` */
export function duration(milliseconds: number): string {
  const sign = milliseconds < 0 ? "-" : "";
  const magnitude = Math.abs(milliseconds);
  if (magnitude < 60_000) return `${sign}${Number((magnitude / 1000).toFixed(magnitude < 10_000 ? 3 : 1))} s`;
  const seconds = Math.round(magnitude / 1000);
  const two = (number: number): string => String(number).padStart(2, "0");
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days === 0 && hours === 0) return `${sign}${minutes}:${two(seconds % 60)}`;
  return `${sign}${days === 0 ? "" : `${days} d `}${two(hours)}:${two(minutes)}:${two(seconds % 60)}`;
}

/** A cell that a spreadsheet would take for a formula is quoted as text: an agent's name is someone's choice. */
function csvLine(cells: readonly string[]): string {
  return `${cells
    .map((cell) => {
      const harmless = /^[=+@\t\r]|^-(?![\d.]+$)/.test(cell) ? `'${cell}` : cell;
      return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
    })
    .join(",")}\r\n`;
}
