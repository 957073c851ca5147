/** A file handed to the person. */

const TYPES: Record<string, string> = { csv: "text/csv", json: "application/json", jsonl: "application/x-ndjson" };

/** Saves text as a file by the browser's own means. */
export function saveText(name: string, text: string): void {
  saveFile(name, new Blob([text], { type: TYPES[name.split(".").pop() ?? ""] ?? "text/plain" }));
}

/** Saves a file by the browser's own means. */
export function saveFile(name: string, file: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
