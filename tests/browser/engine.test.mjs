// The engine in its worker, without the page: commands in, events out, as src/engine/protocol has them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { openPage } from "./support/browser.mjs";
import { useStage } from "./support/stage.mjs";

const pipeline = new URL("../fixtures/pipelines/pyth__Script__script_mjpeg_server.json", import.meta.url);

const stage = useStage();

/**
 * Starts a second worker beside the page's own. `ask(command, answer)` resolves to the content of the next event of that
 * name. Commands and events are `"name"` or `{ name: content }`.
 */
async function openEngine(t) {
  const page = await openPage(t, stage.browser, stage.server.url);
  await page.waitForFunction(() => globalThis.oakStartWorker);
  await page.evaluate(() => {
    const worker = globalThis.oakStartWorker();
    const seen = [];
    const waiting = [];
    const bad = ["failed", "stopped", "application-rejected"];
    worker.onmessage = ({ data }) => {
      const [name, content] = typeof data === "string" ? [data, {}] : Object.entries(data)[0];
      const event = { name, content };
      seen.push(event);
      const at = waiting.findIndex((it) => it.name === name || bad.includes(name));
      if (at >= 0) waiting.splice(at, 1)[0].resolve(event);
    };
    globalThis.engine = {
      seen,
      wait: (name) => {
        const ready = name === "ready" && seen.find((event) => event.name === name);
        return ready || new Promise((resolve) => waiting.push({ name, resolve }));
      },
      ask: (command, name) => {
        const answer = globalThis.engine.wait(name);
        worker.postMessage(command);
        return answer;
      },
    };
  });
  const { content: ready } = await page.evaluate(() => globalThis.engine.wait("ready"));
  const ask = async (command, name) => {
    const event = await page.evaluate(([command, name]) => globalThis.engine.ask(command, name), [command, name]);
    assert.equal(event.name, name, JSON.stringify(event));
    return event.content;
  };
  return { page, ready, ask };
}

test("the worker starts and finds WebUSB", async (t) => {
  const { ready, ask } = await openEngine(t);
  assert.equal(ready.webusb, true);
  const { cameras } = await ask("list-cameras", "cameras");
  assert.deepEqual(cameras, []);
});

for (const [profile, kind] of [
  ["poe", "network"],
  ["usb", "usb"],
]) {
  test(`a whole flight in the worker: ${profile}`, async (t) => {
    const { page, ask } = await openEngine(t);
    await ask({ "use-virtual-camera": { profile, speed: 1000 } }, "camera");
    const bootloader = await ask({ "plan-bootloader": { kind } }, "planned");
    assert.deepEqual(bootloader.plan.refusals, []);
    const flashed = await ask({ execute: {} }, "finished");
    assert.ok(flashed.outcome.done, JSON.stringify(flashed));

    const text = await readFile(pipeline, "utf8");
    const { content } = await page.evaluate(
      (text) => {
        const file = { name: "mjpeg.json", bytes: new TextEncoder().encode(text) };
        const source = { file: { file, app_name: "street", compressed: true } };
        return globalThis.engine.ask({ "load-application": { source } }, "application");
      },
      text,
    );
    const { summary } = content;
    t.diagnostic(`package of ${summary.size} bytes built in ${summary.build_millis.toFixed(1)} ms`);
    const { plan } = await ask({ "plan-application": { memory: "flash" } }, "planned");
    assert.deepEqual([plan.refusals, plan.total_bytes], [[], summary.size]);
    const { outcome } = await ask({ execute: {} }, "finished");
    assert.ok(outcome.done, JSON.stringify(outcome));
    await ask("boot-application", "application-started");
    const violations = await page.evaluate(() =>
      globalThis.engine.seen.flatMap(({ content }) => content.camera?.violations ?? []),
    );
    assert.deepEqual(violations, []);
  });
}

test("a package comes out as it went in", async (t) => {
  const { page, ask } = await openEngine(t);
  const text = await readFile(pipeline, "utf8");
  const same = await page.evaluate(async (text) => {
    const load = (name, bytes) => {
      const source = { file: { file: { name, bytes }, app_name: "street", compressed: true } };
      return globalThis.engine.ask({ "load-application": { source } }, "application");
    };
    const built = await load("mjpeg.json", new TextEncoder().encode(text));
    const { content } = await globalThis.engine.ask("save-package", "package-built");
    const { file } = content;
    const read = await load(file.name, file.bytes);
    return [built.content.summary.sha256 === read.content.summary.sha256, file.name, file.bytes.constructor.name];
  }, text);
  assert.deepEqual(same, [true, "street.dap", "Uint8Array"]);
});

test("a command that nobody knows stops the engine and says so", async (t) => {
  const { ask } = await openEngine(t);
  const { failure } = await ask("make-coffee", "stopped");
  assert.ok(failure.cause["engine-stopped"].detail, JSON.stringify(failure));
});
