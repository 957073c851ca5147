// Files on their way in: dropped, packed, damaged, cancelled, one after the other. The built page on the real engine.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

import { zip } from "../packed.mjs";
import {
  CONNECT,
  DIST,
  PAGE,
  SESSIONS,
  connect,
  drop,
  dropBig,
  entries,
  list,
  sample,
  sessions,
  tally,
  transcript,
} from "./opened.mjs";
import { expect, test } from "./watched.mjs";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

test("an archive that is dropped would not open", async ({ page, requests }) => {
  const archive = zip({ [CONNECT]: connect, [SESSIONS]: sessions, "../notes.txt": "Dear all" });
  await page.goto(PAGE);
  await drop(page, { "export.zip": archive });
  await expect(list(page)).toHaveCount(3);
  await tally(page).click();
  const files = page.getByRole("list", { name: "Files" });
  for (const name of ["export.zip", `export.zip/${CONNECT}`, `export.zip/${SESSIONS}`, "export.zip/../notes.txt"]) {
    await expect(files.getByRole("heading", { name, exact: true })).toBeVisible();
  }
  expect(requests.filter((address) => !address.startsWith("file:"))).toEqual([]);
});

/** Drops files and folders as the browser itself does it. */
async function dropPaths(page, ...files) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await devtools.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  }
}

