// The page on a local server: the repository's own, which sends the headers, or a plain one without them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Starts a program that prints its address, and resolves to the address and a way to stop it. */
async function start(program, args, address) {
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let text = "";
  const found = new Promise((resolve, reject) => {
    const look = (chunk) => {
      text += chunk;
      const match = address.exec(text);
      if (match) resolve(match[1]);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${program} ended with ${code}:\n${text}`)));
  });
  const stop = async () => {
    child.kill();
    await exited;
  };
  return { url: await found, stop };
}

/** The repository's own server, as `cargo xtask serve` is. */
export function serve({ base = "/", port = 0 } = {}) {
  const args = ["serve", "--no-build", "--port", String(port), "--base", base];
  const xtask = process.env.OAK_XTASK;
  return xtask
    ? start(xtask, args, /Ready: (http\S+)/)
    : start("cargo", ["xtask", ...args], /Ready: (http\S+)/);
}

/** A server that knows nothing of this page: no headers, no compressed twins. */
export async function servePlain() {
  const args = ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", "dist"];
  return start("python3", args, /\((http:\S+?)\)/);
}
