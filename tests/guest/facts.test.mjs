// What docs/webusb.md says of the browser itself, without any of our code in between: a page that uses WebUSB as it comes.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openPage } from "../browser/support/browser.mjs";
import { Cameras } from "./support/cameras.mjs";
import { PATIENCE, QUIET } from "./support/pilot.mjs";
import { stand } from "./support/stand.mjs";

const USB = ["--type", "usb", "--nor-mib", "32", "--speed", "1000"];
/** The most that one transfer takes. */
const MOST_BYTES = 32 << 20;

describe("what WebUSB does", () => {
  let here;
  before(async () => {
    here = await stand();
  });
  after(() => here?.stop());

  /** A page with the one camera as `device`, open and claimed. */
  async function claimed(t) {
    const cameras = await Cameras.start(t, { args: USB });
    const page = await openPage(t, here.browser, here.url, QUIET);
    await page.evaluate(async (patience) => {
      globalThis.fate = (transfer) => transfer.then((result) => result?.status ?? "ok", (error) => error.name);
      for (const end = Date.now() + patience; Date.now() < end; ) {
        const [device] = await navigator.usb.getDevices();
        if (device) {
          await device.open();
          await device.claimInterface(0);
          globalThis.device = device;
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      throw new Error("the browser lists no camera");
    }, PATIENCE);
    return { cameras, page };
  }

  test("a read ends at a short packet; a packet without room is lost", async (t) => {
    const { page } = await claimed(t);
    const seen = await page.evaluate(async () => {
      const { device } = globalThis;
      // A link begins with this event; its answer and two requests for streams come back, 84 bytes each.
      const ping = new Uint8Array(84);
      [ping[0], ping[4], ping[80]] = [7, 5, 1];
      await device.transferOut(1, ping);
      const roomy = await device.transferIn(1, 512);
      const tight = await device.transferIn(1, 20);
      const next = await device.transferIn(1, 84);
      return {
        roomy: [roomy.status, roomy.data.byteLength, roomy.data.getUint32(4, true)],
        tight: [tight.status, tight.data?.byteLength ?? 0],
        next: [next.status, next.data.byteLength, next.data.getUint32(4, true)],
      };
    });
    assert.deepEqual(seen, { roomy: ["ok", 84, 13], tight: ["babble", 0], next: ["ok", 84, 3] });
  });

  test("a transfer has a largest size; standard requests are refused", async (t) => {
    const { page } = await claimed(t);
    const seen = await page.evaluate(async (most) => {
      const { device, fate } = globalThis;
      const request = { requestType: "standard", recipient: "device", request: 9, value: 1, index: 0 };
      return [await fate(device.transferOut(1, new Uint8Array(most + 1))), await fate(device.controlTransferOut(request))];
    }, MOST_BYTES);
    assert.deepEqual(seen, ["DataError", "SecurityError"]);
  });

  test("only closing and releasing end a read that waits", async (t) => {
    const { page } = await claimed(t);
    const seen = await page.evaluate(async () => {
      const { device, fate } = globalThis;
      const first = fate(device.transferIn(1, 84));
      await device.releaseInterface(0);
      await device.claimInterface(0);
      const second = fate(device.transferIn(1, 84));
      await device.close();
      return [await first, await second];
    });
    assert.deepEqual(seen, ["NetworkError", "AbortError"]);
  });

  test("a cable that is pulled ends everything, and the camera comes back as another object", async (t) => {
    const { cameras, page } = await claimed(t);
    const seen = page.evaluate(async () => {
      const { device, fate } = globalThis;
      const told = new Promise((resolve) => navigator.usb.addEventListener("disconnect", (event) => resolve(event.device === device)));
      const back = new Promise((resolve) => navigator.usb.addEventListener("connect", (event) => resolve(event.device !== device)));
      const reads = [fate(device.transferIn(1, 84)), fate(device.transferIn(1, 84))];
      globalThis.waits = true;
      return [...(await Promise.all(reads)), await told, await fate(device.close()), await back];
    });
    await page.waitForFunction(() => globalThis.waits);
    await cameras.tell("unplug 1-1");
    await cameras.until("absent");
    await page.waitForFunction(() => globalThis.device.opened === false, undefined, { timeout: PATIENCE });
    await cameras.tell("replug 1-1");
    // The kernel ends the reads, or the browser gives them up: whichever hears of it first.
    const [first, second, ...rest] = await seen;
    for (const end of [first, second]) assert.ok(["NetworkError", "AbortError"].includes(end), end);
    assert.deepEqual(rest, [true, "NotFoundError", true]);
  });

  test("two pages list a camera, and one has it", async (t) => {
    await claimed(t);
    const other = await openPage(t, here.browser, here.url, QUIET);
    const seen = await other.evaluate(async () => {
      const [device] = await navigator.usb.getDevices();
      await device.open();
      return device.claimInterface(0).then(() => "ok", ({ name }) => name);
    });
    assert.equal(seen, "NetworkError");
  });

  test("a worker lists cameras, and cannot ask for one", async (t) => {
    const page = await openPage(t, here.browser, here.url, QUIET);
    await page.waitForFunction(() => document.documentElement.dataset.boot === "ready", undefined, { timeout: PATIENCE });
    const [worker] = page.workers();
    const seen = await worker.evaluate(() => ["getDevices", "requestDevice"].map((name) => name in navigator.usb));
    assert.deepEqual(seen, [true, false]);
  });
});
