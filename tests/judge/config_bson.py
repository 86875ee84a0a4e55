"""What the official library makes of configuration files: `config_bson.py ADDRESS`.

Writes documents to a virtual camera of type usb and reads the flash back, which holds the BSON behind a prefix of 12
bytes. Prints one line of JSON per document: the text of the file, and the BSON in hexadecimal, or the library's error.
"""

import json
import os
import random
import sys
import tempfile

from camera import Bootloader, connect, expect
from leave import leave

CONFIG_OFFSET = 0xFC000
PREFIX = 12
EDGES = [
    "{}",
    json.dumps(Bootloader.Config().toJson()),
    '{"appMem": 0}',
    '{"b": {"z": 1, "Z": 2, "_": 3, "": 4}, "a": [[], {}, [1, [2.0]]], "B": null}',
    '{"i": [2147483647, 2147483648, -2147483648, -2147483649, 9223372036854775807, -9223372036854775808]}',
    '{"big": 9223372036854775808}',
    '{"huge": 18446744073709551616, "low": -9223372036854775809}',
    '{"f": [1.0, -1.5, 1e2, 1E-300, 0.1, 123456789.123456789, 4.9e-324, 1.7976931348623157e308]}',
    '{"zero": [0, 0.0, -0.0]}',
    '{"t": ["", "\\u00e4\\ud83d\\ude00", "a\\u0000b", "\\n\\t\\"\\\\"], "\\u00e4": true, "z": false}',
    '{"twice": 1, "twice": {"a": 2}}',
    '{"network": {"ipv4": 3355945152, "mac": [170, 187, 204, 0, 17, 255]}, "userBlChecksum": 3000000000}',
]


def value(rng, depth):
    kind = rng.randrange(9 if depth else 6)
    if kind == 0:
        return rng.choice([None, True, False])
    if kind in (1, 2):
        return rng.randrange(-(1 << rng.randrange(1, 64)), 1 << rng.randrange(1, 64))
    if kind == 3:
        return rng.uniform(-1, 1) * 10.0 ** rng.randrange(-20, 20)
    if kind in (4, 5):
        return "".join(rng.choice("aZ_09 .\u00fc\u4e2d") for _ in range(rng.randrange(8)))
    if kind == 6:
        return [value(rng, depth - 1) for _ in range(rng.randrange(12))]
    return {"".join(rng.choice("abAB_1\u00fc") for _ in range(rng.randrange(1, 4))): value(rng, depth - 1) for _ in range(6)}


def documents():
    rng = random.Random(2330)
    yield from EDGES
    for _ in range(60):
        yield json.dumps({str(key): value(rng, 3) for key in range(rng.randrange(1, 5))}, ensure_ascii=rng.random() < 0.5)


def main(address):
    with connect(address) as camera, tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "config.json")
        for text in documents():
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            try:
                ok, error = camera.flashConfigFile(path)
            except (RuntimeError, TypeError, ValueError) as raised:
                ok, error = False, str(raised)
            if not ok:
                print(json.dumps({"text": text, "error": error}))
                continue
            ok, error, stored = camera.readCustom(Bootloader.Memory.FLASH, CONFIG_OFFSET, 16384)
            expect((ok, error), "read the configuration's section")
            stored = bytes(stored)
            size = int.from_bytes(stored[4:8], "little")
            print(json.dumps({"text": text, "bson": stored[PREFIX : PREFIX + size].hex()}))


main(*sys.argv[1:])
leave()
