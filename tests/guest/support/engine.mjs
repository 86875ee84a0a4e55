// The engine in its worker on real USB, spoken to as the page does.
import { Engine } from "../../browser/support/engine.mjs";
import { fixture } from "../../browser/support/flight.mjs";
import { PATIENCE, QUIET } from "./pilot.mjs";

/** The engine in its worker, with the cameras that the policy lets the page use. */
export class PermittedEngine extends Engine {
  static async start(t, { browser, url }) {
    const { page } = await super.start(t, browser, url, QUIET);
    await page.evaluate(() => {
      // When which stage of an operation was first told.
      const { worker } = globalThis.engine;
      const pass = worker.onmessage;
      globalThis.stages = {};
      worker.onmessage = (message) => {
        const { data } = message;
        const stage = data.progress?.progress?.stage;
        if (stage) globalThis.stages[stage] ??= performance.now();
        if (data.finished) globalThis.ended = performance.now();
        pass(message);
      };
    });
    return new PermittedEngine(page);
  }

  /** The cameras that the browser lists. The end of the connection before may be told only now. */
  async list() {
    await this.send("list-cameras");
    return (await this.until("cameras", ["failed", "stopped"])).cameras;
  }

  /** Waits until what the browser lists is as `fits` says, and gives what that says. */
  async #until(what, fits) {
    const start = performance.now();
    for (;;) {
      const cameras = await this.list();
      const found = fits(cameras);
      if (found) return found;
      if (performance.now() - start > PATIENCE) throw new Error(`${what}, but listed are ${JSON.stringify(cameras)}`);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }

  /** Waits until the browser lists a camera like that. */
  async listed(fits) {
    const found = await this.#until("one of a kind was awaited", (cameras) => cameras.find(fits));
    return found.id;
  }

  /** Waits until the browser lists no camera: one that left stays listed for a moment. */
  async alone() {
    await this.#until("none was awaited", (cameras) => cameras.length === 0);
  }

  /** Connects to a camera like that. What was just listed may be gone when it is opened. */
  async connectTo(fits, tries = 3) {
    await this.send({ connect: { id: await this.listed(fits) } });
    try {
      return await this.until("camera");
    } catch (error) {
      if (tries === 1 || !error.message.includes('"camera-gone"')) throw error;
      return this.connectTo(fits, tries - 1);
    }
  }

  /** Connects to the camera of this identity. */
  async connect(mxId) {
    return this.connectTo((camera) => camera.mx_id === mxId);
  }

  /** Lets the camera go. */
  async disconnect() {
    await this.send("disconnect");
    await this.until("disconnected");
  }

  /** Starts to take times. */
  forgetTimes() {
    return this.page.evaluate(() => {
      globalThis.stages = {};
      globalThis.started = performance.now();
    });
  }

  /** Milliseconds at which an operation started, reached its stages, and ended. */
  times() {
    return this.page.evaluate(() => ({ started: globalThis.started, stages: globalThis.stages, ended: globalThis.ended }));
  }

  /** Makes a package, of a file or a recipe. */
  async loadApplication({ file: name, recipe: id, compressed }, app_name) {
    if (id) {
      const recipe = { id, parameters: "{}", script: null, blob: null, app_name, compressed };
      await this.send({ "load-application": { source: { recipe } } });
    } else {
      const source = { file: { file: { name: "p.json" }, app_name, compressed } };
      const content = { at: "load-application.source.file.file", path: fixture(name) };
      await this.send({ "load-application": { source } }, content);
    }
    return this.until("application");
  }
}
