// Windows of a transcript are read from one text, sessions and hits are made member by member: the same objects.
import assert from "node:assert/strict";
import test, { before } from "node:test";

import { loaded, skip } from "./built-core.mjs";

let core;
before(async () => {
  if (!skip) core = await loaded();
});

const CONVERSATION = "0b9d4a3e-6a42-4b6e-9c39-0a4c2f6d7e10";
const START = 1_736_508_000_000;
/** More rows than are read from one text, and more than from two. */
const MANY = 2100;

const uuid = (at) => `7db791fe-1f23-46d7-b685-${String(at).padStart(12, "0")}`;
const TEXTS = [
  "plain",
  'quotes " and \\ and / and \u0000\u0001\b\f\n\r\t\u007f',
  "line ends of JavaScript \u2028 \u2029, \ufeff, \ufffe",
  "😀 é 注文 a\u0301",
  "half a pair \ud83d and \udc00",
  "",
];
const statics = (staticContent) => ({ abstractMessage: { messageType: "StaticContentMessage", staticContent } });
const PAYLOADS = [
  (at) => statics({ formatType: "Text", text: TEXTS[at % TEXTS.length] }),
  (at) => statics({ formatType: "Attachments", text: "a file", attachments: [{ name: "a.pdf", size: at * 1e9 }] }),
  () =>
    statics({ formatType: "RichLink", linkItem: { url: "https://example.com/?q=1", titleItem: { title: "a link" } } }),
  () => ({
    abstractMessage: {
      messageType: "ChoicesMessage",
      choices: {
        formatType: "Buttons",
        text: "which",
        optionItems: [{ optionIdentifier: "1", titleItem: { title: "one" } }],
      },
    },
  }),
  (at) => {
    const answer = statics({ formatType: "Text", text: "an answer" });
    answer.abstractMessage.inReplyToMessageId = uuid(at - 3);
    return answer;
  },
];
const unknown = { kind: "new", deep: [1, 2.5, -0.0, 1e21, 0.1, true, null, { "": "x", 10: "ten", b: [] }] };

function entry(at) {
  const isUnknown = at % 7 === 6;
  return {
    identifier: uuid(at),
    conversationIdentifier: CONVERSATION,
    entryType: isUnknown ? "SomethingNew" : "Message",
    transcriptedTimestamp: START + at * 20_000 + Math.floor(at / 50) * 3_600_000,
    clientTimestamp: at % 3 === 0 ? null : START + at * 20_000 - 90_000,
    senderDisplayName: at % 5 === 0 ? null : `Kim ${at % 4}`,
    sender: {
      role: at % 2 ? "Agent" : "EndUser",
      subject: at % 2 ? "005Ex0000000001IAA" : "kim",
      appType: "messaging",
    },
    relatedRecords: [`0MwEx000000000${at % 3}KAA`],
    entryPayload: JSON.stringify(isUnknown ? unknown : { id: uuid(at), ...PAYLOADS[at % PAYLOADS.length](at) }),
  };
}
function opened(entries) {
  const archive = new core.Archive();
  const reader = archive.open("entries.json", null);
  reader.feed(new TextEncoder().encode(JSON.stringify({ conversationEntries: entries })));
  reader.finish();
  return archive;
}

/** Every entry as a search gives it. */
function hits(archive, lens) {
  const search = archive.search('-"in no text"', null, lens);
  while (!search.step().done);
  const { hits } = search.window(0, MANY);
  search.free();
  return hits;
}
const MEMBERS = ["conversation", "session", "entry", "index", "at", "atMs", "role", "actor", "kind", "internal"];
const members = (one) => MEMBERS.map((name) => one[name]);

test("a window read from one text has the objects that are made member by member, whatever its size", { skip }, () => {
  const archive = opened(Array.from({ length: MANY }, (_, at) => entry(at)));
  const policy = core.Policy.named("standard");
  for (const lens of [undefined, policy]) {
    const whole = archive.transcript(CONVERSATION, 0, MANY, lens);
    assert.equal(whole.rows.length, MANY);
    assert.ok(
      whole.rows.some((row) => row.extra),
      "a payload of an unknown type",
    );
    assert.ok(whole.rows.some((row) => row.attachments.length && row.attachments[0].size > 2 ** 32));
    assert.ok(whole.rows.some((row) => row.choices.length) && whole.rows.some((row) => row.links.length));
    assert.ok(whole.rows.some((row) => row.replyToPosition !== null) && whole.rows.some((row) => row.gapMs !== null));
    const first = archive.transcript(CONVERSATION, 0, 1000, lens);
    assert.deepEqual({ ...first, rows: [] }, { ...whole, rows: [] });
    assert.deepEqual(first.sessions, archive.sessions(CONVERSATION, 0, 10, lens).sessions);
    assert.deepEqual(whole.rows.map(members), hits(archive, lens).map(members));
    const extra = whole.rows.flatMap((row) => row.extra ?? []);
    if (!lens) assert.deepEqual(extra[0], JSON.parse(JSON.stringify(unknown)));
    const texts = whole.rows
      .slice(0, 30)
      .flatMap((row, at) => (row.text === TEXTS[at % TEXTS.length] ? [row.text] : []));
    if (!lens) assert.ok(texts.length > 2, "control characters and line ends come through");
    const pieces = [0, 1, 51, 1051, 1999].map((from, at, all) =>
      archive.transcript(CONVERSATION, from, (all[at + 1] ?? MANY) - from, lens),
    );
    assert.deepEqual(
      pieces.flatMap(({ rows }) => rows),
      whole.rows,
    );
  }
});

test("a number that JavaScript cannot hold does not close the window", { skip }, () => {
  const big = entry(1);
  big.entryPayload = big.entryPayload.replace(/"size":\d+/, '"size":1152921504606846976');
  const strange = { ...entry(6), entryPayload: '{"kind":"new","number":12345678901234567890,"__proto__":{"a":1}}' };
  for (const filler of [0, MANY]) {
    const more = Array.from({ length: filler }, (_, at) => entry(at + 7));
    const { rows } = opened([big, strange, ...more]).transcript(CONVERSATION, 0, MANY + 2);
    assert.equal(rows[0].attachments[0].size, 2 ** 60);
    assert.equal(rows[1].extra.number, 12345678901234567890);
    assert.deepEqual(Object.keys(rows[1].extra), ["kind", "number", "__proto__"]);
    assert.equal(Object.getPrototypeOf(rows[1].extra), Object.prototype);
  }
});
