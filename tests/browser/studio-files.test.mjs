// In and out of the studio: files, links, recipes, the camera; problems with their fixes, the meter, what flows.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { before, describe, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, openPage, screenshot } from "./support/browser.mjs";
import { CameraView } from "./support/camera.mjs";
import { Engine } from "./support/engine.mjs";
import { file, fixture } from "./support/flight.mjs";
import { Studio, network } from "./support/handover.mjs";
import { buildOak, buildPackage, packageContent } from "./support/oak.mjs";
import { useStage } from "./support/stage.mjs";

const SERVER = "pyth__Script__script_mjpeg_server";
const DEMO = "pyth__mixed__report_camera_settings";
const ROUTES = ["http", "tcp", "udp", "mqtt", "spi", "remove"];

describe("in and out of the studio", () => {
  const stage = useStage();
  before(buildOak);

  const open = (t, address, options) => Studio.open(t, stage.browser, stage.server.url, address, options);

  /** Opens a pipeline in a fresh studio. */
  const opened = async (t, name) => {
    const studio = await open(t);
    await studio.openFile(fixture(name));
    await studio.opened();
    return studio;
  };

  /** The pipeline of a package, with its assets. */
  const pipeline = ({ pipeline }) => {
    assert.ok(pipeline.pipeline.nodes.length > 0);
    return pipeline;
  };

  test("every recipe opens in the studio, and leaves it as the recipe's own package", async (t) => {
    const engine = await Engine.start(t, stage.browser, stage.server.url);
    await engine.send("list-recipes");
    const { recipes } = await engine.until("recipes");
    const blob = `${stage.folder}/network.blob`;
    await writeFile(blob, network());
    const studio = await open(t, "#/studio");
    const { page } = studio;
    assert.ok(recipes.length >= 10);
    let chosen = false;
    for (const { id, title, needsBlob } of recipes) {
      const source = { recipe: { id, parameters: "{}", script: undefined, blob: undefined, app_name: title, compressed: true } };
      if (needsBlob) source.recipe.blob = { name: "network.blob", bytes: null };
      const sent = { "build-package": { source } };
      await engine.send(sent, needsBlob ? { at: "build-package.source.recipe.blob", path: blob } : {});
      const { package: built } = await engine.until("package-made");
      assert.ok(built.Ok, `${id}: ${built.Err}`);
      await engine.saveFile(`${stage.folder}/own.dap`);
      await page.goto(`${stage.server.url}#/recipes/${id}`);
      if (needsBlob && !chosen) {
        // The network is chosen in step 2, and kept for the visit.
        await studio.button("Open in studio").click();
        await page.getByRole("alert").filter({ hasText: "built around a neural network" }).waitFor();
        await studio.button("Use it").click();
        await page.locator("#pick-blob").setInputFiles(blob);
        await studio.button("Open in studio", studio.step("application")).click();
        chosen = true;
      } else {
        await studio.button("Open in studio").click();
      }
      await studio.opened(title);
      assert.equal(await studio.problems.getAttribute("data-errors"), "0", `${id}: ${await studio.problems.innerText()}`);
      const saved = await studio.save("package");
      assert.deepEqual(await packageContent(saved.path), await packageContent(`${stage.folder}/own.dap`), id);
    }
  });

  test("pipelines of the official library come out as they went in", async (t) => {
    const studio = await open(t);
    for (const name of [SERVER, DEMO, "exp__gen2-gaze-estimation__main"]) {
      await studio.openFile(fixture(name));
      await studio.opened(name);
      const saved = await studio.save("pipeline");
      assert.match(saved.name, /\.json$/);
      await buildPackage(fixture(name), `${stage.folder}/before.dap`);
      await writeFile(`${stage.folder}/after.json`, await readFile(saved.path));
      await buildPackage(`${stage.folder}/after.json`, `${stage.folder}/after.dap`);
      const [before, after] = await Promise.all(["before", "after"].map((it) => packageContent(`${stage.folder}/${it}.dap`)));
      assert.deepEqual(pipeline(after), pipeline(before), name);
    }
  });

  test("a package opens, leaves as Python, as a project and as a link, and each is the same again", async (t) => {
    await buildPackage(fixture(SERVER), `${stage.folder}/server.dap`);
    const studio = await open(t);
    await studio.openFile(`${stage.folder}/server.dap`);
    await studio.opened("server");
    const original = await packageContent((await studio.save("package")).path);
    const python = await studio.save("python");
    const script = await readFile(python.path, "utf8");
    if (python.name.endsWith(".py")) assert.match(script, /pipeline\.create\(dai\.node\.ColorCamera\)/);
    else assert.ok(script.startsWith("PK"), python.name);
    const project = await studio.save("project");
    await studio.openFile(fixture(DEMO));
    await studio.opened(DEMO);
    await studio.openFile({ ...file(project.name, await readFile(project.path)) });
    await studio.opened("server");
    assert.deepEqual(await packageContent((await studio.save("package")).path), original);

    await studio.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await studio.export("link");
    await studio.message(/The link is copied/);
    const link = await studio.page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /#\/studio\?project=1\./);
    const other = await open(t, link.slice(link.indexOf("#")));
    await other.opened("server");
    assert.equal(new URL(other.page.url()).hash, "#/studio", "a reload must not open it once more");
    assert.deepEqual(await packageContent((await other.save("package")).path), original);
  });

  test("a pipeline with networks leaves as Python with its files beside it", async (t) => {
    const studio = await opened(t, "pyth__MobileNet__rgb_mobilenet");
    const saved = await studio.save("python");
    const bytes = await readFile(saved.path);
    const inline = saved.name.endsWith(".py");
    assert.ok(inline || bytes.subarray(0, 4).toString("latin1") === "PK\u0003\u0004", saved.name);
  });

  test("what cannot be opened leaves the project as it was, and says why", async (t) => {
    const studio = await opened(t, SERVER);
    for (const [bad, words] of [
      [file("a.dap", "BR"), /a\.dap/],
      [file("b.json", '{"nodes": 3}'), /b\.json/],
      [file("c.json", '{"a": 1}'), /no pipeline/],
      [file("d.zip", "PK\u0003\u0004"), /unpack it first/],
      [file("e.blob", "nothing"), /Select the node/],
    ]) {
      await studio.openFile(bad);
      await studio.message(words);
      await studio.page.getByRole("alert").filter({ hasText: "could not be opened" }).waitFor();
      assert.equal(await studio.page.locator(".studio-name").getAttribute("data-name"), SERVER);
      await studio.button("Close", studio.page.locator(".studio-message")).click();
    }
    await studio.page.goto(`${stage.server.url}#/studio?project=1.nonsense`);
    await studio.message(/The link is damaged/);
    await studio.page.goto(`${stage.server.url}#/studio?project=9.abc`);
    await studio.message(/newer version of this page/);
  });

  test("a dropped file opens, pasted JSON too", async (t) => {
    const studio = await open(t);
    const { page } = studio;
    const text = await readFile(fixture(SERVER), "utf8");
    const data = await page.evaluateHandle(([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name));
      return transfer;
    }, ["dropped.json", text]);
    for (const kind of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("#studio", kind, { dataTransfer: data });
    await studio.opened("dropped");
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      document.querySelector(".studio").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    }, text);
    await studio.opened("pasted pipeline");
  });

  test("each way out for nodes that talk to a computer, one or several, is one step", async (t) => {
    const studio = await opened(t, DEMO);
    const { page } = studio;
    const line = page.locator('[data-xlink="XLinkOut"]');
    const nodes = async () => JSON.parse(await readFile((await studio.save("pipeline")).path, "utf8")).pipeline.nodes.map(([, node]) => node.name);
    const before = await nodes();
    const outs = before.filter((name) => name === "XLinkOut").length;
    assert.ok(outs > 1, `${DEMO} has several streams`);
    for (const route of ROUTES) {
      await line.getByRole("combobox").selectOption(route);
      await studio.button("Replace", line).click();
      await line.waitFor({ state: "detached" });
      const after = await nodes();
      assert.ok(!after.includes("XLinkOut"), route);
      assert.equal(after.includes("SPIOut"), route === "spi", route);
      await studio.button("Undo").click();
      await line.waitFor();
      assert.deepEqual(await nodes(), before, `${route} is taken back by one step`);
    }
    await line.getByRole("checkbox").first().uncheck();
    await studio.button("Replace", line).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-xlink="XLinkOut"] [type=checkbox]').length < 2);
    assert.equal((await nodes()).filter((name) => name === "XLinkOut").length, 1);
  });

  test("errors keep the pipeline from being flashed, and a problem leads to its place", async (t) => {
    const studio = await opened(t, DEMO);
    const { page } = studio;
    await studio.button("Flash", page.locator(".studio-bar")).click({ force: true });
    await studio.message(/Fix .* first/);
    assert.ok(await page.locator("#studio:not([hidden])").isVisible());
    await studio.button("Close", page.locator(".studio-message")).click();
    const cut = JSON.parse(await readFile(fixture(SERVER), "utf8"));
    (cut.pipeline ?? cut).connections.splice(0, 1);
    await studio.openFile(file("cut.json", JSON.stringify(cut)));
    await studio.opened("cut");
    const missing = studio.problem("linked-inputs").first();
    await missing.locator("button.problem-text").click();
    await page.locator('.node[data-selected="true"]').first().waitFor();
    assert.equal(await page.locator('.node[data-selected="true"]').count(), 1);
    assert.match(await page.locator(".studio-counts").innerText(), /error|warning/);
  });

  test("the meter tells over and under, for a model and for the connected camera", async (t) => {
    const studio = await open(t, "?virtual=poe-app&speed=200#/studio");
    await studio.openFile(fixture(SERVER));
    await studio.opened();
    const { page } = studio;
    const meter = page.locator(".studio-meter");
    await page.locator('.studio-meter[data-fits="true"]').waitFor({ timeout: 60_000 });
    await meter.getByRole("button").first().click();
    const camera = meter.getByLabel("Camera");
    await page.waitForFunction(() => document.querySelector(".studio-meter select")?.value === "connected", null, { timeout: 60_000 });
    await camera.selectOption("poe-16");
    await page.locator('.studio-meter[data-fits="false"]').waitFor();
    await meter.filter({ hasText: "Does not fit" }).waitFor();
    await meter.filter({ hasText: "To make it fit" }).waitFor();
    await studio.problem("fits").waitFor();
    await look(studio, "studio meter");
    await camera.selectOption("poe-32");
    await page.locator('.studio-meter[data-fits="true"]').waitFor();
    await meter.getByLabel("Compress the firmware").uncheck();
    await page.locator('.studio-meter[data-fits="false"]').waitFor();
    await meter.filter({ hasText: "Compress the firmware, which saves two thirds of it." }).waitFor();
  });

  test("the application of a camera is read back and opened", async (t) => {
    const view = await CameraView.open(t, stage.browser, stage.server.url, "usb-app", "application");
    await view.button("Open in studio").first().click();
    const studio = new Studio(view.page);
    await studio.opened();
  });

  test("two packages are compared", async (t) => {
    await buildPackage(fixture(SERVER), `${stage.folder}/one.dap`);
    await buildPackage(fixture(DEMO), `${stage.folder}/two.dap`);
    const page = await openPage(t, stage.browser, `${stage.server.url}#/camera/application`);
    const view = new CameraView(page);
    await page.locator("#pick-first").setInputFiles(`${stage.folder}/one.dap`);
    await page.locator("#pick-second").setInputFiles(`${stage.folder}/one.dap`);
    await page.getByText("The two packages do the same").first().waitFor({ timeout: 60_000 });
    await view.button("Remove", page.locator('[data-place="second"]')).click();
    await page.locator("#pick-second").setInputFiles(`${stage.folder}/two.dap`);
    await page.locator("[data-packages] .notice", { hasText: /The content of pipeline differs/ }).waitFor({ timeout: 60_000 });
    await view.look("packages");
    await view.button("Remove", page.locator('[data-place="second"]')).click();
    await page.locator("#pick-second").setInputFiles(file("broken.dap", "BR and nothing"));
    await page.locator("[data-packages] .notice", { hasText: "broken.dap" }).first().waitFor({ timeout: 60_000 });
  });

  test("six clicks from a template to a flashed camera, by way of the studio", async (t) => {
    const page = await openPage(t, stage.browser, `${stage.server.url}?virtual=poe&speed=1000#/recipes`);
    const studio = new Studio(page);
    await page.locator('.pill[data-dot="on"]').waitFor({ timeout: 60_000 });
    let clicks = 0;
    const click = async (locator) => {
      clicks += 1;
      await locator.click();
    };
    const card = page.locator('[data-recipe="mjpeg-server"]');
    await click(card.getByRole("link"));
    await click(studio.button("Open in studio"));
    await studio.opened("Web page with live video");
    await click(studio.button("Flash", page.locator(".studio-bar")));
    await studio.phase("planned").waitFor({ timeout: 60_000 });
    await click(studio.button("Flash application", studio.operation));
    await studio.done();
    await click(studio.button("Start the application now"));
    await studio.reaches("flash", "started");
    assert.ok(clicks <= 6, `${clicks} clicks`);
    await studio.assertNoViolations();
  });

  /** Looks at the studio as it is now. */
  async function look(studio, name) {
    const { page } = studio;
    for (const [width, colorScheme] of [[1280, "light"], [1280, "dark"], [360, "light"]]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const where = `in "${name}" at ${width} px, ${colorScheme}`;
      await assertNoSidewaysScroll(page, where);
      await screenshot(page, `${name} ${width} ${colorScheme}`, { fullPage: false });
      await assertAccessible(page, where);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
  }
});
