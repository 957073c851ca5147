// Builds the npm package and the page around the bindings that wasm-bindgen left in js/dist/core/.
//
//   node js/build.mjs [--dev]      --dev: readable output, no declarations
//
// The output depends on the sources alone: no time, no path, no order of a folder is in it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import * as esbuild from "esbuild";

import { noticesOf } from "./notices.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = join(ROOT, "js/src");
const CORE = "sealed_transcript.js";
const WASM = "sealed_transcript_bg.wasm";

/**
 * Builds everything into `out`, whose folder core/ holds the bindings, and the page into `page`.
 * Gives the files written, with their contents' sizes.
 */
export async function build({ out, page, minify = true, types = true }) {
  const core = join(out, "core");
  for (const file of [CORE, WASM]) {
    if (!existsSync(join(core, file))) {
      throw new Error(`${join(core, file)} is missing: the bindings are made by cargo xtask build`);
    }
  }
  clean(out);
  const embedded = embed({ core, minify });
  const written = [];
  const bundle = async (entry, name, options = {}) => {
    const [file] = await outputs(join(SOURCES, entry), { plugins: [besideUs], ...options });
    written.push(save(join(out, name), file.contents));
  };
  await bundle("index.ts", "index.js");
  await bundle("worker/worker.ts", "worker.js");
  await bundle("inline.ts", "inline.js", { plugins: [embedded], minify });
  await bundle("node.ts", "node.js", { platform: "node" });
  await bundle("cli/cli.ts", "cli.js", { platform: "node", banner: { js: "#!/usr/bin/env node" } });
  chmodSync(join(out, "cli.js"), 0o755);
  if (existsSync(join(SOURCES, "elements.ts"))) await bundle("elements.ts", "elements.js", { minify });
  if (types) declarations();
  written.push(statOf(join(core, WASM)));
  if (existsSync(join(ROOT, "www/index.html"))) {
    const html = await pageOf(join(ROOT, "www"), {
      plugins: [samplesIn(join(page, "samples")), embedded, ...(minify ? [smallStyles] : [])],
      minify,
    });
    const notices = noticesOf(bundled);
    written.push(save(join(out, "THIRD-PARTY.txt"), notices));
    mkdirSync(page, { recursive: true });
    written.push(save(join(page, "index.html"), withNotices(html, notices)));
  }
  return written;
}

/** The page with the licences of what is in it, as text that the seal shows. */
function withNotices(html, notices) {
  const place = '<script type="text/plain" id="notices"></script>';
  if (!html.includes(place)) throw new Error(`www/index.html: no ${place}`);
  return html.replace(place, () => place.replace("><", () => `>${embeddable(notices, "script", "index.html")}<`));
}

/** Puts style and script into an HTML page and the policy that allows just these before them. */
export async function pageOf(folder, options) {
  let html = readFileSync(join(folder, "index.html"), "utf8").replaceAll("\r\n", "\n");
  const hashes = { script: [], style: [] };
  const inline = async (pattern, element, open, kind, more = {}) => {
    for (const [tag, file] of [...html.matchAll(pattern)]) {
      const plugins = [...(more.plugins ?? []), ...(options.plugins ?? [])];
      const [{ text }] = await outputs(join(folder, file), { ...options, ...more, plugins });
      const content = embeddable(text.trimEnd(), element, file);
      hashes[kind].push(hashOf(content));
      // A function, because a replacement text would have its `$` interpreted.
      html = html.replace(tag, () => `${open}${content}</${element}>`);
    }
  };
  refuseInlineCode(html);
  await inline(/<link rel="stylesheet" href="([^":]+)"[^>]*>/g, "style", "<style>", "style");
  await inline(/<script type="module" src="([^":]+)"[^>]*><\/script>/g, "script", '<script type="module">', "script");
  // A script that the page runs itself when it is needed: until then it is text, allowed by its hash.
  const later = /<script type="text\/plain" id="panels" src="([^":]+)"[^>]*><\/script>/g;
  const open = '<script type="text/plain" id="panels">';
  await inline(later, "script", open, "script", {
    plugins: [sharedOf(folder)],
    format: "iife",
    globalName: "sealedTranscript.panelsScript",
    footer: { js: "sealedTranscript.panels = sealedTranscript.panelsScript.panels;" },
  });
  const charset = /<meta charset="utf-8"[^>]*>/i;
  if (!charset.test(html)) throw new Error('www/index.html: no <meta charset="utf-8"> to put the policy after');
  return html.replace(
    charset,
    (tag) => `${tag}\n<meta http-equiv="Content-Security-Policy" content="${policy(hashes)}">`,
  );
}

