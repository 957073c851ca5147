/** A column of a table on a terminal. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** A table as lines of text, columns two blanks apart. Names from files may hold anything: controls do not get out. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(printable))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => width(row[at] ?? ""))));
  const line = (row: readonly string[]): string =>
    columns
      .map(({ align }, at) => {
        const cell = row[at] ?? "";
        const blanks = " ".repeat((widths[at] as number) - width(cell));
        return align === "right" ? blanks + cell : cell + blanks;
      })
      .join("  ")
      .trimEnd();
  return `${cells.map(line).join("\n")}\n`;
}

/** Text without what a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

function width(text: string): number {
  return [...text].length;
}
