// The WebUSB transport in its worker, against a browser whose list of devices is made up: what is asked of a device, in
// which order, and what becomes of each way to fail.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openPage } from "./support/browser.mjs";
import { useStage } from "./support/stage.mjs";

const mxId = "14442C10D13EABCE00";

const stage = useStage();

/** Runs in the worker before the engine: devices that do as `plan` says and tell what was asked of them. */
function pretend(plan) {
  const calls = [];
  const channel = new BroadcastChannel("pretended usb");
  const fail = (name) => Promise.reject(new DOMException(`pretended ${name}`, name));
  const device = (given) => {
    const pending = [];
    const answers = [...(given.answers ?? [])];
    let sent = 0;
    const act = (name, ...values) => {
      calls.push([name, ...values]);
      const error = given.errors?.[name];
      if (error) return fail(error);
      return Promise.resolve();
    };
    return {
      vendorId: 0x03e7,
      configuration: null,
      opened: false,
      ...given,
      async open() {
        await act("open");
        this.opened = true;
      },
      selectConfiguration: (value) => act("selectConfiguration", value),
      claimInterface: (number) => act("claimInterface", number),
      transferOut(endpoint, data) {
        sent += 1;
        if (sent === given.leavesInTransfer) {
          devices = devices.filter((other) => other !== this);
          return fail("AbortError");
        }
        return act("transferOut", endpoint, data.byteLength).then(() => ({ status: given.status ?? "ok", bytesWritten: 0 }));
      },
      transferIn(endpoint, length) {
        calls.push(["transferIn", endpoint, length]);
        const answer = answers.shift();
        if (answer) return Promise.resolve({ status: "ok", data: new DataView(Uint8Array.from(answer).buffer) });
        return new Promise((_, reject) => pending.push(reject));
      },
      async forget() {
        await act("forget");
        devices = devices.filter((other) => other !== this);
      },
      async close() {
        calls.push(["close"]);
        this.opened = false;
        for (const reject of pending.splice(0)) reject(new DOMException("closed", "AbortError"));
      },
    };
  };
  let devices = plan.map(device);
  USB.prototype.getDevices = async () => devices;
  channel.onmessage = ({ data }) => {
    if (data === "calls") channel.postMessage(calls);
    if (data === "unplug") {
      devices = [];
      navigator.usb.dispatchEvent(new Event("disconnect"));
    }
  };
}

/** Opens the page, and an engine whose worker sees the devices of `plan`. */
async function openEngine(t, plan) {
  const expected = [/service worker registration blocked/i];
  const page = await openPage(t, stage.browser, stage.server.url, { expected, serviceWorkers: "block" });
  await page.route(/\/worker-[0-9a-f]+\.js$/, async (route) => {
    const response = await route.fetch();
    const body = `${await response.text()}\n;`;
    await route.fulfill({ response, body: `(${pretend})(${JSON.stringify(plan)});\n${body}` });
  });
  await page.waitForFunction(() => globalThis.oakStartWorker);
  await page.evaluate(() => {
    const worker = globalThis.oakStartWorker();
    const seen = [];
    worker.onmessage = ({ data }) => seen.push(typeof data === "string" ? { [data]: {} } : data);
    const channel = new BroadcastChannel("pretended usb");
    globalThis.engine = { worker, seen, channel };
  });
  const until = (name, from = 0) =>
    page
      .waitForFunction(([name, from]) => globalThis.engine.seen.slice(from).find((event) => event[name]), [name, from])
      .then((handle) => handle.jsonValue())
      .then((event) => event[name]);
  await until("ready");
  const ask = async (command, name) => {
    const from = await page.evaluate((command) => {
      globalThis.engine.worker.postMessage(command);
      return globalThis.engine.seen.length;
    }, command);
    return until(name, from);
  };
  const tell = (word) => page.evaluate((word) => globalThis.engine.channel.postMessage(word), word);
  // The page's own worker may pretend, too, and answers with nothing: it connects to nothing.
  const calls = () =>
    page.evaluate(async () => {
      let longest = [];
      globalThis.engine.channel.onmessage = ({ data }) => {
        if (data.length > longest.length) longest = data;
      };
      globalThis.engine.channel.postMessage("calls");
      await new Promise((resolve) => setTimeout(resolve, 300));
      return longest;
    });
  return { page, ask, until, tell, calls };
}

const bootloader = { productId: 0xf63c, serialNumber: mxId, productName: "Luxonis Bootloader" };

/** Connects to the first camera and gives the cause of the failure. */
async function failToConnect({ ask }) {
  const { cameras } = await ask("list-cameras", "cameras");
  const { failure } = await ask({ connect: { id: cameras[0].id } }, "failed");
  assert.equal(failure.verdict, "nothing-written");
  return failure.cause;
}

