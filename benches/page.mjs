// What the page does while somebody scrolls, jumps, sorts and filters: frames, long frames, interaction to next paint.
//
//   cargo xtask build && node benches/page.mjs [--entries N] [--conversations N]      CHROMIUM=… names the browser
//
// Frames are the times between two animation frames; a long one took more than 50 ms (Long Animation Frames). An
// interaction is the longest event of a key, a click or a drag up to the next paint (Event Timing, in steps of 8 ms).
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { chromium } from "@playwright/test";

const { values } = parseArgs({
  options: {
    entries: { type: "string", default: "100000" },
    conversations: { type: "string", default: "100000" },
  },
});
const PAGE = pathToFileURL(fileURLToPath(new URL("../www/dist/index.html", import.meta.url))).href;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  // The scrollbar is dragged.
  ignoreDefaultArgs: ["--hide-scrollbars"],
  args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu"],
});

/** A page with one file of entries, in so many conversations. */
async function opened(count, conversations) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(PAGE);
  await page.evaluate(
    ([count, conversations]) => {
      const rows = ["Id,ConversationId,EntryTime,EntryType,Message,ActorType,ActorName"];
      for (let i = 0; i < count; i += 1) {
        const id = (number) => String(number).padStart(10, "0");
        const at = new Date(1741597200000 + i * 1000).toISOString();
        const place = i % conversations;
        // One to five lines.
        const text = `Message ${i} about the order that has not arrived yet. `.repeat(1 + ((i * 7) % 11));
        const actor = i % 2 ? "Agent,Olivia" : `EndUser,Customer ${place}`;
        rows.push(`0W7Kj${id(i)},0dwKj${id(place)},${at},Message,${text},${actor}`);
      }
      const transfer = new DataTransfer();
      transfer.items.add(new File([rows.join("\n")], "ConversationEntry.csv"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    },
    [count, conversations],
  );
  await page
    .getByRole("region", { name: /^Transcript of/ })
    .getByRole("listitem")
    .first()
    .waitFor({ timeout: 120_000 });
  await page.waitForTimeout(1500);
  return page;
}

/** Does something and prints what its frames were. `row` names the rows of the list, whose most are counted. */
async function measured(page, what, row, act) {
  await page.evaluate((row) => {
    const found = { frames: [], long: [], events: [], rows: 0, waiting: 0, drawn: 0 };
    const root = document.querySelector(row.host).shadowRoot;
    const observers = [
      ["long-animation-frame", (entry) => found.long.push(entry.duration)],
      ["event", (entry) => entry.interactionId && found.events.push([entry.interactionId, entry.duration])],
    ].map(([type, keep]) => {
      const observer = new PerformanceObserver((list) => list.getEntries().forEach(keep));
      observer.observe({ type, durationThreshold: 16 });
      return observer;
    });
    let last;
    let running = true;
    const frame = (now) => {
      if (last !== undefined) found.frames.push(now - last);
      last = now;
      const rows = [...root.querySelectorAll(row.row)];
      found.rows = Math.max(found.rows, rows.length);
      found.drawn += 1;
      if (rows.some((one) => /^\s*Loading…\s*$/.test(one.textContent))) found.waiting += 1;
      if (running) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    globalThis.meter = async () => {
      await new Promise((done) => setTimeout(done, 300));
      running = false;
      for (const observer of observers) observer.disconnect();
      return found;
    };
  }, row);
  await act();
  const { frames, long, events, rows, waiting, drawn } = await page.evaluate(() => globalThis.meter());
  frames.sort((a, b) => a - b);
  const at = (share) => frames[Math.min(frames.length - 1, Math.floor(frames.length * share))];
  const interactions = new Map();
  for (const [id, duration] of events) interactions.set(id, Math.max(duration, interactions.get(id) ?? 0));
  const ms = (value) => (value === undefined ? "–" : value.toFixed(0)).padStart(6);
  console.log(
    `${what.padEnd(36)}${String(frames.length).padStart(7)}${ms(at(0.5))}${ms(at(0.95))}${ms(at(1))}` +
      `${String(long.length).padStart(6)}${ms(interactions.size > 0 ? Math.max(...interactions.values()) : undefined)}` +
      `${String(rows).padStart(6)}${`${((100 * waiting) / drawn).toFixed(0)} %`.padStart(9)}`,
  );
}

/** Turns the wheel over an element, a notch each frame or so. */
async function wheel(page, element, notches, by) {
  const box = await element.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let i = 0; i < notches; i += 1) {
    await page.mouse.wheel(0, by);
    await page.waitForTimeout(16);
  }
}

/** Draws the thumb of an element's scrollbar down and back up. */
async function drag(page, element) {
  const box = await element.boundingBox();
  const x = box.x + box.width - 6;
  await element.evaluate((one) => one.scrollTo(0, 0));
  await page.waitForTimeout(300);
  const y = box.y + 24;
  await page.mouse.move(x, y);
  await page.mouse.down();
  const steps = 60;
  for (const way of [1, -1]) {
    for (let i = 0; i < steps; i += 1) {
      await page.mouse.move(x, y + ((box.height - 60) * (way > 0 ? i : steps - i)) / steps);
      await page.waitForTimeout(16);
    }
  }
  await page.mouse.up();
}

async function keys(page, element, list, pause) {
  await element.focus();
  for (const key of list) {
    await page.keyboard.press(key);
    await page.waitForTimeout(pause);
  }
}

const title = (words) =>
  console.log(
    `\n${words}\n${"".padEnd(36)} frames median   p95  longest long  next paint rows  waiting\n${"".padEnd(36)}           ms    ms     ms   > 50     ms   most  frames`,
  );
{
  const page = await opened(Number(values.entries), 1);
  const transcript = page.getByRole("region", { name: /^Transcript of/ });
  const rows = { host: "st-transcript", row: ".item" };
  title(`one conversation of ${Number(values.entries).toLocaleString("en")} entries`);
  await measured(page, "nothing", rows, () => page.waitForTimeout(1500));
  await measured(page, "wheel", rows, () => wheel(page, transcript, 120, 240));
  await measured(page, "wheel, fast", rows, () => wheel(page, transcript, 120, 2400));
  await measured(page, "End and Home", rows, () => keys(page, transcript, Array(10).fill(["End", "Home"]).flat(), 150));
  await measured(page, "Page Down", rows, () => keys(page, transcript, Array(40).fill("PageDown"), 60));
  await measured(page, "scrollbar drawn", rows, () => drag(page, transcript));
  await measured(page, "redaction off and on", rows, async () => {
    for (let i = 0; i < 6; i += 1) {
      await page.keyboard.press("r");
      await page.waitForTimeout(400);
    }
  });
  await page.close();
}
{
  const count = Number(values.conversations);
  const page = await opened(count, count);
  const list = page.getByRole("listbox", { name: /^Conversations/ });
  const rows = { host: "st-conversations", row: ".option" };
  title(`${count.toLocaleString("en")} conversations`);
  await measured(page, "wheel", rows, () => wheel(page, list, 120, 240));
  await measured(page, "wheel, fast", rows, () => wheel(page, list, 120, 2400));
  await measured(page, "End and Home", rows, () => keys(page, list, Array(10).fill(["End", "Home"]).flat(), 150));
  await measured(page, "scrollbar drawn", rows, () => drag(page, list));
  await measured(page, "choosing the next", rows, () => keys(page, list, Array(20).fill("j"), 150));
  await measured(page, "sorted, and back", rows, async () => {
    for (const order of ["messages", "first"]) {
      await page.getByLabel("Sort by").selectOption(order);
      await page.waitForTimeout(2500);
    }
  });
  await measured(page, "filtered", rows, async () => {
    await page
      .getByRole("searchbox", { name: "Filter the conversations" })
      .pressSequentially("message 4711", { delay: 80 });
    await page.waitForTimeout(500);
  });
  await page.close();
}
await browser.close();
