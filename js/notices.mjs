// The licences of what is built into the package and the page: their terms ask that they go along.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LICENCE = /^(licen[cs]e|copying)/i;

/** The text: every crate in the engine and every one of the node packages `bundled`, each with its licence. */
export function noticesOf(bundled) {
  const texts = new Map();
  for (const { name, version, terms, folder } of [...crates(), ...packages(bundled)]) {
    const text = licenceIn(folder, terms);
    if (text === null) throw new Error(`${name} ${version} (${terms}) comes without the text of its licence`);
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version} (${terms})`]);
  }
  const parts = [...texts].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`);
  const rust =
    "The standard library of Rust (MIT OR Apache-2.0), by the Rust project's contributors, is in the engine.\n";
  return [`What is built in, and the licences that it comes under.\n\n${rust}`, ...parts].join(
    `\n${"-".repeat(72)}\n\n`,
  );
}

/** Crates that run in the engine: not those that only help to build it. */
function crates() {
  const asked = ["metadata", "--format-version", "1", "--locked", "--filter-platform", "wasm32-unknown-unknown"];
  const { status, stdout, stderr } = spawnSync("cargo", asked, { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`cargo metadata does not tell what is in the engine: ${stderr}`);
  const { packages, resolve } = JSON.parse(stdout);
  const known = new Map(packages.map((one) => [one.id, one]));
  const needs = new Map(resolve.nodes.map(({ id, deps }) => [id, deps]));
  const found = new Set();
  const visit = (id) => {
    if (found.has(id) || known.get(id).targets.some(({ kind }) => kind.includes("proc-macro"))) return;
    found.add(id);
    for (const { pkg, dep_kinds } of needs.get(id)) if (dep_kinds.some(({ kind }) => kind === null)) visit(pkg);
  };
  const root = packages.find(({ name }) => name === "sealed-transcript").id;
  visit(root);
  found.delete(root);
  return [...found]
    .map((id) => known.get(id))
    .map(({ name, version, license, manifest_path }) => ({
      name,
      version,
      terms: license,
      folder: dirname(manifest_path),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function packages(bundled) {
  return [...bundled].sort().map((name) => {
    const folder = join(ROOT, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { name, version, terms: license, folder };
  });
}

/** The text of a licence: where there is a choice, MIT's, the shortest. */
function licenceIn(folder, terms) {
  const files = readdirSync(folder).filter((name) => LICENCE.test(name));
  const choice = /\bOR\b|\//.test(terms) ? files.filter((name) => /mit/i.test(name)) : [];
  // Terms that hold together (AND) are all given.
  const also = /\bAND\b/.test(terms) ? files.filter((name) => /unicode/i.test(name)) : [];
  const given = choice.length > 0 ? [...choice, ...also] : files;
  if (given.length === 0) return null;
  return given
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n").trim())
    .join("\n\n");
}
