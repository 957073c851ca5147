import { expose } from "comlink";
// The bytes are put in here by the build: a worker under `connect-src 'none'` cannot fetch even a `data:` URL.
import wasm from "sealed-transcript:wasm-base64";

import * as core from "../core/sealed_transcript.js";
import { Engine } from "./engine.js";
import { surfaceUncaught } from "./uncaught.js";

const engine = new Engine(async () => {
  const bytes = Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0));
  const { memory } = await core.default({ module_or_path: bytes });
  return { ...core, memory };
});
surfaceUncaught(engine);
expose(engine);
