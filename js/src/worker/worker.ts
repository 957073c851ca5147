import { expose } from "comlink";

import init, * as core from "../core/sealed_transcript.js";
import { Engine } from "./engine.js";
import { surfaceUncaught } from "./uncaught.js";

const engine = new Engine(async () => {
  const { memory } = await init({ module_or_path: new URL("./core/sealed_transcript_bg.wasm", import.meta.url) });
  return { ...core, memory };
});
surfaceUncaught(engine);
expose(engine);
