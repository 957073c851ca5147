// Search against a JavaScript loop over the same texts with the same pattern, in one run.
//
//   cargo xtask build && node --expose-gc benches/search.mjs [ENTRIES]
//
// The loop has the texts as an array of strings, which a page would first have to make and hold.
import { readFileSync } from "node:fs";

import { Archive, initSync, Policy } from "../js/dist/core/sealed_transcript.js";
const ENTRIES = Number(process.argv[2] ?? 100_000);
const RUNS = 9;
initSync({ module: readFileSync(new URL("../js/dist/core/sealed_transcript_bg.wasm", import.meta.url)) });

const COMMON =
  "hello thanks for your help I need to change my order please the delivery is late and we can not find the tracking number could you check it again account password reset does not work refund was issued on Monday but the bank says nothing arrived yet let me look into that one moment sure no problem".split(
    " ",
  );
const OTHERS = ["¿Me puede ayudar con mi pedido?", "c’est très gentil", "😀👍", "注文番号を確認してください"];
/** Words of a language: the second is half as frequent as the first, and so on. */
const RARE = 20_000;

let seed = 12345;
function random(below) {
  seed ^= seed << 13;
  seed ^= seed >>> 17;
  seed ^= seed << 5;
  return (seed >>> 0) % below;
}
const pick = (list) => list[random(list.length)];
const syllables = [..."bdfgklmnprstvw"].flatMap((a) => [..."aeiou"].map((b) => a + b));
const rare = Array.from({ length: RARE }, () => Array.from({ length: 2 + random(3) }, () => pick(syllables)).join(""));
const word = () => (random(2) === 0 ? pick(COMMON) : rare[Math.floor(RARE ** (random(1e6) / 1e6)) - 1]);
function text() {
  const words = Array.from({ length: 3 + random(32) }, word);
  if (random(8) === 0) words.push(pick(OTHERS));
  if (random(8) === 0) words.push(`NW-${10_000 + random(90_000)}`);
  return `${words.join(" ")}.`;
}

const archive = new Archive();
/** Conversations of a thousand messages, as the Connect REST API answers. */
for (let entry = 0; entry < ENTRIES;) {
  const session = `0Mw${String(entry).padStart(15, "0")}`;
  const conversationEntries = Array.from({ length: 1000 }, () => ({
    identifier: `7db791fe-1f23-46d7-b685-${String(entry).padStart(12, "0")}`,
    messageText: text(),
    relatedRecords: [session],
    sender: { appType: "iamessage", role: entry % 2 ? "Agent" : "EndUser", subject: entry % 2 ? "a" : session },
    serverReceivedTimestamp: 1_704_067_200_000 + entry++ * 20_000,
  }));
  const reader = archive.open(`${session}.json`);
  reader.feed(new TextEncoder().encode(JSON.stringify({ conversationEntries })));
  reader.finish();
}

/** Every text as it is shown, in transcript order. */
function textsOf() {
  const texts = [];
  for (const { conversation, entries } of archive.conversations(0, 1e9).rows) {
    for (let from = 0; from < entries; from += 1000) {
      for (const { text } of archive.transcript(conversation, from, 1000).rows) if (text !== null) texts.push(text);
    }
  }
  return texts;
}
const texts = textsOf();
const letters = texts.reduce((sum, text) => sum + text.length, 0);
console.log(`${texts.length.toLocaleString("en")} texts, ${(letters / 1e6).toFixed(1)} M letters`);

function time(work) {
  const begun = performance.now();
  const result = work();
  return [performance.now() - begun, result];
}
function median(work) {
  const runs = Array.from({ length: RUNS }, () => time(work));
  runs.sort(([a], [b]) => a - b);
  return runs[RUNS >> 1];
}
function found(query, policy) {
  const search = archive.search(query, null, policy);
  try {
    for (;;) {
      const progress = search.step();
      if (progress.done) return progress.found;
    }
  } finally {
    search.free();
  }
}
function firstHits(query, policy) {
  const search = archive.search(query, null, policy);
  try {
    while (!search.step().done && search.window(0, 50).hits.length === 0);
    return search.window(0, 50).hits.length;
  } finally {
    search.free();
  }
}
function loop(test) {
  let count = 0;
  for (const text of texts) if (test(text)) count += 1;
  return count;
}
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const ms = (value) => `${value.toFixed(2).padStart(9)} ms`;
console.log(`first hits, cold: ${ms(time(() => firstHits("refund", null))[0])}`);
console.log(`whole archive, cold: ${ms(time(() => found("refund", null))[0])}`);
const policy = Policy.named("standard");
console.log(`first hits, cold, through a policy: ${ms(time(() => firstHits("refund", policy))[0])}`);
console.log(`whole archive, cold, through a policy: ${ms(time(() => found("refund", policy))[0])}`);
console.log(`first hits, warm: ${ms(median(() => firstHits("refund", null))[0])}`);

const rareWord = new RegExp(rare[2_000], "i");
const rows = [
  ["no such word", "japan", (text) => /japan/i.test(text)],
  ["a rare word, any case", rare[2_000], (text) => rareWord.test(text)],
  ["a word, any case", "refund", (text) => /refund/i.test(text)],
  ["a word, case and accents", "tres", (text) => plain(text).includes("tres")],
  ["a phrase, any case", '"tracking number"', (text) => /tracking number/i.test(text)],
  ["two words, any case", "refund delivery", (text) => /refund/i.test(text) && /delivery/i.test(text)],
  ["expression, a number", "/nw-12\\d{3}/i", (text) => /nw-12\d{3}/i.test(text)],
  ["expression, many found", "/\\brefunds?\\b/i", (text) => /\brefunds?\b/i.test(text)],
  ["expression, a phrase", "/refund (was|is) iss\\w+/i", (text) => /refund (was|is) iss\w+/i.test(text)],
  ["expression, no letters certain", "/\\b(qu|zz)\\w+/i", (text) => /\b(qu|zz)\w+/i.test(text)],
  ["for scale: text.includes, exact case", "refund", (text) => text.includes("refund")],
];
for (const lens of [null, policy]) {
  console.log(`\n${lens === null ? "original" : "through the standard policy"}: search, loop, ratio, entries found`);
  for (const [name, query, test] of rows) {
    const [ours, hits] = median(() => found(query, lens));
    const [theirs, count] = median(() => loop(test));
    const same = hits === count ? "" : `, the loop finds ${count}`;
    console.log(
      `${name.padEnd(38)}${ms(ours)} ${ms(theirs)} ${(theirs / ours).toFixed(1).padStart(6)}×  ${hits}${same}`,
    );
  }
}
