// What order, sessions and a window cost, against the reading of the same entries.
//
//   cargo xtask build && node --expose-gc benches/reading.mjs [--entries N] [--rounds N]
//
// The fastest round is printed. Order and sessions are computed when a file is finished.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { listEntries } from "./export.mjs";

const { values } = parseArgs({
  options: { entries: { type: "string", default: "100000" }, rounds: { type: "string", default: "7" } },
});
const WINDOW = 50;
const core = await import(new URL("../js/dist/core/sealed_transcript.js", import.meta.url));
core.initSync({ module: readFileSync(new URL("../js/dist/core/sealed_transcript_bg.wasm", import.meta.url)) });

const wanted = Number(values.entries);
const sample = listEntries(1e6);
const perEntry = sample.length / JSON.parse(new TextDecoder().decode(sample)).conversationEntries.length;
const bytes = listEntries(Math.ceil(wanted * perEntry));

const least = { read: Infinity, order: Infinity, first: Infinity, window: Infinity, entry: Infinity, time: Infinity };
let entries = 0;
for (let round = 0; round < Number(values.rounds); round++) {
  globalThis.gc?.();
  const archive = new core.Archive();
  const timed = (label, work, times = 1) => {
    const start = performance.now();
    let answer;
    for (let i = 0; i < times; i++) answer = work(i);
    least[label] = Math.min(least[label], (performance.now() - start) / times);
    return answer;
  };
  const reader = archive.open("entries.json");
  timed("read", () => {
    for (let at = 0; at < bytes.length; at += 1 << 20) reader.feed(bytes.subarray(at, at + (1 << 20)));
  });
  const [row] = timed("order", () => {
    reader.finish();
    return archive.conversations(0, 1);
  }).rows;
  entries = row.entries;
  const { conversation, toMs } = row;
  const middle = entries >> 1;
  timed("first", () => archive.transcript(conversation, 0, WINDOW));
  const { rows } = timed("window", (i) => archive.transcript(conversation, (middle + i * 97) % entries, WINDOW), 200);
  timed("entry", () => archive.transcript(conversation, { entry: rows[0].entry }, WINDOW), 20);
  timed("time", () => archive.transcript(conversation, { atMs: toMs }, WINDOW), 20);
  archive.free();
}
const ms = (value) => `${value.toFixed(3)} ms`;
console.log(`${entries} entries shown, ${(bytes.length / 1e6).toFixed(1)} MB`);
console.log(`read                      ${ms(least.read)}`);
console.log(
  `order, sessions, people   ${ms(least.order)}   ${((100 * least.order) / least.read).toFixed(1)} % of reading`,
);
console.log(`first window, with waits  ${ms(least.first)}`);
console.log(`window of ${WINDOW}              ${ms(least.window)}`);
console.log(`window at an entry        ${ms(least.entry)}`);
console.log(`window at the last time   ${ms(least.time)}`);
