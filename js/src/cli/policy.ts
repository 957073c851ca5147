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
  summary: "show a redaction policy, check one, or import rules of Salesforce",
  help: `\
sealed-transcript policy show [NAME|FILE]
sealed-transcript policy check FILE
sealed-transcript policy import FILE…

show prints a policy as JSON, the standard one by default: a start for your own. check says whether a
file is a policy, and its name and hash. import makes a policy of LiveChatSensitiveDataRule metadata (XML).

  -h, --help          this text

Examples:
  sealed-transcript policy show pci > policy.json
  sealed-transcript policy check policy.json
`,
  async run(args) {
    const { positionals } = parse(args, { help: { type: "boolean", short: "h" } });
    const [action, subject, ...surplus] = positionals;
    if (action === "import" && subject !== undefined) return imported([subject, ...surplus]);
    if (surplus.length > 0) throw new UsageError("policy takes one name or file");
    if (action === "show") return show(subject ?? "standard");
    if (action === "check" && subject !== undefined) return check(subject);
    throw new UsageError(action === "check" ? "policy check needs a FILE" : "policy needs show, check or import");
  },
};

async function show(nameOrFile: string): Promise<number> {
  startCore();
  const json: unknown = JSON.parse(policyOf(nameOrFile).toJson());
  await print([`${JSON.stringify(json, null, 2)}\n`]);
  return OK;
}

async function imported(files: string[]): Promise<number> {
  startCore();
  let xml = "";
  for (const file of files) {
    try {
      xml += readFileSync(file, "utf8");
    } catch {
      report([
        {
          code: "unopened",
          file,
          record: null,
          offset: null,
          line: null,
          path: null,
          message: "The file cannot be opened or read.",
        },
      ]);
      return FAILED;
    }
  }
  try {
    const json: unknown = JSON.parse(Policy.importRules(xml).toJson());
    await print([`${JSON.stringify(json, null, 2)}\n`]);
    return OK;
  } catch (thrown) {
    const error = TranscriptError.from(thrown);
    if (!error.recoverable) throw error;
    const { offset = null, line = null, path = null, code, message } = error;
    report([{ code, file: files.join(", "), record: null, offset, line, path, message }]);
    return FAILED;
  }
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
    // Whether a key is at hand is no fault of the policy: any will do to look at it.
    const { name, hash } = Policy.parse(text, new Uint8Array(32));
    await print([`${JSON.stringify({ name, hash })}\n`]);
    return OK;
  } catch (thrown) {
    const error = TranscriptError.from(thrown);
    if (!error.recoverable) throw error;
    return refuse(error.code, error.message, error);
  }
}
