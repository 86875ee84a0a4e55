// The studio's right column, as a person uses it.
import { openPage } from "./browser.mjs";

/** A network file with one image input and one output, compiled for six shaves. */
export function network() {
  const words = (...values) => {
    const bytes = Buffer.alloc(4 * values.length);
    values.forEach((value, index) => bytes.writeUInt32LE(value, 4 * index));
    return bytes;
  };
  const entry = (name, type, order, dimensions) =>
    Buffer.concat([words(0, 0, name.length), Buffer.from(name), words(type, order, 4, 0, dimensions, 0, 0)]);
  const input = entry("data", 1, 0x4321, 0);
  const output = entry("scores", 0, 0x4213, 16);
  const sizes = words(300, 200, 3, 1, 3, 5, 6, 1);
  const table = 132 + input.length;
  const constants = table + output.length;
  const head = words(
    ...[0x25ed, constants + sizes.length, 2021, 4, 1, 1, 7, 0, 0, 1, 0, 4, 6, 0, 0, 0, 132, table, constants, constants],
  );
  return Buffer.concat([Buffer.alloc(52), head, input, output, sizes]);
}

export class Inspector {
  constructor(page) {
    this.page = page;
  }

  /** Opens the studio with an empty project. */
  static async open(t, browser, url, options) {
    const inspector = new Inspector(await openPage(t, browser, `${url}#/studio`, options));
    await inspector.page.getByRole("button", { name: "Start empty" }).click({ timeout: 60_000 });
    await inspector.column.waitFor();
    return inspector;
  }

  get column() {
    return this.page.locator(".inspector");
  }

  /** Adds a node of a class, which is selected then. */
  async add(name) {
    const node = await this.page.locator(".node").count();
    await this.page.locator(`.studio-class[data-class="${name}"]`).click();
    await this.column.locator(".inspector-head", { hasText: `node ${node}` }).waitFor();
    return node;
  }

  property(name) {
    return this.column.locator(`[data-property="${name}"]`);
  }

  /** The input of a property; `prefix` tells nodes, pipeline and board apart. */
  input(name, prefix = "prop") {
    return this.page.locator(`[id="${prefix}-${name.replaceAll(/[^A-Za-z0-9]/g, "-")}"]`);
  }

  /** Whether a property is marked as changed. */
  async changed(name) {
    return (await this.property(name).getAttribute("data-changed")) === "true";
  }

  async error(name) {
    const error = this.property(name).locator(".field-error").first();
    await error.waitFor();
    return error.innerText();
  }

  /** Opens everything that is folded. */
  async unfold() {
    const folded = this.column.locator(".prop-group > details:not([open]) > summary");
    while (await folded.count()) await folded.first().click();
  }

  undo() {
    return this.page.getByRole("button", { name: "Undo", exact: true }).click();
  }

  /** Selects nothing. */
  async deselect() {
    await this.page.locator("#canvas").click({ position: { x: 8, y: 8 } });
    await this.page.locator("#board-title").waitFor();
  }

  /** The project as the page keeps it, as soon as `enough` says that everything is in it. */
  async kept(enough, timeout = 60_000) {
    await this.page.getByRole("link", { name: "Flash", exact: true }).click();
    for (const end = Date.now() + timeout; Date.now() < end; await this.page.waitForTimeout(200)) {
      const bytes = await this.page.evaluate(newestProject);
      const project = bytes && JSON.parse(bytes);
      if (project && enough(project)) return project;
    }
    throw new Error("the project was not kept");
  }
}

/** Runs in the page: the text of the project that was changed last. */
function newestProject() {
  const ended = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return (async () => {
    const database = await ended(indexedDB.open("oak-flasher-studio"));
    try {
      const files = database.transaction("files").objectStore("files");
      const keys = await ended(files.getAllKeys());
      if (keys.length === 0) return undefined;
      return new TextDecoder().decode(await ended(files.get(keys.at(-1))));
    } finally {
      database.close();
    }
  })();
}
