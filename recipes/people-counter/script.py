# Publishes how many people are in the picture. Speaks as much MQTT 3.1.1 as that takes.
import socket
import struct
import time

HOST = "192.168.1.10"
PORT = 1883
TOPIC = "oak/people"
CLASS = 15
REPEAT_SECONDS = 60
STEADY_PICTURES = 3
RETRY_SECONDS = 5
KEEP_ALIVE_SECONDS = 180


def text(value):
    data = value.encode()
    return struct.pack("!H", len(data)) + data


def packet(kind, body):
    """A packet with its length in groups of seven bits."""
    length, size = len(body), b""
    while True:
        length, low = divmod(length, 128)
        size += bytes([low | (128 if length else 0)])
        if not length:
            return bytes([kind]) + size + body


def receive(link, count):
    data = b""
    while len(data) < count:
        part = link.recv(count - len(data))
        if not part:
            raise OSError("the broker closed the connection")
        data += part
    return data


def connect():
    link = socket.create_connection((HOST, PORT), timeout=10)
    try:
        name = "oak-%d" % (time.time_ns() % 1000000)
        head = text("MQTT") + bytes([4, 2]) + struct.pack("!H", KEEP_ALIVE_SECONDS)
        link.sendall(packet(0x10, head + text(name)))
        answer = receive(link, 4)
        if answer[0] != 0x20 or answer[3] != 0:
            raise OSError("the broker refuses, code %d" % answer[3])
    except OSError:
        link.close()
        raise
    return link


def count(message):
    return sum(found.label == CLASS for found in message.detections)


def publish_changes(link):
    """Publishes a number once it has been the same for a few pictures, and again after a while."""
    told, told_at, same, steady = None, 0, None, 0
    while True:
        people = count(node.io["result"].get())
        steady = steady + 1 if people == same else 1
        same = people
        late = time.monotonic() - told_at > REPEAT_SECONDS
        if steady >= STEADY_PICTURES and (people != told or late):
            # Retained, so that later subscribers learn it too; the broker answers nothing.
            link.sendall(packet(0x31, text(TOPIC) + str(people).encode()))
            told, told_at = people, time.monotonic()


while True:
    try:
        link = connect()
    except OSError as error:
        node.warn("No broker at %s:%d: %s" % (HOST, PORT, error))
        time.sleep(RETRY_SECONDS)
        continue
    try:
        publish_changes(link)
    except OSError as error:
        node.warn("Broker lost: %s" % error)
        time.sleep(RETRY_SECONDS)
    link.close()
