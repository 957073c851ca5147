// One tab of a browser, as a person uses it. What differs between the protocols stands in firefox.mjs and webkit.mjs;
// their actions are the same.

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as later } from "node:timers/promises";

/** Every element in the document and in its shadow roots that fits; of them those that are drawn and have the words. */
function shown(selector, words = "") {
  const all = (root) =>
    [...root.querySelectorAll("*")].flatMap((element) => [
      ...(element.matches(selector) ? [element] : []),
      ...(element.shadowRoot ? all(element.shadowRoot) : []),
    ]);
  const named = (element) => `${element.getAttribute("aria-label") ?? ""} ${element.textContent}`.replace(/\s+/g, " ");
  return all(document).filter((element) => element.getClientRects().length > 0 && named(element).includes(words));
}

/** Milliseconds until a wait is given up: a busy machine starts the engine in seconds. */
const PATIENCE = 30_000;
const ENTER = "\uE007";
const ESCAPE = "\uE00C";

/**
 * The protocol offers `go(address)`, `call(source)` for a value, `perform(actions)`, `pick(source, paths)`, and the folder
 * `downloads`, where what the page saves appears.
 */
export class Tab {
  constructor(protocol) {
    this.protocol = protocol;
  }

  async open(address) {
    await this.protocol.go(address);
  }

  /** Calls a function in the page, which finds elements by `shown`; gives what it gives, as JSON. */
  async run(work, ...given) {
    return JSON.parse(await this.protocol.call(asynchronous(work, given)));
  }

  /** Waits until a function in the page gives something, and gives that. */
  async until(what, work, ...given) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = await this.run(work, ...given);
      if (found) return found;
      if (Date.now() > end) throw new Error(`${what}: not seen in ${PATIENCE / 1000} s`);
      await later(50);
    }
  }

  /** Waits for an element with the words. */
  async see(selector, words = "") {
    await this.until(
      `${selector} with “${words}”`,
      `(selector, words) => shown(selector, words).length > 0`,
      selector,
      words,
    );
  }

  /** Waits until no element has the words. */
  async miss(selector, words = "") {
    await this.until(
      `no ${selector} with “${words}”`,
      `(selector, words) => shown(selector, words).length === 0`,
      selector,
      words,
    );
  }

  /** Clicks with the mouse on the first element with the words. */
  async click(selector, words = "") {
    await this.see(selector, words);
    const { x, y } = await this.run(
      `(selector, words) => {
        const [element] = shown(selector, words);
        element.scrollIntoView({ block: "nearest" });
        const { x, y, width, height } = element.getBoundingClientRect();
        return { x: Math.round(x + Math.min(width, 200) / 2), y: Math.round(y + height / 2) };
      }`,
      selector,
      words,
    );
    await this.protocol.perform([
      {
        type: "pointer",
        id: "mouse",
        parameters: { pointerType: "mouse" },
        actions: [
          { type: "pointerMove", origin: "viewport", x, y, duration: 0 },
          { type: "pointerDown", button: 0 },
          { type: "pointerUp", button: 0 },
        ],
      },
    ]);
  }

  /** Types on the keyboard. */
  async type(text) {
    const actions = [...text].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.protocol.perform([{ type: "key", id: "keyboard", actions }]);
  }

  async enter() {
    await this.type(ENTER);
  }

  async escape() {
    await this.type(ESCAPE);
  }

  /** Chooses files in the page's file input, which is never shown itself. */
  async pick(paths) {
    await this.protocol.pick("document.querySelector('st-files').shadowRoot.querySelector('#pick')", paths);
  }

  /** The file that the page hands over when `act` is done: its path. */
  async download(act) {
    const before = new Set(await readdir(this.protocol.downloads));
    await act();
    const end = Date.now() + PATIENCE;
    for (;;) {
      const files = (await readdir(this.protocol.downloads)).filter((name) => !before.has(name));
      const [name] = files;
      // Browsers write beside it first, under a name of their own.
      if (files.length === 1 && !/\.(part|wkdownload)$/.test(name)) {
        const path = join(this.protocol.downloads, name);
        if ((await stat(path)).size > 0) return path;
      }
      if (Date.now() > end) throw new Error(`no file came: ${files}`);
      await later(50);
    }
  }
}

/** The source of an asynchronous function without parameters that does the work and gives its answer as JSON. */
function asynchronous(work, given) {
  return `async () => {
    const shown = ${shown};
    return JSON.stringify((await (${work})(...${JSON.stringify(given)})) ?? null);
  }`;
}
