// The elements and the page on a fake archive, under the page's own policy, opened from disk.
import { fileURLToPath, pathToFileURL } from "node:url";

import { fakePage } from "../../js/test/fake-page.mjs";
import { axeInBothThemes } from "./axe.mjs";
import { entries, list, picked as json, saved, transcript } from "./opened.mjs";
import { expect, test } from "./watched.mjs";

// Each worker has a page of its own: one must not read what another is writing.
const PAGE = fileURLToPath(
  new URL(`../../test-results/fake-${process.env.TEST_WORKER_INDEX}/index.html`, import.meta.url),
);
const table = { name: "sessions.csv", mimeType: "text/csv", buffer: Buffer.from("Id") };

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

test.beforeAll(() => fakePage(PAGE));
test.beforeEach(({ page }) => page.goto(pathToFileURL(PAGE).href));

async function open(page, ...files) {
  await page.getByLabel("Choose files").setInputFiles(files);
}

const chosen = (page) => page.getByRole("listbox", { name: /^Conversations/ }).getByRole("option", { selected: true });

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
  // Cards, forms, files and notes are more than the sample data has.
  expect(await axeInBothThemes(page)).toEqual([]);
  await page.keyboard.press("Home");
  await expect(first).toBeInViewport();
  expect(await axeInBothThemes(page)).toEqual([]);
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
  await expect(list(page).first()).toContainText("4111 1111 1111 1111");
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
  await expect(measures.getByText("for the customer", { exact: true })).toBeVisible();
  await measures.locator('[data-kpi="R2"] summary').click();
  await expect(measures.getByText("Salesforce reports 0:01:35")).toBeVisible();
  await page.keyboard.press("n");
  await expect(measures.locator('[data-kpi="R2"]')).toContainText("0:00:50");
  await measures.getByLabel("Measures of", { exact: true }).selectOption("archive");
  await expect(measures.locator('[data-kpi="M1.c"]')).toContainText("over 2 sessions · mean 3.5 · most 9");
  await expect(measures.locator('[data-kpi="W2.unanswered"]')).toContainText("2 of 8 sessions");
  await expect(measures.locator('[data-kpi="R7"]')).toContainText("no bot was in charge");
});

test("a measure shows how its values spread, and leads to the messages behind them", async ({ page }) => {
  await open(page, json("one.json"));
  const measures = page.locator("st-kpis");
  await measures.getByLabel("Measures of", { exact: true }).selectOption("archive");
  const response = measures.locator('[data-kpi="R5"]');
  await response.locator("summary").click();
  const bars = response.getByRole("table", { name: "How the values are distributed" });
  await expect(bars.getByRole("row")).toHaveCount(6);
  await expect(bars.getByRole("row", { name: /30 s – 1 min/ })).toContainText("2");
  // A bar is as long as its number says, and as high as its row.
  const shapes = await bars
    .locator("st-bars rect.wall")
    .evaluateAll((all) =>
      all.map((bar) => ({ width: Number(bar.getAttribute("width")), ...bar.getBoundingClientRect().toJSON() })),
    );
  const rows = await bars.locator("tbody tr").evaluateAll((all) =>
    all.map((row) => ({
      n: Number(row.querySelector(".number").textContent),
      ...row.getBoundingClientRect().toJSON(),
    })),
  );
  expect(shapes.length).toBe(rows.length);
  const most = Math.max(...shapes.map(({ width }) => width));
  for (const [i, { n, top, bottom }] of rows.entries()) {
    expect(shapes[i].width / most).toBeCloseTo(n / Math.max(...rows.map((row) => row.n)), 5);
    expect(Math.abs((shapes[i].top + shapes[i].bottom - top - bottom) / 2)).toBeLessThan(2);
  }
  await expect(response.getByRole("button", { name: /^Open the message: 0:01:32/ })).toBeVisible();
  // The bar of the two leads to them: they are the second and third longest.
  await bars.getByRole("button", { name: "30 s – 1 min: 2 values, show them" }).click();
  await expect(response.getByRole("listitem").first()).toContainText("0:00:50");
  await response.getByRole("button", { name: /^Open the message: 0:00:50/ }).click();
  await expect(entries(page).and(page.locator("[aria-current=true], :focus")).first()).toBeVisible();
});

