// What a person does in the camera view.
import { assertAccessible, assertNoSidewaysScroll, openPage, screenshot } from "./browser.mjs";
import { Flasher } from "./flight.mjs";

export class CameraView extends Flasher {
  /** Opens a part of the view with a virtual camera, quick enough for tests. */
  static async open(t, browser, url, profile, part = "", options = {}) {
    const page = await openPage(t, browser, `${url}?virtual=${profile}&speed=200#/camera/${part}`, options);
    const view = new CameraView(page);
    await view.ready();
    return view;
  }

  /** Waits until the camera is connected. */
  async ready() {
    await this.page.locator('.pill[data-dot="on"]').waitFor({ timeout: 60_000 });
  }

  get body() {
    return this.page.locator(".cam-body");
  }

  async to(part) {
    await this.page.locator(".cam-tabs").getByRole("link", { name: part, exact: true }).click();
  }

  count(selector) {
    return this.page.locator(selector).count();
  }

  async fill(label, text) {
    await this.page.getByLabel(label, { exact: true }).fill(text);
  }

  /** The hint or error of a field. */
  hint(id) {
    return this.page.locator(`[id='${id}-hint']`).innerText();
  }

  planned() {
    return this.phase("planned").waitFor();
  }

  async refused() {
    await this.phase("refused").waitFor();
    return this.operation.innerText();
  }

  /** Looks at the page as it is now: pictures wide, narrow and dark, axe, no sideways scroll. */
  async look(name) {
    const { page } = this;
    for (const [width, scheme] of [[1280, "light"], [360, "light"], [360, "dark"], [1280, "dark"]]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      const where = `in "${name}" at ${width} px, ${scheme}`;
      await assertNoSidewaysScroll(page, where);
      await screenshot(page, `camera ${name} ${width} ${scheme}`);
      if ((width === 1280) === (scheme === "light")) await assertAccessible(page, where);
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  /** Saves what a button offers, the first of several: name and place. */
  async save(name) {
    const saving = this.page.waitForEvent("download");
    await this.button(name).first().click();
    const download = await saving;
    return { name: download.suggestedFilename(), path: await download.path() };
  }

  /** Waits until the shown part says something. */
  async assertText(pattern) {
    await this.body.filter({ hasText: pattern }).waitFor({ timeout: 15_000 });
  }
}
