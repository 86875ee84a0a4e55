// The studio's right column: values, errors, search, several nodes, ports, scripts, files, the board.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, screenshot } from "./support/browser.mjs";
import { Inspector, network } from "./support/inspector.mjs";
import { useStage } from "./support/stage.mjs";

describe("properties column", () => {
  const stage = useStage();

  const open = (t, options) => Inspector.open(t, stage.browser, stage.server.url, options);

  test("a bad value stays in its field and is not applied; a good one is, and can be reset and undone", async (t) => {
    const it = await open(t);
    await it.add("ColorCamera");
    const fps = it.input("fps");
    await fps.fill("1000");
    assert.match(await it.error("fps"), /from 0\.1 to 240/);
    assert.equal(await fps.getAttribute("aria-invalid"), "true");
    assert.equal(await fps.inputValue(), "1000");
    assert.equal(await it.changed("fps"), false, "not applied");
    await fps.fill("12.");
    assert.equal(await fps.inputValue(), "12.", "what is typed stays while it is typed");
    await fps.fill("12.5");
    await it.property("fps").and(it.page.locator('[data-changed="true"]')).waitFor();
    await it.property("fps").getByRole("button", { name: "Reset Frame rate to 30" }).click();
    await it.property("fps").and(it.page.locator('[data-changed="false"]')).waitFor();
    assert.equal(await fps.inputValue(), "30");
    await it.undo();
    await it.page.waitForFunction(() => document.querySelector("#prop-fps")?.value === "12.5");
    const mode = it.input("resolution");
    await mode.selectOption({ label: "THE_4_K" });
    await it.undo();
    await it.page.waitForFunction(() => document.querySelector("#prop-resolution")?.selectedOptions[0]?.label === "THE_1080_P");
    assert.equal(await it.changed("resolution"), false);
  });

  test("search finds by name, label and help; folded ones and the changed ones are a click away", async (t) => {
    const it = await open(t);
    await it.add("ColorCamera");
    assert.equal(await it.property("numFramesPoolIsp").count(), 0, "folded");
    await it.page.locator("#inspector-search").fill("poolisp");
    await it.input("numFramesPoolIsp").fill("7");
    assert.equal(await it.column.locator("[data-property]").count(), 1);
    await it.page.locator("#inspector-search").fill("no such property");
    await it.page.getByText("No property matches").waitFor();
    await it.page.locator("#inspector-search").fill("");
    await it.page.locator("#inspector-changed").check();
    assert.equal(await it.column.locator("[data-property]").count(), 1);
    await it.page.locator("#inspector-changed").uncheck();
    await it.property("fps").getByRole("button", { name: /^About/ }).click();
    await it.property("fps").getByText("Default: 30").waitFor();
    await it.page.locator("#inspector-explain").check();
    assert.ok(await it.property("previewWidth").locator(".hint").isVisible());
    await screenshot(it.page, "inspector explained");
    await assertAccessible(it.page, "with a camera");
  });

  test("several nodes are changed at once", async (t) => {
    const it = await open(t);
    await it.add("MonoCamera");
    await it.input("fps").fill("20");
    await it.add("MonoCamera");
    await it.page.locator('[data-node="0"] .node-head').click({ modifiers: ["Shift"], force: true });
    await it.column.getByText("2 nodes, MonoCamera").waitFor();
    assert.equal(await it.input("fps").getAttribute("placeholder"), "Several values");
    await it.input("fps").fill("25");
    for (const node of ["0", "1"]) {
      await it.page.locator(`[data-node="${node}"] .node-head`).click({ force: true });
      await it.column.getByText(`MonoCamera, node ${node}`).waitFor();
      assert.equal(await it.input("fps").inputValue(), "25");
    }
  });

  test("lists of structures, pairs, colours and matrices", async (t) => {
    const it = await open(t);
    await it.add("IMU");
    const sensors = it.property("imuSensors");
    await sensors.locator("[data-add]").click();
    await sensors.locator('[data-part="reportRate"] input').fill("many");
    await sensors.locator(".field-error").first().waitFor();
    await sensors.locator('[data-part="reportRate"] input').fill("200");
    await sensors.locator(".field-error").first().waitFor({ state: "detached" });
    await screenshot(it.page, "inspector list");
    await assertAccessible(it.page, "with a list");
    await sensors.getByRole("button", { name: "Remove item 1" }).click();
    await sensors.locator(".prop-item").waitFor({ state: "detached" });
    assert.equal(await it.changed("imuSensors"), false);

    await it.add("ImageManip");
    await it.unfold();
    await it.page.getByLabel("Colour", { exact: true }).fill("#ff8000");
    await it.page.waitForFunction(() => document.querySelector("#prop-initialConfig-resizeConfig-bgGreen")?.value === "128");
    await it.undo();
    await it.page.waitForFunction(() => document.querySelector("#prop-initialConfig-resizeConfig-bgGreen")?.value === "0");

    await it.add("PointCloud");
    await it.unfold();
    const matrix = it.input("initialConfig.transformationMatrix");
    await matrix.fill("1, 2\n3, 4");
    await it.error("initialConfig.transformationMatrix");
    await matrix.fill("1 0 0 5\n0 1 0 0\n0 0 1 0\n0 0 0 1");
    await it.property("initialConfig.transformationMatrix").and(it.page.locator('[data-changed="true"]')).waitFor();
  });

  test("a script: its own ports, created where they are missing, in a large editor too", async (t) => {
    const it = await open(t);
    await it.add("Script");
    const host = it.page.locator(".script-part .code-host");
    await host.waitFor({ timeout: 60_000 });
    await host.locator(".cm-content").click();
    await it.page.keyboard.insertText("while True:\n    node.io['frames'].get()\n");
    await it.page.getByRole("button", { name: "Create input frames" }).click({ timeout: 60_000 });
    const port = it.column.locator('.port[data-port="frames"]');
    await port.waitFor();
    await port.locator("summary").click();
    await port.getByLabel("Queue", { exact: true }).fill("0");
    await port.locator(".field-error").waitFor();
    await port.getByLabel("Queue", { exact: true }).fill("3");
    await port.getByLabel("Hold up the sender when full").uncheck();
    await port.getByText("Queue of 3, drops the oldest").waitFor();
    await it.column.getByLabel("New input").fill("frames");
    await it.column.getByRole("button", { name: "Add", exact: true }).first().click();
    await it.column.getByText("the name frames is taken").waitFor();
    await it.column.getByLabel("New output").fill("result");
    await it.page.keyboard.press("Enter");
    const made = it.column.locator('.port[data-port="result"]');
    await made.locator("summary").click();
    await made.getByLabel("Name", { exact: true }).fill("answer");
    await it.page.keyboard.press("Enter");
    await it.column.locator('.port[data-port="answer"]').waitFor();
    await screenshot(it.page, "inspector script");
    await assertAccessible(it.page, "with a script");

    await it.page.getByRole("button", { name: "Enlarge" }).click();
    const dialog = it.page.getByRole("dialog", { name: "Script" });
    await dialog.locator(".cm-content").waitFor();
    assert.match(await dialog.locator(".cm-content").innerText(), /node\.io\['frames'\]/);
    await screenshot(it.page, "inspector script enlarged");
    await dialog.getByRole("button", { name: "Close" }).click();
    await dialog.waitFor({ state: "hidden" });
    await it.page.locator(".script-part .cm-content").waitFor();
  });

  test("a network: its header, its shaves, its file back; dropped on the canvas as well", async (t) => {
    const it = await open(t);
    const node = await it.add("NeuralNetwork");
    const bad = { name: "net.blob", mimeType: "application/octet-stream", buffer: Buffer.from("no network") };
    await it.input("blobUri").setInputFiles(bad);
    await it.property("blobUri").getByText("the file has 10 bytes").waitFor();
    await it.input("blobUri").setInputFiles({ ...bad, buffer: network() });
    await it.property("blobUri").getByText("OpenVINO 2021.4, compiled for 6 shaves").waitFor();
    await it.property("blobUri").getByText("u8 1 x 3 x 200 x 300 (NCHW)").waitFor();
    await it.column.locator('[data-shaves="6"]').waitFor();
    const [download] = await Promise.all([
      it.page.waitForEvent("download"),
      it.property("blobUri").getByRole("button", { name: /^Save/ }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "network.blob");
    await screenshot(it.page, "inspector network");
    await assertAccessible(it.page, "with a network");
    await it.property("blobUri").getByRole("button", { name: /^Remove/ }).click();
    await it.property("blobUri").locator(".file-name").waitFor({ state: "detached" });
    assert.equal(await it.changed("blobUri"), false);

    const bytes = [...network()];
    await it.page.locator(`[data-node="${node}"] .node-head`).evaluate((head, bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], "dropped.blob"));
      head.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
    }, bytes);
    await it.property("blobUri").locator(".file-name").waitFor();
  });

  test("the pipeline and the board, when nothing is selected", async (t) => {
    const it = await open(t);
    await it.page.locator("#board-title").waitFor();
    const pins = it.page.locator('[data-property="gpio"]');
    await pins.locator("[data-add]").click();
    await pins.locator("[data-add]").click();
    await pins.locator('[id="board-gpio-1-key"]').fill("0");
    await pins.getByText("number 0 is there twice").waitFor();
    await pins.locator('[id="board-gpio-1-key"]').fill("35");
    await pins.locator(".field-error").waitFor({ state: "detached" });
    await pins.locator('[data-part="direction"] select').last().selectOption({ label: "OUTPUT" });
    await it.page.locator('[data-property="uvc"] [id$="-set"]').check();
    await it.page.locator('[data-property="uvc"] [data-part="width"] input').waitFor();
    await screenshot(it.page, "inspector board");
    await assertAccessible(it.page, "with a board configuration");
  });

  for (const scheme of ["light", "dark"]) {
    test(`as a sheet on a phone, ${scheme}`, async (t) => {
      const it = await open(t, { viewport: { width: 1280, height: 740 }, colorScheme: scheme });
      await it.add("ColorCamera");
      await screenshot(it.page, `inspector wide ${scheme}`);
      await it.page.setViewportSize({ width: 360, height: 740 });
      const column = it.page.locator("#studio-inspector");
      assert.equal(await column.isVisible(), false, "folded");
      await it.page.locator(".sheet-tab", { hasText: "Properties" }).click();
      await column.waitFor();
      await it.input("fps").fill("15");
      await it.property("fps").and(it.page.locator('[data-changed="true"]')).waitFor();
      await screenshot(it.page, `inspector phone ${scheme}`);
      await assertAccessible(it.page, `as a sheet, ${scheme}`);
    });
  }
});
