import { readFileSync } from "node:fs";

import { TranscriptError } from "../client/error.js";
import { Policy } from "../core/sealed_transcript.js";
import { startCore } from "./core.js";
import { report } from "./diagnostics.js";
import { policyOf } from "./lens.js";
import { parse } from "./options.js";
import { print } from "./output.js";
import { FAILED, OK, UsageError, type Command } from "./usage.js";

export const policy: Command = {
  summary: "show a redaction policy, or check one",
  help: `\
sealed-transcript policy show [NAME|FILE]
sealed-transcript policy check FILE

show prints a policy as JSON, the standard one by default: a start for your own. check says whether a
file is a policy, and its name and hash.

  -h, --help          this text

Examples:
  sealed-transcript policy show pci > policy.json
  sealed-transcript policy check policy.json
`,
  async run(args) {
    const { positionals } = parse(args, { help: { type: "boolean", short: "h" } });
    const [action, subject, ...surplus] = positionals;
    if (surplus.length > 0) throw new UsageError("policy takes one name or file");
    if (action === "show") return show(subject ?? "standard");
    if (action === "check" && subject !== undefined) return check(subject);
    throw new UsageError(action === "check" ? "policy check needs a FILE" : "policy needs show or check");
  },
};

async function show(nameOrFile: string): Promise<number> {
  startCore();
  const json: unknown = JSON.parse(policyOf(nameOrFile).toJson());
  await print([`${JSON.stringify(json, null, 2)}\n`]);
  return OK;
}

async function check(file: string): Promise<number> {
  startCore();
  const refuse = (code: string, message: string, at: Partial<TranscriptError> = {}): number => {
    const { offset = null, line = null, path = null } = at;
    report([{ code, file, record: null, offset, line, path, message }]);
    return FAILED;
  };
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return refuse("unopened", "The file cannot be opened or read.");
  }
  try {
    const { name, hash } = Policy.parse(text);
    await print([`${JSON.stringify({ name, hash })}\n`]);
    return OK;
  } catch (thrown) {
    const error = TranscriptError.from(thrown);
    if (!error.recoverable) throw error;
    return refuse(error.code, error.message, error);
  }
}
