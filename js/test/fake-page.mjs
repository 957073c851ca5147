// Builds the page on the fake client: one HTML file under the same policy as the real one.
//
//   node js/test/fake-page.mjs OUT.html
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { pageOf } from "../build.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const fake = {
  name: "fake-client",
  setup({ onResolve }) {
    onResolve({ filter: /\/js\/src\/inline\.js$/ }, () => ({ path: join(ROOT, "js/test/fake-client.ts") }));
  },
};

/** Writes the page to `file`. */
export async function fakePage(file) {
  const html = await pageOf(join(ROOT, "www"), { plugins: [fake], minify: true });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, html);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await fakePage(process.argv[2]);
