// Review, proof, files back in their own shape, and bodies to write back.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { run } from "./program.mjs";

const entry = (n, messageText) => ({
  identifier: `06a1182e-d932-4178-9864-6de5b7b3d3f${n}`,
  messageText,
  serverReceivedTimestamp: 1736508089657 + n * 1000,
  sender: { role: "EndUser", appType: "iamessage", subject: "kim" },
});

function folder(...texts) {
  const path = mkdtempSync(join(tmpdir(), "redaction-"));
  const conversationEntries = texts.map((text, n) => entry(n, text));
  writeFileSync(join(path, "a.json"), JSON.stringify({ conversationEntries }));
  return path;
}

test("a finding's spot makes a decision that is laid on the next run", async () => {
  const path = folder("jo@example.com and kim@example.com");
  const found = await run(["findings", join(path, "a.json")]);
  const [first] = found.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(first.value, "jo@example.com");
  const decisions = join(path, "decisions.json");
  writeFileSync(decisions, JSON.stringify({ version: 1, decisions: [{ verdict: "reject", at: first.spot }] }));
  const out = await run([
    "transcript",
    join(path, "a.json"),
    "--redact",
    "--decisions",
    decisions,
    "--format",
    "jsonl",
  ]);
  assert.equal(JSON.parse(out.stdout).text, "jo@example.com and [EMAIL_ADDRESS]");
  const bad = await run(["transcript", join(path, "a.json"), "--decisions", decisions]);
  assert.equal(bad.exit, 2);
});

test("files come back redacted in their own shape, with a report that holds no value", async () => {
  const path = folder("write to jo@example.com", "hello");
  const [out, report] = [join(path, "out"), join(path, "report.json")];
  const args = ["transcript", join(path, "a.json"), "--redact", "--format", "source", "--out", out, "--report", report];
  const { exit } = await run(args);
  assert.equal(exit, 0);
  const original = readFileSync(join(path, "a.json"), "utf8");
  assert.equal(readFileSync(join(out, "a.json"), "utf8"), original.replace("jo@example.com", "[EMAIL_ADDRESS]"));
  const told = readFileSync(report, "utf8");
  assert.ok(!told.includes("jo@example"));
  const { leakCheck, inputs, outputs, findings } = JSON.parse(told);
  assert.ok(leakCheck.passed && findings.removed === 1);
  assert.equal(inputs[0].bytes, original.length);
  assert.match(outputs[0].sha256, /^[0-9a-f]{64}$/);
});

test("a file that cannot be rewritten whole stops all of them", async () => {
  const path = folder("jo@example.com");
  const broken = join(path, "broken.json");
  writeFileSync(broken, readFileSync(join(path, "a.json"), "utf8").slice(0, -9));
  const args = [
    "transcript",
    join(path, "a.json"),
    broken,
    "--redact",
    "--format",
    "source",
    "--out",
    join(path, "out"),
  ];
  const stopped = await run(args);
  assert.equal(stopped.exit, 1);
  assert.match(stopped.stderr, /"code":"unwritten"/);
  assert.deepEqual(
    readdirSync(path).filter((name) => name.startsWith("out")),
    [],
  );
  const rest = await run([...args, "--omit-unwritable"]);
  assert.equal(rest.exit, 0);
  assert.deepEqual(readdirSync(join(path, "out")), ["a.json"]);
});

test("a value that a rule redacts in one place and leaves in another fails the export", async () => {
  const path = folder("my card 4111 1111 1111 1111");
  const policy = join(path, "policy.json");
  const detectors = [{ id: "CREDIT_CARD", fields: ["text"] }];
  writeFileSync(policy, JSON.stringify({ version: 1, base: "none", detectors }));
  const { conversationEntries } = JSON.parse(readFileSync(join(path, "a.json"), "utf8"));
  const [first] = conversationEntries;
  first.senderDisplayName = "4111 1111 1111 1111";
  writeFileSync(join(path, "a.json"), JSON.stringify({ conversationEntries }));
  for (const format of ["jsonl", "text", "csv"]) {
    const out = join(path, format);
    const args = ["transcript", join(path, "a.json"), "--policy", policy, "--format", format, "--check", "--out", out];
    const leaked = await run(args);
    assert.equal(leaked.exit, 3, format);
    assert.match(leaked.stderr, /"code":"leak"/);
    assert.ok(!leaked.stderr.includes("4111"));
    assert.throws(() => readdirSync(out));
  }
});

test("bodies to write back hold changed texts alone", async () => {
  const path = folder("jo@example.com", "hello");
  const { stdout } = await run(["transcript", join(path, "a.json"), "--redact", "--format", "patch"]);
  const { calls, notWritten } = JSON.parse(stdout);
  assert.deepEqual(calls[0].body, {
    conversationEntriesUpdates: [{ identifier: entry(0).identifier, messageText: "[EMAIL_ADDRESS]" }],
  });
  assert.deepEqual(notWritten, []);
});
