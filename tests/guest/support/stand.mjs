// What the tests of a file share: one Chromium that may use every camera at once, and the page on the port that its policy
// names.
import { mkdir, writeFile } from "node:fs/promises";
import { launch } from "../../browser/support/browser.mjs";
import { serve } from "../../browser/support/server.mjs";

const PORT = 8080;
/** A page here must ask, as everywhere outside of tests. */
const ASKING_PORT = 8081;
const VENDOR = 0x03e7;
/** Debian's browser and others look in different places. */
const POLICY_FOLDERS = ["/etc/chromium/policies/managed", "/etc/opt/chrome/policies/managed"];

/** Starting a browser is mostly loading code; nothing here is drawn by a graphics chip. */
const LEAN = ["--disable-software-rasterizer", "--in-process-gpu"];

/** Lets the page on `PORT` use all cameras. Naming the vendor only covers all of its product ids. */
async function permit() {
  const urls = [`http://127.0.0.1:${PORT}`];
  const policy = { WebUsbAllowDevicesForUrls: [{ devices: [{ vendor_id: VENDOR }], urls }] };
  for (const folder of POLICY_FOLDERS) {
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/oak.json`, JSON.stringify(policy));
  }
}

/** Starts browser and page. */
export async function stand({ asks = false, ...options } = {}) {
  if (process.env.OAK_GUEST !== "1") throw new Error("these tests run in the guest: cargo xtask test guest");
  await permit();
  const [browser, server] = await Promise.all([launch({ args: LEAN, ...options }), serve({ port: asks ? ASKING_PORT : PORT })]);
  return {
    browser,
    url: server.url,
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}
