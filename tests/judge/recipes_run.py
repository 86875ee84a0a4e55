"""Runs every recipe's script where a camera would, with messages of the official library made up, and its host program
against it on this machine: recipes_run.py OUTPUT_FOLDER

What the host program prints, the files it writes and what the script does to pins and nodes must be right.
"""

import http.client
import itertools
import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace

import depthai as dai

from leave import leave
from pipeline_recipes import RECIPES, source

PICTURE = b"\xff\xd8 a picture \xff\xd9"
LIMIT_SECONDS = 40


class Input:
    """An input of the Script node: gives its messages over and over."""

    def __init__(self, messages):
        self.messages = itertools.cycle(messages)

    def get(self):
        time.sleep(0.02)
        return next(self.messages)


class Output:
    def __init__(self):
        self.sent = []

    def send(self, message):
        self.sent.append(message)


class Node:
    """The object `node` of a script."""

    def __init__(self, inputs, outputs):
        self.io = {name: Input(messages) for name, messages in inputs.items()}
        self.io |= {name: Output() for name in outputs}
        self.told = []

    def warn(self, text):
        self.told.append(text)


class Pins(ModuleType):
    """The camera's module GPIO."""

    OUT, PULL_DOWN = "out", "pull down"

    def __init__(self):
        super().__init__("GPIO")
        self.ready, self.written = set(), []

    def setup(self, pin, direction, pull):
        assert (direction, pull) == (self.OUT, self.PULL_DOWN)
        self.ready.add(pin)

    def write(self, pin, value):
        assert pin in self.ready
        self.written.append((pin, value))


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, what):
    for _ in range(LIMIT_SECONDS * 50):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(what)


def start(text, inputs, outputs=()):
    """Runs a script in the background."""
    node = Node(inputs, outputs)
    scope = {"node": node, "CameraControl": dai.CameraControl, "__name__": "__main__"}
    threading.Thread(target=exec, args=(compile(text, "script", "exec"), scope), daemon=True).start()
    return node


def data(value, milliseconds=0):
    message = dai.ImgFrame()
    message.setData(list(value))
    message.setSequenceNum(7)
    message.setTimestampDevice(timedelta(milliseconds=milliseconds))
    return message


def detections(*found):
    message = dai.ImgDetections()
    items = []
    for label, confidence, box in found:
        item = dai.ImgDetection()
        item.label, item.confidence = label, confidence
        item.xmin, item.ymin, item.xmax, item.ymax = box
        items.append(item)
    message.detections = items
    return message


def tracks(*positions):
    """One object whose middle is at these heights, a message each."""
    messages = []
    for y in positions:
        track = dai.Tracklet()
        track.id = 4
        box = dai.ImgDetection()
        box.xmin, box.ymin, box.xmax, box.ymax = 0.4, y - 0.1, 0.6, y + 0.1
        track.srcImgDetection = box
        message = dai.Tracklets()
        message.tracklets = [track]
        messages.append(message)
    return messages


def places(*distances):
    message = dai.SpatialLocationCalculatorData()
    items = []
    for z in distances:
        item = dai.SpatialLocations()
        item.spatialCoordinates = dai.Point3f(0, 0, z)
        items.append(item)
    message.spatialLocations = items
    return message


def tags():
    tag = dai.AprilTag()
    tag.id, tag.decisionMargin = 23, 80
    for index, name in enumerate(("bottomLeft", "bottomRight", "topRight", "topLeft")):
        setattr(tag, name, dai.Point2f(10 * index, 5))
    message = dai.AprilTags()
    message.aprilTags = [tag]
    message.setSequenceNum(7)
    return message


def imu():
    packets = []
    for number in range(10):
        packet = dai.IMUPacket()
        packet.acceleroMeter.x = packet.gyroscope.z = number / 10
        packets.append(packet)
    message = dai.IMUData()
    message.packets = packets
    return message


def system():
    message = dai.SystemInformation()
    message.chipTemperature.average = 51.25
    message.ddrMemoryUsage.used, message.ddrMemoryUsage.total = 100 << 20, 400 << 20
    message.leonCssCpuUsage.average, message.leonMssCpuUsage.average = 0.25, 0.5
    return message


def picture_set():
    message = dai.MessageGroup()
    for index, name in enumerate(("left", "right", "color")):
        message[name] = data(PICTURE + name.encode(), milliseconds=2 * index)
    return message


def features(*offsets):
    """Twenty points, moved sideways by so many pixels, a message each."""
    messages = []
    for offset in offsets:
        items = []
        for number in range(20):
            item = dai.TrackedFeature()
            item.id, item.position = number, dai.Point2f(10 * number + offset, 50)
            items.append(item)
        message = dai.TrackedFeatures()
        message.trackedFeatures = items
        messages.append(message)
    return messages


