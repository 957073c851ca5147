/** What went wrong, in words that name file, record, byte offset and reason. */

import { count, strings } from "./reading-strings.js";

interface Located {
  message: string;
  code?: string | null;
  file?: string | null;
  record?: number | null;
  offset?: number | null;
  line?: number | null;
}

/** Where a fault lies: `in sessions.csv, record 3, at byte 1,024`. Empty where nothing is known. */
export function placeOf(fault: Located): string {
  const parts: string[] = [];
  if (fault.file) parts.push(`${strings.error.inFile} ${fault.file}`);
  if (fault.record != null) parts.push(`${strings.error.record} ${count(fault.record)}`);
  if (fault.line != null) parts.push(`${strings.error.line} ${count(fault.line)}`);
  if (fault.offset != null) parts.push(`${strings.error.at} ${count(fault.offset)}`);
  return parts.join(", ");
}

/** The reason alone; running out of memory gets words of its own. */
export function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const outOfMemory = /out of memory|allocation failed|no memory was left|Array buffer allocation|memory\.grow/i.test(
    message,
  );
  return outOfMemory || (thrown as { code?: string } | null)?.code === "memory" ? strings.error.memory : message;
}

/** Reason and place of anything that was thrown. */
export function faultText(thrown: unknown): string {
  const place = thrown instanceof Error ? placeOf(thrown as Located & Error) : "";
  return place ? `${reasonOf(thrown)} (${place})` : reasonOf(thrown);
}

/** Whether the reader asked for the stop. */
export function isCancel(thrown: unknown): boolean {
  const fault = thrown as { name?: string; code?: string } | null;
  return fault?.name === "AbortError" || fault?.code === "cancelled";
}
