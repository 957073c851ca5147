import { parseArgs, type ParseArgsConfig } from "node:util";

import { UsageError } from "./usage.js";

/** Options that every command over files has. */
export const FILE_OPTIONS = {
  redact: { type: "boolean" },
  policy: { type: "string" },
  strict: { type: "boolean" },
  zone: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

/** Their help, to be put below a command's own. */
export const FILE_OPTIONS_HELP = `\
  --redact            lay the standard policy on the output
  --policy NAME|FILE  lay this policy on the output: standard, pci, none, or a JSON file
  --zone ZONE         zone of times in the files that carry no offset, an IANA name (default UTC)
  --strict            exit 1 if anything at all was left out or doubtful
  -h, --help          this text

FILE may be - for standard input.`;

/** `parseArgs`, with its complaints as usage errors. */
export function parse<T extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** One of a fixed set of words. */
export function oneOf<T extends string>(option: string, value: string, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new UsageError(`--${option} is one of ${words.join(", ")}, not ${value}`);
  return found;
}

/** The files of a command line: at least one, standard input at most once. */
export function filesOf(positionals: string[]): string[] {
  if (positionals.length === 0) throw new UsageError("no FILE given");
  if (positionals.filter((file) => file === "-").length > 1) {
    throw new UsageError("standard input (-) can be read only once");
  }
  return positionals;
}

/** An IANA zone this machine knows. */
export function zoneOf(zone: string | undefined): string | null {
  if (zone === undefined) return null;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    throw new UsageError(`--zone ${zone}: not a known zone; an example is America/New_York`);
  }
}
