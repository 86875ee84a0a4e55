"""The recipes' pipelines as one writes them with the official library: pipeline_recipes.py OUTPUT_FOLDER

Each case comes with `stem.case.json`: recipe, values and network that must give the same pipeline.
"""

import json
import sys
from pathlib import Path

import depthai as dai

from leave import leave
from pipeline_blob import blob
from pipeline_official import ROOT, dump

RECIPES = ROOT / "recipes"
Color = dai.ColorCameraProperties


def source(recipe, file="script.py", **constants):
    """A recipe's script with other constants."""
    lines = (RECIPES / recipe / file).read_text().splitlines()
    for constant, value in constants.items():
        (index,) = [i for i, line in enumerate(lines) if line.startswith(f"{constant} = ")]
        lines[index] = f"{constant} = {value}"
    return "\n".join(lines) + "\n"


def mjpeg(resolution, scale, fps, quality, port):
    pipeline = dai.Pipeline()
    camera = pipeline.create(dai.node.ColorCamera)
    camera.setResolution(resolution)
    if scale:
        camera.setIspScale(*scale)
    camera.setFps(fps)
    encoder = pipeline.create(dai.node.VideoEncoder)
    encoder.setDefaultProfilePreset(fps, dai.VideoEncoderProperties.Profile.MJPEG)
    encoder.setQuality(quality)
    script = pipeline.create(dai.node.Script)
    script.setProcessor(dai.ProcessorType.LEON_CSS)
    script.setScript(source("mjpeg-server", PORT=port))
    camera.video.link(encoder.input)
    encoder.bitstream.link(script.inputs["frame"])
    script.inputs["frame"].setBlocking(False)
    script.inputs["frame"].setQueueSize(1)
    return pipeline


def network(pipeline, node_class, file, size, fps, rgb=False, fp16=False):
    camera = pipeline.create(dai.node.ColorCamera)
    large = size[0] > 1920 or size[1] > 1080
    camera.setResolution(Color.SensorResolution.THE_4_K if large else Color.SensorResolution.THE_1080_P)
    camera.setFps(fps)
    camera.setPreviewSize(*size)
    camera.setInterleaved(False)
    camera.setFp16(fp16)
    camera.setColorOrder(Color.ColorOrder.RGB if rgb else Color.ColorOrder.BGR)
    node = pipeline.create(node_class)
    node.setBlob(dai.OpenVINO.Blob(list(file)))
    node.setNumInferenceThreads(2)
    camera.preview.link(node.input)
    node.input.setBlocking(False)
    node.input.setQueueSize(1)
    return node


def report(pipeline, node, **constants):
    script = pipeline.create(dai.node.Script)
    script.setProcessor(dai.ProcessorType.LEON_CSS)
    script.setScript(source("detection-reporter", **constants))
    node.out.link(script.inputs["result"])
    script.inputs["result"].setBlocking(False)
    script.inputs["result"].setQueueSize(4)


def mobilenet_to_tcp(file):
    pipeline = dai.Pipeline()
    node = network(pipeline, dai.node.MobileNetDetectionNetwork, file, (300, 300), 15)
    node.setConfidenceThreshold(0.5)
    report(pipeline, node)
    return pipeline


def yolo_to_udp(file):
    pipeline = dai.Pipeline()
    node = network(pipeline, dai.node.YoloDetectionNetwork, file, (416, 416), 20, rgb=True, fp16=True)
    node.setConfidenceThreshold(0.35)
    node.setNumClasses(2)
    node.setCoordinateSize(4)
    node.setIouThreshold(0.45)
    node.setAnchors([10, 14, 23.1, 27])
    node.setAnchorMasks({"side26": [1, 2, 3], "side13": [3, 4, 5]})
    report(pipeline, node, HOST='"10.1.2.3"', PORT=9000, PROTOCOL='"udp"', LABELS='["cat","dog"]')
    return pipeline


def tensors_to_tcp(file):
    pipeline = dai.Pipeline()
    report(pipeline, network(pipeline, dai.node.NeuralNetwork, file, (2000, 100), 15))
    return pipeline


def mobilenet_to_spi(file):
    pipeline = dai.Pipeline()
    node = network(pipeline, dai.node.MobileNetDetectionNetwork, file, (300, 300), 10)
    node.setConfidenceThreshold(0.7)
    output = pipeline.create(dai.node.SPIOut)
    output.setStreamName("found")
    output.setBusId(1)
    output.input.setBlocking(False)
    output.input.setQueueSize(2)
    node.out.link(output.input)
    return pipeline


def image(width, height, data_type=1, version=(2022, 1)):
    return blob(version, [("data", data_type, 0x4321, [width, height, 3, 1])], [("out", 0, 0x43, [7, 1])])


def main():
    output = Path(sys.argv[1])
    small, yolo, wide = image(300, 300), image(416, 416, 0, (2021, 4)), image(2000, 100)
    yolo_values = {
        "network": "yolo", "threshold": 0.35, "classes": 2, "iou": 0.45, "anchors": "10, 14, 23.1, 27",
        "masks": "side26: 1, 2, 3; side13: 3, 4, 5", "colorOrder": "rgb", "fps": 20,
        "host": "10.1.2.3", "port": 9000, "protocol": "udp", "labels": "cat, dog",
    }
    hd, uhd = Color.SensorResolution.THE_1080_P, Color.SensorResolution.THE_4_K
    cases = [
        ("mjpeg-server", {}, None, mjpeg(hd, (2, 3), 15, 80, 8080)),
        ("mjpeg-server", {"resolution": "3840x2160", "fps": 5, "quality": 40, "port": 80}, None,
         mjpeg(uhd, None, 5, 40, 80)),
        ("mjpeg-server", {"resolution": "640x360", "fps": 30}, None, mjpeg(hd, (1, 3), 30, 80, 8080)),
        ("mjpeg-server", {"resolution": "1920x1080", "fps": 30}, None, mjpeg(hd, None, 30, 80, 8080)),
        ("detection-reporter", {}, small, mobilenet_to_tcp(small)),
        ("detection-reporter", yolo_values, yolo, yolo_to_udp(yolo)),
        ("detection-reporter", {"network": "tensors"}, wide, tensors_to_tcp(wide)),
        ("spi-reporter", {"threshold": 0.7, "stream": "found", "bus": 1, "fps": 10}, small,
         mobilenet_to_spi(small)),
    ]
    for number, (recipe, values, file, pipeline) in enumerate(cases):
        dump(pipeline, output, str(number))
        case = {"recipe": recipe, "values": values, "blob": file and list(file)}
        (output / f"{number}.case.json").write_text(json.dumps(case))


if __name__ == "__main__":
    main()
    leave()
