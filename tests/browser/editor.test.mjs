// The script editor: typing, completion, problems with their places, leaving it by keyboard, where it cannot be loaded.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, openPage, screenshot } from "./support/browser.mjs";
import { Flasher } from "./support/flight.mjs";
import { useStage } from "./support/stage.mjs";

describe("editor", () => {
  const stage = useStage();

  /** Step 2 with its recipe's script open. */
  const open = async (t, options) => {
    const page = await openPage(t, stage.browser, stage.server.url, options);
    await new Flasher(page).open("application");
    await page.locator("summary", { hasText: "Script" }).click();
    return page;
  };

  const editor = (page) => page.locator(".cm-content");
  const state = (page, name) => page.locator(`.code-problems[data-state="${name}"]`);

  /** Replaces the whole script as a person does. */
  const type = async (page, text) => {
    await editor(page).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(text);
  };

  test("is loaded when it is opened, not before", async (t) => {
    const asked = [];
    const page = await openPage(t, stage.browser, stage.server.url);
    page.on("request", (request) => asked.push(request.url()));
    const late = () => asked.filter((url) => /\/(editor|python)-[^/]*$/.test(url));
    await new Flasher(page).open("application");
    await page.locator("summary", { hasText: "Script" }).waitFor();
    assert.deepEqual(late(), []);
    await page.locator("summary", { hasText: "Script" }).click();
    await editor(page).waitFor();
    await state(page, "good").waitFor();
    assert.ok(late().length >= 3, late().join());
  });

  test("tells a syntax error with line and column, and leads to it", async (t) => {
    const page = await open(t);
    await state(page, "good").waitFor();
    assert.match(await editor(page).innerText(), /Serves the camera's picture/);
    await type(page, "import time\nwhile True:\n    time.sleep(1\n    x = = 2\n");
    await state(page, "bad").waitFor();
    const place = page.getByRole("button", { name: /^Line [34], column \d+$/ }).first();
    await place.waitFor();
    assert.ok((await page.locator(".cm-lintRange-error").count()) > 0, "the place is underlined");
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await assertNoSidewaysScroll(page, `with the editor at ${width} px`);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await screenshot(page, `editor problem ${width} ${colorScheme}`);
        await assertAccessible(page, `in the editor at ${width} px, ${colorScheme}`);
      }
    }
    await place.click();
    await page.keyboard.insertText("#");
    assert.match(await editor(page).innerText(), /#/);
  });

  test("tells ports, modules, names and loops that do not work on a camera", async (t) => {
    const page = await open(t);
    await editor(page).waitFor();
    await type(page, 'import numpy\nimport socket\ns = socket.create_connection(("example.com", 80))\nwhile True:\n    node.io["picture"].tryGet()\n');
    await state(page, "bad").waitFor();
    const said = page.locator(".code-problems li");
    for (const words of ["no module “numpy”", "“example.com” is a name", "no linked input “picture”", "“frame” is linked but never read", "never waits"]) {
      await said.filter({ hasText: words }).waitFor();
    }
  });

  test("completes ports, messages and modules", async (t) => {
    const page = await open(t);
    await editor(page).waitFor();
    const list = page.locator(".cm-tooltip-autocomplete");
    // A list that has just appeared takes no key for a moment, so that nobody chooses what they have not seen.
    const settled = () => page.waitForTimeout(200);
    await type(page, "x = node.io['");
    await page.keyboard.press("Control+Space");
    await list.getByText("frame", { exact: true }).waitFor();
    await settled();
    await page.keyboard.press("Enter");
    await page.keyboard.type("'].tryG");
    await list.getByText("tryGet", { exact: true }).first().waitFor();
    await settled();
    await screenshot(page, "editor completion");
    await page.keyboard.press("Enter");
    assert.match(await editor(page).innerText(), /node\.io\['frame'\]+\.tryGet\(\)/);
    await type(page, "control = CameraCon");
    await list.getByText("CameraControl", { exact: true }).waitFor();
    await type(page, "import GPIO\nGPIO.se");
    await list.getByText("setup", { exact: true }).waitFor();
    await type(page, "from soc");
    await list.getByText("socketserver", { exact: true }).waitFor();
  });

  test("what is typed is built, and can be taken back", async (t) => {
    const page = await open(t);
    const flasher = new Flasher(page);
    await editor(page).waitFor();
    await type(page, "# mine\nPORT = 1\nnode.io['frame'].get()\n");
    await state(page, "good").waitFor();
    await page.getByText("changed", { exact: true }).waitFor();
    await flasher.button("Build application").click();
    await flasher.reaches("application", "ready", { unless: ["rejected"] });
    await flasher.button("Change", flasher.step("application")).click();
    await editor(page).waitFor();
    assert.match(await editor(page).innerText(), /# mine/);
    await page.getByRole("button", { name: "Back to the original" }).click();
    await page.waitForFunction(() => document.querySelector(".code-host").shadowRoot.textContent.includes("Serves the camera"));
    await state(page, "good").waitFor();
  });

  test("the keyboard gets out of it", async (t) => {
    const page = await open(t);
    await editor(page).waitFor();
    await editor(page).click();
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.classList.contains("code-host")), "Tab indents");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => !document.activeElement.classList.contains("code-host")), "Esc, Tab leaves");
  });

  test("where it cannot be loaded, a plain field does the same", async (t) => {
    const context = { serviceWorkers: "block" };
    const page = await openPage(t, stage.browser, "about:blank", { ...context, expected: [/editor-/, /Failed to load/, /Service Worker registration blocked/] });
    await page.route(/\/editor-[^/]*\.js$/, (route) => route.abort());
    await page.goto(stage.server.url);
    await new Flasher(page).open("application");
    await page.locator("summary", { hasText: "Script" }).click();
    const field = page.getByRole("textbox", { name: "Script" });
    await field.fill("x = = 1\n");
    await page.getByRole("button", { name: "Line 1, column 5" }).click();
    assert.equal(await field.evaluate((area) => area.selectionStart), 4);
  });
});
