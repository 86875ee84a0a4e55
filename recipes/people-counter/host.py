"""Stands in for an MQTT broker and prints what the camera publishes: python host.py"""
import socket

PORT = 1883


def receive(link, count):
    data = b""
    while len(data) < count:
        part = link.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def receive_packet(link):
    """Kind and body of the next packet."""
    kind, length, shift = receive(link, 1)[0], 0, 0
    while True:
        byte = receive(link, 1)[0]
        length |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return kind, receive(link, length)


def serve(link):
    while True:
        kind, body = receive_packet(link)
        if kind == 0x10:  # connect
            link.sendall(b"\x20\x02\x00\x00")
        elif kind & 0xF0 == 0x30:  # publish
            size = int.from_bytes(body[:2], "big")
            topic, value = body[2 : 2 + size].decode(), body[2 + size :].decode()
            print("%s %s" % (topic, value), flush=True)
        elif kind == 0xC0:  # ping
            link.sendall(b"\xd0\x00")


with socket.create_server(("", PORT)) as server:
    while True:
        link, address = server.accept()
        with link:
            try:
                serve(link)
            except (EOFError, ConnectionError):
                print("camera %s left" % address[0], flush=True)
