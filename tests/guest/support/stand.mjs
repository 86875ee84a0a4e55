// What the tests of a file share: one Chromium that may use every camera at once, and the page on the port that its policy
// names.
import { mkdir, writeFile } from "node:fs/promises";
import { launch } from "../../browser/support/browser.mjs";
import { serve } from "../../browser/support/server.mjs";

/** The policy names the page on this port. */
export const PORT = 8080;
const VENDOR = 0x03e7;
/** Debian's browser and others look in different places. */
const POLICY_FOLDERS = ["/etc/chromium/policies/managed", "/etc/opt/chrome/policies/managed"];

/** Starting a browser is mostly loading code; nothing here is drawn by a graphics chip. */
export const LEAN = ["--disable-software-rasterizer", "--in-process-gpu"];

/** Lets the page on `PORT` use all cameras. Naming the vendor only covers all of its product ids. */
export async function permit() {
  if (process.env.OAK_GUEST !== "1") throw new Error("these tests run in the guest: cargo xtask test guest");
  const urls = [`http://127.0.0.1:${PORT}`];
  const policy = { WebUsbAllowDevicesForUrls: [{ devices: [{ vendor_id: VENDOR }], urls }] };
  for (const folder of POLICY_FOLDERS) {
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/oak.json`, JSON.stringify(policy));
  }
}

/** Starts browser and page. */
export async function stand() {
  await permit();
  const server = await serve({ port: PORT });
  const browser = await launch({ args: LEAN }).catch(async (error) => {
    await server.stop();
    throw error;
  });
  return {
    browser,
    url: server.url,
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}
