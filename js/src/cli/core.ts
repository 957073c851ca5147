import { readFileSync } from "node:fs";

import { initSync } from "../core/sealed_transcript.js";

let ready = false;

/** Makes the engine usable, from the wasm beside this program. Idempotent; not done for a mere `--help`. */
export function startCore(): void {
  if (ready) return;
  initSync({ module: readFileSync(new URL("./core/sealed_transcript_bg.wasm", import.meta.url)) });
  ready = true;
}
