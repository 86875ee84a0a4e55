// The official library over libusb: what it does to a virtual camera over the network (tests/judge.rs) it does over USB too.
import { describe, test } from "node:test";
import { Cameras, mxIds } from "./support/cameras.mjs";
import { judge } from "./support/judge.mjs";

/** What the library does against the protocol, and a camera has to forgive; see tests/judge/README.md. */
const KNOWN = [/^(Set|Get)BootloaderConfig with padding/, /^UpdateFlashBootHeader with padding/];

const LISTS = [
  { kind: "usb", checks: ["info", "config", "raw", "headers", "refused", "clear"] },
  { kind: "network", checks: ["info", "config", "raw", "headers", "refused", "clear"] },
  { kind: "usb", checks: ["flash_bootloader", "user_bootloader", "boot_memory", "other_bootloader"] },
  { kind: "network", checks: ["flash_bootloader", "user_bootloader", "boot_memory", "other_bootloader"] },
  { kind: "usb", checks: ["pipeline", "compressed"] },
  { kind: "network", checks: ["pipeline", "compressed"] },
  { kind: "usb", checks: ["application", "recovery"] },
  { kind: "network", checks: ["application", "recovery"] },
  { kind: "usb", checks: ["rom"] },
  { kind: "network", checks: ["fast"] },
  { kind: "usb", state: "unbooted", checks: ["upload", "info"] },
  { kind: "usb", speed: "3", checks: ["progress"] },
];

describe("the official library over USB", () => {
  for (const { kind, checks, state = "bootloader", speed = "300" } of LISTS) {
    test(`${kind}, ${state}: ${checks.join(", ")}`, async (t) => {
      const args = ["--type", kind, "--nor-mib", "128", "--speed", speed, "--state", state];
      const cameras = await Cameras.start(t, { args });
      t.diagnostic(await judge("bootloader.py", [mxIds[0], kind, ...checks]));
      await cameras.assertNoViolations("1-1", KNOWN);
    });
  }
});
