// What is found, how it is printed, and what is never shown.
import assert from "node:assert/strict";
import test from "node:test";

import { openArchive, TranscriptError } from "../../js/dist/node.js";
import { codes, ENTRIES, id18, lines, put, run, SESSION, SESSIONS } from "./program.mjs";

const entries = put("entries.json", ENTRIES);
const sessions = put("sessions.csv", SESSIONS);

test("a search would print other entries than those it finds, or not in order", async () => {
  const found = await run(["search", "card", entries, sessions, "--json"]);
  assert.equal(found.exit, 0);
  assert.deepEqual(codes(found), ["original_output"]);
  const [hit, ...more] = lines(found.stdout);
  assert.deepEqual(more, []);
  assert.deepEqual(Object.keys(hit), [
    "position",
    "conversation",
    "conversationPosition",
    "title",
    "session",
    "entry",
    "index",
    "at",
    "atMs",
    "role",
    "actor",
    "kind",
    "internal",
    "snippets",
    "before",
    "after",
  ]);
  assert.deepEqual([hit.index, hit.session, hit.role], [0, id18(SESSION), "EndUser"]);
  const [{ text, highlights }] = hit.snippets;
  assert.deepEqual(
    highlights.map(({ start, end }) => text.slice(start, end)),
    ["card"],
  );
  const all = lines((await run(["search", "/./", entries, sessions, "--json"])).stdout);
  assert.deepEqual(
    all.map(({ position, index }) => [position, index]),
    [0, 1, 2, 3].map((at) => [at, at]),
  );
});

test("filters would not be understood", async () => {
  const indexes = async (query) =>
    lines((await run(["search", query, entries, sessions, "--json"])).stdout).map(({ index }) => index);
  assert.deepEqual(await indexes("role:agent"), [1, 3]);
  assert.deepEqual(await indexes("role:agent -done"), [1]);
  assert.deepEqual(await indexes(`session:${SESSION} mail`), [2]);
  assert.deepEqual(await indexes("wait>45s role:agent"), [1]);
  assert.deepEqual(await indexes("after:2026-03-02T10:01:20 before:2026-03-03"), [2, 3]);
  assert.deepEqual(await indexes("has:session HELLO"), [1]);
});

test("a search would find or show what the policy takes away", async () => {
  const search = async (query, ...more) =>
    run(["search", query, entries, "--redact", "--json", "--context", "3", ...more]);
  for (const query of ["4111", '"4111 1111 1111"', "ada", "/ada@/", "example.com"]) {
    assert.deepEqual(await search(query), { exit: 0, stdout: "", stderr: "" }, query);
  }
  for (const query of ["mail", "email_address", "has:redaction", "1111"]) {
    const { stdout } = await search(query);
    assert.notEqual(stdout, "", query);
    assert.doesNotMatch(stdout, /4111 1111|ada@example/, query);
  }
  assert.equal(lines((await search("4111", "--policy", "none")).stdout).length, 1);
});

test("a mistake in a query would not be shown at its place", async () => {
  for (const [query, words] of [
    ["card role:boss", /role.*write customer.*\n {2}card role:boss\n {12}\^ at character 11/s],
    ['é "card', /write " after.*\n {2}é "card\n {4}\^ at character 3/s],
    ["/a(?=b)/", /look-ahead/],
    ["", /the query is empty/],
    ["wait>5", /its unit: 500ms, 120s/],
  ]) {
    const { exit, stdout, stderr } = await run(["search", query, entries]);
    assert.deepEqual([exit, stdout], [2, ""], query);
    assert.match(stderr, words);
  }
});

test("wrong usage of a search would look like success", async () => {
  for (const args of [
    ["search"],
    ["search", "card"],
    ["search", "card", entries, "--context", "-1"],
    ["search", "card", entries, "--context", "many"],
    ["search", "card", entries, "--conversation", "nowhere"],
    ["search", "card", entries, "--format", "csv"],
  ]) {
    const { exit, stdout, stderr } = await run(args);
    assert.deepEqual([exit, stdout], [2, ""], args.join(" "));
    assert.notEqual(stderr, "");
  }
  assert.equal((await run(["search", "card", "missing.json"])).exit, 1);
  const none = await run(["search", "zebra", entries, "--redact"]);
  assert.deepEqual([none.exit, none.stdout], [0, ""], "nothing found is no failure");
});

test("a person could not read the hits, or see what stands beside them", async () => {
  const { stdout } = await run(["search", "mail", entries, "--redact", "--context", "1"]);
  const [heading, before, hit, after] = stdout.split("\n");
  assert.match(heading, / · unknown:/);
  assert.match(before, /^ {2}2026-03-02T10:01:05\.000Z {2}#1 {2}Agent: Hello/);
  assert.match(hit, /^> 2026-03-02T10:01:25\.000Z {2}#2 {2}EndUser: My mail is \[EMAIL_ADDRESS\]$/);
  assert.match(after, /^ {2}2026-03-02T10:01:35\.000Z {2}#3 /);
  assert.equal((await run(["search", "-card", "--count", "--redact", "--", entries])).exit, 2, "a minus is an option");
  const counted = await run(["search", "--count", "--redact", "--", "-card", entries]);
  assert.equal(counted.stdout, "3 entries in 1 conversation\n");
  const json = await run(["search", "--count", "--json", "--redact", "card", entries]);
  assert.deepEqual(lines(json.stdout), [{ found: 1, conversations: 1 }]);
});

test("the client would not give first hits, windows and mistakes, or keep hits of an earlier lens", async () => {
  const archive = await openArchive([{ name: "entries.json", blob: new Blob([ENTRIES]) }]);
  try {
    const seen = [];
    const { search, found, done } = await archive.search("/./", { context: 1 }, { onHits: (hits) => seen.push(hits) });
    assert.deepEqual([found, done], [4, true]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(seen.at(-1).hits.length, 4);
    const window = await archive.hits(search, 1, 2);
    assert.deepEqual([window.total, window.from, window.hits.map(({ index }) => index)], [4, 1, [1, 2]]);
    const mistake = await archive.search("é role:boss").catch((error) => error);
    assert.ok(mistake instanceof TranscriptError);
    assert.deepEqual([mistake.code, mistake.offset, mistake.path, mistake.recoverable], ["query", 7, "role", true]);
    assert.equal((await archive.hits(search, 0, 1)).hits.length, 1, "a mistake does not end the search before it");
    await archive.setPolicy("standard");
    assert.equal((await archive.hits(search, 0, 9).catch((error) => error)).code, "cancelled");
    assert.equal((await archive.search("4111")).found, 0);
    const abort = new AbortController();
    abort.abort();
    assert.equal((await archive.search("e", null, { signal: abort.signal }).catch((error) => error)).code, "cancelled");
    const before = await archive.search("e");
    await archive.add([{ name: "sessions.csv", blob: new Blob([SESSIONS]) }]);
    assert.equal((await archive.hits(before.search, 0, 9).catch((error) => error)).code, "changed");
  } finally {
    await archive.close();
  }
});
