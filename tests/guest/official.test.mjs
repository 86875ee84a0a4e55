// The official library over libusb: what it does to a virtual camera over the network (tests/judge.rs) it does over USB too.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Cameras, mxIds } from "./support/cameras.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const python = process.env.OAK_JUDGE_PYTHON ?? `${root}.cache/judge/bin/python`;

/** A script that takes longer hangs. */
const LIMIT_MILLIS = 400_000;

/** What the library does against the protocol, and a camera has to forgive; see tests/judge/README.md. */
const KNOWN = [/^(Set|Get)BootloaderConfig with padding/, /^UpdateFlashBootHeader with padding/, /^watchdog ping too late$/];

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

/** Runs a script of tests/judge; fails with what it printed. */
function judge(name, args) {
  return new Promise((resolve, reject) => {
    const options = { timeout: LIMIT_MILLIS, killSignal: "SIGKILL", env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } };
    execFile(python, [`${root}tests/judge/${name}`, ...args], options, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`;
      if (error) reject(new assert.AssertionError({ message: `${name} ${args.join(" ")}: ${error.signal ?? error.code}\n${said}` }));
      else resolve(said);
    });
  });
}

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
