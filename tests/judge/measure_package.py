"""Times the official library making an application package.

Usage: measure_package.py FOLDER REPEATS
Writes the pipeline's JSON and the package into FOLDER; prints one JSON line with the seconds of each call.
"""

import json
import pathlib
import sys
import time

import depthai as dai

from leave import leave

SCRIPT = """
import time
while True:
    node.warn("alive")
    time.sleep(1)
"""


def pipeline():
    """A camera, an encoder and a script: what a standalone web server on a camera is made of."""
    graph = dai.Pipeline()
    camera = graph.create(dai.node.ColorCamera)
    encoder = graph.create(dai.node.VideoEncoder)
    encoder.setDefaultProfilePreset(1, dai.VideoEncoderProperties.Profile.MJPEG)
    script = graph.create(dai.node.Script)
    script.setProcessor(dai.ProcessorType.LEON_CSS)
    script.setScript(SCRIPT)
    camera.still.link(encoder.input)
    encoder.bitstream.link(script.inputs["frame"])
    script.outputs["out"].link(camera.inputControl)
    return graph


def main():
    folder, repeats = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    graph = pipeline()
    (folder / "pipeline.json").write_text(json.dumps(graph.serializeToJson()))
    package = folder / "official.dap"
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        dai.DeviceBootloader.saveDepthaiApplicationPackage(package, graph, True, "measured")
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "bytes": package.stat().st_size}))


if __name__ == "__main__":
    main()
    leave()
