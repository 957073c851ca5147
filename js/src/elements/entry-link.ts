/** Where an entry can be found again: a part of the page's address, of ids alone. */

export interface Place {
  conversation: string;
  entry: string | null;
}

export function linkTo({ conversation, entry }: Place): string {
  const parts = new URLSearchParams({ conversation, ...(entry === null ? {} : { entry }) });
  return `#${parts.toString()}`;
}

/** The place that a hash names; `null` if it names none. */
export function placeIn(hash: string): Place | null {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const conversation = parts.get("conversation");
  return conversation === null ? null : { conversation, entry: parts.get("entry") };
}
