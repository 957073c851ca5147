import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { ENTRIES, id18, lines, put, run, SESSION, SESSIONS } from "./program.mjs";

const entries = put("entries.json", ENTRIES);
const sessions = put("sessions.csv", SESSIONS);

const KEYS = (
  "conversation session entry index at atMs orderedBy assignedBy role roleBy actor participant kind text revisions attachments links " +
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
  for (const format of ["text", "jsonl", "json", "csv", "markdown", "html"]) {
    const { exit, stdout, stderr } = await run(["transcript", entries, sessions, "--redact", "--format", format]);
    assert.equal(exit, 0, format);
    assert.match(stdout, /can('|&#39;)t pay/, format);
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

test("one conversation could not be asked for by either length of its id", async () => {
  const id = "0ZcKj000000AbcD";
  const table = put(
    "conversation.csv",
    SESSIONS.replace('"Id"', '"ConversationId","Id"').replace(
      `\n"${id18(SESSION)}"`,
      `\n"${id18(id)}","${id18(SESSION)}"`,
    ),
  );
  const another = JSON.parse(ENTRIES);
  for (const [at, entry] of another.conversationEntries.entries()) {
    entry.identifier = `10000000-0000-4000-8000-00000000000${at}`;
    entry.relatedRecords = ["0MwKj000007sdiZ"];
    entry.sender = { ...entry.sender, subject: `${entry.sender.subject}9` };
  }
  const files = [entries, table, put("another.json", JSON.stringify(another))];
  const all = lines((await run(["transcript", ...files, "--format", "jsonl"])).stdout);
  assert.equal(new Set(all.map(({ conversation }) => conversation)).size, 2);
  const expected = all.filter(({ conversation }) => conversation === id18(id));
  assert.equal(expected.length, 4, "ids are printed with 18 characters");
  for (const asked of [id, id18(id)]) {
    const { stdout } = await run(["transcript", ...files, "--format", "jsonl", "--conversation", asked]);
    assert.deepEqual(lines(stdout), expected, asked);
  }
});

test("a conversation of which no file tells the id could not be asked for", async () => {
  const [{ conversation }] = lines((await run(["transcript", entries, "--format", "jsonl"])).stdout);
  assert.match(conversation, /^unknown:/);
  const one = await run(["transcript", entries, "--format", "jsonl", "--conversation", conversation]);
  assert.equal(lines(one.stdout).length, 4);
});

test("json would be other rows than jsonl", async () => {
  const { stdout } = await run(["transcript", entries, sessions, "--format", "json", "--redact"]);
  const rows = lines((await run(["transcript", entries, sessions, "--format", "jsonl", "--redact"])).stdout);
  const found = JSON.stringify(JSON.parse(stdout));
  for (const row of rows) assert.ok(found.includes(JSON.stringify(row.text)), row.text);
});

test("a time without an offset would not be read in the zone asked for", async () => {
  const local = put("local.csv", SESSIONS.replaceAll(".000Z", "").replaceAll("T10:", " 10:"));
  const start = async (...zone) =>
    JSON.parse((await run(["inspect", local, "--json", "--redact", ...zone])).stdout).files[0].from;
  assert.equal(await start(), "2026-03-02T10:00:00.000Z");
  assert.equal(await start("--zone", "America/New_York"), "2026-03-02T15:00:00.000Z");
});

test("day and month would be read in an order nobody stated", async () => {
  const table = put("slashes.csv", SESSIONS.replaceAll(/"2026-03-02T(\d\d:\d\d:\d\d)\.000Z"/g, '"3/2/2026 $1"'));
  const start = async (...order) =>
    JSON.parse((await run(["inspect", table, "--json", "--redact", ...order])).stdout).files[0].from;
  assert.equal(await start(), null);
  assert.equal(await start("--date-order", "mdy"), "2026-03-02T10:00:00.000Z");
  assert.equal(await start("--date-order", "dmy"), "2026-02-03T10:00:00.000Z");
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
