// The official library's scripts, and comparing what they left.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { closeSync, fstatSync, mkdtempSync, openSync, readSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const python = process.env.OAK_JUDGE_PYTHON ?? `${root}.cache/judge/bin/python`;

/** A script that takes longer hangs. */
const LIMIT_MILLIS = 400_000;

/** The library's own limits are for machines with more than the guest's one processor. */
const PATIENT = { DEPTHAI_SEARCH_TIMEOUT: "20000", DEPTHAI_CONNECT_TIMEOUT: "60000", DEPTHAI_BOOTUP_TIMEOUT: "60000" };

/** Runs a script of tests/judge; what it printed, which is also in the failure. */
export function judge(name, args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...PATIENT, PYTHONDONTWRITEBYTECODE: "1" };
    const options = { timeout: LIMIT_MILLIS, killSignal: "SIGKILL", env };
    execFile(python, [`${root}tests/judge/${name}`, ...args], options, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`;
      const message = `${name} ${args.join(" ")}: ${error?.signal ?? error?.code}\n${said}`;
      if (error) reject(new assert.AssertionError({ message }));
      else resolve(said);
    });
  });
}

/** A new folder in memory. */
export const scratch = () => mkdtempSync(`${tmpdir()}/oak-`);

/** Where two files differ first, read in pieces: the guest maps every page of a process by itself. */
export function firstDifference(left, right) {
  const files = [left, right].map((path) => openSync(path));
  try {
    const [size, other] = files.map((file) => fstatSync(file).size);
    if (size !== other) return `sizes ${size} and ${other}`;
    const buffers = files.map(() => Buffer.alloc(1 << 20));
    for (let at = 0; at < size; at += buffers[0].length) {
      const [one, two] = files.map((file, index) => {
        const buffer = buffers[index];
        return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, at));
      });
      if (one.equals(two)) continue;
      const inside = one.findIndex((byte, index) => byte !== two[index]);
      return `at 0x${(at + inside).toString(16)}: ${one[inside]} and ${two[inside]}`;
    }
    return undefined;
  } finally {
    for (const file of files) closeSync(file);
  }
}
