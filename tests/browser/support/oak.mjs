// The command-line twin: it makes packages, reads them, and is the camera of a test.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The repository. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

const program = process.env.OAK_BIN ?? `${process.env.CARGO_TARGET_DIR ?? `${root}target`}/debug/oak`;

/** Builds it, where no built one is named. */
export async function buildOak() {
  if (!process.env.OAK_BIN) await run("cargo", ["build", "--quiet", "--locked", "--bin", "oak"], { cwd: root });
}

/** Runs it; what it printed. */
export async function oak(...args) {
  return (await run(program, args, { cwd: root, maxBuffer: 256 << 20 })).stdout;
}

/** Builds a package of a pipeline's JSON. */
export const buildPackage = (json, out, ...options) => oak("package", "build", "--pipeline", json, "--out", out, ...options);

/** What a package holds, decoded: everything but its name. */
export const packageContent = async (path) => JSON.parse(await oak("package", "show", "--json", path));

/** Starts a virtual camera; resolves, once it is ready, to a way to stop it. */
export async function virtualCamera(...args) {
  const child = spawn(program, ["virtual-camera", ...args], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const exited = once(child, "exit");
  return async () => {
    child.kill("SIGTERM");
    await exited;
  };
}
