# A computer sends any datagram to the camera and gets every message for the next KEEP_SECONDS, in parts of: 4 bytes
# number of the message, 2 bytes part, 2 bytes parts (big endian), 1 byte length of the stream's name, the name, the data.
import socket
import struct

PORT = 5000
KEEP_SECONDS = 30
PART_BYTES = 1400

link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
link.bind(("", PORT))
link.setblocking(False)
listeners = {}
number = 0


def welcome():
    """Notes who wants messages, and forgets who has not asked for long."""
    try:
        while True:
            _, address = link.recvfrom(64)
            listeners[address] = time.monotonic() + KEEP_SECONDS
    except OSError:
        pass  # Nothing has come.
    now = time.monotonic()
    for address in [address for address, end in listeners.items() if end < now]:
        del listeners[address]


def deliver(stream, data):
    name = stream.encode()
    parts = max(1, -(-len(data) // PART_BYTES))
    for part in range(parts):
        head = struct.pack("!IHHB", number, part, parts, len(name)) + name
        piece = head + data[part * PART_BYTES : (part + 1) * PART_BYTES]
        for address in listeners:
            try:
                link.sendto(piece, address)
            except OSError:
                pass  # The network is full or gone; the next message tries again.


node.warn("Waiting for listeners on UDP port %d" % PORT)
for stream, data in messages():
    welcome()
    if stream is not None and listeners:
        number = (number + 1) % 2**32
        deliver(stream, data)
