// What goes wrong outside the page: a disk that is full, a file that is gone, an engine that stops. Nothing half-written
// is left, and nothing waits for ever.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { connect, dropBig, entries, pick, picked, saved, takeaway, tally } from "./opened.mjs";
import { expect, test } from "./watched.mjs";

const reading = (page) => pick(page, "/", picked("entries.json", connect));

test("a disk that fills up while a file is written leaves what stood there, and says so", async ({ page }) => {
  await reading(page);
  await page.evaluate(() => {
    globalThis.place = "what stood there";
    globalThis.showSaveFilePicker = async ({ suggestedName }) => ({
      name: suggestedName,
      // As the browser does it: what is written counts when the stream is closed, and not before.
      createWritable: async () => {
        let written = "";
        const decoder = new TextDecoder();
        return new WritableStream({
          write(chunk) {
            if (globalThis.full) throw new DOMException("No space left on the device.", "QuotaExceededError");
            written += decoder.decode(chunk, { stream: true });
          },
          close() {
            globalThis.place = written;
          },
        });
      },
    });
    globalThis.full = true;
  });
  const dialog = takeaway(page);
  await page.keyboard.press("s");
  await dialog.getByLabel("Plain text").check();
  await dialog.getByLabel(/^Choose the place/).check();
  await dialog.getByRole("button", { name: "Save redacted file" }).click();
  await expect(dialog.getByRole("alert")).toContainText("No space left on the device.");
  await expect(dialog.getByRole("progressbar")).toHaveCount(0);
  expect(await page.evaluate(() => globalThis.place)).toBe("what stood there");
  // There is room again: the same dialog goes on.
  await page.evaluate(() => (globalThis.full = false));
  await dialog.getByRole("button", { name: "Save redacted file" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  expect(await page.evaluate(() => globalThis.place)).toContain("[PHONE_NUMBER]");
});

test("a file that was changed or removed since it was chosen is named, and the transcript stays", async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), "chosen-"));
  try {
    await reading(page);
    const path = join(folder, "gone.json");
    await writeFile(path, connect);
    await page.getByLabel("Choose files").evaluate((input) => {
      // The file goes between the choice and the reading.
      input.addEventListener(
        "change",
        (event) => {
          if (globalThis.gone) return;
          event.stopImmediatePropagation();
          globalThis.gone = [...input.files];
        },
        { capture: true },
      );
    });
    await page.getByLabel("Choose files").setInputFiles(path);
    await rm(path);
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      for (const file of globalThis.gone) transfer.items.add(file);
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
    await page.keyboard.press("1");
    await expect(page.getByRole("row").filter({ hasText: "gone.json" })).toContainText("Choose it again");
    await expect(page.getByRole("progressbar")).toHaveCount(0);
    await page.keyboard.press("3");
    await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("an engine that is gone while a file is saved ends the saving, and the files are read again", async ({ page }) => {
  await page.addInitScript(() => {
    const made = Worker;
    globalThis.workers = [];
    globalThis.Worker = class extends made {
      constructor(...args) {
        super(...args);
        globalThis.workers.push(this);
      }
    };
  });
  await reading(page);
  await page.keyboard.press("s");
  const dialog = takeaway(page);
  await expect(dialog).toBeVisible();
  await page.evaluate(() => {
    // As it says when its thread dies: it answers nothing more.
    const worker = globalThis.workers.at(-1);
    worker.postMessage = () => {};
    setTimeout(() => worker.dispatchEvent(new ErrorEvent("error", { message: "out of memory" })), 300);
  });
  await dialog.getByRole("button", { name: "Save redacted file" }).click();
  await expect(dialog.getByRole("progressbar")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await expect(page.getByRole("alert")).toContainText("The engine stopped unexpectedly and was started again");
  await page.getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.keyboard.press("s");
  const file = await saved(page, () => dialog.getByRole("button", { name: "Save redacted file" }).click());
  expect(file.text.length).toBeGreaterThan(1000);
});

test("an engine that ran out of memory over one of several files says so, and the others stay", async ({ page }) => {
  await page.addInitScript(() => {
    const made = Worker;
    globalThis.Worker = class extends made {
      constructor(...args) {
        super(...args);
        globalThis.worker = this;
      }
    };
  });
  await reading(page);
  await dropBig(page, "vast.json", 10_000, { times: 400 });
  await expect(page.getByRole("progressbar", { name: "Reading vast.json" })).toBeVisible();
  await page.evaluate(() => {
    const message = "Uncaught RuntimeError: unreachable, while it held 3.9 GB: most likely no memory was left";
    globalThis.worker.dispatchEvent(new ErrorEvent("error", { message }));
  });
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("vast.json could not be opened. Most likely no memory was left. Open fewer files");
  await expect(alert).toContainText("the files are read anew");
  // The others are there again, and the reader is led to what is said of the one.
  await expect(tally(page)).toContainText("1 file");
  await expect(alert).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await page.keyboard.press("3");
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
});
