// The engine in its worker, spoken to as the page does, for tests that look at bytes rather than at the page.
import assert from "node:assert/strict";
import { openPage } from "./browser.mjs";

/** The longest wait for one event: a whole flash at a real memory's speed takes 100 s. */
const PATIENCE = 240_000;

export class Engine {
  static async start(t, browser, url, options = {}) {
    const page = await openPage(t, browser, url, options);
    await page.waitForFunction(() => document.documentElement.dataset.boot === "ready");
    await page.evaluate(() => {
      const worker = globalThis.oakStartWorker();
      const engine = { worker, events: [], wake: () => {} };
      worker.onmessage = ({ data }) => {
        // A name, or an object with the name as its one key.
        const [event, content] = typeof data === "string" ? [data, {}] : Object.entries(data)[0];
        engine.events.push({ ...content, event });
        engine.wake();
      };
      globalThis.engine = engine;
    });
    const engine = new Engine(page);
    await engine.until("ready");
    return engine;
  }

  constructor(page) {
    this.page = page;
  }

  /** Takes events until one of this name comes; an event that tells of a failure, one of `bad`, fails. */
  async until(name, bad = ["failed", "stopped", "application-rejected", "disconnected"]) {
    const event = await this.page.evaluate(async ({ name, bad, patience }) => {
      const { engine } = globalThis;
      const seen = [];
      let late;
      const deadline = new Promise((_, reject) => {
        late = setTimeout(() => reject(new Error(`no ${name} within ${patience} ms, but: ${seen.slice(-20)}`)), patience);
      });
      for (;;) {
        const event = engine.events.shift();
        if (event) seen.push(event.event);
        if (event === undefined) {
          await Promise.race([deadline, new Promise((resolve) => (engine.wake = resolve))]);
        } else if (event.event === name || bad.includes(event.event)) {
          clearTimeout(late);
          // Files stay here; they are large.
          if (event.file ?? event.package?.Ok) engine.file = event.file ?? event.package.Ok;
          return JSON.parse(JSON.stringify(event, (key, value) => (value instanceof Uint8Array ? undefined : value)));
        }
      }
    }, { name, bad, patience: PATIENCE });
    assert.equal(event.event, name, JSON.stringify(event));
    return event;
  }

  /** Sends a command; the content of the file `path` goes into it at the dotted path `at`. */
  async send(command, { at, path } = {}) {
    if (!at) return this.page.evaluate((command) => globalThis.engine.worker.postMessage(command), command);
    await this.page.evaluate(() => {
      const input = Object.assign(document.createElement("input"), { type: "file", id: "engine-input", hidden: true });
      document.body.append(input);
    });
    await this.page.locator("#engine-input").setInputFiles(path);
    return this.page.evaluate(
      async ({ command, at }) => {
        const input = document.querySelector("#engine-input");
        const [file] = input.files;
        const target = at.split(".").reduce((object, key) => object[key], command);
        target.bytes = new Uint8Array(await file.arrayBuffer());
        input.remove();
        globalThis.engine.worker.postMessage(command);
      },
      { command, at },
    );
  }

  /** Saves the file of the last event that had one, to a path. */
  async saveFile(path) {
    const saving = this.page.waitForEvent("download");
    await this.page.evaluate(() => {
      const { file } = globalThis.engine;
      const href = URL.createObjectURL(new Blob([file.bytes]));
      Object.assign(document.createElement("a"), { href, download: file.name }).click();
    });
    await (await saving).saveAs(path);
  }

  async useVirtualCamera(profile) {
    await this.send({ "use-virtual-camera": { profile, speed: 1000 } });
    return (await this.until("camera")).info;
  }

  async saveVirtualMemory(path) {
    await this.send("save-virtual-memory");
    await this.until("virtual-memory");
    await this.saveFile(path);
  }

  /** Plans, executes, and waits for the camera to be asked again. */
  async execute(plan) {
    await this.send(plan);
    const { plan: planned } = await this.until("planned");
    assert.deepEqual(planned.refusals, []);
    await this.send({ execute: { typed_word: planned.confirmation["typed-word"]?.word } });
    const { outcome } = await this.until("finished");
    assert.ok(outcome.done, JSON.stringify(outcome));
    return (await this.until("camera")).info;
  }
}