/** What the page may do: run what is in it, and talk to nobody. The Blob worker inherits it. */
function policy({ script, style }) {
  return [
    "default-src 'none'",
    `script-src ${[...script, "'wasm-unsafe-eval'"].join(" ")}`,
    `style-src ${style.length > 0 ? style.join(" ") : "'none'"}`,
    "worker-src blob:",
    "connect-src 'none'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashOf(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** Text that would end its own element early, or start a comment that hides the end, must not be embedded. */
function embeddable(text, element, file) {
  const end = new RegExp(`</${element}`, "i");
  if (end.test(text) || (/<!--/.test(text) && /<script/i.test(text)) || text.includes("\0")) {
    throw new Error(`www/${file} cannot be put into a page: it contains markup of its own end`);
  }
  return text;
}

function refuseInlineCode(html) {
  const found = /<[^>]*\s(on[a-z]+|style)\s*=/i.exec(html);
  if (found) throw new Error(`www/index.html has a ${found[1]} attribute, which its policy forbids`);
}

/** Names of the node packages that went into anything built so far. */
const bundled = new Set();

async function outputs(entry, options) {
  const result = await esbuild.build({
    metafile: true,
    loader: { ".md": "text" },
    entryPoints: [entry],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    legalComments: "inline",
    logLevel: "warning",
    ...options,
  });
  for (const path of Object.keys(result.metafile.inputs)) {
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    if (name) bundled.add(name);
  }
  return result.outputFiles;
}

/** In the package the bindings stay a module of their own, in the folder core/ beside every entry. */
const besideUs = {
  name: "core-beside-us",
  setup({ onResolve }) {
    onResolve({ filter: /\/core\/sealed_transcript\.js$/ }, () => ({ path: `./core/${CORE}`, external: true }));
  },
};

/** What page and worker both use, by module. */
const BOTH = {
  comlink: ["expose", "proxy", "releaseProxy", "transfer", "wrap"],
  "./client/error.ts": ["TranscriptError", "cancelled", "closed", "crashed"],
  "./client/wire.ts": ["carryErrors"],
};

/** A function, as text, that makes what both use. */
async function makerOfBoth(minify) {
  const contents = Object.entries(BOTH).map(([from, names]) => `export { ${names} } from "${from}";`);
  const [{ text }] = await outputs(undefined, {
    entryPoints: undefined,
    stdin: { contents: contents.join("\n"), resolveDir: SOURCES, loader: "ts" },
    minify,
    format: "iife",
    globalName: "both",
  });
  const [, maker] = /^(?:"use strict";\s*)?var both\s*=\s*(\(\(\) ?=> ?\{.*\}\))\(\);\s*$/s.exec(text) ?? [];
  if (maker === undefined) throw new Error("the bundler writes its functions in a way that is not known here");
  return maker;
}

/**
 * In one file the bindings are bundled, the wasm is text in the worker, and the worker is text in the client. What both
 * use stands there once: the client hands the text of the function that makes it on to the worker.
 */
function embed({ core, minify }) {
  const place = "globalThis.sealedTranscriptBoth";
  const modules = new Map(
    Object.keys(BOTH).map((name) => [name.startsWith(".") ? resolve(SOURCES, name) : name, name]),
  );
  let worker, maker;
  const workerSource = async () => {
    const [{ text }] = await outputs(join(SOURCES, "worker/inline.ts"), {
      plugins: [pluginFor(() => `const made = ${place};`)],
      minify,
      format: "iife",
      // Bindings look beside their own URL for the wasm unless they are given it; ours are.
      define: { "import.meta.url": '""' },
    });
    return text;
  };
  const pluginFor = (made) => ({
    name: "embed",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\/core\/sealed_transcript\.js$/ }, () => ({ path: resolve(core, CORE) }));
      onResolve({ filter: /^sealed-transcript:/ }, ({ path }) => ({ path, namespace: "embed" }));
      onResolve({ filter: /^comlink$|\/(error|wire)\.js$/ }, ({ path, resolveDir }) => {
        const name = modules.get(path.startsWith(".") ? resolve(resolveDir, path).replace(/js$/, "ts") : path);
        return name && { path: name, namespace: "both" };
      });
      onLoad({ filter: /./, namespace: "both" }, ({ path }) => ({
        contents: `${made()} export const { ${BOTH[path]} } = made;`,
      }));
      onLoad({ filter: /:both$/, namespace: "embed" }, async () => ({
        contents: `export const make = ${await (maker ??= makerOfBoth(minify))}; export const made = make();`,
      }));
      onLoad({ filter: /:wasm-base64$/, namespace: "embed" }, () => ({
        contents: readFileSync(join(core, WASM)).toString("base64"),
        loader: "text",
      }));
      onLoad({ filter: /:worker-source$/, namespace: "embed" }, async () => ({
        contents: `import { make } from "sealed-transcript:both";
          export default \`${place}=(\${make})();\` + ${JSON.stringify(await (worker ??= workerSource()))};`,
      }));
    },
  });
  return pluginFor(() => 'import { made } from "sealed-transcript:both";');
}

