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

test("a reviewer's decision would not be laid on what is shown, or stay when it is taken back", async () => {
  const archive = await openArchive(files);
  try {
    await assert.rejects(archive.findings(null, 0, 10), { code: "options" });
    await archive.setPolicy("standard");
    const { total, rows, unmatched } = await archive.findings(null, 0, 100);
    assert.equal(total, rows.length);
    assert.deepEqual(unmatched, []);
    const mail = rows.find(({ value }) => value === "ada@example.com");
    const shown = async () => (await archive.export({ format: "jsonl" })).text();
    const decisions = { version: 1, decisions: [{ verdict: "reject", at: mail.spot }] };
    await archive.setPolicy("standard", decisions);
    assert.match(await shown(), /ada@example\.com/);
    assert.equal((await archive.findings({ undecided: true }, 0, 100)).total, total - 1);
    const elsewhere = { verdict: "reject", at: { ...mail.spot, entry: "no such entry" } };
    await archive.setPolicy("standard", { version: 1, decisions: [elsewhere] });
    assert.deepEqual((await archive.findings(null, 0, 0)).unmatched, [0]);
    await archive.setPolicy("standard");
    assert.doesNotMatch(await shown(), /ada@example\.com/);
    await archive.add([{ name: "again.json", blob: new Blob([ENTRIES]) }]);
    assert.equal((await archive.findings(null, 0, 0)).total, total, "the archive changed in between");
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

test("parts of an archive measured apart would give other totals than the whole, or a total not lead to its messages", async () => {
  // The same conversation once more, a day later and with other ids.
  const later = (text) =>
    text
      .replaceAll("0MwKj000007sdiM", "0MwKj000007sdiN")
      .replaceAll("00000000-0000-4000-8000-0000000000", "00000000-0000-4000-8000-0000000001")
      .replaceAll("uid:5f0c", "uid:77aa")
      .replaceAll("2026-03-02", "2026-03-03")
      .replace(/1772[0-9]{9}/g, (ms) => String(Number(ms) + 86_400_000));
  const others = [
    { name: "later entries.json", blob: new Blob([later(ENTRIES)]) },
    { name: "later sessions.csv", blob: new Blob([later(SESSIONS)]) },
  ];
  const [first, second, whole] = await Promise.all(
    [files, others, [...files, ...others]].map((each) => openArchive(each)),
  );
  try {
    const options = { data_until: Date.parse("2026-04-01T00:00:00Z") };
    const { totals } = await whole.kpis(options);
    assert.equal(totals.R5.pooled.n, 4);
    const parts = await Promise.all([second, first].map((part) => part.kpiTallies(options)));
    // Parts travel as text, too.
    assert.deepEqual(await whole.kpiTotals(JSON.parse(JSON.stringify(parts))), totals);
    await assert.rejects(() => whole.kpiTotals([{ R99: {} }]), { code: "options" });

    const listing = await whole.kpiListing("R5", 1, 2);
    assert.deepEqual([...listing.values], [60_000, 60_000, 10_000, 10_000]);
    assert.equal(listing.total, 4);
    assert.deepEqual(
      listing.rows.map(({ value, conversation_position, index }) => [value, conversation_position, index]),
      [
        [60_000, 1, 1],
        [10_000, 0, 3],
      ],
    );
    const [{ conversation, to_entry, index }] = listing.rows;
    assert.equal((await whole.transcript(conversation, { entry: to_entry }, 1)).from, index);
    await assert.rejects(() => whole.kpiListing("R99", 0, 1), { code: "options" });
    const { sessions, totals: alone } = await whole.kpis({ omit_sessions: true, omit_episodes: true });
    assert.deepEqual([sessions, alone.R5], [[], totals.R5]);
    assert.match(await whole.kpiTable("summary"), /^2 sessions, 2 conversations, /);
  } finally {
    await Promise.all([first, second, whole].map((archive) => archive.close()));
  }
});
