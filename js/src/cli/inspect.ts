import data from "../../../docs/how-to-get-data.md";
import type { Diagnostic, FileReport, Gap, InspectReport } from "../client/types.js";
import { startCore } from "./core.js";
import { report as reportDiagnostics } from "./diagnostics.js";
import { lensOf, warnIfOriginal } from "./lens.js";
import { FILE_OPTIONS, FILE_OPTIONS_HELP, filesOf, parse, fileOptionsOf } from "./options.js";
import { print, printable } from "./output.js";
import { read } from "./reading.js";
import { FAILED, OK, type Command } from "./usage.js";

export const inspect: Command = {
  summary: "say what is in files, what was left out, and why",
  help: `\
sealed-transcript inspect FILE… [--json]

Says of each file what it was recognised as and by what evidence, how many records and entries it
holds, the time they span, what could not be read, and what is likely missing: why, what to do, and
the query that fetches it, with the ids known from the files.

  --json              as one JSON object
${FILE_OPTIONS_HELP}

Examples:
  sealed-transcript inspect entries.json sessions.csv
  sealed-transcript inspect exports/*.json --json | jq .total

${data}`,
  async run(args) {
    const { values, positionals } = parse(args, { ...FILE_OPTIONS, json: { type: "boolean" } });
    const files = filesOf(positionals);
    const fileOptions = fileOptionsOf(values, files);
    startCore();
    const lens = lensOf(values);
    const { report, succeeded } = await read(files, fileOptions, lens);
    reportDiagnostics(report.diagnostics);
    warnIfOriginal(lens);
    await print(values.json === true ? [`${JSON.stringify(documented(report))}\n`] : readable(report));
    return succeeded && !(values.strict === true && report.diagnostics.length > 0) ? OK : FAILED;
  },
};

/** The total with its counts at hand, as they are documented, beside what else the engine says of it. */
function documented({ files, total, diagnostics }: InspectReport): object {
  return { files, total: { ...total.entries, ...total }, diagnostics };
}

function* readable({ files, total, diagnostics }: InspectReport): Generator<string> {
  for (const file of files) yield fileBlock(file, diagnostics);
  yield `Total\n  found     ${total.conversations} conversations, ${total.sessions} sessions\n  entries   ${counts(total.entries)}\n`;
  yield gapLines(total.gaps)
    .map((line) => `${line}\n`)
    .join("");
}

function fileBlock(file: FileReport, all: readonly Diagnostic[]): string {
  const records = Object.entries(file.records);
  const lines = [
    printable(file.file),
    `  format    ${file.format}${file.evidence === "" ? "" : ` (${printable(file.evidence)})`}`,
    `  records   ${records.length === 0 ? "none" : records.map(([kind, n]) => `${n} ${printable(kind)}`).join(", ")}`,
    `  entries   ${counts(file.entries)}`,
  ];
  if (file.from !== null) lines.push(`  time      ${file.from} to ${file.to ?? file.from}`);
  lines.push(...gapLines(file.gaps));
  for (const warning of file.warnings) lines.push(`  warning   ${printable(warning)}`);
  const here = all.filter((diagnostic) => diagnostic.file === file.file);
  for (const diagnostic of here.slice(0, SHOWN)) lines.push(`  problem   ${sentence(diagnostic)}`);
  if (here.length > SHOWN) lines.push(`            and ${here.length - SHOWN} more: see standard error, or --json`);
  return `${lines.join("\n")}\n\n`;
}

/** What is likely missing, why, and the query that fetches it. */
function gapLines(gaps: readonly Gap[]): string[] {
  return gaps.flatMap(({ code, message, advice, query }) => [
    `  missing   ${code}: ${printable(message)}`,
    `            ${advice}`,
    ...(query === null ? [] : query.split("\n").map((line) => `            ${line}`)),
  ]);
}

/** Problems of one file before the rest is only counted. */
const SHOWN = 10;

function counts({ read: total, shown, merged, filtered, diagnosed }: FileReport["entries"]): string {
  return `${total} read = ${shown} shown + ${merged} merged + ${filtered} filtered + ${diagnosed} diagnosed`;
}

function sentence({ record, offset, line, path, message }: Diagnostic): string {
  const place = [
    record === null ? "" : `record ${record}`,
    line === null ? "" : `line ${line}`,
    offset === null ? "" : `byte ${offset}`,
    path === null ? "" : printable(path),
  ].filter((part) => part !== "");
  return `${place.length === 0 ? "" : `${place.join(", ")}: `}${printable(message)}`;
}
