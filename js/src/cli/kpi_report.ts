import type { Kpi, KpiFamily, KpiReport } from "../core/sealed_transcript.js";
import { table, type Column } from "./table.js";

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
const CSV_HEADER = ["level", "conversation", "session", "agent", "kpi", "unit", "value", "n", ...FAMILY, "bh", "reason", "reported", "flags"];

/** One measure of one session, conversation or agent a row. */
export function* kpiCsv(report: KpiReport): Generator<string> {
  yield csvLine(CSV_HEADER);
  for (const { level, conversation, session, agent, kpis } of levels(report)) {
    for (const [id, kpi] of Object.entries(kpis)) {
      const family = familyOf(kpi);
      yield csvLine([
        level, conversation, session, agent, id, kpi.unit,
        family === null ? text(kpi.value) : "",
        text(kpi.n),
        ...FAMILY.map((key) => text(family?.[key])),
        text(kpi.bh), text(kpi.reason), text(kpi.reported), kpi.flags.join(" "),
      ]);
    }
  }
}

/** A block for each session, conversation and agent: what was measured, and why the rest was not. */
export function* kpiTable(report: KpiReport): Generator<string> {
  const names = new Map(report.definitions.map(({ id, name }) => [id, name]));
  const columns: Column[] = [{ title: "KPI" }, { title: "" }, { title: "value", align: "right" }, { title: "n", align: "right" }, { title: "" }];
  for (const { level, conversation, session, agent, kpis } of levels(report)) {
    const rows = Object.entries(kpis).map(([id, kpi]) => [
      id, names.get(id) ?? names.get(id.split(".")[0] as string) ?? "", shown(kpi), text(kpi.n),
      [kpi.reason ?? "", ...kpi.flags].filter((word) => word !== "").join(", "),
    ]);
    yield `${level} ${[agent, session, session === "" ? conversation : ""].filter((id) => id !== "").join(" ")}\n`;
    yield `${table(columns, rows)}\n`;
  }
}

interface Level {
  level: "session" | "conversation" | "agent";
  conversation: string;
  session: string;
  agent: string;
  kpis: Record<string, Kpi>;
}

function* levels({ sessions, conversations, agents }: KpiReport): Generator<Level> {
  for (const { session, conversation, kpis } of sessions) yield { level: "session", conversation, session, agent: "", kpis };
  for (const { conversation, kpis } of conversations) yield { level: "conversation", conversation, session: "", agent: "", kpis };
  for (const { agent, kpis } of agents) yield { level: "agent", conversation: "", session: "", agent, kpis };
}

function familyOf({ value }: Kpi): KpiFamily | null {
  return typeof value === "object" ? value : null;
}

function text(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

/** For people: milliseconds as a duration, a family by its mean, median and maximum. */
function shown(kpi: Kpi): string {
  const { value, unit } = kpi;
  const one = (number: number | null): string => (number === null ? "–" : unit === "ms" ? duration(number) : rounded(number));
  const family = familyOf(kpi);
  if (family !== null) return `${one(family.mean)} mean, ${one(family.median)} median, ${one(family.max)} max`;
  if (typeof value === "number") return one(value);
  return value === null ? "–" : value === true ? "yes" : "no";
}

function rounded(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(3);
}

/** `1 d 02:03:04`, `02:03:04`, `3:04`, `4.2 s` */
export function duration(milliseconds: number): string {
  const sign = milliseconds < 0 ? "-" : "";
  const magnitude = Math.abs(milliseconds);
  if (magnitude < 60_000) return `${sign}${Number((magnitude / 1000).toFixed(magnitude < 10_000 ? 3 : 1))} s`;
  const seconds = Math.round(magnitude / 1000);
  const two = (number: number): string => String(number).padStart(2, "0");
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days === 0 && hours === 0) return `${sign}${minutes}:${two(seconds % 60)}`;
  return `${sign}${days === 0 ? "" : `${days} d `}${two(hours)}:${two(minutes)}:${two(seconds % 60)}`;
}

/** A cell that a spreadsheet would take for a formula is quoted as text: an agent's name is someone's choice. */
function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => {
    const harmless = /^[=+@\t\r]|^-(?![\d.]+$)/.test(cell) ? `'${cell}` : cell;
    return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  }).join(",")}\r\n`;
}
