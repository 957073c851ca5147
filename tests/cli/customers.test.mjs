// One customer over all channels, on the command line and through the client in Node.
import assert from "node:assert/strict";
import test from "node:test";

import { openArchive } from "../../js/dist/node.js";
import { KIM, OTHER, PEOPLE } from "./people.mjs";
import { lines, put, run } from "./program.mjs";

const files = Object.entries(PEOPLE).map(([name, text]) => put(name, text));
const entriesOf = async (...args) => {
  const { exit, stdout } = await run(["transcript", ...files, "--format", "jsonl", ...args]);
  assert.equal(exit, 0);
  return lines(stdout).map(({ entry }) => entry);
};

test("a customer would lack a channel, or hold somebody else of the same name", async () => {
  for (const id of [KIM, "0PAEx0000000001OAA", "0PAEx0000000002", "+12125550101"]) {
    assert.deepEqual(await entriesOf("--customer", id), ["a", "b", "e", "f"], id);
  }
  assert.deepEqual(await entriesOf("--customer", OTHER), ["d"]);
  assert.deepEqual(await entriesOf("--customer", KIM, "--customer", OTHER), ["a", "b", "d", "e", "f"]);
});

test("a customer's measures would be of other sessions", async () => {
  const { exit, stdout } = await run(["kpis", ...files, "--format", "json", "--customer", KIM]);
  assert.equal(exit, 0);
  const { sessions } = JSON.parse(stdout);
  assert.deepEqual(sessions.map(({ session }) => session).sort(), [
    "0MwEx0000000001KAA",
    "0MwEx0000000002KAA",
    "0MwEx0000000005KAA",
  ]);
});

test("a customer who is not there, or asked for with a conversation, would be answered", async () => {
  for (const args of [
    ["--customer", "003Ex0000000009IAA"],
    ["--customer", "Kim Lee"],
    ["--customer", KIM, "--conversation", "0ZcEx0000000001KAA"],
  ]) {
    const { exit, stdout, stderr } = await run(["transcript", ...files, ...args]);
    assert.deepEqual([exit, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /customer/);
  }
});

test("a redacted customer would show a key", async () => {
  const { stdout } = await run(["transcript", ...files, "--customer", KIM, "--redact", "--format", "json"]);
  assert.notEqual(stdout, "");
  assert.doesNotMatch(stdout, /2125550101|kim@example/);
});

test("the client would list, read, join or search customers otherwise", async () => {
  const archive = await openArchive(Object.entries(PEOPLE).map(([name, text]) => ({ name, blob: new Blob([text]) })));
  try {
    const { total, unknown, rows } = await archive.customers(0, 10);
    assert.deepEqual([total, unknown], [2, 0]);
    assert.deepEqual(
      rows.map(({ customer, joinedBy, channels, sessions }) => [customer, joinedBy, channels.length, sessions]),
      [
        [KIM, ["contact"], 2, 3],
        [OTHER, [], 1, 1],
      ],
    );
    const read = async () => (await archive.transcript({ customer: KIM }, 0, 10)).rows.map(({ entry }) => entry);
    assert.deepEqual(await read(), ["a", "b", "e", "f"]);
    await archive.joinCustomers([[KIM, OTHER]]);
    assert.deepEqual(await read(), ["a", "b", "d", "e", "f"]);
    const { total: joined, rows: one } = await archive.customers(0, 10);
    assert.deepEqual([joined, one[0].joinedBy], [1, ["contact", "decision"]]);
    await archive.joinCustomers([]);
    assert.equal((await archive.customers(0, 10)).total, 2);

    const seen = [];
    const { search, found, conversations, done } = await archive.search(
      "parcel",
      {},
      { onHits: (progress) => seen.push(progress.found) },
    );
    assert.deepEqual([found, conversations, done], [3, 2, true]);
    assert.equal(seen.at(-1), 3);
    const { hits } = await archive.hits(search, 1, 5);
    // Conversation by conversation: both sessions by phone come first.
    assert.deepEqual(
      hits.map(({ position, entry }) => [position, entry]),
      [
        [1, "e"],
        [2, "b"],
      ],
    );
  } finally {
    await archive.close();
  }
});
