// The engine of the package that is shipped, in Node; tests of it are skipped where it is not built.
import { existsSync, readFileSync } from "node:fs";

const built = new URL("../dist/core/", import.meta.url);
const wasm = new URL("sealed_transcript_bg.wasm", built);
export const skip = !existsSync(wasm) && "the engine is not built: cargo xtask build";

/** The module of the engine. */
export async function loaded() {
  const core = await import(new URL("sealed_transcript.js", built));
  core.initSync({ module: readFileSync(wasm) });
  return core;
}
