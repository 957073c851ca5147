import { readFile } from "node:fs/promises";

import type { KpiDimension, KpiHours, KpiOptions, KpiReport } from "../client/types.js";
import { startCore } from "./core.js";
import { report as reportDiagnostics } from "./diagnostics.js";
import { lensOf, warnIfOriginal } from "./lens.js";
import { FILE_OPTIONS, FILE_OPTIONS_HELP, filesOf, oneOf, parse, fileOptionsOf, refused, scopeOf } from "./options.js";
import { print } from "./output.js";
import { read } from "./reading.js";
import { FAILED, OK, UsageError, type Command } from "./usage.js";

const FORMATS = ["table", "summary", "json", "csv"] as const;
const ANCHORS = ["first", "last"] as const;
const ROWS = ["session", "conversation", "episode", "agent", "group", "total", "reported"] as const;
const PERCENTILES = ["linear", "nearest_rank"] as const;
const CLOCKS = ["wall", "business"] as const;
const ATTRIBUTIONS = ["session_start", "event_end"] as const;
const DIMENSIONS = [
  "agent",
  "owner",
  "channel_name",
  "channel_type",
  "channel_group",
  "channel_intent",
  "channel_locale",
  "origin",
  "status",
  "agent_type",
  "customer",
  "weekday",
  "hour",
  "day",
  "week",
  "month",
] as const satisfies KpiDimension[];

