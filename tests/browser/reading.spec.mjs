// What is open is read: as one transcript, by customer, through the policy, to the last of 100,000 entries.
import { PEOPLE } from "../cli/people.mjs";
import { zip } from "../packed.mjs";
import {
  CONNECT,
  connect,
  drop,
  dropBig,
  entries,
  kpi,
  list,
  openSample,
  PAGE,
  saved,
  SESSIONS,
  sessions,
} from "./opened.mjs";
import { expect, test } from "./watched.mjs";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

for (const [way, address] of [
  ["a server", "/"],
  ["disk", PAGE],
]) {
  test(`two files become one transcript, redacted, measured and saved, without a request: from ${way}`, async ({
    page,
    requests,
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
    const file = await saved(page, () => page.getByRole("button", { name: "Save redacted file" }).click());
    // The last four digits of the masked card stand in the file, and are told.
    await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
    expect(file.name).toMatch(/redacted\.jsonl$/);
    const rows = file.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => row.index)).toEqual(Array.from({ length: 25 }, (_, i) => i));
    expect(rows.map((row) => row.atMs)).toEqual(rows.map((row) => row.atMs).sort((a, b) => a - b));
    expect(rows[9].text).toBe("[EMAIL_ADDRESS]");
    expect(rows[15].text).toMatch(/^With my card, it's \D+1111, exp \[CREDIT_CARD_PART\]$/);
    for (const secret of ["4111 1111", "maria.alvarez@example.com", "GB82 WEST", "555-0142"]) {
      expect(file.text).not.toContain(secret);
    }

    await page.getByRole("switch", { name: "Redact" }).click();
    await expect(entries(page).filter({ hasText: "4111 1111 1111 1111" })).toBeVisible();
    await expect(kpi(page, "R2")).toContainText("0:02:06");
    expect(requests).toEqual([]);
    await page.getByRole("button", { name: "Nothing leaves this page" }).click();
    await expect(page.getByText("0 requests since this page was loaded")).toBeVisible();
  });
}

test("the record of an entry is read again from the file that was dropped", async ({ page }) => {
  const archive = zip({ [CONNECT]: connect, [SESSIONS]: sessions });
  await page.goto("/");
  await drop(page, { "export.zip": archive });
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

test("what holds for a whole conversation is said at its beginning, not at each entry", async ({ page }) => {
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).nth(2)).toBeVisible();
  await expect(entries(page).first()).toContainText("conversation inferred");
  await expect(page.getByText("conversation inferred")).toHaveCount(1);
});

test("the samples inside the page open with one click from disk", async ({ page }) => {
  await openSample(page, PAGE);
  await expect(entries(page).first()).toContainText("Session 1 of");
  await expect(kpi(page, "R2")).toBeVisible();
});

test("the sample data is searched: hits of the redacted text, in order, each one led to", async ({
  page,
  requests,
}) => {
  await openSample(page);
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
