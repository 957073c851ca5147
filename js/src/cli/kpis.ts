import { startCore } from "./core.js";
import { report as reportDiagnostics } from "./diagnostics.js";
import { kpiCsv, kpiJson, kpiTable } from "./kpi_report.js";
import { lensOf, warnIfOriginal } from "./lens.js";
import { FILE_OPTIONS, FILE_OPTIONS_HELP, filesOf, oneOf, parse, zoneOf } from "./options.js";
import { print } from "./output.js";
import { read } from "./reading.js";
import { FAILED, OK, type Command } from "./usage.js";

const WRITERS = { table: kpiTable, json: kpiJson, csv: kpiCsv };
const FORMATS = ["table", "json", "csv"] as const;
const ANCHORS = ["first", "last"] as const;

export const kpis: Command = {
  summary: "measure response times, waits, durations and counts",
  help: `\
sealed-transcript kpis FILE… [--format FORMAT] [--anchor first|last]

Measures sessions, conversations and agents. Times are in milliseconds in json and csv; what does not
apply is empty, with its reason.

  --format FORMAT     ${FORMATS.join(", ")} (default table)
  --anchor WHICH      a wait starts at the first or last unanswered message (default first)
${FILE_OPTIONS_HELP}

Examples:
  sealed-transcript kpis entries.json sessions.csv
  sealed-transcript kpis exports/* --format csv > kpis.csv
`,
  async run(args) {
    const { values, positionals } = parse(args, {
      ...FILE_OPTIONS,
      format: { type: "string", default: "table" },
      anchor: { type: "string", default: "first" },
    });
    const files = filesOf(positionals);
    const format = oneOf("format", values.format, FORMATS);
    const anchor = oneOf("anchor", values.anchor, ANCHORS);
    const zone = zoneOf(values.zone);
    startCore();
    const lens = lensOf(values);
    const {
      archive,
      report: { diagnostics },
      succeeded,
    } = await read(files, zone, lens);
    reportDiagnostics(diagnostics);
    if (!succeeded || (values.strict === true && diagnostics.length > 0)) return FAILED;
    warnIfOriginal(lens);
    await print(WRITERS[format](archive.kpis({ anchor }, lens)));
    return OK;
  },
};
