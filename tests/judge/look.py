"""What the official library sees of a camera: `look.py ADDRESS`. Prints one JSON object."""

import json
import sys

from camera import Bootloader, connect
from leave import leave


def config_of(camera):
    """The configuration, or None where the camera has none: the library raises the camera's text."""
    try:
        return camera.readConfigData()
    except RuntimeError:
        return None


def main():
    with connect(sys.argv[1]) as camera:
        application = camera.readApplicationInfo(Bootloader.Memory.FLASH)
        memory = camera.getMemoryInfo(Bootloader.Memory.FLASH)
        seen = {
            "version": str(camera.getVersion()),
            "user": camera.isUserBootloader(),
            "config": config_of(camera),
            "application": application.applicationName if application.hasApplication else None,
            "firmware": application.firmwareVersion if application.hasApplication else None,
            "flash": memory.size,
        }
    print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
    leave()
