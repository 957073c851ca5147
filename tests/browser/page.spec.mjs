// The built page on the real engine, as a person uses it: from a server and opened from disk.
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

const PAGE = pathToFileURL(fileURLToPath(new URL("../../www/dist/index.html", import.meta.url))).href;
const START = Date.UTC(2025, 2, 10, 9, 0, 0);
const SAID = [
  ["EndUser", 0, "Hi, I was charged twice. My card is 4111 1111 1111 1111."],
  ["Chatbot", 2, "I&#39;m sorry about that. What is the e-mail address of your account?"],
  ["EndUser", 31, "nadia.petrova@example.com"],
  ["Chatbot", 33, "Thank you. I&#39;ll bring in a colleague."],
  ["Agent", 125, "Hello Nadia, this is Ana. I have cancelled one of the charges."],
  ["EndUser", 192, "Great! When will the money be back?"],
  ["Agent", 220, "Within three working days."],
];
const ENTRIES = JSON.stringify({
  conversationEntries: SAID.map(([role, second, messageText], i) => ({
    clientDuration: 0,
    clientTimestamp: START + second * 1000 - 40,
    identifier: `7db791fe-1f23-46d7-b685-7ad7b3f56f9${i}`,
    messageText,
    relatedRecords: role === "Chatbot" ? [] : ["0MwKj000007sdiM"],
    sender: {
      appType: role === "Agent" ? "agent" : role === "Chatbot" ? "chatbot" : "iamessage",
      role,
      subject: `subject-${role}`,
    },
    serverReceivedTimestamp: START + second * 1000,
  })).reverse(),
});
const SESSIONS =
  "Id,Name,Status,Origin,AgentType,ChannelType,StartTime,AcceptTime,EndTime\n" +
  "0MwKj000007sdiMKAQ,MS-00001042,Ended,InboundInitiated,BotToAgent,EmbeddedMessaging," +
  "2025-03-10T09:00:00.000Z,2025-03-10T09:01:50.000Z,2025-03-10T09:05:00.000Z\n";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

let faults;
let requests;
test.beforeEach(async ({ page }) => {
  faults = [];
  requests = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
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

const entries = (page) => page.getByRole("region", { name: /^Transcript of/ }).getByRole("listitem");

for (const [way, address] of [
  ["a server", "/"],
  ["disk", PAGE],
]) {
  test(`two files become one transcript, redacted, measured and saved, without a request: from ${way}`, async ({
    page,
  }) => {
    await page.goto(address);
    await expect(page.getByRole("button", { name: "Choose files" })).toBeVisible();
    requests.length = 0;
    await drop(page, { "entries.json": ENTRIES, "sessions.csv": SESSIONS });

    await expect(entries(page)).toHaveCount(7);
    await expect(entries(page).nth(0)).toContainText("Session 1 of 1 MS-00001042");
    await expect(entries(page).nth(0)).toContainText("Hi, I was charged twice.");
    await expect(entries(page).nth(0).getByText("09:00:00 UTC", { exact: true })).toBeVisible();
    await expect(entries(page).nth(1)).toContainText("I'm sorry about that.");
    await expect(entries(page).nth(6)).toContainText("Within three working days.");

    await expect(page.getByRole("switch", { name: "Redact" })).toBeChecked();
    await expect(entries(page).nth(0).locator("mark")).toContainText("1111");
    await expect(page.getByText("4111 1111 1111 1111")).toHaveCount(0);
    await expect(page.getByText("nadia.petrova@example.com")).toHaveCount(0);

    await expect(page.locator('[data-kpi="R2"]')).toContainText("0:01:32");
    await expect(page.locator('[data-kpi="R5"]')).toContainText("0:01:00");
    await expect(page.locator('[data-kpi="D1"]')).toContainText("0:05:00");

    await page.getByRole("button", { name: "Save transcript…" }).click();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save redacted file" }).click();
    const text = await readFile(await (await saved).path(), "utf8");
    expect(
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).role),
    ).toEqual(SAID.map(([role]) => (role === "Chatbot" ? "Bot" : role)));
    expect(text).not.toContain("4111 1111");
    expect(text).not.toContain("nadia.petrova@example.com");

    await page.getByRole("switch", { name: "Redact" }).click();
    await expect(entries(page).nth(0)).toContainText("4111 1111 1111 1111");
    await expect(page.locator('[data-kpi="R2"]')).toContainText("0:01:32");
    expect(requests).toEqual([]);
    expect(faults).toEqual([]);
  });
}

test("a request made on purpose, in the page or in its worker, is refused and reaches nobody", async ({
  page,
  baseURL,
}) => {
  await page.goto("/");
  await drop(page, { "entries.json": ENTRIES });
  await expect(entries(page).first()).toBeVisible();
  requests.length = 0;
  const attempt = async (url) => {
    try {
      await fetch(url);
      return "went out";
    } catch (error) {
      return error.name;
    }
  };
  expect(page.workers()).toHaveLength(1);
  expect(await page.workers()[0].evaluate(attempt, `${baseURL}from-worker`)).toBe("TypeError");
  expect(await page.evaluate(attempt, `${baseURL}from-page`)).toBe("TypeError");
  await page.getByRole("button", { name: "Nothing leaves this page" }).click();
  await expect(page.getByText("connect-src 'none'")).toBeAttached();
  expect(requests.filter((url) => /from-(worker|page)/.test(url))).toEqual([]);
});

test("bad files are named with their reason, and the good one beside them is read", async ({ page }) => {
  await page.goto("/");
  await drop(page, {
    "empty.json": "",
    "torn.json": ENTRIES.slice(0, 400),
    "entries.json": ENTRIES,
    "other.csv": "a,b\n1,2\n",
  });
  await expect(entries(page).first()).toBeVisible();
  await page.keyboard.press("1");
  for (const file of ["empty.json", "torn.json", "other.csv"]) {
    await expect(page.getByRole("row").filter({ hasText: file }).first()).toBeVisible();
  }
  await page.keyboard.press("3");
  await expect(entries(page)).toHaveCount(7);
});

test("the samples inside the page open with one click, and axe finds nothing", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Open sample data" }).click();
  await expect(entries(page).first()).toContainText("Session 1 of");
  await expect(page.locator('[data-kpi="R2"]')).toBeVisible();
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
  expect(faults).toEqual([]);
});
