// The built page on the real engine, as a person uses it: from a server and opened from disk.
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { PEOPLE } from "../cli/people.mjs";
import { zip } from "../packed.mjs";
import { everyWayOut, listener } from "./ways_out.mjs";

const DIST = new URL("../../www/dist/", import.meta.url);
const PAGE = pathToFileURL(fileURLToPath(new URL("index.html", DIST))).href;
const CONNECT = "garden-bench.connect-entries.json";
const SESSIONS = "MessagingSession.csv";
const sample = (name) => readFile(new URL(`samples/${name}`, DIST), "utf8");

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

let connect;
let sessions;
let faults;
let requests;
test.beforeAll(async () => {
  [connect, sessions] = await Promise.all([CONNECT, SESSIONS].map(sample));
});
test.beforeEach(async ({ page, context }) => {
  faults = [];
  requests = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  context.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url())) requests.push(request.url());
  });
});

/** Drops files on the page, as a file manager does. */
async function drop(page, files) {
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const [name, text] of list) transfer.items.add(new File([text], name));
    for (const type of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  }, Object.entries(files));
}

/** Drops a file of many entries, made inside the page, in so many copies. */
async function dropBig(page, name, count, copies = 1) {
  await page.evaluate(
    ([name, count, copies]) => {
      const part = Array.from({ length: 1000 }, (_, i) => i);
      const parts = ['{"conversationEntries":['];
      for (let from = 0; from < count; from += 1000) {
        const entry = (i) =>
          JSON.stringify({
            clientDuration: 0,
            clientTimestamp: 1741597200000 + (from + i) * 1000,
            identifier: `7db791fe-1f23-46d7-b685-${String(from + i).padStart(12, "0")}`,
            messageText: `Message ${from + i} about the order that has not arrived yet`,
            relatedRecords: ["0MwKj000007sdiM"],
            sender: { appType: "iamessage", role: i % 2 ? "Agent" : "EndUser", subject: `s${i % 2}` },
            serverReceivedTimestamp: 1741597200000 + (from + i) * 1000,
          });
        parts.push((from > 0 ? "," : "") + part.map(entry).join(","));
      }
      parts.push("]}");
      const transfer = new DataTransfer();
      for (let i = 0; i < copies; i += 1) transfer.items.add(new File(parts, i > 0 ? `${i} ${name}` : name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    },
    [name, count, copies],
  );
}

const list = (page) => page.getByRole("listbox", { name: /^Conversations/ }).getByRole("option");
const entries = (page) => page.getByRole("region", { name: /^Transcript of/ }).getByRole("listitem");
const kpi = (page, id) => page.locator(`[data-kpi="${id}"]`);
const tally = (page) => page.getByRole("banner").getByRole("button", { name: /entries|entry/ });

async function axe(page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(", ")}`);
}

test("an archive that is dropped would not open", async ({ page }) => {
  const archive = zip({ [CONNECT]: connect, [SESSIONS]: sessions, "../notes.txt": "Dear all" });
  await page.goto(PAGE);
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "export.zip"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, archive.toString("base64"));
  await expect(list(page)).toHaveCount(3);
  await tally(page).click();
  const files = page.getByRole("list", { name: "Files" });
  for (const name of ["export.zip", `export.zip/${CONNECT}`, `export.zip/${SESSIONS}`, "export.zip/../notes.txt"]) {
    await expect(files.getByRole("heading", { name, exact: true })).toBeVisible();
  }
  expect(faults).toEqual([]);
  expect(requests.filter((address) => !address.startsWith("file:"))).toEqual([]);
});

for (const [way, address] of [
  ["a server", "/"],
  ["disk", PAGE],
]) {
  test(`two files become one transcript, redacted, measured and saved, without a request: from ${way}`, async ({
    page,
  }) => {
    await page.goto(address);
    await expect(page.getByRole("button", { name: "Choose files" })).toBeVisible();
    expect(requests).toHaveLength(1);
    requests.length = 0;
    await drop(page, { [CONNECT]: connect, [SESSIONS]: sessions });

    // Two rows of the table have no messages here: the conversation that can be read is chosen.
    await expect(list(page)).toHaveCount(3);
    await expect(list(page).nth(2)).toHaveAttribute("aria-selected", "true");
    await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
    await expect(entries(page).nth(0)).toContainText("Session 1 of 3 MS-833386");
    await expect(entries(page).nth(0)).toContainText("7 Apr 2025, 18:30:00 UTC – 18:36:00 UTC · 0:06:00");
    await expect(entries(page).nth(0)).toContainText("Hi, I'm Ada, the virtual assistant of Northwind Garden.");
    await expect(entries(page).nth(1)).toContainText("Hi! When will my garden bench arrive? Order NW-48213");
    await expect(entries(page).nth(1).getByText("18:30:16 UTC", { exact: true })).toBeVisible();
    await expect(page.getByText("1 day 19 h, next session")).toBeVisible();

    await expect(page.getByRole("switch", { name: "Redact" })).toBeChecked();
    await expect(entries(page).nth(3).locator("mark")).toHaveText("[PHONE_NUMBER]");
    await page.keyboard.press("n");
    await expect(entries(page).filter({ hasText: "Money back please. I don't trust" })).toBeVisible();
    await expect(entries(page).filter({ hasText: "With my card" }).locator("mark").first()).toContainText("1111");
    await expect(page.getByText("4111 1111 1111 1111")).toHaveCount(0);
    await expect(page.getByText("maria.alvarez@example.com")).toHaveCount(0);

    // No event tells of the handoff: it is inferred at the bot's last message, 14:03:00.1; Olivia writes at
    // 14:05:05.6. Agent waits 125.5, 38.3, 50.3 and 54.2 s.
    await expect(kpi(page, "R2")).toContainText("0:02:06");
    await expect(kpi(page, "R2")).toContainText("handoff inferred");
    await expect(kpi(page, "R5")).toContainText("0:01:07");
    await expect(kpi(page, "R5")).toContainText("mean of 4 · median 0:00:52 · max 0:02:06");
    await expect(kpi(page, "D1")).toContainText("0:12:00");
    await expect(kpi(page, "Q1")).toContainText("0:01:40");

    await page.getByRole("button", { name: "Save transcript…" }).click();
    await page.getByLabel("JSON Lines, one entry a line").check();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save redacted file" }).click();
    const download = await saved;
    // The last four digits of the masked card stand in the file, and are told.
    await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
    expect(download.suggestedFilename()).toMatch(/redacted\.jsonl$/);
    const text = await readFile(await download.path(), "utf8");
    const rows = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => row.index)).toEqual(Array.from({ length: 25 }, (_, i) => i));
    expect(rows.map((row) => row.atMs)).toEqual(rows.map((row) => row.atMs).sort((a, b) => a - b));
    expect(rows[9].text).toBe("[EMAIL_ADDRESS]");
    expect(rows[15].text).toMatch(/^With my card, it's \D+1111, exp \[CREDIT_CARD_PART\]$/);
    for (const secret of ["4111 1111", "maria.alvarez@example.com", "GB82 WEST", "555-0142"]) {
      expect(text).not.toContain(secret);
    }

    await page.getByRole("switch", { name: "Redact" }).click();
    await expect(entries(page).filter({ hasText: "4111 1111 1111 1111" })).toBeVisible();
    await expect(kpi(page, "R2")).toContainText("0:02:06");
    expect(requests).toEqual([]);
    await page.getByRole("button", { name: "Nothing leaves this page" }).click();
    await expect(page.getByText("0 requests since this page was loaded")).toBeVisible();
    expect(faults).toEqual([]);
  });
}

test("the archive is measured: groups, targets, business hours beside the wall clock, messages, a sheet", async ({
  page,
}) => {
  test.slow();
  await page.goto(PAGE);
  await drop(page, { [CONNECT]: connect, [SESSIONS]: sessions });
  await expect(entries(page).first()).toBeVisible();
  const measures = page.locator("st-kpis");
  await measures.getByLabel("Measures of", { exact: true }).selectOption("archive");
  await expect(kpi(page, "R5")).toContainText("median");

  // What Salesforce itself counted stands beside ours.
  await expect(measures.getByText("MessagingSession.AgentMessageCount")).toBeVisible();

  // Options, stated below.
  await measures.getByText("How to measure").click();
  await measures.getByLabel("A wait starts at").selectOption("last");
  await measures.getByLabel("First response", { exact: true }).fill("1h");
  await measures.getByRole("button", { name: "Fill in 09:00-17:00, Monday to Friday" }).click();
  await measures.getByLabel("Time zone").fill("America/New_York");
  await measures.getByRole("button", { name: "Measure again" }).click();
  await expect(measures.getByText("Business hours in America/New_York beside the wall clock.")).toBeVisible();
  await expect(measures.getByText("A wait starts at the newest message of a burst.")).toBeVisible();
  await expect(kpi(page, "S1")).toContainText("100%");
  await expect(kpi(page, "R5")).toContainText("in business hours");

  // One agent alone.
  await measures.getByLabel("Only", { exact: true }).selectOption("agent");
  const groups = measures.getByRole("region", { name: "Group" });
  await expect(groups.getByRole("button").first()).toBeVisible();
  await groups.getByRole("button").first().click();
  await expect(measures.getByRole("button", { name: /: all sessions$/ })).toBeVisible();

  // From the number to its message.
  await kpi(page, "R5").locator("summary").click();
  await kpi(page, "R5")
    .getByRole("button", { name: /^Open the message/ })
    .first()
    .click();
  await expect(entries(page).first()).toBeVisible();
  expect(await axe(page)).toEqual([]);

  await measures.getByText("Take away", { exact: true }).click();
  const saved = page.waitForEvent("download");
  await measures.getByRole("button", { name: "Sessions (CSV)" }).click();
  const sheet = await readFile(await (await saved).path(), "utf8");
  expect(sheet.split("\r\n")[0]).toMatch(/^session,conversation,M1\.c,.*,options$/);
  expect(sheet).toContain("anchor last; ");
  expect(faults).toEqual([]);
});

test("every way out of the page and of its worker is refused and reaches nobody", async ({ page }) => {
  const control = await listener();
  const { address, seen } = control;
  try {
    await page.goto("/");
    await drop(page, { [CONNECT]: connect });
    await expect(entries(page).first()).toBeVisible();
    expect(page.workers()).toHaveLength(1);
    const common = {
      fetch: "refused",
      keepalive: "refused",
      xhr: "refused",
      eventSource: "refused",
      webSocket: "refused",
    };
    expect(await page.workers()[0].evaluate(everyWayOut, address)).toEqual({ ...common, importScripts: "refused" });
    expect(await page.evaluate(everyWayOut, address)).toEqual({
      ...common,
      img: "refused",
      script: "refused",
      link: "refused",
    });
    await page.waitForTimeout(300);
    expect(seen).toEqual([]);
    // The server is there and answers whoever reaches it.
    expect(await (await fetch(`${address}/from-test`)).text()).toBe("here");
    expect(seen).toEqual(["/from-test"]);
    await page.getByRole("button", { name: "Nothing leaves this page" }).click();
    await expect(page.getByText(/^9 attempts refused/)).toBeVisible();
  } finally {
    control.close();
  }
});

test("a tour of every screen makes no request and stores nothing; what is saved reads on its own", async ({
  page,
  context,
}) => {
  test.slow();
  // Every way to keep something in the browser tells that it was used.
  await page.addInitScript(() => {
    globalThis.stored = [];
    const tell = (of, name) => {
      const original = of[name];
      of[name] = function (...args) {
        globalThis.stored.push(`${name} ${args[0]}`);
        return original.apply(this, args);
      };
    };
    tell(Storage.prototype, "setItem");
    tell(IDBFactory.prototype, "open");
    tell(CacheStorage.prototype, "open");
    tell(StorageManager.prototype, "getDirectory");
    const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
    Object.defineProperty(Document.prototype, "cookie", {
      ...cookie,
      set(value) {
        globalThis.stored.push(`cookie ${value}`);
      },
    });
  });
  await page.goto("/");
  requests.length = 0;
  await page.getByRole("button", { name: "Open sample data" }).click();
  await list(page).nth(2).click();
  await expect(entries(page).first()).toBeVisible();
  await page.getByLabel("Sort by").selectOption("Latest first");
  await page.getByRole("searchbox", { name: "Filter the conversations" }).fill("web");
  await page.getByRole("region", { name: /^Transcript of/ }).focus();
  for (const key of ["1", "4", "3", "n", "z", "r"]) await page.keyboard.press(key);
  for (const key of ["e", "g", "h", "?"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await axe(page), key).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("r");
  await page.keyboard.press("/");
  await page.keyboard.type("refund");
  await expect(page.getByText(/entries in \d+ conversations/)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("s");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save redacted file" }).click();
  const document = await (await saved).path();
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Nothing leaves this page" }).click();
  await expect(page.getByText("0 requests since this page was loaded")).toBeVisible();
  const copied = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save this page" }).click();
  const copy = await copied;
  expect(copy.suggestedFilename()).toBe("sealed-transcript.html");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Close and forget" }).click();
  expect(requests).toEqual([]);
  expect(await page.evaluate(() => globalThis.stored)).toEqual([]);

  const read = await context.newPage();
  read.on("console", (message) => faults.push(message.text()));
  await read.setContent(await readFile(document, "utf8"));
  await expect(read.getByRole("heading", { name: /MS-833386/ })).toBeVisible();
  await expect(read.locator("mark", { hasText: "[PHONE_NUMBER]" }).first()).toBeVisible();
  expect(await read.locator("script, img, a, link, iframe").count()).toBe(0);
  expect(
    await read
      .locator("article")
      .evaluate((one) => getComputedStyle(one.querySelector(".said")).borderInlineStartStyle),
  ).toBe("dashed");
  expect(await axe(read)).toEqual([]);

  const again = await context.newPage();
  const path = test.info().outputPath("sealed-transcript.html");
  await copy.saveAs(path);
  await again.goto(pathToFileURL(path).href);
  await expect(again.getByText("garden bench")).toHaveCount(0);
  await again.getByRole("button", { name: "Open sample data" }).click();
  await expect(list(again)).toHaveCount(3);
  expect(requests.filter((address) => !address.startsWith("file:"))).toEqual([]);
  expect(faults).toEqual([]);
});

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
  const dialog = page.getByRole("dialog", { name: "What will leave this page" });
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

test("the record of an entry is read again from the file that was dropped", async ({ page }) => {
  const archive = zip({ [CONNECT]: connect, [SESSIONS]: sessions });
  await page.goto("/");
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "export.zip"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, archive.toString("base64"));
  const asked = entries(page).filter({ hasText: "When will my garden bench arrive?" });
  await page.getByRole("switch", { name: "Redact" }).click();
  await asked.getByRole("button", { name: /about this entry/ }).click();
  await page.getByRole("button", { name: "Show the record" }).click();
  const record = page.getByRole("dialog").locator("pre");
  await expect(record).toContainText('"messageText": "Hi! When will my garden bench arrive?');
  const entry = JSON.parse(await record.textContent());
  expect(JSON.parse(connect).conversationEntries).toContainEqual(entry);
  // Each reply says which wait it ended, as the measures take it; the greeting ended none.
  await page.keyboard.press("Escape");
  await expect(asked.getByText(/^after \d+ s$/)).toBeVisible();
  await expect(
    entries(page)
      .first()
      .getByText(/^after/),
  ).toHaveCount(0);
});

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
  expect(await axe(page)).toEqual([]);
  expect(faults).toEqual([]);
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

test("a session table alone says that messages are missing", async ({ page }) => {
  await page.goto("/");
  await drop(page, { [SESSIONS]: sessions });
  await expect(page.getByText("hold none of its messages")).toBeVisible();
  await expect(page.getByText(/^Session 1 of 1/)).toBeVisible();
});

test("the samples inside the page open with one click from disk, and axe finds nothing", async ({ page }) => {
  test.slow();
  await page.goto(PAGE);
  await page.getByRole("button", { name: "Open sample data" }).click();
  await expect(list(page)).toHaveCount(3);
  await expect(entries(page).first()).toContainText("Session 1 of");
  await expect(kpi(page, "R2")).toBeVisible();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    expect(await axe(page), colorScheme).toEqual([]);
  }
  expect(faults).toEqual([]);
});

test("the sample data is searched: hits of the redacted text, in order, each one led to", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Open sample data" }).click();
  await expect(list(page)).toHaveCount(3);
  await page.keyboard.press("/");
  const box = page.getByRole("searchbox");
  const hits = page.getByRole("listbox", { name: /^Entries found/ }).getByRole("option");
  await box.fill("maria.alvarez");
  await expect(page.getByText("Nothing found in the redacted text.")).toBeVisible();
  await box.fill("refund -role:customer");
  await expect(page.getByText("3 entries in 2 conversations")).toBeVisible();
  await expect(hits).toHaveCount(3);
  await page.keyboard.press("Shift+Enter");
  const lit = page.locator("st-transcript .item.found");
  await expect(lit).toContainText("I can refund $249.00 today");
  await expect(lit).toBeInViewport();
  await expect(lit.locator("mark.hit")).toHaveText("refund");
  await box.fill("role:boss");
  await expect(page.getByRole("alert")).toContainText("at character 6");
  expect(requests).toHaveLength(1);
  expect(faults).toEqual([]);
});

test("customers stand in place of conversations, are read over all channels, and a search leads out of them", async ({
  page,
}) => {
  await page.goto("/");
  await drop(page, PEOPLE);
  await expect(list(page)).toHaveCount(3);
  await page.getByRole("button", { name: "Customers" }).click();
  const customers = page.getByRole("listbox", { name: "Customers, oldest first" }).getByRole("option");
  await expect(customers).toHaveCount(2);
  await expect(customers.first()).toContainText("consent Explicitly opted in");
  await customers.first().click();
  await expect(entries(page)).toHaveCount(4);
  await expect(entries(page).nth(1)).toContainText("on the web");
  // The reader takes the other Kim for the same person, and takes it back.
  await page.getByRole("button", { name: "Join with another…" }).click();
  await customers.last().click();
  await expect(customers).toHaveCount(1);
  await page.getByRole("button", { name: "Undo joins" }).click();
  await expect(customers).toHaveCount(2);
  await page.keyboard.press("/");
  await page.getByRole("searchbox").fill("once more");
  await expect(page.getByText("1 entry in 1 conversation")).toBeVisible();
  await page.keyboard.press("Enter");
  const lit = page.locator("st-transcript .item.found");
  await expect(lit.locator("mark.hit")).toHaveText(["once", "more"]);
  await page.getByRole("searchbox").press("Escape");
  await expect(list(page)).toHaveCount(3);
  expect(faults).toEqual([]);
});

test("on a phone every part fits its width, and axe finds nothing", async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBe(0);
  await page.getByRole("button", { name: "Open sample data" }).click();
  await list(page).nth(2).click();
  await expect(entries(page).first()).toBeVisible();
  for (const name of ["Files", "Conversations", "Transcript", "Measures"]) {
    await page.getByRole("navigation").getByRole("button", { name }).click();
    expect(await overflow(), name).toBe(0);
    expect(await axe(page), name).toEqual([]);
  }
});

test("the sample data is read with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  const sampleData = page.getByRole("button", { name: "Open sample data" });
  for (let i = 0; i < 12 && !(await sampleData.evaluate((element) => element.matches(":focus"))); i += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(list(page)).toHaveCount(3);
  await page.keyboard.press("2");
  // In haste: the step to the next session is meant for the conversation chosen just before.
  for (const key of ["End", "Enter", "3", "n"]) await page.keyboard.press(key);
  await expect(list(page).nth(2)).toHaveAttribute("aria-selected", "true");
  await expect(entries(page).filter({ hasText: "[EMAIL_ADDRESS]" })).toBeVisible();
  await page.keyboard.press("r");
  await expect(entries(page).filter({ hasText: "maria.alvarez@example.com" }).first()).toBeVisible();
  await page.keyboard.press("r");
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog", { name: "What will leave this page" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("titles, first words and file names are seen through the policy too", async ({ page }) => {
  const own = JSON.stringify({ conversationEntries: JSON.parse(connect).conversationEntries.slice(-20, -15) });
  await page.goto("/");
  await drop(page, { "card 4111 1111 1111 1111.json": own.replaceAll("NW-48213", "4111 1111 1111 1111") });
  await expect(list(page).or(entries(page)).first()).toBeVisible();
  await page.keyboard.press("1");
  await expect(page.getByRole("heading", { name: /^card \D+1111\.json$/ })).toBeVisible();
  await expect(page.getByText("4111 1111 1111 1111")).toHaveCount(0);
  await page.keyboard.press("r");
  await expect(page.getByRole("heading", { name: "card 4111 1111 1111 1111.json" })).toBeVisible();
});

test("a policy file is laid on; one with an error is refused with its place, and the earlier one stays", async ({
  page,
}) => {
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).first()).toBeVisible();
  const load = async (name, text) =>
    page
      .getByLabel("Policy file (JSON)")
      .setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  const orders = (pattern) =>
    JSON.stringify({ version: 1, name: "orders", patterns: [{ id: "order", type: "ORDER_NUMBER", pattern }] });
  await load("orders.json", orders("NW-[0-9]+"));
  await expect(entries(page).nth(1).locator("mark")).toHaveText("[ORDER_NUMBER]");
  const alert = page.getByRole("alert");
  await load("bad-pattern.json", orders("NW-([0-9]+"));
  await expect(alert).toContainText("The policy was not accepted; the earlier one stays.");
  await expect(alert).toContainText("order");
  await expect(alert).toContainText("unclosed group");
  await load("bad-field.json", '{"version":1,"detektors":[]}');
  await expect(alert).toContainText("unknown field `detektors`");
  await load("torn.json", '{"version":1,');
  await expect(alert).toContainText(/JSON at position 13/);
  await expect(entries(page).nth(1).locator("mark")).toHaveText("[ORDER_NUMBER]");
});

test("a finding is left in the text, words are redacted, decisions are undone, saved and laid on again", async ({
  page,
}) => {
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).first()).toBeVisible();
  const mail = entries(page).getByText("maria.alvarez@example.com");
  await expect(mail).toHaveCount(0);
  const review = page.getByRole("dialog", { name: "Review what is redacted" });
  const done = () => review.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Review…" }).click();
  const found = review.getByRole("list", { name: "Findings" }).getByRole("listitem");
  await expect(found.filter({ hasText: "maria.alvarez@example.com" }).first()).toContainText("Email address");
  expect(await axe(page)).toEqual([]);

  await review.getByRole("button", { name: "Leave all alike: maria.alvarez@example.com" }).first().click();
  await expect(review.getByText("1 decision", { exact: false })).toBeVisible();
  await expect(found.filter({ hasText: "maria.alvarez@example.com" }).first()).toContainText("left in the text");
  await done();
  await page.keyboard.press("End");
  await expect(mail.first()).toBeAttached();

  await page.getByRole("button", { name: "Review…" }).click();
  await review.getByRole("button", { name: "Undo the last decision" }).click();
  await expect(found.filter({ hasText: "left in the text" })).toHaveCount(0);
  await review.getByLabel("Redact these words everywhere").fill("garden bench");
  await review.getByRole("button", { name: "Redact", exact: true }).click();
  await expect(found.filter({ hasText: "garden bench" }).first()).toContainText("redacted by decision");
  const saved = page.waitForEvent("download");
  await review.getByRole("button", { name: "Save decisions" }).click();
  const file = await readFile(await (await saved).path(), "utf8");
  expect(JSON.parse(file)).toMatchObject({ version: 1, sensitive: true, decisions: [{ text: "garden bench" }] });
  expect(file).not.toContain("4111");
  await done();
  await expect(mail).toHaveCount(0);
  await expect(entries(page).getByText("garden bench")).toHaveCount(0);

  const lay = async (text) =>
    page
      .getByLabel("File of decisions (JSON)")
      .setInputFiles({ name: "decisions.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await lay('{"version":1,"decisions":[{"verdict":"maybe"}]}');
  await expect(page.getByRole("alert").first()).toContainText("These decisions were not accepted");
  await expect(entries(page).getByText("garden bench")).toHaveCount(0);
  await lay(file);
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(faults).toEqual([]);
});

test("reading is cancelled, what came before stays, and a later drop is read", async ({ page }) => {
  test.slow();
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
  await dropBig(page, "big.json", 10_000, 100);
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
  await dropBig(page, "big.json", 10_000, 100);
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

test("100,000 entries: few are in the document, and the last is reached", async ({ page }) => {
  test.slow();
  await page.goto("/");
  await dropBig(page, "long.json", 100_000);
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "100000", { timeout: 60_000 });
  const region = page.getByRole("region", { name: /^Transcript of/ });
  await region.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(page.getByText("Message 99999 about")).toBeVisible();
  expect(await entries(page).count()).toBeLessThan(60);
  // After a jump the screen is full of entries: none is missing between its edges, and none still waits for its words.
  const full = () =>
    region.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const rows = [...element.querySelectorAll("[data-index]")].sort((a, b) => a.dataset.index - b.dataset.index);
      const seen = rows
        .map((row) => ({ words: row.textContent, box: row.getBoundingClientRect() }))
        .filter(({ box }) => box.bottom > top && box.top < bottom);
      const joined = seen.every(({ box }, i) => i === 0 || Math.abs(box.top - seen[i - 1].box.bottom) <= 2);
      return (
        joined &&
        seen.length > 2 &&
        seen[0].box.top <= top + 8 &&
        seen.at(-1).box.bottom >= bottom - 8 &&
        seen.every(({ words }) => !/^\s*Loading…\s*$/.test(words))
      );
    });
  for (const share of [0.5, 0.01, 0.77, 0]) {
    await region.evaluate((element, share) => element.scrollTo(0, element.scrollHeight * share), share);
    await expect.poll(full, { message: `at ${share}` }).toBe(true);
    expect(await entries(page).count()).toBeLessThan(60);
  }
});

test("a cancel is answered in the middle of one big file", async ({ page }) => {
  test.slow();
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "25");
  await dropBig(page, "big.json", 1_000_000);
  await expect(page.getByRole("progressbar", { name: "Reading big.json" })).toBeVisible();
  await page.getByRole("banner").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await page.keyboard.press("1");
  await expect(page.getByText("Cancelled. What had been read before is still here.")).toBeVisible();
});
