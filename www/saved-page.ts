import { saveFile } from "../js/src/elements/saved.js";
import { strings } from "../js/src/elements/strings.js";

/** Saves the page as it came: its one file, without what was opened in it. */
export function savePage(): void {
  const copy = document.documentElement.cloneNode(true) as HTMLElement;
  copy.querySelector("#page")!.replaceChildren();
  copy.querySelector("title")!.textContent = strings.app.name;
  delete copy.dataset.theme;
  for (const name of ["class", "data-view"]) copy.querySelector("#page")!.removeAttribute(name);
  const page = new Blob([`<!doctype html>\n${copy.outerHTML}\n`], { type: "text/html" });
  saveFile("sealed-transcript.html", page);
}
