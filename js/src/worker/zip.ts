/**
 * Files put into one archive as they are, without packing them: what is handed over together stays the same to the
 * byte. Layout: PKWARE APPNOTE.TXT 6.3.10, 4.3.
 */

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** A record of fields, each a number of two or four bytes. */
function record(...fields: [value: number, bytes: 2 | 4][]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** 1 January 1980, the first day there is: no time of the reader's goes into the archive. */
const DAY = 0x21;
/** Names are UTF-8. */
const UTF8 = 0x800;

/** An archive in the making; its parts go to the browser's own Blob store. */
export class Zip {
  #parts: BlobPart[] = [];
  #directory: BlobPart[] = [];
  #length = 0;
  #files = 0;

  add(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    const named = new TextEncoder().encode(name);
    const { length } = bytes;
    // Version, flags, no packing, time, day, checksum, sizes, lengths of name and extra field.
    const shared: [number, 2 | 4][] = [
      [20, 2],
      [UTF8, 2],
      [0, 2],
      [0, 2],
      [DAY, 2],
      [crc32(bytes), 4],
      [length, 4],
      [length, 4],
      [named.length, 2],
      [0, 2],
    ];
    const head = record([0x04034b50, 4], ...shared);
    // Behind: comment, disk, attributes, and where the file's own header begins.
    const listed = record([0x02014b50, 4], [20, 2], ...shared, [0, 2], [0, 2], [0, 2], [0, 4], [this.#length, 4]);
    this.#directory.push(listed, named);
    this.#parts.push(head, named, new Blob([bytes]));
    this.#length += head.length + named.length + length;
    this.#files += 1;
  }

  finish(): Blob {
    const directory = new Blob(this.#directory);
    const files = this.#files;
    const end = record(
      [0x06054b50, 4],
      [0, 2],
      [0, 2],
      [files, 2],
      [files, 2],
      [directory.size, 4],
      [this.#length, 4],
      [0, 2],
    );
    return new Blob([...this.#parts, directory, end], { type: "application/zip" });
  }

  /** Whether all of it can be told in the numbers of the format; larger archives need another one. */
  get fits(): boolean {
    return this.#length < 0xffffffff && this.#files < 0xffff;
  }
}
