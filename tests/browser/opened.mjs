// The built page with files in it, and the parts of it that people look at.
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

import { expect } from "@playwright/test";

export const DIST = new URL("../../www/dist/", import.meta.url);
/** The page opened from disk. */
export const PAGE = pathToFileURL(fileURLToPath(new URL("index.html", DIST))).href;
export const CONNECT = "garden-bench.connect-entries.json";
export const SESSIONS = "MessagingSession.csv";

export const sample = (name) => readFile(new URL(`samples/${name}`, DIST), "utf8");
export const [connect, sessions] = await Promise.all([CONNECT, SESSIONS].map(sample));

export const list = (page) => page.getByRole("listbox", { name: /^Conversations/ }).getByRole("option");
export const transcript = (page) => page.getByRole("region", { name: /^Transcript of/ });
export const entries = (page) => transcript(page).getByRole("listitem");
export const kpi = (page, id) => page.locator(`[data-kpi="${id}"]`);
export const tally = (page) => page.getByRole("banner").getByRole("button", { name: /entries|entry/ });
export const takeaway = (page) => page.getByRole("dialog", { name: "What will leave this page" });

/** Drops files on the page, as a file manager does: texts, or bytes as a Buffer. */
export async function drop(page, files) {
  const contents = Object.entries(files).map(([name, content]) => [name, Buffer.from(content).toString("base64")]);
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const [name, base64] of list) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    for (const type of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  }, contents);
}

/**
 * Drops a file of many entries, made inside the page; in so many copies, and each holding them so many times over, which
 * takes time to read and no room: the entries are the same.
 */
export async function dropBig(page, name, count, { copies = 1, times = 1 } = {}) {
  await page.evaluate(
    ([name, count, copies, times]) => {
      const entry = (i) =>
        JSON.stringify({
          clientDuration: 0,
          clientTimestamp: 1741597200000 + i * 1000,
          identifier: `7db791fe-1f23-46d7-b685-${String(i).padStart(12, "0")}`,
          messageText: `Message ${i} about the order that has not arrived yet`,
          relatedRecords: ["0MwKj000007sdiM"],
          sender: { appType: "iamessage", role: i % 2 ? "Agent" : "EndUser", subject: `s${i % 2}` },
          serverReceivedTimestamp: 1741597200000 + i * 1000,
        });
      const once = new Blob([Array.from({ length: count }, (_, i) => entry(i)).join()]);
      const parts = Array.from({ length: times }, (_, i) => (i > 0 ? [",", once] : [once])).flat();
      const transfer = new DataTransfer();
      for (let i = 0; i < copies; i += 1) {
        transfer.items.add(new File(['{"conversationEntries":[', ...parts, "]}"], i > 0 ? `${i} ${name}` : name));
      }
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    },
    [name, count, copies, times],
  );
}

/** A JSON file as somebody picks it. */
export const picked = (name, content = {}) => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(typeof content === "string" ? content : JSON.stringify(content)),
});

/** Picks files, and waits for the transcript and for what stands beside it. */
export async function pick(page, address, ...files) {
  await page.goto(address);
  await page.getByLabel("Choose files").setInputFiles(files);
  await expect(entries(page).first()).toBeVisible();
  await expect(page.getByRole("switch", { name: "Redact" })).toBeAttached();
}

/** Opens what stands ready in the page, and in it the conversation with the most in it. */
export async function openSample(page, address = "/") {
  await page.goto(address);
  await page.getByRole("button", { name: "Open sample data" }).click();
  await expect(list(page)).toHaveCount(3);
}

/** What is saved by `act`, as name and text. */
export async function saved(page, act) {
  const download = page.waitForEvent("download");
  await act();
  const file = await download;
  return { name: file.suggestedFilename(), path: await file.path(), text: await readFile(await file.path(), "utf8") };
}
