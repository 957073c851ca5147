/** Instants as people read them, in a zone that is always named. */

/** `UTC` or an IANA name. */
export type Zone = string;

let here: Zone | undefined;

/** The zone of this browser. */
export function localZone(): Zone {
  here ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return here;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(key: string, zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${key} ${zone}`;
  let found = formats.get(name);
  if (!found) {
    found = new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone });
    formats.set(name, found);
  }
  return found;
}

/** `13:04:05`, 24 hours so that columns align and noon is never in doubt. */
export function timeOfDay(ms: number, zone: Zone): string {
  return format("time", zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(ms);
}

/** The zone's short name at that instant: `UTC`, `CET`, `GMT+2`. */
export function zoneName(ms: number, zone: Zone): string {
  const part = format("zone", zone, { timeZoneName: "short", hour: "2-digit" })
    .formatToParts(ms)
    .find((p) => p.type === "timeZoneName");
  return part?.value ?? zone;
}

/** `Fri, 10 Jan 2025` in the reader's locale. */
export function dayOf(ms: number, zone: Zone): string {
  return format("day", zone, { weekday: "short", year: "numeric", month: "short", day: "numeric" }).format(ms);
}

/** `10 Jan 2025`, for lists. */
export function shortDay(ms: number, zone: Zone): string {
  return format("short", zone, { year: "numeric", month: "short", day: "numeric" }).format(ms);
}

/** `10–11 Jan 2025`, as short as the locale makes it. */
export function dayRange(fromMs: number, toMs: number, zone: Zone): string {
  return format("short", zone, { year: "numeric", month: "short", day: "numeric" }).formatRange(fromMs, toMs);
}

/** `10 Jan 2025, 13:04:05 UTC`. */
export function dayAndTime(ms: number, zone: Zone): string {
  return `${shortDay(ms, zone)}, ${timeOfDay(ms, zone)} ${zoneName(ms, zone)}`;
}

/** RFC 3339 in UTC with milliseconds: the true time, for tooltips and `datetime`. Empty outside the range of dates. */
export function trueTime(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

/** An instant of the data in the zone, where it is written as one; anything else stays as it stands. */
export function timeIn(value: string, zone: Zone): string {
  const ms = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? value : dayAndTime(ms, zone);
}

/** The instant at which a day (`2025-01-10`) begins in a zone. */
export function dayStart(day: string, zone: Zone): number {
  const wall = Date.parse(`${day}T00:00:00Z`);
  // The offset depends on the instant, and the instant on the offset: twice is enough for every zone.
  return [0, 1].reduce((at) => wall - offsetAt(at, zone), wall);
}

/** Milliseconds by which the clocks of a zone are ahead of UTC at an instant. */
function offsetAt(ms: number, zone: Zone): number {
  const parts = format("offset", zone, {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
    calendar: "gregory",
    numberingSystem: "latn",
  }).formatToParts(ms);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(ms / 1000) * 1000;
}

/** Every zone that this browser knows. */
export function allZones(): Zone[] {
  return Intl.supportedValuesOf("timeZone");
}
