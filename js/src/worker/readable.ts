/**
 * Files of the other side. WebKit lets no worker read a Blob of a page that was opened from disk (`file:`), nor the
 * page one of the worker's: there the bytes themselves are passed.
 */
import type { Remote } from "comlink";

import type { ReadOptions } from "../core/sealed_transcript.js";

/** A file, or only its size: its bytes are then asked for. */
export interface WireFile {
  name: string;
  blob: Blob | { readonly size: number };
  readAs: ReadOptions | null;
}

/** Bytes `from` up to `to` of the file at a place; null where Blobs can be read. */
export type BytesOf = Remote<ReadBytes> | ReadBytes | null;
export type ReadBytes = (place: number, from: number, to: number) => Promise<ArrayBuffer>;

/** Asked for at once. */
const CHUNK = 1 << 20;

/** The file as something to read, which is all that the engine asks of a Blob. */
export function readable(blob: WireFile["blob"], place: number, bytesOf: BytesOf): Blob {
  if (blob instanceof Blob || bytesOf === null) return blob as Blob;
  const { size } = blob;
  let at = 0;
  const stream = () =>
    new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (at < size) {
          const bytes = await bytesOf(place, at, Math.min(at + CHUNK, size));
          at += bytes.byteLength;
          controller.enqueue(new Uint8Array(bytes));
        }
        if (at >= size) controller.close();
      },
    });
  return { size, stream } as unknown as Blob;
}
