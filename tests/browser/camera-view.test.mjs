// The parts of the camera view beside the configuration, each against a virtual camera.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openPage } from "./support/browser.mjs";
import { CameraView } from "./support/camera.mjs";
import { file, read } from "./support/flight.mjs";
import { useStage } from "./support/stage.mjs";

describe("camera view", () => {
  const stage = useStage();

  const open = (t, profile, part) => CameraView.open(t, stage.browser, stage.server.url, profile, part);

  test("overview: facts, map, and what changes when the cable is pulled", async (t) => {
    const view = await open(t, "poe-app", "");
    const { page } = view;
    for (const fact of [/14442C10D13EAB0600/, /44:A9:2C:3A:32:DE/, /told by its bootloader/, /factory bootloader/, /demo/]) {
      await view.assertText(fact);
    }
    await view.assertText(/high speed \(USB 2, 480 Mbit\/s\)/);
    // Header, two bootloaders and configuration, then the application: its table, six sections and the room between them.
    assert.ok((await view.count(".map-row")) >= 12);
    await page.locator('.map-region[data-use="bootloader"]').click();
    await view.assertText(/The program that starts first/);
    await page.locator(".map-row", { hasText: "Application: firmware" }).first().click();
    await view.assertText(/The program that runs on the chip/);
    await view.look("overview");
    await view.button("Read its bytes").click();
    await page.locator('.cam[data-tab="Memory"]').waitFor();
    assert.equal(await page.getByLabel("Offset", { exact: true }).first().inputValue(), "0x00800200");
    await view.to("Overview");
    await view.cause("Pull the cable now");
    await page.locator('.pill[data-dot="bad"]').waitFor();
    await view.button("Plug in again").click();
    await view.button("Connect again").or(view.button("Try again")).first().click();
    await view.ready();
    await view.assertText(/14442C10D13EAB0600/);
    await view.assertNoViolations();
  });

  test("without a camera every part leads to one, and the guide is there", async (t) => {
    const page = await openPage(t, stage.browser, `${stage.server.url}#/camera/memory`);
    const view = new CameraView(page);
    await view.button("Connect camera").waitFor();
    await view.to("Recovery");
    await view.assertText(/No camera is connected/);
    for (const family of ["PoE with boot switches", "PoE with a recovery button", "Sealed, with an M8 socket", "USB camera"]) {
      await page.locator("label.choice", { hasText: family }).click();
      assert.ok((await view.count(".steps > li")) >= 6);
      assert.ok(await page.locator("svg.way").isVisible());
    }
    await page.locator("label.choice", { hasText: "PoE with boot switches" }).click();
    await view.look("recovery");
    await view.to("Backups");
    await view.assertText(/No backup is kept yet/);
    await page.goBack();
    await view.assertText(/Get a camera into USB recovery/);
  });

  test("an unbooted camera is told what it needs, and repaired", async (t) => {
    const view = await open(t, "usb-unbooted", "recovery");
    await view.assertText(/There is no bootloader in the flash/);
    await view.button("Choose the kind of camera").click();
    await view.page.locator("label.choice", { hasText: "USB camera" }).click();
    await view.button("Flash factory bootloader").click();
    await view.planned();
    await view.confirm("Flash bootloader");
    await view.done();
    await view.button("Back to the camera").click();
    await view.to("Recovery");
    await view.assertText(/Nothing is wrong with this camera/);
    await view.assertNoViolations();
  });

  test("a bootloader that was flashed halfway: started in memory, diagnosed, repaired, started", async (t) => {
    const view = await open(t, "poe-interrupted", "recovery");
    await view.assertText(/The bootloader 0\.0\.29 in the flash is incomplete or damaged/);
    assert.equal(await view.page.locator("[data-repairs]").getAttribute("data-repairs"), "2");
    await view.look("repair");
    await view.button("Show the plan").first().click();
    await view.planned();
    await view.assertText(/PoE|NETWORK/);
    await view.confirm("Flash bootloader");
    await view.done(300_000);
    await view.button("Back to the camera").click();
    await view.assertText(/Nothing is wrong with this camera/);
    await view.button("Look through the flash").click();
    await view.assertText(/Nothing is wrong in this camera's flash/);
    await view.to("Overview");
    assert.equal(await view.page.locator(".cam-state").innerText(), "Its bootloader runs");
    await view.assertText(/factory bootloader/);
    await view.assertNoViolations();
  });

  test("bootloaders: the right place is chosen and explained", async (t) => {
    const old = await open(t, "old-poe", "bootloaders");
    const advice = (view) => view.page.locator("[data-advice]").getAttribute("data-advice");
    assert.equal(await advice(old), "factory");
    await old.assertText(/known to fail at start-up/);
    await old.look("bootloaders");
    const usb = await open(t, "old", "bootloaders");
    assert.equal(await advice(usb), "factory");
    await usb.assertText(/one place for a bootloader/);
    await usb.assertText(/Needs bootloader 0\.0\.19; 0\.0\.15 runs/);
    const poe = await open(t, "poe", "bootloaders");
    await poe.assertText(/It is the newest one/);
    await poe.page.locator("summary", { hasText: "Other choices" }).click();
    await poe.button("Flash user bootloader").click();
    await poe.planned();
    await poe.look("user bootloader plan");
    await poe.confirm("Flash user bootloader");
    await poe.done();
    await poe.button("Back to the camera").click();
    await poe.to("Overview");
    await poe.assertText(/user bootloader/);
    await poe.to("Bootloaders");
    await poe.page.locator("summary", { hasText: "Other choices" }).click();
    await poe.button("Remove user bootloader").click();
    await poe.planned();
    await poe.confirm("Remove user bootloader");
    await poe.done();
    await poe.assertNoViolations();
  });

  test("factory reset and boot header want a typed word", async (t) => {
    const view = await open(t, "poe-app", "bootloaders");
    await view.button("Factory reset").click();
    await view.planned();
    await view.look("factory reset plan");
    await view.confirm("Factory reset");
    await view.done(300_000);
    await view.button("Back to the camera").click();
    await view.fill("Type “boot header” to unlock", "boot header");
    await view.page.locator("label.choice", { hasText: "By GPIO pins" }).click();
    await view.fill("GPIO boot mode", "99999");
    assert.match(await view.hint("header-gpio"), /at most 65535/);
    await view.page.locator("label.choice", { hasText: "The bootloader" }).click();
    await view.look("boot header");
    await view.button("Write boot header").click();
    await view.planned();
    await view.confirm("Write boot header");
    await view.done();
    await view.assertNoViolations();
  });

  test("the application is backed up, removed and flashed again from the backup", async (t) => {
    const view = await open(t, "usb-app", "application");
    await view.assertText(/demo/);
    await view.button("Back up as .dap").click();
    await view.page.locator("[data-backup]").waitFor();
    const inspected = view.page.locator('[data-inspected="true"]');
    await inspected.waitFor();
    assert.equal(await inspected.locator('[data-right="true"]').count(), 6, "six sections, every checksum right");
    await view.assertText(/ColorCamera \d+\.video/);
    await view.look("application");
    const saved = await view.save("Save package");
    assert.equal(saved.name, "demo.dap");
    const bytes = await read(saved.path);
    assert.ok(bytes.length > 70_000);
    await view.button("Remove").click();
    await view.planned();
    await view.confirm("Remove application");
    await view.done();
    await view.button("Back to the camera").click();
    await view.assertText(/No application is in this memory/);
    await view.button("Look inside, or flash it again").click();
    await view.reaches("application", "ready", { unless: ["rejected"] });
    await view.toPlan();
    await view.confirm("Flash application");
    await view.done();
    await view.assertNoViolations();
  });

  test("memory: a range is read, looked at, saved, and written back", async (t) => {
    const view = await open(t, "usb-app", "memory");
    const { page } = view;
    await view.fill("Offset", "0x2000000");
    assert.match(await view.hint("read-size"), /beyond the end/);
    await view.fill("Offset", "nonsense");
    assert.match(await view.hint("read-offset"), /Enter a number/);
    await view.fill("Offset", "1 MiB");
    await view.fill("Size", "0x2_0000");
    await view.button("Read memory").click();
    const hex = page.getByRole("region", { name: "Bytes in hexadecimal" });
    await hex.waitFor();
    assert.match(await hex.innerText(), /^00100000 {2}42 52/);
    await hex.evaluate((view) => view.scrollTo(0, view.scrollHeight));
    await page.waitForFunction(() => /^0011FFF0/m.test(document.querySelector(".hex pre").textContent));
    assert.ok((await view.count(".hex pre")) === 1);
    await view.look("memory");
    const { path } = await view.save("Save as file");
    const bytes = await read(path);
    assert.equal(bytes.length, 0x2_0000);

    await view.fill("Type “raw memory” to unlock", "raw memory");
    await page.locator("#pick-memory").setInputFiles(file("back.bin", bytes.subarray(0, 4096)));
    await page.locator("#write-offset").fill("24 MiB");
    await view.button("Write memory").click();
    await view.planned();
    await view.confirm("Write memory");
    await view.done();
    await view.button("Back to the camera").click();
    await view.assertText(/Before the last write these bytes were there/);
    await view.assertNoViolations();
  });

  test("backups are made before the first write, compared, exported and restored", async (t) => {
    const view = await open(t, "usb-app", "configuration");
    const { page } = view;
    const write = async (millis) => {
      await view.to("Configuration");
      await view.fill("Wait for a USB connection, ms", String(millis));
      await view.button("Write configuration").click();
      await view.planned();
      await view.confirm("Write configuration");
      await view.done();
      await view.button("Back to the camera").click();
    };
    await write(1000);
    await write(1500);
    await view.to("Backups");
    await page.locator(".backup").first().waitFor();
    assert.equal(await view.count(".backup"), 1, "one backup for a visit");
    await view.button("Disconnect").click();
    await page.locator('.pill[data-dot="off"]').waitFor();
    await view.button("Connect").click();
    await view.ready();
    await page.goto(`${stage.server.url}?virtual=usb-app&speed=200#/camera/configuration`);
    await write(2000);
    await view.to("Backups");
    await page.locator(".backup").nth(1).waitFor();
    for (const box of await page.getByLabel("Compare").all()) await box.check();
    await page.locator("[data-difference]").waitFor();
    await view.assertText(/1500 ms/);
    await view.look("backups");
    const exported = await read((await view.save("Export")).path);
    assert.equal(JSON.parse(exported).mx_id, "14442C10D13EAB0200");
    await view.button("Configuration only").first().click();
    await view.planned();
    await view.confirm("Write configuration");
    await view.done();
    await view.button("Back to the camera").click();
    await view.button("Delete").first().click();
    await page.locator(".backup").nth(1).waitFor({ state: "detached" });
    await page.locator("#import-backup").setInputFiles(file("mine.json", exported));
    await page.locator(".backup").nth(1).waitFor();
    await page.locator("#import-backup").setInputFiles(file("wrong.json", "{}"));
    await page.getByRole("alert").filter({ hasText: "wrong.json" }).waitFor();
    await view.assertNoViolations();
  });

  test("a removed application, a cleared configuration and a changed header come back from a backup", async (t) => {
    const view = await open(t, "poe-app", "backups");
    const { page } = view;
    await view.button("Back up now").click();
    await page.locator(".backup").waitFor();
    await view.assertText(/application demo/);
    await view.button("Restore").click();
    assert.match(await view.refused(), /nothing to bring back/);
    await view.button("Back to the camera").click();

    await view.to("Application");
    await view.button("Remove").click();
    await view.planned();
    await view.confirm("Remove application");
    await view.done();
    await view.button("Back to the camera").click();
    await view.to("Bootloaders");
    await view.fill("Type “boot header” to unlock", "boot header");
    await page.locator("label.choice", { hasText: "By GPIO pins" }).click();
    await view.fill("GPIO boot mode", "3");
    await view.button("Write boot header").click();
    await view.planned();
    await view.confirm("Write boot header");
    await view.done();
    await view.button("Back to the camera").click();

    await view.to("Backups");
    // The newest was made by itself before the first write; the older one is the same.
    await view.button("Restore").last().click();
    await view.planned();
    const plan = await view.operation.innerText();
    assert.match(plan, /table of demo/);
    assert.match(plan, /boot header of the backup/);
    await view.look("restore plan");
    await view.confirm("Restore backup");
    await view.done();
    await view.assertText(/Checked after a restart/);
    await view.button("Back to the camera").click();
    await view.to("Application");
    await view.assertText(/demo/);
    await view.assertNoViolations();
  });

  test("USB recovery can be started, and is left again", async (t) => {
    const view = await open(t, "usb", "bootloaders");
    await view.button("Start USB recovery once").click();
    await view.assertText(/The camera is in USB recovery/);
    await view.button("Connect").first().click();
    await view.ready();
    await view.to("Recovery");
    await view.assertText(/The bootloader looks right, and the camera waited for USB all the same/);
    await view.assertNoViolations();
  });
});
