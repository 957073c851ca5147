// Bytes to archive in wasm against what JavaScript does with the same bytes: one process, one run.
//
//   cargo xtask build && node --expose-gc benches/ingest.mjs [FILE…] [--rounds N] [--peers PEERS.wasm]
//
// Without a file it makes an export of 20 MB. `--peers` adds the reader alone and typed serde_json,
// both in wasm: benches/peers.rs says how to build them. Rounds are interleaved; the fastest and
// the median of each are printed, with their ratio to the peer. Ratios count, megabytes depend on
// the machine and on what else it does.
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";

import { listEntries } from "./export.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "9" }, peers: { type: "string" } },
});
const CHUNK = 1 << 20;
const core = await import(new URL("../js/dist/core/sealed_transcript.js", import.meta.url));
const engine = core.initSync({
  module: readFileSync(new URL("../js/dist/core/sealed_transcript_bg.wasm", import.meta.url)),
});
const peers = values.peers ? peersFrom(values.peers) : null;

const corpora = positionals.length
  ? positionals.map((file) => [basename(file), readFileSync(file)])
  : [["list entries made here", listEntries(20e6)]];
for (const [name, bytes] of corpora) compare(name, bytes, Number(values.rounds));

function compare(name, bytes, rounds) {
  const target = new Uint8Array(bytes.length);
  const work = {
    copy: () => target.set(bytes),
    "feed → archive": () => ingest(bytes),
    "TextDecoder + JSON.parse": () => plain(bytes).length,
    "… + payloads of messages": () => withPayloads(bytes, true),
    "… + all payloads": () => withPayloads(bytes, false),
  };
  if (peers) Object.assign(work, peers.work(bytes));
  const wanted = plain(bytes).length;
  const got = ingest(bytes);
  if (got !== wanted) throw new Error(`${name}: ${got} entries in the archive, ${wanted} in the file`);

  const times = new Map(Object.keys(work).map((label) => [label, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [label, run] of Object.entries(work)) {
      globalThis.gc?.();
      const start = performance.now();
      run();
      times.get(label).push(performance.now() - start);
    }
  }
  console.log(`\n${name}: ${(bytes.length / 1e6).toFixed(1)} MB, ${wanted} entries, ${rounds} rounds`);
  console.log("                              min MB/s  median MB/s   ns/entry");
  const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
  const rate = (ms) => (bytes.length / 1e3 / ms).toFixed(0);
  for (const [label, list] of times) {
    const least = Math.min(...list);
    console.log(
      `  ${label.padEnd(26)} ${rate(least).padStart(9)} ${rate(median(list)).padStart(12)} ${((least * 1e6) / wanted).toFixed(0).padStart(10)}`,
    );
  }
  const ratio = (slow, fast) =>
    `${(Math.min(...times.get(slow)) / Math.min(...times.get(fast))).toFixed(1)} (median ${(median(times.get(slow)) / median(times.get(fast))).toFixed(1)})`;
  console.log(
    `  ingest is faster than JSON.parse + message payloads by ${ratio("… + payloads of messages", "feed → archive")}`,
  );
  console.log(`  ingest is slower than a copy by ${ratio("feed → archive", "copy")}`);
  if (peers) {
    console.log(
      `  ingest is faster than typed serde_json in wasm by ${ratio("serde_json typed (wasm)", "feed → archive")}`,
    );
    console.log(
      `  the reader alone is faster than typed serde_json by ${ratio("serde_json typed (wasm)", "reader + text (wasm)")}`,
    );
    console.log(`  the reader alone is slower than a copy in wasm by ${ratio("reader + text (wasm)", "copy (wasm)")}`);
  }
  console.log(`  wasm memory after all rounds: ${(engine.memory.buffer.byteLength / 1e6).toFixed(0)} MB`);
}

/** The whole way in; gives the entries read. */
function ingest(bytes) {
  const archive = new core.Archive();
  const reader = archive.open("export.json");
  for (let at = 0; at < bytes.length; at += CHUNK) reader.feed(bytes.subarray(at, at + CHUNK));
  const entries = reader.entries;
  reader.cancel();
  reader.free();
  archive.free();
  return entries;
}

function plain(bytes) {
  const value = JSON.parse(new TextDecoder().decode(bytes));
  return value.conversationEntries ?? value.records ?? value;
}

function withPayloads(bytes, messagesOnly) {
  let length = 0;
  for (const entry of plain(bytes)) {
    if (messagesOnly && entry.entryType !== "Message") continue;
    const payload = typeof entry.entryPayload === "string" ? JSON.parse(entry.entryPayload) : entry.entryPayload;
    length += payload?.abstractMessage?.staticContent?.text?.length ?? 1;
  }
  return length;
}

/** The module of benches/peers.rs; what it imports of the engine's bindings is never called. */
function peersFrom(file) {
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  const module = new WebAssembly.Module(readFileSync(file));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new Error(`${name} is not for peers`);
    };
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  return {
    work(bytes) {
      const at = exports.room(bytes.length) >>> 0;
      new Uint8Array(exports.memory.buffer).set(bytes, at);
      const results = [exports.typed(), exports.skim_text()];
      if (results[0] !== results[1]) throw new Error(`peers disagree: ${results}`);
      return {
        "copy (wasm)": () => exports.copy(),
        "bytes → archive (same)": () => exports.ingest(),
        "reader, no text (wasm)": () => exports.skim(),
        "reader + text (wasm)": () => exports.skim_text(),
        "serde_json typed (wasm)": () => exports.typed(),
      };
    },
  };
}
