// Checks that every file the manifest of a package promises is in the package.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const targets = (value) => (typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(targets));
const promised = [manifest.types, manifest.exports, manifest.bin].flatMap(targets);
const missing = [...new Set(promised)].filter((path) => !existsSync(join(folder, path)));
for (const path of missing) console.error(`pkg.json promises ${path}, which the build does not make`);
process.exit(missing.length === 0 && promised.length > 0 ? 0 : 1);
