// What a person does on the page with real cameras.
import { openPage } from "../../browser/support/browser.mjs";
import { Flasher } from "../../browser/support/flight.mjs";

/** The guest has one processor. */
export const PATIENCE = 180_000;

export class Pilot extends Flasher {
  static async open(t, { browser, url }, options = {}) {
    const page = await openPage(t, browser, url, options);
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

  /** From a connected camera to a flashed application. */
  async flashFile(path) {
    await this.chooseFile(path);
    await this.reaches("application", "ready", { unless: ["rejected"], timeout: PATIENCE });
    await this.toPlan();
    await this.confirm("Flash application");
    await this.done(PATIENCE);
  }
}
