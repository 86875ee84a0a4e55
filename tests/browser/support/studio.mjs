// What a person does in the studio: nodes by their title, ports by their name.
import assert from "node:assert/strict";
import { assertAccessible, assertNoSidewaysScroll, openPage, screenshot } from "./browser.mjs";

export class Studio {
  /** Opens the studio with an empty pipeline. */
  static async empty(t, browser, url, options = {}) {
    const studio = await Studio.open(t, browser, url, options);
    await studio.page.getByRole("button", { name: "Start empty" }).click();
    await studio.canvas.waitFor();
    return studio;
  }

  /** Opens the studio with a pipeline from a file. */
  static async file(t, browser, url, path, options = {}) {
    const studio = await Studio.open(t, browser, url, options);
    await studio.page.locator("#studio-file").setInputFiles(path);
    await studio.canvas.waitFor();
    return studio;
  }

  static async open(t, browser, url, options = {}) {
    const page = await openPage(t, browser, `${url}#/studio`, options);
    await page.getByRole("heading", { name: "Build a pipeline" }).waitFor({ timeout: 60_000 });
    return new Studio(page);
  }

  constructor(page) {
    this.page = page;
    this.canvas = page.locator("#canvas");
  }

  get nodes() {
    return this.page.locator("[data-node]");
  }

  get wires() {
    return this.page.locator("[data-wire]");
  }

  node(title) {
    return this.page.locator("[data-node]").filter({ has: this.page.locator(".node-title", { hasText: new RegExp(`^${title}$`) }) });
  }

  /** The place a pointer takes a node at. */
  async grip(node) {
    const box = await node.locator(".node-head").boundingBox();
    return { x: box.x + box.width * 0.75, y: box.y + box.height / 2 };
  }

  /** The middle of a port. */
  async port(node, direction, name) {
    const shape = node.locator(`[data-direction="${direction}"][data-port="${name}"] .port-shape`);
    const box = await shape.boundingBox();
    assert.ok(box, `no ${direction}put ${name}`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  async add(title) {
    const before = await this.nodes.count();
    await this.page.getByRole("button", { name: `Add ${title}`, exact: true }).click();
    await this.count(this.nodes, before + 1);
  }

  /** Waits until a locator finds so many. */
  async count(locator, n) {
    const deadline = performance.now() + 20_000;
    for (;;) {
      const found = await locator.count();
      if (found === n) return;
      assert.ok(performance.now() < deadline, `${found} instead of ${n}: ${locator}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Drags from one place to another, in steps as a hand does. */
  async drag(from, to, { modifier, drop = true } = {}) {
    const { keyboard, mouse } = this.page;
    if (modifier) await keyboard.down(modifier);
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await mouse.move(to.x, to.y, { steps: 4 });
    if (drop) await mouse.up();
    if (modifier) await keyboard.up(modifier);
  }

  async link(from, output, to, input) {
    const before = await this.wires.count();
    await this.drag(await this.port(from, "out", output), await this.port(to, "in", input));
    await this.count(this.wires, before + 1);
  }

  /** Puts a node elsewhere, by its corner's distance from the canvas' corner. */
  async place(node, x, y) {
    const canvas = await this.canvas.boundingBox();
    const [grip, box] = [await this.grip(node), await node.locator(".node-body").boundingBox()];
    await this.drag(grip, { x: canvas.x + x + grip.x - box.x, y: canvas.y + y + grip.y - box.y });
  }

  /** A place on the canvas. */
  async at(x, y) {
    const box = await this.canvas.boundingBox();
    return { x: box.x + x, y: box.y + y };
  }

  async deselect() {
    await this.page.keyboard.press("Escape");
    const at = await this.at(30, 60);
    await this.page.mouse.click(at.x, at.y);
  }

  selected() {
    return this.page.locator('[data-node][data-selected="true"]').count();
  }

  key(keys) {
    return this.page.keyboard.press(keys);
  }

  /** Looks at the studio as it is now: pictures in light and dark, axe, no sideways scroll. */
  async look(name) {
    const { page } = this;
    const { width } = page.viewportSize();
    if (await this.canvas.count()) await page.locator('.studio[data-analysed="true"]').waitFor();
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      // A colour on its way to another one has the contrast of neither.
      await page.evaluate(() => {
        const turning = document.getAnimations().filter((it) => it instanceof CSSTransition);
        return Promise.all(turning.map((it) => it.finished.catch(() => {})));
      });
      const where = `in "${name}" at ${width} px, ${scheme}`;
      await screenshot(page, `studio ${name} ${width} ${scheme}`, { fullPage: false });
      await assertNoSidewaysScroll(page, where);
      await assertAccessible(page, where);
    }
    await page.emulateMedia({ colorScheme: "light" });
  }
}
