# Sends the distances at nine places to every computer that connects, one line of JSON per measurement.
import json
import socket
import threading

PORT = 5000
SEND_SECONDS = 2

viewers = []
guard = threading.Lock()


def accept():
    """Takes computers in as they connect."""
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("", PORT))
    server.listen(4)
    node.warn("Distances wait on port %d" % PORT)
    while True:
        viewer, address = server.accept()
        viewer.settimeout(SEND_SECONDS)
        node.warn("Computer %s" % address[0])
        with guard:
            viewers.append(viewer)


def send(line):
    with guard:
        for viewer in list(viewers):
            try:
                viewer.sendall(line)
            except OSError:
                viewers.remove(viewer)
                viewer.close()


def distance(place):
    """In millimetres, or None where nothing was measured."""
    return round(place.spatialCoordinates.z) or None


threading.Thread(target=accept, daemon=True).start()
sequence = 0
while True:
    places = node.io["places"].get().spatialLocations
    report = {"sequence": sequence, "millimetres": [distance(place) for place in places]}
    sequence += 1
    send((json.dumps(report) + "\n").encode())
