# Sends sets of pictures that were taken at the same moment: a line of JSON that tells their lengths, then the JPEGs.
import json
import socket

PORT = 5000
SEND_SECONDS = 5
NAMES = ["left", "right", "color"]


def milliseconds(picture):
    return round(picture.getTimestampDevice().total_seconds() * 1000, 3)


def packed(group):
    pictures = [group[name] for name in NAMES]
    data = [bytes(picture.getData()) for picture in pictures]
    head = {
        "sequence": pictures[0].getSequenceNum(),
        "names": NAMES,
        "lengths": [len(part) for part in data],
        "milliseconds": [milliseconds(picture) for picture in pictures],
    }
    return (json.dumps(head) + "\n").encode() + b"".join(data)


server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("", PORT))
server.listen(1)
node.warn("Pictures wait on port %d" % PORT)

while True:
    link, address = server.accept()
    link.settimeout(SEND_SECONDS)
    node.warn("Computer %s" % address[0])
    try:
        while True:
            link.sendall(packed(node.io["set"].get()))
    except OSError as error:
        node.warn("Computer left: %s" % error)
    link.close()
