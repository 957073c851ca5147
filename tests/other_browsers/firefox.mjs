// Firefox by WebDriver BiDi, which it speaks itself: https://w3c.github.io/webdriver-bidi/
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import WebSocket from "ws";

/** It talks to nobody but the test: what it would look up by itself is switched off. */
const PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.safebrowsing.update.enabled": false,
  "browser.search.update": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.disable_open_during_load": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.systemAddon.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "toolkit.telemetry.enabled": false,
};

/** Starts Firefox; `program` is its path. */
export async function firefox(program) {
  const profile = await mkdtemp(join(tmpdir(), "firefox-"));
  const downloads = join(profile, "downloads");
  await mkdir(downloads);
  const preferences = {
    ...PREFERENCES,
    "browser.download.folderList": 2,
    "browser.download.dir": downloads,
  };
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  await writeFile(join(profile, "user.js"), lines.join("\n"));
  const started = spawn(program, ["--headless", "--remote-debugging-port=0", "--profile", profile, "--no-remote"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(started, "exit");
  const address = await listening(started);
  const socket = new WebSocket(`${address}/session`);
  await once(socket, "open");
  const send = talk(socket);
  await send("session.new", { capabilities: {} });
  const [{ context }] = (await send("browsingContext.getTree", {})).contexts;
  await send("browsingContext.setViewport", { context, viewport: { width: 1280, height: 800 } });
  const complaints = [];
  await send("session.subscribe", { events: ["log.entryAdded"] });
  socket.on("message", (text) => {
    const { method, params } = JSON.parse(text);
    if (method === "log.entryAdded" && params.level === "error") complaints.push(params.text);
  });
  const evaluate = (functionDeclaration) =>
    send("script.callFunction", { functionDeclaration, awaitPromise: true, target: { context } }).then((answer) => {
      if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
      return answer.result;
    });
  return {
    /** What its console said that was an error. */
    complaints,
    downloads,
    go: (url) => send("browsingContext.navigate", { context, url, wait: "complete" }),
    call: async (source) => (await evaluate(source)).value,
    perform: (actions) => send("input.performActions", { context, actions }),
    async pick(expression, files) {
      const { sharedId } = await evaluate(`() => ${expression}`);
      await send("input.setFiles", { context, element: { sharedId }, files });
    },
    async close() {
      await send("browser.close", {});
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The address that it prints once it listens. */
async function listening(started) {
  const said = [];
  for await (const line of createInterface({ input: started.stderr })) {
    const [, address] = /^WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
    if (address) {
      started.stderr.resume();
      return address;
    }
    said.push(line);
  }
  throw new Error(`Firefox did not start: ${said.join("\n")}`);
}

/** Commands go out numbered, and each is answered by its number. */
function talk(socket) {
  const waiting = new Map();
  let last = 0;
  socket.on("message", (text) => {
    const { id, result, error, message } = JSON.parse(text);
    const [done, failed] = waiting.get(id) ?? [];
    waiting.delete(id);
    if (error) failed?.(new Error(`${error}: ${message}`));
    else done?.(result);
  });
  return (method, params) =>
    new Promise((done, failed) => {
      last += 1;
      waiting.set(last, [done, failed]);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}
