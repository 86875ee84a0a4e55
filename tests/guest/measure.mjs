// Measures the page over WebUSB beside the official library over libusb, in one run of the guest, for
// `cargo xtask bench --guest`. Prints one line of JSON. Arguments: how often; `real` to flash once at a real memory's speed.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { Cameras, mxIds } from "./support/cameras.mjs";
import { PermittedEngine } from "./support/engine.mjs";
import { judge, scratch } from "./support/judge.mjs";
import { stand } from "./support/stand.mjs";

const repeats = Number(process.argv[2] ?? 3);
const real = process.argv[3] === "real";
const [mxId] = mxIds;
const USB = ["--type", "usb", "--nor-mib", "32"];
/** Linux counts processor time in hundredths of a second. */
const TICKS = 100;
/** What a byte takes in a NOR at its real speed: erasing, writing, reading. */
const NANOS_PER_BYTE = 10_000;

const cleanups = [];
const t = { after: (last) => cleanups.push(last), name: "measure", passed: true };
const note = (text) => process.stderr.write(`- ${text}\n`);

/** Processor seconds so far of all processes with this name. */
function busy(name) {
  let ticks = 0;
  for (const id of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const [, comm, rest] = /\((.*)\) (.*)/.exec(readFileSync(`/proc/${id}/stat`, "utf8"));
      const fields = rest.split(" ");
      if (comm.startsWith(name)) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended meanwhile.
    }
  }
  return ticks / TICKS;
}

/** Serves one camera for `work`. */
async function withCamera(args, work) {
  let stop;
  const cameras = await Cameras.start({ after: (last) => (stop = last) }, { args: [...USB, ...args] });
  try {
    return await work(cameras);
  } finally {
    await stop();
  }
}

/** What the ROM took, as it saw it. Ask before the bootloader leaves again. */
async function upload(cameras) {
  await cameras.until("bootloader");
  const { last_traffic: rom } = await cameras.tell("show 1-1");
  return rom.out_micros / 1e6;
}

/** The official library does the same; what it measured. */
async function officially(...packages) {
  const said = await judge("measure_usb.py", [mxId, ...packages]);
  return JSON.parse(said.trim().split("\n").at(-1));
}

/** Has the page's engine write a package; seconds until the camera said it is written, and until it was read back. */
async function flash(engine) {
  await engine.send({ "plan-application": { memory: "flash" } });
  await engine.until("planned");
  await engine.forgetTimes();
  await engine.send({ execute: { typed_word: null } });
  await engine.until("finished");
  const { started, stages, ended } = await engine.times();
  await engine.until("camera");
  const readBack = stages["read-back"] ?? ended;
  return { flash: (readBack - started) / 1e3, all: (ended - started) / 1e3, write: (readBack - (stages.write ?? started)) / 1e3 };
}

const here = await stand();
try {
  const folder = scratch();
  const dap = `${folder}/measured.dap`;
  const engine = await PermittedEngine.start(t, here);
  await engine.loadApplication({ recipe: "mjpeg-server", compressed: true }, "measured");
  await engine.send("save-package");
  await engine.until("package-built");
  await engine.saveFile(dap);
  const { size } = statSync(dap);
  const ours = { upload: [], boot: [], flash: [], all: [], cpu: [] };
  const theirs = { upload: [], boot: [], flash: [], cpu: [] };
  for (let run = 0; run < repeats; run += 1) {
    note(`run ${run + 1} of ${repeats}: the page`);
    await withCamera(["--speed", "inf", "--state", "unbooted"], async (cameras) => {
      const waits = ({ state }) => state === "unbooted";
      await engine.listed(waits);
      const start = performance.now();
      const uploaded = upload(cameras);
      await engine.connectTo(waits);
      ours.boot.push((performance.now() - start) / 1e3);
      ours.upload.push(await uploaded);
      await engine.disconnect();
    });
    await engine.alone();
    await withCamera(["--speed", "inf"], async () => {
      await engine.connect(mxId);
      const before = busy("chromium");
      const seen = await flash(engine);
      ours.cpu.push(busy("chromium") - before);
      ours.flash.push(seen.flash);
      ours.all.push(seen.all);
      await engine.disconnect();
    });
    await engine.alone();
    note(`run ${run + 1} of ${repeats}: the official library`);
    await withCamera(["--speed", "inf", "--state", "unbooted"], async (cameras) => {
      const uploaded = upload(cameras);
      const { boot_seconds } = await officially();
      theirs.upload.push(await uploaded);
      theirs.boot.push(boot_seconds);
    });
    await engine.alone();
    await withCamera(["--speed", "inf"], async () => {
      const said = await officially(dap);
      theirs.flash.push(said.flash_seconds);
      theirs.cpu.push(said.flash_cpu_seconds);
    });
    await engine.alone();
  }
  const result = { browser: here.browser.version(), size, ours, theirs };
  if (real) {
    note("the page, at a real memory's speed");
    await withCamera(["--speed", "1"], async () => {
      await engine.connect(mxId);
      const { write } = await flash(engine);
      result.real = { write, memory: (size * NANOS_PER_BYTE) / 1e9 };
      await engine.disconnect();
    });
  }
  console.log(JSON.stringify(result));
} finally {
  for (const last of cleanups) await last().catch(() => {});
  await here.stop();
}
