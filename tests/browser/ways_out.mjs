// Every way by which a page or its worker could talk to somebody, and somebody who would hear it.
import { once } from "node:events";
import { createServer } from "node:http";

/** Tries every way out that there is where it runs; gives what became of each. */
export async function everyWayOut(base) {
  const at = (name) => `${base}/${name}`;
  const heard = (make, good) =>
    new Promise((done) => {
      try {
        const target = make();
        target.onerror = () => done("refused");
        target[good] = () => done("out");
        target.send?.();
      } catch {
        done("refused");
      }
    });
  const found = {
    fetch: fetch(at("fetch")).then(
      () => "out",
      () => "refused",
    ),
    keepalive: fetch(at("keepalive"), { method: "POST", body: "x", keepalive: true, mode: "no-cors" }).then(
      () => "out",
      () => "refused",
    ),
    xhr: heard(() => {
      const request = new XMLHttpRequest();
      request.open("GET", at("xhr"));
      return request;
    }, "onload"),
    eventSource: heard(() => new EventSource(at("events")), "onopen"),
    webSocket: heard(() => {
      const socket = new WebSocket(at("socket").replace("http", "ws"));
      socket.send = undefined;
      return socket;
    }, "onopen"),
  };
  if (typeof document === "undefined") {
    found.importScripts = heard(() => (importScripts(at("script.js")), {}), "onload");
  } else {
    const element = (name, attribute) =>
      heard(() => {
        const made = document.createElement(name);
        made[attribute] = at(name);
        if (name === "link") made.rel = "stylesheet";
        document.head.append(made);
        return made;
      }, "onload");
    // What a beacon answers says nothing of whether it went: the server knows.
    navigator.sendBeacon(at("beacon"), "x");
    Object.assign(found, {
      img: element("img", "src"),
      script: element("script", "src"),
      link: element("link", "href"),
    });
  }
  const names = Object.keys(found);
  return Object.fromEntries((await Promise.all(Object.values(found))).map((end, i) => [names[i], end]));
}

/** A server that answers everybody and notes what it was asked. */
export async function listener() {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    response.setHeader("access-control-allow-origin", "*");
    response.end("here");
  });
  server.on("upgrade", (request, socket) => {
    seen.push(request.url);
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { address: `http://127.0.0.1:${server.address().port}`, seen, close: () => server.close() };
}
