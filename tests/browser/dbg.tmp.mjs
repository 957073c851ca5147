import { chromium } from "@playwright/test";
import { pathToFileURL } from "node:url";
import { fakePage } from "/work/wt/page/js/test/fake-page.mjs";
await fakePage("/tmp/fp/index.html");
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const p = await b.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
p.on("console", (m) => console.log(m.text()));
p.on("pageerror", (e) => console.log(e));
await p.goto(pathToFileURL("/tmp/fp/index.html").href);
await p
  .getByLabel("Choose files")
  .setInputFiles([{ name: "few.json", mimeType: "application/json", buffer: Buffer.from("{}") }]);
await p.waitForTimeout(2000);
await p
  .getByText(/fields of this session/)
  .first()
  .click();
await p.screenshot({ path: "/tmp/st/dbg1.png" });
await p.locator("st-transcript button.time").nth(2).click();
await p.waitForTimeout(300);
await p.screenshot({ path: "/tmp/st/dbg2.png" });
await p.keyboard.press("Escape");
await p.keyboard.press("s");
await p.waitForTimeout(300);
await p.screenshot({ path: "/tmp/st/dbg3.png" });
await p.keyboard.press("Escape");
await p.keyboard.press("h");
await p.waitForTimeout(300);
await p.screenshot({ path: "/tmp/st/dbg4.png" });
await p.keyboard.press("Escape");
await p.keyboard.press("?");
await p.waitForTimeout(300);
await p.screenshot({ path: "/tmp/st/dbg5.png" });
await p.keyboard.press("Escape");
await b.close();
