import { startCore } from "./core.js";
import { report } from "./diagnostics.js";
import { lensOf } from "./lens.js";
import { FILE_OPTIONS, FILE_OPTIONS_HELP, fileOptionsOf, filesOf, parse, refused, scopeOf } from "./options.js";
import { print } from "./output.js";
import { read } from "./reading.js";
import { FAILED, OK, UsageError, type Command } from "./usage.js";

const WINDOW = 200;

export const findings: Command = {
  summary: "list what a policy finds, with evidence and context, for review",
  help: `\
sealed-transcript findings FILE… [--policy NAME|FILE] [--detector ID] [--type TYPE] [--role ROLE]

Prints every finding as a line of JSON: its value and what stands around it (in the words of the original),
conversation, entry, detector, score, the check and the context that spoke for it, what was decided. Its spot
is what a decision names; a file of decisions is {"version":1,"decisions":[{"verdict":"reject","at":SPOT}]}.

  --conversation ID   of this conversation only
  --customer ID       of one customer only
  --detector ID       of this detector
  --type TYPE         of this entity type
  --role ROLE         in texts of this role
  --min-score N       with at least this score
  --max-score N       with at most this score
  --undecided         that nobody decided on yet
${FILE_OPTIONS_HELP}

Examples:
  sealed-transcript findings exports/* --max-score 0.7
  sealed-transcript findings exports/* --policy broad --decisions decisions.json --undecided
`,
  async run(args) {
    const { values, positionals } = parse(args, {
      ...FILE_OPTIONS,
      conversation: { type: "string" },
      customer: { type: "string", multiple: true },
      detector: { type: "string" },
      type: { type: "string" },
      role: { type: "string" },
      "min-score": { type: "string" },
      "max-score": { type: "string" },
      undecided: { type: "boolean" },
    });
    const files = filesOf(positionals);
    const scope = scopeOf(values);
    const fileOptions = fileOptionsOf(values, files);
    const filter = {
      conversation: null,
      detector: values.detector ?? null,
      type: values.type ?? null,
      role: values.role ?? null,
      minScore: scoreOf("min-score", values["min-score"]),
      maxScore: scoreOf("max-score", values["max-score"]),
      undecided: values.undecided ?? null,
    };
    startCore();
    const lens = lensOf({ ...values, redact: true });
    const { archive, report: read_, succeeded } = await read(files, fileOptions, lens);
    report(read_.diagnostics);
    if (!succeeded || lens === null || (values.strict === true && read_.diagnostics.length > 0)) return FAILED;
    const review = refused(() => archive.redaction({ format: "jsonl", ...scope }, lens, false));
    const windows = function* (): Generator<string> {
      for (let from = 0; ; from += WINDOW) {
        const { total, rows } = refused(() => review.findings(filter, from, WINDOW));
        for (const row of rows) yield `${JSON.stringify(row)}\n`;
        if (from + WINDOW >= total) return;
      }
    };
    await print(windows());
    return OK;
  },
};

function scoreOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const score = Number(text);
  if (!(score >= 0 && score <= 1)) throw new UsageError(`--${option} is a number from 0 to 1, not ${text}`);
  return score;
}
