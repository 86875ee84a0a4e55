"""Runs the Scripts that replace XLinkOut and XLinkIn nodes where a camera would: pipeline_senders.py FOLDER

The folder holds `http.py`, `tcp.py`, `udp.py`, `mqtt.py` for the streams "video" and "found", and `control.py` for "control".
"""

import json
import queue
import re
import socket
import struct
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

from leave import leave
from recipes_run import PICTURE, free_port, get

LONG = PICTURE + bytes(4000)
FOUND = {"detections": [{"confidence": 0.5, "label": 3, "status": "NEW", "age": 1.5}]}


class Camera:
    """Messages without end at two inputs, and what goes out."""

    def __init__(self):
        status = SimpleNamespace(name="NEW", value=1)
        age = SimpleNamespace(total_seconds=lambda: 1.5)
        found = SimpleNamespace(label=3, confidence=0.5, status=status, age=age, getText=lambda: "")
        messages = {
            "video": SimpleNamespace(getData=lambda: bytearray(LONG)),
            "found": SimpleNamespace(detections=[found]),
        }
        self.sent = queue.Queue()
        self.io = {name: SimpleNamespace(tryGet=self.paced(message)) for name, message in messages.items()}
        self.io["control"] = SimpleNamespace(send=self.sent.put)
        self.warnings = []
        self.warn = self.warnings.append

    @staticmethod
    def paced(message):
        last = [0.0]

        def take():
            now = time.monotonic()
            if now - last[0] < 0.02:
                return None
            last[0] = now
            return message

        return take


class Control:
    def __init__(self):
        self.calls = []

    def setManualExposure(self, *arguments):
        self.calls.append(arguments)


def start(name, **constants):
    text = (Path(sys.argv[1]) / f"{name}.py").read_text()
    for constant, value in constants.items():
        text, count = re.subn(rf"(?m)^{constant} = .*$", f"{constant} = {value!r}", text)
        assert count == 1, constant
    camera = Camera()
    scope = {"node": camera, "__name__": "__main__", "CameraControl": Control}
    threading.Thread(target=exec, args=(compile(text, name, "exec"), scope), daemon=True).start()
    return camera


def connect(port):
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10)
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("nobody listens")


def check(streams):
    assert streams["video"] == LONG, len(streams["video"])
    assert json.loads(streams["found"]) == FOUND, streams["found"]


def tcp():
    port = free_port()
    start("tcp", PORT=port)
    for _ in range(2):  # The second after the first has left.
        with connect(port) as link, link.makefile("rb") as packets:
            streams = {}
            while len(streams) < 2:
                name, data = struct.unpack("!BI", packets.read(5))
                name = packets.read(name).decode()
                streams[name] = packets.read(data)
        check(streams)


def udp():
    port = free_port(socket.SOCK_DGRAM)
    start("udp", PORT=port)
    parts, streams = {}, {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.settimeout(1)
        while len(streams) < 2:
            link.sendto(b"me", ("127.0.0.1", port))
            try:
                packet = link.recv(2000)
            except (ConnectionRefusedError, TimeoutError):
                time.sleep(0.05)
                continue
            number, part, count, name = struct.unpack_from("!IHHB", packet)
            found = parts.setdefault(number, {})
            found[part] = packet[9 + name :]
            if len(found) == count:
                streams[packet[9 : 9 + name].decode()] = b"".join(found[index] for index in range(count))
    check(streams)


def read_packet(link):
    kind = link.read(1)[0]
    size = shift = 0
    while True:
        byte = link.read(1)[0]
        size |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return kind, link.read(size)


def mqtt():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        start("mqtt", BROKER="127.0.0.1", PORT=server.getsockname()[1], RETRY_SECONDS=0.1)
        for answer in (5, 0, 0):  # Refused, accepted, accepted after a loss.
            link, _ = server.accept()
            with link, link.makefile("rb") as packets:
                kind, body = read_packet(packets)
                assert kind == 0x10 and body == b"\0\4MQTT\4\2\0\x3c\0\x0aoak-camera", body
                link.sendall(bytes([0x20, 2, 0, answer]))
                streams = {}
                while not answer and len(streams) < 2:
                    kind, body = read_packet(packets)
                    assert kind == 0x30
                    (size,) = struct.unpack_from("!H", body)
                    streams[body[2 : 2 + size].decode().removeprefix("oak/")] = body[2 + size :]
            if not answer:
                check(streams)


def web():
    port = free_port()
    start("http", PORT=port)
    assert b'href="/video"' in get(port, "/").read()
    assert get(port, "/nothing").status == 404
    picture, found = get(port, "/video"), get(port, "/found")
    assert picture.getheader("Content-Type") == "image/jpeg"
    assert found.getheader("Content-Type") == "application/json"
    check({"video": picture.read(), "found": found.read()})
    endless = get(port, "/found/stream")
    text = endless.read(400)
    assert text.count(b"--message") >= 2, text
    endless.close()


def control():
    port = free_port(socket.SOCK_DGRAM)
    camera = start("control", PORT=port)
    command = {"stream": "control", "calls": [["setManualExposure", 10000, 400]]}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        for text in ("broken", json.dumps({"stream": "x"}), json.dumps(command)):
            while camera.sent.empty():
                link.sendto(text.encode(), ("127.0.0.1", port))
                time.sleep(0.05)
                if len(camera.warnings) > 1 and text != json.dumps(command):
                    break
    assert camera.sent.get(timeout=10).calls == [(10000, 400)]


if __name__ == "__main__":
    for test in (tcp, udp, mqtt, web, control):
        test()
    leave()
