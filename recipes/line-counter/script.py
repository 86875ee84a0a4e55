# Counts objects that cross a line, in each direction, and sends every crossing to a computer.
import json
import socket

HOST = "192.168.1.10"
PORT = 5000
AXIS = "y"
LINE = 0.5
MARGIN = 0.03


def position(track):
    """Middle of the object across the line, from 0 to 1."""
    box = track.srcImgDetection
    return (box.ymin + box.ymax) / 2 if AXIS == "y" else (box.xmin + box.xmax) / 2


def side(place):
    """Which side of the line, or None on it."""
    if place < LINE - MARGIN:
        return -1
    return 1 if place > LINE + MARGIN else None


names = {1: "down", -1: "up"} if AXIS == "y" else {1: "right", -1: "left"}
counts = {name: 0 for name in names.values()}
sides = {}
link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

while True:
    tracks = node.io["tracks"].get().tracklets
    for track in tracks:
        now = side(position(track))
        before = sides.get(track.id)
        if now is None:
            continue
        sides[track.id] = now
        if before is None or before == now:
            continue
        direction = names[now]
        counts[direction] += 1
        event = {"object": track.id, "direction": direction, "counts": counts}
        try:
            link.sendto(json.dumps(event).encode(), (HOST, PORT))
        except OSError as error:
            node.warn("Not sent to %s:%d: %s" % (HOST, PORT, error))
    present = {track.id for track in tracks}
    sides = {number: seen for number, seen in sides.items() if number in present}
