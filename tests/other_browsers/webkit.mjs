// WebKitGTK by WebDriver: https://www.w3.org/TR/webdriver2/. It has no headless way, so it gets a screen of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Starts WebKitGTK's browser; `program` is the path of its driver. */
export async function webkit(program) {
  const screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [display] = await once(createInterface({ input: screen.stdout }), "line");
  const port = await freePort();
  const home = await mkdtemp(join(tmpdir(), "webkit-"));
  const downloads = join(home, "downloads");
  await mkdir(downloads);
  await writeFile(join(home, "user-dirs.dirs"), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  const env = {
    ...process.env,
    DISPLAY: `:${display}`,
    LIBGL_ALWAYS_SOFTWARE: "1",
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_DATA_HOME: home,
    // Its sandbox cannot be set up by root, nor inside most containers.
    ...(process.getuid?.() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" } : {}),
  };
  const driver = spawn(program, [`--port=${port}`, "--host=127.0.0.1"], { stdio: "ignore", env });
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await ready(ask);
  // The driver starts the browser that was built with it.
  const { sessionId } = await ask("POST", "/session", { capabilities: {} });
  const session = (method, path, body) => ask(method, `/session/${sessionId}${path}`, body);
  await session("POST", "/timeouts", { script: 60_000 });
  await session("POST", "/window/rect", { x: 0, y: 0, width: 1280, height: 900 });
  return {
    /** It does not hand out its console. */
    complaints: [],
    downloads,
    go: (url) => session("POST", "/url", { url }),
    async call(source) {
      const script = `const done = arguments[0]; (${source})().then((value) => done({ value }), (fault) => done({ fault: String(fault) }));`;
      const { value, fault } = await session("POST", "/execute/async", { script, args: [] });
      if (fault) throw new Error(fault);
      return value;
    },
    perform: (actions) => session("POST", "/actions", { actions }),
    async pick(expression, paths) {
      const found = await session("POST", "/execute/sync", { script: `return ${expression}`, args: [] });
      await session("POST", `/element/${found[ELEMENT]}/value`, { text: paths.join("\n") });
    },
    async close() {
      await session("DELETE", "");
      driver.kill();
      screen.kill();
      await Promise.all([once(driver, "exit"), once(screen, "exit")]);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Waits until the driver answers. */
async function ready(ask) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask("GET", "/status");
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise((later) => setTimeout(later, 50));
    }
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
