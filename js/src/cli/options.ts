import { parseArgs, type ParseArgsConfig } from "node:util";

import { formats, type ArchiveOptions, type ReadOptions } from "../core/sealed_transcript.js";
import { TranscriptError } from "../client/error.js";
import { startCore } from "./core.js";
import { UsageError } from "./usage.js";

/** Options that every command over files has. */
export const FILE_OPTIONS = {
  redact: { type: "boolean" },
  policy: { type: "string" },
  "key-file": { type: "string" },
  decisions: { type: "string" },
  strict: { type: "boolean" },
  as: { type: "string", multiple: true },
  delimiter: { type: "string", multiple: true },
  zone: { type: "string", multiple: true },
  "zone-of-z": { type: "string", multiple: true },
  "date-order": { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

/** Their help, to be put below a command's own. */
export const FILE_OPTIONS_HELP = `\
  --redact            lay the standard policy on the output
  --policy NAME|FILE  lay this policy on the output: standard, pci, broad, names, none, or a JSON file
  --key-file FILE     the secret of the policy's hashes: the bytes of this file
  --decisions FILE    what a reviewer decided of findings (JSON), laid on the policy
  --zone ZONE         zone of times in the files that carry no offset, an IANA name (default UTC)
  --date-order ORDER  how dates such as 1/5/2024 are meant: mdy, dmy, or unknown (the default), which
                      reads only those that cannot be meant otherwise
  --zone-of-z ZONE    the same, also for times labelled Z: some exports label local times so
  --as FORMAT         read as this format, by its name in inspect, whatever it looks like
  --delimiter SIGN    read as a table separated by , ; | ^ \` or tab
                      each of these five as FILE=VALUE for one file, for example --as a.csv=data-cloud
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

/** How files are read: what is said of all of them, and of each. */
export interface FileOptions {
  readonly all: ArchiveOptions;
  ofFile(file: string): ReadOptions;
}

type Values = Partial<Record<"as" | "delimiter" | "zone" | "zone-of-z" | "date-order", string[]>> & {
  strict?: boolean | undefined;
};

/** How the files are read. A value FILE=VALUE is of one file, any other of all. */
export function fileOptionsOf(values: Values, files: readonly string[]): FileOptions {
  const given = (option: keyof Omit<Values, "strict">): Said => saidOf(option, values[option] ?? [], files);
  const [format, delimiter] = [given("as"), given("delimiter")];
  const [zone, zoneOfZ, order] = [given("zone"), given("zone-of-z"), given("date-order")];
  for (const name of every(zone)) checkZone("zone", name);
  for (const name of every(zoneOfZ)) checkZone("zone-of-z", name);
  for (const word of every(order)) oneOf("date-order", word, ORDERS);
  for (const sign of every(delimiter)) oneOf("delimiter", sign, [",", ";", "|", "^", "\`", "tab"]);
  if (every(format).length > 0) startCore();
  for (const name of every(format)) oneOf("as", name, formats());
  const ofZone = (file: string | null): { zone?: string; zIsLocal?: boolean } => {
    const [plain, labelled] = file === null ? [zone.all, zoneOfZ.all] : [zone.of.get(file), zoneOfZ.of.get(file)];
    if (plain !== undefined && labelled !== undefined && plain !== labelled)
      throw new UsageError("--zone and --zone-of-z name two zones for the same file");
    if (labelled !== undefined) return { zone: labelled, zIsLocal: true };
    return plain === undefined ? {} : { zone: plain, zIsLocal: false };
  };
  const ofOrder = (word: string | undefined) =>
    word === undefined ? {} : { dateOrder: oneOf("date-order", word, ORDERS) };
  return {
    all: { ...ofZone(null), ...ofOrder(order.all), strict: values.strict ?? false },
    ofFile: (file) => ({
      format: format.of.get(file) ?? format.all ?? null,
      delimiter: delimiter.of.get(file) ?? delimiter.all ?? null,
      ...ofZone(file),
      ...ofOrder(order.of.get(file)),
    }),
  };
}

/** The one conversation or customer that is meant; everything by default. */
export function scopeOf(values: { conversation?: string | undefined; customer?: string[] | undefined }): {
  conversation: string | null;
  customer: string[] | null;
} {
  const { conversation = null, customer = null } = values;
  if (conversation !== null && customer !== null) {
    throw new UsageError("--conversation and --customer cannot be used together");
  }
  return { conversation, customer };
}

/** What the engine refuses before it gives anything was asked wrongly: a conversation that is not there. */
export function refused<T>(question: () => T): T {
  try {
    return question();
  } catch (thrown) {
    const error = TranscriptError.from(thrown);
    throw error.recoverable ? new UsageError(error.message) : error;
  }
}

const ORDERS = ["mdy", "dmy", "unknown"] as const;

/** What an option says of all files and of single ones. */
interface Said {
  readonly all: string | undefined;
  readonly of: ReadonlyMap<string, string>;
}

function saidOf(option: string, given: readonly string[], files: readonly string[]): Said {
  let all: string | undefined;
  const of = new Map<string, string>();
  for (const text of given) {
    const file = files.find((name) => text.startsWith(`${name}=`));
    const twice = file === undefined ? all !== undefined : of.has(file);
    if (twice) throw new UsageError(`--${option} is given twice for ${file ?? "all files"}`);
    if (file === undefined) all = text;
    else of.set(file, text.slice(file.length + 1));
  }
  return { all, of };
}

function every({ all, of }: Said): string[] {
  return [...(all === undefined ? [] : [all]), ...of.values()];
}

function checkZone(option: string, name: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
  } catch {
    throw new UsageError(`--${option} ${name}: not a known zone; an example is America/New_York`);
  }
}