export const kpis: Command = {
  summary: "measure response times, waits, durations and counts",
  help: `\
sealed-transcript kpis FILE… [--format FORMAT] [--by ROWS] [--anchor first|last] [--hours FILE]
                       [--group-by WHAT] [--first-response TIME] [--next-response TIME]

Measures sessions, conversations and agents. Times are in milliseconds in json and csv; what does not
apply is empty, with its reason.

  --format FORMAT     ${FORMATS.join(", ")} (default table); a summary is one page of what
                      people ask for first
  --by ROWS           what a row of csv is: ${ROWS.join(", ")} (default session);
                      an episode is one measured stretch of time, with the entries it lies between;
                      reported sets Salesforce's own values beside ours
  --hours FILE        business hours (JSON); each duration then has its part within them beside it:
                      {"zone": "America/New_York", "weekly": {"mon": [["09:00", "17:00"]]},
                       "holidays": ["2025-12-25"]}
  --group-by WHAT     totals of groups of sessions, of one or more (with commas) of
                      ${DIMENSIONS.slice(0, 8).join(", ")},
                      ${DIMENSIONS.slice(8).join(", ")}
  --first-response T  target of the first response (S1), such as 90s, 2m or 1h
  --next-response T   target of every response of an agent (S2)
  --target-clock C    hold targets by the wall clock or in business hours: ${CLOCKS.join(", ")}
  --attribution WHEN  a value belongs to the period of ${ATTRIBUTIONS.join(" or ")} (default
                      session_start)
  --display-zone ZONE zone of periods and of the heatmap, an IANA name (default UTC)
  --exclude-inactive  take inactive and paused time out of the waits for customers
  --count-undelivered messages whose delivery failed count like any other
  --idle-cap TIME     count at most so much of each gap between messages as engaged (D3)
  --short-abandon T   a customer who left the queue sooner did not abandon it (A1)
  --percentile HOW    ${PERCENTILES.join(" or ")} (default linear)
  --data-until TIME   until when the data is complete, such as 2025-03-31T00:00:00Z (default: the
                      latest time in it)
  --conversation ID   of this conversation only
  --customer ID       of one customer only: the id of a contact, a lead, an account or a messaging user, or
                      a platform key; given twice, the two are taken for one person
  --anchor WHICH      a wait starts at the first or last unanswered message (default first)
${FILE_OPTIONS_HELP}

Examples:
  sealed-transcript kpis entries.json sessions.csv
  sealed-transcript kpis exports/* --format csv > kpis.csv
  sealed-transcript kpis exports/* --format csv --by agent --redact
`,
  async run(args) {
    const { values, positionals } = parse(args, {
      ...FILE_OPTIONS,
      format: { type: "string", default: "table" },
      by: { type: "string" },
      conversation: { type: "string" },
      customer: { type: "string", multiple: true },
      anchor: { type: "string", default: "first" },
      hours: { type: "string" },
      "group-by": { type: "string" },
      "first-response": { type: "string" },
      "next-response": { type: "string" },
      "target-clock": { type: "string", default: "wall" },
      attribution: { type: "string", default: "session_start" },
      "display-zone": { type: "string", default: "UTC" },
      "exclude-inactive": { type: "boolean", default: false },
      "count-undelivered": { type: "boolean", default: false },
      "idle-cap": { type: "string" },
      "short-abandon": { type: "string" },
      percentile: { type: "string", default: "linear" },
      "data-until": { type: "string" },
    });
    const files = filesOf(positionals);
    const scope = scopeOf(values);
    const format = oneOf("format", values.format, FORMATS);
    if (values.by !== undefined && format !== "csv") throw new UsageError("--by says what a row of --format csv is");
    const by = oneOf("by", values.by ?? "session", ROWS);
    const anchor = oneOf("anchor", values.anchor, ANCHORS);
    const fileOptions = fileOptionsOf(values, files);
    const groups = (values["group-by"] ?? "").split(",").filter((word) => word !== "");
    if (by === "group" && groups.length === 0) throw new UsageError("--by group needs --group-by, to say which groups");
    const options: KpiOptions = {
      anchor,
      exclude_inactive: values["exclude-inactive"],
      count_undelivered: values["count-undelivered"],
      idle_cap: durationOf("idle-cap", values["idle-cap"]),
      short_abandon: durationOf("short-abandon", values["short-abandon"]) ?? 0,
      percentile: oneOf("percentile", values.percentile, PERCENTILES),
      data_until: instantOf("data-until", values["data-until"]),
      hours: values.hours === undefined ? null : await hoursOf(values.hours),
      group_by: groups.map((word) => oneOf("group-by", word, DIMENSIONS)),
      sla: {
        first_response: durationOf("first-response", values["first-response"]),
        next_response: durationOf("next-response", values["next-response"]),
        clock: oneOf("target-clock", values["target-clock"], CLOCKS),
      },
      attribution: oneOf("attribution", values.attribution, ATTRIBUTIONS),
      zone: values["display-zone"],
    };
    if (options.sla?.clock === "business" && options.hours === null) {
      throw new UsageError("--target-clock business needs --hours, to say when somebody is there");
    }
    startCore();
    const lens = lensOf(values);
    const {
      archive,
      report: { diagnostics },
      succeeded,
    } = await read(files, fileOptions, lens);
    reportDiagnostics(diagnostics);
    if (!succeeded || (values.strict === true && diagnostics.length > 0)) return FAILED;
    warnIfOriginal(lens);
    await print(
      format === "json"
        ? json(refused(() => archive.kpis(options, lens, scope)))
        : [refused(() => archive.kpiTable(options, format === "csv" ? by : format, lens, scope))],
    );
    return OK;
  },
};

/** `90s`, `2m`, `1h` or a number of seconds, in milliseconds. */
function durationOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const [, number = "", unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  if (number === "") throw new UsageError(`--${option} is a time such as 90s, 2m or 1h, not ${text}`);
  return Math.round(Number(number) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit]!);
}

/** An instant with its offset, in milliseconds since 1970. */
function instantOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const at = /(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new UsageError(`--${option} is a time such as 2025-03-31T00:00:00Z, not ${text}`);
  return at;
}

/** A schedule from a file; what is wrong inside it the engine says. */
async function hoursOf(file: string): Promise<KpiHours> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`--hours ${file}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text) as KpiHours;
  } catch (error) {
    throw new UsageError(`--hours ${file}: not JSON: ${(error as Error).message}`);
  }
}

/** The report as one line of JSON, in pieces: that of a large archive is longer than a string can be. */
function* json(report: KpiReport): Generator<string> {
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
