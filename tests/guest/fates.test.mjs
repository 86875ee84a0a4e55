// What becomes of a flash when cameras leave, come back, or are other ones: over a real USB stack, with the browser's own
// events.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { screenshot } from "../browser/support/browser.mjs";
import { fixture } from "../browser/support/flight.mjs";
import { Cameras, mxIds } from "./support/cameras.mjs";
import { PATIENCE, Pilot } from "./support/pilot.mjs";
import { stand } from "./support/stand.mjs";

const [first, second] = mxIds;
const USB = ["--type", "usb", "--nor-mib", "32"];
/** Slow enough to be caught in each phase. */
const SLOW = [...USB, "--speed", "30"];
const QUICK = [...USB, "--speed", "1000"];
/** What the page calls a camera whose ROM waits. */
const ROM = "Waiting for a program";
/** Pulls the cable within the last transfer to the ROM, whose image has 788,400 bytes. */
const LAST_OF_UPLOAD = 'fault 1-1 {"unplug-after":{"bytes":788000}}';
/** Pulls the cable while an application is sent. */
const HALF_OF_PACKAGE = 'fault 1-1 {"unplug-after":{"bytes":5000000}}';
const uart = fixture("pyth__Script__script_uart");

describe("fates over WebUSB", () => {
  let here;
  before(async () => {
    here = await stand();
  });
  after(() => here?.stop());

  test("the cable is pulled in each phase of an application; then it ends well", async (t) => {
    const cameras = await Cameras.start(t, { args: SLOW });
    const pilot = await Pilot.open(t, here);
    await pilot.connect(first);
    await pilot.toPlanOf(uart);
    // Sending is too quick to be caught at it.
    const sending = async () => {
      await cameras.tell(HALF_OF_PACKAGE);
      await pilot.confirm("Flash application");
    };
    const during = (stage) => async () => {
      await pilot.confirm("Flash application");
      await pilot.inStage(stage);
      await cameras.tell("unplug 1-1");
    };
    for (const [pulled, verdict] of [
      [sending, "nothing-written"],
      [during("Write"), "safe-try-again"],
      [during("Read back"), "safe-try-again"],
    ]) {
      await pulled();
      await pilot.failed(verdict);
      await cameras.tell("replug 1-1");
      await pilot.connectAgain(first);
      await pilot.open("flash");
      await pilot.phase("planned").waitFor({ timeout: PATIENCE });
    }
    await pilot.confirm("Flash application");
    await pilot.done(PATIENCE);
    await cameras.assertNoViolations();
  });

  test("the cable is pulled while a bootloader is written: the ROM waits, and a second run ends well", async (t) => {
    const cameras = await Cameras.start(t, { args: [...USB, "--speed", "5", "--bootloader", "0.0.24"] });
    const pilot = await Pilot.open(t, here);
    await pilot.connect(first);
    await pilot.button("Update bootloader").click();
    await pilot.phase("planned").waitFor();
    await pilot.confirm("Flash bootloader");
    await pilot.inStage("Write");
    await cameras.tell("unplug 1-1");
    await pilot.failed("needs-recovery");
    await cameras.tell("replug 1-1");
    await cameras.until("unbooted");
    await pilot.connectAgain(ROM);
    // Whether the camera still knows what it is depends on how far the writing came.
    const kind = pilot.page.locator("label.choice", { hasText: "USB camera" });
    await kind.waitFor({ state: "attached" });
    await pilot.flashBootloader({ kind: (await kind.isVisible()) ? "USB camera" : undefined });
    // What was written starts by itself.
    await cameras.tell("power-cut 1-1");
    await cameras.until("bootloader");
    await cameras.assertNoViolations();
  });

  test("the cable is pulled while the ROM takes a bootloader", async (t) => {
    const cameras = await Cameras.start(t, { args: [...QUICK, "--state", "unbooted"] });
    await cameras.tell(LAST_OF_UPLOAD);
    const pilot = await Pilot.open(t, here);
    await pilot.button("Connect", pilot.row(ROM)).click();
    await cameras.until("absent");
    await cameras.tell("replug 1-1");
    // A ROM that has its program may leave before it says so: that it did not is known when it is back.
    await pilot.failed("nothing-written");
    await pilot.connectAgain(ROM);
    await cameras.assertNoViolations();
  });

  test("the cable is pulled while the page waits for a bootloader to start", async (t) => {
    const cameras = await Cameras.start(t, { args: [...QUICK, "--state", "unbooted"] });
    const pilot = await Pilot.open(t, here);
    await pilot.button("Connect", pilot.row(ROM)).click();
    await cameras.until("absent");
    await cameras.tell("unplug 1-1");
    await cameras.tell("replug 1-1");
    await pilot.failed("nothing-written");
    await pilot.connectAgain(ROM);
    await cameras.assertNoViolations();
  });

  test("a camera that leaves and comes back is offered again; another one is told apart", async (t) => {
    const cameras = await Cameras.start(t, { args: QUICK });
    const pilot = await Pilot.open(t, here);
    await pilot.connect(first);
    await cameras.tell("unplug 1-1");
    await pilot.failed("nothing-written");
    await cameras.tell("replug 1-1");
    await pilot.connectAgain(first);
    await cameras.tell(`replug 1-1 {"mx_id":"${second}"}`);
    await pilot.failed("nothing-written");
    await pilot.connect(second);
    assert.match(await pilot.step("camera").innerText(), new RegExp(second));
    await cameras.assertNoViolations();
  });

  test("another camera comes back in the place of one that restarted", async (t) => {
    const cameras = await Cameras.start(t, { args: [...QUICK, "--state", "unbooted"] });
    await cameras.tell(LAST_OF_UPLOAD);
    const pilot = await Pilot.open(t, here);
    await pilot.button("Connect", pilot.row(ROM)).click();
    await cameras.until("absent");
    await cameras.tell(`replug 1-1 {"mx_id":"${second}","state":"bootloader"}`);
    await pilot.failed("nothing-written");
    const said = await pilot.page.locator("[data-verdict]").innerText();
    assert.match(said, /Another camera came back/);
    assert.match(said, new RegExp(`Expected ${first}, found ${second}`));
  });

  test("two cameras at once, each in a tab of its own; a third tab is told that it is too late", async (t) => {
    const cameras = await Cameras.start(t, { args: SLOW, cameras: [{}, { mx_id: second }] });
    const [one, two, late] = [await Pilot.open(t, here), await Pilot.open(t, here), await Pilot.open(t, here)];
    await one.connect(first);
    await two.connect(second);
    await late.button("Connect", late.row(first)).click();
    await late.failed("nothing-written");
    assert.match(await late.page.locator("[data-verdict]").innerText(), /Another program uses the camera/);
    for (const pilot of [one, two]) await pilot.toPlanOf(uart);
    for (const pilot of [one, two]) await pilot.confirm("Flash application");
    for (const pilot of [one, two]) await pilot.done(2 * PATIENCE);
    for (const id of ["1-1", "1-2"]) await cameras.assertNoViolations(id);
  });

  test("a running application: the page says what the browser does not do, and what helps", async (t) => {
    const cameras = await Cameras.start(t, { args: [...QUICK, "--state", "application"] });
    const pilot = await Pilot.open(t, here);
    await cameras.until("flash-booted");
    await pilot.button("Connect", pilot.row("Runs its application")).click();
    await pilot.failed("nothing-written");
    const said = await pilot.page.locator("[data-verdict]").innerText();
    assert.match(said, /Browsers do not send the request/);
    assert.match(said, /Unplug the camera and plug it in again/);
    await screenshot(pilot.page, "verdict application stays");
    assert.equal(await cameras.state(), "flash-booted");
    // The way that always works: the boot switches.
    await cameras.tell("pins 1-1 usb");
    await cameras.tell("power-cut 1-1");
    await pilot.connect(ROM);
    await cameras.assertNoViolations();
  });
});
