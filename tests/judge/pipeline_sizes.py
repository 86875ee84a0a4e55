"""Sizes of the cameras' outputs by the library's getters: pipeline_sizes.py OUTPUT_FOLDER

Writes `sizes.json`: pipelines in which every output of a camera goes to a Script, and what the getters say.
"""

import json
import sys
from pathlib import Path

import depthai as dai

from leave import leave

SCALES = [None, (1, 2), (2, 3), (5, 13), (9, 16)]
EXPLICIT = [None, {"Video": (640, 480), "Still": (800, 600), "Preview": (123, 45)}]


def linked(pipeline, camera, names):
    script = pipeline.create(dai.node.Script)
    for name in names:
        getattr(camera, name).link(script.inputs[name])
    return pipeline.serializeToJson()


def color(resolution, scale, sizes):
    pipeline = dai.Pipeline()
    camera = pipeline.create(dai.node.ColorCamera)
    camera.setResolution(resolution)
    if scale:
        camera.setIspScale(*scale)
    for name, size in (sizes or {}).items():
        getattr(camera, f"set{name}Size")(*size)
    form = linked(pipeline, camera, ["isp", "video", "still", "preview", "raw"])
    facts = {name: getattr(camera, f"get{name.title()}Size")() for name in ("isp", "video", "still", "preview")}
    return form, facts | {"raw": camera.getResolutionSize()}


def mono(resolution):
    pipeline = dai.Pipeline()
    camera = pipeline.create(dai.node.MonoCamera)
    camera.setResolution(resolution)
    return linked(pipeline, camera, ["out", "raw"]), dict.fromkeys(["out", "raw"], camera.getResolutionSize())


def main():
    color_sizes = dai.ColorCameraProperties.SensorResolution.__members__.values()
    mono_sizes = dai.MonoCameraProperties.SensorResolution.__members__.values()
    cases = [color(size, scale, sizes) for size in color_sizes for scale in SCALES for sizes in EXPLICIT]
    cases += [mono(size) for size in mono_sizes]
    (Path(sys.argv[1]) / "sizes.json").write_text(json.dumps(cases))


if __name__ == "__main__":
    main()
    leave()