for (const [way, address] of [
  ["a server", "/"],
  ["disk", PAGE],
]) {
  test(`a file or a folder, dropped or chosen, would not open, or its files be mixed up: from ${way}`, async ({
    page,
  }) => {
    const folder = test.info().outputPath("export");
    for (const [path, text] of [
      ["april/data.json", connect],
      ["sessions/data.json", sessions],
      ["sessions/.DS_Store", "x"],
      [".git/data.json", "x"],
    ]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const close = () => page.getByRole("button", { name: "Close and forget" }).click();
    const both = async () => {
      await expect(tally(page)).toContainText("2 files");
      await page.keyboard.press("1");
      for (const name of ["export/april/data.json", "export/sessions/data.json"])
        await expect(page.getByRole("heading", { name })).toBeVisible();
      await page.keyboard.press("3");
      await expect(
        transcript(page)
          .getByText(/MS-\d+/)
          .first(),
      ).toBeVisible();
    };
    await page.goto(address);
    await dropPaths(page, join(folder, "april/data.json"));
    await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
    await close();
    await dropPaths(page, folder);
    await both();
    await close();
    await page.locator("st-files #folder").setInputFiles(folder);
    await both();
  });
}

test("first transcript within 60 KB of script, all of it within 250 KB, compressed", async () => {
  const html = await readFile(new URL("index.html", DIST), "utf8");
  const sizes = [];
  for (const [, kind, script] of html.matchAll(/<script type="(module|text\/plain)"[^>]*>([\s\S]*?)<\/script>/g)) {
    // Beside the wasm: without the base64 of it, which stands inside the text of the worker.
    const code = script
      .split(/["'`]/)
      .filter((part) => !(part.length > 100_000 && /^[A-Za-z0-9+/=]+\\?$/.test(part.slice(0, 1000))))
      .join("'");
    sizes.push([kind, gzipSync(code, { level: 9 }).length, code.split("\n").length]);
  }
  const [[, panels], [, first, lines]] = sizes;
  // A build for development is not minified; its sizes say nothing.
  test.skip(lines > 2000, "built for development");
  expect(first).toBeLessThan(60_000);
  expect(first + panels).toBeLessThan(250_000);
});

test("each bad input is named with file, record, byte and reason, and what is left out is counted", async ({
  page,
}) => {
  const at = connect.indexOf("1744388578300");
  const broken = `${connect.slice(0, at)}17443885783x0${connect.slice(at + 13)}`;
  const unknown = JSON.parse(await sample("sofa.list-entries.json"));
  unknown.conversationEntries[1].entryType = "HologramShown";
  const files = {
    "broken.json": broken,
    "copy.json": connect,
    "empty.json": "",
    "good.json": connect,
    "new-type.json": JSON.stringify(unknown),
    "photo.png": "\u0089PNG\r\n\u001a\n",
    "regions.csv": "a,b\n1,2\n",
    "sessions.csv": "Name,Status,Origin,AgentType\nMS-1,Ended,InboundInitiated,Bot\n",
    "torn.json": connect.slice(0, 3000),
  };
  const bytes = (text) => Buffer.byteLength(text).toLocaleString("en-GB");
  const findings = {
    "broken.json": ["1", bytes(broken.slice(0, at + 11)), /^Bad record: expected/],
    "copy.json": null,
    "empty.json": ["–", "0", /^Empty file: the file is empty/],
    "good.json": ["–", "–", /^Duplicate file: the same bytes as another file/],
    "new-type.json": ["1", /^\d+$/, /^Unknown type: an entry type that is not documented; the entry is kept whole/],
    "photo.png": ["–", "0", /^Unrecognised: the content is not understood/],
    "regions.csv": ["–", "0", /^Unrecognised: a table, but no column names a known object/],
    "sessions.csv": ["–", "0", /^Missing column: .*MessagingSession without column Id/],
    "torn.json": ["6", bytes(connect.slice(0, 3000)), /^Truncated: the file ends inside a record/],
  };
  await page.goto("/");
  await drop(page, files);
  await expect(tally(page)).toContainText("9 files");
  await expect(tally(page)).toContainText("2 records and 4 files left out");
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", /2[45]/);
  await tally(page).click();
  for (const [file, finding] of Object.entries(findings)) {
    const row = page.getByRole("row").filter({ has: page.getByRole("cell", { name: file, exact: true }) });
    if (finding === null) {
      await expect(row, file).toHaveCount(0);
      continue;
    }
    const [record, byte, reason] = finding;
    await expect(row.getByRole("cell").nth(1), file).toHaveText(record);
    await expect(row.getByRole("cell").nth(2), file).toHaveText(byte);
    await expect(row.getByRole("cell").nth(3), file).toHaveText(reason);
  }
  const card = (name) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
  await expect(card("sessions.csv")).toContainText("Nothing of this file could be used.");
  await expect(card("torn.json")).toContainText("1 record left out");
  await expect(card("good.json")).toContainText("its entries are merged");
});

test("one bad file alone is answered on the start page, and a good one can follow", async ({ page }) => {
  await page.goto("/");
  await drop(page, { "empty.json": "" });
  await expect(page.getByRole("row").last()).toContainText("the file is empty");
  await expect(tally(page)).toContainText("1 file left out");
  await drop(page, { [CONNECT]: connect });
  await page.keyboard.press("3");
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
});

test("on a phone, a link would lead to the list, or files that are added away from where the reader is", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  await drop(page, { [CONNECT]: connect, [SESSIONS]: sessions });
  await list(page).nth(2).click();
  await entries(page)
    .nth(1)
    .getByRole("button", { name: /about this entry/ })
    .click();
  await page.getByRole("button", { name: "Link to this entry" }).click();
  await page.reload();
  await drop(page, { [CONNECT]: connect, [SESSIONS]: sessions });
  await expect(page.locator("st-transcript .item.found")).toBeVisible();
  const part = (name) => page.getByRole("navigation").getByRole("button", { name, exact: true });
  await expect(part("Transcript")).toHaveAttribute("aria-current", "true");

  await part("Conversations").click();
  await page.getByRole("button", { name: "Customers" }).click();
  await expect(page.getByRole("listbox", { name: "Customers, oldest first" })).toBeVisible();
  await drop(page, { "regions.csv": "Region,Lead\nNorth,Ana\n" });
  await expect(page.locator("footer .out")).toBeAttached();
  await expect(page.locator("st-conversations .chosen")).toBeAttached();
  await expect(part("Conversations")).toHaveAttribute("aria-current", "true");
});

test("a session table alone says that messages are missing", async ({ page }) => {
  await page.goto("/");
  await drop(page, { [SESSIONS]: sessions });
  await expect(page.getByText("hold none of its messages")).toBeVisible();
  await expect(page.getByText(/^Session 1 of 1/)).toBeVisible();
});

test("reading is cancelled, what came before stays, and a later drop is read", async ({ page }) => {
  test.slow();
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
  await dropBig(page, "big.json", 10_000, { copies: 100, times: 10 });
  await expect(page.getByRole("progressbar", { name: /^Reading .*big.json/ })).toBeVisible();
  await page.getByRole("banner").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await page.keyboard.press("1");
  await expect(page.getByText("Cancelled. What had been read before is still here.")).toBeVisible();
  await page.keyboard.press("3");
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
  await drop(page, { [SESSIONS]: sessions });
  await expect(entries(page).first()).toContainText("MS-833386");
});

test("the first of several files can be read while the others are", async ({ page }) => {
  test.slow();
  await page.goto("/");
  await dropBig(page, "big.json", 10_000, { copies: 100, times: 10 });
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "10000", { timeout: 30_000 });
  await expect(page.getByRole("progressbar", { name: /^Reading .*big.json/ })).toBeVisible();
  await page.getByRole("banner").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await expect(entries(page).first()).toContainText("Message 0 about");
});

test("files dropped while others are read are read after them", async ({ page }) => {
  test.slow();
  await page.goto("/");
  await dropBig(page, "big.json", 60_000);
  await drop(page, { [CONNECT]: connect });
  await expect(tally(page)).toContainText("2 files · 60,025 entries", { timeout: 60_000 });
  await expect(list(page)).toHaveCount(2);
});

test("what is opened after the original text was looked at would not be redacted", async ({ page }) => {
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await page.getByRole("switch", { name: "Redact" }).click();
  await expect(entries(page).getByText("maria.alvarez@example.com").first()).toBeAttached();
  await page.getByRole("button", { name: "Close and forget" }).click();
  await drop(page, { [CONNECT]: connect });
  await expect(page.getByRole("switch", { name: "Redact" })).toBeChecked();
  await expect(entries(page).getByText("[EMAIL_ADDRESS]").first()).toBeAttached();
  await expect(page.getByText("maria.alvarez@example.com")).toHaveCount(0);
});

test("closing forgets everything and ends the worker", async ({ page }) => {
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).first()).toBeVisible();
  await page.getByRole("button", { name: "Close and forget" }).click();
  await expect(page.getByRole("heading", { name: /^Read, redact/ })).toBeVisible();
  await expect.poll(() => page.workers().length).toBe(0);
  await expect(page.getByText("garden bench")).toHaveCount(0);
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).first()).toBeVisible();
});

test("a cancel is answered in the middle of one big file", async ({ page }) => {
  test.slow();
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
  await dropBig(page, "big.json", 10_000, { times: 400 });
  await expect(page.getByRole("progressbar", { name: "Reading big.json" })).toBeVisible();
  await page.getByRole("banner").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await page.keyboard.press("1");
  await expect(page.getByText("Cancelled. What had been read before is still here.")).toBeVisible();
});
