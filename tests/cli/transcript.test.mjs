import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { ENTRIES, folder, id18, lines, put, run, SESSION, SESSIONS } from "./program.mjs";

const entries = put("entries.json", ENTRIES);
const sessions = put("sessions.csv", SESSIONS);

const KEYS = (
  "conversation session entry index at atMs orderedBy assignedBy role actor kind text revisions attachments links " +
  "choices form internal endMs durationMs clientAtMs skewMs status statusCode sources flags"
).split(" ");

test("a row of jsonl would have other fields than promised", async () => {
  const { exit, stdout } = await run(["transcript", entries, sessions, "--format", "jsonl"]);
  assert.equal(exit, 0);
  const rows = lines(stdout);
  for (const row of rows) assert.deepEqual(Object.keys(row), KEYS);
  assert.deepEqual(
    rows.map(({ index, at, role, kind, text }) => [index, at, role, kind, text]),
    [
      [0, "2026-03-02T10:00:05.000Z", "EndUser", "Message", "I can't pay, my card is 4111 1111 1111 1111"],
      [1, "2026-03-02T10:01:05.000Z", "Agent", "Message", "Hello, how can I help?"],
      [2, "2026-03-02T10:01:25.000Z", "EndUser", "Message", "My mail is ada@example.com"],
      [3, "2026-03-02T10:01:35.000Z", "Agent", "Message", "Thanks, that's done"],
    ],
  );
  assert.deepEqual(new Set(rows.map(({ session }) => session)), new Set([id18(SESSION)]));
  assert.equal(new Set(rows.map(({ conversation }) => conversation)).size, 1);
  assert.deepEqual(rows[0].sources, [{ file: entries, record: 3 }]);
});