/** The page may fetch nothing, so the sample exports that lie beside it are put into it as well. */
function samplesIn(folder) {
  return {
    name: "samples",
    setup({ onLoad }) {
      if (!existsSync(folder)) return;
      onLoad({ filter: /[\\/]www[\\/]samples\.ts$/ }, () => {
        const samples = readdirSync(folder)
          .sort()
          .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
        return { contents: `export const samples = ${JSON.stringify(samples)};` };
      });
    },
  };
}

/** Styles in modules without the spaces that are there for people. */
const smallStyles = {
  name: "small-styles",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]elements[\\/][^\\/]+\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        /css`([^`]*)`/g,
        (_, css) =>
          `css\`${css
            .replace(/\/\*.*?\*\//gs, "")
            .replace(/\s+/g, " ")
            .replace(/ ?([{};,]) ?/g, "$1")}\``,
      ),
      loader: "ts",
    }));
  },
};

/** Modules that the page's first script has already, as its shared.ts names them. */
function sharedOf(folder) {
  return {
    name: "shared",
    setup({ onResolve, onLoad }) {
      const path = join(folder, "shared.ts");
      if (!existsSync(path)) return;
      const names = [...readFileSync(path, "utf8").matchAll(/^ {2}"?([^":\s]+)"?: \w+,$/gm)].map(([, name]) => name);
      onResolve({ filter: /./ }, ({ path, importer }) => {
        const own = /[\\/]elements[\\/][^\\/]+$/.test(importer) || !path.startsWith(".");
        return own && names.includes(path) ? { path, namespace: "shared" } : undefined;
      });
      onLoad({ filter: /./, namespace: "shared" }, ({ path }) => ({
        contents: `module.exports = sealedTranscript.shared[${JSON.stringify(path)}];`,
      }));
    },
  };
}

function declarations() {
  const tsc = join(createRequire(import.meta.url).resolve("typescript/package.json"), "../bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", join(ROOT, "js/tsconfig.json")], { stdio: "inherit" });
  if (status !== 0) throw new Error("the declarations could not be made");
}

/** Removes what an earlier build left, and nothing that others put there. */
function clean(out) {
  const ours = ["client", "worker", "elements", "cli"];
  for (const entry of readdirSync(out, { withFileTypes: true })) {
    const { name } = entry;
    if (entry.isDirectory() ? ours.includes(name) : /(\.js|\.d\.ts)$/.test(name)) {
      rmSync(join(out, name), { recursive: true });
    }
  }
}

function save(path, contents) {
  writeFileSync(path, contents);
  return statOf(path);
}

function statOf(path) {
  const contents = readFileSync(path);
  return { name: basename(path), bytes: contents.length, gzip: gzipSync(contents, { level: 9 }).length };
}

if (process.argv[1] && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  const dev = process.argv.includes("--dev");
  try {
    const written = await build({
      out: join(ROOT, "js/dist"),
      page: join(ROOT, "www/dist"),
      minify: !dev,
      types: !dev,
    });
    for (const { name, bytes, gzip } of written) {
      console.log(`${name.padEnd(28)} ${String(bytes).padStart(9)} B ${String(gzip).padStart(9)} B gzip`);
    }
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  }
}
