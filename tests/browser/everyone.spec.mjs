// What people need who read from right to left, zoom in, choose their own colours, want no motion or use no mouse: the
// built page on the real engine.
import { axe, axeInBothThemes } from "./axe.mjs";
import { CONNECT, connect, entries, list, openSample, pick, picked, takeaway, transcript } from "./opened.mjs";
import { expect, test } from "./watched.mjs";

/** The page with the sample conversation open. */
const reading = (page, content = connect) => pick(page, "/", picked(CONNECT, content));

/** Every element that is drawn, in the shadow roots too; the page's side of the tests below. */
function drawn() {
  const all = (root) =>
    [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  return all(document).filter(
    (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0,
  );
}
test.beforeEach(({ page }) => page.addInitScript(`globalThis.drawn = ${drawn}`));

test("messages from right to left stand on their side, and those around them on theirs", async ({ page }) => {
  const said = ["مرحبا، أين طلبي رقم NW-48213؟", "Hello, it is on its way.", "שלום, תודה רבה! Bye."];
  const sides = ["right", "left", "right"];
  const rows = JSON.parse(connect)
    .conversationEntries.filter((entry) => entry.messageText)
    .slice(0, said.length);
  const content = { conversationEntries: rows.map((entry, i) => ({ ...entry, messageText: said[i] })) };
  await reading(page, content);
  for (const [i, words] of said.entries()) {
    const text = entries(page)
      .locator(".text")
      .filter({ hasText: words.slice(0, 5) });
    await expect(text).toHaveCount(1);
    const side = await text.evaluate((one) => {
      const words = document.createRange();
      words.selectNodeContents(one);
      const [box, line] = [one.getBoundingClientRect(), words.getBoundingClientRect()];
      return line.left - box.left > box.right - line.right ? "right" : "left";
    });
    expect(side, words).toBe(sides[i]);
  }
  // Who speaks and when stay where they are.
  const left = await entries(page)
    .locator(".who:not(.hidden)")
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  expect(new Set(left).size).toBe(1);
});

for (const [what, viewport] of [
  ["zoomed to 200 %", { width: 640, height: 400 }],
  ["zoomed to 400 %, which is 320 px wide", { width: 320, height: 256 }],
]) {
  test(`${what}, every screen and dialog is read by scrolling one way`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await reading(page);
    const wide = () =>
      page.evaluate(() => {
        const cut = drawn().filter((one) => {
          const { overflowX, clipPath } = getComputedStyle(one);
          // What is there for screen readers alone has no width.
          if (clipPath !== "none" || one.closest("pre, .scroll")) return false;
          return one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && /auto|scroll/.test(overflowX);
        });
        return [
          ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : []),
          ...cut.map((one) => `${one.localName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`),
        ];
      });
    const found = {};
    for (const name of ["Files", "Conversations", "Transcript", "Measures"]) {
      await page.getByRole("navigation").getByRole("button", { name }).click();
      found[name] = await wide();
    }
    await page.getByRole("navigation").getByRole("button", { name: "Transcript" }).click();
    for (const key of ["s", "g", "e", "h", "?"]) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog")).toBeVisible();
      found[key] = await wide();
      await page.keyboard.press("Escape");
    }
    for (const [screen, parts] of Object.entries(found)) expect(parts, screen).toEqual([]);
  });
}

test("in colours of the reader's own, what is marked is still told apart", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await reading(page);
  const looks = (locator) =>
    locator.first().evaluate((one) => {
      const { color, backgroundColor, outlineStyle } = getComputedStyle(one);
      return { color, backgroundColor, outlineStyle };
    });
  const text = await looks(entries(page).locator(".text"));
  const mark = await looks(entries(page).locator("mark"));
  expect(mark.backgroundColor).not.toBe(text.backgroundColor);
  expect(mark.color).not.toBe(mark.backgroundColor);
  // Speakers are told apart by their lines, not by colour.
  const line = (role) =>
    entries(page)
      .locator(`.${role} .said`)
      .first()
      .evaluate((one) => getComputedStyle(one).borderInlineStartStyle);
  expect(new Set([await line("EndUser"), await line("Bot")]).size).toBe(2);
  const ring = await page.getByRole("switch", { name: "Redact" }).evaluate((one) => {
    one.focus({ focusVisible: true });
    return getComputedStyle(one).outlineStyle;
  });
  expect(ring).not.toBe("none");
});

