// The studio at desktop width: every way to build and change a graph, by pointer and by keyboard.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fixture } from "./support/flight.mjs";
import { useStage } from "./support/stage.mjs";
import { Studio } from "./support/studio.mjs";

describe("studio", () => {
  const stage = useStage();

  const empty = (t, options) => Studio.empty(t, stage.browser, stage.server.url, options);

  /** A camera and an encoder side by side, linked. */
  const pair = async (t, options) => {
    const studio = await empty(t, options);
    await studio.add("Color camera");
    await studio.place(studio.node("Color camera"), 40, 80);
    await studio.add("Video encoder");
    await studio.place(studio.node("Video encoder"), 420, 80);
    await studio.link(studio.node("Color camera"), "video", studio.node("Video encoder"), "in");
    return studio;
  };

  test("the start offers three beginnings", async (t) => {
    const studio = await Studio.open(t, stage.browser, stage.server.url);
    assert.equal(await studio.page.locator(".studio-beginnings li").count(), 3);
    assert.equal(await studio.page.title(), "Studio · OAK Flasher");
    await studio.look("start");
  });

  test("a palette with search adds nodes by click and by drag", async (t) => {
    const studio = await empty(t);
    const { page } = studio;
    assert.equal(await page.locator(".studio-class").count(), 32);
    await page.getByRole("searchbox", { name: "Search nodes" }).fill("depth");
    await page.getByRole("button", { name: "Add Stereo depth" }).waitFor();
    assert.ok((await page.locator(".studio-class").count()) < 10);
    await studio.add("Stereo depth");
    await page.getByRole("searchbox", { name: "Search nodes" }).fill("script");
    // High up: the list of problems opens below.
    const at = { x: 500, y: 160 };
    await page.getByRole("button", { name: "Add Script" }).dragTo(studio.canvas, { targetPosition: at });
    await studio.count(studio.nodes, 2);
    const box = await studio.node("Script").locator(".node-body").boundingBox();
    const canvas = await studio.canvas.boundingBox();
    assert.ok(Math.abs(box.x + box.width / 2 - canvas.x - at.x) < 60, "it lies where it was dropped");
  });

  test("a double click adds at the cursor, found by typing", async (t) => {
    const studio = await empty(t);
    const { page } = studio;
    const at = await studio.at(300, 200);
    await page.mouse.dblclick(at.x, at.y);
    await page.getByRole("combobox", { name: "Add a node" }).waitFor();
    const offered = page.getByRole("listbox", { name: "Add a node" }).getByRole("option");
    assert.equal(await offered.count(), 32);
    await page.keyboard.type("mono");
    await studio.look("quick add");
    await page.keyboard.press("Enter");
    await studio.count(studio.nodes, 1);
    const box = await studio.node("Mono camera").locator(".node-body").boundingBox();
    assert.ok(Math.abs(box.x - at.x) < 24 && Math.abs(box.y - at.y) < 24);
  });

  test("links are drawn, only legal targets are lit", async (t) => {
    const studio = await pair(t);
    const { page } = studio;
    await studio.add("Detection parser");
    await studio.place(studio.node("Detection parser"), 420, 360);
    const from = await studio.port(studio.node("Color camera"), "out", "preview");
    const wrong = await studio.port(studio.node("Detection parser"), "in", "in");
    await studio.drag(from, wrong, { drop: false });
    const lit = page.locator('.port[data-lit="true"]');
    assert.deepEqual(await lit.evaluateAll((all) => all.map((it) => it.dataset.port)), ["in"], "the encoder's only");
    assert.equal(await page.locator('.canvas-rubber[data-good="true"]').count(), 0);
    await studio.look("linking");
    await page.mouse.up();
    await studio.count(studio.wires, 1);
    const shapes = await page.locator(".port-shape").evaluateAll((all) => new Set(all.map((it) => it.getAttribute("d").replace(/^M\S+ [^a-z]+/, ""))).size);
    assert.ok(shapes >= 4, "message types differ by shape");
  });

  test("a wire dropped on the empty canvas offers what fits, and links it", async (t) => {
    const studio = await empty(t);
    const { page } = studio;
    await studio.add("Motion sensor");
    await studio.place(studio.node("Motion sensor"), 40, 80);
    await studio.drag(await studio.port(studio.node("Motion sensor"), "out", "out"), await studio.at(480, 300));
    await page.getByRole("combobox", { name: "Add a node" }).waitFor();
    const offered = await page.locator(".choice-title").allInnerTexts();
    assert.ok(offered.includes("Script") && !offered.includes("Warp"), offered.join());
    await page.getByRole("option", { name: "Script" }).click();
    await studio.count(studio.wires, 1);
  });

  test("the end of a link moves to another port, or off", async (t) => {
    const studio = await pair(t);
    await studio.add("Image manipulation");
    await studio.place(studio.node("Image manipulation"), 420, 320);
    const end = () => studio.port(studio.node("Video encoder"), "in", "in");
    await studio.drag(await end(), await studio.port(studio.node("Image manipulation"), "in", "inputImage"));
    await studio.page.locator('[data-node="2"] [data-port="inputImage"][data-linked="true"]').waitFor();
    assert.equal(await studio.wires.count(), 1);
    await studio.drag(await studio.port(studio.node("Image manipulation"), "in", "inputImage"), await studio.at(300, 420));
    await studio.count(studio.wires, 0);
  });

  test("a node is dropped onto a wire, and goes again with the gap closed", async (t) => {
    const studio = await pair(t);
    const { page } = studio;
    await studio.add("Image manipulation");
    await studio.place(studio.node("Image manipulation"), 300, 420);
    const wire = await page.locator(".wire-line").first().boundingBox();
    const box = await studio.node("Image manipulation").locator(".node-body").boundingBox();
    const grip = await studio.grip(studio.node("Image manipulation"));
    const to = { x: wire.x + wire.width / 2, y: wire.y + wire.height / 2 };
    await studio.drag(grip, { x: to.x + grip.x - box.x - box.width / 2, y: to.y + grip.y - box.y - box.height / 2 }, { drop: false });
    await page.locator('.wire[data-mark="onto"]').waitFor();
    await page.mouse.up();
    await studio.count(studio.wires, 2);
    await page.getByRole("button", { name: "Delete and link across", exact: true }).click();
    await studio.count(studio.wires, 1);
    await studio.count(studio.nodes, 2);
  });

  test("a double click on a wire puts a node onto it", async (t) => {
    const studio = await pair(t);
    const { page } = studio;
    const wire = await page.locator(".wire-line").first().boundingBox();
    await page.mouse.dblclick(wire.x + wire.width / 2, wire.y + wire.height / 2);
    await page.keyboard.type("manip");
    await page.keyboard.press("Enter");
    await studio.count(studio.wires, 2);
  });

  test("everything is undone and made again", async (t) => {
    const studio = await pair(t);
    const { page } = studio;
    for (const [n, w] of [[2, 0], [2, 0], [1, 0]]) {
      await studio.key("Control+z");
      await studio.count(studio.nodes, n);
      await studio.count(studio.wires, w);
    }
    for (let left = 3; left > 0; left -= 1) await page.getByRole("button", { name: "Redo" }).click();
    await studio.count(studio.wires, 1);
    assert.equal(await page.getByRole("button", { name: "Redo" }).getAttribute("aria-disabled"), "true");
  });

  test("nodes are copied, pasted, cut and duplicated with their links", async (t) => {
    const studio = await pair(t, { permissions: ["clipboard-read", "clipboard-write"] });
    const copied = (n) => studio.page.waitForFunction(
      async (n) => (await navigator.clipboard.readText()).split('"place"').length === n + 1,
      n,
    );
    await studio.key("Control+a");
    await studio.key("Control+c");
    await copied(2);
    await studio.key("Control+v");
    await studio.count(studio.nodes, 4);
    await studio.count(studio.wires, 2);
    assert.equal(await studio.selected(), 2, "the copy is selected");
    await studio.key("Control+d");
    await studio.count(studio.nodes, 6);
    await studio.key("Control+x");
    await studio.count(studio.nodes, 4);
    await copied(2);
    await studio.key("Control+v");
    await studio.count(studio.nodes, 6);
  });

  test("several are selected by a band and by clicks, moved, aligned, and deleted", async (t) => {
    const studio = await pair(t);
    const { page } = studio;
    await studio.deselect();
    await studio.drag(await studio.at(10, 20), await studio.at(700, 400));
    assert.equal(await studio.selected(), 2);
    const camera = studio.node("Color camera").locator(".node-body");
    const before = await camera.boundingBox();
    const grip = await studio.grip(studio.node("Color camera"));
    await studio.drag(grip, { x: grip.x + 64, y: grip.y + 40 });
    const moved = await camera.boundingBox();
    assert.ok(moved.x - before.x > 40 && moved.y - before.y > 20, "both moved");
    await page.getByRole("button", { name: "Align", exact: true }).click();
    await page.getByRole("button", { name: "Left edges" }).click();
    await page.waitForFunction(() => {
      const boxes = [...document.querySelectorAll(".node-body")].map((it) => it.getBoundingClientRect().x);
      return Math.abs(boxes[0] - boxes[1]) < 2;
    });
    await studio.key("Control+z");
    await studio.deselect();
    assert.equal(await studio.selected(), 0);
    for (const title of ["Color camera", "Video encoder"]) {
      const at = await studio.grip(studio.node(title));
      await page.keyboard.down("Shift");
      await page.mouse.click(at.x, at.y);
      await page.keyboard.up("Shift");
    }
    assert.equal(await studio.selected(), 2);
    await studio.key("Delete");
    await studio.count(studio.nodes, 0);
  });

  test("links are selected and deleted", async (t) => {
    const studio = await pair(t);
    const wire = await studio.page.locator(".wire-line").first().boundingBox();
    await studio.page.mouse.click(wire.x + wire.width / 2, wire.y + wire.height / 2);
    await studio.page.locator('.wire[data-mark="selected"]').waitFor();
    await studio.key("Delete");
    await studio.count(studio.wires, 0);
  });

  test("groups and notes are made, named, and moved", async (t) => {
    const studio = await pair(t);
    const { page } = studio;
    await studio.key("Control+a");
    await studio.key("Control+g");
    await page.getByRole("textbox", { name: "Title of the group" }).fill("Video");
    await page.keyboard.press("Enter");
    await page.locator(".group-title", { hasText: "Video" }).waitFor();
    await page.getByRole("button", { name: "Add note" }).click();
    await page.getByRole("textbox", { name: "Note" }).fill("Ten frames a second are enough.");
    await page.keyboard.press("Escape");
    await page.locator(".note-text", { hasText: "Ten frames" }).waitFor();
    const note = await page.locator(".note-paper").boundingBox();
    await studio.drag({ x: note.x + 60, y: note.y + 20 }, { x: note.x + 60, y: note.y + 220 });
    await studio.look("groups and notes");
    const title = await page.locator(".group-title").boundingBox();
    const before = await studio.node("Color camera").locator(".node-body").boundingBox();
    const at = { x: title.x + 10, y: title.y + title.height / 2 };
    await studio.drag(at, { x: at.x + 80, y: at.y + 8 });
    const after = await studio.node("Color camera").locator(".node-body").boundingBox();
    assert.ok(after.x - before.x > 60, "a group moves its nodes");
    await studio.key("Control+Shift+g");
    await page.locator(".group").waitFor({ state: "detached" });
  });

  test("a graph is built by keyboard alone", async (t) => {
    const studio = await empty(t);
    const { page } = studio;
    await studio.key("a");
    await page.keyboard.type("motion sensor");
    await page.keyboard.press("Enter");
    await studio.count(studio.nodes, 1);
    await studio.key("c");
    await page.getByRole("combobox", { name: "Link which port?" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("combobox", { name: "Link it to" }).waitFor();
    await page.keyboard.type("new node");
    await page.keyboard.press("Enter");
    await page.getByRole("combobox", { name: "Add a node" }).waitFor();
    await page.keyboard.type("spi out");
    await page.keyboard.press("Enter");
    await studio.count(studio.wires, 1);
    await page.locator("#node-1:focus").waitFor();
    await studio.key("ArrowLeft");
    await page.locator("#node-0:focus").waitFor();
    await studio.key("ArrowRight");
    await page.locator("#node-1:focus").waitFor();
    const before = await studio.node("SPI out").locator(".node-body").boundingBox();
    await studio.key("Alt+ArrowDown");
    const after = await studio.node("SPI out").locator(".node-body").boundingBox();
    assert.ok(after.y > before.y);
    await studio.key("F2");
    await page.keyboard.type("To the host");
    await page.keyboard.press("Enter");
    await studio.node("To the host").waitFor();
    await page.locator("#node-1:focus").waitFor();
    await studio.key("Enter");
    await page.locator("#studio-inspector:focus, #studio-inspector :focus").first().waitFor();
    await page.locator("#node-1").focus();
    await studio.key("Shift+Delete");
    await studio.count(studio.nodes, 1);
  });

  test("the list of keys opens with a question mark", async (t) => {
    const studio = await empty(t);
    await studio.key("?");
    await studio.page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await studio.look("keys");
    await studio.key("Escape");
    await studio.page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await studio.page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Lay out").waitFor();
  });

  test("the canvas is moved, scaled and fitted", async (t) => {
    const studio = await pair(t);
    const { page } = studio;
    const percent = page.locator(".canvas-percent");
    const at = await studio.at(300, 300);
    await page.mouse.move(at.x, at.y);
    const before = await studio.node("Color camera").locator(".node-body").boundingBox();
    await page.mouse.wheel(100, 60);
    await page.waitForFunction(
      (x) => document.querySelector('[data-node="0"] .node-body').getBoundingClientRect().x < x - 90,
      before.x,
    );
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, 200);
    await page.keyboard.up("Control");
    await page.waitForFunction(() => parseInt(document.querySelector(".canvas-percent").textContent) < 80);
    await page.getByRole("button", { name: "Zoom in" }).click();
    await studio.key("0");
    await page.locator(".canvas-percent", { hasText: "100" }).waitFor();
    await studio.key("f");
    const canvas = await studio.canvas.boundingBox();
    for (const body of await page.locator(".node-body").all()) {
      const box = await body.boundingBox();
      assert.ok(box.x >= canvas.x && box.x + box.width <= canvas.x + canvas.width, "all is in sight");
    }
    await studio.key("Shift+F");
    assert.ok(parseInt(await percent.innerText(), 10) >= 90);
    const map = await page.locator(".canvas-map").boundingBox();
    const place = () => page.locator(".canvas-world").getAttribute("transform");
    const old = await place();
    await page.mouse.click(map.x + 20, map.y + 20);
    await page.waitForFunction((old) => document.querySelector(".canvas-world").getAttribute("transform") !== old, old);
    await studio.key("m");
    await page.locator(".canvas-map").waitFor({ state: "detached" });
  });

  test("a real pipeline opens laid out, and is laid out again", async (t) => {
    const studio = await Studio.file(t, stage.browser, stage.server.url, fixture("exp__gen2-gaze-estimation__main"));
    const { page } = studio;
    const n = await studio.nodes.count();
    assert.ok(n > 10);
    await studio.look("real pipeline");
    const overlaps = () => page.evaluate(() => {
      const boxes = [...document.querySelectorAll(".node-body")].map((it) => it.getBoundingClientRect());
      const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      return boxes.filter((a, i) => boxes.slice(i + 1).some((b) => meet(a, b))).length;
    });
    assert.equal(await overlaps(), 0);
    await page.getByRole("button", { name: "Lay out" }).click();
    assert.equal(await overlaps(), 0);
  });

  test("a file that is none leaves the open project as it was", async (t) => {
    const studio = await pair(t);
    const { page } = studio;
    await page.getByRole("button", { name: "Projects" }).click();
    const bad = { name: "broken.json", mimeType: "application/json", buffer: Buffer.from("{") };
    await page.locator("#studio-file-dialog").setInputFiles(bad);
    await page.getByText("This could not be opened").first().waitFor();
    await studio.key("Escape");
    assert.equal(await studio.nodes.count(), 2);
  });

  test("projects are kept, listed, renamed, and deleted with a way back", async (t) => {
    const studio = await pair(t);
    const { page } = studio;
    await page.getByRole("textbox", { name: "Project name" }).fill("Front door");
    await page.waitForFunction(() => document.title.startsWith("Front door"), undefined, { timeout: 15_000 });
    const projects = page.getByRole("button", { name: "Projects" });
    await projects.click();
    await page.locator(".studio-project", { hasText: "Front door" }).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Start empty" }).click();
    await studio.count(studio.nodes, 0);
    await studio.add("Script");
    await projects.click();
    await page.locator(".studio-project").nth(1).waitFor({ timeout: 15_000 });
    await studio.look("projects");
    await page.locator(".studio-project", { hasText: "Front door" }).click();
    await studio.count(studio.nodes, 2);
    await page.reload();
    await studio.count(studio.nodes, 2);
    await studio.count(studio.wires, 1);
    await projects.click();
    await page.getByRole("button", { name: "Delete Front door" }).click();
    await page.getByText("Front door was deleted").first().waitFor();
    await page.getByRole("heading", { name: "Build a pipeline" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.locator(".studio-project", { hasText: "Front door" }).click();
    await studio.count(studio.wires, 1);
  });

  test("the page's other views come back, and the work with them", async (t) => {
    const studio = await pair(t);
    const { page } = studio;
    await page.getByRole("link", { name: "Camera", exact: true }).click();
    await page.locator("#studio").waitFor({ state: "hidden" });
    await page.getByRole("link", { name: "Studio", exact: true }).click();
    await studio.canvas.waitFor();
    assert.equal(await studio.nodes.count(), 2);
    await studio.key("3");
    await studio.canvas.waitFor();
    await page.goBack();
    await page.locator("#studio").waitFor({ state: "hidden" });
  });
});
