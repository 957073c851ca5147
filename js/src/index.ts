/**
 * The asynchronous client: an archive of exported conversations in a worker of its own.
 *
 * ```js
 * import { openArchive } from "sealed-transcript";
 *
 * const archive = await openArchive(input.files, { onProgress: (p) => bar.value = p.bytes / p.totalBytes });
 * await archive.setPolicy("standard");
 * const { rows } = await archive.conversations(0, 50);
 * const transcript = await archive.transcript(rows[0].conversation, 0, 100);
 * await archive.close();
 * ```
 */
import { openOn } from "./client/archive.js";
import { workerHost } from "./client/host.js";
import type { ArchiveClient, OpenOptions, Source } from "./client/types.js";

export { TranscriptError, type ErrorFields } from "./client/error.js";
export { workerHost, type Host } from "./client/host.js";
export { prove } from "./client/proof.js";
export type * from "./client/types.js";

/**
 * Opens files as one archive, in a module worker loaded from beside this module unless `host` says otherwise.
 *
 * A file that cannot be read does not stop the others: it is in `inspect()`, with the reason. Rejects with a
 * `TranscriptError` only if the engine cannot be started or stops, or on abort; then nothing is left running.
 */
export function openArchive(files: Iterable<Source>, options: OpenOptions = {}): Promise<ArchiveClient> {
  return openOn(options.host ?? workerHost(), files, options);
}
