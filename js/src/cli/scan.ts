import { Policy } from "../core/sealed_transcript.js";
import { startCore } from "./core.js";
import { report } from "./diagnostics.js";
import { policyOf } from "./lens.js";
import { parse } from "./options.js";
import { print } from "./output.js";
import { FAILED, OK, UsageError, type Command } from "./usage.js";

export const scan: Command = {
  summary: "find what a policy would redact, in lines of text",
  help: `\
sealed-transcript scan [--policy NAME|FILE] < LINES

Reads JSON lines {"text": …, "conversation", "role", "region", "language", "fields"} from standard input and answers each with a line
{"spans": [{"start", "end", "type", "score"}]}; positions count code points, from 0. A line that
cannot be read is answered with no spans and an "error".

  --policy NAME|FILE  standard (the default), pci, broad, names, none, or a JSON file
  --strict            exit 1 if any line could not be read
  -h, --help          this text

Examples:
  echo '{"text": "my card is 4111 1111 1111 1111"}' | sealed-transcript scan
  sealed-transcript scan --policy policy.json < lines.jsonl > spans.jsonl
`,
  async run(args) {
    const { values, positionals } = parse(args, {
      policy: { type: "string" },
      strict: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    });
    if (positionals.some((file) => file !== "-")) throw new UsageError("scan reads standard input only");
    startCore();
    const lens = values.policy === undefined ? Policy.named("standard") : policyOf(values.policy);
    const outcome = { answered: 0, failed: 0 };
    for await (const lines of linesOf(process.stdin)) {
      await print(
        noted(
          lines.filter((line) => line.trim() !== "").flatMap((line) => lens.scan(line)),
          outcome,
        ),
      );
    }
    await print(noted(lens.endScan(), outcome));
    const { answered, failed } = outcome;
    return failed > 0 && (answered === 0 || values.strict === true) ? FAILED : OK;
  },
};

/** Answers as lines, each counted, and reported if it is an error. One line out for each line in. */
function* noted(answers: string[], outcome: { answered: number; failed: number }): Generator<string> {
  for (const answer of answers) {
    const record = outcome.answered + outcome.failed;
    const { error = null } = answer.includes('"error":') ? (JSON.parse(answer) as { error?: string }) : {};
    if (error === null) {
      outcome.answered += 1;
    } else {
      outcome.failed += 1;
      report([{ code: "bad_record", file: "-", record, offset: null, line: null, path: null, message: error }]);
    }
    yield `${answer.trimEnd()}\n`;
  }
}

/** The whole lines of a byte stream, as many at a time as came. */
async function* linesOf(stream: AsyncIterable<unknown>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield lines;
  }
  yield [rest + decoder.decode()];
}
