// All KPIs in wasm, against the reading of the same entries.
//
//   cargo xtask build && node --expose-gc benches/kpi.mjs [--entries N] [--rounds N]
//
// The fastest round is printed.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { listEntries } from "./export.mjs";

const { values } = parseArgs({
  options: { entries: { type: "string", default: "100000" }, rounds: { type: "string", default: "5" } },
});
const core = await import(new URL("../js/dist/core/sealed_transcript.js", import.meta.url));
core.initSync({ module: readFileSync(new URL("../js/dist/core/sealed_transcript_bg.wasm", import.meta.url)) });

const wanted = Number(values.entries);
const sample = listEntries(1e6);
const perEntry = sample.length / JSON.parse(new TextDecoder().decode(sample)).conversationEntries.length;
const bytes = listEntries(Math.ceil(wanted * perEntry));

const totals = { omit_sessions: true, omit_episodes: true };
const steps = {
  reading: null,
  "order, sessions, people": (archive) => archive.conversations(0, 1),
  "all KPIs, for the first time": (archive) => archive.kpis(totals),
  "again, other options": (archive) => archive.kpis({ ...totals, anchor: "last", exclude_inactive: true }),
  "values of one id": (archive) => archive.kpiListing("R5", null, null, 0, 50),
};
const least = Object.fromEntries(Object.keys(steps).map((name) => [name, Infinity]));
let [entries, sessions] = [0, 0];
for (let round = 0; round < Number(values.rounds); round++) {
  globalThis.gc?.();
  const archive = new core.Archive();
  const reader = archive.open("entries.json");
  for (const [name, step] of Object.entries(steps)) {
    const start = performance.now();
    if (step === null) {
      for (let at = 0; at < bytes.length; at += 1 << 20) reader.feed(bytes.subarray(at, at + (1 << 20)));
      reader.finish();
    } else {
      step(archive);
    }
    least[name] = Math.min(least[name], performance.now() - start);
  }
  entries = archive.inspect().total.entries.shown;
  sessions = archive.kpis(totals).totals["M1.c"].pooled.n;
  archive.free();
}
console.log(`${entries} entries shown in ${sessions} sessions, ${(bytes.length / 1e6).toFixed(1)} MB`);
for (const [name, ms] of Object.entries(least)) {
  const million = ((ms * 1e6) / entries).toFixed(1).padStart(8);
  console.log(
    `${name.padEnd(28)} ${million} ms a million entries ${((100 * ms) / least.reading).toFixed(1).padStart(6)} %`,
  );
}
const first = (100 * least["all KPIs, for the first time"]) / least.reading;
const again = (least["again, other options"] * 1e6) / entries;
console.log(
  `times the aims: first ${(first / 10).toFixed(2)} of 10 % of reading, again ${(again / 100).toFixed(2)} of 100 ms`,
);
