/** Places the elements and passes between them what each needs of the others. All work is done elsewhere. */

import { html, nothing, render } from "lit";
import type {} from "../js/src/elements.js";
import {
  leftOut,
  type ArchiveClient,
  type InspectReport,
  type OpenArchive,
  type SearchHit,
  type TranscriptRow,
} from "../js/src/elements/archive-client.js";
import { localZone } from "../js/src/elements/clock.js";
import { StConversations, type ListRow } from "../js/src/elements/conversations.js";
import { droppedFiles } from "../js/src/elements/dropped.js";
import { linkTo, placeIn } from "../js/src/elements/entry-link.js";
import { StFiles } from "../js/src/elements/files.js";
import { keptText } from "../js/src/elements/kept.js";
import { StSeal } from "../js/src/elements/seal.js";
import { count, strings } from "../js/src/elements/reading-strings.js";
import { controls, theme } from "../js/src/elements/theme.js";
import { StTranscript, type MarkedWords } from "../js/src/elements/transcript.js";
import { openArchive as openClient } from "../js/src/inline.js";
import { loadPanels } from "./load-panels.js";

type View = "files" | "conversations" | "transcript" | "kpis";
type Theme = "auto" | "light" | "dark";
const VIEWS: View[] = ["files", "conversations", "transcript", "kpis"];
const NEXT_THEME: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };

const state = {
  client: null as ArchiveClient | null,
  report: null as InspectReport | null,
  total: 0,
  chosen: null as ListRow | null,
  label: "",
  session: null as string | null,
  lens: null as { name: string; hash: string } | null,
  seen: null as { entries: number; total: number; marks: Record<string, number> } | null,
  zone: "UTC",
  view: "transcript" as View,
  theme: "auto" as Theme,
  searching: false,
  /** A policy is being edited beside the transcript. */
  editing: false,
  singleKeys: true,
  reading: null as { name: string; share: number } | null,
  fault: "",
  /** The engine stopped, and stopped again after it was started anew. */
  stopped: false,
  /** Settings that this browser keeps because the reader asked for it, and why they are not used. */
  kept: null as { text: string; fault: string } | null,
  /** Whether the elements that are not needed to read a transcript are there. */
  panels: false,
  said: "",
};

/** The policy that lies on every archive from the start, unless another was chosen. */
const SEAL = "standard";

const page = document.querySelector<HTMLElement>("#page")!;
const one = <K extends keyof HTMLElementTagNameMap>(name: K) => page.querySelector(name)!;
const narrow = matchMedia("(max-width: 48rem)");

function set(change: Partial<typeof state>): void {
  Object.assign(state, change);
  draw();
  noteSettings();
}

/** What this browser keeps of the settings follows them. */
function noteSettings(): void {
  if (state.kept) one("st-settings").changed();
}

