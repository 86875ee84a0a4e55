// What a person does in the studio, and what leaves it.
import { openPage } from "./browser.mjs";
import { Flasher } from "./flight.mjs";

/** A neural network file with one picture of 300 x 300 as its input; the least that can be read. */
export function network() {
  const words = (...numbers) => Buffer.from(Uint32Array.from(numbers).buffer);
  const tensor = (name, type, order, dims, at) => {
    const text = Buffer.alloc(name.length + 4 - (name.length % 4), name + "\0".repeat(4));
    text.fill(0, name.length);
    return Buffer.concat([words(0, 0, text.length), text, words(type, order, dims, 0, at, 0, 0)]);
  };
  const input = tensor("data", 1, 0x4321, 4, 0);
  const output = tensor("out", 0, 0x43, 2, 16);
  const dims = words(300, 300, 3, 1, 7, 1);
  const [first, second] = [132, 132 + input.length];
  const third = second + output.length;
  const head = words(9709, third + dims.length, 2022, 1, 1, 1, 1, 0, 0, 1, 0, 4, 4, 0, 0, 0, first, second, third, third);
  return Buffer.concat([Buffer.alloc(52), head, input, output, dims]);
}

export class Studio extends Flasher {
  static async open(t, browser, url, address = "#/studio", options = {}) {
    const studio = new Studio(await openPage(t, browser, url + address, options));
    await studio.page.locator("#studio:not([hidden])").waitFor({ timeout: 60_000 });
    return studio;
  }

  /** Waits until a project is open and was worked out. */
  async opened(name) {
    if (name) await this.page.locator(".studio-name").and(this.page.locator(`[data-name="${name}"]`)).waitFor();
    await this.page.locator(".studio-bar").waitFor({ timeout: 60_000 });
    await this.analysed();
  }

  async analysed() {
    await this.page.locator('.studio[data-analysed="true"]').waitFor();
  }

  get problems() {
    return this.page.locator(".problems");
  }

  problem(rule) {
    return this.page.locator(`.problem[data-rule="${rule}"]`);
  }

  /** Opens a file by the studio's own button. */
  async openFile(path) {
    await this.page.locator("#studio input[type=file]").first().setInputFiles(path);
  }

  /** Chooses a way out. */
  async export(format) {
    await this.page.getByRole("button", { name: "Export", exact: true }).click();
    await this.page.locator(`#export-menu [data-format="${format}"]`).click();
  }

  /** Chooses a way out that ends in a file; gives its name and path. */
  async save(format) {
    const saving = this.page.waitForEvent("download", { timeout: 60_000 });
    await this.export(format);
    const download = await saving;
    return { name: download.suggestedFilename(), path: await download.path() };
  }

  async message(pattern) {
    await this.page.locator(".studio-message").filter({ hasText: pattern }).waitFor({ timeout: 60_000 });
  }
}
