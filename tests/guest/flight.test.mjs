// First flights over WebUSB: real browser, real kernel, a camera that leaves the bus and comes back under other product ids.
import assert from "node:assert/strict";
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

  for (const speed of ["high", "super"]) {
    test(`from the ROM to a running application, at ${speed} speed`, async (t) => {
      const cameras = await Cameras.start(t, { args: [...USB, "--state", "unbooted", "--usb-speed", speed] });
      const pilot = await Pilot.open(t, here);
      await pilot.connect("Waiting for a program");
      const { super_speed } = await cameras.tell("show 1-1");
      assert.equal(super_speed, speed === "super", "it hangs off the hub of its speed");
      await pilot.flashBootloader({ kind: "USB camera" });
      await pilot.flashFile(uart);
      await pilot.startApplication();
      await cameras.until("flash-booted");
      await cameras.assertNoViolations();
    });
  }
});
