# Takes what a computer sent over XLink as UDP datagrams of JSON, such as
# {"stream": "control", "calls": [["setManualExposure", 10000, 400]]}: a new message, on which the calls are made, goes out.
import json
import socket

PORT = 5001
MOST_BYTES = 65535

link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
link.bind(("", PORT))
node.warn("Waiting for commands on UDP port %d" % PORT)
while True:
    datagram, address = link.recvfrom(MOST_BYTES)
    try:
        command = json.loads(datagram)
        message = KINDS[command["stream"]]()
        for name, *arguments in command["calls"]:
            getattr(message, name)(*arguments)
    except Exception as error:
        node.warn("A command cannot be used: %r" % error)
        continue
    node.io[command["stream"]].send(message)
