// The engine in the browser and the command line leave a camera in the same state, byte by byte: both start from the
// same memory and do the same. That the command line leaves what the official library leaves is shown by
// tests/flash_same_end_state.rs.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, describe, test } from "node:test";
import { Engine } from "./support/engine.mjs";
import { fixture } from "./support/flight.mjs";
import { buildOak, buildPackage, oak, virtualCamera } from "./support/oak.mjs";
import { useStage } from "./support/stage.mjs";

const [usb32, usb128] = [32, 128].map((mib) => ({ type: "usb", mib }));
const [poe16, poe32] = [16, 32].map((mib) => ({ type: "network", mib }));
const [video, site, uart, stream, client, uvc] = [
  "pyth__Script__script_mjpeg_server",
  "pyth__Script__script_http_server",
  "pyth__Script__script_uart",
  "exp__gen2-poe-tcp-streaming__oak",
  "exp__gen2-poe-tcp-streaming__poe-client__oak",
  "pyth__UVC__uvc_rgb",
];

// Kind of camera x size of its memory x bootloader and what is there already x pipeline x form of the package. A word is
// a pipeline to flash, `bootloader`, or `remove`; a pipeline may be `raw`: uncompressed.
const raw = (pipeline) => ({ pipeline, uncompressed: true });
const SCENARIOS = [
  { profile: "poe", ...poe32, steps: [video] },
  { profile: "poe", ...poe32, steps: [site] },
  { profile: "poe", ...poe32, steps: [stream, client] },
  { profile: "poe", ...poe32, steps: ["bootloader"] },
  { profile: "poe", ...poe32, steps: ["bootloader", site, "remove"] },
  { profile: "poe-app", ...poe32, steps: ["remove"] },
  { profile: "poe-app", ...poe32, steps: [client] },
  { profile: "poe-app", ...poe32, steps: ["remove", video] },
  { profile: "poe-16mib", ...poe16, steps: ["bootloader"] },
  { profile: "old-poe", ...poe32, steps: ["bootloader", site] },
  { profile: "old-poe", ...poe32, steps: [stream] },
  { profile: "usb", ...usb32, steps: [uart] },
  { profile: "usb", ...usb32, steps: [raw(uvc)] },
  { profile: "usb", ...usb32, steps: [uvc, raw(uart)] },
  { profile: "usb", ...usb32, steps: ["bootloader", uvc] },
  { profile: "usb-app", ...usb32, steps: [uvc] },
  { profile: "usb-app", ...usb32, steps: ["remove", "bootloader"] },
  { profile: "iot", ...usb128, steps: [raw(video)] },
  { profile: "iot", ...usb128, steps: [raw(site), uart] },
  { profile: "iot", ...usb128, steps: ["bootloader", video, "remove"] },
  { profile: "old", ...usb32, steps: ["bootloader"] },
  { profile: "old", ...usb32, steps: ["bootloader", uart] },
];

/** Where two memories differ first. */
function firstDifference(left, right) {
  if (left.equals(right)) return undefined;
  if (left.length !== right.length) return `sizes ${left.length} and ${right.length}`;
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return `at ${at}: ${left[at]} and ${right[at]}`;
}

describe("same end state", () => {
  const stage = useStage();
  before(buildOak);

  /** Does one step in the page; saves the package it flashes. */
  const inPage = async (engine, step, { profile, type }, dap) => {
    if (step === "bootloader") return engine.execute({ "plan-bootloader": { kind: type } });
    if (step === "remove") return engine.execute({ "plan-remove-application": { memory: "flash" } });
    const { pipeline, uncompressed = false } = step.pipeline ? step : { pipeline: step };
    const source = { file: { file: { name: "p.json" }, app_name: profile, compressed: !uncompressed } };
    const file = { at: "load-application.source.file.file", path: fixture(pipeline) };
    await engine.send({ "load-application": { source } }, file);
    await engine.until("application");
    await engine.send("save-package");
    await engine.until("package-built");
    await engine.saveFile(dap);
    return engine.execute({ "plan-application": { memory: "flash" } });
  };

  /** Does the same step by the command line; the package must be the same. */
  const byOak = async (step, { profile, type }, at, dap, theirs) => {
    if (step === "bootloader") return oak("camera", "flash-bootloader", ...at, "--type", type);
    if (step === "remove") return oak("camera", "remove-application", ...at);
    const { pipeline, uncompressed = false } = step.pipeline ? step : { pipeline: step };
    const form = uncompressed ? ["--uncompressed"] : [];
    await buildPackage(fixture(pipeline), theirs, "--name", profile, ...form);
    assert.equal(firstDifference(await readFile(dap), await readFile(theirs)), undefined, "packages");
    return oak("camera", "flash", theirs, ...at);
  };

  for (const [index, scenario] of SCENARIOS.entries()) {
    const { profile, steps } = scenario;
    const words = steps.map((step) => (step.pipeline ? `uncompressed ${step.pipeline}` : step));
    test(`${profile}: ${words.join(", then ")}`, async (t) => {
      const path = (name) => `${stage.folder}/${index}.${name}`;
      const engine = await Engine.start(t, stage.browser, stage.server.url);
      await engine.useVirtualCamera(profile);
      await engine.saveVirtualMemory(path("image"));
      for (const [at, step] of steps.entries()) await inPage(engine, step, scenario, path(`${at}.dap`));
      await engine.saveVirtualMemory(path("ours"));

      const address = `127.0.51.${index + 1}`;
      const { type, mib } = scenario;
      const camera = ["--address", address, "--type", type, "--nor-mib", String(mib)];
      const stop = await virtualCamera(...camera, "--speed", "1000", "--memory-image", path("image"));
      try {
        const to = ["--address", address, "--yes"];
        for (const [at, step] of steps.entries()) await byOak(step, scenario, to, path(`${at}.dap`), path("theirs.dap"));
      } finally {
        await stop();
      }
      assert.equal(firstDifference(await readFile(path("ours")), await readFile(path("image"))), undefined, "memories");
    });
  }
});
