"""The official library against a virtual camera: `bootloader.py ADDRESS TYPE CHECK...`.

Each check connects, does one thing, and verifies what the library tells about it. The camera must hold a bootloader of
TYPE (usb or network), version 0.0.29, 128 MiB of NOR. ADDRESS is one of the network, or the identity of a camera on USB.
Ends with status 0 and "all well", or says what was not so.
"""

import os
import random
import socket
import struct
import sys
import tempfile
import time
from datetime import timedelta

from camera import (
    APPLICATION_OFFSET,
    STATES,
    TYPES,
    UNBOOTED,
    Bootloader,
    await_usb_state,
    check,
    connect,
    embedded,
    expect,
    is_usb,
    small_package,
)
from leave import leave
from pipelines import PIPELINES

FLASH = Bootloader.Memory.FLASH
EMMC = Bootloader.Memory.EMMC
MIB = 1 << 20
FOR_EVER = timedelta(milliseconds=-1)
AT_ONCE = timedelta()
DISCOVERY_PORT = 11491
FLASH_BOOTED = 4


class Progress:
    """Collects a progress callback's values and checks their order."""

    def __init__(self):
        self.values = []

    def __call__(self, value):
        check(0.0 <= value <= 1.0, f"progress {value} between 0 and 1")
        check(not self.values or value >= self.values[-1], "progress never falls")
        self.values.append(value)


def await_state(address, state, patience=10.0):
    """Waits until discovery announces `state` (protocol 2.2), or the camera has the product id that goes with it."""
    if is_usb(address):
        return await_usb_state(address, {STATES[state]})
    end = time.monotonic() + patience
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(0.2)
        while time.monotonic() < end:
            udp.sendto(struct.pack("<I", 1), (address, DISCOVERY_PORT))
            try:
                answer = udp.recv(64)
            except TimeoutError:
                continue
            if struct.unpack_from("<I", answer, 36)[0] == state:
                return
            time.sleep(0.1)
    raise SystemExit(f"not so: the camera announces state {state}")


def has_no_config(camera):
    """Whether the camera holds no configuration; the library raises the camera's text."""
    try:
        return camera.readConfigData() is None
    except RuntimeError as error:
        return "No configuration" in str(error)


def info(address, kind):
    """Version, type, memories, application."""
    with connect(address) as camera:
        check(str(camera.getVersion()) == "0.0.29", "version 0.0.29")
        check(camera.getType() == TYPES[kind], f"type {kind}")
        check(not camera.isUserBootloader(), "the factory bootloader runs")
        check(camera.isUserBootloaderSupported() == (kind == "network"), "user bootloader on network cameras")
        memory = camera.getMemoryInfo(FLASH)
        check(memory.available and memory.size == 128 * MIB, "128 MiB of flash")
        check("JEDEC" in memory.info, "the flash has a name")
        check(not camera.getMemoryInfo(EMMC).available, "no eMMC")
        check(not camera.readApplicationInfo(FLASH).hasApplication, "no application yet")


def config(address, kind):
    """No configuration, then one, changed, unknown keys kept, cleared."""
    with connect(address) as camera:
        expect(camera.flashConfigClear(), "clear")
        check(has_no_config(camera), "no configuration")
        settings = Bootloader.Config()
        settings.setStaticIPv4("192.168.7.10", "255.255.255.0", "192.168.7.1")
        settings.setUsbTimeout(FOR_EVER)
        settings.setNetworkTimeout(FOR_EVER)
        expect(camera.flashConfig(settings), "write")
        check(camera.readConfig().getIPv4() == "192.168.7.10", "the address is back")
        data = camera.readConfigData()
        data["something"] = {"new": [1, 2.5, None, True, "text", 1 << 40]}
        expect(camera.flashConfigData(data), "write data")
        check(camera.readConfigData() == data, "unknown keys survive")
    with connect(address) as camera:
        check(camera.readConfigData() == data, "the configuration survives a restart")
        expect(camera.flashConfigClear(), "clear again")
        check(has_no_config(camera), "the configuration is gone")


def flash_bootloader(address, kind):
    """The factory bootloader."""
    with connect(address, allow_flashing=True) as camera:
        check(camera.isAllowedFlashingBootloader(), "allowed")
        expect(camera.flashBootloader(Progress()), "flash bootloader")
        ok, text, read = camera.readCustom(FLASH, 512, len(embedded(kind)))
        expect((ok, text), "read back")
        check(bytes(read) == embedded(kind), "the flash holds the library's image")
    with connect(address) as camera:
        check(str(camera.getVersion()) == "0.0.29", "the flashed bootloader runs")


