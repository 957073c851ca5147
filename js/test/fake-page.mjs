// Builds the page on the fake client: one HTML file under the same policy as the real one.
//
//   node js/test/fake-page.mjs OUT.html
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import * as esbuild from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const fake = {
  name: "fake-client",
  setup({ onResolve }) {
    onResolve({ filter: /\/js\/src\/inline\.js$/ }, () => ({ path: join(ROOT, "js/test/fake-client.ts") }));
  },
};

/** Writes the page to `file` and gives the size of its script. */
export async function fakePage(file) {
  const options = {
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    minify: true,
    logLevel: "warning",
    plugins: [fake],
  };
  const text = async (entry) =>
    (await esbuild.build({ ...options, entryPoints: [join(ROOT, "www", entry)] })).outputFiles[0].text.trimEnd();
  const [script, style] = [await text("main.ts"), await text("style.css")];
  const hash = (content) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
  const policy = `default-src 'none'; script-src ${hash(script)} 'wasm-unsafe-eval'; style-src ${hash(style)}; worker-src blob:; connect-src 'none'; img-src data: blob:; base-uri 'none'; form-action 'none'`;
  const html = readFileSync(join(ROOT, "www/index.html"), "utf8")
    .replace(
      /<meta charset="utf-8"[^>]*>/,
      (tag) => `${tag}<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    )
    .replace(/<link rel="stylesheet" href="style.css"[^>]*>/, () => `<style>${style}</style>`)
    .replace('<script type="module" src="main.ts"></script>', () => `<script type="module">${script}</script>`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, html);
  return { bytes: script.length, gzip: gzipSync(script, { level: 9 }).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await fakePage(process.argv[2]));
