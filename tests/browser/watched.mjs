// A test whose page is watched: what the browser complains of fails it, and every request is noted.
import { expect, test as base } from "@playwright/test";

export { expect };

export const test = base.extend({
  /** What was complained of. A test that provokes complaints takes them out. */
  faults: [
    async ({ page }, use) => {
      const faults = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) faults.push(message.text());
      });
      page.on("pageerror", (error) => faults.push(String(error)));
      await use(faults);
      // A style attribute, an inline handler or a request would be refused, and the refusal printed.
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
  /** Addresses that were asked for, the page's own among them; what is made inside the page is none. */
  requests: [
    async ({ context }, use) => {
      const requests = [];
      context.on("request", (request) => {
        if (!/^(blob|data):/.test(request.url())) requests.push(request.url());
      });
      await use(requests);
    },
    { auto: true },
  ],
});
