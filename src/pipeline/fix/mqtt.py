# Publishes every message to a broker under TOPIC/stream (MQTT 3.1.1, at most once). The broker is an address: a camera
# cannot look up names.
import socket
import struct

BROKER = "192.168.1.10"
PORT = 1883
TOPIC = "oak"
CLIENT = "oak-camera"
KEEP_SECONDS = 60
RETRY_SECONDS = 3


def text(value):
    data = value.encode()
    return struct.pack("!H", len(data)) + data


def packet(kind, body):
    """A packet of the protocol: kind, length in groups of 7 bits, body."""
    size, length = len(body), bytearray()
    while True:
        size, group = divmod(size, 128)
        length.append(group | (128 if size else 0))
        if not size:
            return bytes([kind]) + bytes(length) + body


def connect():
    link = socket.create_connection((BROKER, PORT), timeout=RETRY_SECONDS)
    try:
        hello = text("MQTT") + bytes([4, 2]) + struct.pack("!H", KEEP_SECONDS) + text(CLIENT)
        link.sendall(packet(0x10, hello))
        answer = link.recv(4)
        if len(answer) < 4 or answer[3] != 0:
            raise OSError("the broker refused: %r" % answer)
        return link
    except OSError:
        link.close()
        raise


def publish(link):
    """Publishes until the connection breaks."""
    last = time.monotonic()
    for stream, data in messages():
        now = time.monotonic()
        if stream is not None:
            link.sendall(packet(0x30, text(TOPIC + "/" + stream) + data))
            last = now
        elif now - last > KEEP_SECONDS / 2:
            link.sendall(packet(0xC0, b""))
            link.recv(2)
            last = now


while True:
    try:
        with connect() as broker:
            node.warn("Connected to the broker")
            publish(broker)
    except OSError as error:
        node.warn("No connection to the broker: %s" % error)
        time.sleep(RETRY_SECONDS)