def tensors():
    layers = {"out": [float(n) for n in range(200)]}
    return SimpleNamespace(getAllLayerNames=lambda: list(layers), getLayerFp16=layers.get)


@dataclass
class Case:
    """A recipe in action."""

    inputs: dict
    expect: list
    outputs: tuple = ()
    arguments: tuple = ()
    constants: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    check: object = lambda node: None


CAT = detections((1, 0.75, (0.1, 0.2, 0.3, 0.4)))
PEOPLE = detections((15, 0.9, (0, 0, 1, 1)), (15, 0.6, (0, 0, 1, 1)), (3, 0.9, (0, 0, 1, 1)))
KEY, OTHER = b"\0\0\0\1\x67 parameters", b"\0\0\0\1\x41 difference"
KEY_265, OTHER_265 = b"\0\0\0\1\x40\1 parameters", b"\0\0\0\1\x02\1 difference"


def controlled(node):
    (message,) = node.io["control"].sent
    assert message.getLensPosition() == 120
    assert (message.getExposureTime(), message.getSensitivity()) == (timedelta(microseconds=8000), 400)


def triggered(node):
    assert node.io["control"].sent[0].getCaptureStill()


CASES = {
    "mjpeg-server": [
        Case({"frame": [data(PICTURE)]}, [r"picture-002\.jpg: 15 bytes"], arguments=("2",), files={"picture-002.jpg": PICTURE}),
    ],
    "video-stream": [
        Case({"frame": [data(OTHER), data(KEY)]}, [r"out: \d\d+ bytes"], arguments=("out", "1"), files={"out": KEY + OTHER}),
        Case({"frame": [data(OTHER_265), data(KEY_265)]}, [r"out: \d\d+ bytes"], arguments=("out", "1"),
             constants={"CODEC": '"h265"'}, files={"out": KEY_265 + OTHER_265}),
    ],
    "still-upload": [
        Case({"still": [data(PICTURE)]}, [r"\d{8}-\d{6}-\d+\.jpg: 15 bytes from 127"] * 2, outputs=("control",),
             constants={"SECONDS": 0.1}, check=triggered),
    ],
    "remote-control": [
        Case({"frame": [data(PICTURE)]}, [r"set: .*'focus': '120'", r"picture\.jpg: 15 bytes"], outputs=("control",),
             arguments=("focus=120", "exposure=8000", "iso=400"), files={"picture.jpg": PICTURE}, check=controlled),
    ],
    "detection-reporter": [
        Case({"result": [CAT]}, [r"camera 127", r"0: dog 75 % at \[0\.1, 0\.2, 0\.3, 0\.4\]"],
             constants={"LABELS": '["cat", "dog"]'}),
        Case({"result": [CAT]}, [r"\d+: 1 75 %"], constants={"PROTOCOL": '"udp"'}),
        Case({"result": [tensors()]}, [r"\d+: out \[0\.0, 1\.0, 2\.0"], constants={"PROTOCOL": '"udp"'}),
    ],
    "people-counter": [
        Case({"result": [PEOPLE] * 10 + [CAT] * 10}, [r"oak/people 2", r"oak/people 0", r"oak/people 2"]),
    ],
    "line-counter": [
        Case({"tracks": tracks(0.3, 0.45, 0.51, 0.6, 0.5, 0.4)},
             [r"object 4 went down; down \d+, up", r"object 4 went up", r"object 4 went down"]),
    ],
    "snapshot-alarm": [
        Case({"result": [CAT, PEOPLE], "frame": [data(PICTURE)]}, [r"alarm-.*\.jpg: 15 bytes, confidence 0\.90"],
             constants={"PAUSE": 0.2}),
    ],
    "depth-reporter": [
        Case({"places": [places(1000, 0, 3000, 4, 5, 6, 7, 8, 9)]}, [r"measurement \d+", r"  1000 mm      - mm   3000 mm"]),
    ],
    "apriltag-reporter": [
        Case({"tags": [dai.AprilTags(), tags()]}, [r"picture 7: tag 23 at \[\[0\.0, 5\.0\], \[10\.0, 5\.0\]"]),
    ],
    "imu-logger": [Case({"imu": [imu()]}, [r"imu\.csv: 100 measurements"], files={"imu.csv": b"microseconds,"})],
    "system-monitor": [
        Case({"system": [system()]}, [r"127.*: 51\.2 degrees, 100 of 400 MiB, load 25 % and 50 %"]),
    ],
    "synced-cameras": [
        Case({"set": [picture_set()]}, [r"set 1: left, right, color, 4\.0 ms apart", r"set 2"], arguments=("2",),
             files={"set-002-right.jpg": PICTURE + b"right"}),
    ],
}


