// What a person does on the page, named as they would say it. Finds everything by role and name, or by the states the
// page tells in `data-` attributes.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** A pipeline of a real demo, as the official library writes it. */
export const fixture = (name) => `${root}tests/fixtures/pipelines/${name}.json`;

export class Flasher {
  constructor(page) {
    this.page = page;
  }

  step(name) {
    return this.page.locator(`[data-step="${name}"]`);
  }

  /** Waits until a step is in a state; a state that `unless` names is a failure with the page's own words. */
  async reaches(step, state, { unless = [], timeout = 60_000 } = {}) {
    const states = [state, ...unless].map((name) => `[data-step="${step}"][data-state="${name}"]`).join(", ");
    await this.page.locator(states).waitFor({ timeout });
    const found = await this.step(step).getAttribute("data-state");
    if (found !== state) assert.fail(`step ${step} is ${found}: ${await this.step(step).innerText()}`);
  }

  button(name, within = this.page) {
    return within.getByRole("button", { name, exact: true });
  }

  async connected() {
    await this.reaches("camera", "connected", { unless: ["failed"] });
  }

  /** The running operation. */
  get operation() {
    return this.page.locator("#operation");
  }

  phase(name) {
    return this.page.locator(`#operation[data-phase="${name}"]`);
  }

  async open(step) {
    const head = this.page.locator(`#step-${step}`);
    if ((await head.getAttribute("aria-expanded")) !== "true") await head.click();
  }

  /** Opens step 2 where the application is chosen, from a recipe or from a file. */
  async choose(source) {
    await this.open("application");
    const segment = this.page.locator(".segment", { hasText: source });
    const change = this.button("Change", this.step("application"));
    await segment.or(change).waitFor();
    if (await change.isVisible()) await change.click();
    await segment.click();
  }

  /** Chooses a file in step 2, which reads it. */
  async chooseFile(path) {
    await this.choose("File");
    await this.page.locator("#pick-file").setInputFiles(path);
  }

  /** Builds an application from a recipe, with its settings as they are. */
  async buildRecipe(title) {
    await this.choose("Recipe");
    const chosen = this.step("application").locator(".recipe-chosen");
    await chosen.waitFor();
    if ((await chosen.getByRole("heading").innerText()) !== title) await this.useRecipe(title);
    const state = await this.step("application").getAttribute("data-state");
    if (state === "open") await this.button("Build application").click();
    await this.reaches("application", "ready", { unless: ["rejected"] });
  }

  /** Takes a recipe from the gallery. */
  async useRecipe(title) {
    await this.page.getByRole("link", { name: "Recipes", exact: true }).click();
    const card = this.page.locator(".recipe-card").filter({ has: this.page.getByRole("heading", { name: title, exact: true }) });
    await this.button("Use it", card).click();
    await this.page.locator('[data-step="application"][data-open="true"]').waitFor();
  }

  /** From a connected camera and a ready application to the plan of step 3. */
  async toPlan() {
    await this.button("Continue", this.page.locator("#application-result")).click();
    await this.phase("planned").waitFor();
  }

  /** Agrees to the plan; types the word where one is wanted. */
  async confirm(label) {
    const danger = this.operation.locator("form.danger");
    if (await danger.count()) {
      const [, word] = /“(.+?)”/.exec(await danger.innerText());
      await danger.getByRole("textbox").fill(word);
    }
    await this.button(label, this.operation).click();
  }

  async done(timeout = 120_000) {
    await this.page.locator('#operation:is([data-phase="done"], [data-phase="failed"])').waitFor({ timeout });
    const phase = await this.operation.getAttribute("data-phase");
    if (phase !== "done") assert.fail(`the operation ${phase}: ${await this.operation.innerText()}`);
    const verified = this.page.locator("[data-verified]");
    for (const line of await verified.all()) assert.equal(await line.getAttribute("data-verified"), "true");
    assert.ok((await verified.count()) > 0, "the receipt lists what was read back");
  }

  async failed(verdict) {
    await this.page.locator("[data-verdict]").waitFor({ timeout: 120_000 });
    assert.equal(await this.page.locator("[data-verdict]").getAttribute("data-verdict"), verdict);
  }

  async flashBootloader({ kind } = {}) {
    if (kind) await this.page.locator("label.choice", { hasText: kind }).click();
    await this.button("Flash bootloader").click();
    await this.phase("planned").waitFor();
    await this.confirm("Flash bootloader");
    await this.done();
    await this.button("Back to the camera").click();
  }

  async startApplication() {
    await this.button("Start the application now").click();
    await this.reaches("flash", "started");
    await this.page.getByText("The application is running").first().waitFor();
  }

  /** Has the virtual camera misbehave. */
  async cause(fault) {
    await this.button("Cause a fault").click();
    await this.page.locator("#faults").getByRole("button", { name: fault, exact: true }).click();
  }

  /** The virtual camera counts what a real one might forgive. */
  async assertNoViolations() {
    const band = this.page.locator("[data-violations]");
    const told = await band.locator("[title]").evaluateAll((all) => all.map((element) => element.title));
    assert.deepEqual(told, [], "breaches of the protocol");
    assert.equal(await band.getAttribute("data-violations"), "0");
  }
}

/** A file in memory for a file input. */
export const file = (name, bytes) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });

/** The bytes of a stored fixture. */
export const read = (path) => readFile(path);
