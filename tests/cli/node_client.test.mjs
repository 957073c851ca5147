// The package's asynchronous client in Node, on the real engine.
import assert from "node:assert/strict";
import test from "node:test";

import { openArchive, TranscriptError } from "../../js/dist/node.js";
import { ENTRIES, SESSIONS } from "./program.mjs";

const files = [
  { name: "entries.json", blob: new Blob([ENTRIES]) },
  { name: "sessions.csv", blob: new Blob([SESSIONS]) },
];

test("the client in Node would give other things than its declarations say", async () => {
  const seen = [];
  const archive = await openArchive(files, { onProgress: (progress) => seen.push(progress) });
  try {
    const { total, rows } = await archive.conversations(0, 10);
    assert.equal(total, 1);
    assert.equal(rows[0].messages, 4);
    const [{ conversation }] = rows;
    const original = await archive.transcript(conversation, 1, 2);
    assert.equal(original.total, 4);
    assert.deepEqual(
      original.rows.map(({ index }) => index),
      [1, 2],
    );
    assert.equal(original.sessions.length, 1);
    assert.equal((await archive.inspect()).files.length, 2);
    assert.equal((await archive.kpis({ anchor: "last" })).sessions.length, 1);
    const { name, hash } = await archive.setPolicy("standard");
    assert.equal(name, "standard");
    assert.notEqual(hash, "");
    const {
      rows: [first],
    } = await archive.transcript(conversation, 0, 1);
    const [mark] = first.marks;
    assert.equal(mark.type, "CREDIT_CARD");
    assert.doesNotMatch(first.text.slice(mark.start, mark.end), /4111 1111/);
    const file = await archive.export({ format: "jsonl" });
    assert.doesNotMatch(await file.text(), /ada@example\.com/);
    assert.match(file.name, /\.jsonl$/);
    assert.equal(seen.at(-1).bytes, seen.at(-1).totalBytes);
    assert.equal(seen.at(-1).entries, 4);
  } finally {
    await archive.close();
  }
});

test("a faulty question would be answered, or without a code", async () => {
  const archive = await openArchive(files);
  try {
    for (const question of [
      () => archive.setPolicy("no such policy"),
      () => archive.setPolicy({ version: 1, rules: 3 }),
      () => archive.transcript("nowhere", 0, 1),
      () => archive.export({ format: "pdf" }),
    ]) {
      await assert.rejects(question, (error) => {
        assert.ok(error instanceof TranscriptError);
        assert.match(error.code, /^[a-z_]+$/);
        assert.notEqual(error.code, "internal");
        return true;
      });
    }
    // And it can be asked on.
    assert.equal((await archive.conversations(0, 1)).total, 1);
  } finally {
    await archive.close();
  }
});

test("how times are meant would not reach the engine", async () => {
  const table = new Blob([SESSIONS.replaceAll(/"2026-03-02T(\d\d:\d\d:\d\d)\.000Z"/g, '"3/2/2026 $1"')]);
  const archive = await openArchive([{ name: "sessions.csv", blob: table }], {
    zone: "America/New_York",
    dateOrder: "dmy",
  });
  assert.equal((await archive.inspect()).files[0].from, "2026-02-03T15:00:00.000Z");
  await archive.close();
});

test("an unknown zone would be taken for UTC", async () => {
  await assert.rejects(openArchive(files, { zone: "Mars/Olympus" }), (error) => error instanceof TranscriptError);
});
