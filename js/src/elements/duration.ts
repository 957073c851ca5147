/** Lengths of time and sizes in bytes, for people. */

import { strings } from "./reading-strings.js";

/** `h:mm:ss` (hours never wrap into days), the form for columns of numbers. Under a minute it keeps a tenth when there is one. */
export function clockDuration(ms: number): string {
  const sign = ms < 0 ? "−" : "";
  const total = Math.round(Math.abs(ms) / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${sign}${Math.floor(total / 3600)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
}

/** Words, two units at most: `5 h 50 min`, `2 days 3 h`, `12 s`. */
export function wordDuration(ms: number): string {
  const total = Math.round(Math.abs(ms) / 1000);
  return strings.duration.parts(
    Math.floor(total / 86_400),
    Math.floor(total / 3600) % 24,
    Math.floor(total / 60) % 60,
    total % 60,
  );
}

/** ISO 8601 for the `datetime` attribute of `<time>`. */
export function isoDuration(ms: number): string {
  return `PT${(Math.abs(ms) / 1000).toFixed(3)}S`;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size in the reader's own number format: `1.4 MB`. */
export function byteSize(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: UNITS[unit],
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: unit > 1 ? 1 : 0,
  }).format(size);
}
