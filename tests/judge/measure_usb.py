"""Times the official library over USB: `measure_usb.py IDENTITY [PACKAGE.dap]`.

Prints one JSON object: seconds until the bootloader of the camera of that identity answers, which takes an upload where the
camera waits in its ROM; with a package, the seconds that it takes to flash; processor seconds of this process for both.
"""

import json
import sys
import time

from camera import connect
from leave import leave


def main():
    identity, *paths = sys.argv[1:]
    packages = []
    for path in paths:
        with open(path, "rb") as file:
            packages.append(list(file.read()))
    seen = {}
    start, busy = time.monotonic(), time.process_time()
    with connect(identity) as camera:
        seen["boot_seconds"], seen["boot_cpu_seconds"] = time.monotonic() - start, time.process_time() - busy
        for package in packages:
            start, busy = time.monotonic(), time.process_time()
            ok, text = camera.flashDepthaiApplicationPackage(lambda _: None, package)
            seen["flash_seconds"], seen["flash_cpu_seconds"] = time.monotonic() - start, time.process_time() - busy
            if not ok:
                raise SystemExit(text)
    print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
    leave()
