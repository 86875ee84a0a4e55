"""Runs the templates' scripts where a camera would, with its messages made up: pipeline_run_scripts.py OUTPUT_FOLDER"""

import http.client
import json
import socket
import threading
import time
from types import SimpleNamespace

from pipeline_templates import source

PICTURE = b"\xff\xd8 a picture \xff\xd9"


class Port:
    def __init__(self, message):
        self.message = message

    def get(self):
        time.sleep(0.02)
        return self.message


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(text, port, message):
    node = SimpleNamespace(io={port: Port(message)}, warn=lambda text: None)
    scope = {"node": node, "__name__": "__main__"}
    threading.Thread(target=exec, args=(compile(text, "script", "exec"), scope), daemon=True).start()


def get(port, path):
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            return connection.getresponse()
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


def mjpeg():
    port = free_port()
    run(source("mjpeg.py", PORT=port), "frame", SimpleNamespace(getData=lambda: bytearray(PICTURE)))
    page = get(port, "/")
    assert page.status == 200 and b'src="/stream"' in page.read()
    assert get(port, "/nothing").status == 404
    picture = get(port, "/picture.jpg")
    assert picture.getheader("Content-Type") == "image/jpeg" and picture.read() == PICTURE
    streams = [get(port, "/stream") for _ in range(2)]
    for stream in streams:
        part = b"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n" % (len(PICTURE), PICTURE)
        assert stream.read(3 * len(part)) == 3 * part
    streams[0].close()
    assert streams[1].read(len(part)) == part


def detections():
    found = SimpleNamespace(label=1, confidence=0.75, xmin=0.1, ymin=0.2, xmax=0.3, ymax=0.4)
    message = SimpleNamespace(detections=[found])
    with socket.create_server(("127.0.0.1", 0)) as server:
        constants = {"HOST": '"127.0.0.1"', "PORT": server.getsockname()[1], "RETRY_SECONDS": 0.1}
        run(source("detections.py", LABELS='["cat", "dog"]', **constants), "result", message)
        server.settimeout(10)
        for _ in range(2):  # The second time after a lost connection.
            link, _ = server.accept()
            with link, link.makefile() as lines:
                first, second = (json.loads(next(lines)) for _ in range(2))
            assert first["detections"] == [{"label": "dog", "confidence": 0.75, "box": [0.1, 0.2, 0.3, 0.4]}]
            assert second["sequence"] == first["sequence"] + 1


def tensors():
    layers = {"out": [float(n) for n in range(200)]}
    message = SimpleNamespace(getAllLayerNames=lambda: list(layers), getLayerFp16=layers.get)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(10)
        constants = {"HOST": '"127.0.0.1"', "PORT": listener.getsockname()[1], "PROTOCOL": '"udp"'}
        run(source("detections.py", **constants), "result", message)
        sent = json.loads(listener.recv(65536))
        assert sent["outputs"] == {"out": layers["out"][:100]}


if __name__ == "__main__":
    mjpeg()
    detections()
    tensors()
