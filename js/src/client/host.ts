/** A place where an engine runs, reached by messages. */
export interface Host {
  /** Our end of the wire to the engine. */
  readonly port: Worker | MessagePort;
  /** Registers what to do if the place itself fails: its script does not load, its thread dies. */
  onFailure(handler: (detail: string) => void): void;
  /** Ends it at once, whatever it does, and gives its memory back. Idempotent. */
  terminate(): void;
}

/**
 * A module worker loaded by URL, by default the `worker.js` beside this package's entry.
 *
 * Such a worker has the policy of its own response, not that of a page's `<meta>`: a page that must
 * guarantee that nothing can be sent uses {@link blobHost}.
 */
export function workerHost(url: string | URL = new URL("./worker.js", import.meta.url)): Host {
  return new WorkerHost(new Worker(url, { type: "module", name: "sealed-transcript" }));
}

/** A worker made from source text. It inherits the page's Content-Security-Policy, `connect-src` included. */
export function blobHost(source: string): Host {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  // Revoked when the worker ends: some engines fetch the script only after the constructor has returned.
  return new WorkerHost(new Worker(url, { name: "sealed-transcript" }), () => URL.revokeObjectURL(url));
}

class WorkerHost implements Host {
  readonly port: Worker;
  readonly #release: () => void;

  constructor(worker: Worker, release: () => void = () => {}) {
    this.port = worker;
    this.#release = release;
  }

  onFailure(handler: (detail: string) => void): void {
    this.port.addEventListener("error", (event) => {
      event.preventDefault();
      // A script that does not load gives a bare event without a message.
      handler(event.message || "its worker could not be started");
    });
    this.port.addEventListener("messageerror", () => handler("a message could not be read"));
  }

  terminate(): void {
    this.port.terminate();
    this.#release();
  }
}
