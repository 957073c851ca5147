import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, rename, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { UsageError } from "./usage.js";

/** Writes to standard output, no faster than it is read. A reader that leaves early is no error. */
export async function print(chunks: Iterable<string | Uint8Array>): Promise<void> {
  for (const chunk of chunks) {
    if (!process.stdout.write(chunk)) await once(process.stdout, "drain");
  }
}

/** Ends quietly when the reader of our output is gone (`… | head`). Called once, before any output. */
export function leaveWithTheReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
}

/** Text without what a terminal would obey: names from files may hold anything. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** A folder that appears with everything in it, or not at all. */
export class OutputFolder {
  readonly #target: string;
  #temporary: string | null = null;

  private constructor(target: string) {
    this.#target = target;
    // However we leave, half a folder does not stay; a signal would skip the exit handlers.
    process.on("exit", () => this.#discard());
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const)
      process.once(signal, () => process.exit(code));
  }

  /** Refuses a folder that has something in it: whose files they are, nobody could tell afterwards. */
  static async at(path: string): Promise<OutputFolder> {
    const target = resolve(path);
    let present: string[];
    try {
      present = await readdir(target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT") throw new UsageError(`--out ${path}: not a folder that can be written`);
      present = [];
    }
    if (present.length > 0) throw new UsageError(`--out ${path}: the folder is not empty`);
    return new OutputFolder(target);
  }

  /** Writes one file of it. */
  async write(name: string, chunks: Iterable<Uint8Array>): Promise<void> {
    if (basename(name) !== name) throw new Error(`not a file name: ${name}`);
    const file = await open(join(await this.#folder(), name), "wx", 0o600);
    try {
      for (const chunk of chunks) await file.writeFile(chunk);
    } finally {
      await file.close();
    }
  }

  /** Makes it appear. */
  async commit(): Promise<void> {
    const folder = await this.#folder();
    // Not every system renames onto an empty folder.
    await rmdir(this.#target).catch(() => {});
    await rename(folder, this.#target);
    this.#temporary = null;
  }

  #discard(): void {
    if (this.#temporary !== null) rmSync(this.#temporary, { recursive: true, force: true });
  }

  async #folder(): Promise<string> {
    if (this.#temporary === null) {
      await mkdir(dirname(this.#target), { recursive: true });
      // Beside its target, so that the rename stays on one file system.
      this.#temporary = await mkdtemp(`${this.#target}.part-`);
    }
    return this.#temporary;
  }
}
