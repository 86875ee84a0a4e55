// A browser with a window on a screen in memory, driven as little as can be: what a driver does to pages by default keeps hidden
// ones visible.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { screenshot } from "../../browser/support/browser.mjs";
import { serve } from "../../browser/support/server.mjs";
import { PATIENCE, Pilot } from "./pilot.mjs";
import { LEAN, PORT, permit } from "./stand.mjs";

const { chromium } = createRequire(new URL("../../browser/package.json", import.meta.url))("playwright-core");
const run = promisify(execFile);
/** A page on this port must ask, as everywhere outside of tests. */
const ASKING_PORT = 8081;
/** By then the browser's list is open, whether or not it is a window that can be counted. */
const SURELY_OPEN_MILLIS = 20_000;
const SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--password-store=basic",
  "--remote-debugging-port=0",
  "--window-size=1280,1000",
];

/** The first match of `pattern` in what a program says. */
function said(child, stream, pattern, name) {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (chunk) => {
      text += chunk;
      const match = pattern.exec(text);
      if (match) resolve(match[1]);
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${name} ended with ${code}:\n${text}`)));
  });
}

/** Screen, browser and both pages: one that must ask for cameras, one that need not. */
export class Window {
  static async open() {
    const here = new Window();
    try {
      await here.start();
      return here;
    } catch (error) {
      await here.close();
      throw error;
    }
  }

  servers = [];

  async start() {
    await permit();
    this.screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const number = await said(this.screen, this.screen.stdout, /(\d+)\n/, "Xvfb");
    this.env = { ...process.env, DISPLAY: `:${number}` };
    this.profile = await mkdtemp(`${tmpdir()}/oak-profile-`);
    const args = [...SWITCHES, ...LEAN, `--user-data-dir=${this.profile}`, "about:blank"];
    const program = process.env.OAK_CHROMIUM ?? "/usr/bin/chromium";
    this.process = spawn(program, args, { env: this.env, stdio: ["ignore", "ignore", "pipe"] });
    const address = await said(this.process, this.process.stderr, /DevTools listening on (\S+)/, "Chromium");
    for (const port of [ASKING_PORT, PORT]) this.servers.push(await serve({ port }));
    [this.asking, this.permitted] = this.servers.map(({ url }) => url);
    this.browser = await chromium.connectOverCDP(address, { noDefaults: true, timeout: PATIENCE });
  }

  async close() {
    await this.browser?.close().catch(() => {});
    this.process?.kill();
    for (const server of this.servers) await server.stop();
    this.screen?.kill();
    if (this.profile) await rm(this.profile, { recursive: true, force: true }).catch(() => {});
  }

  /** A new tab in the one window. */
  tab() {
    return this.browser.contexts()[0].newPage();
  }

  /** Opens the page in a tab, until the end of the test `t`. */
  async pilot(t, url) {
    const page = await this.tab();
    t.after(async () => {
      if (!t.passed) {
        await page.bringToFront();
        await screenshot(page, `failed ${t.name}`).catch(() => {});
      }
      await page.close();
    });
    page.setDefaultTimeout(PATIENCE);
    await page.goto(url);
    return new Pilot(page);
  }

  async press(...keys) {
    await run("xdotool", ["key", "--delay", "200", ...keys], { env: this.env });
  }

  /** How many windows are on the screen. The browser's list is one of its own. */
  async count() {
    const found = run("xdotool", ["search", "--onlyvisible", "--name", ".*"], { env: this.env });
    const { stdout } = await found.catch(() => ({ stdout: "" }));
    return stdout.split("\n").filter(Boolean).length;
  }

  /** Presses a button that opens the browser's list, and chooses the first camera of it, once there is one. */
  async choose(button, done) {
    const before = await this.count();
    await button.click();
    const clicked = Date.now();
    for (let end = Date.now() + PATIENCE; Date.now() < end; ) {
      if (await done()) return;
      // Without the list the keys would go to the page.
      const isOpen = (await this.count()) > before || Date.now() > clicked + SURELY_OPEN_MILLIS;
      if (isOpen) await this.press("Tab", "Down", "Return");
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    assert.fail("the browser's list did not give a camera");
  }
}
