/** What this browser keeps of the page: nothing, but settings while somebody asks for it. */

/** The one name under which anything is stored. */
export const KEPT = "sealed-transcript settings";

/** The text that is kept, or null. */
export function keptText(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    // A browser that keeps nothing has nothing kept.
    return null;
  }
}

/**
 * Keeps a text, or with null forgets the one that is kept.
 *
 * @throws If the browser does not allow it.
 */
export function keepText(text: string | null): void {
  if (text === null) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, text);
}
