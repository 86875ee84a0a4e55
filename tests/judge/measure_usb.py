"""Times the official library over USB: `measure_usb.py IDENTITY PACKAGE.dap`.

The camera of that identity waits in its ROM. Prints one JSON object: seconds until its bootloader, put into memory, answers;
seconds that the package takes; processor seconds of this process for both.
"""

import json
import sys
import time

from camera import connect
from leave import leave


def main():
    identity, path = sys.argv[1:]
    with open(path, "rb") as file:
        package = list(file.read())
    seen = {}
    start, busy = time.monotonic(), time.process_time()
    with connect(identity) as camera:
        seen["boot_seconds"], seen["boot_cpu_seconds"] = time.monotonic() - start, time.process_time() - busy
        start, busy = time.monotonic(), time.process_time()
        ok, text = camera.flashDepthaiApplicationPackage(lambda _: None, package)
        seen["flash_seconds"], seen["flash_cpu_seconds"] = time.monotonic() - start, time.process_time() - busy
    if not ok:
        raise SystemExit(text)
    print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
    leave()
