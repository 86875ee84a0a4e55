// A browser with a window: the real chooser, which a person answers by keyboard, and a tab that is hidden while it flashes.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fixture } from "../browser/support/flight.mjs";
import { Cameras, mxIds } from "./support/cameras.mjs";
import { PATIENCE } from "./support/pilot.mjs";
import { Window } from "./support/window.mjs";

const USB = ["--type", "usb", "--nor-mib", "32"];
const uart = fixture("pyth__Script__script_uart");

describe("in a window", () => {
  let here;
  before(async () => {
    here = await Window.open();
  });
  after(() => here?.close());

  test("the browser's own list: once for the ROM, once for the bootloader, and never again", async (t) => {
    const cameras = await Cameras.start(t, { args: [...USB, "--speed", "1000", "--state", "unbooted"] });
    const pilot = await here.pilot(t, here.asking);
    const state = () => pilot.step("camera").getAttribute("data-state");
    await here.choose(pilot.button("Connect camera"), async () => !["none", "failed"].includes(await state()));
    // It restarted under another product id, which nobody has allowed yet.
    await pilot.page.locator("#waiting").waitFor({ timeout: PATIENCE });
    await here.choose(pilot.button("Choose the camera again"), async () => (await state()) === "connected");
    await pilot.reaches("camera", "connected", { timeout: PATIENCE });
    await pilot.flashBootloader({ kind: "USB camera" });
    await cameras.tell("unplug 1-1");
    await pilot.failed("nothing-written");
    await cameras.tell("replug 1-1");
    await pilot.connectAgain(mxIds[0]);
    await pilot.flashFile(uart);
    // The running application is a third device, which nobody need allow.
    await pilot.startApplication();
    await cameras.until("flash-booted");
    await cameras.assertNoViolations();
  });

  test("a tab that is hidden while it flashes keeps its link", async (t) => {
    // A camera that is not pinged for this long restarts, and it writes for several times as long.
    const watchdog = 15_000;
    const cameras = await Cameras.start(t, { args: [...USB, "--speed", "2"], watchdog });
    const pilot = await here.pilot(t, here.permitted);
    // Making a package keeps the guest's one processor busy: before the camera waits for pings.
    await pilot.ready(uart);
    await pilot.connectAgain(mxIds[0]);
    await pilot.open("application");
    await pilot.toPlan();
    await pilot.page.evaluate(() => {
      globalThis.seen = { shown: 0 };
      document.addEventListener("visibilitychange", () => {
        const { visibilityState } = document;
        if (visibilityState === "hidden") globalThis.seen.hidden = performance.now();
        else globalThis.seen.shown += 1;
      });
    });
    await pilot.confirm("Flash application");
    await pilot.inStage("Write");
    const other = await here.tab();
    t.after(() => other.close());
    await other.bringToFront();
    await pilot.page.waitForFunction(() => document.visibilityState === "hidden", undefined, { polling: 200, timeout: PATIENCE });
    const phase = await pilot.operation.getAttribute("data-phase");
    assert.equal(phase, "running", "it flashes still when it is hidden");
    await pilot.done(2 * PATIENCE);
    const { hidden, shown, now } = await pilot.page.evaluate(() => ({ ...globalThis.seen, now: performance.now() }));
    assert.equal(await pilot.page.evaluate(() => document.visibilityState), "hidden");
    assert.equal(shown, 0, "it was hidden all the time");
    assert.ok(now - hidden > 2 * watchdog, `it was hidden for ${((now - hidden) / 1000).toFixed(1)} s only`);
    t.diagnostic(`hidden for ${((now - hidden) / 1000).toFixed(1)} s while it flashed`);
    await cameras.assertNoViolations("1-1");
  });
});
