/** A file handed to the person. */

/** Saves text as a file by the browser's own means. */
export function saveText(name: string, text: string): void {
  const types: Record<string, string> = { csv: "text/csv", json: "application/json", txt: "text/plain" };
  const type = types[name.split(".").pop() ?? ""] ?? "text/plain";
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
