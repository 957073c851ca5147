import type { Exporter } from "../core/sealed_transcript.js";
import { TranscriptError } from "../client/error.js";
import { startCore } from "./core.js";
import { report } from "./diagnostics.js";
import { lensOf, warnIfOriginal } from "./lens.js";
import { FILE_OPTIONS, FILE_OPTIONS_HELP, filesOf, oneOf, parse, fileOptionsOf } from "./options.js";
import { OutputFolder, print } from "./output.js";
import { read } from "./reading.js";
import { FAILED, OK, UsageError, type Command } from "./usage.js";

const FORMATS = ["text", "jsonl", "json", "csv", "markdown"] as const;

export const transcript: Command = {
  summary: "print conversations in order, redacted if asked",
  help: `\
sealed-transcript transcript FILE… [--format FORMAT] [--redact] [--conversation ID] [--out DIR]

Joins the files into conversations and prints their entries, oldest first.

  --format FORMAT     ${FORMATS.join(", ")} (default text); jsonl is one entry a line
  --conversation ID   this conversation only
  --customer-copy     without internal notes
  --related           jsonl: before the entries of each conversation a line with its sessions, participants
                      and records, so that the file opens again without loss (json has them anyway)
  --out DIR           write a file into the new folder DIR instead of standard output;
                      nothing is written unless everything was
${FILE_OPTIONS_HELP}

Examples:
  sealed-transcript transcript entries.json sessions.csv --redact
  sealed-transcript transcript exports/*.json --format jsonl --policy pci > entries.jsonl
  sealed-transcript transcript exports/*.json --redact --customer-copy --format markdown --out copy
`,
  async run(args) {
    const { values, positionals } = parse(args, {
      ...FILE_OPTIONS,
      format: { type: "string", default: "text" },
      conversation: { type: "string" },
      "customer-copy": { type: "boolean" },
      related: { type: "boolean" },
      out: { type: "string" },
    });
    const files = filesOf(positionals);
    const format = oneOf("format", values.format, FORMATS);
    const fileOptions = fileOptionsOf(values, files);
    const folder = values.out === undefined ? null : await OutputFolder.at(values.out);
    startCore();
    const lens = lensOf(values);
    const {
      archive,
      report: { diagnostics },
      succeeded,
    } = await read(files, fileOptions, lens);
    report(diagnostics);
    if (!succeeded || (values.strict === true && diagnostics.length > 0)) return FAILED;
    warnIfOriginal(lens);
    const options = {
      format,
      conversation: values.conversation ?? null,
      customerCopy: values["customer-copy"] ?? false,
      zone: null,
      related: values.related ?? null,
    };
    const exporter = asked(() => archive.export(options, lens));
    if (folder === null) {
      await print(chunksOf(exporter));
      return OK;
    }
    await folder.write(exporter.fileName, chunksOf(exporter));
    await folder.commit();
    return OK;
  },
};

/** What the engine refuses before it gives anything was asked wrongly: a conversation that is not there. */
function asked<T>(question: () => T): T {
  try {
    return question();
  } catch (thrown) {
    const error = TranscriptError.from(thrown);
    throw error.recoverable ? new UsageError(error.message) : error;
  }
}

function* chunksOf(exporter: Exporter): Generator<Uint8Array> {
  for (let chunk = exporter.next(); chunk !== undefined; chunk = exporter.next()) yield chunk;
}
