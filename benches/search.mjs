// Search against a JavaScript loop over the same texts with the same pattern, in one run.
//
//   cargo xtask build && node --expose-gc benches/search.mjs [ENTRIES]
//
// The loop has the texts as an array of strings, which a page would first have to make and hold.
import { readFileSync } from "node:fs";

import { Archive, initSync, Policy } from "../js/dist/core/sealed_transcript.js";
import { listEntries } from "./export.mjs";

const ENTRIES = Number(process.argv[2] ?? 100_000);
const RUNS = 9;
initSync({ module: readFileSync(new URL("../js/dist/core/sealed_transcript_bg.wasm", import.meta.url)) });

const archive = new Archive();
const reader = archive.open("entries.json");
const bytes = listEntries(ENTRIES * 790);
for (let at = 0; at < bytes.length; at += 1 << 20) reader.feed(bytes.subarray(at, at + (1 << 20)));
reader.finish();

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

const rows = [
  ["a rare word, any case", "japan", (text) => /japan/i.test(text)],
  ["a word, any case", "refund", (text) => /refund/i.test(text)],
  ["a word, case and accents", "tres", (text) => plain(text).includes("tres")],
  ["a phrase, any case", '"tracking number"', (text) => /tracking number/i.test(text)],
  ["two words, any case", "refund delivery", (text) => /refund/i.test(text) && /delivery/i.test(text)],
  ["expression", "/refund (was|is) iss\\w+/i", (text) => /refund (was|is) iss\w+/i.test(text)],
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
