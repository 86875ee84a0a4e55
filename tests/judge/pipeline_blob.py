"""Placeholder networks, and what the official library reads in them: pipeline_blob.py OUTPUT_FOLDER"""

import json
import random
import struct
import sys
from pathlib import Path

import depthai as dai

from leave import leave

VERSIONS = [(5, 0), (6, 0), (2020, 3), (2020, 4), (2021, 1), (2021, 2), (2021, 3), (2021, 4), (2022, 1)]
ORDERS = [0x4321, 0x4213, 0x321, 0x213, 0x43, 0x3]


def blob(version, inputs=(), outputs=(), shaves=4, slices=4, stages=1):
    """A network file of the least the library accepts. Tensors are (name, data type, order, dimensions)."""
    constants = b""
    tables = []
    for tensors in (inputs, outputs):
        table = b""
        for index, (name, data_type, order, dims) in enumerate(tensors):
            name = name.encode() + bytes(-len(name) % 4 + 4)
            table += struct.pack("<IiI", index, 64 * index, len(name)) + name
            table += struct.pack("<iIIiIII", data_type, order, len(dims), 0, len(constants), 0, 0)
            constants += struct.pack(f"<{len(dims)}I", *dims)
        tables.append(table)
    first = 132
    second = first + len(tables[0])
    third = second + len(tables[1])
    counts = (len(inputs), len(outputs), stages, 0, 0, 1, 0, slices, shaves, 0, 0, 0)
    header = struct.pack("<4I", 9709, third + len(constants), *version)
    header += struct.pack("<12I", *counts) + struct.pack("<4I", first, second, third, third)
    return bytes(52) + header + tables[0] + tables[1] + constants


def tensors(rng, most=3):
    made = []
    for index in range(rng.randint(0, most)):
        order = rng.choice(ORDERS)
        dims = [rng.randint(1, 4000) for _ in f"{order:x}"]
        name = rng.choice(["data", "out", "layer/conv:0", "b@shape", "ünï"]) + str(index)
        made.append((name, rng.randint(0, 4), order, dims))
    return made


def described(side):
    return {
        name: [int(tensor.dataType), int(tensor.order), list(tensor.dims), tensor.offset]
        for name, tensor in side.items()
    }


def main():
    output = Path(sys.argv[1])
    rng = random.Random(7)
    facts = {}
    for number in range(90):
        version = VERSIONS[number % len(VERSIONS)]
        shaves, slices, stages = (rng.randint(0, 16) for _ in range(3))
        path = output / f"{number:02}.blob"
        path.write_bytes(blob(version, tensors(rng), tensors(rng), shaves, slices, stages))
        read = dai.OpenVINO.Blob(path)
        facts[path.name] = {
            "version": read.version.name.removeprefix("VERSION_").replace("_", "."),
            "shaves": read.numShaves,
            "slices": read.numSlices,
            "stages": read.stageCount,
            "inputs": described(read.networkInputs),
            "outputs": described(read.networkOutputs),
        }
    (output / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main()
    leave()
