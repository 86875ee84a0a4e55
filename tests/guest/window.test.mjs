// A browser with a window: the real chooser, which a person answers by keyboard, and a tab that is hidden while it flashes.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { fixture } from "../browser/support/flight.mjs";
import { Cameras, mxIds } from "./support/cameras.mjs";
import { PATIENCE, Pilot } from "./support/pilot.mjs";
import { stand } from "./support/stand.mjs";

const run = promisify(execFile);
const USB = ["--type", "usb", "--nor-mib", "32"];
const uart = fixture("pyth__Script__script_uart");
/** By then the browser's list is open, whether or not it is a window that can be counted. */
const SURELY_OPEN_MILLIS = 20_000;
/** What keeps hidden tabs at full speed in tests; here they shall be as slow as everywhere. */
const UNHIDDEN = [
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

/** A screen in memory; resolves to its name. */
async function screen() {
  const child = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const number = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("\n")) resolve(text.trim());
    });
    child.on("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
  return { display: `:${number}`, stop: () => child.kill() };
}

describe("in a window", () => {
  let shown;
  let here;
  before(async () => {
    shown = await screen();
    const env = { ...process.env, DISPLAY: shown.display };
    here = await stand({ asks: true, headless: false, env, ignoreDefaultArgs: UNHIDDEN });
  });
  after(async () => {
    await here?.stop();
    shown?.stop();
  });

  const xdotool = (...words) => run("xdotool", words, { env: { ...process.env, DISPLAY: shown.display } });

  /** How many windows are on the screen. The browser's list is one of its own. */
  async function windows() {
    const { stdout } = await xdotool("search", "--onlyvisible", "--name", ".*").catch(() => ({ stdout: "" }));
    return stdout.split("\n").filter(Boolean).length;
  }

  /** Presses a button that opens the browser's list, and chooses the first camera of it, once there is one. */
  async function choose(button, done) {
    const before = await windows();
    await button.click();
    const clicked = Date.now();
    for (let end = Date.now() + PATIENCE; Date.now() < end; ) {
      if (await done()) return;
      // Without the list the keys would go to the page.
      const isOpen = (await windows()) > before || Date.now() > clicked + SURELY_OPEN_MILLIS;
      if (isOpen) await xdotool("key", "--delay", "200", "Tab", "Down", "Return");
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    assert.fail("the browser's list did not give a camera");
  }

  test("the browser's own list: once for the ROM, once for the bootloader, and never again", async (t) => {
    const cameras = await Cameras.start(t, { args: [...USB, "--speed", "1000", "--state", "unbooted"] });
    const pilot = await Pilot.open(t, here);
    const state = () => pilot.step("camera").getAttribute("data-state");
    await choose(pilot.button("Connect camera"), async () => !["none", "failed"].includes(await state()));
    // It restarted under another product id, which nobody has allowed yet.
    await pilot.page.locator("#waiting").waitFor({ timeout: PATIENCE });
    await choose(pilot.button("Choose the camera again"), async () => (await state()) === "connected");
    await pilot.reaches("camera", "connected", { timeout: PATIENCE });
    await pilot.flashBootloader({ kind: "USB camera" });
    await cameras.tell("unplug 1-1");
    await pilot.failed("nothing-written");
    await cameras.tell("replug 1-1");
    await pilot.connectAgain(mxIds[0]);
    await cameras.assertNoViolations();
  });

  test("a tab that is hidden while it flashes keeps its link", async (t) => {
    // A camera that is not pinged for this long restarts, and it writes for longer than that.
    const cameras = await Cameras.start(t, { args: [...USB, "--speed", "5"], watchdog: 10_000 });
    const pilot = await Pilot.open(t, here);
    const state = () => pilot.step("camera").getAttribute("data-state");
    await choose(pilot.button("Connect camera"), async () => !["none", "failed"].includes(await state()));
    await pilot.reaches("camera", "connected", { unless: ["failed"], timeout: PATIENCE });
    await pilot.toPlanOf(uart);
    // The browser's driver pretends that every page has the focus.
    const driver = await pilot.page.context().newCDPSession(pilot.page);
    await driver.send("Emulation.setFocusEmulationEnabled", { enabled: false });
    const other = await pilot.page.context().newPage();
    await pilot.page.bringToFront();
    await pilot.confirm("Flash application");
    await pilot.inStage("Write");
    await other.bringToFront();
    const isHidden = () => document.visibilityState === "hidden";
    const hides = pilot.page.waitForFunction(isHidden, undefined, { polling: 500, timeout: 20_000 });
    if (!(await hides.then(() => true).catch(() => false))) return t.skip("this browser does not hide the tab");
    const hidden = Date.now();
    await pilot.done(2 * PATIENCE);
    assert.equal(await pilot.page.evaluate(() => document.visibilityState), "hidden");
    t.diagnostic(`hidden for ${((Date.now() - hidden) / 1000).toFixed(1)} s while it flashed`);
    await cameras.assertNoViolations("1-1");
  });
});
