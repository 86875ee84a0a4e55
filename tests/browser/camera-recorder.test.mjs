// The recorder of the camera view: a recording saved, opened, played with a virtual camera; from a failure, and redacted.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openPage } from "./support/browser.mjs";
import { CameraView } from "./support/camera.mjs";
import { file, read } from "./support/flight.mjs";
import { useStage } from "./support/stage.mjs";

describe("recorder", () => {
  const stage = useStage();

  const open = (t, profile, part) => CameraView.open(t, stage.browser, stage.server.url, profile, part);

  /** Writes a configuration, and comes back. */
  const write = async (view, millis) => {
    await view.to("Configuration");
    await view.fill("Wait for a USB connection, ms", String(millis));
    await view.button("Write configuration").click();
    await view.planned();
    await view.confirm("Write configuration");
  };

  /** Opens a recording on a page without a camera and plays it to its end; what it says then. */
  const play = async (t, recording, name) => {
    const page = await openPage(t, stage.browser, `${stage.server.url}#/camera/recorder`);
    const view = new CameraView(page);
    await page.locator("#open-recording").setInputFiles(file(name, recording));
    await page.locator('[data-tape="true"]').waitFor();
    await view.button("Play it").click();
    await page.locator('[data-replay="done"]').waitFor({ timeout: 60_000 });
    return view;
  };

  test("what was done is saved, and repeats itself", async (t) => {
    const view = await open(t, "usb-app", "configuration");
    await write(view, 1234);
    await view.done();
    await view.button("Back to the camera").click();
    await view.to("Recorder");
    await view.look("recorder");
    const { name, path } = await view.save("Save recording");
    assert.equal(name, "oak-recording.json");
    const recording = await read(path);
    const text = recording.toString();
    const told = JSON.parse(text);
    assert.match(told.environment.browser, /Chrome/);
    assert.equal(told.plan.operation, "write-config");
    assert.ok(told.outcome.done);
    assert.ok(!text.includes("14442C10D13EAB0200"), "the MX id is left out");
    await view.page.getByLabel("Leave out MX id and addresses").uncheck();
    const whole = (await read((await view.save("Save recording")).path)).toString();
    assert.ok(whole.includes("14442C10D13EAB0200"), "unless it is asked for");

    const again = await play(t, recording, "mine.json");
    const { page } = again;
    assert.equal(await page.locator("[data-replay]").getAttribute("data-divergences"), "0");
    await again.phase("done").waitFor();
    await again.assertText(/word for word/);
    await again.assertText(/Write configuration/);
    await page.locator('.band[data-virtual="recording"]').waitFor();
    assert.match(await page.locator(".transcript").innerText(), /→ SetBootloaderConfig/);
    await again.look("recording played");
  });

  test("a failure is saved where it is told, and comes to the same verdict", async (t) => {
    const view = await open(t, "poe", "configuration");
    const { page } = view;
    await view.fill("Wait for a USB connection, ms", "77");
    await view.button("Write configuration").click();
    await view.planned();
    await view.cause("Refuse the next request");
    await view.confirm("Write configuration");
    await view.failed("nothing-written");
    await page.locator(".verdict summary", { hasText: "Details" }).click();
    await view.look("verdict with recording");
    const recording = await read((await view.save("Save recording")).path);
    const again = await play(t, recording, "failed.json");
    await again.failed("nothing-written");
    await again.assertText(/How it ended/);
  });

  test("a recording that is dropped says what it is; other files are refused", async (t) => {
    const view = await open(t, "usb", "recorder");
    const { page } = view;
    const recording = await read((await view.save("Save recording")).path);
    await page.evaluate((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "dropped.json"));
      globalThis.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, recording.toString());
    await view.assertText(/dropped\.json/);
    await view.assertText(/nothing was written/);
    for (const wrong of ["{}", "", '{"format": "oak-recording-9"}']) {
      await page.locator("#open-recording").setInputFiles(file("wrong.json", wrong));
      await page.getByRole("alert").filter({ hasText: "wrong.json" }).waitFor();
      await view.assertText(/dropped\.json/);
    }
    await view.assertNoViolations();
  });

  test("what is not in a recording is asked for", async (t) => {
    const view = await open(t, "usb", "memory");
    const { page } = view;
    await view.fill("Type “raw memory” to unlock", "raw memory");
    await page.locator("#pick-memory").setInputFiles(file("x.bin", Buffer.alloc(100, 7)));
    await page.locator("#write-offset").fill("24 MiB");
    await view.button("Write memory").click();
    await view.planned();
    await view.confirm("Write memory");
    await view.done();
    await view.to("Recorder");
    const recording = await read((await view.save("Save recording")).path);
    await page.locator("#open-recording").setInputFiles(file("raw.json", recording));
    await view.button("Play it").click();
    await page.locator('[data-replay="stopped"]').waitFor({ timeout: 60_000 });
    await view.assertText(/not in a recording/);
  });
});
