// Policies, marked words and checked outputs through the asynchronous client, on the real engine.
import assert from "node:assert/strict";
import test from "node:test";

import { openArchive, prove } from "../../js/dist/node.js";

const MAIL = "ada@example.com";
const entry = (n, messageText, role = "EndUser") => ({
  identifier: `06a1182e-d932-4178-9864-6de5b7b3d3f${n}`,
  messageText,
  serverReceivedTimestamp: 1736508089657 + n * 1000,
  sender: { role, appType: "iamessage", subject: `v2/iamessage/UNAUTH/NA/uid:5f0c${role}` },
  relatedRecords: ["0MwKj000007sdiM"],
});
const file = (name, ...conversationEntries) => ({ name, blob: new Blob([JSON.stringify({ conversationEntries })]) });
const files = [
  file("a.json", entry(1, `I am ${MAIL}, order NW-48213 of Project Orion`), entry(2, `Noted: ${MAIL}`, "Agent")),
  file("b.json", entry(3, "thanks")),
];

async function opened(work) {
  const archive = await openArchive(files);
  try {
    const { rows } = await archive.conversations(0, 1);
    await work(archive, rows[0].conversation);
  } finally {
    await archive.close();
  }
}

test("a policy would not be known as data before it is laid on", () =>
  opened(async (archive) => {
    const detectors = await archive.detectors();
    assert.equal(new Set(detectors.map(({ id }) => id)).size, detectors.length);
    assert.deepEqual(detectors.find(({ id }) => id === "credit_card").policies, ["standard", "pci", "broad"]);
    const { policy, hash } = await archive.checkPolicy("pci");
    assert.equal(policy.base, "none");
    assert.equal((await archive.checkPolicy(policy)).hash, hash);
    await assert.rejects(archive.checkPolicy({ version: 1, detectors: [{ id: "nothing" }] }), { path: "nothing.id" });
    // A hash may be checked before its key is at hand, and not be laid on without.
    const hashed = { version: 1, detectors: [{ id: "EMAIL_ADDRESS", operator: { type: "hash" } }] };
    await archive.checkPolicy(hashed);
    await assert.rejects(archive.setPolicy(hashed), /needs a key/);
    await archive.setPolicy(hashed, null, new TextEncoder().encode("key"));
    const rule = (pattern) =>
      `<LiveChatSensitiveDataRule><actionType>Remove</actionType><enforceOn>2</enforceOn><isEnabled>true</isEnabled><masterLabel>Order</masterLabel><pattern>${pattern}</pattern><priority>1</priority></LiveChatSensitiveDataRule>`;
    const rules = await archive.importRules(rule("NW-[0-9]+"));
    assert.equal(rules.policy.patterns[0].pattern, "NW-[0-9]+");
    await assert.rejects(archive.importRules(rule("(?=a)")), { path: "order.pattern", offset: 0 });
  }));

test("a pattern would be tried on something else than it is used on", () =>
  opened(async (archive, conversation) => {
    const policy = { version: 1 };
    const pattern = {
      ...{ id: "order", type: "ORDER", pattern: "NW-\\d{5}", roles: ["EndUser"], operator: { type: "hash" } },
      examples_match: ["order NW-48213", "order NW-1"],
      examples_no_match: ["nothing", "NW-99999"],
    };
    const trial = await archive.tryPattern(policy, pattern, conversation, 5);
    assert.deepEqual([trial.missed, trial.found, trial.total], [[1], [1], 1]);
    assert.equal(trial.rows[0].value, "NW-48213");
    const alone = await archive.tryPattern(policy, pattern, null, 5);
    assert.deepEqual([alone.missed, alone.total], [[1], 0]);
    const wrong = { ...pattern, pattern: "NW-(\\d" };
    await assert.rejects(archive.tryPattern(policy, wrong, conversation, 5), { path: "order.pattern", offset: 3 });
  }));

