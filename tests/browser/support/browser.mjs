// One Chromium for all tests of a file, and pages that fail the test on any complaint of the browser.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";

const screenshots = fileURLToPath(new URL("../../../target/screenshots/", import.meta.url));

/** Starts the browser that OAK_CHROMIUM names, with switches and options of the caller's added. */
export function launch({ args = [], ...options } = {}) {
  return chromium.launch({
    executablePath: process.env.OAK_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
    ...options,
  });
}

/**
 * Opens a page in a profile of its own, and closes it at the end of the test `t`.
 * Errors and warnings in the console, uncaught errors and messages about the policy fail the test; `expected` lists
 * patterns of those that belong to it.
 */
export async function openPage(t, browser, url, { expected = [], ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  const complain = (text) => {
    if (!expected.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  context.on("console", (message) => {
    const text = message.text();
    const bad = ["error", "warning"].includes(message.type()) || /content security policy|trusted/i.test(text);
    if (bad) complain(`${message.type()}: ${text}`);
  });
  context.on("weberror", (error) => complain(`uncaught: ${error.error()}`));
  t.after(async () => {
    if (!t.passed && !page.isClosed()) await screenshot(page, `failed ${t.name}`).catch(() => {});
    await context.close();
    assert.deepEqual(complaints, [], "the browser complained");
  });
  await page.goto(url);
  return page;
}

/** Saves a picture of the whole page under `target/screenshots`. */
export async function screenshot(page, name, options = {}) {
  await mkdir(screenshots, { recursive: true });
  // A picture of the whole page is only right from its top, and after the page was drawn in its present size.
  await page.evaluate(async () => {
    scrollTo(0, 0);
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  });
  const path = `${screenshots}${name.replaceAll(/[^a-z0-9]+/gi, "-")}.png`;
  await page.screenshot({ path, fullPage: true, animations: "disabled", ...options });
  return path;
}

/** Fails if axe finds a violation of the rules it knows for sure. */
export async function assertAccessible(page, what) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  assert.deepEqual(found, [], `axe finds violations ${what}`);
}

/** Fails if the page scrolls sideways. */
export async function assertNoSidewaysScroll(page, what) {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(excess, 0, `the page scrolls sideways by ${excess} px ${what}`);
}
