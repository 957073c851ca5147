import type { Exporter } from "../core/sealed_transcript.js";
import { startCore } from "./core.js";
import { report } from "./diagnostics.js";
import { lensOf, warnIfOriginal } from "./lens.js";
import { FILE_OPTIONS, FILE_OPTIONS_HELP, filesOf, oneOf, parse, fileOptionsOf, refused, scopeOf } from "./options.js";
import { OutputFolder, print } from "./output.js";
import { read } from "./reading.js";
import { FAILED, OK, type Command } from "./usage.js";

const FORMATS = ["text", "jsonl", "json", "csv", "markdown", "html"] as const;

export const transcript: Command = {
  summary: "print conversations in order, redacted if asked",
  help: `\
sealed-transcript transcript FILE… [--format FORMAT] [--redact] [--conversation ID] [--out DIR]

Joins the files into conversations and prints their entries, oldest first.

  --format FORMAT     ${FORMATS.join(", ")} (default text);
                      jsonl is one entry a line, html one document without script
  --conversation ID   this conversation only
  --customer ID       everything of one customer, over all channels in one order: the id of a contact, a
                      lead, an account or a messaging user, or a platform key; given twice, the two are
                      taken for one person
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
      customer: { type: "string", multiple: true },
      "customer-copy": { type: "boolean" },
      related: { type: "boolean" },
      out: { type: "string" },
    });
    const files = filesOf(positionals);
    scopeOf(values);
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
      ...scopeOf(values),
      customerCopy: values["customer-copy"] ?? false,
      zone: null,
      related: values.related ?? null,
    };
    const exporter = refused(() => archive.export(options, lens));
    if (folder === null) {
      await print(chunksOf(exporter));
      return OK;
    }
    await folder.write(exporter.fileName, chunksOf(exporter));
    await folder.commit();
    return OK;
  },
};

function* chunksOf(exporter: Exporter): Generator<Uint8Array> {
  for (let chunk = exporter.next(); chunk !== undefined; chunk = exporter.next()) yield chunk;
}
