"""The official library's connection to a camera, for the scripts of this folder."""

import os
import struct
import time

# The library looks for devices at most this long after a boot, in milliseconds.
os.environ.setdefault("DEPTHAI_BOOTUP_TIMEOUT", "15000")
os.environ.setdefault("DEPTHAI_LEVEL", "error")

import depthai as dai  # noqa: E402

Bootloader = dai.DeviceBootloader
MEMORIES = {None: Bootloader.Memory.AUTO, "flash": Bootloader.Memory.FLASH, "emmc": Bootloader.Memory.EMMC}
TYPES = {"usb": Bootloader.Type.USB, "network": Bootloader.Type.NETWORK}
# Where the application lies, by type: from the library's own memory map.
APPLICATION_OFFSET = {"usb": 0x100000, "network": 0x800000}


# States as discovery over the network announces them.
STATES = {1: dai.XLinkDeviceState.X_LINK_BOOTED, 3: dai.XLinkDeviceState.X_LINK_BOOTLOADER, 4: dai.XLinkDeviceState.X_LINK_FLASH_BOOTED}
UNBOOTED = dai.XLinkDeviceState.X_LINK_UNBOOTED


def is_usb(address):
    """Whether this is the identity of a camera on USB rather than its address."""
    return "." not in address


def usb_state(address):
    """What runs on a camera on USB; None if it is not there."""
    found = dai.XLinkConnection.getAllConnectedDevices(dai.XLinkDeviceState.X_LINK_ANY_STATE, False)
    return next((device.state for device in found if device.mxid == address), None)


def await_usb_state(address, states, patience=60.0):
    """Waits until a camera on USB is in one of `states`."""
    end = time.monotonic() + patience
    while usb_state(address) not in states:
        if time.monotonic() > end:
            raise SystemExit(f"not so: {address} is {states}, it is {usb_state(address)}")
        time.sleep(0.1)


def connect(address, allow_flashing=False, patience=None):
    """A bootloader connection to `address`; waits for a camera that is starting."""
    if patience is None:
        patience = 120.0 if is_usb(address) else 10.0
    end = time.monotonic() + patience
    while True:
        try:
            return Bootloader(dai.DeviceInfo(address), allow_flashing)
        except RuntimeError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def small_package(name, compressed=False):
    """An application package of a few bytes, for checks that only need one to be there: a table and two sections."""
    firmware = (b"\x78\xda" if compressed else b"MA2x") + bytes(1000)
    sections = ((b"__firmware", firmware, 5 if compressed else 1), (b"app_name", name.encode(), 0))
    table, body = b"BR", b""
    for title, content, flags in sections:
        checksum = 5381
        for byte in content:
            checksum = (checksum * 33 + byte) & 0xFFFFFFFF
        table += struct.pack("<16sIIIBB", title, len(content), 512 + len(body), checksum, 0, flags)
        body += content
    return list(table.ljust(512, b"\0") + body)


def embedded(kind):
    """The bootloader image of `kind` inside the library."""
    return bytes(Bootloader.getEmbeddedBootloaderBinary(TYPES[kind]))


def expect(result, what):
    """Stops the script unless an operation worked; operations answer (success, text, ...)."""
    if not result[0]:
        raise SystemExit(f"{what}: {result[1]}")
    return result


def check(condition, what):
    """Stops the script unless `condition` holds."""
    if not condition:
        raise SystemExit(f"not so: {what}")
