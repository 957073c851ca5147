import type { Engine } from "./engine.js";
import { explained } from "./trap.js";

/**
 * A trap inside an asynchronous call of the engine surfaces as a rejection that nobody awaits, or in a callback, and the
 * call itself never ends. Reported as an error it reaches the worker's owner, who ends the worker.
 */
export function surfaceUncaught(engine: Engine): void {
  addEventListener("unhandledrejection", (event) => reportError(explained(event.reason, engine.held)));
  addEventListener("error", (event) => {
    const error: unknown = explained(event.error, engine.held);
    if (error === event.error) return;
    event.preventDefault();
    reportError(error);
  });
}
