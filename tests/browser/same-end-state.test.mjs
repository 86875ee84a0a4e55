// The engine in the browser and the command line leave a camera in the same state, byte by byte: both start from the
// same memory and do the same.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch } from "./support/browser.mjs";
import { Engine } from "./support/engine.mjs";
import { fixture } from "./support/flight.mjs";
import { serve } from "./support/server.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const oak = process.env.OAK_BIN ?? `${root}target/debug/oak`;

const SCENARIOS = [
  { profile: "poe", type: "network", mib: 32, pipeline: "pyth__Script__script_mjpeg_server", address: "127.0.0.51" },
  { profile: "usb", type: "usb", mib: 32, pipeline: "pyth__Script__script_uart", address: "127.0.0.52" },
  { profile: "iot", type: "usb", mib: 128, pipeline: "pyth__Script__script_mjpeg_server", uncompressed: true, address: "127.0.0.53" },
  { profile: "old-poe", type: "network", mib: 32, pipeline: "pyth__Script__script_http_server", bootloader: true, address: "127.0.0.54" },
  { profile: "poe-app", type: "network", mib: 32, removes: true, address: "127.0.0.55" },
];

/** Where two memories differ first. */
function firstDifference(left, right) {
  if (left.length !== right.length) return `sizes ${left.length} and ${right.length}`;
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 ? undefined : `at ${at}: ${left[at]} and ${right[at]}`;
}

/** A virtual camera over the network that starts from a memory image and writes it back. */
async function camera({ type, mib, address }, image) {
  const args = ["virtual-camera", "--address", address, "--type", type, "--nor-mib", String(mib)];
  const child = spawn(oak, [...args, "--speed", "1000", "--memory-image", image], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const exited = once(child, "exit");
  return async () => {
    child.kill("SIGTERM");
    await exited;
  };
}

describe("same end state", () => {
  let browser;
  let server;
  let folder;
  before(async () => {
    [browser, server, folder] = await Promise.all([launch(), serve(), mkdtemp(`${tmpdir()}/oak-`)]);
    await run("cargo", ["build", "--quiet", "--bin", "oak"], { cwd: root });
  });
  after(async () => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  for (const scenario of SCENARIOS) {
    const { profile, pipeline, uncompressed = false, bootloader = false, removes = false, address, type } = scenario;
    test(`${profile}, ${pipeline ?? "removing the application"}`, async (t) => {
      const [image, ours, dap, theirs] = ["image", "ours", "dap", "theirs.dap"].map((name) => `${folder}/${profile}.${name}`);
      const engine = await Engine.start(t, browser, server.url);
      await engine.useVirtualCamera(profile);
      await engine.saveVirtualMemory(image);

      if (bootloader) await engine.execute({ "plan-bootloader": { kind: type } });
      if (pipeline) {
        const source = { file: { file: { name: "p.json" }, app_name: profile, compressed: !uncompressed } };
        const file = { at: "load-application.source.file.file", path: fixture(pipeline) };
        await engine.send({ "load-application": { source } }, file);
        await engine.until("application");
        await engine.send("save-package");
        await engine.until("package-built");
        await engine.saveFile(dap);
        await engine.execute({ "plan-application": { memory: "flash" } });
      }
      if (removes) await engine.execute({ "plan-remove-application": { memory: "flash" } });
      await engine.saveVirtualMemory(ours);

      const stop = await camera(scenario, image);
      try {
        const at = ["--address", address, "--yes"];
        if (bootloader) await run(oak, ["camera", "flash-bootloader", ...at, "--type", type]);
        if (pipeline) {
          const form = uncompressed ? ["--uncompressed"] : [];
          await run(oak, ["package", "build", "--pipeline", fixture(pipeline), "--name", profile, ...form, "--out", theirs]);
          assert.equal(firstDifference(await readFile(dap), await readFile(theirs)), undefined, "packages");
          await run(oak, ["camera", "flash", theirs, ...at]);
        }
        if (removes) await run(oak, ["camera", "remove-application", ...at]);
      } finally {
        await stop();
      }
      assert.equal(firstDifference(await readFile(ours), await readFile(image)), undefined, "memories");
    });
  }
});