test("nothing moves for who wants no motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await reading(page);
  for (const key of ["s", "Escape", "?"]) await page.keyboard.press(key);
  await expect(page.getByRole("dialog")).toBeVisible();
  const moving = await page.evaluate(() => {
    const still = (value) => value.split(", ").every((part) => part === "0s" || part === "none");
    return drawn()
      .filter((one) => {
        const style = getComputedStyle(one);
        return style.animationName !== "none" || !still(style.transitionDuration) || style.scrollBehavior === "smooth";
      })
      .map((one) => `${one.localName}.${one.className}`);
  });
  expect(moving).toEqual([]);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test("every control can be hit: 24 by 24 px, or room around it", async ({ page }) => {
  await reading(page);
  const small = () =>
    page.evaluate(() => {
      const controls = drawn().filter(
        (one) =>
          one.matches("button, summary, select, input:not([hidden]), [role=switch], [role=option]") && !one.disabled,
      );
      const boxes = controls.map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()]);
      const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
      return boxes
        .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
        .filter(([one, box]) => {
          const [x, y] = middle(box);
          // A circle of 24 px around a small one may not touch another, nor the circle of one.
          return boxes.some(([other, its]) => {
            if (other === one || other.contains(one) || one.contains(other) || its.width === 0) return false;
            const [a, b] = middle(its);
            if (its.width < 24 || its.height < 24) return Math.hypot(a - x, b - y) < 24;
            const [near, far] = [
              Math.max(its.left, Math.min(x, its.right)),
              Math.max(its.top, Math.min(y, its.bottom)),
            ];
            return Math.hypot(near - x, far - y) < 12;
          });
        })
        .map(([one, box]) => `${one.localName} “${one.textContent.trim().slice(0, 30)}” ${box.width} × ${box.height}`);
    });
  expect(await small(), "reading").toEqual([]);
  await page.keyboard.press("s");
  expect(await small(), "taking away").toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("1");
  expect(await small(), "files").toEqual([]);
});

test("the focus is never lost, and never out of sight", async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 900, height: 500 });
  await reading(page);
  const focused = () =>
    page.evaluate(() => {
      let one = document.activeElement;
      while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
      if (!one || one === document.body) return null;
      const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
      const name = `${one.localName} ${one.getAttribute("aria-label") ?? one.textContent.trim().slice(0, 40)}`;
      if (width === 0 || height === 0) return { name, hidden: true };
      // Of its corners and its middle at least one is on top of everything.
      const points = [[(left + right) / 2, (top + bottom) / 2]];
      for (const x of [left + 3, right - 3]) for (const y of [top + 3, bottom - 3]) points.push([x, y]);
      const deepest = (x, y) => {
        let hit = document.elementFromPoint(x, y);
        while (hit?.shadowRoot?.elementFromPoint(x, y) && hit.shadowRoot.elementFromPoint(x, y) !== hit)
          hit = hit.shadowRoot.elementFromPoint(x, y);
        return hit;
      };
      const within = (hit) => {
        for (let node = hit; node; node = node.parentNode ?? node.host) if (node === one) return true;
        return hit !== null && one.labels?.[0]?.contains(hit);
      };
      return { name, hidden: !points.some(([x, y]) => within(deepest(x, y))) };
    });
  // Each dialog gives it back to where it was.
  await transcript(page).focus();
  for (const key of ["s", "g", "e", "h", "?"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await focused(), key).toMatchObject({ hidden: false });
    await page.keyboard.press("Escape");
    await expect(transcript(page), key).toBeFocused();
  }
  // All around the page, there is always something that has it and is seen.
  const seen = [];
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press("Tab");
    const found = await focused();
    if (found) seen.push(found);
  }
  expect(seen.filter(({ hidden }) => hidden)).toEqual([]);
  expect(new Set(seen.map(({ name }) => name)).size).toBeGreaterThan(10);
  // What is read anew, or taken away, takes it along.
  await transcript(page).focus();
  await page.getByLabel("Choose files").setInputFiles(picked("second.json", connect));
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await expect(transcript(page)).toBeFocused();
  await page.getByRole("button", { name: "Close and forget" }).press("Enter");
  await expect(page.getByRole("button", { name: "Choose files" })).toBeFocused();
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
  await expect(takeaway(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(takeaway(page)).toBeHidden();
});
