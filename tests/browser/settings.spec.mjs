// What somebody chose about the page: as a file, and in the browser only while that is asked for.
import { entries, list, openSample, PAGE, picked, saved } from "./opened.mjs";
import { expect, test } from "./watched.mjs";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

const settings = (page) => page.getByRole("dialog", { name: "Settings" });
const stored = (page) => page.evaluate(() => Object.entries(localStorage));

async function ask(page) {
  await page.keyboard.press("t");
  await expect(settings(page)).toBeVisible();
  return settings(page);
}

for (const [way, address] of [
  ["a server", "/"],
  ["disk", PAGE],
]) {
  test(`settings are kept while asked for, follow what is chosen, and are forgotten: from ${way}`, async ({ page }) => {
    await page.goto(address);
    const dialog = await ask(page);
    await dialog.getByLabel("Colours").selectOption("Dark");
    expect(await stored(page)).toEqual([]);
    await expect(dialog.getByText("Other pages opened from this disk may read")).toHaveCount(way === "disk" ? 1 : 0);
    await dialog.getByLabel("Keep them in this browser").check();
    await dialog.getByRole("button", { name: "Close" }).click();
    const text = () => stored(page).then(([[, text]]) => JSON.parse(text));
    expect(await text()).toMatchObject({ version: 1, theme: "dark", zone: "UTC", list: { sort: "first" } });

    // Chosen where it stands, without another word about keeping.
    await page.getByRole("button", { name: "Open sample data" }).click();
    await expect(list(page)).toHaveCount(3);
    await page.getByLabel("Times in").selectOption("Europe/Berlin");
    await page.getByLabel("Sort by").selectOption("Latest first");
    await page.getByRole("searchbox", { name: "Filter the conversations" }).fill("alvarez");
    await page.getByRole("combobox", { name: "Policy" }).selectOption("Payment cards only");
    const measures = page.locator("st-kpis");
    await measures.getByText("How to measure").click();
    await measures.getByLabel("First response", { exact: true }).fill("90s");
    await measures.getByRole("button", { name: "Measure again" }).click();
    await expect(measures.getByText("Target of First response: 1 min 30 s.")).toBeVisible();
    expect(await text()).toMatchObject({
      zone: "Europe/Berlin",
      policy: "pci",
      list: { sort: "last" },
      measures: { sla: { first_response: 90_000 } },
    });
    // What is looked for is a name more often than not.
    expect(JSON.stringify(await stored(page))).not.toContain("alvarez");

    await page.reload();
    await page.getByRole("button", { name: "Nothing leaves this page" }).click();
    await expect(page.getByText(/^Settings are kept in this browser, because you asked for it/)).toBeVisible();
    await expect(page.getByText("Nothing is stored")).toBeHidden();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Open sample data" }).click();
    await expect(page.getByRole("listbox", { name: "Conversations, latest first" })).toBeVisible();
    await expect(entries(page).first()).toContainText(/CES?T/);
    await expect(page.getByRole("combobox", { name: "Policy" })).toHaveValue("pci");
    await expect(measures.getByText("Target of First response: 1 min 30 s.")).toBeVisible();
    await measures.getByText("How to measure").click();
    await expect(measures.getByLabel("First response", { exact: true })).toHaveValue("90s");
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");

    await page.getByRole("button", { name: "Nothing leaves this page" }).click();
    await page.getByRole("button", { name: "Forget them" }).click();
    await expect(page.getByText("Nothing is stored in the browser.")).toBeVisible();
    expect(await stored(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByLabel("Sort by").selectOption("By name");
    expect(await stored(page)).toEqual([]);
    await page.reload();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBeUndefined();
  });
}

test("a file of settings is used in another browser, and a wrong one changes nothing", async ({ page, browser }) => {
  await page.goto("/");
  const first = await ask(page);
  await first.getByLabel("Measures of").selectOption("Whole archive");
  await first.getByLabel("Times in").selectOption("Asia/Tokyo");
  await first.getByLabel("Single keys work").uncheck();
  const file = await saved(page, () => first.getByRole("button", { name: "Save settings" }).click());
  expect(file.name).toBe("sealed-transcript-settings.json");

  const other = await browser.newPage();
  await other.goto("/");
  const dialog = await ask(other);
  const load = (text) => dialog.getByLabel("File of settings (JSON)").setInputFiles(picked("settings.json", text));
  await load(file.text.replace("Asia/Tokyo", "Mars/Olympus"));
  await expect(dialog.getByRole("alert")).toContainText('Nothing of the file is used. “zone” is "Mars/Olympus"');
  await load(file.text.replace('"version": 1', '"version": 7'));
  await expect(dialog.getByRole("alert")).toContainText("It is of version 7; this page reads version 1.");
  await expect(dialog.getByLabel("Times in")).toHaveValue("UTC");
  await load(file.text);
  await expect(dialog.getByText("The settings of the file are in use.")).toBeVisible();
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await expect(dialog.getByLabel("Times in")).toHaveValue("Asia/Tokyo");
  await expect(dialog.getByLabel("Single keys work")).not.toBeChecked();
  await dialog.getByRole("button", { name: "Close" }).click();
  await other.getByRole("button", { name: "Open sample data" }).click();
  await expect(
    other
      .locator("st-kpis")
      .getByText(/^over \d+ sessions/)
      .first(),
  ).toBeVisible();
  expect(await stored(other)).toEqual([]);

  await other.getByRole("button", { name: "Settings" }).click();
  await dialog.getByRole("button", { name: "Back to the defaults" }).click();
  await expect(dialog.getByLabel("Single keys work")).toBeChecked();
  await expect(dialog.getByLabel("Measures of")).toHaveValue("session");
  await other.close();
});

test("settings of a version to come are said, left alone, and in the way of nothing", async ({ page }) => {
  const text = '{"file":"sealed-transcript settings","version":2,"theme":"dark"}';
  await page.goto("/");
  await page.evaluate((text) => localStorage.setItem("sealed-transcript settings", text), text);
  await page.reload();
  await expect(page.getByRole("alert")).toContainText("not used. It is of version 2; this page reads version 1.");
  await page.getByRole("button", { name: "Open sample data" }).click();
  await page.getByLabel("Sort by").selectOption("Latest first");
  expect(await stored(page)).toEqual([["sealed-transcript settings", text]]);
  const dialog = await ask(page);
  await dialog.getByRole("button", { name: "Forget them" }).click();
  await expect(dialog.getByText("Forgotten. Nothing is stored in this browser.")).toBeVisible();
  expect(await stored(page)).toEqual([]);
});

test("a browser that keeps nothing is said so, and the box stays empty", async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
  });
  await openSample(page);
  const dialog = await ask(page);
  const keep = dialog.getByLabel("Keep them in this browser");
  await keep.click();
  await expect(dialog.getByRole("alert")).toContainText(
    "This browser does not let the page keep anything. The quota has been exceeded.",
  );
  await expect(keep).not.toBeChecked();
});
