// The built folder on web servers: headers, policy, any path, no network.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, describe, test } from "node:test";
import { openPage } from "./support/browser.mjs";
import { serve, servePlain } from "./support/server.mjs";
import { useStage } from "./support/stage.mjs";

/** The page's program has started; it says so on the document. */
export const started = (page) => page.waitForFunction(() => document.documentElement.dataset.boot === "ready");

/** Everything is stored for offline use: nothing is on its way any more that a stopping server would tear off. */
const loaded = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));

/** An empty page whose requests a test may answer itself; ones that are under way at the end of the test are let go. */
async function openRouted(t, browser) {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  t.after(async () => {
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await context.close();
  });
  return page;
}

describe("hosting", () => {
  const stage = useStage();

  test("every file comes with the headers", async () => {
    const document = await fetch(stage.server.url);
    const names = [...(await document.text()).matchAll(/(?:src|href)="([^":]+-[0-9a-f]{16}\.\w+)"/g)].map((m) => m[1]);
    assert.ok(names.length >= 4, `index.html links ${names}`);
    for (const name of ["", ...names, "sw.js"]) {
      const response = await fetch(stage.server.url + name);
      assert.equal(response.status, 200, name);
      assert.match(response.headers.get("content-security-policy"), /require-trusted-types-for 'script'/, name);
      assert.equal(response.headers.get("cross-origin-embedder-policy"), "require-corp", name);
      assert.equal(response.headers.get("permissions-policy"), "usb=(self)", name);
      const lifetime = /-[0-9a-f]{16}\./.test(name) ? /immutable/ : /^no-cache$/;
      assert.match(response.headers.get("cache-control"), lifetime, name);
    }
  });

  test("files outside of the folder are not served", async () => {
    for (const name of ["%2e%2e/Cargo.toml", "../Cargo.toml", ".git/config", "nothing.js"]) {
      const response = await fetch(stage.server.url + name);
      assert.equal(response.status, 404, name);
    }
  });

  test("connections that come at once are all answered", { timeout: 20_000 }, async (t) => {
    const own = await serve();
    t.after(() => own.stop());
    // As a browser does: several at once, all kept open.
    const { hostname, port } = new URL(own.url);
    const sockets = Array.from({ length: 8 }, () => connect(Number(port), hostname));
    t.after(() => sockets.forEach((socket) => socket.destroy()));
    for (const socket of sockets) socket.write(`GET / HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    const answers = await Promise.all(sockets.map(async (socket) => String((await once(socket, "data"))[0])));
    for (const answer of answers) assert.match(answer, /^HTTP\/1.1 200 /);
  });

  test("the page's code cannot use eval", async (t) => {
    const page = await openPage(t, stage.browser, stage.server.url, { expected: [/unsafe-eval|TrustedScript/] });
    await started(page);
    // In a timer, since what the driver evaluates by itself is exempt from the policy.
    const result = await page.evaluate(
      () =>
        new Promise((resolve) => {
          setTimeout(() => {
            try {
              resolve(`ran: ${globalThis.eval("1 + 1")}`);
            } catch (error) {
              resolve(error.name);
            }
          });
        }),
    );
    assert.equal(result, "EvalError");
  });

  test("the worker's code cannot use eval", async (t) => {
    const page = await openRouted(t, stage.browser);
    const verdict = page.waitForEvent("console", (message) => message.text().startsWith("eval in the worker: "));
    const probe = `try { eval("1"); console.info("eval in the worker: ran") }
      catch (error) { console.info("eval in the worker: " + error.name) }`;
    await page.route(/\/worker-glue-[0-9a-f]{16}\.js$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${probe}\n${await response.text()}` });
    });
    await page.goto(stage.server.url);
    await started(page);
    await page.evaluate(() => void globalThis.oakStartWorker());
    assert.equal((await verdict).text(), "eval in the worker: EvalError");
  });

  test("changed files are refused", async (t) => {
    for (const name of [/\/boot-[0-9a-f]{16}\.js$/, /\/page-glue-[0-9a-f]{16}\.js$/, /\/page-[0-9a-f]{16}\.wasm$/]) {
      const page = await openRouted(t, stage.browser);
      const refused = page.waitForEvent("console", (message) => /integrity/i.test(message.text()));
      await page.route(name, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: Buffer.concat([await response.body(), Buffer.from("\n")]) });
      });
      await page.goto(stage.server.url);
      await refused;
      assert.notEqual(await page.evaluate(() => document.documentElement.dataset.boot), "ready", String(name));
    }
  });

  test("it runs under any path", async (t) => {
    const deep = await serve({ base: "/tools/oak/" });
    t.after(() => deep.stop());
    const page = await openPage(t, stage.browser, deep.url.replace(/\/$/, ""));
    await started(page);
    await loaded(page);
    assert.equal(page.url().split("#")[0], deep.url);
  });

  test("it runs from a plain server without headers", async (t) => {
    const plain = await servePlain();
    t.after(() => plain.stop());
    const page = await openPage(t, stage.browser, plain.url);
    await started(page);
    await loaded(page);
  });

  test("it runs again without a network", async (t) => {
    const own = await serve();
    const page = await openPage(t, stage.browser, own.url, { expected: [/ERR_CONNECTION_REFUSED/] });
    await started(page);
    await loaded(page);
    await own.stop();
    await page.reload();
    await started(page);
  });
});