def run(recipe, case):
    """Script and host program, on a port of their own."""
    port = free_port()
    constants = {"PORT": port, **case.constants}
    host_text = (RECIPES / recipe / "host.py").read_text()
    own = {name: value for name, value in constants.items() if f"\n{name} = " in host_text}
    sends = "\nHOST = " in (RECIPES / recipe / "script.py").read_text()
    if sends:
        constants["HOST"] = '"127.0.0.1"'
    for name in ("RETRY_SECONDS",):
        if f"\n{name} = " in (RECIPES / recipe / "script.py").read_text():
            constants[name] = 0.1
    node = start(source(recipe, **constants), case.inputs, case.outputs)
    if not sends:
        until(lambda: any(str(port) in text for text in node.told), f"{recipe} does not listen")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "program.py").write_text(source(recipe, "host.py", **own))
        arguments = ([] if sends else ["127.0.0.1"]) + list(case.arguments)
        host = subprocess.Popen(
            [sys.executable, "-u", "program.py", *arguments],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        watch = threading.Timer(LIMIT_SECONDS, host.kill)
        watch.start()
        try:
            waiting, said = list(case.expect), []
            for line in host.stdout:
                said.append(line)
                if re.search(waiting[0], line):
                    waiting.pop(0)
                if not waiting:
                    break
            assert not waiting, f"{recipe}: {waiting[0]!r} is missing in {said} ({node.told})"
            for name, content in case.files.items():
                path = Path(folder) / name
                until(lambda: path.exists() and path.read_bytes().startswith(content), f"{recipe}: {name}")
        finally:
            watch.cancel()
            host.kill()
            host.wait()
            host.stdout.close()
    case.check(node)


def pins(recipe, inputs, expected, **constants):
    """A recipe that switches a pin and sends nothing."""
    gpio = sys.modules["GPIO"] = Pins()
    start(source(recipe, **constants), inputs)
    until(lambda: gpio.written[: len(expected)] == expected, f"{recipe}: {gpio.written}")


def get(port, path):
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            return connection.getresponse()
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


def web_page():
    """Page and stream of the web server, for two viewers at once."""
    port = free_port()
    node = start(source("mjpeg-server", PORT=port), {"frame": [data(PICTURE)]})
    until(lambda: node.told, "the server does not start")
    page = get(port, "/")
    assert page.status == 200 and b'src="/stream"' in page.read()
    assert get(port, "/nothing").status == 404
    streams = [get(port, "/stream") for _ in range(2)]
    for stream in streams:
        part = b"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n" % (len(PICTURE), PICTURE)
        assert stream.read(3 * len(part)) == 3 * part
    streams[0].close()
    assert streams[1].read(len(part)) == part


def wrong_wishes():
    """The remote control refuses what it cannot set."""
    port = free_port()
    node = start(source("remote-control", PORT=port), {"frame": [data(PICTURE)]}, ("control",))
    until(lambda: node.told, "the server does not start")
    for path in ("/set", "/set?zoom=2", "/set?focus=near"):
        assert get(port, path).status == 400, path
    assert node.io["control"].sent == []


def lost_connection():
    """Detections go on after the computer was away."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        constants = {"HOST": '"127.0.0.1"', "PORT": server.getsockname()[1], "RETRY_SECONDS": 0.1}
        start(source("detection-reporter", **constants), {"result": [CAT]})
        server.settimeout(10)
        for _ in range(2):
            link, _ = server.accept()
            with link, link.makefile() as lines:
                first, second = (json.loads(next(lines)) for _ in range(2))
            assert second["sequence"] == first["sequence"] + 1


def main():
    switched = {"distance-guard", "motion-trigger"}
    with_host = {path.parent.name for path in RECIPES.glob("*/host.py")}
    with_script = {path.parent.name for path in RECIPES.glob("*/script.py")}
    assert set(CASES) == with_host, set(CASES) ^ with_host
    assert with_script == with_host | switched, with_script ^ with_host
    for recipe, cases in CASES.items():
        for case in cases:
            run(recipe, case)
    pins("distance-guard", {"field": [places(2000), places(900), places(1050), places(0), places(1200)]},
         [(7, False), (7, True), (7, False), (7, True)], PIN=7)
    pins("motion-trigger", {"features": features(*[0] * 4, 5, *[0] * 40)},
         [(8, False), (8, True), (8, False), (8, True)], PIN=8, HOLD=0.1)
    web_page()
    wrong_wishes()
    lost_connection()


if __name__ == "__main__":
    main()
    leave()
