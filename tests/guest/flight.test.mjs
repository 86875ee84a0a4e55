// First flights over WebUSB: real browser, real kernel, a camera that leaves the bus and comes back under other product ids.
import { after, before, describe, test } from "node:test";
import { fixture } from "../browser/support/flight.mjs";
import { Cameras } from "./support/cameras.mjs";
import { Pilot } from "./support/pilot.mjs";
import { stand } from "./support/stand.mjs";

const USB = ["--type", "usb", "--nor-mib", "32", "--speed", "1000"];
const uart = fixture("pyth__Script__script_uart");

describe("flights over WebUSB", () => {
  let here;
  before(async () => {
    here = await stand();
  });
  after(() => here?.stop());

  test("from the ROM, at high speed, to a running application, at super speed", async (t) => {
    const cameras = await Cameras.start(t, { args: [...USB, "--state", "unbooted", "--usb-speed", "super"] });
    const pilot = await Pilot.open(t, here);
    await pilot.connect("Waiting for a program");
    await pilot.flashBootloader({ kind: "USB camera" });
    await pilot.flashFile(uart);
    await pilot.startApplication();
    await cameras.until("flash-booted");
    await cameras.assertNoViolations();
  });
});
