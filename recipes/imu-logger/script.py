# Sends the motion sensor's measurements to a computer that connects, as lines of a table.
import socket

PORT = 5000
SEND_SECONDS = 5


def row(packet):
    """Time in microseconds, acceleration and rotation."""
    moved, turned = packet.acceleroMeter, packet.gyroscope
    microseconds = round(moved.getTimestampDevice().total_seconds() * 1000000)
    return "%d,%.5f,%.5f,%.5f,%.6f,%.6f,%.6f\n" % (
        microseconds, moved.x, moved.y, moved.z, turned.x, turned.y, turned.z
    )


server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("", PORT))
server.listen(1)
node.warn("Measurements wait on port %d" % PORT)

while True:
    link, address = server.accept()
    link.settimeout(SEND_SECONDS)
    node.warn("Computer %s" % address[0])
    try:
        while True:
            packets = node.io["imu"].get().packets
            link.sendall("".join(row(packet) for packet in packets).encode())
    except OSError as error:
        node.warn("Computer left: %s" % error)
    link.close()
