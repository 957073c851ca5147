// The engine's boundary as JavaScript meets it: the package that is shipped, in Node.
import assert from "node:assert/strict";
import test, { before } from "node:test";

import { loaded, skip } from "./built-core.mjs";

let core;
before(async () => {
  if (!skip) core = await loaded();
});

const FILE = "entries.json";
const ANSWER = `{"conversationEntries":[
{"identifier":"06a1182e-d932-4178-9864-6de5b7b3d3fd","messageText":"Thanks, 😀 jo@example.com it is","serverReceivedTimestamp":1736508089657,"clientTimestamp":1736508089610,"clientDuration":0,"sender":{"role":"EndUser","subject":"v2/iamessage/UNAUTH/NA/uid:1"},"relatedRecords":["0MwKj000007sdiM"]},
{"identifier":"e9762707-0b3c-4656-8b91-9f10d04aa313","messageText":"Hi, I&#39;m a bot","serverReceivedTimestamp":1736508015579,"sender":{"role":"Chatbot"},"relatedRecords":[]}]}`;
const bytes = new TextEncoder().encode(ANSWER);

function opened() {
  const archive = new core.Archive();
  const reader = archive.open(FILE, null);
  for (let at = 0; at < bytes.length; at += 50) reader.feed(bytes.subarray(at, at + 50));
  reader.finish();
  return archive;
}
const firstConversation = (archive) => archive.conversations(0, 10).rows[0].conversation;
const thrown = (work) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  assert.fail("no error");
};

test("what is missing is null and never undefined", { skip }, () => {
  const archive = opened();
  const [row] = archive.transcript(firstConversation(archive), 0, 50).rows;
  assert.equal(row.actor, null);
  for (const [key, value] of Object.entries(row)) assert.notEqual(value, undefined, key);
  assert.equal(row.text, "Hi, I'm a bot");
  assert.equal(row.orderedBy, "server");
});

test("marks count UTF-16 units as JavaScript does", { skip }, () => {
  const archive = opened();
  const policy = core.Policy.named("standard");
  const [row] = archive.transcript(firstConversation(archive), 1, 1, policy).rows;
  const [{ start, end }] = row.marks;
  assert.equal(row.text.slice(start, end), "[EMAIL_ADDRESS]");
});

test("a policy handle survives being laid on", { skip }, () => {
  const archive = opened();
  const policy = core.Policy.named("standard");
  for (let time = 0; time < 3; time += 1) {
    const [row] = archive.conversations(0, 1, policy).rows;
    assert.match(row.preview, /\[EMAIL_ADDRESS\]/);
  }
});

test("every error has the one shape", { skip }, () => {
  const pattern = { id: "a", type: "A", pattern: "(?=b)" };
  for (const error of [
    thrown(() => opened().transcript("nothing", 0, 1)),
    thrown(() => core.Policy.named("nonsense")),
    thrown(() => core.Policy.parse(JSON.stringify({ version: 1, name: "x", patterns: [pattern] }))),
  ]) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, "TranscriptError");
    assert.ok(error.code);
    for (const key of ["file", "path", "offset", "line", "column", "record", "recoverable"]) {
      assert.notEqual(error[key], undefined, key);
    }
  }
});

test("a cancelled file leaves nothing but its note", { skip }, () => {
  const archive = new core.Archive(null);
  const reader = archive.open(FILE, null);
  reader.feed(bytes);
  reader.cancel();
  thrown(() => reader.feed(new Uint8Array(1)));
  const report = archive.inspect();
  assert.equal(report.total.entries.read, 0);
  assert.equal(report.diagnostics[0].code, "cancelled");
});

test("a blob is read as a stream, with progress", { skip }, async () => {
  const archive = new core.Archive(null);
  let seen;
  const reader = await archive.readBlob(FILE, new Blob([ANSWER]), (...progress) => (seen = progress), null, null);
  assert.equal(seen[0], bytes.length);
  assert.equal(reader.report().entries.shown, 2);
});

test("a zone of the host reads local times", { skip }, () => {
  const archive = new core.Archive({ zone: "America/New_York" });
  const reader = archive.open("sessions.csv", null);
  const rows = "0MwKj000007sdiM,2025-03-09 01:59:59,2025-03-09 03:00:00,Agent\n";
  reader.feed(new TextEncoder().encode(`Id,StartTime,EndTime,AgentType\n${rows}`));
  reader.finish();
  const report = reader.report();
  assert.equal(report.from, "2025-03-09T06:59:59.000Z");
  assert.equal(report.to, "2025-03-09T07:00:00.000Z");
  assert.equal(thrown(() => new core.Archive({ zone: "Atlantis/Center" })).code, "zone");
});

test("a file has a report once it is finished, and many files are put in order once", { skip }, () => {
  const archive = new core.Archive();
  const readers = ["a", "b"].map((name) => archive.open(`${name}.json`));
  for (const reader of readers) reader.feed(bytes);
  assert.equal(thrown(() => readers[0].report()).code, "unfinished");
  for (const reader of readers) reader.finish();
  assert.equal(thrown(() => readers[0].finish()).code, "finished");
  const reports = readers.map((reader) => reader.report());
  assert.deepEqual(
    reports.map(({ file, entries }) => [file, entries.shown, entries.merged]),
    [
      ["a.json", 2, 0],
      ["b.json", 0, 2],
    ],
  );
  assert.deepEqual(reports, archive.inspect().files);
});

test("a list begins where a conversation stands, and takes an order", { skip }, () => {
  const archive = opened();
  const conversation = firstConversation(archive);
  assert.equal(archive.conversations({ conversation }, 1).rows[0].conversation, conversation);
  const hidden = thrown(() => archive.conversations({ conversation }, 1, null, { find: "nobody" }));
  assert.equal(hidden.code, "conversation_not_found");
});

test("a record is found again in its file", { skip }, () => {
  const search = new core.RawRecordSearch(FILE, FILE, 1, null);
  const found = search.feed(bytes) ?? search.finish();
  assert.match(found.json, /I&#39;m a bot/);
  assert.equal(found.cells, null);
});
