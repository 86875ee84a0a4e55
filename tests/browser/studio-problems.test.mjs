// What the studio finds wrong, where it leads, and what it keeps of other versions.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { fixture } from "./support/flight.mjs";
import { useStage } from "./support/stage.mjs";
import { Studio } from "./support/studio.mjs";

const GAZE = "exp__gen2-gaze-estimation__main";

/** A pipeline file. */
const pipeline = (name, nodes, more = {}) => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(JSON.stringify({ connections: [], globalProperties: {}, nodes: nodes.map((it) => [it.id, it]), ...more })),
});

describe("problems in the studio", () => {
  const stage = useStage();

  const open = (t, file, options) => Studio.file(t, stage.browser, stage.server.url, file, options);
  const analysed = (studio) => studio.page.locator('.studio[data-analysed="true"]').waitFor();

  /** A studio with a camera and a script, the script selected. */
  const withScript = async (t, source) => {
    const studio = await Studio.empty(t, stage.browser, stage.server.url);
    await studio.add("Script");
    const chosen = { name: "main.py", mimeType: "text/x-python", buffer: Buffer.from(source) };
    await studio.page.locator("#script-file").setInputFiles(chosen);
    return studio;
  };

  test("a problem of a script leads to its line, and is counted on the node", async (t) => {
    const studio = await withScript(t, "x = 1\ny = 2\nnode.io['out'].send(x)\nz = = 3\n");
    const { page } = studio;
    const problem = page.locator('.problem[data-rule="script-syntax"]');
    await problem.filter({ hasText: "line 4, column 5" }).waitFor();
    await page.locator('[data-node="0"] .node-mark[data-tone="bad"]').waitFor();
    await page.locator("#canvas").click({ position: { x: 20, y: 20 } });
    await page.locator(".code-host").waitFor({ state: "detached" });
    await problem.locator(".problem-text").click();
    await page.waitForFunction(() => document.activeElement?.classList.contains("code-host"));
    await studio.look("script problem");
    await page.keyboard.press("Home");
    await page.keyboard.insertText("# ");
    await problem.waitFor({ state: "detached" });
    // Now that it is Python, the rest is read: there is no such output.
    const use = page.locator('.problem[data-rule="script-use"]');
    await use.filter({ hasText: "no output “out”" }).waitFor();
    await page.locator("#node-0[aria-label*=error]").waitFor();
    await use.locator(".problem-text").click();
    await page.waitForFunction(() => document.activeElement?.classList.contains("code-host"));
    await page.getByRole("button", { name: /Create output/ }).click();
    await use.waitFor({ state: "detached" });
  });

  test("Flash is not offered while it cannot work, and says why", async (t) => {
    const studio = await open(t, fixture("exp__gen2-poe-tcp-streaming__oak"));
    const { page } = studio;
    const flash = page.locator(".studio-bar").getByRole("button", { name: "Flash" });
    await page.locator('.studio-meter[data-fits="true"]').waitFor();
    await analysed(studio);
    assert.equal(await flash.getAttribute("aria-disabled"), null, await page.locator("#flash-why").innerText());
    await page.locator("#studio-file").setInputFiles(fixture("pyth__ColorCamera__rgb_preview"));
    await page.locator('.studio-name[data-name="pyth__ColorCamera__rgb_preview"]').waitFor();
    await page.locator('.studio-bar [aria-disabled="true"]', { hasText: "Flash" }).waitFor();
    await page.locator("#flash-why", { hasText: /keeps? this pipeline from working/ }).waitFor({ state: "attached" });
    await flash.click({ force: true });
    await page.locator(".studio-message", { hasText: "Not flashed" }).waitFor();
  });

  test("all of it is in sight, also when the list of problems opens and the window changes", async (t) => {
    const studio = await open(t, fixture(GAZE));
    const { page } = studio;
    await page.locator('.problems[data-open="true"] .problem').first().waitFor();
    const inSight = () => page.waitForFunction(() => {
      const canvas = document.querySelector("#canvas").getBoundingClientRect();
      const boxes = [...document.querySelectorAll(".node-body")].map((it) => it.getBoundingClientRect());
      return boxes.every((it) => it.left >= canvas.left && it.right <= canvas.right && it.top >= canvas.top && it.bottom <= canvas.bottom);
    });
    await inSight();
    for (const size of [{ width: 1600, height: 700 }, { width: 1000, height: 900 }]) {
      await page.setViewportSize(size);
      await inSight();
    }
  });

  test("what another version made is kept, also when it is edited and leaves again", async (t) => {
    const hologram = { id: 0, name: "Hologram", ioInfo: [], properties: { depth: 3, colours: ["red"] }, sparkle: true };
    const camera = { id: 1, name: "IMU", ioInfo: [], properties: { batchReportThreshold: 1, imuSensors: [], maxBatchReports: 1, temperature: 21 } };
    const studio = await open(t, pipeline("newer.json", [hologram, camera], { theme: "dark" }));
    const { page } = studio;
    assert.equal(await studio.node("Hologram").getAttribute("data-kind"), "unknown");
    await page.locator("#node-0").focus();
    await page.keyboard.press("Space");
    await page.locator("#studio-inspector summary").click();
    const depth = page.locator('#studio-inspector [data-property="depth"] :is(input, textarea)');
    await depth.fill("4");
    await depth.blur();
    await studio.look("unknown node");
    await studio.add("Script");
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.locator('#export-menu [data-format="pipeline"]').click();
    const saved = JSON.parse(await readFile(await (await saving).path(), "utf8"));
    const schema = saved.pipeline ?? saved;
    const node = (name) => schema.nodes.map(([, it]) => it).find((it) => it.name === name);
    assert.deepEqual(node("Hologram").properties, { depth: 4, colours: ["red"] });
    assert.equal(node("Hologram").sparkle, true);
    assert.equal(node("IMU").properties.temperature, 21);
    assert.equal(schema.theme, "dark");
  });
});
