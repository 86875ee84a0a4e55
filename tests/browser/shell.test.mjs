// The shell in index.html is what the page draws at first: nothing jumps when the program takes over.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openPage } from "./support/browser.mjs";
import { useStage } from "./support/stage.mjs";

/** Words and places of everything that is seen. */
const seen = () =>
  [...document.querySelectorAll("#app :is(h1, h2, h3, p, a, button, li, .step, .pill, svg)")]
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && box.height > 1)
    .map(({ element, box }) => {
      const words = element.textContent.replaceAll(/\s+/g, " ").trim();
      const place = [box.x, box.y, box.width, box.height].map(Math.round).join(" ");
      return `${element.localName} ${place} ${element.matches(".step, .menu *") ? "" : words}`;
    });

describe("shell", () => {
  const stage = useStage();

  for (const width of [360, 1280]) {
    test(`the program takes over without a jump at ${width} px`, async (t) => {
      const options = { viewport: { width, height: 900 } };
      const still = await openPage(t, stage.browser, stage.server.url, { ...options, javaScriptEnabled: false });
      const running = await openPage(t, stage.browser, stage.server.url, options);
      await running.locator('html[data-boot="ready"]').waitFor();
      // Scripts are off in the first page for its own script elements only; the driver may still look.
      const shell = await still.evaluate(seen);
      const drawn = await running.evaluate(seen);
      assert.ok(shell.length > 10, "the shell shows the three steps");
      assert.deepEqual(shell, drawn);
    });
  }
});
