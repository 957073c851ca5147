import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import { zip } from "../packed.mjs";
import { codes, ENTRIES, folder, lines, put, run, SESSIONS } from "./program.mjs";

const entries = put("entries.json", ENTRIES);
const sessions = put("sessions.csv", SESSIONS);
const inspect = async (...args) => JSON.parse((await run(["inspect", ...args, "--json"])).stdout);

test("inspect --json would have another shape than documented", async () => {
  const { files, total, diagnostics } = await inspect(entries, sessions);
  assert.deepEqual(diagnostics, []);
  for (const file of files) {
    assert.deepEqual(Object.keys(file), [
      "file",
      "format",
      "evidence",
      "records",
      "entries",
      "from",
      "to",
      "gaps",
      "warnings",
    ]);
  }
  assert.deepEqual(
    files.map(({ file, format, records }) => [file, format, records]),
    [
      [entries, "connect-entries", { ConversationEntry: 4 }],
      [sessions, "csv", { MessagingSession: 1 }],
    ],
  );
  const { read, shown, merged, filtered, diagnosed } = total;
  assert.deepEqual({ read, shown, merged, filtered, diagnosed }, total.entries);
  assert.deepEqual([read, shown], [4, 4]);
  assert.deepEqual([total.conversations, total.sessions], [1, 1]);
  assert.deepEqual([files[0].from, files[0].to], ["2026-03-02T10:00:05.000Z", "2026-03-02T10:01:35.000Z"]);
});

test("counts would not balance when something is left out", async () => {
  const broken = put("broken.json", ENTRIES.replace('"clientDuration":0,', '"clientDuration":oops,'));
  const { files, total } = await inspect(entries, broken);
  for (const counts of [...files.map((file) => file.entries), total]) {
    assert.equal(counts.read, counts.shown + counts.merged + counts.filtered + counts.diagnosed);
  }
  assert.deepEqual([total.read, total.shown, total.merged, total.diagnosed], [8, 4, 3, 1]);
});

test("an archive would be refused, or its files not told apart", async () => {
  const archive = put("export.zip", zip({ "one.json": ENTRIES, "tables/s.csv": SESSIONS, "letter.txt": "Dear all" }));
  const { files, total, diagnostics } = await inspect(archive);
  assert.deepEqual(
    files.map(({ file, format, records }) => [file, format, records]),
    [
      [archive, "zip", {}],
      [`${archive}/letter.txt`, "unrecognised", {}],
      [`${archive}/one.json`, "connect-entries", { ConversationEntry: 4 }],
      [`${archive}/tables/s.csv`, "csv", { MessagingSession: 1 }],
    ],
  );
  assert.deepEqual([total.shown, total.sessions], [4, 1]);
  assert.deepEqual(
    diagnostics.map(({ code, file }) => [code, file]),
    [["unrecognised", `${archive}/letter.txt`]],
  );
  const text = (await run(["inspect", archive])).stdout;
  assert.match(text, /^export\.zip\/one\.json$/m);
  const piped = await run(["inspect", "-", "--json"], { input: zip({ "one.json": ENTRIES }), piece: 7 });
  assert.equal(JSON.parse(piped.stdout).total.shown, 4);
});

test("an archive of nothing known would count as read", async () => {
  for (const [name, content] of [
    ["letters.zip", zip({ "letter.txt": "Dear all" })],
    ["cut.zip", zip({ "one.json": ENTRIES }).subarray(0, 20)],
    ["none.zip", zip({})],
  ]) {
    const { exit, stdout } = await run(["inspect", put(name, content), "--json"]);
    assert.equal(exit, 1, name);
    assert.notEqual(JSON.parse(stdout).diagnostics.length, 0, name);
  }
});

test("a raw event stream, or one in a HAR file, would not be read", async () => {
  const [entry] = JSON.parse(ENTRIES).conversationEntries;
  const payload = {
    entryType: "Message",
    abstractMessage: { messageType: "StaticContentMessage", staticContent: { formatType: "Text", text: "Hello" } },
  };
  const data = JSON.stringify({
    conversationId: "c1",
    conversationEntry: {
      identifier: entry.identifier,
      entryType: "Message",
      entryPayload: JSON.stringify(payload),
      sender: { role: "EndUser" },
      transcriptedTimestamp: 1772445605000,
    },
  });
  const stream = `event: ping\ndata: 0\n\nid: 1\nevent: CONVERSATION_MESSAGE\ndata: ${data}\n\n`;
  const exchange = {
    request: { method: "GET", url: "https://example.my.salesforce-scrt.com/eventrouter/v1/sse" },
    response: { status: 200, content: { mimeType: "text/event-stream", text: stream } },
  };
  const raw = (await inspect(put("capture.txt", stream))).files;
  assert.deepEqual([raw[0].format, raw[0].entries.shown, raw[0].entries.filtered], ["server-sent-events", 1, 1]);
  const har = (await inspect(put("chat.har", JSON.stringify({ log: { version: "1.2", entries: [exchange] } })))).files;
  assert.deepEqual(
    har.map(({ file, format, entries }) => [file, format, entries.shown]),
    [
      ["chat.har", "har", 0],
      ["chat.har/entries[0]", "server-sent-events", 1],
    ],
  );
});

