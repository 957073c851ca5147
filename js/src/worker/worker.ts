import { expose } from "comlink";

import init, * as core from "../core/sealed_transcript.js";
import { Engine } from "./engine.js";
import { surfaceRejections } from "./rejections.js";

surfaceRejections();
expose(
  new Engine(async () => {
    await init({ module_or_path: new URL("./core/sealed_transcript_bg.wasm", import.meta.url) });
    return core;
  }),
);
