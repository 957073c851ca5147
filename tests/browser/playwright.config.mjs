// Browser tests of the built page. `cargo xtask test` finds the browser; by hand: CHROMIUM=… npm run test:browser
import { fileURLToPath } from "node:url";

import { defineConfig, devices } from "@playwright/test";

// Test processes read this file again and must find the port that the first one chose; several
// checkouts can then run at the same time.
const port = (process.env.PAGE_PORT ??= String(20000 + (process.pid % 10000)));
const address = `http://127.0.0.1:${port}/`;
const root = fileURLToPath(new URL("../..", import.meta.url));
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.{mjs,ts}",
  outputDir: "../../test-results",
  // A page waits for its worker much of the time.
  workers: 2,
  fullyParallel: true,
  // A busy machine starts the engine in seconds.
  expect: { timeout: 20_000 },
  timeout: 90_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    baseURL: address,
    trace: "off",
    launchOptions: {
      // Nothing is downloaded: the system's browser.
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: [
        ...(isRoot ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [{ name: "chromium", use: { ...devices["Desktop Chrome"] } }],
  webServer: {
    command: `node js/serve.mjs www/dist ${port}`,
    cwd: root,
    url: address,
    reuseExistingServer: false,
  },
});
