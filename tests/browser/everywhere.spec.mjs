// axe on every screen, panel and dialog, on a desk in light and dark, on a phone in dark; and nothing is wider than the screen.
import { axe, axeInBothThemes } from "./axe.mjs";
import { connect, entries, kpi, list, openSample, picked, saved, takeaway, transcript } from "./opened.mjs";
import { expect, test } from "./watched.mjs";

/** Damaged in the middle, cut off, and of no use. */
const DAMAGED = [
  picked("april, second half.json", connect.replace("1744388578300", "17443885783x0")),
  picked("half a download.json", connect.slice(0, 3000)),
  picked("regions.csv", "Region,Lead\nNorth,Ana\n"),
];

for (const [where, viewport] of [
  ["a desk", { width: 1280, height: 800 }],
  ["a phone", { width: 390, height: 844 }],
]) {
  const phone = viewport.width < 500;
  // A phone has other places and the same colours.
  const looked = phone ? axe : axeInBothThemes;
  const looks = (page) => {
    const found = {};
    const look = async (name) => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      found[name] = [...(wide > 0 ? [`${wide} px wider than the screen`] : []), ...(await looked(page))];
    };
    const nothing = () => {
      for (const [screen, faults] of Object.entries(found)) expect.soft(faults, screen).toEqual([]);
      expect(Object.keys(found).length).toBeGreaterThan(5);
    };
    return { look, nothing };
  };
  const dialog = (page) => page.getByRole("dialog");

  test(`axe finds nothing where files are opened and read, on ${where}`, async ({ page }) => {
    test.slow();
    const { look, nothing } = looks(page);
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto("/#conversation=nowhere");
    await look("start");
    await page.keyboard.press("h");
    await expect(dialog(page)).toBeVisible();
    await look("the guide, before anything is open");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Open sample data" }).click();
    await expect(page.getByRole("alert")).toContainText("not in these files");
    if (phone) await look("conversations, and a link that leads nowhere");
    await list(page).nth(2).click();
    await expect(entries(page).first()).toBeVisible();
    await expect(page.getByRole("switch", { name: "Redact" })).toBeAttached();
    await look("reading");
    for (const details of await page.locator("st-transcript .session").first().locator("summary").all())
      await details.click();
    await look("reading, everything told of a session");
    await page.keyboard.press("r");
    await expect(page.getByText("You are looking at the original text.")).toBeVisible();
    await look("the original");
    await entries(page)
      .nth(1)
      .getByRole("button", { name: /about this entry/ })
      .click();
    await dialog(page).getByRole("button", { name: "Show the record" }).first().click();
    await expect(dialog(page).locator("pre")).toBeVisible();
    await look("an entry and its record");
    await page.keyboard.press("Escape");
    await page.keyboard.press("r");
    for (const [key, name] of [
      ["g", "going to a day"],
      ["h", "the guide"],
      ["?", "the keys"],
    ]) {
      await page.keyboard.press(key);
      await expect(dialog(page)).toBeVisible();
      await look(name);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("t");
    await dialog(page).getByLabel("Keep them in this browser").check();
    await dialog(page).getByText("Word by word").click();
    await look("the settings, kept");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Nothing leaves this page" }).click();
    await dialog(page).getByText("The policy, word by word").click();
    await look("the seal");
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    const box = page.getByRole("searchbox", { name: "Search the conversations" });
    await expect(box).toBeFocused();
    await page.getByText("How to ask").click();
    await look("how to ask");
    await box.fill("role:boss");
    await expect(page.getByText("at character 6")).toBeVisible();
    await look("a mistake in a query");
    await box.fill("refund");
    await expect(page.getByText(/entries in \d+ conversations/)).toBeVisible();
    await look("what was found");
    await box.press("Enter");
    await expect(page.locator("st-transcript .item.found")).toBeVisible();
    await look("an entry that was found");
    await page.keyboard.press("2");
    await page.getByRole("button", { name: "Close the search" }).click();
    await page.keyboard.press("2");
    await page.getByRole("button", { name: "Customers" }).click();
    await expect(
      page.getByRole("listbox", { name: "Customers, oldest first" }).getByRole("option").first(),
    ).toBeVisible();
    await look("customers");
    await page.getByLabel("Choose files").setInputFiles(DAMAGED);
    await expect(page.getByRole("progressbar")).toHaveCount(0);
    await page.keyboard.press("1");
    await expect(page.getByRole("row").last()).toContainText("regions.csv");
    const findings = page.getByRole("region", { name: /^What needs attention/ });
    expect(await findings.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    await page.getByText("Read as…").first().click();
    await look("files, and what needs attention");
    nothing();
  });

  test(`axe finds nothing where words are redacted, measured and taken away, on ${where}`, async ({ page }) => {
    test.slow();
    const { look, nothing } = looks(page);
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: "dark" });
    await openSample(page);
    await list(page).nth(2).click();
    await expect(entries(page).first()).toBeVisible();

    await page.getByRole("button", { name: "Edit the policy" }).click();
    const policy = page.getByRole("dialog", { name: "Policy", exact: true });
    await expect(policy.getByText(/^Detectors \(/)).toBeVisible();
    await policy.getByLabel("Find a detector").fill("card");
    await policy.getByRole("button", { name: /^Tune/ }).first().click();
    for (const part of [/^Your patterns/, /^Values and fields/, /^Languages/]) await policy.getByText(part).click();
    await policy.getByRole("button", { name: "Add a pattern" }).click();
    await policy.getByLabel("Pattern", { exact: true }).fill("NW-(?=\\d)");
    await expect(policy.getByText(/look-ahead/)).toBeVisible();
    await look("a policy, and a pattern that is refused");
    await policy.getByLabel("Pattern", { exact: true }).fill("NW-\\d{5}");
    await policy.getByLabel("Examples it must find").fill("order NW-48213\norder NW-1");
    await expect(policy.getByText("order NW-1 – not found")).toBeVisible();
    await look("a pattern and its examples");
    await policy.getByRole("button", { name: "Done" }).click();

    await page.getByRole("button", { name: "Review…" }).click();
    const findings = page.getByRole("list", { name: "Findings" }).getByRole("listitem");
    await expect(findings.nth(3)).toBeVisible();
    await findings
      .getByRole("button", { name: /^Leave all alike/ })
      .first()
      .click();
    await expect(findings.filter({ hasText: "left in the text" }).first()).toBeVisible();
    await look("the review");
    await dialog(page).getByRole("button", { name: "Done" }).click();

    await page.keyboard.press("s");
    await expect(takeaway(page)).toBeVisible();
    await look("taking away");
    await takeaway(page)
      .getByLabel(/report/)
      .check();
    await saved(page, () => takeaway(page).getByRole("button", { name: "Save redacted file" }).click());
    await expect(takeaway(page).getByRole("button", { name: "Done" })).toBeVisible();
    await look("what was taken away, and its report");
    await page.keyboard.press("Escape");
    await page.keyboard.press("r");
    await expect(page.getByText("You are looking at the original text.")).toBeVisible();
    await page.keyboard.press("s");
    await takeaway(page).getByLabel("JSON, with sessions").check();
    await look("taking the original away");
    await page.keyboard.press("Escape");
    await page.keyboard.press("r");

    await page.keyboard.press("4");
    const measures = page.locator("st-kpis");
    await expect(kpi(page, "R2")).toBeVisible();
    await look("measures of a session");
    await measures.getByLabel("Measures of", { exact: true }).selectOption("archive");
    await measures.getByLabel("Only", { exact: true }).selectOption("weekday");
    await expect(measures.getByRole("region", { name: "Group" })).toBeVisible();
    await kpi(page, "R5").locator("summary").click();
    await expect(
      kpi(page, "R5")
        .getByRole("button", { name: /^Open the message/ })
        .first(),
    ).toBeVisible();
    await measures.getByText("Take away", { exact: true }).click();
    await measures.getByText("How to measure").click();
    await measures.getByLabel("First response", { exact: true }).fill("soon");
    await measures.getByRole("button", { name: "Measure again" }).click();
    await expect(measures.getByRole("alert")).toBeVisible();
    await look("measures of the archive, by weekday, with all that can be opened");
    nothing();
  });
}