describe("WebUSB", () => {
  test("cameras are listed by what runs on them, with names that last", async (t) => {
    const rom = { productId: 0x2485, serialNumber: "03e72485", productName: "Movidius MA2X5X" };
    const stranger = { productId: 0x1234, serialNumber: "1" };
    const engine = await openEngine(t, [stranger, bootloader, rom]);
    const { cameras } = await engine.ask("list-cameras", "cameras");
    const found = cameras.map(({ state, mx_id, name }) => [state, mx_id ?? null, name]);
    assert.deepEqual(found, [
      ["bootloader", mxId, "Luxonis Bootloader"],
      ["unbooted", null, "Movidius MA2X5X"],
    ]);
    assert.deepEqual((await engine.ask("list-cameras", "cameras")).cameras, cameras);
    const from = await engine.page.evaluate(() => globalThis.engine.seen.length);
    await engine.tell("unplug");
    assert.deepEqual((await engine.until("cameras", from)).cameras, []);
  });

  test("the size of a packet tells the speed, and a camera is forgotten", async (t) => {
    const at = (packetSize, serialNumber) => ({
      ...bootloader,
      serialNumber,
      configurations: [{ interfaces: [{ alternates: [{ endpoints: [{ packetSize }] }] }] }],
    });
    const engine = await openEngine(t, [at(64, "A"), at(512, "B"), at(1024, "C"), bootloader]);
    const { cameras } = await engine.ask("list-cameras", "cameras");
    assert.deepEqual(cameras.map(({ speed }) => speed ?? null), ["full", "high", "super", null]);
    const left = await engine.ask({ "forget-camera": { id: cameras[1].id } }, "cameras");
    assert.deepEqual(left.cameras.map(({ mx_id }) => mx_id), ["A", "C", mxId]);
    assert.deepEqual(await engine.calls(), [["forget"]]);
    const { failure } = await engine.ask({ "forget-camera": { id: "usb-99" } }, "failed");
    assert.match(failure.cause["bad-input"].sentence, /cannot be forgotten/);
  });

  test("a device is opened as the official library does it, and closed again", async (t) => {
    const engine = await openEngine(t, [bootloader]);
    const { cameras } = await engine.ask("list-cameras", "cameras");
    const failed = engine.ask({ connect: { id: cameras[0].id } }, "failed");
    await engine.until("connecting");
    await engine.page.waitForTimeout(500);
    const calls = await engine.calls();
    assert.deepEqual(calls.slice(0, 3), [["open"], ["selectConfiguration", 1], ["claimInterface", 0]]);
    // One XLink header each way: what is wanted next is known to the byte.
    const transfers = calls.slice(3).map((call) => call.join(" ")).sort();
    assert.deepEqual([...new Set(transfers)], ["transferIn 1 84", "transferOut 1 84"]);
    await failed;
    assert.deepEqual((await engine.calls()).at(-1), ["close"]);
  });

  test("a configured device is not configured again", async (t) => {
    const errors = { transferOut: "NetworkError" };
    const engine = await openEngine(t, [{ ...bootloader, errors, configuration: { configurationValue: 1 } }]);
    assert.equal(await failToConnect(engine), "camera-gone");
    assert.deepEqual((await engine.calls()).slice(0, 2), [["open"], ["claimInterface", 0]]);
  });

  for (const [what, errors, cause] of [
    ["the system refuses access", { open: "SecurityError" }, "access-refused"],
    ["another program has the interface", { claimInterface: "NetworkError" }, "in-use"],
    ["the camera left before it was opened", { open: "NotFoundError" }, "camera-gone"],
  ]) {
    test(`${what}: ${cause}`, async (t) => {
      const engine = await openEngine(t, [{ ...bootloader, errors }]);
      const found = await failToConnect(engine);
      assert.ok(found === cause || found[cause]?.detail.startsWith("pretended"), JSON.stringify(found));
    });
  }

  test("a camera that leaves in the last transfer of its program is waited for, also when the browser gives that up", async (t) => {
    const identity = [0x14, 0x44, 0x2c, 0x10, 0xd1, 0x3e, 0xab, 0xce, 0x00];
    // The program for the identity, its end, the head of the image, the image.
    const rom = { productId: 0x2485, serialNumber: "03e72485", answers: [identity], leavesInTransfer: 4 };
    const engine = await openEngine(t, [rom]);
    const { cameras } = await engine.ask("list-cameras", "cameras");
    await engine.page.evaluate((id) => globalThis.engine.worker.postMessage({ connect: { id } }), cameras[0].id);
    const next = await engine.page.waitForFunction(() =>
      globalThis.engine.seen.find((event) => event.failed || event.connecting?.phase === "waiting-for-return"),
    );
    assert.deepEqual(await next.jsonValue(), { connecting: { phase: "waiting-for-return" } });
  });

  test("another tab has the camera: in-use", async (t) => {
    const engine = await openEngine(t, [bootloader]);
    await engine.page.evaluate(
      (name) => new Promise((taken) => navigator.locks.request(name, () => (taken(), new Promise(() => {})))),
      `oak-camera-${mxId}`,
    );
    const found = await failToConnect(engine);
    assert.match(found["in-use"].detail, /another tab/);
    assert.deepEqual(await engine.calls(), []);
  });
});
