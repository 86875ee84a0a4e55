# Sends what the neural network finds to a computer, one line of JSON per picture.
import json
import socket
import time

HOST = "192.168.1.10"
PORT = 5000
PROTOCOL = "tcp"
LABELS = []
RETRY_SECONDS = 2
MOST_NUMBERS = 100


def label(index):
    return LABELS[index] if index < len(LABELS) else str(index)


def describe(message):
    """A message of a detector, or the first numbers of every output of another network."""
    if hasattr(message, "detections"):
        return {
            "detections": [
                {
                    "label": label(found.label),
                    "confidence": round(found.confidence, 4),
                    "box": [round(v, 4) for v in (found.xmin, found.ymin, found.xmax, found.ymax)],
                }
                for found in message.detections
            ]
        }
    names = message.getAllLayerNames()
    return {"outputs": {name: list(message.getLayerFp16(name))[:MOST_NUMBERS] for name in names}}


def connect():
    kind = socket.SOCK_STREAM if PROTOCOL == "tcp" else socket.SOCK_DGRAM
    link = socket.socket(socket.AF_INET, kind)
    try:
        link.connect((HOST, PORT))
    except OSError:
        link.close()
        raise
    return link


sequence = 0
while True:
    try:
        link = connect()
    except OSError as error:
        node.warn("No connection to %s:%d: %s" % (HOST, PORT, error))
        time.sleep(RETRY_SECONDS)
        continue
    try:
        while True:
            result = describe(node.io["result"].get())
            result["sequence"] = sequence
            sequence += 1
            link.sendall((json.dumps(result) + "\n").encode())
    except OSError as error:
        node.warn("Connection lost: %s" % error)
        link.close()
        if PROTOCOL == "tcp":
            time.sleep(RETRY_SECONDS)
