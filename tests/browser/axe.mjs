// What axe finds on the page as it stands. Run in the page itself: asked through a page of its own it takes four times as long.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const SOURCE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What another theme can change. */
const COLOURS = ["color-contrast", "link-in-text-block"];

async function found(page, only) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(SOURCE);
  return page.evaluate(async (runOnly) => {
    const { violations } = await globalThis.axe.run(document, { runOnly, resultTypes: ["violations"], preload: false });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`,
    );
  }, only);
}

/** Every rule of WCAG 2.2 AA, and good practice. */
export function axe(page) {
  return found(page, { type: "tag", values: ALL });
}

/** Every rule in light, and what dark can change. */
export async function axeInBothThemes(page) {
  await page.emulateMedia({ colorScheme: "light" });
  const light = await axe(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await found(page, { type: "rule", values: COLOURS });
  return [...light, ...dark.map((words) => `dark: ${words}`)];
}
