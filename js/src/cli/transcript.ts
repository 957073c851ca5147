import type { Exporter } from "../core/sealed_transcript.js";
import { startCore } from "./core.js";
import { report } from "./diagnostics.js";
import { lensOf, warnIfOriginal } from "./lens.js";
import { FILE_OPTIONS, FILE_OPTIONS_HELP, filesOf, oneOf, parse, fileOptionsOf, refused, scopeOf } from "./options.js";
import { OutputFolder, print } from "./output.js";
import { Proof } from "./proof.js";
import { read } from "./reading.js";
import { checkSourceOptions, writeSources } from "./source.js";
import { FAILED, LEAK, OK, UsageError, type Command } from "./usage.js";

const FORMATS = ["text", "jsonl", "json", "csv", "markdown", "html", "source", "patch"] as const;
/** What a check can open again, to look at every place. */
const REOPENED: readonly string[] = ["jsonl", "json", "csv"];

export const transcript: Command = {
  summary: "print conversations in order, redacted if asked",
  help: `\
sealed-transcript transcript FILE… [--format FORMAT] [--redact] [--conversation ID] [--out DIR]

Joins the files into conversations and prints their entries, oldest first.

  --format FORMAT     ${FORMATS.join(", ")} (default text); jsonl is one entry a
                      line, html one document without script; source is every file back in its own shape,
                      with redacted spans replaced; patch is the bodies that write redacted texts back to
                      Salesforce, which nothing here sends
  --check             read the output again and look for redacted values; on a leak exit 3, write nothing
  --report FILE       say what was removed, by which rules, and what was not examined, with SHA-256 of all
                      files; JSON, or text if FILE ends in .txt or .md; implies --check
  --omit-unwritable   source: leave out what cannot be rewritten, instead of writing nothing
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
      check: { type: "boolean" },
      report: { type: "string" },
      "omit-unwritable": { type: "boolean" },
    });
    const files = filesOf(positionals);
    scopeOf(values);
    const format = oneOf("format", values.format, FORMATS);
    const fileOptions = fileOptionsOf(values, files);
    const redacted = values.redact === true || values.policy !== undefined;
    const proves = values.check === true || values.report !== undefined;
    if (proves && !redacted)
      throw new UsageError("--check and --report are about a redaction: say --redact or --policy");
    if (format === "patch" && !redacted) throw new UsageError("--format patch writes redactions back: say --redact");
    const scoped = values.conversation !== undefined || values.customer !== undefined || !!values["customer-copy"];
    if (format === "source") checkSourceOptions(files, { out: values.out !== undefined, scoped, redacted });
    const folder = values.out === undefined ? null : await OutputFolder.at(values.out);
    startCore();
    const lens = lensOf(values);
    const {
      archive,
      report: { diagnostics },
      digests,
      names,
      succeeded,
    } = await read(files, fileOptions, lens, values.report !== undefined);
    report(diagnostics);
    if (!succeeded || (values.strict === true && diagnostics.length > 0)) return FAILED;
    warnIfOriginal(lens);
    const options = {
      format: format === "source" || format === "patch" ? ("jsonl" as const) : format,
      ...scopeOf(values),
      customerCopy: values["customer-copy"] ?? false,
      zone: null,
      related: values.related ?? null,
    };
    if (lens !== null && format === "source") {
      const from = { files, names, fileOptions };
      const { exit, proof } = await writeSources(archive, lens, from, {
        folder,
        omit: values["omit-unwritable"] === true,
      });
      if (exit === OK && values.report !== undefined) await proof.write(values.report, digests);
      return exit;
    }
    const proof =
      lens !== null && (proves || format === "patch")
        ? new Proof(archive, options, lens, REOPENED.includes(format))
        : null;
    const output = format === "patch" ? null : refused(() => archive.export(options, lens));
    const name = output?.fileName ?? "write-back.json";
    const written = (): Iterable<Uint8Array> =>
      output === null ? bodiesOf(proof as Proof) : chunksOf(refused(() => archive.export(options, lens)));
    const watched = proves && proof !== null ? () => proof.watch(name, written()) : written;
    if (folder !== null) await folder.write(name, watched());
    // What is printed cannot be taken back: it is looked at first.
    else if (proves) for (const _ of watched());
    if (proves && proof?.passed() === false) return LEAK;
    if (folder !== null) await folder.commit();
    else await print(written());
    if (values.report !== undefined) await proof?.write(values.report, digests);
    return OK;
  },
};

/** Calls for the Connect REST API, and what they leave out. */
function* bodiesOf(proof: Proof): Generator<Uint8Array> {
  yield new TextEncoder().encode(`${JSON.stringify(proof.redaction.writeBack(), null, 2)}\n`);
}

function* chunksOf(exporter: Exporter): Generator<Uint8Array> {
  for (let chunk = exporter.next(); chunk !== undefined; chunk = exporter.next()) yield chunk;
}
