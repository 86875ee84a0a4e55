// What a person does on the page with real cameras.
import { openPage } from "../../browser/support/browser.mjs";
import { Flasher } from "../../browser/support/flight.mjs";

/** The guest has one processor. */
export const PATIENCE = 90_000;

/** What would only cost time: moving pictures, and keeping the page for use without a network. */
export const QUIET = {
  reducedMotion: "reduce",
  serviceWorkers: "block",
  expected: [/service worker registration blocked/i],
};

export class Pilot extends Flasher {
  static async open(t, { browser, url }) {
    const page = await openPage(t, browser, url, QUIET);
    page.setDefaultTimeout(PATIENCE);
    return new Pilot(page);
  }

  /** The row of a camera among those that the browser lets the page use. */
  row(text) {
    return this.page.locator("li.row", { hasText: text });
  }

  /** Connects to the camera whose row has this text. */
  async connect(text) {
    await this.button("Connect", this.row(text)).click();
    await this.reaches("camera", "connected", { unless: ["failed"], timeout: PATIENCE });
  }

  /** After a camera left: waits until the browser lists it again, and connects to it. */
  async connectAgain(text) {
    await this.open("camera");
    await this.connect(text);
  }

  /** Makes an application of a file. */
  async ready(path) {
    await this.chooseFile(path);
    await this.reaches("application", "ready", { unless: ["rejected"], timeout: PATIENCE });
  }

  /** From a connected camera to the plan for an application. */
  async toPlanOf(path) {
    await this.ready(path);
    await this.toPlan();
  }

  /** Waits until the running operation is in a phase. */
  inStage(name) {
    return this.page.locator('.stages [data-state="now"]', { hasText: name }).waitFor({ timeout: PATIENCE });
  }

  /** From a connected camera to a flashed application. */
  async flashFile(path) {
    await this.toPlanOf(path);
    await this.confirm("Flash application");
    await this.done(PATIENCE);
  }
}
