/** Files out of a drop: single files, and every file of dropped folders. */

/**
 * Reads the items of a drop. Call it in the event handler itself: the list is emptied when the handler returns.
 * Hidden files of the operating system are passed over; what a file holds is the engine's to say.
 */
export function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items]
    .map((item) => (item.kind === "file" ? item.webkitGetAsEntry?.() : null))
    .filter((entry) => entry != null);
  if (entries.length === 0) return Promise.resolve([...transfer.files]);
  return Promise.all(entries.map(filesOf)).then((lists) => sorted(lists.flat()));
}

/** Files of a folder picker, without the hidden ones. */
export function pickedFiles(list: FileList | null): File[] {
  return sorted([...(list ?? [])].filter((file) => !hidden(file.name)));
}

function hidden(name: string): boolean {
  return name.startsWith(".") || name === "Thumbs.db" || name === "desktop.ini";
}

function sorted(files: File[]): File[] {
  return files.sort((a, b) => (a.webkitRelativePath || a.name).localeCompare(b.webkitRelativePath || b.name));
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (hidden(entry.name)) return [];
  if (entry.isFile) return [await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    // A reader hands out a folder in batches, an empty one at the end.
    const batch = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (batch.length === 0) return files;
    for (const list of await Promise.all(batch.map(filesOf))) files.push(...list);
  }
}
