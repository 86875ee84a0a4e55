// What every file of tests needs: one browser and one server, and a folder for files where it asks for one.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { serve } from "./server.mjs";

/** Starts them before the first test of the file or suite that calls this, and stops them after the last. They are there once a test runs. */
export function useStage() {
  const stage = {};
  before(async () => {
    stage.folder = await mkdtemp(`${tmpdir()}/oak-`);
    [stage.browser, stage.server] = await Promise.all([launch(), serve()]);
  });
  after(async () => {
    await stage.browser?.close();
    await stage.server?.stop();
    await rm(stage.folder, { recursive: true, force: true });
  });
  return stage;
}