test("marked words would be redacted somewhere else, or the counts be of another policy", () =>
  opened(async (archive, conversation) => {
    await archive.setPolicy("standard");
    const of = (tallies, detector) => tallies.find((one) => one.detector === detector)?.removed ?? 0;
    assert.equal(of(await archive.tallies(conversation), "email_address"), 2);
    assert.equal(of(await archive.tallies(null), "email_address"), 2);
    const selection = { conversation, entry: entry(1).identifier, words: "Orion", start: null };
    const at = await archive.selected(selection);
    assert.equal(at.field, "text");
    assert.equal(await archive.selected({ ...selection, words: "[EMAIL_ADDRESS]" }), null);
    await archive.setPolicy("standard", { version: 1, decisions: [{ verdict: "redact", scope: "alike", at }] });
    const { rows } = await archive.transcript(conversation, 0, 1);
    assert.match(rows[0].text, /of Project \[SENSITIVE\]$/);
    await archive.setPolicy(null);
    assert.deepEqual(await archive.tallies(conversation), []);
  }));

test("a file with a redacted value in it would be given away", () =>
  opened(async (archive) => {
    await archive.setPolicy({ version: 1, base: "none", detectors: [{ id: "EMAIL_ADDRESS", roles: ["EndUser"] }] });
    for (const format of ["jsonl", "html", "source"]) {
      const { file, check, report } = await prove(archive, { format, report: true }, files);
      assert.equal(file, null, format);
      assert.equal(report, null);
      assert.equal(check.passed, false);
      assert.equal(check.leaks[0].spot.entry, entry(1).identifier);
    }
    await archive.setPolicy("standard");
    const { file, check, report } = await prove(archive, { format: "jsonl", report: true }, files);
    assert.ok(check.passed && check.places > 0);
    assert.doesNotMatch((await file.text()) + report.json + report.text, /ada@/);
    const { inputs, outputs } = JSON.parse(report.json);
    assert.deepEqual(
      inputs.map(({ file }) => file),
      ["a.json", "b.json"],
    );
    const sha256 = Buffer.from(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())).toString("hex");
    assert.deepEqual(outputs, [{ file: file.name, bytes: file.size, sha256 }]);
  }));

test("files in their own shape would not open again out of their archive", () =>
  opened(async (archive) => {
    await archive.setPolicy("standard");
    const { file, notWritten } = await prove(archive, { format: "source" }, files);
    assert.deepEqual(notWritten, []);
    assert.equal(file.name, "redacted-files.zip");
    const again = await openArchive([file]);
    try {
      const { files: read, diagnostics } = await again.inspect();
      assert.deepEqual(
        read.map(({ file }) => file),
        ["redacted-files.zip", "redacted-files.zip/a.json", "redacted-files.zip/b.json"],
      );
      assert.deepEqual(diagnostics, []);
      assert.equal((await again.inspect()).total.entries.shown, 3);
    } finally {
      await again.close();
    }
    const one = await prove(archive, { format: "source" }, [files[1]]);
    assert.equal(one.file.name, "b.json");
  }));

test("what cannot be written back, or rewritten, would go untold", () =>
  opened(async (archive) => {
    await archive.setPolicy("standard");
    const torn = { name: "torn.json", blob: new Blob([(await files[0].blob.text()).slice(0, -40)]) };
    await archive.add([torn]);
    const all = [...files, torn];
    const refused = await prove(archive, { format: "source" }, all);
    assert.equal(refused.file, null);
    assert.equal(refused.check, null);
    assert.deepEqual([...new Set(refused.notWritten.map(({ file }) => file))], ["torn.json"]);
    const rest = await prove(archive, { format: "source", omitUnwritable: true }, all);
    assert.equal(rest.file.name, "redacted-files.zip");
    assert.equal(rest.notWritten[0].file, "torn.json");
    const { file } = await prove(archive, { format: "patch" }, []);
    const { calls } = JSON.parse(await file.text());
    const texts = calls.flatMap(({ body }) => body.conversationEntriesUpdates.map(({ messageText }) => messageText));
    assert.ok(texts.includes("Noted: [EMAIL_ADDRESS]"), texts.join());
  }));

test("a cancelled check would leave its file behind, or the archive closed", () =>
  opened(async (archive, conversation) => {
    await archive.setPolicy("standard");
    const abort = new AbortController();
    const proof = prove(archive, { format: "jsonl" }, files, { signal: abort.signal });
    abort.abort();
    await assert.rejects(proof, { code: "cancelled" });
    assert.equal((await archive.transcript(conversation, 0, 1)).total, 3);
  }));
