"""The configuration's fields by the official library's own setters and getters: `config_fields.py FOLDER`.

Reads `ours.json` of the folder, a list of documents, and writes `theirs.json`: what the getters tell of each of them, and
the document after each setter. Needs no camera.
"""

import json
import os
import sys
from datetime import timedelta

from camera import Bootloader, dai
from leave import leave

Config = Bootloader.Config


def millis(time):
    """A time as the document has it."""
    return round(time.total_seconds() * 1000)


def told(document):
    """What every getter tells."""
    config = Config.fromJson(document)
    return {
        "ipv4": config.getIPv4(),
        "mask": config.getIPv4Mask(),
        "gateway": config.getIPv4Gateway(),
        "static": config.isStaticIPV4(),
        "dns": config.getDnsIPv4(),
        "dnsAlt": config.getDnsAltIPv4(),
        "mac": config.getMacAddress(),
        "usbTimeout": millis(config.getUsbTimeout()),
        "networkTimeout": millis(config.getNetworkTimeout()),
        "usbSpeed": config.getUsbMaxSpeed().name,
        "appMem": config.appMem.name,
    }


def after(change):
    """The document of a configuration after a change."""
    config = Config()
    change(config)
    return config.toJson()


SETTERS = {
    "static": lambda config: config.setStaticIPv4("192.168.7.10", "255.255.252.0", "192.168.7.1"),
    "dynamic": lambda config: config.setDynamicIPv4("10.1.2.3", "255.0.0.0", "10.0.0.1"),
    "dns": lambda config: config.setDnsIPv4("9.9.9.9", "1.2.3.4"),
    "mac": lambda config: config.setMacAddress("44:A9:2C:3F:9C:1E"),
    "usbTimeout": lambda config: config.setUsbTimeout(timedelta(milliseconds=1234)),
    "usbForEver": lambda config: config.setUsbTimeout(timedelta(milliseconds=-1)),
    "networkTimeout": lambda config: config.setNetworkTimeout(timedelta(milliseconds=4321)),
    "usbSpeed": lambda config: config.setUsbMaxSpeed(dai.UsbSpeed.SUPER_PLUS),
    "appMem": lambda config: setattr(config, "appMem", Bootloader.Memory.EMMC),
}


def main(folder):
    with open(os.path.join(folder, "ours.json"), encoding="utf-8") as file:
        ours = json.load(file)
    theirs = {"told": [told(document) for document in ours], "set": {name: after(set) for name, set in SETTERS.items()}}
    with open(os.path.join(folder, "theirs.json"), "w", encoding="utf-8") as file:
        json.dump(theirs, file)


main(*sys.argv[1:])
leave()
