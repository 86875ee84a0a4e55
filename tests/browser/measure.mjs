// Measures the built page for `cargo xtask bench`: prints one line of JSON. Argument: how often.
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch } from "./support/browser.mjs";
import { Flasher } from "./support/flight.mjs";
import { serve } from "./support/server.mjs";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const repeats = Number(process.argv[2] ?? 5);

/** What travels for these files: their Brotli twins, without headers. */
const weigh = async (names) => {
  const sizes = await Promise.all(names.map(async (name) => (await stat(`${dist}${name}.br`)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** Names with hashes that a built text mentions. */
const named = (text) => [...new Set(text.match(/[a-z-]+-[0-9a-f]{16}\.\w+/g))];

async function weights() {
  const document = await readFile(`${dist}index.html`, "utf8");
  const page = named(document);
  const boot = await readFile(`${dist}${page.find((name) => name.startsWith("boot-"))}`, "utf8");
  const starter = named(boot).find((name) => /^worker-[0-9a-f]/.test(name));
  const worker = [starter, ...named(await readFile(dist + starter, "utf8"))];
  return { pageBytes: await weigh(["index.html", ...page]), workerBytes: await weigh(worker) };
}

/** Milliseconds since navigation until the page is mounted, and until the virtual camera is connected. */
async function load(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.seen = {};
    const look = () => {
      const state = document.querySelector('[data-step="camera"]')?.dataset.state;
      if (state) globalThis.seen.interactive ??= performance.now();
      if (state === "connected") globalThis.seen.engine ??= performance.now();
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.goto(`${url}?virtual=poe&speed=1000`);
  await page.waitForFunction(() => globalThis.seen.engine);
  const seen = await page.evaluate(() => globalThis.seen);
  await context.close();
  return seen;
}

/** Milliseconds of making packages, as the page tells; the first one of a visit loads the firmware. */
async function builds(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  const flasher = new Flasher(page);
  const millis = [];
  const told = async () => {
    const text = await page.locator("#application-result .fact", { hasText: "Built in" }).locator("dd").innerText();
    const [, number, unit] = /([\d.]+)\s*(ms|s)/.exec(text);
    return Number(number) * (unit === "s" ? 1000 : 1);
  };
  await flasher.buildRecipe("Web page with live video");
  const first = await told();
  for (let run = 0; run < repeats; run += 1) {
    await flasher.buildRecipe("Web page with live video");
    millis.push(await told());
  }
  const manifest = JSON.parse(await readFile(`${dist}firmware/manifest.json`, "utf8"));
  const universal = JSON.stringify(manifest).match(/device-[0-9a-f]+-universal\.deflate/)[0];
  const { size } = await stat(`${dist}firmware/${universal}`);
  await context.close();
  return { buildMillis: millis, firstBuildMillis: first, firmwareBytes: size };
}

const [browser, server] = await Promise.all([launch(), serve()]);
try {
  const loads = [];
  for (let run = 0; run < repeats; run += 1) loads.push(await load(browser, server.url));
  const result = {
    browser: browser.version(),
    ...(await builds(browser, server.url)),
    interactiveMillis: loads.map(({ interactive }) => interactive),
    engineMillis: loads.map(({ engine }) => engine),
    ...(await weights()),
  };
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
  await server.stop();
}
