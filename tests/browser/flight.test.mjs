// First flights with the virtual camera: from opening the page to "application running".
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openPage, screenshot } from "./support/browser.mjs";
import { Flasher, file, fixture, read } from "./support/flight.mjs";
import { useStage } from "./support/stage.mjs";

describe("flight", () => {
  const stage = useStage();

  const fly = async (t, query, options) => {
    const page = await openPage(t, stage.browser, `${stage.server.url}?${query}`, options);
    const flasher = new Flasher(page);
    await flasher.connected();
    return flasher;
  };

  test("an empty PoE camera, from a recipe", async (t) => {
    const flasher = await fly(t, "virtual=poe-unbooted&speed=200");
    await flasher.flashBootloader({ kind: "PoE camera" });
    await flasher.buildRecipe("Web page with live video");
    await flasher.toPlan();
    await flasher.confirm("Flash application");
    await flasher.done();
    await flasher.startApplication();
    await flasher.assertNoViolations();
  });

  test("an empty USB camera, from a pipeline file", async (t) => {
    const flasher = await fly(t, "virtual=usb-unbooted&speed=200");
    await flasher.flashBootloader({ kind: "USB camera" });
    await flasher.chooseFile(fixture("pyth__Script__script_uart"));
    await flasher.reaches("application", "ready", { unless: ["rejected"] });
    await flasher.toPlan();
    await flasher.confirm("Flash application");
    await flasher.done();
    await flasher.startApplication();
    await flasher.assertNoViolations();
  });

  test("a saved package is flashed, and removed again", async (t) => {
    const flasher = await fly(t, "virtual=poe&speed=200");
    await flasher.buildRecipe("Web page with live video");
    const saving = flasher.page.waitForEvent("download");
    await flasher.button("Save package").click();
    const saved = await (await saving).path();
    const bytes = await read(saved);
    assert.equal(bytes.subarray(0, 2).toString(), "BR");
    await flasher.chooseFile(file("saved.dap", bytes));
    await flasher.reaches("application", "ready", { unless: ["rejected"] });
    await flasher.toPlan();
    await flasher.confirm("Flash application");
    await flasher.done();
    await flasher.open("camera");
    await flasher.button("Remove application").click();
    await flasher.phase("planned").waitFor();
    await flasher.confirm("Remove application");
    await flasher.done();
    await flasher.button("Back to the camera").click();
    await flasher.step("camera").getByText("none", { exact: true }).waitFor();
    await flasher.assertNoViolations();
  });

  test("cancelling while it is sent leaves the camera as it was", async (t) => {
    const flasher = await fly(t, "virtual=poe&speed=1");
    await flasher.buildRecipe("Web page with live video");
    await flasher.toPlan();
    await flasher.confirm("Flash application");
    await flasher.phase("running").waitFor();
    await flasher.button("Cancel", flasher.operation).click();
    await flasher.failed("nothing-written");
    await flasher.assertNoViolations();
    await screenshot(flasher.page, "verdict nothing written");
  });

  test("the cable is pulled while it writes; a second run repairs it", async (t) => {
    const flasher = await fly(t, "virtual=poe&speed=20");
    await flasher.buildRecipe("Web page with live video");
    await flasher.toPlan();
    await flasher.confirm("Flash application");
    await flasher.page.locator('.stages [data-state="now"]', { hasText: "Write" }).waitFor();
    await flasher.cause("Pull the cable now");
    await flasher.failed("safe-try-again");
    await screenshot(flasher.page, "verdict safe try again");
    await flasher.button("Plug in again").click();
    await flasher.button("Connect again").click();
    await flasher.reaches("camera", "connected");
    await flasher.open("flash");
    await flasher.phase("planned").waitFor();
    await flasher.confirm("Flash application");
    await flasher.done();
    await flasher.startApplication();
    await flasher.assertNoViolations();
  });

  test("wrong files are refused with a sentence, and the camera stays", async (t) => {
    const flasher = await fly(t, "virtual=poe&speed=200");
    const pipeline = await read(fixture("pyth__Script__script_mjpeg_server"));
    const cases = [
      file("empty.dap", ""),
      file("noise.dap", Buffer.alloc(70_000, 7)),
      file("picture.png", "\x89PNG\r\n\x1a\n"),
      file("half.json", pipeline.subarray(0, pipeline.length / 2)),
      file("other.json", '{"hello": "world"}'),
    ];
    for (const wrong of cases) {
      await flasher.chooseFile(wrong);
      // Until this file is read, the step tells of the one before.
      const result = flasher.page.locator("#application-result", { hasText: wrong.name });
      await result.waitFor();
      await flasher.reaches("application", "rejected", { unless: ["ready"] });
      const said = await result.innerText();
      assert.match(said, /\.$/m, `a sentence about ${wrong.name}`);
      assert.doesNotMatch(said, /undefined|panicked|RuntimeError|NaN/, wrong.name);
    }
    await screenshot(flasher.page, "rejected file");
    assert.equal(await flasher.step("camera").getAttribute("data-state"), "connected");
    await flasher.assertNoViolations();
  });

  test("a damaged package is refused before anything is sent", async (t) => {
    const flasher = await fly(t, "virtual=poe&speed=200");
    await flasher.buildRecipe("Web page with live video");
    const saving = flasher.page.waitForEvent("download");
    await flasher.button("Save package").click();
    const bytes = await read(await (await saving).path());
    bytes[1_000_000] ^= 0x10;
    await flasher.chooseFile(file("damaged.dap", bytes));
    await flasher.reaches("application", "rejected", { unless: ["ready"] });
    assert.match(await flasher.page.locator("#application-result").innerText(), /checksum/i);
  });

  test("what does not fit is refused, and by how much is said", async (t) => {
    const flasher = await fly(t, "virtual=poe-16mib&speed=200");
    await flasher.buildRecipe("Web page with live video");
    assert.equal(await flasher.page.locator(".meter").getAttribute("data-fits"), "false");
    await flasher.button("Continue", flasher.page.locator("#application-result")).click();
    await flasher.phase("refused").waitFor();
    assert.match(await flasher.operation.innerText(), /MiB|KiB|bytes/);
    await screenshot(flasher.page, "refused too large");
  });
});
