import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import { pageOf } from "../build.mjs";
import { fakePackage, temporaryFolder } from "./package.mjs";

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Page</title>
<link rel="stylesheet" href="style.css">
</head>
<body><p>Text</p><script type="module" src="main.ts"></script></body>
</html>
`;

function sources(parts = {}) {
  const folder = temporaryFolder();
  const files = {
    "index.html": HTML,
    "style.css": "p { color: red }\n",
    "main.ts": "document.title = '$& </script> $1' as string;\n",
    ...parts,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const sha256 = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Reads a page as a browser does: an element's text ends at its first end tag. */
function parsed(html) {
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1];
  const directives = new Map(
    policy?.split("; ").map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1)]),
  );
  const texts = (element) =>
    [...html.matchAll(new RegExp(`<${element}[^>]*>([\\s\\S]*?)</${element}`, "g"))].map((match) => match[1]);
  return { directives, scripts: texts("script"), styles: texts("style") };
}

test("the policy would refuse the page's own script or style", async () => {
  const html = await pageOf(sources(), { minify: true });
  const { directives, scripts, styles } = parsed(html);
  assert.deepEqual([scripts.length, styles.length], [1, 1]);
  assert.deepEqual(directives.get("script-src"), [sha256(scripts[0]), "'wasm-unsafe-eval'"]);
  assert.deepEqual(directives.get("style-src"), [sha256(styles[0])]);
  assert.match(scripts[0], /\$& <\\\/script> \$1/, "the text of a script is put in as it is");
});

test("the page could talk to somebody", async () => {
  const html = await pageOf(sources(), { minify: true });
  const { directives } = parsed(html);
  assert.deepEqual(directives.get("default-src"), ["'none'"]);
  assert.deepEqual(directives.get("connect-src"), ["'none'"]);
  assert.deepEqual(directives.get("worker-src"), ["blob:"]);
  assert.deepEqual(directives.get("form-action"), ["'none'"]);
  assert.ok(html.indexOf("Content-Security-Policy") < html.indexOf("<style"), "the policy stands before what it rules");
  assert.doesNotMatch(html, /<(script|link|img)[^>]*\s(src|href)=/);
});

test("markup that its policy would switch off would be built all the same", async () => {
  for (const attribute of ['style="color: red"', "onclick='go()'"]) {
    await assert.rejects(pageOf(sources({ "index.html": HTML.replace("<p>", `<p ${attribute}>`) }), {}), /forbids/);
  }
  await assert.rejects(pageOf(sources({ "index.html": HTML.replace(/<meta charset[^>]*>/, "") }), {}), /charset/);
});

test("two builds of the same sources would differ", async () => {
  const [one, two] = [await fakePackage(), await fakePackage()];
  for (const file of ["index.js", "worker.js", "inline.js", "node.js", "cli.js"]) {
    const text = readFileSync(join(one, file), "utf8");
    assert.equal(text, readFileSync(join(two, file), "utf8"), file);
    assert.ok(!text.includes(one) && !text.includes(process.cwd()), `${file} names a folder of this machine`);
  }
});

test("the module with everything inside would still need a file beside it", async () => {
  const out = await fakePackage();
  const inline = readFileSync(join(out, "inline.js"), "utf8");
  assert.doesNotMatch(inline, /from\s*"\.|import\("|importScripts/);
  assert.ok(inline.includes(Buffer.from(readFileSync(join(out, "core/sealed_transcript_bg.wasm"))).toString("base64")));
  const client = readFileSync(join(out, "index.js"), "utf8");
  assert.doesNotMatch(client, /sealed_transcript\.js/, "the client alone loads no engine");
});
