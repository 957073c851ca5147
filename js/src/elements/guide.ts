import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import guide from "../../../docs/how-to-get-data.md";
import type { ArchiveClient } from "./archive-client.js";
import { strings } from "./strings.js";
import { controls, theme } from "./theme.js";

/** Ids that the open files hold, by what stands for them in the guide. */
type Ids = Record<string, string[]>;
/** Ids in one query. */
const MOST = 50;

/** `<st-guide>`: how to get the data, with queries to copy that name the ids of the open conversation. */
export class StGuide extends LitElement {
  static override properties = { client: { attribute: false }, ids: { state: true }, said: { state: true } };

  declare client: ArchiveClient | null;
  declare ids: Ids;
  declare said: string;

  constructor() {
    super();
    this.client = null;
    this.ids = {};
    this.said = "";
  }

  /** Shows the guide, with the ids of a conversation filled in. */
  async ask(conversation: string | null): Promise<void> {
    this.said = "";
    this.ids = {};
    if (this.client && conversation !== null) this.ids = await this.#idsOf(this.client, conversation);
    await this.updateComplete;
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  async #idsOf(client: ArchiveClient, conversation: string): Promise<Ids> {
    const { sessions } = await client.sessions(conversation, 0, MOST).catch(() => ({ sessions: [] }));
    const fields = sessions.flatMap((session) => session.fields);
    const values = (name: string) => [...new Set(fields.filter(([field]) => field === name).map(([, value]) => value))];
    const calls = sessions.filter(({ object }) => object === "VoiceCall").map(({ session }) => session);
    const chats = sessions.filter(({ object }) => object === "LiveChatTranscript").map(({ session }) => session);
    const others = sessions.map(({ session }) => session).filter((id) => !calls.includes(id) && !chats.includes(id));
    return {
      "<session id>": others,
      "<call id>": calls,
      "<transcript id>": chats,
      "<end user id>": values("MessagingEndUserId"),
      "<contact id>": values("EndUserContactId"),
      "<ConversationIdentifier>": /^[0-9a-f-]{36}$/i.test(conversation) ? [conversation] : [],
    };
  }

  /** A query with the ids that are known. What stands between quotes may become a list. */
  #filled(query: string): string {
    let text = query;
    for (const [name, ids] of Object.entries(this.ids)) {
      if (ids.length === 0) continue;
      text = text.replaceAll(`('${name}')`, `(${ids.map((id) => `'${id}'`).join(", ")})`).replaceAll(name, ids[0]);
    }
    return text;
  }

  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.said = strings.guide.copied;
    } catch {
      this.said = strings.guide.notCopied;
    }
  }

  protected override render() {
    const t = strings.guide;
    const known = Object.values(this.ids).some((ids) => ids.length > 0);
    return html`
      <dialog aria-labelledby="guide-heading">
        <h2 id="guide-heading">${t.heading}</h2>
        <p class="small quiet">${known ? t.filled : t.placeholders}</p>
        ${blocks(guide).map((block) => this.#renderBlock(block))}
        <p class="small" role="status">${this.said}</p>
        <div class="actions"><button class="primary" @click=${() => this.renderRoot.querySelector("dialog")?.close()}>${strings.keys.done}</button></div>
      </dialog>`;
  }

  #renderBlock({ kind, text }: Block): TemplateResult | typeof nothing {
    switch (kind) {
      case "title":
        return nothing;
      case "heading":
        return html`<h3>${text}</h3>`;
      case "item":
        return html`<p class="item small">${inline(text)}</p>`;
      case "query": {
        const query = this.#filled(text);
        return html`<div class="query"><pre tabindex="0">${query}</pre><button @click=${() => void this.#copy(query)}>${strings.files.copy}</button></div>`;
      }
      case "text":
        return html`<p class="small">${inline(text)}</p>`;
    }
  }

  static override styles = [
    theme,
    controls,
    css`
    dialog { width: min(48rem, calc(100vw - 2rem)); }
    h3 { margin-block: 1.25rem 0.375rem; padding-block-start: 0.75rem; border-block-start: 1px solid var(--_rule); }
    p { margin-block: 0.375rem; overflow-wrap: anywhere; }
    .item { padding-inline-start: 1rem; text-indent: -0.75rem; color: var(--_quiet); }
    .item::before { content: '– '; }
    .query { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.5rem; align-items: start; margin-block: 0.5rem; }
    pre { margin: 0; padding: 0.5rem 0.75rem; background: var(--_paper); border: 1px solid var(--_rule); border-radius: var(--_radius); font: 0.8125rem/1.45 var(--_mono); white-space: pre-wrap; overflow-wrap: anywhere; }
    code { font: 0.92em var(--_mono); }
  `,
  ];
}

interface Block {
  kind: "title" | "heading" | "item" | "query" | "text";
  text: string;
}

/** The blocks of the guide: headings, items, indented queries, paragraphs. It uses no more of Markdown. */
function blocks(markdown: string): Block[] {
  const found: Block[] = [];
  for (const part of markdown.split(/\n{2,}/)) {
    if (/^ {4}/.test(part)) found.push({ kind: "query", text: part.replace(/^ +/gm, "").trim() });
    else if (part.startsWith("#")) {
      found.push({ kind: part.startsWith("##") ? "heading" : "title", text: part.replace(/^#+ /, "") });
    } else if (part.startsWith("- "))
      for (const item of part.split(/\n(?=- )/)) found.push({ kind: "item", text: unwrapped(item.slice(2)) });
    else found.push({ kind: "text", text: unwrapped(part.trim()) });
  }
  return found;
}

function unwrapped(text: string): string {
  return text.replace(/\n */g, " ");
}

/** `code`, *emphasis* and the words of links. */
function inline(text: string): (string | TemplateResult)[] {
  return text
    .replace(/\[([^\]]+)\]\([^)]+\)/g, "$1")
    .split(/(`[^`]+`|\*[^*]+\*)/)
    .map((part) =>
      part.startsWith("`")
        ? html`<code>${part.slice(1, -1)}</code>`
        : /^\*[^*]+\*$/.test(part)
          ? html`<em>${part.slice(1, -1)}</em>`
          : part,
    );
}
