"""Performs flashing scenarios with the official library: `flash_scenario.py SCENARIO.json...`.

What a scenario holds is described in README.md. Prints one JSON object per operation; status 0 if all worked.
"""

import json
import os
import sys
import tempfile

from camera import MEMORIES, TYPES, Bootloader, connect, embedded, is_usb
from leave import leave
from pipelines import PIPELINES


def flash_bootloader(camera, operation):
    """The factory bootloader: the library's own, or a file; of the running type unless told."""
    path = operation.get("path", "")
    if "type" in operation:
        return camera.flashBootloader(Bootloader.Memory.FLASH, TYPES[operation["type"]], lambda _: None, path)
    return camera.flashBootloader(lambda _: None, path)


def flash(camera, operation):
    """A pipeline of pipelines.py."""
    return camera.flash(
        lambda _: None,
        PIPELINES[operation["pipeline"]](),
        compress=operation.get("compress", False),
        applicationName=operation.get("name", ""),
        memory=MEMORIES[operation.get("memory")],
        checkChecksum=operation.get("check_checksum", False),
    )


def flash_package(camera, operation):
    """A package file."""
    with open(operation["path"], "rb") as file:
        return camera.flashDepthaiApplicationPackage(lambda _: None, list(file.read()))


def remove_application(camera, operation):
    """Overwrites the application's table."""
    return camera.flashClear(MEMORIES[operation.get("memory")])


def write_config(camera, operation):
    """A configuration document, exactly as it is."""
    return camera.flashConfigData(operation["config"])


def clear_config(camera, operation):
    """No configuration any more."""
    return camera.flashConfigClear()


def flash_user_bootloader(camera, operation):
    """The library's own bootloader into the second slot."""
    return camera.flashUserBootloader(lambda _: None)


def factory_reset(camera, operation):
    """The library's own bootloader, padded as its device manager does it, over everything."""
    kind = operation["type"]
    image = embedded(kind)
    size = {"usb": 1, "network": 8}[kind] * 1024 * 1024 + 512
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "image")
        with open(path, "wb") as file:
            file.write(image.ljust(size, b"\xff"))
        return camera.flashBootloader(Bootloader.Memory.FLASH, TYPES[kind], lambda _: None, path)


def boot_header(camera, operation):
    """A boot header by its name."""
    memory = Bootloader.Memory.FLASH
    if operation["header"] == "gpio":
        return camera.flashGpioModeBootHeader(memory, operation["gpio_mode"])
    if operation["header"] == "fast":
        return camera.flashFastBootHeader(memory)
    if operation["header"] == "recovery":
        return camera.flashUsbRecoveryBootHeader(memory)
    return camera.flashBootHeader(memory, **operation.get("tuning", {}))


def write_raw(camera, operation):
    """Bytes, as hex, at an offset of a memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "data")
        with open(path, "wb") as file:
            file.write(bytes.fromhex(operation["hex"]))
        return camera.flashCustom(MEMORIES[operation.get("memory", "flash")], operation["offset"], path)


def read_raw(camera, operation):
    """Bytes from an offset of a memory."""
    return camera.readCustom(MEMORIES[operation.get("memory", "flash")], operation["offset"], operation["size"])


def look(camera, operation):
    """Everything the library can ask."""
    camera.getVersion()
    camera.getType()
    camera.isUserBootloader()
    for memory in (Bootloader.Memory.FLASH, Bootloader.Memory.EMMC):
        camera.getMemoryInfo(memory)
        camera.readApplicationInfo(memory)
    try:
        camera.readConfigData()
    except RuntimeError:
        # It has none: the library raises the camera's text.
        pass
    return True, ""


def usb_rom(camera, operation):
    """To the chip's ROM; the camera is gone then."""
    camera.bootUsbRomBootloader()
    return True, ""


OPERATIONS = {
    operation.__name__: operation
    for operation in (
        flash_bootloader,
        flash,
        flash_package,
        remove_application,
        write_config,
        clear_config,
        flash_user_bootloader,
        factory_reset,
        boot_header,
        write_raw,
        read_raw,
        look,
        usb_rom,
    )
}
# Only these need the connection that boots the library's own bootloader first.
NEED_PERMISSION = {"flash_bootloader", "factory_reset"}


def perform(scenario):
    """Does one scenario; whether all worked."""
    well = True
    camera = None
    for operation in scenario["operations"]:
        if operation["do"] == "reconnect":
            if camera:
                camera.close()
            camera = None
            continue
        need = any(step["do"] in NEED_PERMISSION for step in scenario["operations"])
        try:
            camera = camera or connect(scenario["address"], need, patience=45.0 if is_usb(scenario["address"]) else None)
        except RuntimeError as error:
            # Whoever started this may do it again in another process.
            print(json.dumps({"unconnected": str(error)}), flush=True)
            leave(1)
        ok, text = OPERATIONS[operation["do"]](camera, operation)[:2]
        well &= ok
        print(json.dumps({"do": operation["do"], "ok": ok, "error": text}), flush=True)
    if camera:
        camera.close()
    return well


def main():
    well = True
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            well &= perform(json.load(file))
        print(json.dumps({"ended": path}), flush=True)
    leave(int(not well))


if __name__ == "__main__":
    main()
