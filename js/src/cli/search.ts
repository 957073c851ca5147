import { TranscriptError } from "../client/error.js";
import {
  Archive,
  type Nearby,
  type Policy,
  type Search,
  type SearchHit,
  type SearchOptions,
  type Snippet,
} from "../core/sealed_transcript.js";
import { startCore } from "./core.js";
import { report } from "./diagnostics.js";
import { lensOf, warnIfOriginal } from "./lens.js";
import { FILE_OPTIONS, FILE_OPTIONS_HELP, fileOptionsOf, filesOf, parse } from "./options.js";
import { print, printable } from "./output.js";
import { read } from "./reading.js";
import { FAILED, OK, UsageError, type Command } from "./usage.js";

/** Hits read at a time. */
const WINDOW = 200;
/** Entries beside a hit that may be asked for. */
const MOST_CONTEXT = 100;

export const search: Command = {
  summary: "find entries by words, expressions and filters",
  help: `\
sealed-transcript search QUERY FILE… [--json] [--count] [--conversation ID] [--context N]

Prints the entries in which every term of QUERY holds, oldest conversation first. With --redact nothing is
found or shown that the policy takes away.

  word "a phrase"     whatever the case and the accents
  /expression/i       a regular expression (flags i, m, s, u)
  from:NAME role:ROLE session:ID channel:NAME before:DAY after:DAY has:THING kind:TYPE wait>120s
  -term               leaves out what the term finds; docs/search.md has the whole grammar

  --json              one hit a line, as JSON
  --count             only how many entries and conversations
  --conversation ID   this conversation only
  --context N         N entries before and after each hit (default 0)
${FILE_OPTIONS_HELP}

A QUERY that begins with a minus stands after --, as in: search --redact -- -refund entries.json

Examples:
  sealed-transcript search 'refund from:ana' exports/* --redact
  sealed-transcript search '/order\\s+NW-\\d{5}/i -role:bot after:2025-03-01' exports/* --json --redact
  sealed-transcript search 'role:agent wait>120s' entries.json sessions.csv --count
`,
  async run(args) {
    const { values, positionals } = parse(args, {
      ...FILE_OPTIONS,
      json: { type: "boolean" },
      count: { type: "boolean" },
      conversation: { type: "string" },
      context: { type: "string", default: "0" },
    });
    const [query, ...rest] = positionals;
    if (query === undefined) throw new UsageError("no QUERY given");
    const files = filesOf(rest);
    const context = contextOf(values.context);
    const fileOptions = fileOptionsOf(values, files);
    const options = { conversation: values.conversation ?? null, context, zone: fileOptions.all.zone ?? null };
    startCore();
    const lens = lensOf(values);
    // A mistake in the query is told before anything is read.
    begun(new Archive(fileOptions.all), query, { ...options, conversation: null }, null).free();
    const {
      archive,
      report: { diagnostics },
      succeeded,
    } = await read(files, fileOptions, lens);
    report(diagnostics);
    if (!succeeded || (values.strict === true && diagnostics.length > 0)) return FAILED;
    warnIfOriginal(lens);
    const search = begun(archive, query, options, lens);
    let progress = search.step();
    if (values.count === true) {
      while (!progress.done) progress = search.step();
      const { found, conversations } = progress;
      await print([
        values.json === true
          ? `${JSON.stringify({ found, conversations })}\n`
          : `${found} ${found === 1 ? "entry" : "entries"} in ${conversations} ${conversations === 1 ? "conversation" : "conversations"}\n`,
      ]);
      return OK;
    }
    await print(lines(search, values.json === true ? (hit) => `${JSON.stringify(hit)}\n` : text()));
    return OK;
  },
};

/** What cannot be asked is the fault of who typed it: with the place in the query. */
function begun(archive: Archive, query: string, options: SearchOptions, lens: Policy | null): Search {
  try {
    return archive.search(query, options, lens);
  } catch (thrown) {
    const error = TranscriptError.from(thrown);
    if (!error.recoverable) throw error;
    if (error.code !== "query" || error.offset === null) throw new UsageError(error.message);
    const before = printable(query.slice(0, error.offset));
    throw new UsageError(
      `${error.message}\n  ${printable(query)}\n  ${" ".repeat([...before].length)}^ at character ${error.offset + 1}`,
    );
  }
}

/** Hits as they are found: what has been found is printed before the rest is looked for. */
function* lines(search: Search, line: (hit: SearchHit) => string): Generator<string> {
  for (let from = 0; ;) {
    const { done } = search.step();
    for (;;) {
      const { hits } = search.window(from, WINDOW);
      if (hits.length === 0) break;
      from += hits.length;
      for (const hit of hits) yield line(hit);
    }
    if (done) return;
  }
}

/** Hits for a person: a heading where the conversation changes. */
function text(): (hit: SearchHit) => string {
  let conversation: string | null = null;
  return (hit) => {
    const heading =
      hit.conversation === conversation
        ? ""
        : `${conversation === null ? "" : "\n"}${printable(hit.title ?? "Unknown customer")} · ${printable(hit.conversation)}\n`;
    conversation = hit.conversation;
    const who = printable(hit.actor ?? hit.role);
    const at = hit.at ?? "no time".padEnd(24);
    const [first, ...more] = hit.snippets.map(snippet);
    const divider = hit.before.length + hit.after.length > 0 ? "  --\n" : "";
    return `${heading}${hit.before.map(beside).join("")}> ${at}  #${hit.index}  ${who}: ${first ?? hit.kind}\n${more
      .map((line) => `    ${line}\n`)
      .join("")}${hit.after.map(beside).join("")}${divider}`;
  };
}

function beside({ atMs, index, actor, role, text }: Nearby): string {
  const at = atMs === null ? "no time".padEnd(24) : new Date(atMs).toISOString();
  return `  ${at}  #${index}  ${printable(actor ?? role)}: ${oneLine(text ?? "")}\n`;
}

function snippet({ field, text, cutBefore, cutAfter }: Snippet): string {
  return `${field === "text" ? "" : `(${field}) `}${cutBefore ? "…" : ""}${oneLine(text)}${cutAfter ? "…" : ""}`;
}

function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, " "));
}

function contextOf(text: string): number {
  const context = Number(text);
  if (!/^\d+$/.test(text) || context > MOST_CONTEXT) {
    throw new UsageError(`--context is a whole number from 0 to ${MOST_CONTEXT}, not ${text}`);
  }
  return context;
}
