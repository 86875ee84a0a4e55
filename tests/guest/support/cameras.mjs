// Virtual cameras on the guest's USB, and a hand on them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const oak = process.env.OAK_BIN ?? `${root}target/debug/oak`;

/** Identities of the tests' cameras. */
export const mxIds = ["14442C10D13EABCE00", "14442C1011043ED700"];

/**
 * The guest has one processor for browser, camera and test: pings may be later than a camera would bear. Yet a camera that
 * was left in the middle of a handshake must restart by itself before a host gives it up, which takes 15 s.
 */
const PATIENT_MILLIS = 8_000;
/** So this says nothing about the host. That links live is seen by what they carry, and by a camera that is less patient. */
const LATE = /^watchdog ping too late$/;

/** Cameras that one program serves and attaches; the first is `1-1`. */
export class Cameras {
  /** Starts cameras; each of `cameras` says what differs from `args`. They leave at the end of the test `t`. */
  static async start(t, { args = [], cameras = [], watchdog = PATIENT_MILLIS } = {}) {
    const options = ["virtual-camera", "--usbip", "0", "--control", "0", "--attach", "--watchdog", String(watchdog)];
    const each = cameras.flatMap((camera) => ["--camera", JSON.stringify(camera)]);
    const child = spawn(oak, [...options, ...args, ...each], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    const exited = once(child, "exit");
    const lines = createInterface(child.stdout);
    const [line] = await Promise.race([
      once(lines, "line"),
      exited.then(([code]) => assert.fail(`the cameras ended with ${code}`)),
    ]);
    const port = Number(/control on [\d.]+:(\d+)/.exec(line)[1]);
    const socket = createConnection(port, "127.0.0.1");
    await once(socket, "connect");
    const all = new Cameras(child, exited, socket);
    t.after(() => all.stop());
    return all;
  }

  constructor(child, exited, socket) {
    Object.assign(this, { child, exited, socket, waiting: [] });
    createInterface(socket).on("line", (answer) => this.waiting.shift()?.(JSON.parse(answer)));
  }

  /** Sends a command; its result. */
  async tell(line) {
    const answer = new Promise((resolve) => this.waiting.push(resolve));
    this.socket.write(`${line}\n`);
    const { ok, error } = await answer;
    if (error !== undefined) assert.fail(`${line}: ${error}`);
    return ok;
  }

  /** Waits until a camera is as said. */
  until(what, id = "1-1") {
    return this.tell(`wait ${id} ${what} 120000`);
  }

  async state(id = "1-1") {
    return (await this.tell(`show ${id}`)).state;
  }

  /** The camera counts what a real one might forgive; `known` are patterns of what is not the host's fault. */
  async assertNoViolations(id = "1-1", known = []) {
    const all = await this.tell(`violations ${id}`);
    const found = all.map(({ what }) => what).filter((what) => ![LATE, ...known].some((pattern) => pattern.test(what)));
    assert.deepEqual([...new Set(found)], [], "breaches of the protocol");
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.socket.destroy();
    this.child.kill("SIGTERM");
    await this.exited;
  }
}
