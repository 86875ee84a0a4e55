"""What completion and check say about the camera's Python, against the library: python_device.py OUTPUT_FOLDER"""

import json

import depthai as dai

from leave import leave
from pipeline_official import ROOT


def main():
    device = json.loads((ROOT / "src/python/device.json").read_text())
    assert len(device["classes"]) > 30
    for entry in device["classes"]:
        official = getattr(dai, entry["name"])
        for member in entry["members"]:
            found = getattr(official, member["name"])
            assert callable(found) or "arguments" not in member, (entry["name"], member)
            if "values" in member:
                assert member["values"] == list(found.__members__), (entry["name"], member)


if __name__ == "__main__":
    main()
    leave()
