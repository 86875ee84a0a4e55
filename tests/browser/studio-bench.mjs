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

/** A node in the middle of what is seen, and the place that a pointer takes it at. */
async function inSight(page) {
  return page.evaluate(() => {
    const area = document.querySelector("#canvas").getBoundingClientRect();
    const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
    const heads = [...document.querySelectorAll("[data-node]")].map((node) => {
      const body = node.querySelector(".node-body").getBoundingClientRect();
      const at = { x: body.x + body.width / 2, y: body.y + body.height / 2 };
      return { node: node.dataset.node, at, far: Math.hypot(at.x - middle.x, at.y - middle.y) };
    });
    return heads.sort((one, other) => one.far - other.far)[0];
  });
}

/** The longest time that the page's thread did not answer while something is done, in milliseconds. */
async function longestTask(page, act) {
  await page.evaluate(() => {
    globalThis.tasks = [0];
    globalThis.observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((it) => it.duration)));
    observer.observe({ entryTypes: ["longtask"] });
  });
  const result = await act();
  // What is kept and worked out a moment later belongs to it.
  await page.waitForTimeout(1000);
  const longest = await page.evaluate(() => {
    observer.disconnect();
    return Math.max(...tasks);
  });
  return { result, longest };
}

/** Drags a node around where it is. */
async function dragged(page) {
  const { node, at } = await inSight(page);
  const place = () => page.locator(`[data-node="${node}"] .node-body`).evaluate((it) => `${it.getAttribute("x")} ${it.getAttribute("y")}`);
  const start = await place();
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  const step = (n) => page.mouse.move(at.x + 80 * Math.sin(n / 8), at.y + 60 * Math.cos(n / 8));
  const { result, longest } = await longestTask(page, () => framesDuring(page, step));
  await page.mouse.up();
  if (start === (await place())) throw new Error(`node ${node} did not move`);
  await page.keyboard.press("Control+z");
  return { fps: result, longest };
}

const [browser, server] = await Promise.all([launch(), serve()]);
try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${server.url}#/studio`);
  const file = { name: "large.json", mimeType: "application/json", buffer: Buffer.from(pipeline()) };
  await page.locator("#studio-file").setInputFiles(file);
  await page.waitForFunction((n) => document.querySelectorAll("[data-node]").length === n, NODES);
  await page.locator('.studio[data-analysed="true"]').waitFor();
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
  const whole = await dragged(page);
  // What was dragged is selected.
  await page.keyboard.press("Shift+F");
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("-");
  const near = await dragged(page);
  const { at } = await inSight(page);
  await page.mouse.click(at.x, at.y);
  await page.locator(".code-host").click();
  const typing = await longestTask(page, () => page.keyboard.type("x = 1 + 2 * 3 - 4", { delay: 60 }));
  console.log(JSON.stringify({
    nodes: await page.locator("[data-node]").count(),
    dragFps: Math.min(whole.fps, near.fps),
    dragFpsWhole: whole.fps,
    dragFpsNear: near.fps,
    layoutMillis: layouts.sort((a, b) => a - b)[2],
    longestDragTaskMillis: Math.max(whole.longest, near.longest),
    longestTypingTaskMillis: typing.longest,
  }));
} finally {
  await browser.close();
  await server.stop();
}
