import type { Policy } from "../core/sealed_transcript.js";

interface Span {
  start: number;
  end: number;
  type: string;
}

/** Gives names of files as they may be shown: with `[TYPE]` where the lens finds something in them. */
export function maskNames(lens: Policy | null): (name: string) => string {
  if (lens === null) return (name) => name;
  return (name) => {
    const { spans } = JSON.parse(lens.scan(JSON.stringify({ text: name })).join("")) as { spans: Span[] };
    // Spans count code points.
    const characters = Array.from(name);
    for (const { start, end, type } of [...spans].sort((a, b) => b.start - a.start)) {
      characters.splice(start, end - start, `[${type}]`);
    }
    return characters.join("");
  };
}