function draw(): void {
  const t = strings.app;
  const { client, report, view } = state;
  const customer = state.chosen?.customer ?? null;
  const conversation = customer === null ? (state.chosen?.conversation ?? null) : null;
  const counts = report?.total.entries ?? null;
  const out = report ? leftOut(report) : { records: 0, files: 0 };
  const anyOut = out.records + out.files > 0;
  page.className = client
    ? `open${state.total <= 1 ? " single" : ""}${state.searching ? " searching" : ""}${state.editing ? " editing" : ""}`
    : "start";
  page.dataset.view = view;
  if (state.theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = state.theme;
  document.title = client && state.label ? `${state.label} · ${t.name}` : t.name;
  render(
    html`
    <a class="skip" href="#work" @click=${skip}>${t.skip}</a>
    <header>
      <h1 class="wordmark"><span class="sealed">Sealed</span> <span>Transcript</span></h1>
      <st-seal .load=${needPanels} .save=${() => needPanels().savePage()}>${state.kept ? html`<st-kept slot="kept" .text=${state.kept.text} .fault=${state.kept.fault} @st-forget=${() => one("st-settings").forget()}></st-kept>` : nothing}</st-seal>
      <span class="push"></span>
      ${
        client && state.reading
          ? html`<span class="reading"><progress aria-label=${strings.files.reading(1, 1, state.reading.name)} max="1" .value=${state.reading.share}></progress>
        <button @click=${() => one("st-files").cancel()}>${strings.files.cancel}</button></span>`
          : nothing
      }
      ${client && state.total > 0 ? html`<button class="find" aria-label=${t.search} aria-expanded=${state.searching} @click=${() => (state.searching ? closeSearch() : search())}><svg aria-hidden="true" viewBox="0 0 16 16"><circle cx="6.500" cy="6.500" r="4.500" /><path d="M10 10l4.500 4.500" /></svg><span class="long">${t.search}</span></button>` : nothing}
      ${
        report && counts
          ? html`<button class="tally wide" aria-pressed=${view === "files"} @click=${() => go(view === "files" ? "transcript" : "files")}>
        <span>${strings.files.summary(report.files.length, counts.read)}</span> <span class=${anyOut ? "out" : ""}>${anyOut ? strings.files.leftOut(out.records, out.files) : strings.files.leftOutNone}</span></button>
      <button class="wide" @click=${() => one("st-files").pick()}>${t.add}</button>
      <button title=${t.closeHint} aria-label=${t.close} @click=${() => void close()}><span class="long">${t.close}</span><span class="short">${t.closeShort}</span></button>`
          : nothing
      }
      <button class="icon theme" aria-label=${`${t.theme}: ${t.themes[state.theme]}`} title=${`${t.theme}: ${t.themes[state.theme]}`} @click=${() => set({ theme: NEXT_THEME[state.theme] })}><span aria-hidden="true">${{ auto: "◐", light: "○", dark: "●" }[state.theme]}</span></button>
      <button class="icon" aria-label=${t.settings} title=${t.settings} @click=${showSettings}><span aria-hidden="true">⚙</span></button>
      <button class="icon keys" aria-label=${t.keys} title=${t.keys} @click=${showKeys}><span aria-hidden="true">?</span></button>
    </header>
    ${state.fault ? html`<p class="banner" role="alert">${state.fault} ${state.stopped ? html`<button @click=${() => void reopen()}>${t.again}</button>` : html`<button class="plain" @click=${() => set({ fault: "" })}>${t.heard}</button>`}</p>` : nothing}
    <p class="hidden" role="status">${state.said}</p>
    <main>
      <section class="files" aria-label=${strings.files.heading}>
        <div class="hero"><h2>${t.headline.map((words, i) => (i === 1 ? html`<span class="bar">${words}</span>` : words))}</h2><p>${t.lead}</p></div>
        <st-files .openArchive=${openArchive} .samples=${sampleFiles} @st-archive=${(event: CustomEvent) => (ready = ready.then(() => opened(event)).catch(reportError))}
          @st-reading=${(event: CustomEvent) => set({ reading: event.detail })} @st-lost=${() => forget("")} @st-faults=${() => (ready = ready.then(() => void (state.client && go("files"))))} @st-guide=${guide}></st-files>
        <aside class="reads" aria-labelledby="reads"><h2 id="reads">${strings.files.opens}</h2>
          <dl>${strings.files.opensList.map(([name, what]) => html`<div><dt>${name}</dt><dd>${what}</dd></div>`)}</dl><p>${strings.files.byContent}</p></aside>
      </section>
      <section class="work" id="work" aria-label=${strings.transcript.heading}>
        <st-conversations .client=${client} .zone=${state.zone} @st-select=${selected} @st-label=${(event: CustomEvent) => set({ label: event.detail })}></st-conversations>
        ${state.panels ? html`<st-search .client=${client} .conversation=${conversation} .conversations=${state.total} .zone=${state.zone} .redacted=${state.lens !== null} @st-hit=${(event: CustomEvent) => void showHit(event)} @st-close=${closeSearch}></st-search>` : nothing}
        <st-transcript .client=${client} .conversation=${conversation} .customer=${customer} .label=${state.label} .zone=${state.zone}
          @st-session=${(event: CustomEvent) => set({ session: event.detail.session })} @st-marks=${(event: CustomEvent) => set({ seen: event.detail })} @st-zone=${(event: CustomEvent) => set({ zone: event.detail })} @st-entry=${(event: CustomEvent<TranscriptRow>) => void about(event.detail)} @st-words=${(event: CustomEvent<MarkedWords | null>) => state.panels && one("st-redaction").offer(event.detail)}>
          ${
            state.panels
              ? html`<st-takeaway slot="tools" .client=${client} .lens=${state.lens} .conversation=${conversation} .customer=${customer} .label=${state.label} .total=${state.total} .zone=${state.zone} .sources=${() => one("st-files").sources}></st-takeaway>
          <st-redaction slot="redaction" .seen=${state.seen} .conversation=${conversation ?? state.chosen?.conversation ?? null} @st-policy=${(event: CustomEvent) => void relensed(event)} @st-editing=${(event: CustomEvent<boolean>) => set({ editing: event.detail })}></st-redaction>`
              : nothing
          }
        </st-transcript>
        ${
          state.panels
            ? html`<st-kpis .client=${client} .conversation=${conversation} .customer=${customer} .session=${state.session} .conversations=${state.total} .zone=${state.zone}
          @st-evidence=${(event: CustomEvent) => void showEvidence(event)} @st-print=${printMeasures}></st-kpis>`
            : html`<div></div>`
        }
      </section>
    </main>
    <footer><nav class="tabs" aria-label=${t.views}>${VIEWS.map(
      (name) => html`
      <button aria-current=${view === name} @click=${() => go(name)}>${t.view[name]}${name === "files" && anyOut ? html`<span class="out" title=${strings.files.leftOut(out.records, out.files)}>${count(out.records + out.files)}<span class="hidden"> ${strings.files.diagnosed}</span></span>` : nothing}</button>`,
    )}</nav></footer>
    ${
      state.panels
        ? html`<st-entry .client=${client} .redacted=${state.lens !== null} .zone=${state.zone} .fileOf=${(name: string) => one("st-files").fileOf(name)} @st-link=${(event: CustomEvent<TranscriptRow>) => link(event.detail)}></st-entry>
    <st-guide .client=${client}></st-guide>
    <st-settings .of=${settings} @st-kept=${(event: CustomEvent<typeof state.kept>) => set({ kept: event.detail, fault: event.detail?.fault || state.fault })}></st-settings>
        <st-keys .enabled=${state.singleKeys} @st-keys=${(event: CustomEvent<boolean>) => set({ singleKeys: event.detail })}></st-keys>`
        : nothing
    }
    <p class="print-hint">${t.printHint}</p>
    <div class="overlay" hidden><strong>${strings.files.dropNow}</strong><p>${strings.files.dropNowHint}</p></div>`,
    page,
  );
}

/** Places the panels; until somebody reads there is nothing for them to do. */
function needPanels() {
  const panels = loadPanels();
  if (!state.panels) {
    settings = panels.settingsOf({ state, set, one });
    set({ panels: true });
  }
  return panels;
}
let settings: ReturnType<ReturnType<typeof loadPanels>["settingsOf"]> | null = null;

function sampleFiles() {
  return needPanels().samples.map(({ name, text }) => ({ name, blob: new Blob([text]) }));
}

/** Opens an archive whose client is watched: an engine that stops is started anew. */
const openArchive: OpenArchive = async (files, options) => watched(await openClient(files, options));

function watched(client: ArchiveClient): ArchiveClient {
  const watch = (thrown: unknown) => {
    if ((thrown as { code?: string } | null)?.code === "crashed" && client === watchedClient) crashed();
  };
  watchedClient = client;
  return new Proxy(client, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        const answer: unknown = Reflect.apply(member, target, args);
        if (answer instanceof Promise && key !== "add") answer.catch(watch);
        return answer;
      };
    },
  });
}
let watchedClient: ArchiveClient | null = null;
let restarts = 0;

