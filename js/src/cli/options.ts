import { parseArgs, type ParseArgsConfig } from "node:util";

import type { ArchiveOptions } from "../core/sealed_transcript.js";
import { UsageError } from "./usage.js";

/** Options that every command over files has. */
export const FILE_OPTIONS = {
  redact: { type: "boolean" },
  policy: { type: "string" },
  "key-file": { type: "string" },
  strict: { type: "boolean" },
  zone: { type: "string" },
  "date-order": { type: "string", default: "unknown" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

/** Their help, to be put below a command's own. */
export const FILE_OPTIONS_HELP = `\
  --redact            lay the standard policy on the output
  --policy NAME|FILE  lay this policy on the output: standard, pci, broad, names, none, or a JSON file
  --key-file FILE     the secret of the policy's hashes: the bytes of this file
  --zone ZONE         zone of times in the files that carry no offset, an IANA name (default UTC)
  --date-order ORDER  how dates such as 1/5/2024 are meant: mdy, dmy, or unknown (the default), which
                      reads only those that cannot be meant otherwise
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

/** How the files are read: their times in a zone this machine knows, day and month in some order; strictly or not. */
export function archiveOptionsOf(values: {
  zone?: string | undefined;
  "date-order": string;
  strict?: boolean | undefined;
}): ArchiveOptions {
  const { zone = null, "date-order": order } = values;
  try {
    if (zone !== null) new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    throw new UsageError(`--zone ${zone}: not a known zone; an example is America/New_York`);
  }
  return {
    zone,
    dateOrder: oneOf("date-order", order, ["mdy", "dmy", "unknown"] as const),
    strict: values.strict ?? false,
  };
}
