import data from "../../../docs/how-to-get-data.md";
import { TranscriptError } from "../client/error.js";
import { version } from "../core/sealed_transcript.js";
import { startCore } from "./core.js";
import { report } from "./diagnostics.js";
import { findings } from "./findings.js";
import { inspect } from "./inspect.js";
import { kpis } from "./kpis.js";
import { leaveWithTheReader, print } from "./output.js";
import { policy } from "./policy.js";
import { scan } from "./scan.js";
import { search } from "./search.js";
import { transcript } from "./transcript.js";
import { FAILED, OK, USAGE, UsageError, type Command } from "./usage.js";

const COMMANDS: Record<string, Command> = { inspect, transcript, search, kpis, findings, scan, policy };

const HELP = `\
sealed-transcript COMMAND …

Reads, orders, redacts and measures exported Salesforce messaging conversations. Nothing leaves this machine.

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`)
  .join("\n")}

  -h, --help  this text, or that of a command
  help data   how to get conversations out of Salesforce: paths, queries, permissions, limits
  --version   the version

Exit: 0 something was read (what was not is on standard error, as JSON lines), 1 a file cannot be opened or
nothing could be read, 2 wrong usage, 3 a redacted value is left in the output (nothing is written).
`;

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined) throw new UsageError("no command given");
  if (name === "--version") {
    startCore();
    await print([`sealed-transcript ${version()}\n`]);
    return OK;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    await print([args[0] === "data" ? data : (COMMANDS[args[0] ?? ""]?.help ?? HELP)]);
    return OK;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError(`no such command: ${name}`);
  // Before the other options are looked at: who asks for help may have got them wrong.
  const end = args.indexOf("--");
  if ((end < 0 ? args : args.slice(0, end)).some((arg) => arg === "--help" || arg === "-h")) {
    await print([command.help]);
    return OK;
  }
  return command.run(args);
}

/** The exit code for what went wrong, after saying it. */
function failure(thrown: unknown): number {
  if (thrown instanceof UsageError) {
    process.stderr.write(`sealed-transcript: ${thrown.message}\nTry: sealed-transcript --help\n`);
    return USAGE;
  }
  const { code, file, record, offset, line, path, message } = TranscriptError.from(thrown);
  report([{ code, file: file ?? "", record, offset, line, path, message }]);
  return FAILED;
}

leaveWithTheReader();
process.exitCode = await main(process.argv.slice(2)).catch(failure);