def progress(address, kind):
    """On a slow camera the library hears of progress."""
    heard = Progress()
    with connect(address, allow_flashing=True) as camera:
        expect(camera.flashBootloader(heard), "flash bootloader")
    check(len(heard.values) > 0, "some progress is told")
    print(f"progress {heard.values}")


def other_bootloader(address, kind):
    """The bootloader of the other type, and back."""
    for target in ("usb" if kind == "network" else "network", kind):
        with connect(address, allow_flashing=True) as camera:
            expect(camera.flashBootloader(FLASH, TYPES[target], Progress()), f"flash {target}")
        with connect(address) as camera:
            check(camera.getType() == TYPES[target], f"a {target} bootloader runs")


def flash_pipeline(address, kind, compress):
    """A pipeline, with a name."""
    name = f"judge {compress}"
    with connect(address) as camera:
        expect(camera.flash(Progress(), PIPELINES["encoder"](), compress=compress, applicationName=name), "flash")
        found = camera.readApplicationInfo(FLASH)
        check(found.hasApplication and found.applicationName == name, "the application is there")
        check(len(found.firmwareVersion) == 40, "and tells its firmware")
        check(camera.readConfigData()["appMem"] == 0, "the configuration names its memory")
        # The library needs many seconds to compress a package a second time.
        expected = None if compress else bytes(Bootloader.createDepthaiApplicationPackage(PIPELINES["encoder"](), False, name))
        ok, text, read = camera.readCustom(FLASH, APPLICATION_OFFSET[kind], 512 if compress else len(expected))
        expect((ok, text), "read back")
        read = bytes(read)
        check(read[:12] == b"BR__firmware" and read[2 + 29] == (7 if compress else 3), "the table says how it is packed")
        check(compress or read == expected, "the flash holds the package")


def pipeline(address, kind):
    """Uncompressed."""
    flash_pipeline(address, kind, False)


def compressed(address, kind):
    """Compressed."""
    flash_pipeline(address, kind, True)


def refused(address, kind):
    """Packages the device must not take."""
    with connect(address) as camera:
        package = small_package("bad")
        package[520] ^= 1
        ok, text = camera.flashDepthaiApplicationPackage(package)
        check(not ok and text == "Sbr section index: 0 checksum mismatch", f"a wrong checksum is noticed ({text})")
        ok, text = camera.flashDepthaiApplicationPackage(package[1:])
        check(not ok and text == "Error parsing SBR structure", f"a missing table is noticed ({text})")


def clear(address, kind):
    """Removes the application."""
    with connect(address) as camera:
        expect(camera.flashDepthaiApplicationPackage(small_package("gone soon")), "flash package")
        check(camera.readApplicationInfo(FLASH).hasApplication, "it is there")
        expect(camera.flashClear(), "clear")
        check(not camera.readApplicationInfo(FLASH).hasApplication, "it is gone")


def raw(address, kind):
    """Bytes at odd offsets, read back with their surroundings."""
    noise = random.Random(7)
    with tempfile.TemporaryDirectory() as folder, connect(address) as camera:
        path = os.path.join(folder, "data")
        for offset, size in ((0x4000001, 1), (0x4000FFF, 2), (0x4010000, 65536), (0x4100003, 5 * MIB + 77)):
            data = noise.randbytes(size)
            with open(path, "wb") as file:
                file.write(data)
            expect(camera.flashCustom(FLASH, offset, path, Progress()), f"write {size} at {offset:#x}")
            ok, text, read = camera.readCustom(FLASH, offset - 1, size + 2)
            expect((ok, text), "read")
            check(bytes(read[1:-1]) == data, f"{size} bytes at {offset:#x}")
            back = os.path.join(folder, "back")
            expect(camera.readCustom(FLASH, offset, size, back, Progress()), "read to a file")
            with open(back, "rb") as file:
                check(file.read() == data, "the file holds them too")
        ok, text = camera.flashCustom(FLASH, 128 * MIB - 1, path)
        check(not ok and text.startswith("Not enough space: "), f"no write past the end ({text})")
        ok, text, _ = camera.readCustom(FLASH, 128 * MIB - 1, 2)
        check(not ok, "no read past the end")