/** Once, what was open is read again by itself; what stops the engine again is left to the reader. */
function crashed(): void {
  if (state.client === null || state.stopped) return;
  restarts += 1;
  if (restarts === 1) void reopen();
  else set({ stopped: true, fault: strings.app.engineLost });
}

async function reopen(): Promise<void> {
  const { conversation } = state.chosen ?? {};
  await one("st-files").reopen();
  if (conversation !== undefined) await one("st-conversations").chooseById(conversation);
  set({ fault: strings.files.restarted });
}

/** Of what is there while more is being read, and then of all: one after the other. */
let ready: Promise<void> = Promise.resolve();

async function opened(event: CustomEvent<{ client: ArchiveClient; report: InspectReport }>): Promise<void> {
  const { client } = event.detail;
  const { total } = await client.conversations(0, 1);
  const first = state.client === null;
  // The lens lies on the archive before anything of it is drawn.
  const lens = first ? await client.setPolicy(state.panels ? one("st-redaction").usual : SEAL) : state.lens;
  const report = await one("st-files").refresh();
  if (!first) {
    needPanels();
    set({ report, total });
    await one("st-conversations").refresh();
    if (total > 0 && !(linkWaits && (await follow()))) await unled(() => one("st-conversations").chooseAgain());
    await one("st-transcript").refresh();
    one("st-kpis").refresh();
    void one("st-search").refresh();
    return;
  }
  set({ client, report, total, lens, said: "", view: total === 0 ? "files" : "transcript" });
  if (total > 0) {
    await one("st-conversations").updateComplete;
    await one("st-conversations").refresh();
    const found = await follow();
    if (!found) await unled(() => one("st-conversations").chooseFirst());
    // Who was quicker is not led elsewhere.
    if (state.view === "transcript") go(narrow.matches && total > 1 && !found ? "conversations" : "transcript");
    await one("st-transcript").updateComplete;
  }
  needPanels();
  await one("st-redaction").seal(client, lens);
}