test("what was written wrong in the form is said there, and nothing is measured with it", async ({ page }) => {
  await open(page, json("one.json"));
  const measures = page.locator("st-kpis");
  await measures.getByText("How to measure").click();
  await measures.getByLabel("First response", { exact: true }).fill("soon");
  await measures.getByRole("button", { name: "Measure again" }).click();
  await expect(measures.getByRole("alert")).toHaveText("A target is a time such as 90s, 2m or 1h, not “soon”.");
  await measures.getByLabel("First response", { exact: true }).fill("90s");
  await measures.getByLabel("Monday").fill("nine to five");
  await measures.getByRole("button", { name: "Measure again" }).click();
  await expect(measures.getByRole("alert")).toContainText("09:00-17:00");
  await measures.getByRole("button", { name: "Fill in 09:00-17:00, Monday to Friday" }).click();
  await measures.getByRole("button", { name: "Measure again" }).click();
  await expect(measures.getByRole("alert")).toHaveCount(0);
  await expect(measures.getByText("Target of First response: 1 min 30 s.")).toBeVisible();
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
  await dialog.getByLabel("JSON Lines, one entry a line").check();
  const { name, text } = await saved(page, () => dialog.getByRole("button", { name: "Save redacted file" }).click());
  expect(name).toBe("transcripts-redacted.jsonl");
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
  await open(page, json("vast.json", "x".repeat(5000)));
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expect(page.getByText(/of 5 kB · .* entries · about \d+ min( \d+ s)? left/)).toBeVisible();
  expect(await axeInBothThemes(page)).toEqual([]);
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
  // Once it is started again by itself; when it stops at the same files again, the reader decides.
  await expect(page.getByRole("alert").filter({ hasText: "The reader stopped unexpectedly." })).toBeVisible();
  await expect(page.getByRole("button", { name: "Open the files again" })).toBeVisible();
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

test("conversations are sorted and filtered, the choice stays, and a hit beyond the filter is led to", async ({
  page,
}) => {
  await open(page, json("few.json"));
  await expect(list(page)).toHaveCount(12);
  await list(page).nth(3).click();
  await page.getByLabel("Sort by").selectOption("By name");
  await expect(page.getByRole("listbox", { name: "Conversations, by name" })).toBeVisible();
  await expect(chosen(page)).toContainText("Chen Wei");
  await page.getByRole("searchbox", { name: "Filter the conversations" }).fill("lukas");
  await expect(list(page)).toHaveCount(2);
  await expect(page.getByText("2 of 12 · UTC")).toBeVisible();
  await expect(transcript(page)).toHaveAccessibleName("Transcript of Chen Wei");
  await page.getByRole("searchbox", { name: "Filter the conversations" }).fill("nobody");
  await expect(page.getByText("No conversation fits the filter.")).toBeVisible();
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("searchbox", { name: "Search the conversations" }).fill("perfect");
  await results(page).first().click();
  await page.getByRole("button", { name: "Close the search" }).click();
  await expect(list(page)).toHaveCount(12);
  await expect(chosen(page)).toHaveCount(1);
});

test("an entry tells how it came to its place, its record is shown as it stands, and the address leads back to it", async ({
  page,
}) => {
  await open(page, json("few.json"));
  await list(page).nth(1).click();
  await expect(transcript(page)).toHaveAccessibleName("Transcript of Lukas Weber");
  const asked = entries(page).filter({ hasText: "Let me take the hold off" });
  await asked.getByRole("button", { name: /about this entry/ }).click();
  const dialog = page.getByRole("dialog", { name: "About this entry" });
  await expect(dialog).toContainText("Ordered by server time");
  await expect(dialog).toContainText("2025-03-10T10:03:");
  // A record as it stands would show what the policy hides.
  await expect(dialog.getByRole("button", { name: "Show the record" })).toHaveCount(0);
  await expect(dialog).toContainText("Switch redaction off to see it.");
  await dialog.getByRole("button", { name: "Link to this entry" }).click();
  await expect(dialog).toContainText("The address of this page now leads here.");
  expect(new URL(page.url()).hash).toBe("#conversation=c1&entry=c1-10");
  await page.keyboard.press("Escape");
  await expect(asked.getByRole("button", { name: /about this entry/ })).toBeFocused();
  await page.getByRole("switch", { name: "Redact" }).click();
  await asked.getByRole("button", { name: /about this entry/ }).click();
  await dialog.getByRole("button", { name: "Show the record" }).click();
  await expect(dialog.locator("pre")).toHaveText('{\n  "record": 10\n}');
  await page.reload();
  await open(page, json("few.json"));
  await expect(chosen(page)).toContainText("Lukas Weber");
  await expect(page.locator("st-transcript .item.found")).toContainText("Let me take the hold off");
  await page.reload();
  await open(page, json("one.json"));
  await expect(page.getByRole("alert")).toContainText("not in these files");
});

test("any zone is chosen, a day is gone to in it, and session fields stand in groups", async ({ page }) => {
  await open(page, json("long.json"));
  await expect(entries(page).first()).toBeVisible();
  const zone = page.getByLabel("Times in");
  await zone.focus();
  await zone.selectOption("Asia/Tokyo");
  await expect(
    entries(page)
      .nth(0)
      .getByText(/^18:00:00/),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Go to…" }).click();
  await expect(page.getByLabel("A day (in Asia/Tokyo)")).toBeVisible();
  await page.getByLabel("A day (in Asia/Tokyo)").fill("2025-03-12");
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(page.getByText("12 Mar 2025").first()).toBeVisible();
  await page.getByRole("button", { name: "Go to…" }).click();
  await page.getByLabel("A session, 1 to 10,000").fill("5000");
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(page.getByText("Session 5,000 of 10,000")).toBeVisible();
  await page
    .getByText(/\d+ fields of this session/)
    .first()
    .click();
  const fields = page.locator("st-transcript details[open]");
  await expect(fields.getByRole("heading", { name: "Status, origin, agent type" })).toBeVisible();
  await expect(fields).toContainText("AgentMessageCount");
  await expect(fields).toContainText("not calculated by Salesforce");
  await expect(fields).toContainText("005Kj00000AnaFeAAK (Ana Ferreira)");
  await expect(
    entries(page)
      .getByText(/^after \d+ s/)
      .first(),
  ).toBeVisible();
});

test("files come from the clipboard, and the guide to the data is at hand before anything is open", async ({
  page,
}) => {
  await page.getByRole("button", { name: "How do I get my data?" }).click();
  const guide = page.getByRole("dialog", { name: "How do I get my data?" });
  await expect(guide).toContainText("FROM ConversationEntry WHERE ConversationId IN ('<session id>')");
  await page.keyboard.press("Escape");
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", '{"conversationEntries":[]}');
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(entries(page).first()).toBeVisible();
  await page.keyboard.press("h");
  await expect(guide).toContainText("WHERE ConversationId IN ('c0s0', 'c0s1')");
});
