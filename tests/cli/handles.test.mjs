// The synchronous handles, on the real engine: what they hold and give back.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Archive, initSync, Policy } from "../../js/dist/core/sealed_transcript.js";
import { ENTRIES, SESSIONS } from "./program.mjs";

const { memory } = initSync({
  module: readFileSync(new URL("../../js/dist/core/sealed_transcript_bg.wasm", import.meta.url)),
});
const bytes = (text) => new TextEncoder().encode(text);

function opened(...texts) {
  const archive = new Archive();
  for (const [at, text] of texts.entries()) {
    const reader = archive.open(`${at}`);
    reader.feed(bytes(text));
    reader.finish();
    reader.free();
  }
  return archive;
}

test("a freed archive would keep its memory", () => {
  const { conversationEntries } = JSON.parse(ENTRIES);
  const many = Array.from({ length: 8_000 }, (_, at) => ({
    ...conversationEntries[at % 4],
    identifier: `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
    messageText: `row ${at} ${"x".repeat(200)} ada@example.com`,
  }));
  const text = JSON.stringify({ conversationEntries: many });
  const sizes = [];
  for (let round = 0; round < 6; round += 1) {
    const archive = opened(text, SESSIONS);
    const policy = Policy.named("standard");
    const [{ conversation }] = archive.conversations(0, 1, policy).rows;
    assert.equal(archive.transcript(conversation, 0, 10, policy).total, 8_000);
    archive.kpiTable(null, "session", policy);
    const exporter = archive.export({ format: "jsonl" }, policy);
    assert.ok(exporter.next().length > 0);
    for (const handle of [exporter, policy, archive]) handle.free();
    sizes.push(memory.buffer.byteLength);
  }
  assert.equal(sizes.at(-1), sizes[1], sizes.join(" "));
});

test("measures would go on telling of what was read before another file came, or of other options", () => {
  const options = [null, { anchor: "last", exclude_inactive: true }, { count_undelivered: true, idle_cap: 1000 }];
  const report = (archive, of) => JSON.stringify(archive.kpis(of));
  const whole = opened(ENTRIES, SESSIONS);
  const [{ conversation }] = whole.conversations(0, 1).rows;
  const alone = opened(ENTRIES, SESSIONS).kpis(null, null, { conversation });
  const grown = opened(ENTRIES);
  assert.notEqual(report(grown, null), report(whole, null));
  const reader = grown.open("1");
  reader.feed(bytes(SESSIONS));
  reader.finish();
  for (const of of [...options, ...options]) {
    assert.equal(report(grown, of), report(opened(ENTRIES, SESSIONS), of));
    assert.deepEqual(grown.kpis(null, null, { conversation }), alone);
  }
});

test("a policy would be used up by the first question", () => {
  const archive = opened(ENTRIES, SESSIONS);
  const policy = Policy.named("standard");
  const ask = () =>
    JSON.stringify([archive.inspect(policy), archive.kpis(null, policy), archive.conversations(0, 9, policy)]);
  const first = ask();
  assert.equal(ask(), first);
  assert.equal(policy.name, "standard");
  const shared = policy.share();
  policy.free();
  assert.equal(
    archive.transcript(archive.conversations(0, 1).rows[0].conversation, 0, 1, shared).rows[0].marks.length,
    1,
  );
});

test("a wrong call would trap, or be answered", () => {
  const archive = opened(ENTRIES);
  const reader = archive.open("again.json");
  reader.finish();
  const wrong = [
    ["finished", () => reader.feed(bytes("x"))],
    ["conversation_not_found", () => archive.transcript("nowhere", 0, 1)],
    ["conversation_not_found", () => archive.export({ conversation: "nowhere" })],
    ["options", () => archive.export({ format: "pdf" })],
    ["options", () => archive.kpis({ anchor: "middle" })],
    ["options", () => archive.export({ customercopy: true })],
    ["options", () => archive.kpis({ ancor: "last" })],
    ["options", () => archive.export("jsonl")],
    ["options", () => archive.kpiTable(null, "year")],
    ["options", () => archive.inspect({ name: "standard" })],
    ["options", () => new Archive({ zones: "UTC" })],
    ["zone", () => new Archive({ zone: "Mars/Olympus" })],
    ["policy", () => Policy.named("no such")],
    ["policy", () => Policy.parse("{")],
  ];
  for (const [code, call] of wrong) {
    assert.throws(call, (error) => {
      assert.deepEqual([error.name, error.code, error.recoverable], ["TranscriptError", code, true], String(call));
      for (const field of ["file", "path", "offset", "line", "column", "record"]) assert.ok(field in error, field);
      return true;
    });
  }
  assert.equal(archive.conversations(0, 1).total, 1);
  for (const options of [undefined, null, {}, { format: undefined, zone: null, conversation: undefined }]) {
    assert.equal(archive.export(options).mediaType, "application/x-ndjson", JSON.stringify(options));
  }
});

test("a window beyond the end would be an error, or wrap around", () => {
  const archive = opened(ENTRIES);
  const [{ conversation }] = archive.conversations(0, 4_294_967_295).rows;
  assert.deepEqual(archive.conversations(7, 3).rows, []);
  const window = archive.transcript(conversation, 3, 4_294_967_295);
  assert.deepEqual([window.total, window.from, window.rows.length], [4, 3, 1]);
  assert.deepEqual(archive.transcript(conversation, 9, 9).rows, []);
});

test("a file given up would leave something behind, or any chunking change what is read", () => {
  const whole = opened(ENTRIES, SESSIONS);
  const expected = JSON.stringify(whole.transcript(whole.conversations(0, 1).rows[0].conversation, 0, 9));
  const archive = new Archive();
  const gone = archive.open("gone.json");
  gone.feed(bytes(ENTRIES.slice(0, 900)));
  gone.cancel();
  const readers = [archive.open("0"), archive.open("1")];
  // Both files at once, a byte at a time.
  const texts = [ENTRIES, SESSIONS].map(bytes);
  for (let at = 0; at < Math.max(...texts.map(({ length }) => length)); at += 1) {
    readers.forEach((reader, which) => at < texts[which].length && reader.feed(texts[which].subarray(at, at + 1)));
  }
  for (const reader of readers) reader.finish();
  assert.equal(JSON.stringify(archive.transcript(archive.conversations(0, 1).rows[0].conversation, 0, 9)), expected);
  assert.equal(archive.inspect().total.entries.shown, 4);
});
