/** The second script of the page: there from the start as text, run when it is first needed. */
import { shared } from "./shared.js";

type Panels = typeof import("./panels.js").panels;
type Exchange = { shared: Record<string, unknown>; panels?: Panels };

/**
 * Runs the script of the panels, once. The policy of the page allows it by its hash, so no address is needed and
 * nothing is fetched.
 */
export function loadPanels(): Panels {
  const exchange = ((globalThis as { sealedTranscript?: Exchange }).sealedTranscript ??= { shared });
  if (!exchange.panels) {
    const script = document.createElement("script");
    script.textContent = document.querySelector("#panels")!.textContent;
    document.head.append(script);
    script.remove();
  }
  return exchange.panels!;
}
