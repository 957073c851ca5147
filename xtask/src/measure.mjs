// Checks that an engine accepts a wasm module and prints what it weighs on the way to a browser.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [file] = process.argv.slice(2);
const bytes = readFileSync(file);
if (!WebAssembly.validate(bytes)) {
  console.error(`${file}: not a valid module`);
  process.exit(1);
}
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
const sizes = {
  raw: bytes.length,
  "gzip -9": gzipSync(bytes, { level: 9 }).length,
  "brotli -9": brotliCompressSync(bytes, brotli).length,
};
for (const [name, size] of Object.entries(sizes)) {
  console.log(`  ${basename(file)}  ${name.padEnd(9)} ${(size / 1024).toFixed(1).padStart(8)} KiB`);
}
