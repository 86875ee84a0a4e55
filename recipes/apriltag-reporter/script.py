# Sends the tags in sight to a computer, one message of JSON per picture that has any.
import json
import socket

HOST = "192.168.1.10"
PORT = 5000


def corner(point):
    return [round(point.x, 1), round(point.y, 1)]


def describe(tag):
    points = (tag.bottomLeft, tag.bottomRight, tag.topRight, tag.topLeft)
    return {"id": tag.id, "margin": round(tag.decisionMargin, 1), "corners": [corner(point) for point in points]}


link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    message = node.io["tags"].get()
    tags = [describe(tag) for tag in message.aprilTags]
    if not tags:
        continue
    report = {"sequence": message.getSequenceNum(), "tags": tags}
    try:
        link.sendto(json.dumps(report).encode(), (HOST, PORT))
    except OSError as error:
        node.warn("Not sent to %s:%d: %s" % (HOST, PORT, error))
