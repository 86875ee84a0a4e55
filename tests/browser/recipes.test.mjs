// The gallery of recipes: search, topics, the page of each, the way from a recipe to a flashed camera.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, openPage, screenshot } from "./support/browser.mjs";
import { Flasher } from "./support/flight.mjs";
import { useStage } from "./support/stage.mjs";

describe("recipes", () => {
  const stage = useStage();

  const open = async (t, address, options) => {
    const page = await openPage(t, stage.browser, stage.server.url + address, options);
    await page.locator(".recipe-card, .recipe-page").first().waitFor();
    return page;
  };

  /** Looks at the page as it is now: pictures, axe, no sideways scroll. */
  const look = async (page, name) => {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await assertNoSidewaysScroll(page, `in ${name} at ${width} px`);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await screenshot(page, `${name} ${width} ${colorScheme}`);
        await assertAccessible(page, `in ${name} at ${width} px, ${colorScheme}`);
      }
    }
  };

  test("search and topics narrow the gallery", async (t) => {
    const page = await open(t, "#/recipes");
    const titles = () => page.locator(".recipe-card h2").allInnerTexts();
    assert.ok((await titles()).length >= 10);
    await look(page, "recipes");
    await page.getByLabel("Search recipes").fill("mqtt");
    await page.getByRole("status").filter({ hasText: "1 recipe" }).waitFor();
    assert.deepEqual(await titles(), ["People counter over MQTT"]);
    await page.getByLabel("Search recipes").fill("");
    await page.locator(".segment", { hasText: "Pins and buses" }).click();
    await page.getByRole("status").filter({ hasText: "3 recipes" }).waitFor();
    await page.getByLabel("Search recipes").fill("unicorn");
    await page.getByRole("status").filter({ hasText: "No recipe has all these words" }).waitFor();
  });

  test("a recipe's page has its settings in the receiving program", async (t) => {
    const page = await open(t, "#/recipes/people-counter");
    await page.getByRole("img", { name: /Pipeline of ColorCamera/ }).waitFor();
    const program = page.getByLabel("Receive it on a computer");
    assert.match(await program.innerText(), /^PORT = 1883$/m);
    await page.getByLabel("Port").fill("1884");
    await page.waitForFunction(() => /^PORT = 1884$/m.test(document.querySelector("pre.code").innerText));
    assert.equal(await page.getByLabel("YOLO: anchors").count(), 0);
    await page.getByRole("combobox", { name: /^Network/ }).selectOption("yolo");
    await page.getByLabel("YOLO: anchors").first().waitFor();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save program" }).click();
    const saved = await saving;
    assert.equal(saved.suggestedFilename(), "receive-people-counter.py");
    assert.match(await readFile(await saved.path(), "utf8"), /^PORT = 1884$/m);
    await look(page, "recipe page");
    await page.getByRole("link", { name: "All recipes" }).click();
    await page.locator(".recipe-card").first().waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "People counter over MQTT" }).waitFor();
  });

  test("an unknown recipe is said to be unknown", async (t) => {
    const page = await open(t, "#/recipes/nonsense");
    await page.getByText("There is no such recipe").waitFor();
  });

  test("one that needs an address asks for it before it is built", async (t) => {
    const page = await open(t, "#/recipes");
    const flasher = new Flasher(page);
    await flasher.useRecipe("Temperature and load of the camera");
    await page.getByLabel("Computer's address").fill("broker.local");
    await page.getByText("Enter an IPv4 address like").waitFor();
    await page.getByLabel("Computer's address").fill("192.168.1.44");
    await flasher.button("Build application").click();
    await flasher.reaches("application", "ready", { unless: ["rejected"] });
  });

  test("every recipe without a network is built on the page and fits", async (t) => {
    const page = await open(t, "?virtual=poe&speed=1000#/recipes");
    const flasher = new Flasher(page);
    const cards = page.locator(".recipe-card").filter({ hasNotText: ".blob" });
    const titles = await cards.locator("h2").allInnerTexts();
    assert.ok(titles.length >= 8, titles.join());
    for (const title of titles) {
      await flasher.useRecipe(title);
      if ((await flasher.step("application").getAttribute("data-state")) === "open") await flasher.button("Build application").click();
      await flasher.reaches("application", "ready", { unless: ["rejected"] });
      assert.equal(await page.locator("#application-result .notice").count(), 0, `${title} has findings`);
      assert.equal(await page.locator(".meter").getAttribute("data-fits"), "true", title);
    }
  });

  test("a first visit flashes a recipe with six clicks", async (t) => {
    const page = await openPage(t, stage.browser, stage.server.url);
    let clicks = 0;
    const click = async (target) => {
      await target.click();
      clicks += 1;
    };
    const flasher = new Flasher(page);
    await click(flasher.button("Use a virtual camera"));
    await click(page.locator(".menu-list:popover-open .menu-item", { hasText: "PoE camera with 32 MiB of flash, bootloader" }));
    await flasher.connected();
    await click(page.getByRole("link", { name: "Recipes", exact: true }));
    const card = page.locator('.recipe-card[data-recipe="mjpeg-server"]');
    await click(flasher.button("Use it", card));
    await flasher.reaches("application", "ready", { unless: ["rejected"] });
    await click(flasher.button("Continue", page.locator("#application-result")));
    await flasher.phase("planned").waitFor();
    await click(flasher.button("Flash application", flasher.operation));
    await flasher.done(300_000);
    assert.ok(clicks <= 6, `${clicks} clicks`);
    await flasher.assertNoViolations();
  });
});
