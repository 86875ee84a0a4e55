// The whole camera view by keyboard alone: every part, a configuration from edit to read back, a backup, raw memory.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible } from "./support/browser.mjs";
import { CameraView } from "./support/camera.mjs";
import { useStage } from "./support/stage.mjs";

/** The camera view for somebody who has no mouse. */
class Keys {
  constructor(view) {
    this.view = view;
    this.keyboard = view.page.keyboard;
  }

  /** What has the focus, as it is called. */
  focused() {
    return this.view.page.evaluate(() => {
      const element = document.activeElement;
      const label = element.labels?.[0]?.innerText ?? element.innerText ?? "";
      return (element.getAttribute("aria-label") ?? label).trim();
    });
  }

  /** Presses Tab until the control of this name has the focus, and sees that the focus is visible. */
  async to(name) {
    const seen = [];
    for (let presses = 0; presses < 140; presses += 1) {
      await this.keyboard.press("Tab");
      const focused = await this.focused();
      seen.push(focused.slice(0, 20));
      if (focused !== name && !focused.startsWith(`${name}\n`)) continue;
      const visible = await this.view.page.evaluate(() => {
        const outlined = (element) => element && getComputedStyle(element).outlineStyle !== "none";
        const { activeElement } = document;
        return outlined(activeElement) || [...(activeElement.labels ?? [])].some(outlined);
      });
      assert.ok(visible, `focus on ${name} is visible`);
      return;
    }
    assert.fail(`Tab never reaches ${name}: ${seen.join(" | ")}`);
  }

  async press(name, key = "Enter") {
    await this.to(name);
    await this.keyboard.press(key);
  }

  /** Types into a field in place of what is there. */
  async type(name, text) {
    await this.to(name);
    await this.keyboard.press("Control+a");
    await this.keyboard.type(text);
  }

  async part(name) {
    await this.press(name);
    await this.view.page.locator(`.cam[data-tab="${name}"]`).waitFor();
    await assertAccessible(this.view.page, `in ${name}`);
  }
}

describe("camera view by keyboard", () => {
  const stage = useStage();

  test("every part, a configuration, a backup and raw memory", async (t) => {
    const view = await CameraView.open(t, stage.browser, stage.server.url, "poe-app", "");
    const { page } = view;
    const keys = new Keys(view);

    // The map: a part tells what it is, and leads to its bytes.
    // Its name is that of many rows, so the focus is put there; Enter is what is tried.
    const row = page.locator(".map-row", { hasText: "Application: pipeline" });
    await row.focus();
    await keys.keyboard.press("Enter");
    await view.assertText(/its nodes, their settings and their links/);

    // A configuration: edited, planned, written, read back.
    await keys.part("Configuration");
    await keys.type("Wait for a USB connection, ms", "4321");
    await keys.press("Write configuration");
    await view.planned();
    await keys.press("Write configuration");
    await view.done();
    assert.ok(
      await page.evaluate(() => document.querySelector("#operation").contains(document.activeElement)),
      "the focus is at the receipt",
    );
    await keys.press("Back to the camera");
    assert.equal(await page.getByLabel("Wait for a USB connection, ms").inputValue(), "4321");

    await keys.part("Bootloaders");
    await keys.part("Application");
    await keys.press("Back up as .dap");
    await page.locator("[data-backup]").waitFor();
    await page.locator('[data-inspected="true"] [data-pipeline]').waitFor();

    // Raw memory: read, unlocked, not written.
    await keys.part("Memory");
    await keys.type("Offset", "0x800000");
    await keys.type("Size", "512");
    await keys.press("Read memory");
    await page.getByRole("region", { name: "Bytes in hexadecimal" }).waitFor();
    await keys.type("Type “raw memory” to unlock", "raw memory");
    await page.locator("#write-offset").waitFor();
    await keys.to("Choose a file");

    await keys.part("Backups");
    await keys.press("Back up now");
    await page.locator(".backup").nth(1).waitFor();
    await keys.press("Compare", "Space");
    await keys.press("Compare", "Space");
    await page.locator("[data-difference]").waitFor();

    await keys.part("Recovery");
    await keys.press("Look through the flash");
    await view.assertText(/Nothing is wrong in this camera's flash/);
    await keys.part("Recorder");
    const saving = page.waitForEvent("download");
    await keys.press("Save recording");
    await saving;
    await view.assertNoViolations();
  });
});
