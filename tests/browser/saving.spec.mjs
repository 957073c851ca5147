// Files that are taken away.
import { CONNECT, SESSIONS, connect, drop, entries, sessions, takeaway } from "./opened.mjs";
import { expect, test } from "./watched.mjs";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

test("a file is written to the place that was chosen, and a cancelled one leaves what stood there", async ({
  page,
}) => {
  await page.goto("/");
  await page.evaluate(() => {
    globalThis.showSaveFilePicker = async ({ suggestedName }) => {
      if (globalThis.refuse) throw new DOMException("The user aborted a request.", "AbortError");
      return (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
    };
  });
  await drop(page, { [CONNECT]: connect, [SESSIONS]: sessions });
  await expect(entries(page).first()).toBeVisible();
  const dialog = takeaway(page);
  const save = async () => {
    await page.keyboard.press("s");
    await dialog.getByLabel("Plain text").check();
    await dialog.getByLabel(/^Choose the place/).check();
    await dialog.getByRole("button", { name: "Save redacted file" }).click();
  };
  const written = () =>
    page.evaluate(async () => {
      const folder = await navigator.storage.getDirectory();
      return (await (await folder.getFileHandle("transcripts-redacted.txt")).getFile()).text();
    });
  await save();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  const text = await written();
  expect(text).toContain("[PHONE_NUMBER]");
  await page.evaluate(() => (globalThis.refuse = true));
  await save();
  await expect(page.getByText("Cancelled. No file was written.")).toBeAttached();
  expect(await written()).toBe(text);
});
