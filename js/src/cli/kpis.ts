import type { KpiReport } from "../client/types.js";
import { startCore } from "./core.js";
import { report as reportDiagnostics } from "./diagnostics.js";
import { lensOf, warnIfOriginal } from "./lens.js";
import { FILE_OPTIONS, FILE_OPTIONS_HELP, filesOf, oneOf, parse, fileOptionsOf } from "./options.js";
import { print } from "./output.js";
import { read } from "./reading.js";
import { FAILED, OK, UsageError, type Command } from "./usage.js";

const FORMATS = ["table", "json", "csv"] as const;
const ANCHORS = ["first", "last"] as const;
const ROWS = ["session", "episode", "agent"] as const;

export const kpis: Command = {
  summary: "measure response times, waits, durations and counts",
  help: `\
sealed-transcript kpis FILE… [--format FORMAT] [--by session|episode|agent] [--anchor first|last]

Measures sessions, conversations and agents. Times are in milliseconds in json and csv; what does not
apply is empty, with its reason.

  --format FORMAT     ${FORMATS.join(", ")} (default table)
  --by ROWS           what a row of csv is: ${ROWS.join(", ")} (default session); an episode is one
                      measured stretch of time, with the entries it lies between
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
      anchor: { type: "string", default: "first" },
    });
    const files = filesOf(positionals);
    const format = oneOf("format", values.format, FORMATS);
    if (values.by !== undefined && format !== "csv") throw new UsageError("--by says what a row of --format csv is");
    const by = oneOf("by", values.by ?? "session", ROWS);
    const anchor = oneOf("anchor", values.anchor, ANCHORS);
    const fileOptions = fileOptionsOf(values, files);
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
    const options = { anchor };
    await print(
      format === "json"
        ? json(archive.kpis(options, lens))
        : [archive.kpiTable(options, format === "table" ? format : by, lens)],
    );
    return OK;
  },
};

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
