import assert from "node:assert/strict";
import test from "node:test";

import { lines, put, run } from "./program.mjs";

const scan = (rows, ...args) =>
  run(["scan", ...args], {
    input: rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n"),
  });
const found = ({ stdout }) => lines(stdout).map(({ spans }) => spans.map(({ type }) => type).join(" "));

test("scan would count other units than code points", async () => {
  const { exit, stdout } = await scan([{ text: "\u{1F600} card 4111 1111 1111 1111" }]);
  assert.equal(exit, 0);
  const [{ spans }] = lines(stdout);
  assert.deepEqual(Object.keys(spans[0]), ["start", "end", "type", "score"]);
  assert.deepEqual(
    spans.map(({ start, end, type }) => [start, end, type]),
    [[7, 26, "CREDIT_CARD"]],
  );
});

test("scan would lose a line, or the place of one", async () => {
  const rows = [{ text: "ada@example.com" }, "nonsense", "", { text: "none" }, { words: "x" }];
  const result = await scan(rows);
  assert.equal(result.exit, 0);
  assert.deepEqual(found(result), ["EMAIL_ADDRESS", "", "", ""]);
  assert.deepEqual(
    lines(result.stdout).map(({ error }) => error !== undefined),
    [false, true, false, true],
  );
  assert.deepEqual(
    lines(result.stderr).map(({ code, file, record }) => [code, file, record]),
    [
      ["bad_record", "-", 1],
      ["bad_record", "-", 3],
    ],
  );
  assert.equal((await scan(rows, "--strict")).exit, 1);
  assert.equal((await scan(["nonsense"])).exit, 1, "no line could be read");
  assert.equal((await scan([])).exit, 0);
});

test("a question would give no context to its answer, or to one elsewhere", async () => {
  const ask = { text: "What is your social security number?", conversation: "c", role: "Agent" };
  const reply = { text: "123456789", conversation: "c", role: "EndUser" };
  assert.deepEqual(found(await scan([ask, reply])), ["", "US_SSN"]);
  assert.deepEqual(found(await scan([ask, { ...reply, conversation: "d" }])), ["", ""]);
  assert.deepEqual(
    found(await scan([ask, { text: reply.text, role: reply.role }])),
    ["", ""],
    "lines that stand alone",
  );
});

test("scan would not heed its policy", async () => {
  const row = { text: "ada@example.com 4111 1111 1111 1111" };
  assert.deepEqual(found(await scan([row])), ["EMAIL_ADDRESS CREDIT_CARD"]);
  assert.deepEqual(found(await scan([row], "--policy", "pci")), ["CREDIT_CARD"]);
  assert.deepEqual(found(await scan([row], "--policy", "none")), [""]);
  const { stdout } = await run(["policy", "show", "pci"]);
  assert.deepEqual(found(await scan([row], "--policy", put("scan-pci.json", stdout))), ["CREDIT_CARD"]);
});

test("a line cut by the pipe, or without an end, would be lost", async () => {
  const input = `${JSON.stringify({ text: "é ada@example.com" })}\n${JSON.stringify({ text: "4111 1111 1111 1111" })}`;
  for (const piece of [1, 5]) {
    assert.deepEqual(found(await run(["scan"], { input, piece })), ["EMAIL_ADDRESS", "CREDIT_CARD"], `${piece} bytes`);
  }
});