let led = true;

/** What is chosen without the reader leads them nowhere. */
async function unled(choose: () => Promise<void>): Promise<void> {
  led = false;
  await choose();
  led = true;
}

let linkWaits = false;

/** Goes where the address leads; gives whether there is such a place in the files. */
async function follow(): Promise<boolean> {
  const place = placeIn(location.hash);
  if (place === null || state.client === null) return false;
  const found = await one("st-conversations").chooseById(place.conversation);
  // Where it leads may still come.
  linkWaits = !found && state.reading !== null;
  if (!found && !linkWaits) set({ said: strings.app.linkLost, fault: strings.app.linkLost });
  if (found && place.entry !== null) {
    await one("st-transcript").updateComplete;
    await one("st-transcript").showEntry(place.entry);
  }
  return found;
}
window.addEventListener("hashchange", () => void follow());

/** Puts the entry into the address. It holds ids only, and only those that were asked for. */
function link(row: TranscriptRow): void {
  history.replaceState(null, "", linkTo(row));
  void navigator.clipboard?.writeText(location.href).catch(() => {});
}

async function about(row: TranscriptRow | undefined): Promise<void> {
  needPanels();
  if (row) await one("st-entry").ask(row);
}

function guide(): void {
  needPanels();
  void one("st-guide").ask(state.chosen?.customer == null ? (state.chosen?.conversation ?? null) : null);
}

function forget(said: string): void {
  set({
    client: null,
    report: null,
    total: 0,
    chosen: null,
    label: "",
    session: null,
    lens: null,
    seen: null,
    fault: "",
    stopped: false,
    said,
    searching: false,
    editing: false,
    view: "transcript",
  });
}

async function close(): Promise<void> {
  forget(strings.app.closed);
  restarts = 0;
  if (state.panels) {
    one("st-entry").forget();
    one("st-redaction").forget();
  }
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  await one("st-files").close();
  one("st-files").focus();
}

function selected(event: CustomEvent<ListRow>): void {
  const { conversation, customer } = event.detail;
  if (state.chosen?.conversation !== conversation || state.chosen.customer !== customer)
    set({ chosen: event.detail, session: null, seen: null });
  if (narrow.matches && led) go("transcript");
}

async function relensed(event: CustomEvent<typeof state.lens>): Promise<void> {
  set({ lens: event.detail });
  if (state.client === null) return;
  one("st-kpis").refresh();
  const files = one("st-files")
    .refresh()
    .then((report) => set({ report }));
  await Promise.all([
    one("st-transcript").refresh(),
    one("st-conversations").refresh(),
    one("st-search").refresh(),
    files,
  ]);
}

/** Shows the search in the place of the list. */
function search(): void {
  if (state.total === 0) return;
  needPanels();
  set({ searching: true, view: narrow.matches ? "conversations" : state.view === "files" ? "transcript" : state.view });
  void one("st-search").updateComplete.then(() => one("st-search").focus());
}

function closeSearch(): void {
  set({ searching: false });
  one("st-search").stop();
  if (!narrow.matches) one("st-transcript").focus();
}

/** Leads to an entry that was found. */
async function showHit(event: CustomEvent<SearchHit>): Promise<void> {
  const { conversation, index, snippets } = event.detail;
  if (state.chosen?.conversation !== conversation) await one("st-conversations").chooseById(conversation);
  else if (narrow.matches) go("transcript");
  await one("st-transcript").showHit(index, snippets);
}

/** Leads from a measure to the message behind it. */
async function showEvidence(event: CustomEvent<SearchHit>): Promise<void> {
  if (state.view === "kpis") go("transcript");
  if (event.detail.index !== null) await showHit(event);
}

/** Prints the measures alone. */
function printMeasures(): void {
  go("kpis");
  requestAnimationFrame(() => print());
}

