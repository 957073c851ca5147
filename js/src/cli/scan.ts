import { TranscriptError } from "../client/error.js";
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

Reads JSON lines {"text": …} from standard input and answers each with a line
{"spans": [{"start", "end", "type", "score"}]}; positions count code points, from 0. A line that
cannot be read is answered with no spans and an "error".

  --policy NAME|FILE  standard (the default), pci, none, or a JSON file
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
    for await (const lines of linesOf(process.stdin)) await print(answers(lines, lens, outcome));
    const { answered, failed } = outcome;
    return failed > 0 && (answered === 0 || values.strict === true) ? FAILED : OK;
  },
};

function* answers(lines: string[], lens: Policy, outcome: { answered: number; failed: number }): Generator<string> {
  for (const line of lines) {
    if (line.trim() === "") continue;
    const record = outcome.answered + outcome.failed;
    const { answer, error } = answerTo(line, lens);
    if (error === null) {
      outcome.answered += 1;
    } else {
      outcome.failed += 1;
      report([{ code: "bad_record", file: "-", record, offset: null, line: null, path: null, message: error }]);
    }
    yield `${answer}\n`;
  }
}

/** One line out for each line in, or the answers could not be told apart. */
function answerTo(line: string, lens: Policy): { answer: string; error: string | null } {
  try {
    const answer = lens.scan(line).trimEnd();
    if (!answer.includes('"error":')) return { answer, error: null };
    const { error = null } = JSON.parse(answer) as { error?: string };
    return { answer, error };
  } catch (thrown) {
    const error = TranscriptError.from(thrown);
    if (!error.recoverable) throw error;
    return { answer: JSON.stringify({ spans: [], error: error.message }), error: error.message };
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
