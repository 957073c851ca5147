import { expose } from "comlink";

import { Engine, type Core } from "../worker/engine.js";
import type { Host } from "./host.js";

/** The engine in this very thread, for Node and for tests. Long calls block it. */
export function localHost(load: () => Promise<Core> | Core): Host {
  const { port1, port2 } = new MessageChannel();
  const engine = new Engine(async () => load());
  expose(engine, port2);
  return {
    port: port1,
    onFailure() {
      // Same thread: what would end it ends us too.
    },
    terminate() {
      void engine.dispose();
      port1.close();
    },
  };
}
