"""Saves sets of pictures: python host.py CAMERA_ADDRESS [NUMBER OF SETS]"""
import json
import socket
import sys

PORT = 5000

camera = sys.argv[1]
sets = int(sys.argv[2]) if len(sys.argv) > 2 else 10
with socket.create_connection((camera, PORT), timeout=10) as link, link.makefile("rb") as stream:
    for number in range(1, sets + 1):
        head = json.loads(stream.readline())
        for name, length in zip(head["names"], head["lengths"]):
            with open("set-%03d-%s.jpg" % (number, name), "wb") as file:
                file.write(stream.read(length))
        apart = max(head["milliseconds"]) - min(head["milliseconds"])
        print("set %d: %s, %.1f ms apart" % (number, ", ".join(head["names"]), apart), flush=True)
