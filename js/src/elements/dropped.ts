/** Files out of a drop: single files, and every file of dropped folders. */

import type { ArchiveFile } from "./archive-client.js";

/**
 * Reads the items of a drop. Call it in the event handler itself: the list is emptied when the handler returns.
 * Hidden files of the operating system are passed over; what a file holds is the engine's to say. Files of a folder go by
 * their path in it: two of them may have one name.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<ArchiveFile[]> {
  const lists = [...transfer.items].map((item: DataTransferItem & ByHandle) => {
    const entry = item.webkitGetAsEntry?.();
    // By itself a file is read as it is: the entry of one is refused to a page from disk as that of a folder is.
    if (!entry?.isDirectory) return [item.getAsFile()].filter((file) => file !== null);
    const handle = item.getAsFileSystemHandle?.();
    // Chromium refuses the entries of a folder to a page from disk, and gives it a handle.
    return filesOf(entry).catch(async (reason) => {
      if (!handle) throw reason;
      return filesIn((await handle) as FileSystemDirectoryHandle, `${entry.name}/`);
    });
  });
  return sorted((await Promise.all(lists)).flat().filter(({ name }) => !hidden(name)));
}

interface ByHandle {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/** Files of a folder picker, without the hidden ones. */
export function pickedFiles(list: FileList | null): File[] {
  return sorted([...(list ?? [])].filter((file) => !hidden(pathOf(file))));
}

/** Whether a file, or a folder that it is in, is hidden. */
function hidden(path: string): boolean {
  return /(^|\/)(\.|(Thumbs\.db|desktop\.ini)$)/.test(path);
}

function pathOf(file: ArchiveFile): string {
  return (file instanceof File && file.webkitRelativePath) || file.name;
}

function sorted<T extends ArchiveFile>(files: T[]): T[] {
  return files.sort((a, b) => pathOf(a).localeCompare(pathOf(b)));
}

async function filesOf(entry: FileSystemEntry): Promise<ArchiveFile[]> {
  if (entry.isFile) {
    const blob = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
    return [{ name: entry.fullPath.slice(1), blob }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: ArchiveFile[] = [];
  for (;;) {
    // A reader hands out a folder in batches, an empty one at the end.
    const batch = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (batch.length === 0) return files;
    for (const list of await Promise.all(batch.map(filesOf))) files.push(...list);
  }
}

async function filesIn(folder: FileSystemDirectoryHandle, path: string): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  for await (const entry of folder.values()) {
    const name = path + entry.name;
    if (entry.kind === "file") files.push({ name, blob: await (entry as FileSystemFileHandle).getFile() });
    else files.push(...(await filesIn(entry as FileSystemDirectoryHandle, `${name}/`)));
  }
  return files;
}
