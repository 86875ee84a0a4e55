// The studio with fingers on a phone.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { useStage } from "./support/stage.mjs";
import { Studio } from "./support/studio.mjs";

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

describe("studio on a phone", () => {
  const stage = useStage();

  /** An empty pipeline, and a hand with fingers. */
  const start = async (t) => {
    const studio = await Studio.empty(t, stage.browser, stage.server.url, phone);
    const session = await studio.page.context().newCDPSession(studio.page);
    const touch = (type, points) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(({ x, y }, id) => ({ x, y, id })) });
    const swipe = async (from, to) => {
      await touch("touchStart", [from]);
      for (let step = 1; step <= 6; step += 1) {
        const part = step / 6;
        await touch("touchMove", [{ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }]);
      }
      await touch("touchEnd", []);
    };
    return { studio, touch, swipe };
  };

  const addByPalette = async (studio, title) => {
    await studio.page.getByRole("button", { name: "Nodes", exact: true }).click();
    const n = await studio.nodes.count();
    await studio.page.getByRole("button", { name: `Add ${title}`, exact: true }).click();
    await studio.count(studio.nodes, n + 1);
  };

  const shift = (studio) => studio.page.locator(".canvas-world").getAttribute("transform");

  test("nodes come from the sheet, the canvas moves under a finger", async (t) => {
    const { studio, swipe } = await start(t);
    const { page } = studio;
    await studio.look("phone empty");
    await page.getByRole("button", { name: "Nodes", exact: true }).click();
    await studio.look("phone palette");
    await page.getByRole("button", { name: "Nodes", exact: true }).click();
    await addByPalette(studio, "Script");
    await page.locator(".studio-palette").waitFor({ state: "hidden" });
    const before = await shift(studio);
    const place = await studio.node("Script").locator(".node-body").boundingBox();
    await swipe(await studio.at(30, 120), await studio.at(90, 220));
    await page.waitForFunction((old) => document.querySelector(".canvas-world").getAttribute("transform") !== old, before);
    const after = await studio.node("Script").locator(".node-body").boundingBox();
    assert.ok(after.y - place.y > 50, "one finger moves the canvas");
    await studio.look("phone node");
  });

  test("the bar is two lines, and a menu has the rest", async (t) => {
    const { studio } = await start(t);
    const { page } = studio;
    const bar = await page.locator(".studio-bar").boundingBox();
    assert.ok(bar.height < 110, `${bar.height} px`);
    await page.getByRole("button", { name: "More actions" }).tap();
    await studio.look("phone menu");
    await page.getByRole("button", { name: "Add note" }).tap();
    await page.getByRole("textbox", { name: "Note" }).waitFor();
    await addByPalette(studio, "Script");
    await page.locator('.node-mark[data-tone="bad"]').waitFor();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "More actions" }).tap();
    await page.getByRole("button", { name: "Export as project file" }).tap();
    assert.match((await saving).suggestedFilename(), /\.oakstudio$/);
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "More actions" }).tap();
    await page.getByRole("button", { name: "Open a file" }).tap();
    await choosing;
  });

  test("a finger drags a node, two fingers scale", async (t) => {
    const { studio, swipe, touch } = await start(t);
    const { page } = studio;
    await addByPalette(studio, "Script");
    const grip = await studio.grip(studio.node("Script"));
    const before = await studio.node("Script").locator(".node-body").boundingBox();
    await swipe(grip, { x: grip.x - 30, y: grip.y + 120 });
    const after = await studio.node("Script").locator(".node-body").boundingBox();
    assert.ok(after.y - before.y > 80, "the node moved");
    const a = await studio.at(120, 120);
    await touch("touchStart", [a, { x: a.x + 120, y: a.y }]);
    for (let step = 1; step <= 6; step += 1) await touch("touchMove", [a, { x: a.x + 120 - step * 12, y: a.y }]);
    await touch("touchEnd", []);
    await page.waitForFunction(() => !document.querySelector(".canvas-world").getAttribute("transform").includes("scale(1.0000)"));
    const small = await studio.node("Script").locator(".node-body").boundingBox();
    assert.ok(small.width < after.width * 0.9, "smaller");
  });

  test("a resting finger adds a node and selects more", async (t) => {
    const { studio, touch } = await start(t);
    const { page } = studio;
    await touch("touchStart", [await studio.at(60, 80)]);
    await page.getByRole("combobox", { name: "Add a node" }).waitFor({ timeout: 15_000 });
    await touch("touchEnd", []);
    await page.getByRole("combobox", { name: "Add a node" }).fill("motion");
    await studio.look("phone quick add");
    await page.getByRole("option").first().tap();
    await studio.count(studio.nodes, 1);
    await addByPalette(studio, "Script");
    const at = await studio.grip(studio.node("Motion sensor"));
    await touch("touchStart", [at]);
    await page.waitForFunction(() => document.querySelectorAll('[data-node][data-selected="true"]').length === 2);
    await touch("touchEnd", []);
    assert.equal(await studio.selected(), 2);
  });

  test("two taps link two ports", async (t) => {
    const { studio } = await start(t);
    const { page } = studio;
    await addByPalette(studio, "Motion sensor");
    await addByPalette(studio, "SPI out");
    await studio.key("f");
    const tap = async ({ x, y }) => page.touchscreen.tap(x, y);
    await tap(await studio.port(studio.node("Motion sensor"), "out", "out"));
    await page.locator('[data-gesture="connect"]').waitFor();
    await tap(await studio.port(studio.node("SPI out"), "in", "in"));
    await studio.count(studio.wires, 1);
    await page.getByRole("button", { name: "Properties", exact: true }).click();
    await studio.look("phone linked");
  });
});
