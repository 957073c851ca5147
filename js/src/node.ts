/** The asynchronous client in Node: the engine runs in the calling thread, with the wasm read from beside it. */
import { readFile } from "node:fs/promises";

import { openOn } from "./client/archive.js";
import type { Host } from "./client/host.js";
import { localHost } from "./client/local.js";
import type { ArchiveClient, OpenOptions, Source } from "./client/types.js";
import * as core from "./core/sealed_transcript.js";

export { TranscriptError, type ErrorFields } from "./client/error.js";
export type { Host } from "./client/host.js";
export { prove } from "./client/proof.js";
export type * from "./client/types.js";

/** An engine in this thread. Long calls block it. */
export function nodeHost(): Host {
  return localHost(async () => {
    const module = await readFile(new URL("./core/sealed_transcript_bg.wasm", import.meta.url));
    const { memory } = core.initSync({ module });
    return { ...core, memory };
  });
}

/** Opens files as one archive, in this thread unless `host` says otherwise. See the entry `.` for the rest. */
export function openArchive(files: Iterable<Source>, options: OpenOptions = {}): Promise<ArchiveClient> {
  return openOn(options.host ?? nodeHost(), files, options);
}
