// What the client's tests need, as one module: the client and the fake core it runs on.
export { openOn } from "../src/client/archive.js";
export { TranscriptError } from "../src/client/error.js";
export { localHost } from "../src/client/local.js";
export * as core from "./fake-core.js";