test("a redacted export would hold what was redacted", async () => {
  for (const format of ["text", "jsonl", "json", "csv", "markdown"]) {
    const { exit, stdout, stderr } = await run(["transcript", entries, sessions, "--redact", "--format", format]);
    assert.equal(exit, 0, format);
    assert.match(stdout, /can't pay/, format);
    // Markdown escapes the underscore.
    assert.match(stdout, /\[EMAIL\\?_ADDRESS\\?\]/, format);
    assert.doesNotMatch(stdout + stderr, /ada@example\.com|4111 1111|11111111/, format);
  }
});

test("the order of files, or the size of chunks, would change the output", async () => {
  const asked = ["--format", "jsonl", "--redact"];
  const { stdout } = await run(["transcript", entries, sessions, ...asked]);
  assert.notEqual(stdout, "");
  assert.equal((await run(["transcript", sessions, entries, ...asked])).stdout, stdout);
  const named = ({ stdout: text }) => text.replaceAll('"file":"-"', `"file":"${entries}"`);
  for (const piece of [7, 64]) {
    assert.equal(named(await run(["transcript", "-", sessions, ...asked], { input: ENTRIES, piece })), stdout);
  }
});

test("counts of inspect would not balance, or kinds go unnamed", async () => {
  const { exit, stdout } = await run(["inspect", entries, sessions, "--json"]);
  assert.equal(exit, 0);
  const { files, diagnostics } = JSON.parse(stdout);
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(
    files.map(({ file, records }) => [file, records]),
    [
      [entries, { ConversationEntry: 4 }],
      [sessions, { MessagingSession: 1 }],
    ],
  );
  for (const { entries: counts } of files) {
    assert.equal(counts.read, counts.shown + counts.merged + counts.filtered + counts.diagnosed);
  }
  assert.equal(files[0].entries.shown, 4);
});

test("response times would be wrong, or change with redaction", async () => {
  const { exit, stdout } = await run(["kpis", entries, sessions, "--format", "json"]);
  assert.equal(exit, 0);
  const report = JSON.parse(stdout);
  const [{ session, kpis }] = report.sessions;
  assert.equal(session, id18(SESSION));
  assert.deepEqual([kpis["M1.c"].value, kpis["M1.h"].value], [2, 2]);
  const { n, mean, median, max } = kpis.R5.value;
  assert.deepEqual({ n, mean, median, max }, { n: 2, mean: 35_000, median: 35_000, max: 60_000 });
  const parts = ["W1.human", "W1.bot", "W1.customer", "W1.before_first"].map((id) => kpis[id].value);
  assert.equal(
    parts.reduce((sum, part) => sum + part, 0),
    300_000,
  );
  for (const { value, reason } of Object.values(kpis)) assert.equal(value === null, reason !== null);
  const redacted = JSON.parse((await run(["kpis", entries, sessions, "--format", "json", "--redact"])).stdout);
  assert.deepEqual(redacted.sessions, report.sessions);
});

test("bad input would be taken, or refused without a word", async () => {
  const bad = [
    [put("empty.json", ""), 1, "empty_file"],
    [put("other.txt", "a letter to somebody"), 1, "unrecognised"],
    [put("nothing.csv", "colour,size\nred,3\n"), 1, "unrecognised"],
    [put("cut.json", ENTRIES.slice(0, ENTRIES.length - 400)), 0, "truncated"],
    [put("columns.csv", SESSIONS.replace('"Id"', '"Key"')), 1, "missing_column"],
  ];
  for (const [file, exit, code] of bad) {
    const result = await run(["inspect", file]);
    assert.equal(result.exit, exit, file);
    const found = lines(result.stderr).find((diagnostic) => diagnostic.code === code);
    assert.ok(found, `${file}: ${result.stderr}`);
    assert.equal(found.file, file);
    assert.notEqual(found.message, "");
    assert.ok(found.offset === null || found.offset <= readFileSync(join(folder, file)).length, file);
    assert.equal((await run(["inspect", file, "--strict"])).exit, 1, file);
  }
  const broken = put("broken.json", ENTRIES.replace('"clientDuration":0,', '"clientDuration":oops,'));
  const { exit, stdout, stderr } = await run(["transcript", broken, "--format", "jsonl", "--redact"]);
  assert.equal(exit, 0);
  assert.equal(lines(stdout).length, 3, "the good records among which a bad one stands");
  assert.equal(lines(stderr)[0].record, 0);
});

test("the same file twice would double every message", async () => {
  const copy = put("copy.json", ENTRIES);
  const { stdout } = await run(["transcript", entries, copy, sessions, "--format", "jsonl"]);
  assert.equal(lines(stdout).length, 4);
  const { total } = JSON.parse((await run(["inspect", entries, copy, "--json"])).stdout);
  assert.deepEqual([total.read, total.shown, total.merged], [8, 4, 4]);
});

test("one conversation could not be asked for, or a strange one would be empty output", async () => {
  const [{ conversation }] = lines((await run(["transcript", entries, sessions, "--format", "jsonl"])).stdout);
  const one = await run(["transcript", entries, sessions, "--format", "jsonl", "--conversation", conversation]);
  assert.equal(lines(one.stdout).length, 4);
  const none = await run(["transcript", entries, sessions, "--conversation", "nowhere", "--out", "nowhere"]);
  assert.equal(none.exit, 2);
  assert.equal(existsSync(join(folder, "nowhere")), false);
});

test("an output folder would hold something else than standard output", async () => {
  const asked = ["transcript", entries, sessions, "--redact", "--format", "jsonl"];
  assert.equal((await run([...asked, "--out", "out"])).exit, 0);
  const [file, ...others] = readdirSync(join(folder, "out"));
  assert.deepEqual(others, []);
  assert.equal(readFileSync(join(folder, "out", file), "utf8"), (await run(asked)).stdout);
});

test("scan would count other units than code points", async () => {
  const input = `${JSON.stringify({ text: "\u{1F600} card 4111 1111 1111 1111" })}\n`;
  const { exit, stdout } = await run(["scan"], { input });
  assert.equal(exit, 0);
  const [{ spans }] = lines(stdout);
  assert.deepEqual(
    spans.map(({ start, end, type }) => [start, end, type]),
    [[7, 26, "CREDIT_CARD"]],
  );
});

test("the standard policy could not be taken as a start for one's own", async () => {
  const { stdout } = await run(["policy", "show"]);
  const own = put("own.json", stdout);
  assert.equal((await run(["policy", "check", own])).exit, 0);
  const named = await run(["transcript", entries, "--redact"]);
  assert.equal((await run(["transcript", entries, "--policy", own])).stdout, named.stdout);
  assert.equal((await run(["policy", "check", put("bad.json", '{"rules": 3}')])).exit, 1);
});

const sample = fileURLToPath(new URL("../../../shared/samples/connect-api-entries.json", import.meta.url));
test("the published sample would be read otherwise", { skip: !existsSync(sample) }, async () => {
  const { exit, stdout } = await run(["transcript", sample, "--redact", "--format", "jsonl"]);
  assert.equal(exit, 0);
  const texts = lines(stdout).map(({ text }) => text);
  assert.equal(texts.length, 5);
  assert.equal(texts[0], "Hi, I'm an AI service assistant. How can I help you?");
  assert.match(texts[3], /^\[EMAIL_ADDRESS\] and /);
  assert.match(texts[4], /^The Canyon Zip Line Excursion/);
});
