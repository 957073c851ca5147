/** A name for a file that no file before has, and that leads to no other folder. */
export function unusedName(name: string, taken: Set<string>): string {
  const flat = name.replace(/[\\/\0]/g, "_");
  let free = flat;
  for (let n = 2; taken.has(free); n++) free = flat.replace(/(\.[^.]*)?$/, (ending) => `-${n}${ending}`);
  taken.add(free);
  return free;
}
