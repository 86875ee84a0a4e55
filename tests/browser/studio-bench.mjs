// Measures the studio with a large graph for `cargo xtask bench`: prints one line of JSON.
import { launch } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";

const NODES = 300;
const LINKS = 600;
const SECONDS = 4;

/** A pipeline of scripts, each linked to some of those after it. */
function pipeline() {
  const port = (name, type, id) => [["io", name], { blocking: true, group: "io", id, name, queueSize: 8, type, waitForMessage: false }];
  const nodes = Array.from({ length: NODES }, (_, id) => ({ id, name: "Script", ioInfo: [], properties: { processor: 1, scriptName: "", scriptUri: "" } }));
  const connections = [];
  let seed = 7;
  const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  for (let at = 0; at < LINKS; at += 1) {
    const from = random(NODES - 1);
    const to = Math.min(NODES - 1, from + 1 + random(12));
    nodes[from].ioInfo.push(port(`o${at}`, 0, 2 * at + 1));
    nodes[to].ioInfo.push(port(`i${at}`, 3, 2 * at + 2));
    connections.push({ node1Id: from, node1Output: `o${at}`, node1OutputGroup: "io", node2Id: to, node2Input: `i${at}`, node2InputGroup: "io" });
  }
  return JSON.stringify({ connections, globalProperties: {}, nodes: nodes.map((node) => [node.id, node]) });
}

/** Frames per second while a pointer does something for a while. */
async function framesDuring(page, act) {
  await page.evaluate(() => {
    globalThis.frames = [];
    const tick = (now) => {
      globalThis.frames?.push(now);
      if (globalThis.frames) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const end = performance.now() + SECONDS * 1000;
  for (let step = 0; performance.now() < end; step += 1) await act(step);
  const frames = await page.evaluate(() => {
    const seen = globalThis.frames;
    globalThis.frames = undefined;
    return seen;
  });
  return (1000 * (frames.length - 1)) / (frames.at(-1) - frames[0]);
}

const [browser, server] = await Promise.all([launch(), serve()]);
try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${server.url}#/studio`);
  const file = { name: "large.json", mimeType: "application/json", buffer: Buffer.from(pipeline()) };
  await page.locator("#studio-file").setInputFiles(file);
  await page.waitForFunction((n) => document.querySelectorAll("[data-node]").length === n, NODES);
  const layouts = [];
  for (let at = 0; at < 5; at += 1) {
    layouts.push(await page.evaluate(async () => {
      const button = document.querySelector('[aria-label="Lay out"]');
      const start = performance.now();
      button.click();
      await new Promise((done) => setTimeout(done));
      return performance.now() - start;
    }));
  }
  const head = await page.locator('[data-node="150"] .node-head').boundingBox();
  const at = { x: head.x + head.width / 2, y: head.y + head.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  const dragFps = await framesDuring(page, (step) => page.mouse.move(at.x + 80 * Math.sin(step / 8), at.y + 60 * Math.cos(step / 8)));
  await page.mouse.up();
  const moves = await page.evaluate(() => document.querySelectorAll("[data-node]").length);
  console.log(JSON.stringify({ nodes: moves, dragFps, layoutMillis: layouts.sort((a, b) => a - b)[2] }));
} finally {
  await browser.close();
  await server.stop();
}
