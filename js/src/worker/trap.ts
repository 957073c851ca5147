/** Bytes from which on a trap is most likely the lack of more: a list that grows asks for twice what it has. */
const MUCH = 2 ** 30;

class OutOfMemory extends WebAssembly.RuntimeError {}

/** A trap with what it does not tell by itself: that the engine, holding so many bytes, most likely got no more of them. */
export function explained(thrown: unknown, held: number): unknown {
  if (!(thrown instanceof WebAssembly.RuntimeError) || thrown instanceof OutOfMemory || held < MUCH) return thrown;
  const gigabytes = (held / 2 ** 30).toFixed(1);
  return new OutOfMemory(
    `${thrown.message}, while it held ${gigabytes} GB of the 4 GB it can have: most likely no memory was left`,
  );
}