const NO_DATA = '{"records":[{"attributes":{"type":"Account"},"Id":"001Kj0000012345AAA","Name":"Acme"}]}';
const WRONG = JSON.stringify({
  conversationEntries: JSON.parse(ENTRIES).conversationEntries.map((entry, at) =>
    at === 1 ? { identifier: 42, messageText: ["no"], sender: "nobody", serverReceivedTimestamp: "yesterday" } : entry,
  ),
});
const bad = [
  ["empty.json", "", 1, "empty_file"],
  ["letter.txt", "a letter to somebody", 1, "unrecognised"],
  ["picture.png", Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1"), 1, "unrecognised"],
  ["colours.csv", "colour,size\nred,3\n", 1, "unrecognised"],
  ["cut.json", ENTRIES.slice(0, ENTRIES.length - 400), 0, "truncated"],
  ["no-id.csv", SESSIONS.replace('"Id"', '"Key"'), 1, "missing_column"],
  ["account.json", NO_DATA, 0, "no_conversation_data"],
  ["wrong-types.json", WRONG, 0, "bad_field"],
];
for (const [name, content, exit, code] of bad) {
  test(`${name} would be taken, or refused without a word`, async () => {
    const file = put(name, content);
    const result = await run(["inspect", file, "--json"]);
    assert.equal(result.exit, exit, result.stderr);
    const { files, diagnostics } = JSON.parse(result.stdout);
    assert.equal(files.length, 1);
    const found = diagnostics.find((diagnostic) => diagnostic.code === code);
    assert.ok(found, result.stderr);
    assert.deepEqual(
      lines(result.stderr).filter((line) => line.code !== "original_output"),
      diagnostics.map(({ code, file, record, offset, line, path, message }) => ({
        code,
        file,
        record,
        offset,
        line,
        path,
        message,
      })),
      "standard error says the same",
    );
    assert.equal(found.file, file);
    assert.notEqual(found.message, "");
    assert.ok(found.offset === null || found.offset <= readFileSync(join(folder, file)).length);
    assert.doesNotMatch(result.stderr, /4111|ada@|a letter|Acme/, "a diagnostic quotes no value");
    assert.equal((await run(["inspect", file, "--strict"])).exit, 1);
  });
}

test("an entry type nobody knows would be lost", async () => {
  const at = Date.parse("2026-03-02T10:00:05Z");
  const entry = (number, entryType, payload) => ({
    identifier: `00000000-0000-4000-8000-00000000000${number}`,
    clientTimestamp: at + number,
    transcriptedTimestamp: at + number,
    sender: { role: "EndUser", subject: "s", appType: "x" },
    entryType,
    entryPayload: { entryType, ...payload },
  });
  const file = put(
    "beamed.json",
    JSON.stringify({
      conversationEntries: [
        entry(1, "Message", {
          abstractMessage: {
            messageType: "StaticContentMessage",
            staticContent: { formatType: "Text", text: "Hello" },
          },
        }),
        entry(2, "BeamedUp", { to: "ada@example.com" }),
      ],
    }),
  );
  const result = await run(["transcript", file, "--redact", "--format", "jsonl"]);
  assert.equal(result.exit, 0);
  const [, beamed] = lines(result.stdout);
  assert.equal(beamed.kind, "BeamedUp");
  assert.deepEqual(beamed.extra.to, "[EMAIL_ADDRESS]");
  assert.ok(beamed.flags.includes("unknown_type"));
});

test("the same file twice would double every message", async () => {
  const copy = put("copy.json", ENTRIES);
  const { total, diagnostics } = await inspect(entries, copy);
  assert.deepEqual([total.read, total.shown, total.merged], [8, 4, 4]);
  assert.deepEqual(
    diagnostics.map(({ code, file }) => [code, file]),
    [["duplicate_file", entries]],
  );
  assert.equal(lines((await run(["transcript", entries, copy, sessions, "--format", "jsonl"])).stdout).length, 4);
});

test("a file named after a customer's address would show it in a redacted report", async () => {
  const name = put("ada@example.com.json", ENTRIES.replace('"clientDuration":0,', '"clientDuration":oops,'));
  for (const args of [
    ["inspect", name],
    ["inspect", name, "--json"],
    ["transcript", name, "missing bob@example.com.json"],
    ["transcript", name, "--format", "jsonl"],
    ["kpis", name, "--format", "json"],
  ]) {
    const { stdout, stderr } = await run([...args, "--redact"]);
    assert.doesNotMatch(stdout + stderr, /(ada|bob)@example\.com/, args.join(" "));
    assert.notEqual(stderr, "");
  }
  assert.deepEqual(codes(await run(["inspect", name, "--redact"])), ["bad_record"]);
});

test("inspect for people would leave out a count, or say otherwise than --json", async () => {
  const cut = put("cut.json", ENTRIES.slice(0, ENTRIES.length - 400));
  const { stdout } = await run(["inspect", cut, sessions]);
  const { files, total } = await inspect(cut, sessions);
  for (const { read, shown, merged, filtered, diagnosed } of [...files.map((file) => file.entries), total]) {
    const line = `${read} read = ${shown} shown + ${merged} merged + ${filtered} filtered + ${diagnosed} diagnosed`;
    assert.ok(stdout.includes(line), line);
  }
  assert.match(stdout, /problem {3}record 2, .*byte \d+/);
});
