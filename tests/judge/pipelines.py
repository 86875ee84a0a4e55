"""Small pipelines for flashing. `pipelines.py NAME` prints one as the official library's full JSON; without a name, the names."""

import json
import sys

import depthai as dai

from leave import leave


def empty():
    """Nothing at all."""
    return dai.Pipeline()


def script():
    """One script, the text of which is an asset."""
    pipeline = dai.Pipeline()
    node = pipeline.create(dai.node.Script)
    node.setScript("import time\nwhile True:\n    time.sleep(1)\n")
    return pipeline


def encoder():
    """Colour camera to video encoder to script: the shape of a network camera."""
    pipeline = dai.Pipeline()
    camera = pipeline.create(dai.node.ColorCamera)
    camera.setResolution(dai.ColorCameraProperties.SensorResolution.THE_1080_P)
    camera.setFps(20)
    encoder = pipeline.create(dai.node.VideoEncoder)
    encoder.setDefaultProfilePreset(20, dai.VideoEncoderProperties.Profile.MJPEG)
    server = pipeline.create(dai.node.Script)
    server.setProcessor(dai.ProcessorType.LEON_CSS)
    server.setScript("while True:\n    frame = node.io['frame'].get()\n")
    camera.video.link(encoder.input)
    encoder.bitstream.link(server.inputs["frame"])
    server.inputs["frame"].setBlocking(False)
    server.inputs["frame"].setQueueSize(1)
    return pipeline


def depth():
    """Two mono cameras and depth, to a host that is not there."""
    pipeline = dai.Pipeline()
    left = pipeline.create(dai.node.MonoCamera)
    right = pipeline.create(dai.node.MonoCamera)
    left.setBoardSocket(dai.CameraBoardSocket.CAM_B)
    right.setBoardSocket(dai.CameraBoardSocket.CAM_C)
    stereo = pipeline.create(dai.node.StereoDepth)
    left.out.link(stereo.left)
    right.out.link(stereo.right)
    out = pipeline.create(dai.node.XLinkOut)
    out.setStreamName("depth")
    stereo.depth.link(out.input)
    return pipeline


def spi():
    """A sensor hub that reports over SPI."""
    pipeline = dai.Pipeline()
    imu = pipeline.create(dai.node.IMU)
    imu.enableIMUSensor(dai.IMUSensor.ACCELEROMETER_RAW, 100)
    out = pipeline.create(dai.node.SPIOut)
    out.setStreamName("imu")
    out.setBusId(0)
    imu.out.link(out.input)
    return pipeline


def assets():
    """Assets of awkward sizes and alignments, one of them empty but for a byte."""
    pipeline = dai.Pipeline()
    node = pipeline.create(dai.node.Script)
    node.setScript("pass\n")
    manager = pipeline.getAssetManager()
    for index, size in enumerate((1, 63, 64, 65, 100_003)):
        asset = dai.Asset(f"asset{index}")
        asset.alignment = 64
        asset.data = list(bytes((index + position) % 256 for position in range(size)))
        manager.set(asset.key, asset)
    return pipeline


PIPELINES = {make.__name__: make for make in (empty, script, encoder, depth, spi, assets)}


def main():
    if len(sys.argv) == 1:
        print("\n".join(PIPELINES))
    else:
        json.dump(PIPELINES[sys.argv[1]]().serializeToJson(), sys.stdout)


if __name__ == "__main__":
    main()
    leave()
