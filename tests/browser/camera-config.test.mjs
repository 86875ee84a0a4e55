// The configuration editor of the camera view: checked before anything is sent, written, read back, as file, on paper.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CameraView } from "./support/camera.mjs";
import { file, read } from "./support/flight.mjs";
import { useStage } from "./support/stage.mjs";

describe("configuration", () => {
  const stage = useStage();

  const open = (t, profile = "poe") => CameraView.open(t, stage.browser, stage.server.url, profile, "configuration");

  test("a fixed address: errors beside the fields, a card, written and read back", async (t) => {
    const view = await open(t);
    const { page } = view;
    assert.equal(await view.count("[data-changes]"), 1);
    await view.button("Write configuration").waitFor({ state: "detached" });

    await page.getByText("Fixed", { exact: true }).click();
    assert.match(await view.hint("network.ipv4"), /fixed address is needed/);
    await view.fill("Address", "192.168.7.10");
    assert.match(await view.hint("network.ipv4Mask"), /needs a mask/);
    await view.fill("Mask", "255.0.255.0");
    assert.match(await view.hint("network.ipv4Mask"), /ones must all be in front/);
    await view.fill("Mask", "255.255.255.0");
    await view.fill("Gateway", "192.168.8.1");
    assert.match(await view.hint("network.ipv4Gateway"), /not in the camera's net 192\.168\.7\.0\/24/);
    await view.fill("MAC address", "AA:BB");
    assert.match(await view.hint("network.mac"), /six pairs/);
    assert.equal(await page.locator("[id='network.mac']").getAttribute("aria-invalid"), "true");
    assert.equal(await view.count('button:has-text("Write configuration")'), 0);
    await view.look("config errors");

    await view.fill("Gateway", "192.168.7.1");
    await view.fill("MAC address", "");
    assert.equal(await page.locator("[data-changes]").getAttribute("data-changes"), "4");
    await view.look("config changes");
    await view.button("Write configuration").click();
    await view.planned();
    const card = await page.locator(".network-card").innerText();
    for (const part of ["192.168.7.10", "255.255.255.0 (/24)", "192.168.7.1", "192.168.7.254", "44:A9:2C:3"]) {
      assert.ok(card.includes(part), `the card tells ${part}`);
    }
    await view.look("config plan");
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator(".network-card").isVisible());
    assert.ok(!(await page.locator("#operation").isVisible()));
    await page.emulateMedia({ media: "screen" });

    await view.confirm("Write configuration");
    await view.done();
    await view.button("Back to the camera").click();
    assert.equal(await page.getByLabel("Address", { exact: true }).inputValue(), "192.168.7.10");
    assert.equal(await page.locator("[data-changes]").getAttribute("data-changes"), "0");
    await view.assertNoViolations();
  });

  test("unknown keys survive, in both views and in a file", async (t) => {
    const view = await open(t, "usb");
    const { page } = view;
    const document = { usb: { timeoutMs: 5000, maxUsbSpeed: 4 }, future: { setting: [1, "x"] } };
    await page.locator("#import-config").setInputFiles(file("mine.json", JSON.stringify(document)));
    await page.locator('[data-changes="3"]').waitFor();
    assert.match(await page.locator(".changes").innerText(), /future/);
    await page.locator(".segment", { hasText: "Document" }).click();
    assert.match(await page.locator("#config-document").inputValue(), /"setting"/);
    await view.look("config document");
    await view.button("Write configuration").click();
    await view.planned();
    await view.confirm("Write configuration");
    await view.done();
    await view.button("Back to the camera").click();
    await page.locator(".segment", { hasText: "Form" }).click();
    await view.fill("Wait for a USB connection, ms", "100");
    await view.button("Write configuration").click();
    await view.planned();
    await view.confirm("Write configuration");
    await view.done();
    await view.button("Back to the camera").click();
    const saving = page.waitForEvent("download");
    await view.button("Export").click();
    const saved = JSON.parse(await read(await (await saving).path()));
    assert.deepEqual(saved, { future: { setting: [1, "x"] }, usb: { maxUsbSpeed: 4, timeoutMs: 100 } });
    await view.button("Clear configuration").click();
    await view.planned();
    await view.confirm("Clear configuration");
    await view.done();
    await view.assertNoViolations();
  });

  test("files and texts that are no configuration change nothing", async (t) => {
    const view = await open(t, "usb");
    const { page } = view;
    for (const wrong of ["", "[]", "{", "\xff\xfe", '{"a": 9223372036854775808}', `{"x": "${"y".repeat(20_000)}"}`]) {
      await page.locator("#import-config").setInputFiles(file("wrong.json", Buffer.from(wrong, "latin1")));
      const said = page.getByRole("alert").filter({ hasText: "wrong.json" });
      await said.waitFor();
      assert.match(await said.innerText(), /cannot be used.*\.$/s);
      assert.equal(await page.locator("[data-changes]").getAttribute("data-changes"), "0");
    }
    await page.locator(".segment", { hasText: "Document" }).click();
    await page.locator("#config-document").fill('{"usb": {"vid": 70000}}');
    assert.match(await page.locator(".notice").last().innerText(), /usb\.vid must be a whole number from 0 to 65535/);
    assert.equal(await view.count('button:has-text("Write configuration")'), 0);
    await view.assertNoViolations();
  });

  test("a bootloader without a configuration says so", async (t) => {
    const view = await CameraView.open(t, stage.browser, stage.server.url, "usb-unbooted", "configuration");
    assert.match(await view.body.innerText(), /Flash a bootloader first/);
  });
});
