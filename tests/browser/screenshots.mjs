// Makes the pictures of docs/screenshots from the built page and its own sample data, on the real engine.
//
//   node tests/browser/screenshots.mjs [FOLDER]      CHROMIUM=… names the browser
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "@playwright/test";

import { palettePng } from "./palette_png.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = process.argv[2] ?? join(ROOT, "docs/screenshots");
const LIMIT = 150_000;
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu"],
});

/** Opens the page, does `steps`, and keeps what is then seen. */
async function picture(name, { viewport = desk, colorScheme = "light" }, steps = async () => {}) {
  const page = await browser.newPage({ viewport, colorScheme, locale: "en-GB", timezoneId: "Europe/Berlin" });
  await page.goto(pathToFileURL(join(ROOT, "www/dist/index.html")).href);
  await steps(page);
  // Focus rings belong to the keyboard, not to a picture.
  await page.evaluate(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    focused?.blur();
  });
  const path = join(FOLDER, `${name}.png`);
  await page.waitForTimeout(300);
  const png = palettePng(await page.screenshot({ animations: "disabled" }));
  await page.close();
  writeFileSync(path, png);
  const size = png.length;
  console.log(`${name}.png ${size} bytes`);
  if (size > LIMIT) throw new Error(`${name}.png is larger than ${LIMIT} bytes`);
}

/** Sample data, in the session with the handoff and the card. */
async function read(page) {
  await page.getByRole("button", { name: "Open sample data" }).click();
  await page
    .getByRole("listbox", { name: /^Conversations/ })
    .getByRole("option")
    .nth(2)
    .click();
  await page.locator("st-kpis [data-kpi=R2]").waitFor({ state: "attached" });
  await page.keyboard.press("n");
  const scroller = page.getByRole("region", { name: /^Transcript of/ });
  await scroller.getByText("Welcome back!").waitFor();
  // The wait for the scroll to settle before moving past the session's divider.
  await page.waitForTimeout(300);
  await scroller.evaluate((element) => element.scrollBy(0, 40));
}

/** Further down: the card and the account number. */
async function readCard(page) {
  await read(page);
  await page.getByRole("region", { name: /^Transcript of/ }).evaluate((element) => element.scrollBy(0, 400));
}

async function readDamaged(page) {
  await read(page);
  const folder = join(ROOT, "www/dist/samples");
  const entries = readFileSync(join(folder, "garden-bench.connect-entries.json"));
  const at = entries.indexOf("1744388578300") + 11;
  const broken = Buffer.concat([entries.subarray(0, at), Buffer.from("x"), entries.subarray(at + 1)]);
  const files = {
    "april, second half.json": broken,
    "half a download.json": entries.subarray(0, 3000),
    "regions.csv": Buffer.from("Region,Lead\nNorth,Ana\n"),
    "sessions without Id.csv": Buffer.from("Name,Status,Origin,AgentType\nMS-1,Ended,InboundInitiated,Bot\n"),
  };
  const picked = Object.entries(files).map(([name, buffer]) => ({ name, mimeType: "text/plain", buffer }));
  await page.getByLabel("Choose files").setInputFiles(picked);
  await page.getByRole("banner").getByText("left out").and(page.locator(".out")).waitFor({ state: "attached" });
  await page.keyboard.press("1");
}

async function save(page) {
  await read(page);
  await page.keyboard.press("s");
}

async function review(page) {
  await readCard(page);
  await page.getByRole("button", { name: "Review…" }).click();
  await page.getByRole("list", { name: "Findings" }).getByRole("listitem").nth(3).waitFor();
}

/** A pattern that is being written, beside the transcript. */
async function policy(page) {
  await read(page);
  await page.getByRole("button", { name: "Edit the policy" }).click();
  await page.getByText(/^Detectors \(/).click();
  await page.getByText(/^Your patterns/).click();
  await page.getByRole("button", { name: "Add a pattern" }).click();
  const pattern = page.locator("st-pattern");
  await pattern.getByLabel("Pattern", { exact: true }).fill("NW-\\d{5}");
  await pattern.getByLabel("Entity type").fill("ORDER_NUMBER");
  await pattern.getByLabel("Examples it must find").fill("order NW-48213\norder NW-1");
  await pattern.getByText("not found").waitFor();
  await pattern.evaluate((element) => element.scrollIntoView());
}

async function detectors(page) {
  await read(page);
  await page.getByRole("button", { name: "Edit the policy" }).click();
  await page.getByText("place in this conversation").first().waitFor({ state: "attached" });
}

/** Everything that is known of the entry with the card, with its record as it stands. */
async function entry(page) {
  await read(page);
  await page.keyboard.press("r");
  await page
    .locator("st-transcript")
    .getByRole("button", { name: /about this entry/ })
    .nth(2)
    .click();
  await page.getByRole("button", { name: "Show the record" }).first().click();
  await page.getByRole("dialog").locator("pre").waitFor();
}

async function guide(page) {
  await read(page);
  await page.keyboard.press("h");
}

async function settings(page) {
  await read(page);
  await page.keyboard.press("t");
  await page.getByLabel("Keep them in this browser").check();
}

async function seal(page) {
  await settings(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Nothing leaves this page" }).click();
  await page.getByText(/^Settings are kept/).scrollIntoViewIfNeeded();
}

async function find(page) {
  await read(page);
  await page.keyboard.press("/");
  await page.keyboard.type("refund");
  await page.getByText(/entries in/).waitFor();
  await page.keyboard.press("Enter");
}

/** The measures of the whole archive, one of them opened. */
async function archive(page) {
  await read(page);
  await page.locator("st-kpis").getByLabel("Measures of", { exact: true }).selectOption("archive");
  await page
    .locator("st-kpis [data-kpi=R5]")
    .getByText(/mean of .* median/)
    .first()
    .waitFor();
  await page.locator("st-kpis [data-kpi=R5] summary").click();
  await page.waitForTimeout(300);
}

async function measures(page) {
  await read(page);
  await page.keyboard.press("4");
}

await picture("transcript", {}, readCard);
await picture("transcript-dark", { colorScheme: "dark" }, read);
await picture("start", {});
await picture("files", {}, readDamaged);
await picture("save", {}, save);
await picture("entry", {}, entry);
await picture("guide", {}, guide);
await picture("settings", {}, settings);
await picture("seal-dark", { colorScheme: "dark" }, seal);
await picture("search", {}, find);
await picture("review", {}, review);
await picture("policy", {}, policy);
await picture("policy-dark", { colorScheme: "dark" }, detectors);
await picture("review-dark", { colorScheme: "dark" }, review);
await picture("measures", {}, archive);
await picture("start-dark", { colorScheme: "dark" });
await picture("phone-start", { viewport: phone });
await picture("phone-files", { viewport: phone }, readDamaged);
await picture("phone-settings", { viewport: phone }, settings);
await picture("phone-search", { viewport: phone }, find);
await picture("phone-review", { viewport: phone }, review);
await picture("phone", { viewport: phone }, read);
await picture("phone-dark", { viewport: phone, colorScheme: "dark" }, readCard);
await picture("phone-measures", { viewport: phone }, measures);
await picture("phone-policy", { viewport: phone }, policy);
await browser.close();
