# Sends compressed video to a viewer that connects, from a picture on that needs no earlier one.
import socket

PORT = 5000
CODEC = "h264"
SEND_SECONDS = 5


def starts_stream(data):
    """Whether the encoded picture begins with the parameters of the stream: a player can start here."""
    head = bytes(data[:8])
    mark = head.find(b"\x00\x00\x01")
    if mark < 0 or mark + 3 >= len(head):
        return False
    unit = head[mark + 3]
    if CODEC == "h265":
        return (unit >> 1) & 0x3F in (32, 33)
    return unit & 0x1F == 7


def serve(viewer):
    """Sends until the viewer leaves."""
    started = False
    while True:
        data = node.io["frame"].get().getData()
        started = started or starts_stream(data)
        if started:
            viewer.sendall(bytes(data))


server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("", PORT))
server.listen(1)
node.warn("Video waits on port %d" % PORT)

while True:
    viewer, address = server.accept()
    viewer.settimeout(SEND_SECONDS)
    node.warn("Viewer %s" % address[0])
    try:
        serve(viewer)
    except OSError as error:
        node.warn("Viewer left: %s" % error)
    viewer.close()