def user_bootloader(address, kind):
    """The second bootloader of a network camera."""
    with connect(address) as camera:
        if kind == "usb":
            try:
                camera.flashUserBootloader(Progress())
            except RuntimeError:
                return
            raise SystemExit("not so: a USB camera has no user bootloader")
        expect(camera.flashUserBootloader(Progress()), "flash user bootloader")
        check(camera.readConfigData()["userBlSize"] == len(embedded("network")), "the configuration knows it")
    with connect(address) as camera:
        check(camera.isUserBootloader(), "the user bootloader runs")
        expect(camera.flashConfigClear(), "clear")
    with connect(address) as camera:
        check(not camera.isUserBootloader(), "the factory bootloader runs again")


def headers(address, kind):
    """Every kind of boot header that leaves the camera reachable over the network."""
    with connect(address) as camera:
        expect(camera.flashGpioModeBootHeader(FLASH, 3), "gpio header")
        expect(camera.flashBootHeader(FLASH, frequency=33, dummyCycles=8), "header")
        expect(camera.flashConfigClear(), "clear")
        expect(camera.flashClear(), "clear application")
        ok, text = camera.flashFastBootHeader(FLASH)
        check(not ok and "No flashed application" in text, f"no fast header without an application ({text})")
        expect(camera.flashDepthaiApplicationPackage(small_package("packed", compressed=True)), "flash compressed")
        ok, text = camera.flashFastBootHeader(FLASH)
        check(not ok, f"no fast header for a compressed application ({text})")
        expect(camera.flashDepthaiApplicationPackage(small_package("plain")), "flash")
        expect(camera.flashFastBootHeader(FLASH), "fast header")
        # Left in place it would start the application at every reset, without a bootloader.
        expect(camera.flashBootHeader(FLASH), "normal header")
        expect(camera.flashClear(), "clear application")
    with connect(address) as camera:
        check(camera.getType() == TYPES[kind], "the bootloader starts again")


def boot_memory(address, kind):
    """The library's own image, from memory."""
    camera = connect(address)
    camera.bootMemory(list(embedded(kind)))
    camera.close()
    with connect(address) as camera:
        check(camera.getType() == TYPES[kind], f"a {kind} bootloader runs")


def application(address, kind):
    """A camera that runs its application is called back."""
    with connect(address) as camera:
        settings = Bootloader.Config()
        settings.setUsbTimeout(AT_ONCE)
        settings.setNetworkTimeout(AT_ONCE)
        expect(camera.flashDepthaiApplicationPackage(small_package("runs")), "flash")
        expect(camera.flashConfig(settings), "no waiting")
    await_state(address, FLASH_BOOTED)
    with connect(address) as camera:
        check(camera.readApplicationInfo(FLASH).applicationName == "runs", "it is there")
        expect(camera.flashConfigClear(), "clear")
        expect(camera.flashClear(), "clear application")


def fast(address, kind):
    """The last one: afterwards the application starts at every reset, without a bootloader."""
    with connect(address) as camera:
        expect(camera.flashDepthaiApplicationPackage(small_package("fast")), "flash")
        expect(camera.flashFastBootHeader(FLASH), "fast header")
    await_state(address, FLASH_BOOTED)


def in_rom(address):
    """Checks that the camera waits for USB, and so is not on the network any more."""
    if is_usb(address):
        return await_usb_state(address, {UNBOOTED})
    time.sleep(1)
    try:
        connect(address, patience=0).close()
    except RuntimeError:
        return
    raise SystemExit("not so: the camera is in its ROM")


def recovery(address, kind):
    """The last one: afterwards the camera waits for USB and is not on the network any more."""
    with connect(address) as camera:
        expect(camera.flashUsbRecoveryBootHeader(FLASH), "recovery header")
    in_rom(address)


def rom(address, kind):
    """To the ROM: afterwards the camera is not on the network any more."""
    camera = connect(address)
    camera.bootUsbRomBootloader()
    camera.close()
    in_rom(address)


def upload(address, kind):
    """From the ROM, by the library's own bootloader in memory, to a flashed one."""
    await_usb_state(address, {UNBOOTED})
    with connect(address, allow_flashing=True) as camera:
        check(camera.isEmbeddedVersion(), "the library's own bootloader runs in memory")
        expect(camera.flashBootloader(FLASH, TYPES[kind], Progress()), "flash bootloader")
    with connect(address) as camera:
        check(not camera.isEmbeddedVersion(), "the flashed bootloader runs")


def main():
    address, kind, checks = sys.argv[1], sys.argv[2], sys.argv[3:]
    for name in checks:
        start = time.monotonic()
        globals()[name](address, kind)
        print(f"{name}: {time.monotonic() - start:.1f} s", flush=True)
    print("all well")


if __name__ == "__main__":
    main()
    leave()
