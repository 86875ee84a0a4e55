"""Prints what the camera finds: python host.py"""
import json
import socket

PORT = 5000
PROTOCOL = "tcp"


def lines():
    """The camera's lines, over as many connections as it takes."""
    if PROTOCOL == "udp":
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
            listener.bind(("", PORT))
            while True:
                yield listener.recv(65536)
    with socket.create_server(("", PORT)) as server:
        while True:
            link, address = server.accept()
            print("camera %s" % address[0], flush=True)
            with link, link.makefile("rb") as received:
                yield from received


for line in lines():
    report = json.loads(line)
    for found in report.get("detections", []):
        print("%d: %s %.0f %% at %s" % (report["sequence"], found["label"], 100 * found["confidence"], found["box"]), flush=True)
    for name, numbers in report.get("outputs", {}).items():
        print("%d: %s %s" % (report["sequence"], name, numbers[:10]), flush=True)
