# Computers connect to the camera and get every message as: 1 byte length of the stream's name, 4 bytes length of the
# data (big endian), the name, the data.
import socket
import struct

PORT = 5000
SEND_SECONDS = 2

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("", PORT))
server.listen(4)
server.setblocking(False)
clients = []


def welcome():
    """Takes whoever waits for a connection."""
    try:
        while True:
            client, _ = server.accept()
            client.settimeout(SEND_SECONDS)
            clients.append(client)
    except OSError:
        pass  # Nobody waits.


def deliver(packet):
    for client in list(clients):
        try:
            client.sendall(packet)
        except OSError:
            clients.remove(client)  # It left, or takes nothing any more; it can connect again.
            client.close()


node.warn("Waiting for connections on TCP port %d" % PORT)
for stream, data in messages():
    welcome()
    if stream is not None and clients:
        name = stream.encode()
        deliver(struct.pack("!BI", len(name), len(data)) + name + data)
