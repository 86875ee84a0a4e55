// Every state of the page as a person sees it: pictures at several widths, light and dark, axe on each, no sideways scroll.
// The pictures land in target/screenshots. With OAK_PICTURES=1 those that the README shows are made anew in docs/pictures.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible, assertNoSidewaysScroll, openPage, screenshot } from "./support/browser.mjs";
import { Flasher, file, fixture } from "./support/flight.mjs";
import { useStage } from "./support/stage.mjs";

const WIDTHS = [360, 768, 1280, 1920];

describe("states", () => {
  const stage = useStage();

  const open = async (t, query = "") => {
    const page = await openPage(t, stage.browser, stage.server.url + query);
    await page.locator('[data-step="camera"]').waitFor();
    return new Flasher(page);
  };

  /** Looks at the page as it is now, in all its sizes and colours. */
  const look = async ({ page }, name) => {
    const where = (width, scheme) => `in "${name}" at ${width} px, ${scheme}`;
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await assertNoSidewaysScroll(page, where(width, "light"));
      await screenshot(page, `${name} ${width} light`);
      if (width === 1280) await assertAccessible(page, where(width, "light"));
      if (width === 360 || width === 1280) {
        await page.emulateMedia({ colorScheme: "dark" });
        await screenshot(page, `${name} ${width} dark`);
        if (width === 360) await assertAccessible(page, where(width, "dark"));
        await page.emulateMedia({ colorScheme: "light" });
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  };

  /** Makes one of the README's pictures, at a width that fits its place there: the whole page, or what a window shows. */
  const picture = async ({ page }, name, width, { height = 600, ...options } = {}) => {
    if (!process.env.OAK_PICTURES) return;
    await page.setViewportSize({ width, height });
    const path = fileURLToPath(new URL(`../../docs/pictures/${name}.png`, import.meta.url));
    await screenshot(page, name, { path, ...options });
    await page.setViewportSize({ width: 1280, height: 900 });
  };

  test("nothing connected, help, shortcuts", async (t) => {
    const flasher = await open(t);
    await look(flasher, "empty");
    await flasher.page.getByRole("link", { name: "Help" }).click();
    await look(flasher, "help");
    await flasher.page.goBack();
    await flasher.button("Keyboard shortcuts").click();
    await flasher.page.locator("dialog[open]").waitFor();
    await assertAccessible(flasher.page, "in the list of shortcuts");
    await flasher.page.keyboard.press("Escape");
    await flasher.page.locator("dialog[open]").waitFor({ state: "detached" });
  });

  test("an unknown virtual camera is said to be unknown", async (t) => {
    const flasher = await open(t, "?virtual=nonsense");
    await flasher.reaches("camera", "failed");
    assert.match(await flasher.step("camera").innerText(), /nonsense/);
    await look(flasher, "unknown profile");
  });

  test("an unbooted camera", async (t) => {
    const flasher = await open(t, "?virtual=poe-unbooted&speed=1000");
    await flasher.connected();
    await look(flasher, "unbooted");
  });

  test("from a connected camera to the running application", async (t) => {
    const flasher = await open(t, "?virtual=poe&speed=2");
    await flasher.connected();
    await look(flasher, "camera");
    await picture(flasher, "camera", 1280);
    await flasher.open("application");
    await flasher.page.locator(".recipe-chosen").waitFor();
    await look(flasher, "recipe");
    await flasher.buildRecipe("Web page with live video");
    await look(flasher, "application");
    await flasher.toPlan();
    await look(flasher, "plan");
    await picture(flasher, "plan", 800);
    await flasher.confirm("Flash application");
    await flasher.page.locator('.stages [data-state="now"]', { hasText: "Write" }).waitFor();
    await flasher.page.waitForFunction(() => document.querySelector("progress.progress").value > 0.3);
    await look(flasher, "flashing");
    await picture(flasher, "flashing", 800);
    await flasher.done(300_000);
    await look(flasher, "receipt");
    await picture(flasher, "receipt", 800);
    await flasher.startApplication();
    await look(flasher, "running");
  });

  test("refused and rejected", async (t) => {
    const flasher = await open(t, "?virtual=poe-16mib&speed=1000");
    await flasher.connected();
    await flasher.chooseFile(file("other.json", '{"hello": "world"}'));
    await flasher.reaches("application", "rejected");
    await look(flasher, "rejected");
    await flasher.chooseFile(fixture("pyth__ColorCamera__rgb_preview"));
    await flasher.reaches("application", "ready");
    await look(flasher, "needs a host");
    await flasher.buildRecipe("Web page with live video");
    await flasher.button("Continue", flasher.page.locator("#application-result")).click();
    await flasher.phase("refused").waitFor();
    await look(flasher, "refused");
  });

  for (const [fault, verdict] of [
    ["Pull the cable after 1 MiB more", "nothing-written"],
    ["Cut the power after 256 KiB more are written", "safe-try-again"],
    ["Fail the next write after 64 KiB", "safe-try-again"],
    ["Refuse the next request", "nothing-written"],
    ["Store one bit of the next write wrongly", "safe-try-again"],
  ]) {
    test(`verdict: ${fault}`, async (t) => {
      const flasher = await open(t, "?virtual=poe&speed=100");
      await flasher.connected();
      await flasher.buildRecipe("Web page with live video");
      await flasher.toPlan();
      await flasher.cause(fault);
      await flasher.confirm("Flash application");
      await flasher.failed(verdict);
      await look(flasher, `verdict ${fault}`);
      await flasher.assertNoViolations();
    });
  }

  test("a recipe in the studio", async (t) => {
    const page = await openPage(t, stage.browser, `${stage.server.url}#/recipes/synced-cameras`);
    await page.getByRole("button", { name: "Open in studio" }).click();
    await page.locator('.studio[data-analysed="true"]').waitFor({ timeout: 60_000 });
    const script = page.locator("#node-7");
    await script.focus();
    await page.keyboard.press("Space");
    await page.locator('.code-problems[data-state="good"]').waitFor();
    // The list of problems is empty and may be folded.
    await page.locator("#problems-title").click();
    await page.locator("#canvas").focus();
    await page.keyboard.press("f");
    await assertNoSidewaysScroll(page, "in the studio");
    await assertAccessible(page, "in the studio");
    await page.evaluate(() => document.activeElement.blur());
    await picture({ page }, "studio", 1280, { height: 800, fullPage: false });
  });

  test("the whole flight by keyboard alone", async (t) => {
    const flasher = await open(t, "?virtual=poe&speed=1000");
    const { page } = flasher;
    await flasher.connected();
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement;
        return (element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText ?? "").trim();
      });
    /** Presses Tab until the control of this name has the focus, and sees that the focus is visible. */
    const tabTo = async (name) => {
      for (let presses = 0; presses < 80; presses += 1) {
        await page.keyboard.press("Tab");
        if ((await focused()).startsWith(name)) {
          const outlined = await page.evaluate(() => {
            const visible = (element) => element && getComputedStyle(element).outlineStyle !== "none";
            const { activeElement } = document;
            return visible(activeElement) || [...(activeElement.labels ?? [])].some(visible);
          });
          assert.ok(outlined, `focus on ${name} is visible`);
          return;
        }
      }
      assert.fail(`Tab never reaches ${name}`);
    };
    await tabTo("Continue");
    await page.keyboard.press("Enter");
    await page.locator(".recipe-chosen").waitFor();
    await tabTo("Build application");
    await page.keyboard.press("Enter");
    await flasher.reaches("application", "ready", { unless: ["rejected"] });
    await tabTo("Continue");
    await page.keyboard.press("Enter");
    await flasher.phase("planned").waitFor();
    await tabTo("Flash application");
    await page.keyboard.press("Space");
    await flasher.done();
    await tabTo("Start the application now");
    await page.keyboard.press("Enter");
    await flasher.reaches("flash", "started");
    await flasher.assertNoViolations();
  });

  test("what was chosen survives a reload", async (t) => {
    const flasher = await open(t, "?virtual=poe&speed=1000");
    await flasher.connected();
    await flasher.open("application");
    await flasher.useRecipe("Detections over SPI");
    await flasher.page.reload();
    await flasher.connected();
    await flasher.open("application");
    const chosen = flasher.page.locator(".recipe-chosen");
    await chosen.waitFor();
    assert.equal(await chosen.getAttribute("data-recipe"), "spi-reporter");
  });

  test("at 200 % zoom", async (t) => {
    const page = await openPage(t, stage.browser, `${stage.server.url}?virtual=poe`, {
      viewport: { width: 640, height: 450 },
      deviceScaleFactor: 2,
    });
    await new Flasher(page).connected();
    await assertNoSidewaysScroll(page, "at 200 % zoom");
    await screenshot(page, "zoomed");
  });
});