function go(view: View): void {
  if (state.client) needPanels();
  set({ view });
  const target = {
    files: "st-files",
    conversations: "st-conversations",
    transcript: "st-transcript",
    kpis: "st-kpis",
  } as const;
  const element = one(target[view]);
  if (view === "conversations" && state.searching) return;
  if (view !== "kpis") void element.updateComplete.then(() => element.focus());
}

function skip(event: Event): void {
  event.preventDefault();
  one(state.client ? "st-transcript" : "st-files").focus();
}

function showKeys(): void {
  needPanels();
  one("st-keys").ask();
}

function showSettings(): void {
  needPanels();
  one("st-settings").ask();
}

async function stepSession(by: number): Promise<void> {
  await one("st-conversations").settled;
  await one("st-transcript").stepSession(by);
}

const KEYS: Record<string, () => unknown> = {
  "?": showKeys,
  t: showSettings,
  o: () => one("st-files").pick(),
  j: () => one("st-conversations").step(1),
  k: () => one("st-conversations").step(-1),
  n: () => stepSession(1),
  p: () => stepSession(-1),
  "/": search,
  ".": () => one("st-search").step(1),
  ",": () => one("st-search").step(-1),
  r: () => one("st-redaction").toggle(),
  z: () => set({ zone: state.zone === "UTC" ? localZone() : "UTC" }),
  s: () => one("st-takeaway").ask(),
  x: () => one("st-redaction").redactMarked(),
  g: () => one("st-transcript").askWhere(),
  e: () => about(one("st-transcript").entryInView),
  h: guide,
};

document.addEventListener("keydown", (event) => {
  const target = event.composedPath()[0] as HTMLElement;
  // In haste the focus is still inside a dialog that was just closed.
  const dialog = event.composedPath().find((node) => node instanceof HTMLDialogElement);
  if (
    !state.singleKeys ||
    dialog?.checkVisibility() ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    (!dialog && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
  )
    return;
  const view = VIEWS[Number(event.key) - 1];
  if (state.client) needPanels();
  if (view && state.client) go(view);
  else if (KEYS[event.key] && (state.client || "?toh".includes(event.key))) void KEYS[event.key]();
  else return;
  event.preventDefault();
});

let pastes = 0;
document.addEventListener("paste", (event) => {
  const target = event.composedPath()[0] as HTMLElement;
  const { clipboardData } = event;
  if (!clipboardData || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
  const files = [...clipboardData.files];
  const text = clipboardData.getData("text/plain");
  if (files.length === 0 && text.trim()) files.push(new File([text], strings.files.pasted(++pastes)));
  if (files.length === 0) return;
  event.preventDefault();
  void one("st-files").open(files);
});

let dragDepth = 0;
function overlay(shown: boolean): void {
  page.querySelector<HTMLElement>(".overlay")!.hidden = !shown;
}
const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
document.addEventListener("dragenter", (event) => {
  if (hasFiles(event)) overlay(++dragDepth > 0);
});
document.addEventListener("dragleave", (event) => {
  if (hasFiles(event)) overlay(--dragDepth > 0);
});
document.addEventListener("dragover", (event) => {
  if (hasFiles(event)) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!hasFiles(event) || !event.dataTransfer) return;
  event.preventDefault();
  dragDepth = 0;
  overlay(false);
  void droppedFiles(event.dataTransfer).then((files) => one("st-files").open(files));
});
window.addEventListener("error", (event) => {
  // Notices without an error (a ResizeObserver put off to the next frame) are no fault.
  if (event.error) set({ fault: event.message });
});
window.addEventListener("unhandledrejection", (event) => {
  const reason = event.reason as { name?: string; code?: string; message?: string } | null;
  if (reason?.code === "closed" || reason?.code === "cancelled") return;
  set({ fault: reason?.code === "crashed" ? strings.app.engineLost : String(reason?.message ?? reason) });
});

page.addEventListener("st-settings", noteSettings);
document.adoptedStyleSheets = [theme.styleSheet!, controls.styleSheet!];
const ELEMENTS: Record<string, CustomElementConstructor> = {
  "st-files": StFiles,
  "st-conversations": StConversations,
  "st-transcript": StTranscript,
  "st-seal": StSeal,
};
for (const [name, element] of Object.entries(ELEMENTS)) customElements.define(name, element);
draw();
if (keptText() !== null) {
  needPanels();
  one("st-settings").restore();
}
