// Nothing leaves the page and nothing is stored: every way out, and a tour of every screen.
import { writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

import { axeInBothThemes } from "./axe.mjs";
import { CONNECT, connect, drop, entries, list, openSample, saved, transcript } from "./opened.mjs";
import { expect, test } from "./watched.mjs";
import { everyWayOut, listener } from "./ways_out.mjs";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

test("every way out of the page and of its worker is refused and reaches nobody", async ({ page, faults }) => {
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
    // Each refusal is printed, and nothing else.
    expect(faults.filter((words) => !/Content Security Policy/.test(words))).toEqual([]);
    faults.length = 0;
  } finally {
    control.close();
  }
});

test("a tour of every screen makes no request and stores nothing; what is saved reads on its own", async ({
  page,
  context,
  faults,
  requests,
}) => {
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
  await openSample(page);
  requests.length = 0;
  await list(page).nth(2).click();
  await expect(entries(page).first()).toBeVisible();
  await page.getByLabel("Sort by").selectOption("Latest first");
  await page.getByRole("searchbox", { name: "Filter the conversations" }).fill("web");
  await transcript(page).focus();
  for (const key of ["1", "4", "3", "n", "z", "r"]) await page.keyboard.press(key);
  for (const key of ["e", "g", "h", "?", "t"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  // Settings are changed, and saved as a file: that alone keeps nothing.
  await page.keyboard.press("t");
  const colours = page.getByRole("dialog").getByLabel("Colours");
  for (const choice of ["Dark", "Light"]) await colours.selectOption(choice);
  await saved(page, () => page.getByRole("button", { name: "Save settings" }).click());
  await page.keyboard.press("Escape");
  await page.keyboard.press("r");
  await page.keyboard.press("/");
  await page.keyboard.type("refund");
  await expect(page.getByText(/entries in \d+ conversations/)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("s");
  const document = await saved(page, () => page.getByRole("button", { name: "Save redacted file" }).click());
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Nothing leaves this page" }).click();
  await expect(page.getByText("0 requests since this page was loaded")).toBeVisible();
  await expect(page.getByText("Nothing is stored in the browser.")).toBeVisible();
  await page.getByText("What is built in, and its licences").click();
  for (const name of ["regex-automata", "wasm-bindgen", "lit-html", "d3-scale"])
    await expect(page.locator("st-seal-dialog pre")).toContainText(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
  const copy = await saved(page, () => page.getByRole("button", { name: "Save this page" }).click());
  expect(copy.name).toBe("sealed-transcript.html");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Close and forget" }).click();
  expect(requests).toEqual([]);
  expect(await page.evaluate(() => globalThis.stored)).toEqual([]);
  // The worker's side, too, and what is stored without a call: what is there in the end.
  const kept = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookie: document.cookie,
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    files: await Array.fromAsync((await navigator.storage.getDirectory()).keys()),
  }));
  expect(kept).toEqual({ local: {}, session: {}, cookie: "", databases: [], caches: [], files: [] });

  const read = await context.newPage();
  read.on("console", (message) => faults.push(message.text()));
  await read.setContent(document.text);
  await expect(read.getByRole("heading", { name: /MS-833386/ })).toBeVisible();
  await expect(read.locator("mark", { hasText: "[PHONE_NUMBER]" }).first()).toBeVisible();
  expect(await read.locator("script, img, a, link, iframe").count()).toBe(0);
  expect(
    await read
      .locator("article")
      .evaluate((one) => getComputedStyle(one.querySelector(".said")).borderInlineStartStyle),
  ).toBe("dashed");
  expect(await axeInBothThemes(read)).toEqual([]);

  const again = await context.newPage();
  const path = test.info().outputPath("sealed-transcript.html");
  await writeFile(path, copy.text);
  await again.goto(pathToFileURL(path).href);
  await expect(again.getByRole("button", { name: "Open sample data" })).toBeVisible();
  await expect(again.getByText("garden bench")).toHaveCount(0);
  await openSample(again, pathToFileURL(path).href);
  expect(requests.filter((address) => !address.startsWith("file:"))).toEqual([]);
});
