// The elements and the page on a fake archive, under the page's own policy, opened from disk.
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { fakePage } from "../../js/test/fake-page.mjs";

// Each worker has a page of its own: one must not read what another is writing.
const PAGE = fileURLToPath(
  new URL(`../../test-results/fake-${process.env.TEST_WORKER_INDEX}/index.html`, import.meta.url),
);
const json = (name, text = "{}") => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
const table = { name: "sessions.csv", mimeType: "text/csv", buffer: Buffer.from("Id") };

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

let faults;
let size;
test.beforeAll(async () => {
  size = await fakePage(PAGE);
});
test.beforeEach(async ({ page }) => {
  faults = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(pathToFileURL(PAGE).href);
});
test.afterEach(() => {
  // A style attribute, an inline handler or a request would be refused, and the refusal printed.
  expect(faults).toEqual([]);
});

async function open(page, ...files) {
  await page.getByLabel("Choose files").setInputFiles(files);
}

const transcript = (page) => page.getByRole("region", { name: /^Transcript of/ });
const chosen = (page) => page.getByRole("listbox", { name: /^Conversations/ }).getByRole("option", { selected: true });
const entries = (page) => transcript(page).getByRole("listitem");

async function axe(page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`,
  );
}

test("the script stays within its 60 KB budget", () => {
  expect(size.gzip).toBeLessThan(60_000);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 390]) {
    test(`axe finds nothing on any screen: ${colorScheme}, ${width} px`, async ({ page }) => {
      test.slow();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const found = { start: await axe(page) };
      await open(page, json("few-entries.json"), table, json("broken.json"));
      await expect(
        page
          .getByText("Left out")
          .or(page.getByText(/left out/))
          .first(),
      ).toBeAttached();
      if (width < 500) {
        found.list = await axe(page);
        await page.locator("st-conversations").getByRole("option").first().click();
      }
      await expect(entries(page).first()).toBeVisible();
      found.reading = await axe(page);
      await page.keyboard.press("s");
      await expect(page.getByRole("dialog")).toBeVisible();
      found.takeaway = await axe(page);
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.keyboard.press("1");
      found.files = await axe(page);
      await page.keyboard.press("4");
      await expect(page.getByText("First response")).toBeVisible();
      found.measures = await axe(page);
      await page.keyboard.press("3");
      await page.keyboard.press("/");
      found.searching = await axe(page);
      await page.keyboard.type("hold");
      await expect(
        page
          .getByRole("listbox", { name: /^Entries found/ })
          .getByRole("option")
          .first(),
      ).toBeVisible();
      found.hits = await axe(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      found.keys = await axe(page);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Nothing leaves this page" }).click();
      found.seal = await axe(page);
      for (const [screen, violations] of Object.entries(found)) expect(violations, screen).toEqual([]);
    });
  }
}

test("a transcript is read: speakers, session dividers, gap, rich content, zone", async ({ page }) => {
  await open(page, json("one.json"), table);
  const first = entries(page).first();
  await expect(first).toContainText("Session 1 of 2");
  await expect(first).toContainText("10 Mar 2025, 09:00:00 UTC – 09:09:54 UTC · 0:09:54");
  await expect(first).toContainText("Customer");
  await expect(first.getByText("09:00:00 UTC", { exact: true })).toBeVisible();
  await expect(first).toHaveAttribute("aria-setsize", "20");
  await expect(entries(page).nth(1).getByRole("list", { name: "Offered choices" })).toContainText("Billing (chosen)");
  await page.getByLabel("Times in").selectOption({ label: "Local (Europe/Berlin)" });
  await expect(first.locator("time").last()).toContainText(/10:00:00 (CET|GMT\+1)/);
  await transcript(page).focus();
  await page.keyboard.press("End");
  await expect(page.getByText("5 h 50 min, next session")).toBeVisible();
  await expect(page.getByText("Session 2 of 2")).toBeVisible();
  await expect(page.getByText("Edited · 1 other text")).toBeVisible();
});

const results = (page) => page.getByRole("listbox", { name: /^Entries found/ }).getByRole("option");

test("a search finds entries in every conversation, leads to them and lights them up", async ({ page }) => {
  await open(page, json("few.json"));
  await expect(entries(page).first()).toBeVisible();
  await page.keyboard.press("/");
  const box = page.getByRole("searchbox", { name: "Search the conversations" });
  await expect(box).toBeFocused();
  await box.fill("bank hold");
  await expect(page.getByText("24 entries in 12 conversations")).toBeVisible();
  await expect(results(page).first().locator("mark.hit")).toHaveText(["hold", "bank"]);
  // Enter goes on, Shift+Enter back, around at the ends.
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 of 24")).toBeVisible();
  await expect(entries(page).and(page.locator("[aria-current=true]"))).toContainText("I can see both charges");
  await page.keyboard.press("Shift+Enter");
  await expect(page.getByText("24 of 24")).toBeVisible();
  const lit = page.locator("st-transcript .item.found");
  await expect(lit).toBeInViewport();
  await expect(lit.locator("mark.hit")).toHaveText(["bank", "hold"]);
  await expect(results(page).last()).toHaveAttribute("aria-selected", "true");
  // In the list, arrows move and Enter chooses.
  await box.press("ArrowDown");
  for (const key of ["Home", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  await expect(page.getByText("2 of 24")).toBeVisible();
  await page.getByLabel("This conversation only").check();
  await expect(page.getByText("2 entries in 1 conversation")).toBeVisible();
  await box.press("Escape");
  await expect(box).toBeHidden();
  await expect(chosen(page)).toHaveCount(1);
});

test("what is found in options, forms and files is lit up where it stands", async ({ page }) => {
  await open(page, json("few.json"));
  await expect(entries(page).first()).toBeVisible();
  await page.keyboard.press("/");
  const box = page.getByRole("searchbox");
  const lit = page.locator("st-transcript .item.found");
  for (const [query, place, words, named] of [
    ["something", ".choices li", "Something", "Choice"],
    ["48213 e-mail", ".form dd", "48213", "Form"],
    ["receipt-march", ".attachments li", "receipt-march", "Attachment"],
  ]) {
    await box.fill(query);
    await expect(results(page).first()).toContainText(named);
    await box.press("Enter");
    await expect(lit.locator(`${place} mark.hit`)).toHaveText(words);
  }
});

test("a mistake in a query is shown at its place, and the list of conversations comes back", async ({ page }) => {
  await open(page, json("few.json"));
  await page.getByRole("button", { name: "Search", exact: true }).click();
  const box = page.getByRole("searchbox");
  await box.fill("refund role:boss");
  await expect(page.getByRole("alert")).toContainText("at character 13");
  await expect(page.getByRole("alert").locator("mark")).toHaveText("boss");
  await expect(box).toHaveAttribute("aria-invalid", "true");
  await box.fill("zebra");
  await expect(page.getByText("Nothing found in the redacted text.")).toBeVisible();
  await page.getByRole("button", { name: "Close the search" }).click();
  await expect(page.getByRole("listbox", { name: /^Conversations/ })).toBeVisible();
});

test("another lens searches anew: what was found in the original is not left on the screen", async ({ page }) => {
  await open(page, json("one.json"));
  await page.keyboard.press("/");
  const box = page.getByRole("searchbox");
  await box.fill("4111");
  await expect(page.getByText("Nothing found in the redacted text.")).toBeVisible();
  const lens = page.getByRole("switch", { name: "Redact" });
  await lens.click();
  await expect(results(page)).toHaveCount(1);
  await expect(results(page).first()).toContainText("4111 1111 1111 1111");
  await lens.click();
  await expect(results(page)).toHaveCount(0);
  await expect(page.getByText("4111 1111 1111 1111")).toHaveCount(0);
});

test("links and attachments are text: nothing can be followed or loaded", async ({ page }) => {
  await open(page, json("one.json"));
  await transcript(page).evaluate((element) => element.scrollTo(0, 700));
  await expect(page.getByText("https://help.example.com/payments/holds")).toBeVisible();
  await expect(page.getByText("receipt-march.pdf")).toBeVisible();
  expect(await transcript(page).locator("a, img, video, iframe").count()).toBe(0);
});

test("redaction is on at the start, its places are marked, and original text comes only on demand", async ({
  page,
}) => {
  await open(page, json("few.json"));
  await expect(entries(page).first().locator("mark")).toHaveText("•••• •••• •••• 1111");
  await expect(page.getByText("4111 1111 1111 1111")).toHaveCount(0);
  const lens = page.getByRole("switch", { name: "Redact" });
  await expect(lens).toBeChecked();
  await expect(page.getByText("5 places redacted")).toBeVisible();
  await lens.click();
  await expect(lens).not.toBeChecked();
  await expect(page.getByText("You are looking at the original text.")).toBeVisible();
  await expect(entries(page).first()).toContainText("4111 1111 1111 1111");
  await expect(page.locator("st-conversations").getByRole("option").first()).toContainText("4111 1111 1111 1111");
  await page.keyboard.press("r");
  await expect(page.getByText("4111 1111 1111 1111")).toHaveCount(0);
});

test("a policy file is loaded; one that is not a policy is refused and the earlier one stays", async ({ page }) => {
  await open(page, json("one.json"));
  const load = page.getByLabel("Policy file (JSON)");
  await load.setInputFiles(json("mine.json", '{"detectors":[]}'));
  await expect(page.getByLabel("Policy", { exact: true })).toHaveValue("file:mine.json");
  await load.setInputFiles(json("other.json", '{"x":1}'));
  await expect(page.getByRole("alert")).toContainText("The policy was not accepted");
  await expect(page.getByLabel("Policy", { exact: true })).toHaveValue("file:mine.json");
  await load.setInputFiles(json("torn.json", '{"detectors":'));
  await expect(page.getByRole("alert")).toContainText("The policy was not accepted");
});

test("measures show value, spread and definition, and every empty one its reason", async ({ page }) => {
  await open(page, json("one.json"));
  const measures = page.locator("st-kpis");
  await expect(measures.locator('[data-kpi="R2"]')).toContainText("0:01:32");
  await expect(measures.locator('[data-kpi="R5"]')).toContainText("mean of 3 · median 0:00:31 · max 0:01:32");
  await expect(measures.locator('[data-kpi="Q1"]')).toContainText("the session has no AcceptTime");
  await expect(measures.getByText("for the customer")).toBeVisible();
  await measures.locator('[data-kpi="R2"] summary').click();
  await expect(measures.getByText("Salesforce reports 0:01:35")).toBeVisible();
  await page.keyboard.press("n");
  await expect(measures.locator('[data-kpi="R2"]')).toContainText("0:00:50");
  await measures.getByLabel("Measures of").selectOption("archive");
  await expect(measures.locator('[data-kpi="M1.c"]')).toContainText("over 2 sessions · mean 3.5 · most 9");
  await expect(measures.locator('[data-kpi="W2.unanswered"]')).toContainText("2 of 8 sessions");
  await expect(measures.locator('[data-kpi="R7"]')).toContainText("no bot was in charge");
});

test("the page is used by keyboard alone", async ({ page }) => {
  await open(page, json("many.json"));
  const list = page.getByRole("listbox", { name: /^Conversations/ });
  await expect(chosen(page)).toHaveAttribute("aria-posinset", "1");
  await page.keyboard.press("2");
  await expect(list).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(chosen(page)).toContainText("Lukas Weber");
  await expect(transcript(page)).toHaveAccessibleName("Transcript of Lukas Weber");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(chosen(page)).toHaveAttribute("aria-posinset", "100000");
  await expect(list).toHaveAttribute("aria-activedescendant", "row-99999");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.keyboard.press("j");
  await expect(chosen(page)).toHaveAttribute("aria-posinset", "2");
  await page.keyboard.press("3");
  await expect(transcript(page)).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(transcript(page)).toBeFocused();
  await page.keyboard.press("?");
  await page.getByLabel("Single keys work").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("k");
  await expect(chosen(page)).toHaveAttribute("aria-posinset", "2");
});

test("a step to the next session in the haste of choosing a conversation is not lost", async ({ page }) => {
  await open(page, json("many.json"));
  await expect(entries(page).first()).toBeVisible();
  await page.evaluate(() => {
    const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    document.addEventListener("st-select", () => queueMicrotask(() => queueMicrotask(() => press("n"))), {
      once: true,
    });
    press("j");
  });
  await expect(chosen(page)).toHaveAttribute("aria-posinset", "2");
  await expect(page.getByRole("group", { name: "In view: Session 2 of 2" })).toBeVisible();
});

test("100,000 entries: few are in the document, and any session is reached", async ({ page }) => {
  await open(page, json("long.json"));
  await expect(entries(page).first()).toHaveAttribute("aria-setsize", "100000");
  expect(await entries(page).count()).toBeLessThan(60);
  await transcript(page).evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(page.getByText("Perfect, thanks")).toBeVisible();
  await expect(entries(page).last()).toHaveAttribute("aria-posinset", "100000");
  await page.keyboard.press("p");
  await expect(page.getByText("Session 9,999 of 10,000")).toBeVisible();
  expect(await entries(page).count()).toBeLessThan(60);
});

test("a transcript that was hidden while the window changed is shown where it stood", async ({ page }) => {
  await open(page, json("long.json"));
  await expect(entries(page).first()).toBeVisible();
  await transcript(page).evaluate((element) => element.scrollTo(0, 2000));
  await page.keyboard.press("1");
  await page.waitForTimeout(500);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("navigation").getByRole("button", { name: "Transcript" }).click();
  const inSight = () =>
    transcript(page).evaluate((element) => {
      const box = element.getBoundingClientRect();
      const items = [...element.querySelectorAll(".item")].map((item) => item.getBoundingClientRect());
      return items.some(({ top, bottom }) => top < box.bottom - 40 && bottom > box.bottom - 40);
    });
  await expect.poll(inSight).toBe(true);
});

test("the save dialog names original text, asks for it by name, and the file is what was said", async ({ page }) => {
  await open(page, json("one.json"));
  await expect(entries(page).first()).toBeVisible();
  await page.getByRole("button", { name: "Save transcript…" }).click();
  const dialog = page.getByRole("dialog", { name: "What will leave this page" });
  await expect(dialog).toContainText("redacted by the policy “Standard”");
  const saved = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save redacted file" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe("transcripts-redacted.jsonl");
  const text = await readFile(await download.path(), "utf8");
  expect(text.trim().split("\n")).toHaveLength(20);
  expect(text).not.toContain("4111 1111");
  await page.getByRole("switch", { name: "Redact" }).click();
  await page.getByRole("button", { name: "Save transcript…" }).click();
  const original = dialog.getByRole("button", { name: "Save original file" });
  await expect(original).toBeDisabled();
  await dialog.getByLabel("Save it with the original text").check();
  await expect(original).toBeEnabled();
});

test("a long reading shows bytes, entries and time left, and can be cancelled", async ({ page }) => {
  await open(page, json("slow.json", "x".repeat(5000)));
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expect(page.getByText(/of 5 kB · .* entries · about \d+ s left/)).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Cancelled. Nothing was kept.")).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
});

test("files dropped while others are read wait for their turn", async ({ page }) => {
  await open(page, json("slow.json"));
  await expect(page.getByRole("progressbar")).toBeVisible();
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["{}"], "late.json"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
  await expect(page.getByText("1 file waits for its turn")).toBeVisible();
  await expect(page.getByRole("button", { name: /^2 files/ })).toBeVisible({ timeout: 10_000 });
});

test("more files are added while reading: progress in sight, the place in the transcript kept", async ({ page }) => {
  await open(page, json("long.json"));
  await expect(entries(page).first()).toBeVisible();
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  await expect(page.getByText("Session 3 of 10,000")).toBeVisible();
  const place = await transcript(page).evaluate((element) => element.scrollTop);
  await open(page, json("slow.json"));
  await expect(page.getByRole("progressbar", { name: "Reading slow.json" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^2 files/ })).toBeVisible({ timeout: 10_000 });
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  expect(await transcript(page).evaluate((element) => element.scrollTop)).toBe(place);
});

test("what could not be read is named with file, record, byte and reason, and its count stays in sight", async ({
  page,
}) => {
  await open(page, json("broken.json"), json("one.json"));
  await expect(page.getByRole("button", { name: /1 record and 1 file left out/ })).toBeVisible();
  await page.keyboard.press("1");
  const row = page.getByRole("row").last();
  for (const words of ["broken.json", "3", "1,847", "the text ends inside a string"])
    await expect(row).toContainText(words);
  await page.reload();
  await open(page, json("impossible.json"));
  await expect(page.getByRole("alert")).toContainText(
    "impossible.json could not be opened. the engine could not be started",
  );
});

test("an engine that stopped is said so, and closing gives a fresh start", async ({ page }) => {
  await open(page, json("crash.json"));
  await expect(page.getByRole("alert")).toContainText("The engine stopped unexpectedly");
  await page.getByRole("button", { name: "Close and forget" }).click();
  await open(page, json("one.json"));
  await expect(entries(page)).not.toHaveCount(0);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("close forgets everything and gives the page back", async ({ page }) => {
  await open(page, json("one.json"));
  await expect(entries(page).first()).toBeVisible();
  await page.getByRole("button", { name: "Close and forget" }).click();
  await expect(page.getByRole("heading", { name: /^Read, redact/ })).toBeVisible();
  await expect(page.getByText("Nadia Petrova")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Choose files" })).toBeFocused();
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
});
