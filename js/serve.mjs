// A static server for the built page, on this machine only: node js/serve.mjs DIR [PORT]
// Node's own http is enough, and the browser tests can start the same server without cargo.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".jsonl": "application/x-ndjson; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".wasm": "application/wasm",
};

const [directory, port = "8080"] = process.argv.slice(2);
if (!directory) {
  console.error("usage: node js/serve.mjs DIR [PORT]");
  process.exit(2);
}
const root = resolve(directory);

const server = createServer(async (request, response) => {
  const answer = (status, headers, body) => {
    response.writeHead(status, { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers });
    response.end(request.method === "HEAD" ? undefined : body);
  };
  if (request.method !== "GET" && request.method !== "HEAD") return answer(405, { allow: "GET, HEAD" });
  let file;
  try {
    const path = decodeURIComponent(request.url.split("?", 1)[0]);
    file = join(root, path.endsWith("/") ? `${path}index.html` : path);
  } catch {
    return answer(400, {});
  }
  if (!file.startsWith(root + sep)) return answer(403, {});
  try {
    const body = await readFile(file);
    answer(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }, body);
  } catch {
    answer(404, { "content-type": "text/plain" }, "not found\n");
  }
});

server.on("error", (error) => {
  const inUse = error.code === "EADDRINUSE";
  console.error(
    inUse ? `port ${port} is in use; try another: cargo xtask serve --port ${Number(port) + 1}` : error.message,
  );
  process.exit(1);
});
server.listen(Number(port), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
